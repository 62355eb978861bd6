//! From the scores of an ensemble to its answers.

use super::Precision;
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
    /// 1 above 0, else 0: XGBoost's `binary:hinge`.
    Hinge,
    /// ln(1 + exp(s)): LightGBM's `cross_entropy_lambda`.
    Softplus,
}

impl EnsembleLink {
    /// Scores to answers, one operation after the other as the library has them. Its exponential function is the C
    /// library's, this one is correctly rounded.
    pub(super) fn apply(self, precision: Precision, scores: &mut [f64]) {
        match (self, precision) {
            (EnsembleLink::Identity, _) => {}
            (EnsembleLink::Softmax, Precision::Single) => softmax_single(scores),
            (EnsembleLink::Softmax, _) => softmax(scores),
            (_, Precision::Single) => {
                scores.iter_mut().for_each(|s| *s = f64::from(self.single(*s as f32)));
            }
            _ => scores.iter_mut().for_each(|s| *s = self.double(*s)),
        }
    }

    /// As LightGBM computes it.
    fn double(self, s: f64) -> f64 {
        match self {
            EnsembleLink::Identity | EnsembleLink::Softmax => s,
            EnsembleLink::Logistic { scale } => 1.0 / (1.0 + exact::exp(-scale * s)),
            EnsembleLink::Exp => exact::exp(s),
            EnsembleLink::SignedSquare => s.abs() * s,
            EnsembleLink::Hinge => f64::from(u8::from(s > 0.0)),
            EnsembleLink::Softplus => exact::ln_1p(exact::exp(s)),
        }
    }

    /// As XGBoost computes it: the exponent held below what overflows, a little added to the divisor.
    fn single(self, s: f32) -> f32 {
        match self {
            EnsembleLink::Logistic { scale } => {
                let exponent = -(scale as f32) * s;
                let held = if exponent > 88.7 { 88.7 } else { exponent };
                1.0 / (exp_single(held) + 1.0 + 1e-16)
            }
            EnsembleLink::Exp => exp_single(s),
            _ => self.double(f64::from(s)) as f32,
        }
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

fn exp_single(x: f32) -> f32 {
    exact::exp(f64::from(x)) as f32
}

/// XGBoost's: exponentials in single precision, their sum in double.
fn softmax_single(scores: &mut [f64]) {
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, exact::max) as f32;
    let mut total = 0.0;
    for score in scores.iter_mut() {
        *score = f64::from(exp_single(*score as f32 - largest));
        total += *score;
    }
    let total = total as f32;
    scores.iter_mut().for_each(|score| *score = f64::from(*score as f32 / total));
}
