//! Columns from the rows of a `Vec`.

use super::{Column, Text};

/// Columns by `From`, one row a value; `None` is missing.
///
/// `i64` rows are integers. Timestamps are built as [`Column::Timestamp`], which says that they are.
macro_rules! from_rows {
    ($($rows:ty => |$name:ident| $column:expr;)*) => {$(
        impl From<Vec<$rows>> for Column {
            fn from($name: Vec<$rows>) -> Column {
                $column
            }
        }
    )*};
}

fn texts<S: AsRef<str>>(rows: impl IntoIterator<Item = Option<S>>) -> Column {
    Column::Text(rows.into_iter().collect::<Text>())
}

fn wide<T: Into<i64>>(rows: impl IntoIterator<Item = Option<T>>) -> Column {
    Column::Integer(rows.into_iter().map(|row| row.map(Into::into)).collect())
}

fn reals<T: Into<f64>>(rows: impl IntoIterator<Item = Option<T>>) -> Column {
    Column::Real(rows.into_iter().map(|row| row.map_or(f64::NAN, Into::into)).collect())
}

from_rows! {
    f64 => |rows| Column::Real(rows);
    f32 => |rows| reals(rows.into_iter().map(Some));
    Option<f64> => |rows| reals(rows);
    Option<f32> => |rows| reals(rows);
    i64 => |rows| Column::integers(rows);
    i32 => |rows| wide(rows.into_iter().map(Some));
    u32 => |rows| wide(rows.into_iter().map(Some));
    Option<i64> => |rows| Column::Integer(rows);
    Option<i32> => |rows| wide(rows);
    Option<u32> => |rows| wide(rows);
    bool => |rows| Column::Boolean(rows.into_iter().map(Some).collect());
    Option<bool> => |rows| Column::Boolean(rows);
    &str => |rows| Column::text(rows);
    Option<&str> => |rows| texts(rows);
    String => |rows| Column::text(rows);
    Option<String> => |rows| texts(rows);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_of_row() {
        let nan = f64::NAN;
        assert_eq!(Column::from(vec![1.0, nan]), Column::Real(vec![1.0, nan]));
        assert_eq!(Column::from(vec![Some(1.5_f32), None]), Column::Real(vec![1.5, nan]));
        assert_eq!(Column::from(vec![1_i64]), Column::integers([1]));
        assert_eq!(
            Column::from(vec![Some(u32::MAX), None]),
            Column::Integer(vec![Some(4_294_967_295), None])
        );
        assert_eq!(Column::from(vec![true]), Column::Boolean(vec![Some(true)]));
        assert_eq!(Column::from(vec!["a"]), Column::text(["a"]));
        assert_eq!(
            Column::from(vec![Some(String::new()), None]).value(1),
            crate::data::Value::Missing
        );
    }
}
