//! The levels of a categorical column, and where a cell falls among them.

use crate::data::{Column, ColumnType, Text, Types, Value};
use crate::error::{Error, RowError};
use crate::pipeline::per_column::wrong_type;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The distinct values of a column, ascending: text by its bytes (which is by code point), numbers by
/// value, false before true. Always of one type, so that looking one up is a binary search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Levels {
    Text(Vec<Arc<str>>),
    Integer(Vec<i64>),
    Boolean(Vec<bool>),
    Real(Vec<f64>),
}

/// Where a cell falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell {
    /// At this position of the levels.
    Level(usize),
    /// The cell has no value.
    Missing,
    /// Its value is none of the levels.
    Unknown,
}

/// −0 and 0 are one level.
fn one_zero(x: f64) -> f64 {
    x + 0.0
}

fn sorted<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}

fn sorted_reals(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.map(one_zero).collect();
    values.sort_unstable_by(f64::total_cmp);
    values.dedup();
    values
}

impl Levels {
    /// The levels a column has.
    ///
    /// # Errors
    /// When the column is of timestamps, or a number is infinite.
    pub(crate) fn of(column: &Column) -> Result<Levels, String> {
        Ok(match column {
            Column::Text(rows) => {
                let present = rows.levels().iter().zip(rows.counts()).filter(|(_, n)| *n > 0);
                Levels::Text(sorted(present.map(|(level, _)| Arc::clone(level))))
            }
            Column::Integer(rows) => Levels::Integer(sorted(rows.iter().copied().flatten())),
            Column::Boolean(rows) => Levels::Boolean(sorted(rows.iter().copied().flatten())),
            Column::Real(rows) => {
                if let Some(row) = rows.iter().position(|x| x.is_infinite()) {
                    return Err(format!("row {row} is {}", rows[row]));
                }
                Levels::Real(sorted_reals(rows.iter().copied().filter(|x| !x.is_nan())))
            }
            Column::Timestamp(_) => return Err("a timestamp is not a category".to_owned()),
            Column::Sparse(_) => return Err("a sparse row is not a category".to_owned()),
        })
    }

