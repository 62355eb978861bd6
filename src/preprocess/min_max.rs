//! Into a range, from the smallest and the largest value.

use super::{bad_parameter, beyond_f64, learn_extremes, width_or_one};
use crate::artifact::{Refit, Stage};
use crate::data::{Table, Types};
use crate::error::Error;
use crate::exact::{self, Extremes};
use crate::pipeline::per_column::{PerColumn, all_missing, check_columns, check_finite, map_reals};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Scales each numeric column so that its smallest value at fit becomes 0 and its largest 1.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. Missing values are left
/// out when learning and stay missing. Later values may come out beyond the range, unless they are
/// [clipped](Self::clip).
///
/// # Formula
/// y = x · scale + offset, multiplied and added in that order, where
/// scale = (high − low) / (max − min) and offset = low − min · scale. A column that is constant up to
/// rounding (max − min below 10 · 2⁻⁵²) has scale high − low.
///
/// # Learned state
/// One scale and one offset a column.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order and from parts.
///
/// # Errors
/// Fitting fails when no column is numeric, when a column has no value or an infinite one or spans
/// more than the range of `f64`, and when low is not below high.
///
/// # Source
/// `MinMaxScaler` of scikit-learn 1.9, in its order of operations.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("age", Column::Real(vec![20.0, 30.0, 40.0]))?;
/// let scaled = MinMaxScale::new().fit(&table, &())?.apply(&table)?;
/// assert_eq!(scaled.value(1, "age"), Value::Real(0.5));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "MinMaxScaler")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MinMaxScale {
    low: f64,
    high: f64,
    clip: bool,
}

impl Default for MinMaxScale {
    fn default() -> Self {
        MinMaxScale::new()
    }
}

impl MinMaxScale {
    /// Into 0 to 1, without clipping.
    #[must_use]
    pub fn new() -> MinMaxScale {
        MinMaxScale { low: 0.0, high: 1.0, clip: false }
    }

    /// What the smallest and the largest value become.
    #[doc(alias = "feature_range")]
    #[must_use]
    pub fn range(mut self, low: f64, high: f64) -> MinMaxScale {
        (self.low, self.high) = (low, high);
        self
    }

    /// Moves what comes out beyond the range to its nearer end.
    #[must_use]
    pub fn clip(mut self) -> MinMaxScale {
        self.clip = true;
        self
    }
}

/// A fitted [`MinMaxScale`].
#[derive(Debug, Clone, PartialEq)]
pub struct MinMaxScaler {
    recipe: MinMaxScale,
    state: MinMaxScalerState,
}

/// What [`MinMaxScaler`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MinMaxScalerState {
    columns: Arc<[Arc<str>]>,
    scale: Vec<f64>,
    offset: Vec<f64>,
}

impl MinMaxScaler {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// What is multiplied by, one a column.
    #[must_use]
    pub fn scale(&self) -> &[f64] {
        &self.state.scale
    }

    /// What is added, one a column.
    #[doc(alias = "min_")]
    #[must_use]
    pub fn offset(&self) -> &[f64] {
        &self.state.offset
    }
}

impl Pipeline for MinMaxScale {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for MinMaxScale {
    type Fitted = MinMaxScaler;

    fn fit(&self, x: &Table, y: &Y) -> Result<MinMaxScaler, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for MinMaxScale {
    fn partial(&self, x: &Table, _: &Y) -> Result<PerColumn<Extremes>, Error> {
        let MinMaxScale { low, high, .. } = *self;
        if !(low < high && (high - low).is_finite()) {
            let found = format!("{low} to {high}");
            return Err(bad_parameter(MinMaxScaler::KIND, "range", "from low to high", found));
        }
        learn_extremes(MinMaxScaler::KIND, x)
    }
}

impl Settle for MinMaxScale {
    type Partial = PerColumn<Extremes>;
    type Settled = MinMaxScaler;

    fn settle(&self, partial: PerColumn<Extremes>) -> Result<MinMaxScaler, Error> {
        let MinMaxScale { low, high, .. } = *self;
        let settled = partial.settle(|name, extremes| {
            let Some((min, max)) = extremes.range() else {
                return Err(all_missing(MinMaxScaler::KIND, name));
            };
            let scale = (high - low) / width_or_one(max - min);
            let offset = low - min * scale;
            if !((max - min).is_finite() && scale.is_finite() && offset.is_finite()) {
                return Err(beyond_f64(MinMaxScaler::KIND, name, "span of the values"));
            }
            Ok((scale, offset))
        })?;
        let (scale, offset) = settled.into_iter().unzip();
        let state = MinMaxScalerState { columns: partial.columns, scale, offset };
        Ok(MinMaxScaler { recipe: self.clone(), state })
    }
}

impl Pipeline for MinMaxScaler {
    type Input = Table;
    type Output = Table;
}

impl Apply for MinMaxScaler {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let MinMaxScalerState { columns, scale, offset } = &self.state;
        let MinMaxScale { low, high, clip } = self.recipe;
        map_reals(x, columns, |at, value| {
            let y = value * scale[at] + offset[at];
            if clip { exact::clamp(y, low, high) } else { y }
        })
    }
}

impl Stage for MinMaxScaler {
    const KIND: &'static str = "scale.min_max";
    type Recipe = MinMaxScale;
    type State = MinMaxScalerState;

    fn recipe(&self) -> &MinMaxScale {
        &self.recipe
    }

    fn state(&self) -> &MinMaxScalerState {
        &self.state
    }

    fn restore(recipe: MinMaxScale, state: MinMaxScalerState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.scale.len(), state.offset.len()])?;
        check_finite("range", &[recipe.low, recipe.high])?;
        check_finite("scale", &state.scale)?;
        check_finite("offset", &state.offset)?;
        Ok(MinMaxScaler { recipe, state })
    }

    fn learn(recipe: &MinMaxScale, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let MinMaxScalerState { columns, scale, offset } = &self.state;
        let line = |at: usize| format!("scale {}, offset {}", scale[at], offset[at]);
        (0..columns.len()).map(|at| (columns[at].to_string(), line(at))).collect()
    }
}

#[cfg(test)]
mod tests;
