//! One categorical column as indicators.

use super::levels::Levels;
use crate::data::Column;
use crate::error::Error;
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
        let at = self.levels.values(
            (stage, name),
            column,
            &self.indicators,
            self.missing,
            self.unknown,
        )?;
        // Each asked for by itself, so that zeros come from the allocator and are not copied.
        let mut out: Vec<Vec<f64>> = self.names.iter().map(|_| vec![0.0; at.len()]).collect();
        for (row, indicator) in at.into_iter().enumerate() {
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
