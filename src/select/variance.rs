//! Columns that vary.

use crate::artifact::{Refit, Stage};
use crate::data::{Role, Table, Types};
use crate::error::{Error, FitError};
use crate::exact::{self, ExactMoments};
use crate::pipeline::per_column::{PerColumn, check_columns, present_part};
use crate::pipeline::{Apply, Fit, Merge, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Drops the numeric columns whose variance is not above a threshold.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. Missing values are left out;
/// a column without a value has variance 0. A dropped column need not be there when the fitted
/// stage is applied.
///
/// # Formula
/// Kept when Σ(x − mean)² / n > threshold.
///
/// # Learned state
/// The variance of each column, kept or dropped.
///
/// # Determinism
/// Replay exact: no value is computed. Refit exact, in any row order: the variance is exact before it
/// is rounded, so a constant column has variance 0, whatever its value.
///
/// # Errors
/// Fitting fails when no column is numeric, a value is infinite, the threshold is negative, or no
/// feature would be left.
///
/// # Source
/// `VarianceThreshold` of scikit-learn 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("same", Column::Real(vec![0.1, 0.1, 0.1]))?
///     .with("other", Column::Real(vec![1.0, 2.0, 3.0]))?;
/// let chosen = VarianceFilter::new(0.0).fit(&table, &())?.apply(&table)?;
/// assert_eq!(chosen.names().map(|name| &**name).collect::<Vec<_>>(), ["other"]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "VarianceThreshold")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VarianceFilter {
    threshold: f64,
}

impl VarianceFilter {
    /// Keeps the columns whose population variance is above `threshold`, which is 0 or more.
    #[must_use]
    pub fn new(threshold: f64) -> VarianceFilter {
        VarianceFilter { threshold }
    }

    fn keeps(&self, variance: f64) -> bool {
        variance > self.threshold
    }

    fn refuse(&self, expected: String) -> Error {
        FitError::Parameter {
            stage: VarianceSelector::KIND.to_owned(),
            parameter: "threshold".to_owned(),
            expected,
            found: self.threshold.to_string(),
        }
        .into()
    }
}

/// A fitted [`VarianceFilter`].
#[derive(Debug, Clone, PartialEq)]
pub struct VarianceSelector {
    recipe: VarianceFilter,
    state: VarianceState,
    dropped: Vec<Arc<str>>,
}

/// What [`VarianceSelector`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VarianceState {
    columns: Arc<[Arc<str>]>,
    variance: Vec<f64>,
}

impl VarianceSelector {
    fn new(recipe: VarianceFilter, state: VarianceState) -> VarianceSelector {
        let scored = state.columns.iter().zip(&state.variance);
        let dropped = scored.filter(|(_, variance)| !recipe.keeps(**variance));
        let dropped = dropped.map(|(name, _)| Arc::clone(name)).collect();
        VarianceSelector { recipe, state, dropped }
    }

    /// The columns it judged.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The population variance of each column it judged.
    #[must_use]
    pub fn variance(&self) -> &[f64] {
        &self.state.variance
    }

    /// The columns it drops.
    #[must_use]
    pub fn dropped(&self) -> &[Arc<str>] {
        &self.dropped
    }
}

impl Pipeline for VarianceFilter {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for VarianceFilter {
    type Fitted = VarianceSelector;

    fn fit(&self, x: &Table, y: &Y) -> Result<VarianceSelector, Error> {
        self.settle(self.partial(x, y)?)
    }
}

/// What a [`VarianceFilter`] learns from some of the rows.
#[derive(Debug, Clone, PartialEq)]
pub struct VariancePart {
    moments: PerColumn<ExactMoments>,
    /// Whether there are features that are not judged.
    others: bool,
}

impl Merge for VariancePart {
    fn merge(&mut self, other: Self) -> Result<(), Error> {
        self.others |= other.others;
        self.moments.merge(other.moments)
    }
}

impl<Y: ?Sized> PartialFit<Y> for VarianceFilter {
    fn partial(&self, x: &Table, _: &Y) -> Result<VariancePart, Error> {
        const STAGE: &str = VarianceSelector::KIND;
        let moments = PerColumn::learn(STAGE, x, Types::NUMERIC, |name, column| {
            let moments = ExactMoments::of(&present_part(STAGE, name, column)?);
            Ok(moments)
        })?;
        let left = x.without(&moments.columns);
        let others = left.names().any(|name| left.role(name) == Some(Role::Feature));
        Ok(VariancePart { moments, others })
    }
}

impl Settle for VarianceFilter {
    type Partial = VariancePart;
    type Settled = VarianceSelector;

