//! Values by their rank among the training values.

use super::values::Values;
use super::{bad_parameter, beyond_f64, linspace};
use crate::artifact::{Refit, Stage};
use crate::data::{Table, Types};
use crate::error::Error;
use crate::exact::{self, Quantile};
use crate::pipeline::per_column::{PerColumn, check_columns, check_finite, map_reals};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Gives each numeric column a uniform or a normal distribution, by where a value lies among the
/// quantiles of the training values.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. Missing values are left
/// out when learning and stay missing. Later values beyond the ends come out as the ends.
///
/// # Formula
/// With the quantiles q₁ ≤ … ≤ qₙ of the training values at the shares 0 = r₁ < … < rₙ = 1, evenly spaced, a
/// value x between qⱼ and qⱼ₊₁ has the share rⱼ + (x − qⱼ) · (rⱼ₊₁ − rⱼ) / (qⱼ₊₁ − qⱼ). It is read off upwards and
/// downwards, and the mean is taken: a value that several quantiles share gets the middle of their shares.
/// Uniform: the share itself. Normal: z with Φ(z) = share, the share kept 10⁻⁷ away from 0 and 1, so that z
/// lies within ±5.2; a value within 10⁻⁷ of an end is taken as the end.
///
/// # Learned state
/// n quantiles a column; n is the number of rows where that is smaller than what was asked for.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order and from parts. Quantiles are learned from all rows: none are
/// drawn, as scikit-learn does where there are more than 10,000.
///
/// # Errors
/// Fitting fails when no column is numeric, when a column has no value or an infinite one or spans more
/// than the range of `f64`, and when no quantile is asked for.
///
/// # Source
/// `QuantileTransformer` of scikit-learn 1.9, in its order of operations.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("fare", Column::Real(vec![1.0, 2.0, 4.0, 8.0, 500.0]))?;
/// let even = QuantileTransform::uniform().fit(&table, &())?.apply(&table)?;
/// assert_eq!(even.value(2, "fare"), Value::Real(0.5));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "QuantileTransformer")]
#[doc(alias = "RankGauss")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuantileTransform {
    output: Output,
    quantiles: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Output {
    Uniform,
    Normal,
}

impl QuantileTransform {
    /// To shares from 0 to 1; at most 1,000 quantiles.
    #[must_use]
    pub fn uniform() -> QuantileTransform {
        QuantileTransform { output: Output::Uniform, quantiles: 1000 }
    }

    /// To a standard normal distribution; at most 1,000 quantiles.
    #[must_use]
    pub fn normal() -> QuantileTransform {
        QuantileTransform { output: Output::Normal, quantiles: 1000 }
    }

    /// How many quantiles to learn; the number of rows where that is smaller.
    #[doc(alias = "n_quantiles")]
    #[must_use]
    pub fn quantiles(mut self, quantiles: u64) -> QuantileTransform {
        self.quantiles = quantiles;
        self
    }
}

/// A fitted [`QuantileTransform`].
#[derive(Debug, Clone, PartialEq)]
pub struct QuantileTransformer {
    recipe: QuantileTransform,
    state: QuantileTransformerState,
    /// The shares of the quantiles.
    shares: Vec<f64>,
}

/// What [`QuantileTransformer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuantileTransformerState {
    columns: Arc<[Arc<str>]>,
    quantiles: Vec<Vec<f64>>,
}

impl QuantileTransformer {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The quantiles of each column, ascending.
    #[must_use]
    pub fn quantiles(&self) -> &[Vec<f64>] {
        &self.state.quantiles
    }

    /// The shares at which the quantiles lie.
    #[doc(alias = "references_")]
    #[must_use]
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// What a value that is not NaN becomes.
    fn value(&self, quantiles: &[f64], x: f64) -> f64 {
        /// How far the normal distribution stays away from the shares 0 and 1, and values from the ends.
        const MARGIN: f64 = 1e-7;
        let (Some(&first), Some(&last)) = (quantiles.first(), quantiles.last()) else {
            return exact::NAN;
        };
        let (at_first, at_last) = match self.recipe.output {
            Output::Uniform => (x == first, x == last),
            Output::Normal => (x - MARGIN < first, x + MARGIN > last),
        };
        let share = match (at_first, at_last) {
            (true, _) => 0.0,
            (false, true) => 1.0,
            (false, false) => share(x, quantiles, &self.shares),
        };
        match self.recipe.output {
            Output::Uniform => share,
            Output::Normal => {
                let least = MARGIN - f64::EPSILON;
                exact::normal_quantile(exact::clamp(share, least, 1.0 - least))
            }
        }
    }
}

