//! One column of those that say the same.

use super::association::{Association, Pairs};
use crate::artifact::{Refit, Stage};
use crate::data::{Table, Types};
use crate::error::{Error, FitError};
use crate::exact;
use crate::pipeline::per_column::{check_columns, columns_for, reals};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::sync::Arc;

/// Which of correlated columns stays: the first in this order. Equals stand in the order of the table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Keep {
    /// By name, ascending by code point.
    #[default]
    Name,
    /// Largest variance first.
    Variance,
    /// Fewest missing values first.
    Complete,
    /// Most distinct values first.
    Cardinality,
}

/// For each column the one that stays for it, its own when it stays, and their correlation: the columns
/// are gone through in an order, and each that was not dropped yet drops those it correlates with.
pub(super) fn stand_ins(
    order: &[usize],
    threshold: f64,
    correlation: impl Fn(usize, usize) -> f64,
) -> Vec<(usize, f64)> {
    let mut kept: Vec<Option<(usize, f64)>> = vec![None; order.len()];
    for (place, &at) in order.iter().enumerate() {
        if kept[at].is_some() {
            continue;
        }
        kept[at] = Some((at, 1.0));
        for &other in &order[place + 1..] {
            if kept[other].is_none() {
                let r = correlation(at, other);
                if r.abs() > threshold {
                    kept[other] = Some((at, r));
                }
            }
        }
    }
    kept.iter().enumerate().map(|(at, kept)| kept.unwrap_or((at, 1.0))).collect()
}

/// Keeps one of each group of numeric columns that correlate.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. A dropped column need not be
/// there when the fitted stage is applied.
///
/// # Formula
/// The columns are gone through in the order of [`Keep`]. One that was not dropped yet stays, and drops
/// every later column with |r| > threshold against it. r is taken over the rows where both have a
/// value; where it does not exist, as for a constant column, nothing is dropped.
///
/// # Learned state
/// For each column the one it was dropped for, and their correlation.
///
/// # Determinism
/// Replay exact: no value is computed. Refit exact, in any row order: r comes from exact sums.
///
/// # Errors
/// Fitting fails when no column is numeric, a value is infinite, or the threshold is not in 0 to 1.
///
/// # Source
/// `DropCorrelatedFeatures` of Feature-engine 1.9 (by name), and its `SmartCorrelatedSelection` with
/// `selection_method` `variance`, `missing_values` and `cardinality`; for `corr_with_target` and
/// `model_performance` see [`RelevanceFilter`](super::RelevanceFilter).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("cm", Column::Real(vec![1.0, 2.0, 4.0]))?
///     .with("inch", Column::Real(vec![0.4, 0.8, 1.6]))?;
/// let fitted = CorrelationFilter::new(0.9).fit(&table, &())?;
/// assert_eq!(fitted.dropped().len(), 1);
/// assert_eq!(fitted.apply(&table)?.names().next().map(|name| &**name), Some("cm"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "DropCorrelatedFeatures")]
#[doc(alias = "SmartCorrelatedSelection")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CorrelationFilter {
    threshold: f64,
    keep: Keep,
    association: Association,
}

impl CorrelationFilter {
    /// Drops columns whose Pearson correlation with one kept is above `threshold`, 0 to 1, either way.
    #[must_use]
    pub fn new(threshold: f64) -> CorrelationFilter {
        CorrelationFilter { threshold, keep: Keep::default(), association: Association::default() }
    }

    /// Which of correlated columns stays; by default the first by name.
    #[doc(alias = "selection_method")]
    #[must_use]
    pub fn keep(mut self, keep: Keep) -> CorrelationFilter {
        self.keep = keep;
        self
    }

    /// How correlation is measured; by default Pearson's.
    #[doc(alias = "method")]
    #[must_use]
    pub fn association(mut self, association: Association) -> CorrelationFilter {
        self.association = association;
        self
    }

    /// The positions of the columns in the order they are gone through.
    fn order(&self, columns: &[Arc<str>], values: &[Vec<f64>]) -> Vec<usize> {
        let present = |at: usize| -> Vec<f64> {
            values[at].iter().copied().filter(|x| !x.is_nan()).collect()
        };
        let mut order: Vec<usize> = (0..columns.len()).collect();
        match self.keep {
            Keep::Name => order.sort_by_key(|&at| &columns[at]),
            Keep::Variance => {
                // A column without variance goes last.
                let variances: Vec<f64> = (0..columns.len())
                    .map(|at| exact::variance(&present(at), 1).unwrap_or(-1.0))
                    .collect();
                order.sort_by(|&a, &b| exact::total_cmp(variances[b], variances[a]));
            }
            Keep::Complete => {
                order.sort_by_key(|&at| values[at].len() - present(at).len());
            }
            Keep::Cardinality => order.sort_by_cached_key(|&at| {
                let mut sorted = exact::sorted(&present(at));
                sorted.dedup();
                Reverse(sorted.len())
            }),
        }
        order
    }
}

