//! One categorical column as numbers.

use super::levels::{Cell, Levels, found};
use crate::data::Column;
use crate::error::{Error, RowError, TableError};
use crate::exact::NAN;
use serde::{Deserialize, Serialize};

/// What a cell without a code becomes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) enum Code {
    Number(f64),
    Missing,
    Refused,
}

impl Code {
    /// NaN stands for missing.
    pub(super) fn of(value: f64) -> Code {
        if value.is_nan() { Code::Missing } else { Code::Number(value) }
    }
}

/// One column: the code of each level, and what missing and unknown become.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Encoded {
    pub(super) levels: Levels,
    pub(super) codes: Vec<f64>,
    pub(super) missing: Code,
    pub(super) unknown: Code,
}

impl Encoded {
    /// The codes of a column's rows.
    pub(super) fn apply(
        &self,
        stage: &str,
        name: &str,
        column: &Column,
    ) -> Result<Vec<f64>, Error> {
        let cells = self.levels.cells(column).ok_or_else(|| TableError::Type {
            name: name.to_owned(),
            expected: self.levels.column_type().to_string(),
            found: column.column_type().to_string(),
        })?;
        let value = |(row, cell)| {
            let code = match cell {
                Cell::Level(level) => self.codes.get(level).map_or(Code::Refused, |&c| Code::of(c)),
                Cell::Missing => self.missing,
                Cell::Unknown => self.unknown,
            };
            match code {
                Code::Number(value) => Ok(value),
                Code::Missing => Ok(NAN),
                Code::Refused => Err(RowError {
                    stage: stage.to_owned(),
                    column: name.to_owned(),
                    row: Some(row),
                    expected: self.levels.expected(),
                    found: found(column, row),
                }
                .into()),
            }
        };
        cells.into_iter().enumerate().map(value).collect()
    }

    /// Checks what [`apply`](Self::apply) relies on.
    pub(super) fn check(&self) -> Result<(), String> {
        self.levels.check()?;
        if self.codes.len() != self.levels.len() {
            let (found, levels) = (self.codes.len(), self.levels.len());
            return Err(format!("{found} codes for {levels} levels"));
        }
        let others = [self.missing, self.unknown].into_iter().filter_map(|code| match code {
            Code::Number(value) => Some(value),
            Code::Missing | Code::Refused => None,
        });
        match self.codes.iter().copied().chain(others).find(|code| !code.is_finite()) {
            Some(code) => Err(format!("code {code}")),
            None => Ok(()),
        }
    }
}
