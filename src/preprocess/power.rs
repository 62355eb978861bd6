//! A power of the value.

use super::bad_parameter;
use super::elementwise::{Elementwise, Undefined, elementwise};
use crate::error::Error;
use crate::exact;
use serde::{Deserialize, Serialize};

/// Replaces each number by a power of it.
///
/// Takes and gives a [`Table`](crate::data::Table); columns that are not numeric pass through, and
/// missing stays missing.
///
/// # Formula
/// y = x^exponent, correctly rounded. It is not defined for x < 0 where the exponent is not whole, nor for
/// x = 0 where the exponent is below 0.
///
/// # Learned state
/// None but the names of the columns.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order and from parts.
///
/// # Errors
/// Fitting fails when no column is numeric, and when the exponent is not finite. A number the power is not
/// defined for is refused, at fit and later, unless it is to become [missing](Undefined::Missing).
///
/// # Source
/// `PowerTransformer` of Feature-engine 1.9. Of scikit-learn's transformer of that name see
/// [`PowerTransform`](super::PowerTransform).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("area", Column::Real(vec![4.0, 9.0]))?;
/// let side = Power::square_root().fit(&table, &())?.apply(&table)?;
/// assert_eq!(side.value(1, "area"), Value::Real(3.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Power {
    exponent: f64,
    undefined: Undefined,
}

impl Power {
    /// x^exponent; a number it is not defined for is refused.
    #[doc(alias = "exp")]
    #[must_use]
    pub fn new(exponent: f64) -> Power {
        Power { exponent, undefined: Undefined::Error }
    }

    /// √x.
    #[doc(alias = "sqrt")]
    #[must_use]
    pub fn square_root() -> Power {
        Power::new(0.5)
    }

    /// What becomes of a number the power is not defined for; by default the row is refused.
    #[must_use]
    pub fn undefined(mut self, undefined: Undefined) -> Power {
        self.undefined = undefined;
        self
    }
}

elementwise!(Power);

impl Elementwise for Power {
    const KIND: &'static str = "transform.exponent";
    const DOMAIN: &'static str = "a number the power is defined for";

    fn undefined(&self) -> Undefined {
        self.undefined
    }

    fn check(&self) -> Result<(), Error> {
        match self.exponent.is_finite() {
            true => Ok(()),
            false => {
                let found = self.exponent.to_string();
                Err(bad_parameter(Self::KIND, "exponent", "finite", found))
            }
        }
    }

    fn value(&self, x: f64) -> Option<f64> {
        self.is_defined(x).then(|| exact::pow(x, self.exponent))
    }

    fn is_defined(&self, x: f64) -> bool {
        let whole = self.exponent == self.exponent.trunc();
        if x < 0.0 { whole } else { x > 0.0 || self.exponent >= 0.0 }
    }

    fn replace(&self, values: &mut [f64]) {
        exact::slices::pow(values, self.exponent);
    }

    fn formula(&self) -> String {
        format!("x^{}", self.exponent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_power_is_defined() {
        let at = |exponent, x| Power::new(exponent).value(x);
        assert_eq!(
            (at(0.5, 2.25), at(3.0, -2.0), at(-1.0, 4.0)),
            (Some(1.5), Some(-8.0), Some(0.25))
        );
        assert_eq!((at(0.0, 0.0), at(0.5, 0.0)), (Some(1.0), Some(0.0)));
        assert_eq!((at(0.5, -1.0), at(-2.0, 0.0), at(-0.5, -0.0)), (None, None, None));
        assert_eq!(
            (at(2.0, f64::NEG_INFINITY), at(0.5, f64::NEG_INFINITY)),
            (Some(f64::INFINITY), None)
        );
    }
}
