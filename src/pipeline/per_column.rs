//! What stages that treat each column by itself have in common.

use crate::data::{Column, Table, Types};
use crate::error::{Error, FitError, TableError};
use std::borrow::Cow;
use std::sync::Arc;

/// The names of the columns a stage works on, of which there must be one.
///
/// # Errors
/// [`FitError::NoColumns`] when no feature is of a type the stage takes.
pub fn columns_for(stage: &str, x: &Table, takes: Types) -> Result<Arc<[Arc<str>]>, Error> {
    let names: Arc<[Arc<str>]> = x
        .of_types(takes)
        .into_iter()
        .filter_map(|at| x.at(at))
        .map(|(n, _)| Arc::clone(n))
        .collect();
    if names.is_empty() {
        return Err(FitError::NoColumns {
            stage: stage.to_owned(),
            takes: takes.to_string(),
            have: x.typed_names(),
        }
        .into());
    }
    Ok(names)
}

/// A numeric column as numbers, NaN for missing.
///
/// # Errors
/// When there is no such column or it is not numeric.
pub fn reals<'a>(x: &'a Table, name: &str) -> Result<Cow<'a, [f64]>, Error> {
    let column = x.column(name)?;
    column.reals().ok_or_else(|| wrong_type(name, Types::NUMERIC, column))
}

/// A text column.
///
/// # Errors
/// When there is no such column or it is not text.
pub fn texts<'a>(x: &'a Table, name: &str) -> Result<&'a crate::data::Text, Error> {
    match &**x.column(name)? {
        Column::Text(text) => Ok(text),
        column => Err(wrong_type(name, Types::TEXT, column)),
    }
}

/// A column of another type than a stage takes, as an error.
pub fn wrong_type(name: &str, expected: Types, found: &Column) -> Error {
    let (expected, found) = (expected.to_string(), found.column_type().to_string());
    TableError::Type { name: name.to_owned(), expected, found }.into()
}

/// The values to learn from: those that are there, of which there must be one, all finite.
///
/// # Errors
/// [`FitError::Column`] when every value is missing or one is infinite.
pub fn present(stage: &str, name: &str, values: &[f64]) -> Result<Vec<f64>, Error> {
    let refuse = |problem: String| FitError::Column {
        stage: stage.to_owned(),
        column: name.to_owned(),
        problem,
    };
    if let Some(row) = values.iter().position(|x| x.is_infinite()) {
        return Err(refuse(format!("row {row} is {}", values[row])).into());
    }
    let present: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
    if present.is_empty() {
        return Err(refuse("every value is missing".to_owned()).into());
    }
    Ok(present)
}

/// The table with each of the named numeric columns put through a rule, cell by cell.
///
/// # Errors
/// When a column is not there or not numeric.
pub fn map_reals(
    x: &Table,
    names: &[Arc<str>],
    mut rule: impl FnMut(usize, f64) -> f64,
) -> Result<Table, Error> {
    x.map_columns(names, |at, column| {
        let values =
            column.reals().ok_or_else(|| wrong_type(&names[at], Types::NUMERIC, column))?;
        Ok(Column::Real(values.iter().map(|&value| rule(at, value)).collect()))
    })
}

/// Checks that a stored state has one entry a column, and distinct names.
///
/// # Errors
/// What does not fit.
pub fn check_columns(names: &[Arc<str>], lengths: &[usize]) -> Result<(), String> {
    if let Some(length) = lengths.iter().find(|length| **length != names.len()) {
        return Err(format!("{length} entries for {} columns", names.len()));
    }
    let mut sorted: Vec<&Arc<str>> = names.iter().collect();
    sorted.sort();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format!("column `{}` appears twice", pair[0])),
        None => Ok(()),
    }
}

/// Checks that stored numbers are finite.
///
/// # Errors
/// What is not.
pub fn check_finite(what: &str, values: &[f64]) -> Result<(), String> {
    match values.iter().find(|x| !x.is_finite()) {
        Some(x) => Err(format!("{what} holds {x}")),
        None => Ok(()),
    }
}
