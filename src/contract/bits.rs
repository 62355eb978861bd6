//! Data compared cell by cell, by its bits.

use crate::data::{Column, DataRef, Value};
use crate::exact;
use std::fmt;

/// One cell. Numbers keep the NaN they have.
#[derive(Clone, PartialEq, Eq)]
enum Cell {
    Missing,
    Real(u64),
    Whole(i64),
    Boolean(bool),
    Text(String),
    Sparse(Vec<(usize, u64)>),
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Missing => f.write_str("missing"),
            Cell::Real(bits) => write!(f, "{} [{bits:016x}]", f64::from_bits(*bits)),
            Cell::Whole(x) => write!(f, "{x}"),
            Cell::Boolean(x) => write!(f, "{x}"),
            Cell::Text(x) => write!(f, "{x:?}"),
            Cell::Sparse(row) => write!(f, "{row:x?}"),
        }
    }
}

/// A column: what it is called, what it is, its cells.
#[derive(Clone)]
pub(super) struct Cells {
    name: String,
    form: String,
    cells: Vec<Cell>,
}

pub(super) fn columns(data: DataRef<'_>) -> Vec<Cells> {
    let numbers = |name: &str, cells: Vec<f64>| Cells {
        name: name.to_owned(),
        form: String::new(),
        cells: cells.into_iter().map(|x| Cell::Real(x.to_bits())).collect(),
    };
    match data {
        DataRef::Table(table) => table
            .columns()
            .map(|(name, column)| Cells {
                name: name.to_string(),
                form: match &**column {
                    Column::Sparse(rows) => format!("sparse {:?}", rows.names()),
                    _ => format!("{} {:?}", column.column_type(), table.role(name)),
                },
                cells: (0..column.len()).map(|row| cell(column, row)).collect(),
            })
            .collect(),
        DataRef::Matrix(matrix) => {
            let names = matrix.names().iter().enumerate();
            names.map(|(at, name)| numbers(name, matrix.column(at))).collect()
        }
        DataRef::Vector(vector) => vec![numbers("prediction", vector.values().to_vec())],
        DataRef::Classes(classes) => {
            let each = |at| (0..classes.rows()).filter_map(move |row| classes.row(row).get(at));
            let names = classes.classes().iter().enumerate();
            names.map(|(at, name)| numbers(name, each(at).copied().collect())).collect()
        }
    }
}

fn cell(column: &Column, row: usize) -> Cell {
    match (column, column.value(row)) {
        (Column::Real(values), _) => {
            values.get(row).map_or(Cell::Missing, |x| Cell::Real(x.to_bits()))
        }
        (_, Value::Integer(x) | Value::Timestamp(x)) => Cell::Whole(x),
        (_, Value::Boolean(x)) => Cell::Boolean(x),
        (_, Value::Text(x)) => Cell::Text(x.to_owned()),
        (_, Value::Sparse(row)) => {
            Cell::Sparse(row.iter().map(|(feature, x)| (feature, x.to_bits())).collect())
        }
        (_, Value::Missing | Value::Real(_)) => Cell::Missing,
    }
}

/// The first way in which two pieces of data differ.
pub(super) fn difference(a: DataRef<'_>, b: DataRef<'_>) -> Option<String> {
    if a.kind() != b.kind() {
        return Some(format!("{} and {}", a.kind(), b.kind()));
    }
    differ(&columns(a), &columns(b))
}

/// The same, the columns of tables taken by their names.
pub(super) fn difference_by_name(a: DataRef<'_>, b: DataRef<'_>) -> Option<String> {
    let sorted = |data: DataRef<'_>| {
        let mut columns = columns(data);
        if let DataRef::Table(_) = data {
            columns.sort_by(|a, b| a.name.cmp(&b.name));
        }
        columns
    };
    differ(&sorted(a), &sorted(b))
}

