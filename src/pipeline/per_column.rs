//! What stages that treat each column by itself have in common.

use crate::data::{Column, Table, Types};
use crate::error::{Error, FitError, TableError};
use crate::exact::vector::range::any_special;
use crate::exact::{ExactMoments, ExactSum, Extremes, Tally};
use crate::pipeline::Merge;
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
    if let Some(row) = values.iter().position(|x| x.is_infinite()) {
        return Err(bad_column(stage, name, format!("row {row} is {}", values[row])));
    }
    let present = without_nan(values);
    if present.is_empty() {
        return Err(all_missing(stage, name));
    }
    Ok(present)
}

/// What was learned of each column by itself, from some of the rows: one accumulator a column.
#[derive(Debug, Clone, PartialEq)]
pub struct PerColumn<A> {
    /// The columns.
    pub columns: Arc<[Arc<str>]>,
    /// What was learned of each.
    pub learned: Vec<A>,
}

impl<A> PerColumn<A> {
    /// Learns of each of the columns a stage takes.
    ///
    /// # Errors
    /// [`FitError::NoColumns`] when there is none, and what `learn` says of one.
    pub fn learn(
        stage: &str,
        x: &Table,
        takes: Types,
        mut learn: impl FnMut(&Arc<str>, &Column) -> Result<A, Error>,
    ) -> Result<PerColumn<A>, Error> {
        let columns = columns_for(stage, x, takes)?;
        let learned =
            columns.iter().map(|name| learn(name, x.column(name)?)).collect::<Result<_, _>>()?;
        Ok(PerColumn { columns, learned })
    }

    /// Settles each column.
    ///
    /// # Errors
    /// What `settle` says of one.
    pub fn settle<T>(
        &self,
        mut settle: impl FnMut(&Arc<str>, &A) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        self.columns.iter().zip(&self.learned).map(|(name, one)| settle(name, one)).collect()
    }
}

impl<A: Absorb> Merge for PerColumn<A> {
    fn merge(&mut self, other: Self) -> Result<(), Error> {
        if self.columns != other.columns {
            let problem = "parts that were learned from different columns".to_owned();
            return Err(TableError::Record { row: 0, problem }.into());
        }
        self.learned.iter_mut().zip(&other.learned).for_each(|(one, other)| one.absorb(other));
        Ok(())
    }
}

/// An accumulator of one column that takes in another of its kind; it cannot fail.
pub trait Absorb {
    /// Takes in what another has taken.
    fn absorb(&mut self, other: &Self);
}

impl Absorb for ExactMoments {
    fn absorb(&mut self, other: &Self) {
        self.merge(other);
    }
}

impl Absorb for ExactSum {
    fn absorb(&mut self, other: &Self) {
        self.merge(other);
    }
}

impl Absorb for Extremes {
    fn absorb(&mut self, other: &Self) {
        self.merge(other);
    }
}

impl Absorb for Tally {
    fn absorb(&mut self, other: &Self) {
        self.merge(other);
    }
}

/// Two accumulators of one column.
impl<A: Absorb, B: Absorb> Absorb for (A, B) {
    fn absorb(&mut self, other: &Self) {
        self.0.absorb(&other.0);
        self.1.absorb(&other.1);
    }
}

/// The values of one column that are there, none of them infinite; there may be none.
///
/// # Errors
/// [`FitError::Column`] when one is infinite, and when the column is not numeric.
pub fn present_part<'a>(
    stage: &str,
    name: &str,
    column: &'a Column,
) -> Result<Cow<'a, [f64]>, Error> {
    let values = finite_part(stage, name, column)?;
    Ok(match any_special(&values) {
        false => values,
        true => Cow::Owned(without_nan(&values)),
    })
}

/// The values of one column, none of them infinite, NaN where there is none: [`present_part`] for
/// those who leave missing values out themselves.
///
/// # Errors
/// As [`present_part`].
pub fn finite_part<'a>(
    stage: &str,
    name: &str,
    column: &'a Column,
) -> Result<Cow<'a, [f64]>, Error> {
    let values = column.reals().ok_or_else(|| wrong_type(name, Types::NUMERIC, column))?;
    // Of most columns one look is enough.
    if any_special(&values)
        && let Some(row) = values.iter().position(|x| x.is_infinite())
    {
        return Err(bad_column(stage, name, format!("row {row} is {}", values[row])));
    }
    Ok(values)
}

/// The values that are not NaN.
fn without_nan(values: &[f64]) -> Vec<f64> {
    let mut present = vec![0.0; values.len()];
    let mut count = 0;
    for &x in values {
        // Written in any case: which are there cannot be foreseen.
        if let Some(place) = present.get_mut(count) {
            *place = x;
        }
        count += usize::from(!x.is_nan());
    }
    present.truncate(count);
    present
}

/// A column that cannot be learned from, as an error.
pub fn bad_column(stage: &str, column: &str, problem: String) -> Error {
    FitError::Column { stage: stage.to_owned(), column: column.to_owned(), problem }.into()
}

/// The same for one without a value.
pub fn all_missing(stage: &str, column: &str) -> Error {
    bad_column(stage, column, "every value is missing".to_owned())
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