/// A fitted [`CorrelationFilter`].
#[derive(Debug, Clone, PartialEq)]
pub struct CorrelationSelector {
    recipe: CorrelationFilter,
    state: CorrelationState,
    dropped: Vec<Arc<str>>,
}

/// What [`CorrelationSelector`] stores: for each column the position of the one kept for it, which is
/// its own when it stays, and the correlation of the two.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CorrelationState {
    columns: Arc<[Arc<str>]>,
    kept: Vec<u32>,
    correlation: Vec<f64>,
}

impl CorrelationState {
    /// The column that `at` was dropped for.
    fn dropped_for(&self, at: usize) -> Option<&Arc<str>> {
        let kept = *self.kept.get(at)? as usize;
        if kept == at { None } else { self.columns.get(kept) }
    }
}

impl CorrelationSelector {
    fn new(recipe: CorrelationFilter, state: CorrelationState) -> CorrelationSelector {
        let columns = state.columns.iter().enumerate();
        let dropped = columns.filter(|(at, _)| state.dropped_for(*at).is_some());
        let dropped = dropped.map(|(_, name)| Arc::clone(name)).collect();
        CorrelationSelector { recipe, state, dropped }
    }

    /// The columns it judged.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The columns it drops.
    #[must_use]
    pub fn dropped(&self) -> &[Arc<str>] {
        &self.dropped
    }

    /// The column kept in place of a dropped one, and their correlation; `None` for any other.
    #[must_use]
    pub fn reason(&self, column: &str) -> Option<(&str, f64)> {
        let at = self.state.columns.iter().position(|name| &**name == column)?;
        Some((self.state.dropped_for(at)?, *self.state.correlation.get(at)?))
    }
}

impl Pipeline for CorrelationFilter {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for CorrelationFilter {
    type Fitted = CorrelationSelector;

    fn fit(&self, x: &Table, _: &Y) -> Result<CorrelationSelector, Error> {
        const STAGE: &str = CorrelationSelector::KIND;
        if !(0.0..=1.0).contains(&self.threshold) {
            return Err(FitError::Parameter {
                stage: STAGE.to_owned(),
                parameter: "threshold".to_owned(),
                expected: "between 0 and 1".to_owned(),
                found: self.threshold.to_string(),
            }
            .into());
        }
        let columns = columns_for(STAGE, x, Types::NUMERIC)?;
        let mut values = Vec::new();
        for name in columns.iter() {
            let column = reals(x, name)?;
            super::finite(STAGE, name, &column)?;
            values.push(column.into_owned());
        }
        let pairs = Pairs::of(self.association, &values);
        let between = |a, b| pairs.between(a, b);
        let found = stand_ins(&self.order(&columns, &values), self.threshold, between);
        let (kept, correlation): (Vec<usize>, Vec<f64>) = found.into_iter().unzip();
        let word = |&at: &usize| u32::try_from(at).unwrap_or(u32::MAX);
        let kept = kept.iter().map(word).collect();
        let state = CorrelationState { columns, kept, correlation };
        Ok(CorrelationSelector::new(self.clone(), state))
    }
}

impl Pipeline for CorrelationSelector {
    type Input = Table;
    type Output = Table;
}

impl Apply for CorrelationSelector {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        Ok(x.without(&self.dropped))
    }
}

impl Stage for CorrelationSelector {
    const KIND: &'static str = "select.correlation";
    type Recipe = CorrelationFilter;
    type State = CorrelationState;

    fn recipe(&self) -> &CorrelationFilter {
        &self.recipe
    }

    fn state(&self) -> &CorrelationState {
        &self.state
    }

    fn restore(recipe: CorrelationFilter, state: CorrelationState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.kept.len(), state.correlation.len()])?;
        for &kept in &state.kept {
            if state.kept.get(kept as usize) != Some(&kept) {
                return Err(format!("column {kept} is kept for another, and is dropped itself"));
            }
        }
        match state.correlation.iter().find(|r| !(-1.0..=1.0).contains(*r)) {
            Some(r) => Err(format!("correlation {r}")),
            None => Ok(CorrelationSelector::new(recipe, state)),
        }
    }

    fn learn(recipe: &CorrelationFilter, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = |name: &Arc<str>| match self.reason(name) {
            Some((kept, r)) => format!("dropped: correlates {r:.4} with `{kept}`"),
            None => "kept".to_owned(),
        };
        self.state.columns.iter().map(|name| (name.to_string(), line(name))).collect()
    }
}

#[cfg(test)]
#[path = "correlation_tests.rs"]
mod tests;