/// The same, every NaN taken as the canonical one.
pub(super) fn difference_but_nan(a: DataRef<'_>, b: DataRef<'_>) -> Option<String> {
    let plain = |data: DataRef<'_>| {
        let mut columns = columns(data);
        let plain = |bits: &mut u64| *bits = exact::canonical(f64::from_bits(*bits)).to_bits();
        for cell in columns.iter_mut().flat_map(|column| &mut column.cells) {
            match cell {
                Cell::Real(bits) => plain(bits),
                Cell::Sparse(row) => row.iter_mut().for_each(|(_, bits)| plain(bits)),
                _ => {}
            }
        }
        columns
    };
    differ(&plain(a), &plain(b))
}

/// What data is, but for its cells.
pub(super) fn shape(data: DataRef<'_>) -> Vec<(String, String)> {
    columns(data).into_iter().map(|column| (column.name, column.form)).collect()
}

/// The first NaN that is not the canonical one.
pub(super) fn odd_nan(data: DataRef<'_>) -> Option<String> {
    let odd = |bits: u64| f64::from_bits(bits).is_nan() && bits != exact::NAN.to_bits();
    columns(data).iter().find_map(|column| {
        let at = column.cells.iter().position(|cell| match cell {
            Cell::Real(bits) => odd(*bits),
            Cell::Sparse(row) => row.iter().any(|(_, bits)| odd(*bits)),
            _ => false,
        })?;
        Some(format!("column `{}`, row {at}: {:?}", column.name, column.cells[at]))
    })
}

fn differ(a: &[Cells], b: &[Cells]) -> Option<String> {
    let names = |columns: &[Cells]| {
        let each = columns.iter().map(|column| format!("{} {}", column.name, column.form));
        each.collect::<Vec<_>>().join(", ")
    };
    if a.iter().map(|c| (&c.name, &c.form)).ne(b.iter().map(|c| (&c.name, &c.form))) {
        return Some(format!("columns {} and {}", names(a), names(b)));
    }
    a.iter().zip(b).find_map(|(a, b)| {
        if a.cells.len() != b.cells.len() {
            return Some(format!("{} and {} rows", a.cells.len(), b.cells.len()));
        }
        let row = a.cells.iter().zip(&b.cells).position(|(a, b)| a != b)?;
        let (name, a, b) = (&a.name, &a.cells[row], &b.cells[row]);
        Some(format!("column `{name}`, row {row}: {a:?} and {b:?}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{DataKind, Matrix, Table};
    use crate::error::Error;

    #[test]
    fn one_bit_is_a_difference() -> Result<(), Error> {
        let a = Matrix::from_rows(["a"], [[0.0], [f64::NAN]])?;
        let zero = Matrix::from_rows(["a"], [[-0.0], [f64::NAN]])?;
        let nan = Matrix::from_rows(["a"], [[0.0], [-f64::NAN]])?;
        assert_eq!(difference(a.lend(), a.lend()), None);
        let problem = difference(a.lend(), zero.lend()).unwrap();
        assert!(problem.starts_with("column `a`, row 0"), "{problem}");
        assert!(difference(a.lend(), nan.lend()).is_some());
        assert_eq!(difference_but_nan(a.lend(), nan.lend()), None);
        assert!(odd_nan(nan.lend()).is_some_and(|problem| problem.contains("row 1")));
        assert_eq!(odd_nan(a.lend()), None);
        Ok(())
    }

    #[test]
    fn names_types_and_rows_are_compared() -> Result<(), Error> {
        let ab = Table::new().with("a", Column::integers([1]))?.with("b", Column::integers([2]))?;
        let ba = ab.select(&["b", "a"])?;
        assert!(difference(ab.lend(), ba.lend()).is_some());
        assert_eq!(difference_by_name(ab.lend(), ba.lend()), None);
        let real = Table::new().with("a", Column::Real(vec![1.0]))?;
        assert!(difference(ab.select(&["a"])?.lend(), real.lend()).is_some());
        assert!(difference(ab.lend(), ab.take(&[0, 0]).lend()).is_some());
        Ok(())
    }
}
