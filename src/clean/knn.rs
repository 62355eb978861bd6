//! Gaps filled from the nearest rows.

use super::gaps::{NumberRows, check_marked, numbers, push_marks, replaced};
use super::impute::AllMissing;
use crate::artifact::{Refit, Stage};
use crate::data::{Table, Types};
use crate::error::{Error, FitError};
use crate::exact;
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

/// Fills the missing values of a row with the means of the rows nearest to it.
///
/// Takes and gives a [`Table`] and works on numeric columns, which become real; others pass through.
/// Distances are taken as the columns are: scale them first, as [`Standardize`](crate::preprocess)
/// does.
///
/// # Formula
/// The distance of two rows is √(Σ(x − y)² · columns / shared), over the columns in which both have a
/// value, of which there are `shared`. A gap becomes the mean of the column in the nearest rows that
/// have a value there; [by distance](Self::by_distance), each counts by 1 / distance, and rows at
/// distance 0 alone count when there are any. A row that shares no column with any of them gets the
/// mean of the column.
///
/// Of rows equally far, those first in ascending order of their values come first, column by column,
/// a gap last.
///
/// # Learned state
/// All rows with a value, in ascending order.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is numeric, when a column has an infinite value or, see
/// [`all_missing`](Self::all_missing), no value, and when there are 0 neighbours.
///
/// # Source
/// `KNNImputer` of scikit-learn 1.9, which takes any of the rows equally far; distances after Dixon,
/// "Pattern recognition with partly missing data" (1979).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("age", Column::Real(vec![20.0, 21.0, 22.0, 60.0]))?
///     .with("fare", Column::Real(vec![7.0, f64::NAN, 8.0, 90.0]))?;
/// let filled = ImputeKnn::new().neighbors(2).fit(&table, &())?.apply(&table)?;
/// assert_eq!(filled.value(1, "fare"), Value::Real(7.5));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "KNNImputer")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImputeKnn {
    neighbors: u64,
    by_distance: bool,
    indicator: bool,
    all_missing: AllMissing,
}

impl Default for ImputeKnn {
    fn default() -> Self {
        ImputeKnn::new()
    }
}

impl ImputeKnn {
    /// The plain mean of five neighbours.
    #[must_use]
    pub fn new() -> ImputeKnn {
        let all_missing = AllMissing::Refuse;
        ImputeKnn { neighbors: 5, by_distance: false, indicator: false, all_missing }
    }

    /// How many rows the mean is taken of; by default 5.
    #[doc(alias = "n_neighbors")]
    #[must_use]
    pub fn neighbors(mut self, count: u64) -> ImputeKnn {
        self.neighbors = count;
        self
    }

    /// Counts each neighbour by 1 / distance; by default all count alike.
    #[doc(alias = "weights")]
    #[must_use]
    pub fn by_distance(mut self) -> ImputeKnn {
        self.by_distance = true;
        self
    }

    /// Adds `missingindicator_age`, true where the value was missing, for each column that had missing
    /// values at fit.
    #[doc(alias = "add_indicator")]
    #[must_use]
    pub fn indicator(mut self) -> ImputeKnn {
        self.indicator = true;
        self
    }

    /// What becomes of a column without any value at fit; by default fitting fails. With
    /// [`AllMissing::Zero`] it is 0 throughout, whatever it holds later, as in scikit-learn.
    #[doc(alias = "keep_empty_features")]
    #[must_use]
    pub fn all_missing(mut self, rule: AllMissing) -> ImputeKnn {
        self.all_missing = rule;
        self
    }
}

/// A fitted [`ImputeKnn`].
#[derive(Debug, Clone)]
pub struct KnnImputer {
    recipe: ImputeKnn,
    state: KnnImputerState,
    /// The stored rows by column, one after the other.
    cells: Vec<f64>,
    /// Without a value in the stored rows.
    empty: Vec<bool>,
    dropped: Vec<Arc<str>>,
    /// The means of the columns, once a row has asked for them: few do.
    means: OnceLock<Vec<f64>>,
}

/// All else follows from these two.
impl PartialEq for KnnImputer {
    fn eq(&self, other: &Self) -> bool {
        self.recipe == other.recipe && self.state == other.state
    }
}

/// What [`KnnImputer`] stores.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KnnImputerState {
    columns: Arc<[Arc<str>]>,
    marked: Arc<[Arc<str>]>,
    /// Row-major, NaN where there is no value.
    rows: Vec<f64>,
}

/// Numbers by their bits: a gap is equal to a gap.
impl PartialEq for KnnImputerState {
    fn eq(&self, other: &Self) -> bool {
        let bits = |rows: &[f64]| rows.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        self.columns == other.columns
            && self.marked == other.marked
            && bits(&self.rows) == bits(&other.rows)
    }
}

