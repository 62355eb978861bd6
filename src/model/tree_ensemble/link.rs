//! From the scores of an ensemble to its answers.

use crate::exact;
use serde::{Deserialize, Serialize};

/// What is made of the scores of a row, in the arithmetic of the library that grew the trees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum EnsembleLink {
    /// Nothing: the scores are the answers.
    Identity,
    /// 1 / (1 + exp(−scale · s)) of each score.
    Logistic {
        /// LightGBM's `sigmoid`.
        scale: f64,
    },
    /// exp(sᵢ − max) over their sum, added in order.
    Softmax,
    /// exp(s): the logarithm of the mean was learned.
    Exp,
    /// s · |s|: LightGBM's `reg_sqrt`.
    SignedSquare,
    /// ln(1 + exp(s)): LightGBM's `cross_entropy_lambda`.
    Softplus,
}

impl EnsembleLink {
    /// Scores to answers, in double precision, one operation after the other as LightGBM has them; its exponential
    /// function is the C library's, this one is correctly rounded.
    pub(super) fn apply(self, scores: &mut [f64]) {
        let each: fn(f64, f64) -> f64 = match self {
            EnsembleLink::Identity => return,
            EnsembleLink::Softmax => return softmax(scores),
            EnsembleLink::Logistic { .. } => |s, scale| 1.0 / (1.0 + exact::exp(-scale * s)),
            EnsembleLink::Exp => |s, _| exact::exp(s),
            EnsembleLink::SignedSquare => |s, _| s.abs() * s,
            EnsembleLink::Softplus => |s, _| exact::ln_1p(exact::exp(s)),
        };
        let scale = if let EnsembleLink::Logistic { scale } = self { scale } else { 1.0 };
        scores.iter_mut().for_each(|s| *s = each(*s, scale));
    }

    /// Whether its numbers are such as a score can be multiplied by.
    pub(super) fn check(self) -> Result<(), String> {
        match self {
            EnsembleLink::Logistic { scale } if !(scale.is_finite() && scale > 0.0) => {
                Err(format!("a sigmoid of {scale}"))
            }
            _ => Ok(()),
        }
    }
}

fn softmax(scores: &mut [f64]) {
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, exact::max);
    let mut total = 0.0;
    for score in scores.iter_mut() {
        *score = exact::exp(*score - largest);
        total += *score;
    }
    scores.iter_mut().for_each(|score| *score /= total);
}
