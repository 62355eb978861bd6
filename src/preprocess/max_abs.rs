//! Into −1 to 1, with 0 staying 0.

use super::{learn_extremes, width_or_one};
use crate::artifact::{Refit, Stage};
use crate::data::{Table, Types};
use crate::error::Error;
use crate::exact::{self, Extremes};
use crate::pipeline::per_column::{PerColumn, all_missing, check_columns, check_finite, map_reals};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Divides each numeric column by its largest absolute value.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. Missing values are left
/// out when learning and stay missing. Zeros stay zeros.
///
/// # Formula
/// y = x / scale, where scale = max |x|, or 1 for a column that is zero up to rounding (below
/// 10 · 2⁻⁵²).
///
/// # Learned state
/// One scale a column.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order and from parts.
///
/// # Errors
/// Fitting fails when no column is numeric, when a column has no value, or an infinite one.
///
/// # Source
/// `MaxAbsScaler` of scikit-learn 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("change", Column::Real(vec![-4.0, 0.0, 2.0]))?;
/// let scaled = MaxAbsScale::new().fit(&table, &())?.apply(&table)?;
/// assert_eq!(scaled.value(2, "change"), Value::Real(0.5));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "MaxAbsScaler")]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MaxAbsScale {
    clip: bool,
}

impl MaxAbsScale {
    /// Without clipping.
    #[must_use]
    pub fn new() -> MaxAbsScale {
        MaxAbsScale { clip: false }
    }

    /// Moves what comes out beyond −1 or 1 to the nearer of them.
    #[must_use]
    pub fn clip(mut self) -> MaxAbsScale {
        self.clip = true;
        self
    }
}

/// A fitted [`MaxAbsScale`].
#[derive(Debug, Clone, PartialEq)]
pub struct MaxAbsScaler {
    recipe: MaxAbsScale,
    state: MaxAbsScalerState,
}

/// What [`MaxAbsScaler`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MaxAbsScalerState {
    columns: Arc<[Arc<str>]>,
    scale: Vec<f64>,
}

impl MaxAbsScaler {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// What is divided by, one a column.
    #[must_use]
    pub fn scale(&self) -> &[f64] {
        &self.state.scale
    }
}

impl Pipeline for MaxAbsScale {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for MaxAbsScale {
    type Fitted = MaxAbsScaler;

    fn fit(&self, x: &Table, y: &Y) -> Result<MaxAbsScaler, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for MaxAbsScale {
    fn partial(&self, x: &Table, _: &Y) -> Result<PerColumn<Extremes>, Error> {
        learn_extremes(MaxAbsScaler::KIND, x)
    }
}

impl Settle for MaxAbsScale {
    type Partial = PerColumn<Extremes>;
    type Settled = MaxAbsScaler;

    fn settle(&self, partial: PerColumn<Extremes>) -> Result<MaxAbsScaler, Error> {
        let scale = partial.settle(|name, extremes| match extremes.range() {
            Some((min, max)) => Ok(width_or_one(exact::max(min.abs(), max.abs()))),
            None => Err(all_missing(MaxAbsScaler::KIND, name)),
        })?;
        let state = MaxAbsScalerState { columns: partial.columns, scale };
        Ok(MaxAbsScaler { recipe: self.clone(), state })
    }
}

impl Pipeline for MaxAbsScaler {
    type Input = Table;
    type Output = Table;
}

impl Apply for MaxAbsScaler {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let MaxAbsScalerState { columns, scale } = &self.state;
        map_reals(x, columns, |at, value| {
            let y = value / scale[at];
            if self.recipe.clip { exact::clamp(y, -1.0, 1.0) } else { y }
        })
    }
}

impl Stage for MaxAbsScaler {
    const KIND: &'static str = "scale.max_abs";
    type Recipe = MaxAbsScale;
    type State = MaxAbsScalerState;

    fn recipe(&self) -> &MaxAbsScale {
        &self.recipe
    }

