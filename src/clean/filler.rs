//! One value that fills the gaps of a column.

use super::missing_indicator::has_missing;
use crate::data::{Column, ColumnType, Table, Types};
use crate::error::Error;
use crate::pipeline::per_column::{reals, wrong_type};
use serde::{Deserialize, Serialize};

/// One value to fill a column with; its type is that of the column it gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Filler {
    /// For a real column, which integers and booleans become.
    Real(f64),
    /// For an integer column.
    Integer(i64),
    /// For a boolean column.
    Boolean(bool),
    /// For a text column.
    Text(String),
}

impl Filler {
    /// The number as a value of the column's own type, where the type has it.
    pub(super) fn of_type(value: f64, column_type: ColumnType) -> Filler {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        match column_type {
            #[expect(clippy::cast_possible_truncation, reason = "a whole number up to 2^53")]
            ColumnType::Integer if value == value.floor() && value.abs() <= EXACT => {
                Filler::Integer(value as i64)
            }
            ColumnType::Boolean if value == 0.0 || value == 1.0 => Filler::Boolean(value == 1.0),
            _ => Filler::Real(value),
        }
    }

    /// The named column of a table with its gaps filled, or `None` when it stays as it is.
    pub(super) fn filled(&self, x: &Table, name: &str) -> Result<Option<Column>, Error> {
        let column = x.column(name)?;
        if !has_missing(column) && !matches!(self, Filler::Real(_)) {
            return Ok(None);
        }
        Ok(Some(match (self, &**column) {
            (Filler::Real(fill), _) => {
                let fill = |x: &f64| if x.is_nan() { *fill } else { *x };
                Column::Real(reals(x, name)?.iter().map(fill).collect())
            }
            (Filler::Integer(fill), Column::Integer(rows)) => {
                Column::Integer(rows.iter().map(|row| row.or(Some(*fill))).collect())
            }
            (Filler::Boolean(fill), Column::Boolean(rows)) => {
                Column::Boolean(rows.iter().map(|row| row.or(Some(*fill))).collect())
            }
            (Filler::Text(fill), Column::Text(rows)) => Column::Text(rows.filled(fill)),
            (_, column) => return Err(wrong_type(name, self.types(), column)),
        }))
    }

    /// The types of column it can fill.
    fn types(&self) -> Types {
        match self {
            Filler::Real(_) => Types::NUMERIC,
            Filler::Integer(_) => Types::only(ColumnType::Integer),
            Filler::Boolean(_) => Types::only(ColumnType::Boolean),
            Filler::Text(_) => Types::TEXT,
        }
    }
}

impl From<f64> for Filler {
    fn from(value: f64) -> Filler {
        Filler::Real(value)
    }
}

impl From<i64> for Filler {
    fn from(value: i64) -> Filler {
        Filler::Integer(value)
    }
}

impl From<bool> for Filler {
    fn from(value: bool) -> Filler {
        Filler::Boolean(value)
    }
}

impl From<&str> for Filler {
    fn from(value: &str) -> Filler {
        Filler::Text(value.to_owned())
    }
}

impl From<String> for Filler {
    fn from(value: String) -> Filler {
        Filler::Text(value)
    }
}

/// Checks that stored fills are finite.
pub(super) fn check_fills(fills: &[Filler]) -> Result<(), String> {
    match fills.iter().find(|fill| matches!(fill, Filler::Real(x) if !x.is_finite())) {
        Some(fill) => Err(format!("a fill is {fill}")),
        None => Ok(()),
    }
}

impl std::fmt::Display for Filler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Filler::Real(x) => x.fmt(f),
            Filler::Integer(x) => x.fmt(f),
            Filler::Boolean(x) => x.fmt(f),
            Filler::Text(x) => write!(f, "`{}`", crate::error::clip(x)),
        }
    }
}
