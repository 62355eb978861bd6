//! The inverse hyperbolic sine.

use super::bad_parameter;
use super::elementwise::{Elementwise, elementwise};
use crate::error::Error;
use crate::exact;
use serde::{Deserialize, Serialize};

/// Replaces each number by its inverse hyperbolic sine: near 0 the number itself, far from 0 its
/// logarithm, with its sign.
///
/// Takes and gives a [`Table`](crate::data::Table); columns that are not numeric pass through, and
/// missing stays missing.
///
/// # Formula
/// y = asinh((x − center) / scale).
///
/// # Learned state
/// None but the names of the columns.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order and from parts.
///
/// # Errors
/// Fitting fails when no column is numeric, and when center or scale is not finite or scale not above 0.
///
/// # Source
/// `ArcSinhTransformer` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("profit", Column::Real(vec![-1e6, 0.0, 1e6]))?;
/// let tamed = Asinh::new().scale(1e5).fit(&table, &())?.apply(&table)?;
/// assert_eq!(tamed.value(2, "profit"), Value::Real(2.99822295029797));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "ArcSinhTransformer")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asinh {
    center: f64,
    scale: f64,
}

impl Default for Asinh {
    fn default() -> Self {
        Asinh::new()
    }
}

impl Asinh {
    /// asinh(x).
    #[must_use]
    pub fn new() -> Asinh {
        Asinh { center: 0.0, scale: 1.0 }
    }

    /// What is subtracted first; by default 0.
    #[doc(alias = "loc")]
    #[must_use]
    pub fn center(mut self, center: f64) -> Asinh {
        self.center = center;
        self
    }

    /// What is divided by then; by default 1.
    #[must_use]
    pub fn scale(mut self, scale: f64) -> Asinh {
        self.scale = scale;
        self
    }
}

elementwise!(Asinh);

impl Elementwise for Asinh {
    const KIND: &'static str = "transform.asinh";
    const DOMAIN: &'static str = "a number";

    fn check(&self) -> Result<(), Error> {
        let Asinh { center, scale } = *self;
        let refuse = |parameter, expected, found: f64| {
            Err(bad_parameter(Self::KIND, parameter, expected, found.to_string()))
        };
        match (center.is_finite(), scale.is_finite() && scale > 0.0) {
            (false, _) => refuse("center", "finite", center),
            (_, false) => refuse("scale", "finite and above 0", scale),
            (true, true) => Ok(()),
        }
    }

    fn value(&self, x: f64) -> Option<f64> {
        Some(exact::asinh((x - self.center) / self.scale))
    }

    fn is_defined(&self, _: f64) -> bool {
        true
    }

    fn replace(&self, values: &mut [f64]) {
        values.iter_mut().for_each(|x| *x = (*x - self.center) / self.scale);
        exact::slices::asinh(values);
    }

    fn formula(&self) -> String {
        format!("asinh((x − {}) / {})", self.center, self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    /// sinh(ln 2) = 3/4; asinh is odd.
    #[test]
    fn known_values_and_parameters() -> Result<(), Error> {
        let recipe = Asinh::new().center(1.0).scale(4.0);
        assert_eq!(recipe.value(4.0), Some(std::f64::consts::LN_2));
        assert_eq!(recipe.value(-2.0), Some(-std::f64::consts::LN_2));
        assert_eq!(recipe.value(f64::NEG_INFINITY), Some(f64::NEG_INFINITY));
        let x = Table::new().with("a", Column::Real(vec![1.0]))?;
        let message = |recipe: Asinh| recipe.fit(&x, &()).unwrap_err().to_string();
        assert_eq!(
            message(Asinh::new().scale(0.0)),
            "stage `transform.asinh`: parameter `scale` must be finite and above 0, found 0"
        );
        assert_eq!(
            message(Asinh::new().center(f64::NAN)),
            "stage `transform.asinh`: parameter `center` must be finite, found NaN"
        );
        Ok(())
    }
}
