//! Fewer columns: those that say something, and say it once.

mod association;
mod constant;
mod correlation;
mod duplicate;
mod estimator;
mod from_model;
mod information_value;
mod mrmr;
mod performance;
mod probe;
mod psi;
mod recursive;
mod recursive_performance;
mod relevance;
mod univariate;
mod validate;
mod variance;
mod verdict;

pub use association::Association;
pub use constant::{DropConstant, MissingValues};
pub use correlation::{CorrelationFilter, CorrelationSelector, CorrelationState, Keep};
pub use duplicate::DropDuplicate;
pub use estimator::Estimator;
pub use from_model::{Importance, SelectFromModel};
pub use information_value::SelectByInformationValue;
pub use mrmr::{Mrmr, MrmrMethod};
pub use performance::{SelectByShuffling, SelectBySinglePerformance, SelectByTargetMean};
pub use probe::{Hurdle, Noise, SelectByProbes};
pub use psi::{Bins, Cut, DropHighPsi, PsiThreshold};
pub use recursive::{Amount, RecursiveElimination};
pub use recursive_performance::{Direction, RecursivePerformance};
pub use relevance::{Relevance, RelevanceFilter};
pub use univariate::{Choice, Discrete, SelectUnivariate, UnivariateTest};
pub use validate::Validation;
pub use variance::{VarianceFilter, VariancePart, VarianceSelector, VarianceState};
pub use verdict::{Judge, Selector, Verdicts};

use crate::error::{Error, FitError};

/// The values that are there, all finite; a column may have none.
fn finite(stage: &str, name: &str, values: &[f64]) -> Result<Vec<f64>, Error> {
    if let Some(row) = values.iter().position(|x| x.is_infinite()) {
        let problem = format!("row {row} is {}", values[row]);
        let (stage, column) = (stage.to_owned(), name.to_owned());
        return Err(FitError::Column { stage, column, problem }.into());
    }
    Ok(values.iter().copied().filter(|x| !x.is_nan()).collect())
}
