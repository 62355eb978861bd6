//! Judging models: metrics, splits of rows, cross-validation of whole chains, parity with research.

mod cross_validation;
mod judge;
mod parity;
pub mod split;

pub use crate::metrics;
pub use cross_validation::{Truth, cross_validate};
pub use judge::{judge, usual};
pub use parity::{Figure, Parity, parity};
pub use split::{Holdout, KFold, Split};

use crate::error::Error;

impl From<metrics::MetricError> for Error {
    fn from(error: metrics::MetricError) -> Self {
        Error::Evaluate(error.to_string())
    }
}

impl From<split::SplitError> for Error {
    fn from(error: split::SplitError) -> Self {
        Error::Evaluate(error.to_string())
    }
}
