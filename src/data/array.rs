//! Tables of numbers as `ndarray` arrays.

use super::{Column, Table, Types};
use crate::error::{Error, TableError};
use ndarray::{Array2, ArrayView2};
use std::sync::Arc;

impl Table {
    /// A table of real columns from an array, rows × columns, in any memory layout; NaN is missing.
    ///
    /// ```
    /// use ndarray::array;
    /// use steadfast::data::{Column, Table};
    /// let table = Table::from_array(["a", "b"], array![[1.0, 2.0], [3.0, f64::NAN]].view())?;
    /// assert_eq!(**table.column("a")?, Column::Real(vec![1.0, 3.0]));
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    ///
    /// # Errors
    /// When there are not as many distinct names as columns.
    pub fn from_array<N: Into<Arc<str>>>(
        names: impl IntoIterator<Item = N>,
        values: ArrayView2<'_, f64>,
    ) -> Result<Table, Error> {
        let names: Vec<Arc<str>> = names.into_iter().map(Into::into).collect();
        if names.len() != values.ncols() {
            return Err(TableError::Names { names: names.len(), columns: values.ncols() }.into());
        }
        if names.is_empty() {
            return Ok(Table::of_rows(values.nrows()));
        }
        let columns = values.columns().into_iter().map(|column| Column::Real(column.to_vec()));
        Table::from_columns(names.into_iter().zip(columns))
    }

    /// The numbers of a table whose columns are real, integer or boolean, rows × columns in standard
    /// layout; missing is NaN. Integers become the nearest `f64`, truth values 1 and 0.
    ///
    /// ```
    /// use steadfast::data::{Column, Table};
    /// let table = Table::new()
    ///     .with("n", Column::integers([1, 2]))?
    ///     .with("b", Column::Boolean(vec![Some(true), Some(false)]))?;
    /// assert_eq!(table.to_array()?, ndarray::array![[1.0, 1.0], [2.0, 0.0]]);
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    ///
    /// # Errors
    /// When a column is of text or timestamps.
    pub fn to_array(&self) -> Result<Array2<f64>, Error> {
        let mut array = Array2::zeros((self.rows(), self.width()));
        for ((name, column), mut place) in self.columns().zip(array.columns_mut()) {
            let values = column.reals().ok_or_else(|| TableError::Type {
                name: name.to_string(),
                expected: Types::NUMERIC.to_string(),
                found: column.column_type().to_string(),
            })?;
            for (place, value) in place.iter_mut().zip(values.iter()) {
                *place = *value;
            }
        }
        Ok(array)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::ShapeBuilder;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_layout_comes_back(
            bits in proptest::collection::vec(any::<u64>(), 12),
            column_major: bool,
            back: bool,
        ) {
            let values: Vec<f64> = bits.into_iter().map(f64::from_bits).collect();
            let mut array = Array2::from_shape_vec((4, 3).set_f(column_major), values).unwrap();
            if back {
                array.invert_axis(ndarray::Axis(0));
            }
            let table = Table::from_array(["a", "b", "c"], array.view()).unwrap();
            let out = table.to_array().unwrap();
            prop_assert!(out.is_standard_layout());
            prop_assert!(array.iter().map(|x| x.to_bits()).eq(out.iter().map(|x| x.to_bits())));
        }
    }

    #[test]
    fn errors_and_empty_shapes() {
        let array = Array2::zeros((2, 2));
        let error = |names: &[&str]| {
            Table::from_array(names.iter().copied(), array.view()).unwrap_err().to_string()
        };
        assert_eq!(error(&["a"]), "1 names for 2 columns");
        assert_eq!(error(&["a", "a"]), "column `a` appears twice: column names must be distinct");
        let text = Table::new().with("t", Column::text(["x"])).unwrap();
        assert_eq!(
            text.to_array().unwrap_err().to_string(),
            "column `t` is text, expected real, integer or boolean"
        );
        let empty = Table::from_array(Vec::<&str>::new(), Array2::zeros((3, 0)).view()).unwrap();
        assert_eq!((empty.rows(), empty.to_array().unwrap().dim()), (3, (3, 0)));
    }
}
