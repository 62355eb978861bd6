//! Gaps filled by regressions of each column on the others, in rounds.

mod fitting;
mod parameters;

pub use parameters::{Bayesian, Order, Regression, Start};

use super::gaps::{NumberRows, check_marked, numbers, push_marks, replaced};
use super::impute::AllMissing;
use crate::artifact::{Refit, Stage};
use crate::data::{Table, Types};
use crate::error::{Error, FitError};
use crate::exact;
use crate::pipeline::per_column::check_finite;
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Fills missing values by regressions: each column is predicted from all others, in rounds.
///
/// Takes and gives a [`Table`] and works on numeric columns, which become real; others pass through.
///
/// # Formula
/// Gaps are first filled with a value a column, by default its mean. Then, in each round and column by
/// column, a regression is fitted to the rows that have a value there, from the other columns as they are
/// filled so far, and its predictions become the new fills, clipped to the [limits](Self::limits). Rounds
/// end when no row changes by as much as tolerance · the greatest absolute value, the changes of a row
/// added up, or after the greatest number of rounds. Applying runs the same regressions in the same
/// order.
///
/// # Learned state
/// The first fill of each column, and the coefficients of every regression of every round.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order: the regressions are solved from exact sums.
///
/// # Errors
/// Fitting fails when no column is numeric, when a column has an infinite value or, see
/// [`all_missing`](Self::all_missing), no value, when a parameter is out of its range, and when a
/// regression has no finite solution.
///
/// # Source
/// `IterativeImputer` of scikit-learn 1.9, after van Buuren and Groothuis-Oudshoorn, "mice:
/// Multivariate imputation by chained equations in R" (2011).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("a", Column::Real(vec![1.0, 2.0, 3.0, 4.0]))?
///     .with("b", Column::Real(vec![2.0, 4.0, 6.0, f64::NAN]))?;
/// let filled = ImputeIterative::new().fit(&table, &())?.apply(&table)?;
/// let Value::Real(b) = filled.value(3, "b") else { unreachable!() };
/// assert!((b - 8.0).abs() < 1e-3);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "IterativeImputer")]
#[doc(alias = "MICE")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImputeIterative {
    regression: Regression,
    start: Start,
    order: Order,
    rounds: u64,
    tolerance: f64,
    limits: (f64, f64),
    limits_of: BTreeMap<String, (f64, f64)>,
    skip_complete: bool,
    indicator: bool,
    all_missing: AllMissing,
}

impl Default for ImputeIterative {
    fn default() -> Self {
        ImputeIterative::new()
    }
}

impl ImputeIterative {
    /// Bayesian ridge regressions from the means, the columns with fewest gaps first, in ten rounds at
    /// most.
    #[must_use]
    pub fn new() -> ImputeIterative {
        ImputeIterative {
            regression: Regression::default(),
            start: Start::Mean,
            order: Order::Ascending,
            rounds: 10,
            tolerance: 1e-3,
            limits: (f64::NEG_INFINITY, f64::INFINITY),
            limits_of: BTreeMap::new(),
            skip_complete: false,
            indicator: false,
            all_missing: AllMissing::Refuse,
        }
    }

    /// What columns are predicted with; by default Bayesian ridge regression.
    #[doc(alias = "estimator")]
    #[must_use]
    pub fn regression(mut self, regression: Regression) -> ImputeIterative {
        self.regression = regression;
        self
    }

    /// What gaps hold at first; by default the mean of their column.
    #[doc(alias = "initial_strategy")]
    #[must_use]
    pub fn start(mut self, start: Start) -> ImputeIterative {
        self.start = start;
        self
    }

    /// In which order columns are taken; by default those with fewest gaps first.
    #[doc(alias = "imputation_order")]
    #[must_use]
    pub fn order(mut self, order: Order) -> ImputeIterative {
        self.order = order;
        self
    }

    /// The greatest number of rounds; by default 10. With 0 the first fills stay.
    #[doc(alias = "max_iter")]
    #[must_use]
    pub fn rounds(mut self, most: u64) -> ImputeIterative {
        self.rounds = most;
        self
    }

    /// Rounds end when no row changes by this share of the greatest absolute value; by default 0.001.
    #[doc(alias = "tol")]
    #[must_use]
    pub fn tolerance(mut self, share: f64) -> ImputeIterative {
        self.tolerance = share;
        self
    }

    /// The least and the greatest value predicted for every column; by default none.
    #[doc(alias = "min_value")]
    #[doc(alias = "max_value")]
    #[must_use]
    pub fn limits(mut self, least: f64, greatest: f64) -> ImputeIterative {
        self.limits = (least, greatest);
        self
    }