    /// Levels written as text, for a column of the given type.
    ///
    /// # Errors
    /// When one cannot be read as that type.
    pub(crate) fn parse(given: &[String], column_type: ColumnType) -> Result<Levels, String> {
        fn each<T>(
            given: &[String],
            expected: &str,
            read: impl Fn(&str) -> Option<T>,
        ) -> Result<Vec<T>, String> {
            let one = |text: &String| {
                read(text).ok_or_else(|| {
                    format!("level `{}` is not {expected}", crate::error::clip(text))
                })
            };
            given.iter().map(one).collect()
        }
        Ok(match column_type {
            ColumnType::Text => {
                Levels::Text(sorted(given.iter().map(|text| Arc::from(text.as_str()))))
            }
            ColumnType::Integer => {
                let values = each(given, "an integer", |text| text.parse().ok())?;
                Levels::Integer(sorted(values.into_iter()))
            }
            ColumnType::Boolean => {
                let values = each(given, "true or false", |text| match text {
                    "true" | "True" => Some(true),
                    "false" | "False" => Some(false),
                    _ => None,
                })?;
                Levels::Boolean(sorted(values.into_iter()))
            }
            ColumnType::Real => {
                let finite = |text: &str| text.parse().ok().filter(|x: &f64| x.is_finite());
                let values = each(given, "a finite number", finite)?;
                Levels::Real(sorted_reals(values.into_iter()))
            }
            ColumnType::Timestamp => return Err("a timestamp is not a category".to_owned()),
            ColumnType::Sparse => return Err("a sparse row is not a category".to_owned()),
        })
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Levels::Text(levels) => levels.len(),
            Levels::Integer(levels) => levels.len(),
            Levels::Boolean(levels) => levels.len(),
            Levels::Real(levels) => levels.len(),
        }
    }

    /// Where a lone level stands among these.
    pub(crate) fn position(&self, one: &Levels) -> Option<usize> {
        match (self, one) {
            (Levels::Text(all), Levels::Text(one)) => all.binary_search(one.first()?).ok(),
            (Levels::Integer(all), Levels::Integer(one)) => all.binary_search(one.first()?).ok(),
            (Levels::Boolean(all), Levels::Boolean(one)) => all.binary_search(one.first()?).ok(),
            (Levels::Real(all), Levels::Real(one)) => {
                let one = one.first()?;
                all.binary_search_by(|level| level.total_cmp(one)).ok()
            }
            _ => None,
        }
    }

    /// The type of column they are levels of.
    pub(crate) fn column_type(&self) -> ColumnType {
        match self {
            Levels::Text(_) => ColumnType::Text,
            Levels::Integer(_) => ColumnType::Integer,
            Levels::Boolean(_) => ColumnType::Boolean,
            Levels::Real(_) => ColumnType::Real,
        }
    }

    /// The levels in words, as scikit-learn writes them in column names.
    pub(crate) fn labels(&self) -> Vec<String> {
        match self {
            Levels::Text(levels) => levels.iter().map(|level| level.to_string()).collect(),
            Levels::Integer(levels) => levels.iter().map(i64::to_string).collect(),
            Levels::Boolean(levels) => {
                levels.iter().map(|&level| if level { "True" } else { "False" }.into()).collect()
            }
            Levels::Real(levels) => levels.iter().map(|&level| python_repr(level)).collect(),
        }
    }

    /// Where each cell of a column falls, or `None` when the column is of another type.
    pub(crate) fn cells(&self, column: &Column) -> Option<Vec<Cell>> {
        fn place<T: Ord>(levels: &[T], value: &T) -> Cell {
            levels.binary_search(value).map_or(Cell::Unknown, Cell::Level)
        }
        fn options<T: Ord>(levels: &[T], rows: &[Option<T>]) -> Vec<Cell> {
            let one = |row: &Option<T>| row.as_ref().map_or(Cell::Missing, |x| place(levels, x));
            rows.iter().map(one).collect()
        }
        match (self, column) {
            (Levels::Text(levels), Column::Text(rows)) => Some(text_cells(levels, rows)),
            (Levels::Integer(levels), Column::Integer(rows)) => Some(options(levels, rows)),
            (Levels::Boolean(levels), Column::Boolean(rows)) => Some(options(levels, rows)),
            (Levels::Real(levels), Column::Real(rows)) => {
                let place = |&x: &f64| match x.is_nan() {
                    true => Cell::Missing,
                    false => levels
                        .binary_search_by(|level| level.total_cmp(&one_zero(x)))
                        .map_or(Cell::Unknown, Cell::Level),
                };
                Some(rows.iter().map(place).collect())
            }
            _ => None,
        }
    }

    /// What each row of a column comes to: the entry of its level, of missing or of unknown.
    ///
    /// Each entry of a dictionary of text is looked up once, and rows then go by their codes.
    ///
    /// # Errors
    /// When the column is of another type, and at the first row that comes to nothing.
    pub(crate) fn values<T: Copy>(
        &self,
        (stage, name): (&str, &str),
        column: &Column,
        of_level: &[T],
        missing: Option<T>,
        unknown: Option<T>,
    ) -> Result<Vec<T>, Error> {
        fn all<T>(rows: impl ExactSizeIterator<Item = Option<T>>) -> Result<Vec<T>, usize> {
            let mut out = Vec::with_capacity(rows.len());
            for (row, value) in rows.enumerate() {
                out.push(value.ok_or(row)?);
            }
            Ok(out)
        }
        let value = |cell: Cell| match cell {
            Cell::Level(at) => of_level.get(at).copied(),
            Cell::Missing => missing,
            Cell::Unknown => unknown,
        };
        let values = match (self, column) {
            (Levels::Text(levels), Column::Text(rows)) if rows.len() >= rows.levels().len() => {
                let dictionary: Vec<Option<T>> =
                    rows.levels().iter().map(|level| value(place(levels, level))).collect();
                all(rows.codes().iter().map(|&code| match dictionary.get(code as usize) {
                    Some(value) => *value,
                    None => missing,
                }))
            }
            _ => {
                let cells = self.cells(column);
                let expected = Types::only(self.column_type());
                let cells = cells.ok_or_else(|| wrong_type(name, expected, column))?;
                all(cells.into_iter().map(value))
            }
        };
        values.map_err(|row| {
            let (stage, column_name) = (stage.to_owned(), name.to_owned());
            let (expected, found) = (self.expected(), found(column, row));
            RowError { stage, column: column_name, row: Some(row), expected, found }.into()
        })
    }

    /// Checks that stored levels are ascending, distinct and finite: what looking one up relies on.
    ///
    /// # Errors
    /// What is not so.
    pub(crate) fn check(&self) -> Result<(), String> {
        let ascending = match self {
            Levels::Text(levels) => levels.is_sorted_by(|a, b| a < b),
            Levels::Integer(levels) => levels.is_sorted_by(|a, b| a < b),
            Levels::Boolean(levels) => levels.is_sorted_by(|a, b| !a & b),
            Levels::Real(levels) => {
                let plain = |x: &f64| x.is_finite() && one_zero(*x).to_bits() == x.to_bits();
                levels.iter().all(plain) && levels.is_sorted_by(|a, b| a < b)
            }
        };
        if ascending { Ok(()) } else { Err("levels are not ascending and distinct".to_owned()) }
    }

    /// What a row error says was expected.
    pub(crate) fn expected(&self) -> String {
        format!("one of {}", crate::error::list(self.labels()))
    }
}

fn place(levels: &[Arc<str>], text: &str) -> Cell {
    levels.binary_search_by(|level| (**level).cmp(text)).map_or(Cell::Unknown, Cell::Level)
}

/// Looks up each entry of the dictionary once, unless there are fewer rows than entries.
fn text_cells(levels: &[Arc<str>], rows: &Text) -> Vec<Cell> {
    if rows.len() < rows.levels().len() {
        return rows.iter().map(|row| row.map_or(Cell::Missing, |x| place(levels, x))).collect();
    }
    let dictionary: Vec<Cell> = rows.levels().iter().map(|level| place(levels, level)).collect();
    let cell = |&code: &u32| dictionary.get(code as usize).copied().unwrap_or(Cell::Missing);
    rows.codes().iter().map(cell).collect()
}

/// What a row error says was found.
pub(crate) fn found(column: &Column, row: usize) -> String {
    match column.value(row) {
        Value::Real(x) => python_repr(x),
        value => value.to_string(),
    }
}

/// A number as Python writes it: shortest digits that read back, an exponent below 1e-4 and from 1e16.
pub(crate) fn python_repr(x: f64) -> String {
    let scientific = format!("{x:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else { return scientific };
    let Ok(power) = exponent.parse::<i32>() else { return scientific };
    if (-4..16).contains(&power) {
        return format!("{x:?}");
    }
    let sign = if power < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", power.unsigned_abs())
}

#[cfg(test)]
#[path = "levels_tests.rs"]
mod tests;