    fn settle(&self, partial: VariancePart) -> Result<VarianceSelector, Error> {
        if self.threshold.is_nan() || self.threshold < 0.0 {
            return Err(self.refuse("0 or more".to_owned()));
        }
        let variance =
            partial.moments.settle(|_, moments| Ok(moments.variance(0).unwrap_or(0.0)))?;
        if !partial.others && !variance.iter().any(|&variance| self.keeps(variance)) {
            let most = exact::argmax(&variance).map_or(0.0, |at| variance[at]);
            return Err(self.refuse(format!("below the largest variance, {most}")));
        }
        let state = VarianceState { columns: partial.moments.columns, variance };
        Ok(VarianceSelector::new(self.clone(), state))
    }
}

impl Pipeline for VarianceSelector {
    type Input = Table;
    type Output = Table;
}

impl Apply for VarianceSelector {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        Ok(x.without(&self.dropped))
    }
}

impl Stage for VarianceSelector {
    const KIND: &'static str = "select.variance";
    type Recipe = VarianceFilter;
    type State = VarianceState;

    fn recipe(&self) -> &VarianceFilter {
        &self.recipe
    }

    fn state(&self) -> &VarianceState {
        &self.state
    }

    fn restore(recipe: VarianceFilter, state: VarianceState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.variance.len()])?;
        match state.variance.iter().find(|variance| variance.is_nan() || **variance < 0.0) {
            Some(variance) => Err(format!("variance {variance}")),
            None => Ok(VarianceSelector::new(recipe, state)),
        }
    }

    fn learn(recipe: &VarianceFilter, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let threshold = self.recipe.threshold;
        let line = |variance: f64| match self.recipe.keeps(variance) {
            true => format!("kept: variance {variance}"),
            false => format!("dropped: variance {variance} is not above {threshold}"),
        };
        let columns = self.state.columns.iter().zip(&self.state.variance);
        columns.map(|(name, &variance)| (name.to_string(), line(variance))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Column;

    /// Variances by hand: 0 (0.1 does not average to itself when summed), 1.25, 0.25, none.
    fn table() -> Result<Table, Error> {
        Table::new()
            .with("same", Column::Real(vec![0.1; 4]))?
            .with("wide", Column::integers([1, 2, 3, 4]))?
            .with("flag", Column::Boolean(vec![Some(true), None, Some(false), None]))?
            .with("empty", Column::Real(vec![f64::NAN; 4]))?
            .with("name", Column::text(["a", "a", "a", "a"]))
    }

    #[test]
    fn keeps_what_varies_and_says_why() -> Result<(), Error> {
        let x = table()?;
        let fitted = VarianceFilter::new(0.25).fit(&x, &())?;
        assert_eq!(fitted.variance(), [0.0, 1.25, 0.25, 0.0]);
        let expected = [
            ("same", "dropped: variance 0 is not above 0.25"),
            ("wide", "kept: variance 1.25"),
            ("flag", "dropped: variance 0.25 is not above 0.25"),
            ("empty", "dropped: variance 0 is not above 0.25"),
        ];
        assert_eq!(fitted.report(), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
        let out = fitted.apply(&x.without(&["same"]))?;
        assert_eq!(out.names().map(|name| &**name).collect::<Vec<_>>(), ["wide", "name"]);
        Ok(())
    }

    #[test]
    fn says_what_it_cannot_learn_from() -> Result<(), Error> {
        let x = table()?.without(&["name"]);
        let message = |threshold, x: &Table| {
            VarianceFilter::new(threshold).fit(x, &()).unwrap_err().to_string()
        };
        assert_eq!(
            message(2.0, &x),
            "stage `select.variance`: parameter `threshold` must be below the largest variance, \
             1.25, found 2"
        );
        assert_eq!(
            message(-1.0, &x),
            "stage `select.variance`: parameter `threshold` must be 0 or more, found -1"
        );
        let infinite = Table::new().with("a", Column::Real(vec![0.0, f64::INFINITY]))?;
        assert_eq!(message(0.0, &infinite), "stage `select.variance`, column `a`: row 1 is inf");
        Ok(())
    }

    #[test]
    fn hostile_states_are_refused() {
        let restore = |variance: Vec<f64>| {
            let state = VarianceState { columns: ["a".into()].into(), variance };
            VarianceSelector::restore(VarianceFilter::new(0.0), state)
        };
        assert_eq!(restore(vec![]).unwrap_err(), "0 entries for 1 columns");
        assert_eq!(restore(vec![f64::NAN]).unwrap_err(), "variance NaN");
        assert_eq!(restore(vec![-1.0]).unwrap_err(), "variance -1");
        assert!(restore(vec![1.0]).is_ok());
    }
}
