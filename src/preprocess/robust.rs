//! Centred on the median, scaled by a distance between quantiles.

use super::values::Values;
use super::{bad_parameter, beyond_f64, width_or_one};
use crate::artifact::{Refit, Stage};
use crate::data::{Table, Types};
use crate::error::Error;
use crate::exact::{self, Quantile};
use crate::pipeline::per_column::{PerColumn, check_columns, check_finite, map_reals};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Shifts each numeric column to median 0 and scales it by the distance between two quantiles, so that
/// a few extreme values do not decide the scale.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. Missing values are left
/// out when learning and stay missing.
///
/// # Formula
/// z = (x − median) / scale, where scale is the upper minus the lower percentile (by default the
/// interquartile range; a straight line between neighbours), or 1 for a column where that is 0 up to
/// rounding (below 10 · 2⁻⁵²). With unit variance, scale is divided by the same distance of the
/// standard normal distribution.
///
/// # Learned state
/// One centre and one scale a column.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order and from parts.
///
/// # Errors
/// Fitting fails when no column is numeric, when a column has no value or an infinite one or spans
/// more than the range of `f64`, and when the percentiles are not in order within 0 and 100, or, with
/// unit variance, not two within 0 and 100 exclusively.
///
/// # Source
/// `RobustScaler` of scikit-learn 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("fare", Column::Real(vec![1.0, 2.0, 3.0, 4.0, 100.0]))?;
/// let scaled = RobustScale::new().fit(&table, &())?.apply(&table)?;
/// assert_eq!(scaled.value(3, "fare"), Value::Real(0.5));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "RobustScaler")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RobustScale {
    lower: f64,
    upper: f64,
    unit_variance: bool,
    center: bool,
    scale: bool,
}

impl Default for RobustScale {
    fn default() -> Self {
        RobustScale::new()
    }
}

impl RobustScale {
    /// By the median and the interquartile range.
    #[must_use]
    pub fn new() -> RobustScale {
        RobustScale { lower: 25.0, upper: 75.0, unit_variance: false, center: true, scale: true }
    }

    /// The two percentiles, from 0 to 100, whose distance is the scale; by default 25 and 75.
    #[doc(alias = "quantile_range")]
    #[must_use]
    pub fn percentiles(mut self, lower: f64, upper: f64) -> RobustScale {
        (self.lower, self.upper) = (lower, upper);
        self
    }

    /// Whether a normally distributed column comes out with variance 1; by default no.
    #[must_use]
    pub fn unit_variance(mut self, unit_variance: bool) -> RobustScale {
        self.unit_variance = unit_variance;
        self
    }

    /// Whether to subtract the median; by default yes.
    #[doc(alias = "with_centering")]
    #[must_use]
    pub fn center(mut self, center: bool) -> RobustScale {
        self.center = center;
        self
    }

    /// Whether to divide by the distance between the percentiles; by default yes.
    #[doc(alias = "with_scaling")]
    #[must_use]
    pub fn scale(mut self, scale: bool) -> RobustScale {
        self.scale = scale;
        self
    }

    /// What the scale is divided by: the distance of the percentiles of the standard normal
    /// distribution, or 1.
    fn adjustment(&self) -> Result<f64, Error> {
        let RobustScale { lower, upper, unit_variance, .. } = *self;
        let (fits, expected) = if unit_variance {
            (0.0 < lower && lower < upper && upper < 100.0, "two within 0 and 100, exclusive")
        } else {
            (0.0 <= lower && lower <= upper && upper <= 100.0, "in order, from 0 to 100")
        };
        if !fits {
            let found = format!("{lower} and {upper}");
            return Err(bad_parameter(RobustScaler::KIND, "percentiles", expected, found));
        }
        Ok(if unit_variance {
            exact::normal_quantile(upper / 100.0) - exact::normal_quantile(lower / 100.0)
        } else {
            1.0
        })
    }
}

/// A fitted [`RobustScale`].
#[derive(Debug, Clone, PartialEq)]
pub struct RobustScaler {
    recipe: RobustScale,
    state: RobustScalerState,
}

/// What [`RobustScaler`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RobustScalerState {
    columns: Arc<[Arc<str>]>,
    center: Vec<f64>,
    scale: Vec<f64>,
}

impl RobustScaler {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// What is subtracted, one a column; 0 without centring.
    #[must_use]
    pub fn center(&self) -> &[f64] {
        &self.state.center
    }

    /// What is divided by, one a column; 1 without scaling.
    #[must_use]
    pub fn scale(&self) -> &[f64] {
        &self.state.scale
    }
}

impl Pipeline for RobustScale {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for RobustScale {
    type Fitted = RobustScaler;

    fn fit(&self, x: &Table, y: &Y) -> Result<RobustScaler, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for RobustScale {
    fn partial(&self, x: &Table, _: &Y) -> Result<PerColumn<Values>, Error> {
        const STAGE: &str = RobustScaler::KIND;
        self.adjustment()?;
        PerColumn::learn(STAGE, x, Types::NUMERIC, |name, column| Values::of(STAGE, name, column))
    }
}

impl Settle for RobustScale {
    type Partial = PerColumn<Values>;
    type Settled = RobustScaler;

    fn settle(&self, partial: PerColumn<Values>) -> Result<RobustScaler, Error> {
        let adjustment = self.adjustment()?;
        let settled = partial.settle(|name, values| {
            let sorted = values.sorted(RobustScaler::KIND, name)?;
            let quantile = |percent: f64| {
                exact::quantile(&sorted, percent / 100.0, Quantile::Linear).unwrap_or(0.0)
            };
            let center = exact::median_of_sorted(&sorted).unwrap_or(0.0);
            let width = quantile(self.upper) - quantile(self.lower);
            let scale = width_or_one(width) / adjustment;
            if !(width.is_finite() && scale.is_finite() && center.is_finite()) {
                return Err(beyond_f64(RobustScaler::KIND, name, "distance of the percentiles"));
            }
            Ok((if self.center { center } else { 0.0 }, if self.scale { scale } else { 1.0 }))
        })?;
        let (center, scale) = settled.into_iter().unzip();
        let state = RobustScalerState { columns: partial.columns, center, scale };
        Ok(RobustScaler { recipe: self.clone(), state })
    }
}

impl Pipeline for RobustScaler {
    type Input = Table;
    type Output = Table;
}

impl Apply for RobustScaler {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let RobustScalerState { columns, center, scale } = &self.state;
        map_reals(x, columns, |at, value| (value - center[at]) / scale[at])
    }
}

impl Stage for RobustScaler {
    const KIND: &'static str = "scale.robust";
    type Recipe = RobustScale;
    type State = RobustScalerState;

    fn recipe(&self) -> &RobustScale {
        &self.recipe
    }

    fn state(&self) -> &RobustScalerState {
        &self.state
    }

    fn restore(recipe: RobustScale, state: RobustScalerState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.center.len(), state.scale.len()])?;
        check_finite("center", &state.center)?;
        check_finite("scale", &state.scale)?;
        match state.scale.iter().find(|scale| **scale <= 0.0) {
            Some(scale) => Err(format!("scale holds {scale}")),
            None => Ok(RobustScaler { recipe, state }),
        }
    }

    fn learn(recipe: &RobustScale, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let RobustScalerState { columns, center, scale } = &self.state;
        let line = |at: usize| format!("center {}, scale {}", center[at], scale[at]);
        (0..columns.len()).map(|at| (columns[at].to_string(), line(at))).collect()
    }
}

#[cfg(test)]
mod tests;