/// Cell by cell in total order, a gap last.
fn compare(a: &[f64], b: &[f64]) -> Ordering {
    let mut cells = a.iter().zip(b).map(|(&a, &b)| exact::total_cmp(a, b));
    cells.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

impl KnnImputer {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The columns it drops, because they had no value at fit.
    #[must_use]
    pub fn dropped(&self) -> &[Arc<str>] {
        &self.dropped
    }

    /// The columns it marks, because they had missing values at fit.
    #[must_use]
    pub fn marked(&self) -> &[Arc<str>] {
        &self.state.marked
    }

    /// How many rows it chooses neighbours from.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.state.rows.len() / self.width()
    }

    fn width(&self) -> usize {
        self.state.columns.len().max(1)
    }

    fn new(recipe: ImputeKnn, state: KnnImputerState) -> KnnImputer {
        let width = state.columns.len();
        let mut cells = Vec::with_capacity(state.rows.len());
        (0..width).for_each(|at| cells.extend(state.rows.iter().skip(at).step_by(width)));
        let height = state.rows.len() / width.max(1);
        let is_empty = |at| column_of(&cells, height, at).iter().all(|x| x.is_nan());
        let empty: Vec<bool> = (0..width).map(is_empty).collect();
        let drops = recipe.all_missing == AllMissing::Drop;
        let names = state.columns.iter().zip(&empty).filter(|(_, empty)| drops && **empty);
        let dropped = names.map(|(name, _)| Arc::clone(name)).collect();
        KnnImputer { recipe, state, cells, empty, dropped, means: OnceLock::new() }
    }

    /// The mean of a column, 0 where it has no value.
    fn mean(&self, column: usize) -> f64 {
        let mean = |at| {
            let cells = column_of(&self.cells, self.rows(), at).iter().copied();
            exact::mean(&cells.filter(|x| !x.is_nan()).collect::<Vec<f64>>()).unwrap_or(0.0)
        };
        let means = self.means.get_or_init(|| (0..self.width()).map(mean).collect());
        means.get(column).copied().unwrap_or(exact::NAN)
    }

    /// The distances and values of the stored rows that fill a gap in a column, given the squared
    /// distances of all, NaN where a row shares no column with the one that has the gap.
    fn donors(&self, squares: &[f64], column: usize) -> Vec<(f64, f64)> {
        let most = usize::try_from(self.recipe.neighbors).unwrap_or(usize::MAX).min(squares.len());
        // Many are let in before all but the nearest are taken out again: that costs each little.
        let room = most.saturating_mul(2).saturating_add(32);
        let mut near: Vec<(f64, usize)> = Vec::with_capacity(room.min(squares.len()));
        let values = column_of(&self.cells, squares.len(), column);
        // Numbers that are not negative are in the order of their bits, and NaN is beyond all.
        let mut limit = f64::INFINITY.to_bits().saturating_add(1);
        for (at, (&square, value)) in squares.iter().zip(values).enumerate() {
            if square.to_bits() < limit && !value.is_nan() {
                near.push((square.sqrt(), at));
                if near.len() == room {
                    keep_nearest(&mut near, most);
                    // A later row has to be nearer than the last of these, as the stored rows ascend.
                    // Roots of equal distances may be of different squares, but never the other way.
                    let last = near.last().and_then(|&(_, last)| squares.get(last));
                    limit = last.map_or(limit, |square| square.to_bits());
                }
            }
        }
        keep_nearest(&mut near, most);
        let donor = |(distance, at): (f64, usize)| Some((distance, *values.get(at)?));
        near.into_iter().filter_map(donor).collect()
    }

    /// What stands for the gap of a row in a column.
    fn fill(&self, squares: &[f64], column: usize) -> f64 {
        let donors = self.donors(squares, column);
        let values: Vec<f64> = donors.iter().map(|(_, value)| *value).collect();
        let weighted = self.recipe.by_distance.then(|| {
            let same = donors.iter().any(|(distance, _)| *distance == 0.0);
            let weight = |distance: f64| match same {
                true => f64::from(u8::from(distance == 0.0)),
                false => 1.0 / distance,
            };
            let weights: Vec<f64> = donors.iter().map(|(distance, _)| weight(*distance)).collect();
            exact::weighted_mean(&values, &weights).filter(|mean| mean.is_finite())
        });
        // Infinitely far neighbours all count alike.
        let mean = weighted.flatten().or_else(|| exact::mean(&values));
        mean.unwrap_or_else(|| self.mean(column))
    }
}

/// One of the columns that stand one after the other.
fn column_of(cells: &[f64], height: usize, at: usize) -> &[f64] {
    cells.chunks_exact(height.max(1)).nth(at).unwrap_or_default()
}

/// Takes out all but the nearest `most`, of those equally far the first, and puts the farthest last.
fn keep_nearest(near: &mut Vec<(f64, usize)>, most: usize) {
    if let Some(last) = most.min(near.len()).checked_sub(1) {
        near.select_nth_unstable_by(last, |(a, first), (b, second)| {
            exact::total_cmp(*a, *b).then(first.cmp(second))
        });
    }
    near.truncate(most);
}

