//! What can be asked for answers, and data whose columns can be exchanged.

use crate::data::{Column, DataKind, Matrix, Table};
use crate::error::{Error, TableError, list};
use crate::pipeline::Apply;
use crate::root::{Batch, Model};
use std::sync::Arc;

/// Rows of named columns, of which one can be exchanged: a [`Table`] or a [`Matrix`].
pub trait Tabular: DataKind {
    /// The names, from left to right.
    fn names_of(&self) -> Vec<Arc<str>>;

    /// One column.
    ///
    /// # Errors
    /// When there is none of this name.
    fn column_of(&self, name: &str) -> Result<Arc<Column>, Error>;

    /// The same rows with other cells in one column.
    ///
    /// # Errors
    /// When there is none of this name, or the new one has another number of rows; a matrix takes real numbers only.
    fn with_column(&self, name: &str, column: Column) -> Result<Self, Error>;
}

impl Tabular for Table {
    fn names_of(&self) -> Vec<Arc<str>> {
        self.names().cloned().collect()
    }

    fn column_of(&self, name: &str) -> Result<Arc<Column>, Error> {
        self.column(name).cloned()
    }

    fn with_column(&self, name: &str, column: Column) -> Result<Self, Error> {
        // The cells of the other columns are shared.
        let mut table = self.clone();
        table.replace(name, column)?;
        Ok(table)
    }
}

fn place(matrix: &Matrix, name: &str) -> Result<usize, Error> {
    matrix.names().iter().position(|n| &**n == name).ok_or_else(|| {
        let have = list(matrix.names().iter());
        TableError::NoColumn { name: name.to_owned(), have }.into()
    })
}

impl Tabular for Matrix {
    fn names_of(&self) -> Vec<Arc<str>> {
        self.names().to_vec()
    }

    fn column_of(&self, name: &str) -> Result<Arc<Column>, Error> {
        Ok(Arc::new(Column::Real(self.column(place(self, name)?))))
    }

    fn with_column(&self, name: &str, column: Column) -> Result<Self, Error> {
        let at = place(self, name)?;
        let Column::Real(cells) = &column else {
            return Err(TableError::Type {
                name: name.to_owned(),
                expected: "real".to_owned(),
                found: column.column_type().to_string(),
            }
            .into());
        };
        if cells.len() != self.rows() {
            let (expected, found) = (self.rows(), cells.len());
            return Err(TableError::Length { name: name.to_owned(), expected, found }.into());
        }
        let mut values = self.as_slice().to_vec();
        for (row, cell) in values.chunks_exact_mut(self.width()).zip(cells) {
            if let Some(place) = row.get_mut(at) {
                *place = *cell;
            }
        }
        Matrix::from_row_major(Arc::clone(self.names()), values)
    }
}

/// What gives an answer to rows: every fitted pipeline whose input is [`Tabular`], and a [`Model`].
///
/// A model takes its columns in any order, as [`Model::predict`] does.
pub trait Predictor: Sync {
    /// The rows it takes.
    type Input: Tabular;
    /// The answers it gives.
    type Output: DataKind;

    /// The answers, one a row.
    ///
    /// # Errors
    /// A row that is refused.
    fn answers(&self, x: &Self::Input) -> Result<Self::Output, Error>;
}

impl<P: Apply + Sync> Predictor for P
where
    P::Input: Tabular,
{
    type Input = P::Input;
    type Output = P::Output;

    fn answers(&self, x: &P::Input) -> Result<P::Output, Error> {
        self.apply(x)
    }
}

impl<P: Apply<Input = Table> + Sync> Predictor for Model<P> {
    type Input = Table;
    type Output = P::Output;

    fn answers(&self, x: &Table) -> Result<P::Output, Error> {
        // Explanations spread over threads themselves.
        self.predict_batch(x, Batch::default().threads(1))?.all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_column_is_exchanged_and_the_others_stay() -> Result<(), Error> {
        let m = Matrix::from_rows(["a", "b"], [[1.0, 2.0], [3.0, 4.0]])?;
        let b = m.column_of("b")?;
        let swapped = m.with_column("a", b.take(&[1, 0]))?;
        assert_eq!(swapped, Matrix::from_rows(["a", "b"], [[4.0, 2.0], [2.0, 4.0]])?);
        let message = |error: Result<Matrix, Error>| error.unwrap_err().to_string();
        assert!(message(m.with_column("c", Column::Real(vec![]))).contains("`c`"));
        assert!(message(m.with_column("a", Column::Real(vec![1.0]))).contains('2'));
        assert!(message(m.with_column("a", Column::text(["x", "y"]))).contains("real"));
        Ok(())
    }
}
