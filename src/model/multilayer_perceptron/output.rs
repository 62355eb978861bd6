//! From the scores of a row to the shares of its classes.

use crate::exact;
use serde::{Deserialize, Serialize};

/// What a classifier makes of the scores of a row; of two classes there is one score, the second's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum NetworkOutput {
    /// 1 / (1 + e^(−s)) of one score; of several, each divided by the sum of all.
    Logistic,
    /// e^sᵢ over the sum of all.
    Softmax,
    /// 1 for the class of the largest score, of two classes for the second where its score is over 0; else 0. Of
    /// equal scores the first class is chosen.
    Choice,
}

impl NetworkOutput {
    /// Whether so many classes can be told apart by so many scores.
    pub(super) fn fits(self, classes: usize, scores: usize) -> bool {
        match (classes, scores) {
            (2, 1) => self != NetworkOutput::Softmax,
            (2.., _) => classes == scores,
            _ => false,
        }
    }

    /// The shares of the classes of one row, put behind those of the rows before.
    pub(super) fn share(self, scores: &[f64], out: &mut Vec<f64>) {
        if let &[score] = scores {
            let second = match self {
                NetworkOutput::Choice => f64::from(u8::from(score > 0.0)),
                _ => exact::logistic(score),
            };
            out.extend([1.0 - second, second].map(exact::canonical));
            return;
        }
        let start = out.len();
        out.extend_from_slice(scores);
        let shares = &mut out[start..];
        match self {
            NetworkOutput::Logistic => {
                shares.iter_mut().for_each(|s| *s = exact::logistic(*s));
                let sum = exact::sum_ordered(shares);
                shares.iter_mut().for_each(|s| *s /= sum);
            }
            NetworkOutput::Softmax => exact::softmax(shares),
            NetworkOutput::Choice => {
                let chosen = exact::argmax(shares);
                let share = |at: usize| f64::from(u8::from(chosen == Some(at)));
                shares.iter_mut().enumerate().for_each(|(at, s)| *s = share(at));
            }
        }
        shares.iter_mut().for_each(|s| *s = exact::canonical(*s));
    }
}