    /// The least and the greatest value predicted for one column.
    #[must_use]
    pub fn limits_of(
        mut self,
        column: impl Into<String>,
        least: f64,
        greatest: f64,
    ) -> ImputeIterative {
        self.limits_of.insert(column.into(), (least, greatest));
        self
    }

    /// Learns no regression for columns without a gap at fit: gaps that come later keep the first fill.
    #[must_use]
    pub fn skip_complete(mut self) -> ImputeIterative {
        self.skip_complete = true;
        self
    }

    /// Adds `missingindicator_age`, true where the value was missing, for each column that had missing
    /// values at fit.
    #[doc(alias = "add_indicator")]
    #[must_use]
    pub fn indicator(mut self) -> ImputeIterative {
        self.indicator = true;
        self
    }

    /// What becomes of a column without any value at fit; by default fitting fails. With
    /// [`AllMissing::Zero`] its gaps are filled with 0, or the constant.
    #[doc(alias = "keep_empty_features")]
    #[must_use]
    pub fn all_missing(mut self, rule: AllMissing) -> ImputeIterative {
        self.all_missing = rule;
        self
    }

    fn limits_for(&self, column: &str) -> (f64, f64) {
        self.limits_of.get(column).copied().unwrap_or(self.limits)
    }

    fn check(&self) -> Result<(), (&'static str, &'static str, String)> {
        if !self.tolerance.is_finite() || self.tolerance < 0.0 {
            return Err(("tolerance", "at least 0 and finite", self.tolerance.to_string()));
        }
        if let Regression::Ridge(alpha) = self.regression
            && (!alpha.is_finite() || alpha < 0.0)
        {
            return Err(("penalty", "at least 0 and finite", alpha.to_string()));
        }
        if let Regression::BayesianRidge(bayesian) = self.regression
            && let Some(x) = bayesian.numbers().find(|x| !x.is_finite() || *x < 0.0)
        {
            return Err(("prior", "at least 0 and finite", x.to_string()));
        }
        if let Start::Constant(value) = self.start
            && !value.is_finite()
        {
            return Err(("constant", "finite", value.to_string()));
        }
        let mut limits = self.limits_of.values().chain([&self.limits]);
        match limits
            .find(|(least, greatest)| least.partial_cmp(greatest) != Some(std::cmp::Ordering::Less))
        {
            Some((least, greatest)) => {
                Err(("limits", "least below greatest", format!("{least} and {greatest}")))
            }
            None => Ok(()),
        }
    }
}

/// A fitted [`ImputeIterative`].
#[derive(Debug, Clone, PartialEq)]
pub struct IterativeImputer {
    recipe: ImputeIterative,
    state: IterativeImputerState,
}

/// What [`IterativeImputer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IterativeImputerState {
    columns: Arc<[Arc<str>]>,
    start: Vec<f64>,
    dropped: Arc<[Arc<str>]>,
    marked: Arc<[Arc<str>]>,
    rounds: u64,
    /// The column each regression predicts, in the order in which they run.
    steps: Vec<u64>,
    intercepts: Vec<f64>,
    /// Those of the first regression, one for each other column, then those of the second.
    coefficients: Vec<f64>,
}

impl IterativeImputer {
    /// The columns it fills.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The first fill of each column.
    #[doc(alias = "initial_imputer_")]
    #[must_use]
    pub fn start(&self) -> &[f64] {
        &self.state.start
    }

    /// The columns it drops, because they had no value at fit.
    #[must_use]
    pub fn dropped(&self) -> &[Arc<str>] {
        &self.state.dropped
    }

    /// How many rounds were run when it was fitted.
    #[doc(alias = "n_iter_")]
    #[must_use]
    pub fn rounds(&self) -> u64 {
        self.state.rounds
    }

    /// The regressions in the order in which they run: the column each predicts, its coefficients of
    /// the other columns from left to right, and its intercept.
    #[doc(alias = "imputation_sequence_")]
    pub fn regressions(&self) -> impl Iterator<Item = (&Arc<str>, &[f64], f64)> {
        let IterativeImputerState { columns, steps, intercepts, coefficients, .. } = &self.state;
        let others = coefficients.chunks(columns.len().saturating_sub(1).max(1));
        // A column alone has no coefficients; then there are no regressions either.
        let others = others.chain(std::iter::repeat(&[][..]));
        steps.iter().zip(intercepts).zip(others).filter_map(|((step, intercept), others)| {
            let column = columns.get(usize::try_from(*step).ok()?)?;
            Some((column, others, *intercept))
        })
    }
}

/// A row without the cell of one column.
fn without(row: &[f64], column: usize, out: &mut Vec<f64>) {
    out.clear();
    out.extend(row.iter().enumerate().filter(|(at, _)| *at != column).map(|(_, x)| *x));
}

/// A prediction within its limits; NaN where infinite cells leave none.
fn within(prediction: f64, (least, greatest): (f64, f64)) -> f64 {
    exact::canonical(exact::max(least, exact::min(prediction, greatest)))
}

