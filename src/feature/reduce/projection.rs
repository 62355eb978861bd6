//! What the stages that project rows onto few directions have in common.

use crate::data::{Column, Table, Types};
use crate::error::{Error, RowError};
use crate::exact;
use crate::feature::made::{bad_parameter, check_made, with_made};
use crate::pipeline::per_column::{bad_column, check_columns, check_finite, columns_for, reals};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The rows of numeric columns, row-major.
pub(super) struct Rows {
    pub(super) columns: Arc<[Arc<str>]>,
    pub(super) values: Vec<f64>,
    pub(super) rows: usize,
}

impl Rows {
    /// The numeric columns of a table to learn from, all finite.
    pub(super) fn learn(stage: &str, x: &Table) -> Result<Rows, Error> {
        let columns = columns_for(stage, x, Types::NUMERIC)?;
        let values = gather(x, &columns)?;
        let width = columns.len();
        if let Some(at) = values.iter().position(|x| !x.is_finite()) {
            let found = if values[at].is_nan() { "missing" } else { "infinite" };
            let problem = format!("row {} is {found}; impute or drop it first", at / width);
            return Err(bad_column(stage, columns.get(at % width).map_or("", |c| c), problem));
        }
        Ok(Rows { columns, values, rows: x.rows() })
    }
}

fn gather(x: &Table, columns: &[Arc<str>]) -> Result<Vec<f64>, Error> {
    let mut values = vec![0.0; x.rows() * columns.len()];
    for (at, name) in columns.iter().enumerate() {
        let cells = values.iter_mut().skip(at).step_by(columns.len());
        cells.zip(reals(x, name)?.iter()).for_each(|(cell, &x)| *cell = x);
    }
    Ok(values)
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
        let mut rows = gather(x, &self.columns)?;
        let width = self.columns.len();
        if let Some(at) = rows.iter().position(|x| !x.is_finite()) {
            let value = rows[at];
            return Err(RowError {
                stage: stage.to_owned(),
                column: self.columns.get(at % width).map(ToString::to_string).unwrap_or_default(),
                row: Some(at / width),
                expected: "a finite number".to_owned(),
                found: if value.is_nan() { "missing".to_owned() } else { value.to_string() },
            }
            .into());
        }
        if !self.mean.is_empty() {
            for row in rows.chunks_exact_mut(width) {
                row.iter_mut().zip(&self.mean).for_each(|(x, mean)| *x -= mean);
            }
        }
        let project = |(at, direction): (usize, &[f64])| {
            let mut out = vec![0.0; x.rows()];
            exact::dot_rows(&rows, width, direction, 0.0, &mut out);
            let scale = scales.get(at).copied().unwrap_or(1.0);
            out.iter_mut().for_each(|x| *x = exact::canonical(*x / scale));
            Column::Real(out)
        };
        let made = self.components.chunks_exact(width).enumerate().map(project);
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
