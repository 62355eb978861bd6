//! One over the value.

use super::elementwise::{Elementwise, Undefined, elementwise};
use serde::{Deserialize, Serialize};

/// Replaces each number by its reciprocal.
///
/// Takes and gives a [`Table`](crate::data::Table); columns that are not numeric pass through, and
/// missing stays missing.
///
/// # Formula
/// y = 1 / x, for x other than 0.
///
/// # Learned state
/// None but the names of the columns.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order and from parts.
///
/// # Errors
/// A 0 is refused, at fit and later, unless it is to become [missing](Undefined::Missing).
///
/// # Source
/// `ReciprocalTransformer` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("rate", Column::Real(vec![0.5, 4.0]))?;
/// let periods = Reciprocal::new().fit(&table, &())?.apply(&table)?;
/// assert_eq!(periods.value(0, "rate"), Value::Real(2.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "ReciprocalTransformer")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reciprocal {
    undefined: Undefined,
}

impl Reciprocal {
    /// 1 / x; a 0 is refused.
    #[must_use]
    pub fn new() -> Reciprocal {
        Reciprocal::default()
    }

    /// What becomes of a 0; by default the row is refused.
    #[must_use]
    pub fn undefined(mut self, undefined: Undefined) -> Reciprocal {
        self.undefined = undefined;
        self
    }
}

elementwise!(Reciprocal);

impl Elementwise for Reciprocal {
    const KIND: &'static str = "transform.reciprocal";
    const DOMAIN: &'static str = "a number other than 0";

    fn undefined(&self) -> Undefined {
        self.undefined
    }

    fn value(&self, x: f64) -> Option<f64> {
        self.is_defined(x).then(|| 1.0 / x)
    }

    fn is_defined(&self, x: f64) -> bool {
        x != 0.0
    }

    fn replace(&self, values: &mut [f64]) {
        values.iter_mut().for_each(|x| *x = 1.0 / *x);
    }

    fn formula(&self) -> String {
        "1 / x".to_owned()
    }
}
