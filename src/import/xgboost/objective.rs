//! What XGBoost makes of margins, and of the base score.

use super::unsupported;
use crate::error::ImportError;
use crate::exact;
use crate::model::EnsembleLink;

/// How a base score becomes the margin the sums start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// As it is.
    Itself,
    /// The log odds.
    Logit,
    /// The logarithm.
    Ln,
}

impl Start {
    /// In single precision, operation by operation as XGBoost has them.
    pub(super) fn margin(self, base: f32) -> f32 {
        let ln = |x: f32| exact::ln(f64::from(x)) as f32;
        match self {
            Start::Itself => base,
            Start::Logit => -ln(1.0 / base - 1.0),
            Start::Ln => ln(base),
        }
    }
}

/// The link of an objective, whether its answers are probabilities of classes, and where its sums start.
pub(super) fn of(name: &str) -> Result<(EnsembleLink, bool, Start), Box<ImportError>> {
    let logistic = EnsembleLink::Logistic { scale: 1.0 };
    Ok(match name {
        "binary:logistic" => (logistic, true, Start::Logit),
        "reg:logistic" => (logistic, false, Start::Logit),
        "binary:hinge" => (EnsembleLink::Hinge, true, Start::Itself),
        "multi:softprob" | "multi:softmax" => (EnsembleLink::Softmax, true, Start::Itself),
        "count:poisson" | "reg:gamma" | "reg:tweedie" | "survival:cox" | "survival:aft" => {
            (EnsembleLink::Exp, false, Start::Ln)
        }
        "binary:logitraw"
        | "reg:squarederror"
        | "reg:linear"
        | "reg:squaredlogerror"
        | "reg:pseudohubererror"
        | "reg:absoluteerror"
        | "reg:quantileerror"
        | "reg:expectileerror"
        | "rank:pairwise"
        | "rank:ndcg"
        | "rank:map" => (EnsembleLink::Identity, false, Start::Itself),
        other => {
            let shown: String = other.chars().take(40).collect();
            return Err(unsupported(format!("objective `{shown}`")));
        }
    })
}