impl Pipeline for ImputeKnn {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for ImputeKnn {
    type Fitted = KnnImputer;

    fn fit(&self, x: &Table, y: &Y) -> Result<KnnImputer, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for ImputeKnn {
    fn partial(&self, x: &Table, _: &Y) -> Result<NumberRows, Error> {
        if self.neighbors == 0 {
            return Err(FitError::Parameter {
                stage: KnnImputer::KIND.to_owned(),
                parameter: "neighbors".to_owned(),
                expected: "at least 1".to_owned(),
                found: "0".to_owned(),
            }
            .into());
        }
        NumberRows::gather(KnnImputer::KIND, x, self.indicator)
    }
}

impl Settle for ImputeKnn {
    type Partial = NumberRows;
    type Settled = KnnImputer;

    fn settle(&self, partial: NumberRows) -> Result<KnnImputer, Error> {
        partial.valued(KnnImputer::KIND, self.all_missing)?;
        let marked = partial.marked(self.indicator);
        let rows = partial.rows.chunks_exact(partial.width().max(1));
        // A row without a value is near to none and tells nothing.
        let rows = rows.filter(|row| row.iter().any(|x| !x.is_nan()));
        // The first cells, which decide mostly, stand beside one another.
        let mut rows: Vec<(f64, &[f64])> =
            rows.filter_map(|row| Some((*row.first()?, row))).collect();
        rows.sort_unstable_by(|(a, a_row), (b, b_row)| {
            exact::total_cmp(*a, *b).then_with(|| compare(a_row, b_row))
        });
        let mut cells = Vec::with_capacity(partial.rows.len());
        rows.iter().for_each(|(_, row)| cells.extend_from_slice(row));
        let state = KnnImputerState { columns: partial.columns, marked, rows: cells };
        Ok(KnnImputer::new(self.clone(), state))
    }
}

impl Pipeline for KnnImputer {
    type Input = Table;
    type Output = Table;
}

impl Apply for KnnImputer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let KnnImputerState { columns, marked, .. } = &self.state;
        let mut rows = numbers(x, columns)?;
        let mut squares = vec![0.0; self.rows()];
        for row in rows.chunks_exact_mut(self.width()) {
            let gaps = row.iter().zip(&self.empty).enumerate();
            let gaps: Vec<usize> =
                gaps.filter(|(_, (x, empty))| x.is_nan() && !**empty).map(|(at, _)| at).collect();
            if !gaps.is_empty() {
                exact::gapped_distances(row, &self.cells, &mut squares);
                for at in gaps {
                    row[at] = self.fill(&squares, at);
                }
            }
            row.iter_mut().zip(&self.empty).filter(|(_, e)| **e).for_each(|(x, _)| *x = 0.0);
        }
        let mut out = replaced(x, columns, &rows, &self.dropped)?;
        push_marks(&mut out, x, marked)?;
        Ok(out)
    }
}

impl Stage for KnnImputer {
    const KIND: &'static str = "impute.knn";
    type Recipe = ImputeKnn;
    type State = KnnImputerState;

    fn recipe(&self) -> &ImputeKnn {
        &self.recipe
    }

    fn state(&self) -> &KnnImputerState {
        &self.state
    }

    fn restore(recipe: ImputeKnn, state: KnnImputerState) -> Result<Self, String> {
        let KnnImputerState { columns, marked, rows } = &state;
        check_marked(columns, &[], marked)?;
        let width = columns.len().max(1);
        if rows.len() % width != 0 || columns.is_empty() && !rows.is_empty() {
            return Err(format!("{} cells for rows of {} columns", rows.len(), columns.len()));
        }
        let odd = |x: &&f64| x.is_infinite() || x.is_nan() && x.to_bits() != exact::NAN.to_bits();
        if let Some(x) = rows.iter().find(odd) {
            return Err(format!("a row holds {x}"));
        }
        if rows.chunks_exact(width).any(|row| row.iter().all(|x| x.is_nan())) {
            return Err("a row has no value".to_owned());
        }
        let sorted: Vec<&[f64]> = rows.chunks_exact(width).collect();
        if !sorted.is_sorted_by(|a, b| compare(a, b).is_le()) {
            return Err("the rows do not ascend".to_owned());
        }
        Ok(KnnImputer::new(recipe, state))
    }

    fn learn(recipe: &ImputeKnn, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = |(at, name): (usize, &Arc<str>)| {
            let line = match (self.empty.get(at), self.dropped.contains(name)) {
                (_, true) => "dropped: no value at fit".to_owned(),
                (Some(true), _) => "0: no value at fit".to_owned(),
                _ => format!("filled from the nearest of {} rows", self.rows()),
            };
            (name.to_string(), line)
        };
        self.state.columns.iter().enumerate().map(line).collect()
    }
}

#[cfg(test)]
mod tests;
