//! Fewer columns: those that say something, and say it once.

mod correlation;
mod variance;

pub use correlation::{
    Association, CorrelationFilter, CorrelationSelector, CorrelationState, Keep,
};
pub use variance::{VarianceFilter, VarianceSelector, VarianceState};

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
