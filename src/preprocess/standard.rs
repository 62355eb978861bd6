//! Zero mean and unit variance.

use crate::artifact::{Refit, Stage};
use crate::data::{Table, Types};
use crate::error::Error;
use crate::exact::ExactMoments;
use crate::pipeline::per_column::{
    PerColumn, all_missing, check_columns, check_finite, map_reals, present_part,
};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Shifts each numeric column to mean 0 and scales it to standard deviation 1.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. Missing values are left
/// out when learning and stay missing.
///
/// # Formula
/// z = (x − mean) / scale, where scale is the population standard deviation √(Σ(x − mean)² / n), or 1
/// for a column that is constant up to rounding.
///
/// # Learned state
/// One mean and one scale a column.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order: both sums are exact before they are rounded.
///
/// # Errors
/// Fitting fails when no column is numeric, when a column has no value, or an infinite one.
///
/// # Source
/// `StandardScaler` of scikit-learn 1.9, with its rule for constant columns.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("age", Column::Real(vec![20.0, 30.0, 40.0]))?;
/// let scaled = Standardize::new().fit(&table, &())?.apply(&table)?;
/// assert_eq!(scaled.value(1, "age"), Value::Real(0.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "StandardScaler")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standardize {
    center: bool,
    scale: bool,
}

impl Default for Standardize {
    fn default() -> Self {
        Standardize::new()
    }
}

impl Standardize {
    /// Both centring and scaling.
    #[must_use]
    pub fn new() -> Standardize {
        Standardize { center: true, scale: true }
    }

    /// Whether to subtract the mean; by default yes.
    #[doc(alias = "with_mean")]
    #[must_use]
    pub fn center(mut self, center: bool) -> Standardize {
        self.center = center;
        self
    }

    /// Whether to divide by the standard deviation; by default yes.
    #[doc(alias = "with_std")]
    #[must_use]
    pub fn scale(mut self, scale: bool) -> Standardize {
        self.scale = scale;
        self
    }
}

/// A fitted [`Standardize`].
#[derive(Debug, Clone, PartialEq)]
pub struct Standardizer {
    recipe: Standardize,
    state: StandardizerState,
}

/// What [`Standardizer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StandardizerState {
    columns: Arc<[Arc<str>]>,
    mean: Vec<f64>,
    scale: Vec<f64>,
}

impl Standardizer {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// What is subtracted, one a column; 0 without centring.
    #[must_use]
    pub fn mean(&self) -> &[f64] {
        &self.state.mean
    }

    /// What is divided by, one a column; 1 without scaling.
    #[must_use]
    pub fn scale(&self) -> &[f64] {
        &self.state.scale
    }
}

/// scikit-learn takes a column as constant when its variance is within the rounding error of computing it.
pub(super) fn is_constant(values: u64, mean: f64, variance: f64) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "a count of rows in memory is far below 2^53")]
    let n = values as f64;
    let error = n * mean * f64::EPSILON;
    variance <= n * f64::EPSILON * variance + error * error
}

impl Pipeline for Standardize {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for Standardize {
    type Fitted = Standardizer;

    fn fit(&self, x: &Table, y: &Y) -> Result<Standardizer, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for Standardize {
    fn partial(&self, x: &Table, _: &Y) -> Result<PerColumn<ExactMoments>, Error> {
        const STAGE: &str = Standardizer::KIND;
        PerColumn::learn(STAGE, x, Types::NUMERIC, |name, column| {
            let moments = ExactMoments::of(&present_part(STAGE, name, column)?);
            Ok(moments)
        })
    }
}

impl Settle for Standardize {
    type Partial = PerColumn<ExactMoments>;
    type Settled = Standardizer;

    fn settle(&self, partial: PerColumn<ExactMoments>) -> Result<Standardizer, Error> {
        let settled = partial.settle(|name, moments| {
            let (Some(mean), Some(variance)) = (moments.mean(), moments.variance(0)) else {
                return Err(all_missing(Standardizer::KIND, name));
            };
            let constant = is_constant(moments.count(), mean, variance);
            let scale = if self.scale && !constant { variance.sqrt() } else { 1.0 };
            Ok((if self.center { mean } else { 0.0 }, scale))
        })?;
        let (mean, scale) = settled.into_iter().unzip();
        let state = StandardizerState { columns: partial.columns, mean, scale };
        Ok(Standardizer { recipe: self.clone(), state })
    }
}

impl Pipeline for Standardizer {
    type Input = Table;
    type Output = Table;
}

impl Apply for Standardizer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let StandardizerState { columns, mean, scale } = &self.state;
        map_reals(x, columns, |at, value| (value - mean[at]) / scale[at])
    }
}

impl Stage for Standardizer {
    const KIND: &'static str = "scale.standard";
    type Recipe = Standardize;
    type State = StandardizerState;

    fn recipe(&self) -> &Standardize {
        &self.recipe
    }

    fn state(&self) -> &StandardizerState {
        &self.state
    }

    fn restore(recipe: Standardize, state: StandardizerState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.mean.len(), state.scale.len()])?;
        check_finite("mean", &state.mean)?;
        check_finite("scale", &state.scale)?;
        Ok(Standardizer { recipe, state })
    }

    fn learn(recipe: &Standardize, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let StandardizerState { columns, mean, scale } = &self.state;
        let line = |at: usize| format!("mean {}, scale {}", mean[at], scale[at]);
        (0..columns.len()).map(|at| (columns[at].to_string(), line(at))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Column, Value};

    /// 1, 2, 3, 4: mean 2.5, population variance 1.25, by hand.
    #[test]
    fn learns_mean_and_population_deviation() -> Result<(), Error> {
        let x = Table::new().with("a", Column::Real(vec![1.0, 2.0, f64::NAN, 3.0, 4.0]))?;
        let fitted = Standardize::new().fit(&x, &())?;
        assert_eq!(fitted.mean(), [2.5]);
        assert_eq!(fitted.scale(), [1.25f64.sqrt()]);
        assert_eq!(fitted.apply(&x)?.value(2, "a"), Value::Missing);
        Ok(())
    }

    #[test]
    fn a_constant_column_is_only_centred() -> Result<(), Error> {
        let x = Table::new().with("a", Column::Real(vec![0.1; 3]))?;
        assert_eq!(Standardize::new().fit(&x, &())?.scale(), [1.0]);
        Ok(())
    }

    #[test]
    fn says_what_it_cannot_learn_from() -> Result<(), Error> {
        let text = Table::new().with("a", Column::text(["x"]))?;
        let infinite = Table::new().with("a", Column::Real(vec![0.0, f64::INFINITY]))?;
        let message = |x: &Table| Standardize::new().fit(x, &()).unwrap_err().to_string();
        assert_eq!(
            message(&text),
            "stage `scale.standard` takes real, integer or boolean columns, and there is none; \
             the input has `a: text`"
        );
        assert_eq!(message(&infinite), "stage `scale.standard`, column `a`: row 1 is inf");
        Ok(())
    }
}
