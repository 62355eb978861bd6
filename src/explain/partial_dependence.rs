//! How the mean answer changes with one column, or two.

use super::grid::Grid;
use super::predictor::{Predictor, Tabular};
use crate::data::{Column, DataKind, DataRef};
use crate::error::{Error, ExplainError};
use crate::exact;
use crate::root::Batch;
use std::sync::Arc;

/// Partial dependence: the mean answer of a fitted pipeline where one raw column, or two, is set to the same value in
/// every row.
///
/// # Formula
/// At each point of the grid the column is set in all rows, the pipeline answers them, and the mean is taken over the
/// rows: of a number, or of each class's probability. Two columns have a grid of pairs, the second column's values
/// running fastest. The answers of single rows (individual conditional expectation) are kept when asked for.
///
/// # Determinism
/// Exact, with any number of threads; means from exact sums, so in any order of the rows.
///
/// # Source
/// Friedman, "Greedy function approximation" (2001); Goldstein et al., "Peeking inside the black box" (2015);
/// `sklearn.inspection.partial_dependence` with `method="brute"`, which of two classes gives the second's probability.
///
/// # Examples
/// ```
/// use steadfast::explain::{Grid, PartialDependence};
/// use steadfast::prelude::*;
/// let x = Table::new()
///     .with("a", Column::Real(vec![0.0, 1.0, 2.0, 3.0]))?
///     .with("b", Column::Real(vec![1.0, 0.0, 0.0, 1.0]))?;
/// let y = Vector::new(vec![1.0, 2.0, 4.0, 7.0]);
/// let chain = Assemble::new().then(Linear::new()).fit(&x, &y)?;
/// let found = PartialDependence::of("a")
///     .grid(Grid::Values(Column::Real(vec![0.0, 10.0])))
///     .measure(&chain, &x)?;
/// // y = 2 a + b − 0 on the line of least squares: slope 2.
/// assert!((found.average(0)[1] - found.average(0)[0] - 20.0).abs() < 1e-12);
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "partial_dependence")]
#[derive(Debug, Clone)]
pub struct PartialDependence {
    columns: Vec<(String, Grid)>,
    individual: bool,
    batch: Batch,
}

/// scikit-learn's `grid_resolution`.
const POINTS: usize = 100;

impl PartialDependence {
    /// On one column, at 100 [spaced](Grid::Spaced) points.
    #[must_use]
    pub fn of(column: impl Into<String>) -> PartialDependence {
        PartialDependence {
            columns: vec![(column.into(), Grid::Spaced(POINTS))],
            individual: false,
            batch: Batch::default().block(1),
        }
    }

    /// And on another column; the grid is of all pairs.
    #[must_use]
    pub fn and(mut self, column: impl Into<String>) -> PartialDependence {
        self.columns.truncate(1);
        self.columns.push((column.into(), Grid::Spaced(POINTS)));
        self
    }

    /// The values of the column that was named last.
    #[doc(alias = "grid_resolution")]
    #[doc(alias = "custom_values")]
    #[must_use]
    pub fn grid(mut self, grid: Grid) -> PartialDependence {
        if let Some((_, last)) = self.columns.last_mut() {
            *last = grid;
        }
        self
    }

    /// Whether to keep the answers to single rows; by default not.
    #[doc(alias = "ice")]
    #[doc(alias = "kind")]
    #[must_use]
    pub fn individual(mut self, individual: bool) -> PartialDependence {
        self.individual = individual;
        self
    }

