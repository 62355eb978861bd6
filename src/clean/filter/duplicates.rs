//! Rows that say what another has said.

use super::chosen;
use crate::data::{Column, Table};
use crate::error::Error;
use crate::pipeline::{Columns, RowFilter, all};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Drops rows that repeat an earlier one, in all features or in some.
///
/// Of equal rows the first in the table's order stays. Cells are equal by value: missing is equal to
/// missing, and 0 to −0. Where only some columns are compared, which row stays, and so what is learned,
/// depends on the order of the rows.
///
/// # Errors
/// When a column is not there, and when none is chosen.
///
/// # Source
/// `drop_duplicates` of pandas with `keep="first"`.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new()
///     .with("id", Column::integers([1, 2, 1, 1]))?
///     .with("city", Column::text(["Rome", "Rome", "Rome", "Bari"]))?;
/// assert_eq!(DropDuplicates::new().keep(&x)?, [0, 1, 3]);
/// assert_eq!(DropDuplicates::of(named(["id"])).keep(&x)?, [0, 1]);
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "drop_duplicates")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DropDuplicates {
    columns: Columns,
}

impl Default for DropDuplicates {
    fn default() -> Self {
        DropDuplicates::new()
    }
}

impl DropDuplicates {
    /// Compares all features.
    #[must_use]
    pub fn new() -> DropDuplicates {
        DropDuplicates { columns: all() }
    }

    /// Compares some columns.
    #[doc(alias = "subset")]
    #[must_use]
    pub fn of(columns: Columns) -> DropDuplicates {
        DropDuplicates { columns }
    }
}

/// A cell that can be compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Cell<'a> {
    Missing,
    Real(u64),
    Whole(i64),
    Text(&'a str),
    Sparse(Vec<(usize, u64)>),
}

/// The bits of a number, one zero and no NaN.
fn bits(x: f64) -> u64 {
    (x + 0.0).to_bits()
}

impl Cell<'_> {
    fn of(column: &Column, row: usize) -> Cell<'_> {
        use crate::data::Value;
        match column.value(row) {
            Value::Real(x) => Cell::Real(bits(x)),
            Value::Integer(x) | Value::Timestamp(x) => Cell::Whole(x),
            Value::Boolean(x) => Cell::Whole(i64::from(x)),
            Value::Text(x) => Cell::Text(x),
            Value::Sparse(row) => Cell::Sparse(row.iter().map(|(at, x)| (at, bits(x))).collect()),
            Value::Missing => Cell::Missing,
        }
    }
}

impl RowFilter for DropDuplicates {
    fn name(&self) -> &'static str {
        "drop_duplicates"
    }

    fn reason(&self) -> String {
        format!("equal to an earlier one in {}", self.columns)
    }

    fn keep(&self, x: &Table) -> Result<Vec<usize>, Error> {
        let names = chosen(self.name(), &self.columns, x)?;
        let columns: Vec<&Arc<Column>> =
            names.iter().map(|name| x.column(name)).collect::<Result<_, _>>()?;
        let mut seen = BTreeSet::new();
        let new = |row: &usize| {
            seen.insert(columns.iter().map(|column| Cell::of(column, *row)).collect::<Vec<_>>())
        };
        Ok((0..x.rows()).filter(new).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::ColumnType;

    #[test]
    fn missing_equals_missing_and_zero_zero() -> Result<(), Error> {
        let x =
            Table::new().with("a", Column::Real(vec![0.0, f64::NAN, -0.0, -f64::NAN, 1.0]))?.with(
                "t",
                Column::Text([None, Some(""), None, Some(""), None].into_iter().collect()),
            )?;
        assert_eq!(DropDuplicates::new().keep(&x)?, [0, 1, 4]);
        assert!(DropDuplicates::new().keep(&x.slice(0..0))?.is_empty());
        let report = DropDuplicates::new().filter(&x, &())?.report;
        assert_eq!(report.dropped, [2, 3]);
        let text = "drop_duplicates: 2 of 5 rows dropped, equal to an earlier one in all";
        assert_eq!(report.to_string(), text);
        Ok(())
    }

    #[test]
    fn no_column_is_an_error() -> Result<(), Error> {
        let x = Table::new().with("a", Column::missing(ColumnType::Real, 2))?;
        let message = DropDuplicates::of(crate::pipeline::text()).keep(&x).unwrap_err().to_string();
        let expected = "stage `drop_duplicates` takes text columns, and there is none; the input has `a: real`";
        assert_eq!(message, expected);
        Ok(())
    }
}