    fn state(&self) -> &MaxAbsScalerState {
        &self.state
    }

    fn restore(recipe: MaxAbsScale, state: MaxAbsScalerState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.scale.len()])?;
        check_finite("scale", &state.scale)?;
        match state.scale.iter().find(|scale| **scale <= 0.0) {
            Some(scale) => Err(format!("scale holds {scale}")),
            None => Ok(MaxAbsScaler { recipe, state }),
        }
    }

    fn learn(recipe: &MaxAbsScale, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let MaxAbsScalerState { columns, scale } = &self.state;
        let lines = columns.iter().zip(scale);
        lines.map(|(name, scale)| (name.to_string(), format!("scale {scale}"))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Column;

    fn table(values: Vec<f64>) -> Table {
        Table::new().with("a", Column::Real(values)).unwrap()
    }

    #[test]
    fn divides_by_the_largest_absolute_value() -> Result<(), Error> {
        let x = table(vec![-8.0, 0.0, f64::NAN, 2.0]);
        let fitted = MaxAbsScale::new().fit(&x, &())?;
        assert_eq!(fitted.scale(), [8.0]);
        assert_eq!(fitted.apply(&x)?, table(vec![-1.0, 0.0, f64::NAN, 0.25]));
        Ok(())
    }

    #[test]
    fn clips_only_when_asked() -> Result<(), Error> {
        let (x, later) = (table(vec![4.0]), table(vec![-8.0, 2.0, f64::INFINITY, f64::NAN]));
        let free = MaxAbsScale::new().fit(&x, &())?.apply(&later)?;
        assert_eq!(free, table(vec![-2.0, 0.5, f64::INFINITY, f64::NAN]));
        let clipped = MaxAbsScale::new().clip().fit(&x, &())?.apply(&later)?;
        assert_eq!(clipped, table(vec![-1.0, 0.5, 1.0, f64::NAN]));
        Ok(())
    }

    #[test]
    fn a_column_of_zeros_stays_as_it_is() -> Result<(), Error> {
        for (values, scale) in [([0.0, -0.0], 1.0), ([2e-15, 0.0], 1.0), ([3e-15, 0.0], 3e-15)] {
            assert_eq!(MaxAbsScale::new().fit(&table(values.into()), &())?.scale(), [scale]);
        }
        Ok(())
    }

    #[test]
    fn a_batch_gives_what_its_rows_give_and_row_order_does_not_matter() -> Result<(), Error> {
        let x = table(vec![0.1, 1e9, -0.0, f64::NAN, -3e9]);
        let fitted = MaxAbsScale::new().fit(&x, &())?;
        assert_eq!(fitted, MaxAbsScale::new().fit(&x.take(&[4, 3, 2, 1, 0]), &())?);
        let whole = fitted.apply(&x)?;
        for row in 0..x.rows() {
            assert_eq!(fitted.apply(&x.take(&[row]))?, whole.take(&[row]));
        }
        Ok(())
    }

    #[test]
    fn says_what_it_cannot_learn_from() {
        let message = |values| MaxAbsScale::new().fit(&table(values), &()).unwrap_err().to_string();
        let infinite = message(vec![0.0, f64::NEG_INFINITY]);
        assert_eq!(infinite, "stage `scale.max_abs`, column `a`: row 1 is -inf");
        let empty = message(vec![f64::NAN; 2]);
        assert_eq!(empty, "stage `scale.max_abs`, column `a`: every value is missing");
    }

    #[test]
    fn refuses_a_state_that_does_not_fit_together() {
        let restore = |scale: &[f64]| {
            let state = MaxAbsScalerState { columns: ["a".into()].into(), scale: scale.to_vec() };
            MaxAbsScaler::restore(MaxAbsScale::new(), state).unwrap_err()
        };
        assert_eq!(restore(&[]), "0 entries for 1 columns");
        assert_eq!(restore(&[0.0]), "scale holds 0");
    }
}