impl Pipeline for ImputeIterative {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for ImputeIterative {
    type Fitted = IterativeImputer;

    fn fit(&self, x: &Table, y: &Y) -> Result<IterativeImputer, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for ImputeIterative {
    fn partial(&self, x: &Table, _: &Y) -> Result<NumberRows, Error> {
        self.check().map_err(|(parameter, expected, found)| FitError::Parameter {
            stage: IterativeImputer::KIND.to_owned(),
            parameter: parameter.to_owned(),
            expected: expected.to_owned(),
            found,
        })?;
        NumberRows::gather(IterativeImputer::KIND, x, self.indicator)
    }
}

impl Settle for ImputeIterative {
    type Partial = NumberRows;
    type Settled = IterativeImputer;

    fn settle(&self, partial: NumberRows) -> Result<IterativeImputer, Error> {
        let state = fitting::learn(self, &partial)?;
        Ok(IterativeImputer { recipe: self.clone(), state })
    }
}

impl Pipeline for IterativeImputer {
    type Input = Table;
    type Output = Table;
}

impl Apply for IterativeImputer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let IterativeImputerState { columns, start, dropped, marked, .. } = &self.state;
        let limits: Vec<_> = columns.iter().map(|name| self.recipe.limits_for(name)).collect();
        let mut rows = numbers(x, columns)?;
        let mut others = Vec::with_capacity(columns.len());
        let width = columns.len();
        let steps = || {
            let steps = self.state.steps.iter().filter_map(|step| usize::try_from(*step).ok());
            steps.zip(self.regressions())
        };
        for row in rows.chunks_exact_mut(width.max(1)) {
            let gaps: Vec<bool> = row.iter().map(|x| x.is_nan()).collect();
            if !gaps.contains(&true) {
                continue;
            }
            row.iter_mut().zip(start).filter(|(x, _)| x.is_nan()).for_each(|(x, fill)| *x = *fill);
            for (at, (_, coefficients, intercept)) in steps() {
                if gaps.get(at) == Some(&true) {
                    without(row, at, &mut others);
                    row[at] = within(exact::affine(&others, coefficients, intercept), limits[at]);
                }
            }
        }
        let without = x.without(dropped);
        let mut out = replaced(&without, columns, &rows, &[])?;
        push_marks(&mut out, x, marked)?;
        Ok(out)
    }
}

impl Stage for IterativeImputer {
    const KIND: &'static str = "impute.iterative";
    type Recipe = ImputeIterative;
    type State = IterativeImputerState;

    fn recipe(&self) -> &ImputeIterative {
        &self.recipe
    }

    fn state(&self) -> &IterativeImputerState {
        &self.state
    }

    fn restore(recipe: ImputeIterative, state: IterativeImputerState) -> Result<Self, String> {
        let IterativeImputerState { columns, start, dropped, marked, .. } = &state;
        recipe.check().map_err(|(parameter, expected, found)| {
            format!("parameter `{parameter}` must be {expected}, found {found}")
        })?;
        check_marked(columns, dropped, marked)?;
        let (width, steps) = (columns.len(), state.steps.len());
        let others = steps.checked_mul(width.saturating_sub(1));
        if start.len() != width
            || state.intercepts.len() != steps
            || Some(state.coefficients.len()) != others
        {
            return Err("fills, intercepts and coefficients do not fit together".to_owned());
        }
        if width < 2 && steps > 0 {
            return Err(format!("{steps} regressions of {width} columns"));
        }
        let out_of = |step: &&u64| usize::try_from(**step).map_or(true, |at| at >= width);
        if let Some(step) = state.steps.iter().find(out_of) {
            return Err(format!("a regression of column {step} of {width}"));
        }
        check_finite("first fills", start)?;
        check_finite("intercepts", &state.intercepts)?;
        check_finite("coefficients", &state.coefficients)?;
        Ok(IterativeImputer { recipe, state })
    }

    fn learn(recipe: &ImputeIterative, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let IterativeImputerState { columns, start, dropped, rounds, steps, .. } = &self.state;
        let line = |(at, (name, fill)): (usize, (&Arc<str>, &f64))| {
            let regressions = steps.iter().filter(|step| **step == at as u64).count();
            let line = format!("filled with {fill}, then by {regressions} regressions");
            (name.to_string(), line)
        };
        let mut lines: Vec<_> = columns.iter().zip(start).enumerate().map(line).collect();
        let dropped = dropped.iter().map(|name| (name, "dropped: no value at fit".to_owned()));
        lines.extend(dropped.map(|(name, line)| (name.to_string(), line)));
        lines.push(("rounds".to_owned(), rounds.to_string()));
        lines
    }
}

#[cfg(test)]
mod tests;