    /// The most threads; by default as many as the host has cores. Changes no bit.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> PartialDependence {
        self.batch = self.batch.threads(threads);
        self
    }

    /// Sets the columns in all rows of `x`, point after point.
    ///
    /// # Errors
    /// A column that is not there, has no value or is named twice, no rows, a row that the pipeline refuses, and a
    /// pipeline that answers neither numbers nor classes.
    pub fn measure<P: Predictor>(&self, pipeline: &P, x: &P::Input) -> Result<Dependence, Error> {
        exact::check_environment()?;
        if let [(a, _), (b, _)] = self.columns.as_slice()
            && a == b
        {
            let problem = "named twice".to_owned();
            return Err(ExplainError::Grid { column: a.clone(), problem }.into());
        }
        let rows = x.rows();
        let mut grids = Vec::with_capacity(self.columns.len());
        for (name, grid) in &self.columns {
            grids.push(grid.of(name, &*x.column_of(name)?)?);
        }
        let points = grids.iter().fold(1, |points, grid| points * grid.len());
        if rows == 0 {
            return Err(shape("at least one row", "none"));
        }
        let one = |point: usize| {
            let mut set = x.clone();
            let mut rest = point;
            // The last column's values run fastest.
            for ((name, _), grid) in self.columns.iter().zip(&grids).rev() {
                let cells = grid.take(&vec![rest % grid.len(); rows]);
                set = set.with_column(name, cells)?;
                rest /= grid.len();
            }
            numbers(&pipeline.answers(&set)?, rows)
        };
        let answers = self.batch.run(points, |range| range.map(one).collect::<Result<Vec<_>, _>>());
        let answers = answers?.concat();
        let outputs: Vec<Arc<str>> = answers.first().map_or(Vec::new(), |(names, _)| names.clone());
        let width = outputs.len();
        let mut average = vec![Vec::with_capacity(points); width];
        for (_, cells) in &answers {
            for (output, average) in average.iter_mut().enumerate() {
                let column: Vec<f64> = cells.iter().skip(output).step_by(width).copied().collect();
                average.push(exact::mean(&column).unwrap_or(exact::NAN));
            }
        }
        let individual = self.individual.then(|| {
            let line =
                |at| answers.iter().filter_map(|(_, cells)| cells.get(at).copied()).collect();
            (0..rows * width).map(line).collect()
        });
        let columns = self.columns.iter().map(|(name, _)| Arc::from(name.as_str())).collect();
        Ok(Dependence { columns, grids, outputs, average, individual })
    }
}

fn shape(expected: &str, found: &str) -> Error {
    let what = "partial dependence".to_owned();
    ExplainError::Shape { what, expected: expected.to_owned(), found: found.to_owned() }.into()
}

/// Answers as rows of numbers, with their names.
fn numbers<O: DataKind>(answers: &O, rows: usize) -> Result<(Vec<Arc<str>>, Vec<f64>), Error> {
    let data = answers.lend();
    if answers.rows() != rows {
        return Err(shape("an answer a row", &answers.rows().to_string()));
    }
    match data {
        DataRef::Vector(values) => Ok((data.names(), values.values().to_vec())),
        DataRef::Classes(classes) => Ok((data.names(), classes.probabilities().to_vec())),
        other => Err(shape("numbers or classes", &other.kind().to_string())),
    }
}

/// What [`PartialDependence`] found.
#[derive(Debug, Clone, PartialEq)]
pub struct Dependence {
    columns: Vec<Arc<str>>,
    grids: Vec<Column>,
    outputs: Vec<Arc<str>>,
    /// Point after point, of each output.
    average: Vec<Vec<f64>>,
    /// The same, of each row and output.
    individual: Option<Vec<Vec<f64>>>,
}

impl Dependence {
    /// The columns that were set: one or two.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.columns
    }

    /// The values of each of these.
    #[doc(alias = "grid_values")]
    #[must_use]
    pub fn grids(&self) -> &[Column] {
        &self.grids
    }

    /// The outputs: classes, or `prediction`.
    #[must_use]
    pub fn outputs(&self) -> &[Arc<str>] {
        &self.outputs
    }

    /// The mean over the rows at each point; of two columns, the second's values run fastest. Empty when there is no
    /// such output.
    #[must_use]
    pub fn average(&self, output: usize) -> &[f64] {
        self.average.get(output).map_or(&[], Vec::as_slice)
    }

    /// The answers to one row at each point; empty when they were not asked for, or there is no such row or output.
    #[must_use]
    pub fn individual(&self, row: usize, output: usize) -> &[f64] {
        let lines = self.individual.as_ref().filter(|_| output < self.outputs.len());
        let line = lines.and_then(|lines| lines.get(row * self.outputs.len() + output));
        line.map_or(&[], Vec::as_slice)
    }
}
