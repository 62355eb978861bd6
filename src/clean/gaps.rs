//! What imputers have in common: the marks of gaps, and rows of numbers with gaps.

use super::impute::AllMissing;
use super::missing_indicator::{PREFIX, check_new, has_missing, marks};
use crate::data::{Column, ColumnType, Table, Types};
use crate::error::{Error, TableError};
use crate::exact;
use crate::pipeline::Merge;
use crate::pipeline::per_column::{
    Absorb, PerColumn, all_missing, bad_column, check_columns, columns_for, reals,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The name of the column that marks another.
pub(super) fn mark_name(source: &str) -> String {
    format!("{PREFIX}{source}")
}

/// Checks at fit that a column can be marked.
pub(super) fn check_mark(x: &Table, source: &str) -> Result<(), Error> {
    check_new(x, &mark_name(source))
}

/// Adds the marks of columns on the right.
pub(super) fn push_marks(out: &mut Table, x: &Table, marked: &[Arc<str>]) -> Result<(), Error> {
    for name in marked {
        out.push(mark_name(name), marks(x.column(name)?))?;
    }
    Ok(())
}

/// Checks that a stored state names each column once and marks only what it works on.
pub(super) fn check_marked(
    filled: &[Arc<str>],
    dropped: &[Arc<str>],
    marked: &[Arc<str>],
) -> Result<(), String> {
    let all: Vec<Arc<str>> = filled.iter().chain(dropped).cloned().collect();
    check_columns(&all, &[])?;
    check_columns(marked, &[])?;
    let known: BTreeSet<&Arc<str>> = all.iter().collect();
    match marked.iter().find(|name| !known.contains(name)) {
        Some(name) => Err(format!("column `{name}` is marked and neither filled nor dropped")),
        None => Ok(()),
    }
}

/// What was learned of columns whose type decides what is learned.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedColumns<A> {
    pub(super) types: Vec<ColumnType>,
    pub(super) each: PerColumn<A>,
}

impl<A> TypedColumns<A> {
    /// Learns of each of the columns a stage takes.
    pub(super) fn learn(
        stage: &str,
        x: &Table,
        takes: Types,
        learn: impl FnMut(&Arc<str>, &Column) -> Result<A, Error>,
    ) -> Result<TypedColumns<A>, Error> {
        let each = PerColumn::learn(stage, x, takes, learn)?;
        let types = each.columns.iter().map(|name| Ok(x.column(name)?.column_type()));
        Ok(TypedColumns { types: types.collect::<Result<_, Error>>()?, each })
    }

    /// The columns with their types and what was learned of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Arc<str>, ColumnType, &A)> {
        let each = self.each.columns.iter().zip(&self.each.learned);
        each.zip(&self.types).map(|((name, one), column_type)| (name, *column_type, one))
    }
}

impl<A: Absorb> Merge for TypedColumns<A> {
    fn merge(&mut self, other: Self) -> Result<(), Error> {
        let names = self.each.columns.iter();
        let mut types = names.zip(self.types.iter().zip(&other.types));
        if let Some((name, (one, other))) = types.find(|(_, (one, other))| one != other) {
            let (expected, found) = (one.to_string(), other.to_string());
            return Err(TableError::Type { name: name.to_string(), expected, found }.into());
        }
        self.each.merge(other.each)
    }
}

/// Rows of numbers with gaps, gathered to be learned from all at once; their order carries no meaning.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberRows {
    pub(super) columns: Arc<[Arc<str>]>,
    /// Row-major, NaN where there is no value.
    pub(super) rows: Vec<f64>,
}

impl NumberRows {
    /// The numeric columns of a table, none of them infinite; with `indicator`, checks that each that
    /// has gaps can be marked.
    pub(super) fn gather(stage: &str, x: &Table, indicator: bool) -> Result<NumberRows, Error> {
        let columns = columns_for(stage, x, Types::NUMERIC)?;
        for name in columns.iter() {
            let values = reals(x, name)?;
            if let Some(row) = values.iter().position(|x| x.is_infinite()) {
                return Err(bad_column(stage, name, format!("row {row} is {}", values[row])));
            }
            if indicator && has_missing(x.column(name)?) {
                check_mark(x, name)?;
            }
        }
        let rows = numbers(x, &columns)?;
        Ok(NumberRows { columns, rows })
    }

    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    /// The columns for which `any` holds of one cell.
    fn columns_with(&self, any: impl Fn(f64) -> bool) -> Vec<bool> {
        let mut found = vec![false; self.width()];
        for row in self.rows.chunks_exact(self.width().max(1)) {
            found.iter_mut().zip(row).for_each(|(found, &x)| *found |= any(x));
        }
        found
    }

    /// Which columns have a value, after the rule for those that have none.
    pub(super) fn valued(&self, stage: &str, rule: AllMissing) -> Result<Vec<bool>, Error> {
        let valued = self.columns_with(|x| !x.is_nan());
        match valued.iter().position(|valued| !valued) {
            Some(at) if rule == AllMissing::Refuse => Err(all_missing(stage, &self.columns[at])),
            _ => Ok(valued),
        }
    }

    /// The columns to mark: those with gaps, when marks are wanted.
    pub(super) fn marked(&self, indicator: bool) -> Arc<[Arc<str>]> {
        if !indicator {
            return Arc::default();
        }
        let gaps = self.columns_with(f64::is_nan);
        let names = self.columns.iter().zip(gaps).filter(|(_, gap)| *gap);
        names.map(|(name, _)| Arc::clone(name)).collect()
    }
}

impl Merge for NumberRows {
    fn merge(&mut self, other: Self) -> Result<(), Error> {
        if self.columns != other.columns {
            let problem = "parts that were learned from different columns".to_owned();
            return Err(TableError::Record { row: 0, problem }.into());
        }
        self.rows.extend(other.rows);
        Ok(())
    }
}

/// Numeric columns as row-major numbers, canonical NaN where there is no value.
pub(super) fn numbers(x: &Table, columns: &[Arc<str>]) -> Result<Vec<f64>, Error> {
    let width = columns.len();
    let mut out = vec![0.0; x.rows() * width];
    for (at, name) in columns.iter().enumerate() {
        for (cell, &value) in out.iter_mut().skip(at).step_by(width).zip(reals(x, name)?.iter()) {
            *cell = exact::canonical(value);
        }
    }
    Ok(out)
}

/// Puts row-major numbers in the place of columns, without the columns that are dropped.
pub(super) fn replaced(
    x: &Table,
    columns: &[Arc<str>],
    rows: &[f64],
    dropped: &[Arc<str>],
) -> Result<Table, Error> {
    let mut out = if dropped.is_empty() { x.clone() } else { x.without(dropped) };
    for (at, name) in columns.iter().enumerate() {
        if !dropped.contains(name) {
            let values = rows.iter().skip(at).step_by(columns.len()).copied().collect();
            out.replace(name, Column::Real(values))?;
        }
    }
    Ok(out)
}
