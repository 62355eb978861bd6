//! One above a threshold.

use super::bad_parameter;
use super::elementwise::{Elementwise, elementwise};
use crate::error::Error;
use serde::{Deserialize, Serialize};

/// Replaces each number by 1 where it is above a threshold, else by 0.
///
/// Takes and gives a [`Table`](crate::data::Table); columns that are not numeric pass through, and
/// missing stays missing.
///
/// # Formula
/// y = 1 if x > threshold, else 0.
///
/// # Learned state
/// None but the names of the columns.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order and from parts.
///
/// # Errors
/// Fitting fails when no column is numeric, and when the threshold is NaN or infinite.
///
/// # Source
/// `Binarizer` of scikit-learn 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("siblings", Column::integers([0, 1, 3]))?;
/// let any = Binarize::new(0.0).fit(&table, &())?.apply(&table)?;
/// assert_eq!(any.value(2, "siblings"), Value::Real(1.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "Binarizer")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Binarize {
    threshold: f64,
}

impl Binarize {
    /// 1 above `threshold`, else 0.
    #[must_use]
    pub fn new(threshold: f64) -> Binarize {
        Binarize { threshold }
    }
}

elementwise!(Binarize);

impl Elementwise for Binarize {
    const KIND: &'static str = "discretize.threshold";
    const DOMAIN: &'static str = "a number";

    fn check(&self) -> Result<(), Error> {
        match self.threshold.is_finite() {
            true => Ok(()),
            false => {
                let found = self.threshold.to_string();
                Err(bad_parameter(Self::KIND, "threshold", "finite", found))
            }
        }
    }

    fn value(&self, x: f64) -> Option<f64> {
        Some(if x > self.threshold { 1.0 } else { 0.0 })
    }

    fn formula(&self) -> String {
        format!("1 above {}", self.threshold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    #[test]
    fn the_threshold_itself_is_not_above() -> Result<(), Error> {
        let table = |values: [f64; 5]| Table::new().with("a", Column::Real(values.into()));
        let x = table([-1.0, 0.5, 0.500_000_1, f64::INFINITY, f64::NAN])?;
        let out = Binarize::new(0.5).fit(&x, &())?.apply(&x)?;
        assert_eq!(out, table([0.0, 0.0, 1.0, 1.0, f64::NAN])?);
        let message = Binarize::new(f64::NAN).fit(&x, &()).unwrap_err().to_string();
        let expected =
            "stage `discretize.threshold`: parameter `threshold` must be finite, found NaN";
        assert_eq!(message, expected);
        Ok(())
    }
}
