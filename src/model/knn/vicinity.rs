//! What both recipes of neighbours share: how many, how far is what, and which rows are kept.

use crate::data::Matrix;
use crate::error::{Error, FitError};
use crate::exact;
use crate::model::check;
use crate::pipeline::per_column::{check_columns, check_finite};
use crate::solve::rows::{canonical_order, transposed};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::sync::Arc;

/// How far two rows x and z are from one another.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let recipe = KnnRegressor::new().distance(Distance::Manhattan);
/// assert_ne!(recipe, KnnRegressor::new());
/// ```
#[doc(alias = "metric")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Distance {
    /// √Σ(x − z)².
    Euclidean,
    /// Σ|x − z|.
    Manhattan,
}

/// Which training rows answer, and with what weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Vicinity {
    pub(super) neighbors: u64,
    pub(super) by_distance: bool,
    pub(super) distance: Distance,
}

impl Default for Vicinity {
    fn default() -> Self {
        Vicinity { neighbors: 5, by_distance: false, distance: Distance::Euclidean }
    }
}

impl Vicinity {
    /// How many neighbours there are among so many rows.
    pub(super) fn count(&self, rows: usize) -> usize {
        usize::try_from(self.neighbors).unwrap_or(usize::MAX).min(rows)
    }

    /// Checks the training rows, and that they are enough.
    pub(super) fn check(&self, stage: &str, x: &Matrix, targets: usize) -> Result<(), Error> {
        if self.neighbors == 0 {
            return Err(FitError::Parameter {
                stage: stage.to_owned(),
                parameter: "neighbors".to_owned(),
                expected: "at least 1".to_owned(),
                found: "0".to_owned(),
            }
            .into());
        }
        check::features(stage, x, targets)?;
        if self.count(usize::MAX) > x.rows() {
            let (needs, found) = (self.count(usize::MAX), x.rows());
            return Err(FitError::Rows { stage: stage.to_owned(), needs, found }.into());
        }
        Ok(())
    }

    /// Checks stored rows, column by column in `cells`, and as many targets, which are finite.
    pub(super) fn check_stored(
        &self,
        columns: &[Arc<str>],
        cells: &[f64],
        targets: usize,
        compare: impl Fn(usize, usize) -> Ordering,
    ) -> Result<(), String> {
        check_columns(columns, &[])?;
        if columns.is_empty() || targets == 0 {
            return Err(format!("{} columns and {targets} rows", columns.len()));
        }
        if columns.len().checked_mul(targets) != Some(cells.len()) {
            let width = columns.len();
            return Err(format!("{} cells for {targets} rows of {width} columns", cells.len()));
        }
        check_finite("cells", cells)?;
        if self.neighbors == 0 || self.count(usize::MAX) > targets {
            return Err(format!("{} neighbours among {targets} rows", self.neighbors));
        }
        let in_order = |row: usize| {
            let pairs = cells.chunks_exact(targets).map(|cells| (cells[row - 1], cells[row]));
            let mut orders = pairs.map(|(a, b)| exact::total_cmp(a, b));
            let order = orders.find(|order| order.is_ne());
            order.unwrap_or_else(|| compare(row - 1, row)).is_le()
        };
        if (1..targets).all(in_order) { Ok(()) } else { Err("the rows do not ascend".to_owned()) }
    }

    /// One line for a report.
    pub(super) fn report(&self, rows: usize) -> (String, String) {
        let distance = match self.distance {
            Distance::Euclidean => "Euclidean",
            Distance::Manhattan => "Manhattan",
        };
        let weight = if self.by_distance { "by distance" } else { "alike" };
        let line = format!("{} of {rows} rows, {distance}, {weight}", self.count(rows));
        ("neighbors".to_owned(), line)
    }
}

/// The cells of a matrix, column by column, its rows in their own order, and that order. The targets part
/// rows of equal cells.
pub(super) fn in_order(x: &Matrix, targets: &[f64]) -> (Vec<f64>, Vec<usize>) {
    let columns = transposed(x.as_slice(), x.width());
    let keys: Vec<&[f64]> = columns.iter().map(Vec::as_slice).chain([targets]).collect();
    let order = canonical_order(&keys, x.rows());
    let cells = columns.iter().flat_map(|column| order.iter().map(|&row| column[row]));
    (cells.collect(), order)
}

/// The setters that both recipes share.
macro_rules! vicinity_setters {
    ($recipe:ident) => {
        impl $recipe {
            /// Five neighbours that count alike, by Euclidean distance.
            #[must_use]
            pub fn new() -> $recipe {
                $recipe::default()
            }

            /// How many of the nearest training rows answer; by default 5.
            #[doc(alias = "n_neighbors")]
            #[doc(alias = "k")]
            #[must_use]
            pub fn neighbors(mut self, count: u64) -> $recipe {
                self.vicinity.neighbors = count;
                self
            }

            /// Counts each neighbour by 1 / distance; by default all count alike.
            #[doc(alias = "weights")]
            #[must_use]
            pub fn by_distance(mut self) -> $recipe {
                self.vicinity.by_distance = true;
                self
            }

            /// How far two rows are from one another; by default [`Distance::Euclidean`].
            #[doc(alias = "metric")]
            #[must_use]
            pub fn distance(mut self, distance: Distance) -> $recipe {
                self.vicinity.distance = distance;
                self
            }
        }
    };
}

pub(super) use vicinity_setters;