/// The share of a value among quantiles, the mean of what is read off upwards and downwards.
fn share(x: f64, quantiles: &[f64], shares: &[f64]) -> f64 {
    // A share past the ends is that of the end.
    let at = |index: usize| shares.get(index).or(shares.last()).copied().unwrap_or(0.0);
    let slope = |low: usize, high: usize| (at(high) - at(low)) / (quantiles[high] - quantiles[low]);
    let through = quantiles.partition_point(|&q| q <= x);
    let below = quantiles.partition_point(|&q| q < x);
    let upwards = match through.checked_sub(1) {
        None => at(0),
        Some(low) if through == quantiles.len() || quantiles[low] == x => at(low),
        Some(low) => slope(low, through) * (x - quantiles[low]) + at(low),
    };
    let downwards = match below.checked_sub(1) {
        None => at(0),
        Some(_) if below == quantiles.len() || quantiles[below] == x => at(below),
        Some(low) => at(below) - slope(low, below) * (quantiles[below] - x),
    };
    0.5 * (upwards + downwards)
}

impl Pipeline for QuantileTransform {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for QuantileTransform {
    type Fitted = QuantileTransformer;

    fn fit(&self, x: &Table, y: &Y) -> Result<QuantileTransformer, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for QuantileTransform {
    fn partial(&self, x: &Table, _: &Y) -> Result<PerColumn<Values>, Error> {
        const STAGE: &str = QuantileTransformer::KIND;
        if self.quantiles == 0 {
            return Err(bad_parameter(STAGE, "quantiles", "1 or more", "0".to_owned()));
        }
        PerColumn::learn(STAGE, x, Types::NUMERIC, |name, column| Values::of(STAGE, name, column))
    }
}

impl Settle for QuantileTransform {
    type Partial = PerColumn<Values>;
    type Settled = QuantileTransformer;

    fn settle(&self, partial: PerColumn<Values>) -> Result<QuantileTransformer, Error> {
        const STAGE: &str = QuantileTransformer::KIND;
        let rows = partial.learned.first().map_or(0, Values::rows);
        let count = usize::try_from(self.quantiles.min(rows)).unwrap_or(usize::MAX).max(1);
        let shares = linspace(0.0, 1.0, count);
        let quantiles = partial.settle(|name, values| {
            let sorted = values.sorted(STAGE, name)?;
            let mut quantiles: Vec<f64> = Vec::with_capacity(count);
            for share in &shares {
                // By way of percent, as the peer has it: the bits of the share may change.
                let share = share * 100.0 / 100.0;
                let next = exact::quantile(&sorted, share, Quantile::Linear);
                let next = next.unwrap_or_else(|| sorted[sorted.len() - 1]);
                quantiles.push(quantiles.last().map_or(next, |&last| exact::max(last, next)));
            }
            match quantiles[count - 1] - quantiles[0] {
                span if span.is_finite() => Ok(quantiles),
                _ => Err(beyond_f64(STAGE, name, "span of the values")),
            }
        })?;
        let state = QuantileTransformerState { columns: partial.columns, quantiles };
        Ok(QuantileTransformer { recipe: self.clone(), state, shares })
    }
}

impl Pipeline for QuantileTransformer {
    type Input = Table;
    type Output = Table;
}

impl Apply for QuantileTransformer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let QuantileTransformerState { columns, quantiles } = &self.state;
        map_reals(x, columns, |at, value| match value.is_nan() {
            true => exact::NAN,
            false => self.value(&quantiles[at], value),
        })
    }
}

impl Stage for QuantileTransformer {
    const KIND: &'static str = "transform.quantile";
    type Recipe = QuantileTransform;
    type State = QuantileTransformerState;

    fn recipe(&self) -> &QuantileTransform {
        &self.recipe
    }

    fn state(&self) -> &QuantileTransformerState {
        &self.state
    }

    fn restore(recipe: QuantileTransform, state: QuantileTransformerState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.quantiles.len()])?;
        let count = state.quantiles.first().map_or(0, Vec::len);
        for (name, quantiles) in state.columns.iter().zip(&state.quantiles) {
            check_finite("quantiles", quantiles)?;
            let (Some(first), Some(last)) = (quantiles.first(), quantiles.last()) else {
                return Err(format!("column `{name}` has no quantiles"));
            };
            if quantiles.len() != count || !(last - first).is_finite() || !quantiles.is_sorted() {
                return Err(format!(
                    "the quantiles of column `{name}` are not {count} that ascend"
                ));
            }
        }
        Ok(QuantileTransformer { recipe, state, shares: linspace(0.0, 1.0, count) })
    }

    fn learn(recipe: &QuantileTransform, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = |quantiles: &Vec<f64>| {
            let ends = quantiles.first().zip(quantiles.last());
            let (first, last) = ends.unwrap_or((&exact::NAN, &exact::NAN));
            format!("{} quantiles from {first} to {last}", quantiles.len())
        };
        let columns = self.state.columns.iter().zip(&self.state.quantiles);
        columns.map(|(name, quantiles)| (name.to_string(), line(quantiles))).collect()
    }
}

#[cfg(test)]
mod tests;
