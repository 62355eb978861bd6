//! Dense numbers with column names.

use super::{Column, Table};
use crate::error::{Error, TableError};
use ndarray::{Array2, ArrayView2};
use std::sync::Arc;

/// Dense row-major numbers with column names: what models take.
///
/// Always in standard layout, whatever the layout of the array it was made from: arithmetic over
/// other layouts would run in another order and give other bits.
///
/// ```
/// use steadfast::data::Matrix;
/// let m = Matrix::from_rows(["a", "b"], [[1.0, 2.0], [3.0, 4.0]])?;
/// assert_eq!(m.row(1), [3.0, 4.0]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    names: Arc<[Arc<str>]>,
    values: Array2<f64>,
}

impl Matrix {
    /// A matrix from an array (rows × columns, any memory layout) and its column names.
    ///
    /// # Errors
    /// When there are not as many distinct names as columns.
    pub fn new(names: impl Into<Arc<[Arc<str>]>>, values: Array2<f64>) -> Result<Matrix, Error> {
        let names = names.into();
        if names.len() != values.ncols() {
            return Err(TableError::Names { names: names.len(), columns: values.ncols() }.into());
        }
        let mut sorted: Vec<&Arc<str>> = names.iter().collect();
        sorted.sort();
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(TableError::DuplicateName { name: pair[0].to_string() }.into());
        }
        let values = if values.is_standard_layout() {
            values
        } else {
            values.as_standard_layout().into_owned()
        };
        Ok(Matrix { names, values })
    }

    /// A matrix from fixed-width rows.
    ///
    /// # Errors
    /// When two names are equal.
    pub fn from_rows<const N: usize>(
        names: [&str; N],
        rows: impl IntoIterator<Item = [f64; N]>,
    ) -> Result<Matrix, Error> {
        let names: Arc<[Arc<str>]> = names.into_iter().map(Arc::from).collect();
        Matrix::from_row_major(names, rows.into_iter().flatten().collect())
    }

    /// A matrix from numbers that stand row after row.
    ///
    /// # Errors
    /// When the numbers do not fill whole rows, or two names are equal.
    pub fn from_row_major(
        names: impl Into<Arc<[Arc<str>]>>,
        values: Vec<f64>,
    ) -> Result<Matrix, Error> {
        let names = names.into();
        let width = names.len();
        let rows = values.len().checked_div(width).unwrap_or(0);
        let found = values.len();
        let values = Array2::from_shape_vec((rows, width), values)
            .map_err(|_| TableError::Names { names: width, columns: found })?;
        Matrix::new(names, values)
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.values.nrows()
    }

    /// How many columns there are.
    #[must_use]
    pub fn width(&self) -> usize {
        self.values.ncols()
    }

    /// The column names.
    #[must_use]
    pub fn names(&self) -> &Arc<[Arc<str>]> {
        &self.names
    }

    /// One row; empty when there is no such row.
    #[must_use]
    pub fn row(&self, row: usize) -> &[f64] {
        let width = self.width();
        self.as_slice().get(row * width..(row + 1) * width).unwrap_or_default()
    }

    /// Every row in order.
    pub fn iter_rows(&self) -> impl Iterator<Item = &[f64]> {
        (0..self.rows()).map(|row| self.row(row))
    }

    /// One column, copied.
    #[must_use]
    pub fn column(&self, column: usize) -> Vec<f64> {
        self.iter_rows().filter_map(|row| row.get(column).copied()).collect()
    }

    /// All numbers, row after row.
    #[must_use]
    pub fn as_slice(&self) -> &[f64] {
        // `new` makes the layout standard and nothing changes it after.
        self.values.as_slice().unwrap_or_default()
    }

    /// The numbers as an `ndarray` view, rows × columns.
    #[must_use]
    pub fn view(&self) -> ArrayView2<'_, f64> {
        self.values.view()
    }

    /// The numbers as an `ndarray`, rows × columns, in standard layout.
    #[must_use]
    pub fn into_array(self) -> Array2<f64> {
        self.values
    }

    /// The rows `indices`, in that order. Rows that do not exist are passed over.
    #[must_use]
    pub fn take(&self, indices: &[usize]) -> Matrix {
        let rows: Vec<usize> = indices.iter().copied().filter(|&row| row < self.rows()).collect();
        Matrix {
            names: Arc::clone(&self.names),
            values: self.values.select(ndarray::Axis(0), &rows),
        }
    }

    /// The same numbers as a table of real columns.
    #[must_use]
    pub fn into_table(self) -> Table {
        let mut table = Table::of_rows(self.rows());
        for (at, name) in self.names.iter().enumerate() {
            // Names are distinct and lengths equal, so this cannot fail.
            let _ = table.push(Arc::clone(name), Column::Real(self.column(at)));
        }
        table
    }
}
