//! Targets, split off a table.

use super::{Labels, Matrix, Table, Types, Vector};
use crate::error::{Error, TableError};
use std::sync::Arc;

impl Table {
    /// Splits off a numeric column as the target of a regression.
    ///
    /// # Errors
    /// When there is no such column, it is not numeric, or a value is missing.
    pub fn split_vector(&self, name: &str) -> Result<(Table, Vector), Error> {
        let column = self.column(name)?;
        let values = column.reals().ok_or_else(|| TableError::Type {
            name: name.to_owned(),
            expected: Types::NUMERIC.to_string(),
            found: column.column_type().to_string(),
        })?;
        if let Some(row) = values.iter().position(|x| x.is_nan()) {
            return Err(TableError::Missing { name: name.to_owned(), row }.into());
        }
        Ok((self.without(&[name]), Vector::new(values.into_owned())))
    }

    /// Splits off a column as the classes of a classification.
    ///
    /// # Errors
    /// When there is no such column, it is of real numbers or timestamps, or a value is missing.
    pub fn split_labels(&self, name: &str) -> Result<(Table, Labels), Error> {
        let labels = Labels::from_column(name, self.column(name)?)?;
        Ok((self.without(&[name]), labels))
    }

    /// Splits off numeric columns, in the order given, as several targets to learn at once.
    ///
    /// # Errors
    /// When there is no such column, one is named twice or not numeric, or a value is missing.
    ///
    /// # Examples
    /// ```
    /// use steadfast::prelude::*;
    /// let table = Table::new()
    ///     .with("a", Column::Real(vec![1.0, 2.0]))?
    ///     .with("b", Column::integers([3, 4]))?
    ///     .with("c", Column::Real(vec![5.0, 6.0]))?;
    /// let (x, y) = table.split_matrix(&["c", "b"])?;
    /// assert_eq!((x.width(), y.row(1)), (1, &[6.0, 4.0][..]));
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    pub fn split_matrix(&self, names: &[&str]) -> Result<(Table, Matrix), Error> {
        let columns = names.iter().map(|name| Ok(self.split_vector(name)?.1));
        let columns: Vec<Vector> = columns.collect::<Result<_, Error>>()?;
        let row = |row: usize| columns.iter().map(move |column| column.values()[row]);
        let values = (0..self.rows()).flat_map(row).collect();
        let named: Vec<Arc<str>> = names.iter().map(|name| Arc::from(*name)).collect();
        Ok((self.without(names), Matrix::from_row_major(named, values)?))
    }
}
