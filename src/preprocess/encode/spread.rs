//! One column of levels as several of numbers.

use super::policy::{MissingAs, Policy, Unseen};
use crate::data::Column;
use crate::error::Error;
use crate::exact::{NAN, canonical};
use crate::preprocess::levels::Levels;
use serde::{Deserialize, Serialize};

/// The numbers of each level of a column, and those of missing and unknown; none where those are
/// refused, NaN where they become missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Spread {
    pub(super) levels: Levels,
    /// Level after level.
    pub(super) values: Vec<f64>,
    pub(super) missing: Option<Vec<f64>>,
    pub(super) unknown: Option<Vec<f64>>,
}

impl Policy {
    /// The numbers of an unseen level, where the encoder has `own` for it.
    pub(super) fn unseen_row(&self, own: &[f64]) -> Option<Vec<f64>> {
        match self.unseen {
            Unseen::Error => None,
            Unseen::Missing => Some(vec![NAN; own.len()]),
            Unseen::Encode => Some(own.to_vec()),
            Unseen::Value(value) => Some(vec![value; own.len()]),
        }
    }

    /// The numbers of a missing value; `level` are those of missing as a level, when it is one.
    pub(super) fn missing_row(&self, level: Option<Vec<f64>>, own: &[f64]) -> Option<Vec<f64>> {
        match (self.missing, level) {
            (MissingAs::Error, _) => None,
            (MissingAs::Missing, _) => Some(vec![NAN; own.len()]),
            (MissingAs::Level, Some(row)) => Some(row),
            (MissingAs::Unseen | MissingAs::Level, _) => self.unseen_row(own),
        }
    }
}

impl Spread {
    /// The columns of numbers, as many as `width`.
    pub(super) fn apply(
        &self,
        at: (&str, &str),
        column: &Column,
        width: usize,
    ) -> Result<Vec<Vec<f64>>, Error> {
        let rows = self.places(at, column)?;
        let one = |output: usize| {
            let table = self.table(output, width);
            rows.iter().map(|&at| table.get(at).copied().unwrap_or(NAN)).collect()
        };
        Ok((0..width).map(one).collect())
    }

    /// Where each row of a column stands: at a level by its position, then missing, then unknown.
    pub(super) fn places(&self, at: (&str, &str), column: &Column) -> Result<Vec<usize>, Error> {
        let levels = self.levels.len();
        let positions: Vec<usize> = (0..levels).collect();
        let missing = self.missing.as_ref().map(|_| levels);
        let unknown = self.unknown.as_ref().map(|_| levels + 1);
        self.levels.values(at, column, &positions, missing, unknown)
    }

    /// One number of the `width` that each place has, place after place.
    pub(super) fn table(&self, output: usize, width: usize) -> Vec<f64> {
        let cell = |row: &Option<Vec<f64>>| {
            canonical(row.as_ref().and_then(|row| row.get(output).copied()).unwrap_or(NAN))
        };
        let rows = self.values.chunks_exact(width.max(1));
        let mut table: Vec<f64> = rows.filter_map(|row| row.get(output).copied()).collect();
        table.extend([cell(&self.missing), cell(&self.unknown)]);
        table
    }

    /// The numbers of each level, in words and in order.
    pub(super) fn rows(&self, width: usize) -> impl Iterator<Item = (String, &[f64])> {
        self.levels.labels().into_iter().zip(self.values.chunks_exact(width.max(1)))
    }

    /// Checks what [`apply`](Self::apply) relies on.
    pub(super) fn check(&self, width: usize) -> Result<(), String> {
        self.levels.check()?;
        if self.levels.len().checked_mul(width) != Some(self.values.len()) {
            let (found, levels) = (self.values.len(), self.levels.len());
            return Err(format!("{found} numbers for {levels} levels of {width}"));
        }
        if let Some(row) = self.missing.iter().chain(&self.unknown).find(|row| row.len() != width) {
            return Err(format!("{} numbers where {width} belong", row.len()));
        }
        let others = self.missing.iter().chain(&self.unknown).flatten().filter(|x| !x.is_nan());
        match self.values.iter().chain(others).find(|x| !x.is_finite()) {
            Some(x) => Err(format!("number {x}")),
            None => Ok(()),
        }
    }
}
