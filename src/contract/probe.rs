//! Hostile rows, made from the rows a stage was fitted to.

use crate::data::{Column, Data, DataKind, DataRef, Matrix, Table, TextBuilder, Vector};
use crate::error::{Error, TableError};

/// Numbers that no training row has: missing first, infinite second.
const REALS: [f64; 9] =
    [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, 5e-324, 1e308, -1e308, 0.1, 9.5e15];
const WHOLES: [Option<i64>; 5] = [None, Some(i64::MAX), Some(i64::MIN), Some(0), Some(1 << 53)];
const BOOLEANS: [Option<bool>; 3] = [None, Some(true), Some(false)];
/// An unseen level, an empty one, and two that are one letter to a reader and two texts to us.
const TEXTS: [Option<&str>; 6] =
    [None, Some("unseen ☃\u{0}\"level\""), Some(""), Some("\u{e9}"), Some("e\u{301}"), Some(" ")];

/// The rows of `x`, then rows of it with one cell made hostile, then some with every cell.
pub(super) fn with_hostile_rows<D: DataKind>(x: &D) -> Result<D, Error> {
    let hostile: Data = match x.lend() {
        DataRef::Table(table) => hostile_rows(table)?.into(),
        DataRef::Matrix(matrix) => to_matrix(matrix, &hostile_rows(&matrix.clone().into_table())?)?,
        DataRef::Vector(_) => Vector::new(REALS.to_vec()).into(),
        // Probabilities come from a model, never from a caller.
        DataRef::Classes(classes) => classes.take(&[]).into(),
    };
    D::join_rows(vec![x.clone(), of_kind(hostile)?])
}

/// The same data, every missing real number another NaN.
pub(super) fn with_other_nan<D: DataKind>(x: &D) -> Result<D, Error> {
    let odd = f64::from_bits(0xfff8_0000_0000_0abc);
    let other = |x: &f64| if x.is_nan() { odd } else { *x };
    of_kind(match x.lend() {
        DataRef::Table(table) => {
            let mut out = table.clone();
            for (name, column) in table.columns() {
                if let Column::Real(values) = &**column {
                    out.replace(name, Column::Real(values.iter().map(other).collect()))?;
                }
            }
            out.into()
        }
        DataRef::Matrix(matrix) => {
            let values = matrix.as_slice().iter().map(other).collect();
            Matrix::from_row_major(std::sync::Arc::clone(matrix.names()), values)?.into()
        }
        DataRef::Vector(_) | DataRef::Classes(_) => x.clone().into_data(),
    })
}

/// The same matrix, its numbers column after column in memory.
pub(super) fn in_column_order<D: DataKind>(x: &D) -> Result<Option<D>, Error> {
    let DataRef::Matrix(matrix) = x.lend() else { return Ok(None) };
    let mut values = Vec::with_capacity(matrix.rows() * matrix.width());
    (0..matrix.width()).for_each(|at| values.extend(matrix.column(at)));
    let transposed = ndarray::Array2::from_shape_vec((matrix.width(), matrix.rows()), values);
    let array = transposed.map_err(|_| TableError::Names { names: 0, columns: 0 })?;
    let names = std::sync::Arc::clone(matrix.names());
    Ok(Some(of_kind(Matrix::new(names, array.reversed_axes())?.into())?))
}

/// The same table, its columns from right to left.
pub(super) fn columns_reversed<D: DataKind>(x: &D) -> Result<Option<D>, Error> {
    let DataRef::Table(table) = x.lend() else { return Ok(None) };
    let mut names: Vec<_> = table.names().cloned().collect();
    names.reverse();
    Ok(Some(of_kind(table.select(&names)?.into())?))
}

fn of_kind<D: DataKind>(data: Data) -> Result<D, Error> {
    D::from_data(data).ok_or_else(|| {
        TableError::Record { row: 0, problem: "data of another kind".to_owned() }.into()
    })
}

fn to_matrix(like: &Matrix, table: &Table) -> Result<Data, Error> {
    let columns: Vec<_> = table.columns().filter_map(|(_, column)| column.reals()).collect();
    let row = |row: usize| columns.iter().filter_map(move |c| c.get(row).copied());
    let values = (0..table.rows()).flat_map(row).collect();
    Ok(Matrix::from_row_major(std::sync::Arc::clone(like.names()), values)?.into())
}

fn variants(column: &Column) -> usize {
    match column {
        Column::Real(_) => REALS.len(),
        Column::Integer(_) | Column::Timestamp(_) => WHOLES.len(),
        Column::Boolean(_) => BOOLEANS.len(),
        Column::Text(_) => TEXTS.len(),
        Column::Sparse(_) => REALS.len(),
    }
}

fn hostile_rows(x: &Table) -> Result<Table, Error> {
    if x.rows() == 0 {
        return Ok(x.clone());
    }
    // Which column is made hostile, and how; the base row goes round.
    let mut plan: Vec<(Option<usize>, usize)> = Vec::new();
    for (at, (_, column)) in x.columns().enumerate() {
        plan.extend((0..variants(column)).map(|variant| (Some(at), variant)));
    }
    plan.extend((0..REALS.len()).map(|variant| (None, variant)));
    let base: Vec<usize> = (0..plan.len()).map(|row| row % x.rows()).collect();
    let mut out = x.take(&base);
    for (at, (name, _)) in x.columns().enumerate() {
        let spoilt = |(column, variant): &(Option<usize>, usize)| {
            (column.is_none() || *column == Some(at)).then_some(*variant)
        };
        let spoilt: Vec<Option<usize>> = plan.iter().map(spoilt).collect();
        let column = spoil(out.column(name)?, &spoilt);
        out.replace(name, column)?;
    }
    Ok(out)
}

fn spoil(column: &Column, spoilt: &[Option<usize>]) -> Column {
    fn each<T: Copy>(rows: &[T], hostile: &[T], spoilt: &[Option<usize>]) -> Vec<T> {
        let one = |(row, variant): (&T, &Option<usize>)| {
            variant.map_or(*row, |variant| hostile[variant % hostile.len()])
        };
        rows.iter().zip(spoilt).map(one).collect()
    }
    match column {
        Column::Real(rows) => Column::Real(each(rows, &REALS, spoilt)),
        Column::Integer(rows) => Column::Integer(each(rows, &WHOLES, spoilt)),
        Column::Timestamp(rows) => Column::Timestamp(each(rows, &WHOLES, spoilt)),
        Column::Boolean(rows) => Column::Boolean(each(rows, &BOOLEANS, spoilt)),
        Column::Text(rows) => {
            let mut out = TextBuilder::default();
            for (row, variant) in rows.iter().zip(spoilt) {
                out.push(variant.map_or(row, |variant| TEXTS[variant % TEXTS.len()]));
            }
            Column::Text(out.finish())
        }
        Column::Sparse(rows) => {
            let mut out = rows.take(&[]);
            for (row, variant) in rows.rows().zip(spoilt) {
                // Every number that is held is spoilt; a zero stays what it is.
                let value = |x| variant.map_or(x, |variant| REALS[variant % REALS.len()]);
                // Features come from a row that was accepted.
                let _ = out.push(row.iter().map(|(feature, x)| (feature, value(x))));
            }
            Column::Sparse(out)
        }
    }
}
