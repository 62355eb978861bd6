//! The arcsine of the square root.

use super::elementwise::{Elementwise, Undefined, elementwise};
use crate::exact;
use serde::{Deserialize, Serialize};

/// Replaces each share by the arcsine of its square root, whose variance does not depend on its mean.
///
/// Takes and gives a [`Table`](crate::data::Table); columns that are not numeric pass through, and
/// missing stays missing.
///
/// # Formula
/// y = asin(√x), for x from 0 to 1.
///
/// # Learned state
/// None but the names of the columns.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order and from parts.
///
/// # Errors
/// A number below 0 or above 1 is refused, at fit and later, unless it is to become
/// [missing](Undefined::Missing).
///
/// # Source
/// `ArcsinTransformer` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("share", Column::Real(vec![0.0, 0.25, 1.0]))?;
/// let steady = ArcsinSqrt::new().fit(&table, &())?.apply(&table)?;
/// assert_eq!(steady.value(2, "share"), Value::Real(std::f64::consts::FRAC_PI_2));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "ArcsinTransformer")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArcsinSqrt {
    undefined: Undefined,
}

impl ArcsinSqrt {
    /// asin(√x); a number below 0 or above 1 is refused.
    #[must_use]
    pub fn new() -> ArcsinSqrt {
        ArcsinSqrt::default()
    }

    /// What becomes of a number below 0 or above 1; by default the row is refused.
    #[must_use]
    pub fn undefined(mut self, undefined: Undefined) -> ArcsinSqrt {
        self.undefined = undefined;
        self
    }
}

elementwise!(ArcsinSqrt);

impl Elementwise for ArcsinSqrt {
    const KIND: &'static str = "transform.arcsin_sqrt";
    const DOMAIN: &'static str = "a number from 0 to 1";

    fn undefined(&self) -> Undefined {
        self.undefined
    }

    fn value(&self, x: f64) -> Option<f64> {
        self.is_defined(x).then(|| exact::asin(x.sqrt()))
    }

    fn is_defined(&self, x: f64) -> bool {
        (0.0..=1.0).contains(&x)
    }

    fn replace(&self, values: &mut [f64]) {
        values.iter_mut().for_each(|x| *x = x.sqrt());
        exact::slices::asin(values);
    }

    fn formula(&self) -> String {
        "asin(√x)".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// asin ½ is π/6; the domain ends at 0 and 1.
    #[test]
    fn known_values() {
        let at = |x| ArcsinSqrt::new().value(x);
        assert_eq!(at(0.25), Some(std::f64::consts::FRAC_PI_6));
        assert_eq!((at(0.0), at(1.0)), (Some(0.0), Some(std::f64::consts::FRAC_PI_2)));
        assert_eq!(
            (at(-1e-300), at(1.000_000_000_000_000_2), at(f64::INFINITY)),
            (None, None, None)
        );
    }
}
