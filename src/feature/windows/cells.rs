//! Keys and times of rows.

use super::stage::Windower;
use crate::artifact::Stage;
use crate::data::number::write_real;
use crate::data::{Column, ColumnType, Table, Types, time};
use crate::error::{Error, RowError};
use crate::exact::canonical;
use crate::pipeline::per_column::wrong_type;
use std::sync::Arc;

/// One cell of a key. Missing is a value like another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cell {
    Missing,
    Boolean(bool),
    /// A whole number, or a point in time.
    Whole(i64),
    /// A number, as [`ordered`] places it.
    Real(i64),
    Text(Arc<str>),
}

/// The key of a series.
pub(super) type Key = Vec<Cell>;

/// A number as a whole number, in the order of numbers; both zeros are one.
fn ordered(x: f64) -> i64 {
    let bits = (canonical(x) + 0.0).to_bits().cast_signed();
    if bits < 0 { !(bits & i64::MAX) } else { bits }
}

/// The number of a place.
fn number(place: i64) -> f64 {
    let bits = if place < 0 { !place | i64::MIN } else { place };
    canonical(f64::from_bits(bits.cast_unsigned()))
}

/// The types a column of time can have.
pub(super) const TIMES: Types =
    Types::TIMESTAMP.or(Types::only(ColumnType::Integer)).or(Types::only(ColumnType::Real));

impl Cell {
    /// The stored text: a letter for the type, and the value.
    pub(super) fn text(&self) -> String {
        match self {
            Cell::Missing => "-".to_owned(),
            Cell::Boolean(x) => format!("b{}", u8::from(*x)),
            Cell::Whole(x) => format!("i{x}"),
            Cell::Real(x) => format!("r{x}"),
            Cell::Text(x) => format!("t{x}"),
        }
    }

    /// The cell of a stored text, one text for one cell; `None` when it is not of the type.
    pub(super) fn of_text(text: &str, column_type: ColumnType) -> Option<Cell> {
        let cell = match (text.split_at_checked(1)?, column_type) {
            (("-", ""), _) => Cell::Missing,
            (("b", x), ColumnType::Boolean) => Cell::Boolean(x == "1"),
            (("i", x), ColumnType::Integer | ColumnType::Timestamp) => Cell::Whole(x.parse().ok()?),
            (("r", x), ColumnType::Real) => {
                let place = x.parse().ok()?;
                Cell::Real(place).of_a_number(place)?
            }
            (("t", x), ColumnType::Text) => Cell::Text(Arc::from(x)),
            _ => return None,
        };
        (cell.text() == text).then_some(cell)
    }

    fn of_a_number(self, place: i64) -> Option<Cell> {
        let x = number(place);
        (!x.is_nan() && ordered(x) == place).then_some(self)
    }
}

/// The cells of a column of a key; `None` when its type cannot be one.
pub(super) fn cells(column: &Column) -> Option<Vec<Cell>> {
    fn each<T: Copy>(rows: &[Option<T>], of: impl Fn(T) -> Cell) -> Vec<Cell> {
        rows.iter().map(|row| row.map_or(Cell::Missing, &of)).collect()
    }
    Some(match column {
        Column::Real(rows) => {
            let cell = |x: &f64| if x.is_nan() { Cell::Missing } else { Cell::Real(ordered(*x)) };
            rows.iter().map(cell).collect()
        }
        Column::Integer(rows) | Column::Timestamp(rows) => each(rows, Cell::Whole),
        Column::Boolean(rows) => each(rows, Cell::Boolean),
        Column::Text(rows) => {
            let levels: Vec<Cell> =
                rows.levels().iter().map(|level| Cell::Text(Arc::clone(level))).collect();
            let cell = |&code: &u32| levels.get(code as usize).cloned().unwrap_or(Cell::Missing);
            rows.codes().iter().map(cell).collect()
        }
        Column::Sparse(_) => return None,
    })
}

/// Times as whole numbers in their order.
pub(super) fn times(x: &Table, name: &str) -> Result<Vec<i64>, Error> {
    let times: Vec<Option<i64>> = match &**x.column(name)? {
        Column::Timestamp(rows) | Column::Integer(rows) => rows.clone(),
        Column::Real(rows) => rows.iter().map(|x| (!x.is_nan()).then(|| ordered(*x))).collect(),
        column => return Err(wrong_type(name, TIMES, column)),
    };
    let row = |(row, time): (usize, Option<i64>)| {
        time.ok_or_else(|| refused(name, row, "a time".to_owned(), "missing".to_owned()))
    };
    times.into_iter().enumerate().map(row).collect()
}

/// A time in words.
pub(super) fn say(time: i64, column_type: ColumnType) -> String {
    match column_type {
        ColumnType::Timestamp => time::write(time),
        ColumnType::Real => write_real(number(time)),
        _ => time.to_string(),
    }
}

/// A row whose time cannot be taken, as an error.
pub(super) fn refused(column: &str, row: usize, expected: String, found: String) -> Error {
    let (stage, column) = (Windower::KIND.to_owned(), column.to_owned());
    RowError { stage, column, row: Some(row), expected, found }.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_keep_their_order_and_come_back(a: f64, b: f64) {
            if !a.is_nan() && !b.is_nan() {
                prop_assert_eq!(a.partial_cmp(&b), Some(ordered(a).cmp(&ordered(b))));
                prop_assert_eq!(number(ordered(a)), a);
            }
        }

        #[test]
        fn cells_come_back_from_their_texts(x: f64, n: i64, text in "\\PC{0,9}") {
            for (cell, column_type) in [
                (Cell::Real(ordered(if x.is_nan() { 0.0 } else { x })), ColumnType::Real),
                (Cell::Whole(n), ColumnType::Integer),
                (Cell::Text(Arc::from(text)), ColumnType::Text),
                (Cell::Missing, ColumnType::Boolean),
            ] {
                prop_assert_eq!(Cell::of_text(&cell.text(), column_type), Some(cell));
            }
        }
    }

    #[test]
    fn texts_of_no_cell_are_refused() {
        for (text, column_type) in [
            ("", ColumnType::Text),
            ("é", ColumnType::Text),
            ("i+1", ColumnType::Integer),
            ("i1", ColumnType::Real),
            ("b2", ColumnType::Boolean),
            ("-x", ColumnType::Text),
            ("r9223372036854775807", ColumnType::Real),
            ("r-1", ColumnType::Real),
        ] {
            assert_eq!(Cell::of_text(text, column_type), None, "{text}");
        }
    }
}
