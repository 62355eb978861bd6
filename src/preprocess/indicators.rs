//! One categorical column as indicators.

use super::levels::{Cell, Levels, found};
use crate::data::Column;
use crate::error::{Error, RowError, TableError};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One column: which indicator each level belongs to. An indicator past the last means that all are 0;
/// none at all, that the row is refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Encoded {
    pub(super) levels: Levels,
    pub(super) indicators: Vec<u32>,
    pub(super) missing: Option<u32>,
    pub(super) unknown: Option<u32>,
    pub(super) names: Vec<Arc<str>>,
}

impl Encoded {
    /// The indicators of a column's rows.
    pub(super) fn apply(
        &self,
        stage: &str,
        name: &str,
        column: &Column,
    ) -> Result<Vec<Vec<f64>>, Error> {
        let cells = self.levels.cells(column).ok_or_else(|| TableError::Type {
            name: name.to_owned(),
            expected: self.levels.column_type().to_string(),
            found: column.column_type().to_string(),
        })?;
        let mut out = vec![vec![0.0; cells.len()]; self.names.len()];
        for (row, cell) in cells.into_iter().enumerate() {
            let indicator = match cell {
                Cell::Level(level) => self.indicators.get(level).copied(),
                Cell::Missing => self.missing,
                Cell::Unknown => self.unknown,
            };
            let indicator = indicator.ok_or_else(|| RowError {
                stage: stage.to_owned(),
                column: name.to_owned(),
                row: Some(row),
                expected: self.levels.expected(),
                found: found(column, row),
            })?;
            if let Some(ones) = out.get_mut(indicator as usize) {
                ones[row] = 1.0;
            }
        }
        Ok(out)
    }

    /// Checks what [`apply`](Self::apply) relies on.
    pub(super) fn check(&self) -> Result<(), String> {
        self.levels.check()?;
        if self.indicators.len() != self.levels.len() {
            let (found, levels) = (self.indicators.len(), self.levels.len());
            return Err(format!("{found} indicators for {levels} levels"));
        }
        let mut all = self.indicators.iter().chain(&self.missing).chain(&self.unknown);
        match all.find(|indicator| **indicator as usize > self.names.len()) {
            Some(at) => Err(format!("indicator {at} of {}", self.names.len())),
            None => Ok(()),
        }
    }
}
