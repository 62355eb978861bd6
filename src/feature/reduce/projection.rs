//! What the stages that project rows onto few directions have in common.

use crate::data::{Column, Table};
use crate::error::{Error, FitError, RowError};
use crate::exact;
use crate::feature::made::{bad_parameter, check_made, with_made};
use crate::pipeline::Numbers;
use crate::pipeline::per_column::{bad_column, check_columns, check_finite};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Refuses to learn from a value that is missing or infinite.
pub(super) fn check_numbers(stage: &str, numbers: &Numbers<'_>) -> Result<(), Error> {
    let Some((name, row, value)) = numbers.not_finite() else { return Ok(()) };
    let found = if value.is_nan() { "missing" } else { "infinite" };
    Err(bad_column(stage, name, format!("row {row} is {found}; impute or drop it first")))
}

/// What keeps products of columns from being computed, as an error: a value, if one is not finite.
pub(super) fn no_products(stage: &str, numbers: &Numbers<'_>, problem: String) -> Error {
    let (stage_name, column) = (stage.to_owned(), numbers.names.join(", "));
    let of_all = FitError::Column { stage: stage_name, column, problem }.into();
    check_numbers(stage, numbers).err().unwrap_or(of_all)
}

/// Directions to project rows on, and what is taken off every row before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Projection {
    pub(super) columns: Arc<[Arc<str>]>,
    /// One a column, or none.
    pub(super) mean: Vec<f64>,
    /// Row-major, one direction a row.
    pub(super) components: Vec<f64>,
}

impl Projection {
    pub(super) fn count(&self) -> usize {
        self.components.len() / self.columns.len().max(1)
    }

    pub(super) fn component(&self, at: usize) -> Option<&[f64]> {
        self.components.chunks_exact(self.columns.len().max(1)).nth(at)
    }

    pub(super) fn names(&self, prefix: &str) -> Vec<Arc<str>> {
        (0..self.count()).map(|at| Arc::from(format!("{prefix}{at}"))).collect()
    }

    /// Checks at fit that the new columns have names of their own.
    pub(super) fn check_names(&self, stage: &str, x: &Table, prefix: &str) -> Result<(), Error> {
        check_made(stage, x, &self.columns, &self.names(prefix))
    }

    /// The table with its columns replaced by their projections, each divided by its scale.
    pub(super) fn apply(
        &self,
        stage: &str,
        x: &Table,
        prefix: &str,
        scales: &[f64],
    ) -> Result<Table, Error> {
        let numbers = Numbers::named(x, &self.columns)?;
        let columns = numbers.columns();
        let directions: Vec<&[f64]> = self.components.chunks_exact(columns.len()).collect();
        let mut out = vec![vec![0.0; x.rows()]; directions.len()];
        exact::dot_columns(&columns, &self.mean, &directions, &mut out);
        // A value that is not finite leaves no projection finite, whatever its weight.
        if out.first().is_some_and(|first| exact::not_finite(first).is_some())
            && let Some((name, row, value)) = numbers.not_finite()
        {
            return Err(RowError {
                stage: stage.to_owned(),
                column: name.to_string(),
                row: Some(row),
                expected: "a finite number".to_owned(),
                found: if value.is_nan() { "missing".to_owned() } else { value.to_string() },
            }
            .into());
        }
        let made = out.into_iter().enumerate().map(|(at, mut out)| {
            if let Some(scale) = scales.get(at) {
                out.iter_mut().for_each(|x| *x = exact::canonical(*x / scale));
            }
            Column::Real(out)
        });
        with_made(x, &self.columns, self.names(prefix).into_iter().zip(made))
    }

    /// Checks what [`apply`](Self::apply) relies on; `centred` says whether there must be means.
    pub(super) fn check(&self, prefix: &str, centred: bool) -> Result<(), String> {
        let width = self.columns.len();
        if width == 0 || self.components.is_empty() || !self.components.len().is_multiple_of(width)
        {
            return Err(format!("{} numbers for directions of {width}", self.components.len()));
        }
        if self.mean.len() != if centred { width } else { 0 } {
            return Err(format!("{} means for {width} columns", self.mean.len()));
        }
        check_columns(&self.columns, &[])?;
        check_columns(&self.names(prefix), &[])?;
        check_finite("mean", &self.mean)?;
        check_finite("a direction", &self.components)
    }
}

/// A number of components outside what the data has, as an error.
pub(super) fn bad_count(stage: &str, most: usize, found: impl ToString) -> Error {
    bad_parameter(stage, "components", format!("1 to {most}"), found)
}
