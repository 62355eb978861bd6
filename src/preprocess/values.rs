//! The values of a column, from parts.

use crate::data::Column;
use crate::error::Error;
use crate::exact;
use crate::pipeline::per_column::{Absorb, all_missing, present_part};

/// The values of a column that are there, and how many rows were seen; what is read off them does not
/// depend on the order in which they came.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values {
    rows: u64,
    present: Vec<f64>,
}

impl Values {
    /// Those of some rows of a column, which must not be infinite.
    pub(super) fn of(stage: &str, name: &str, column: &Column) -> Result<Values, Error> {
        let present = present_part(stage, name, column)?.into_owned();
        Ok(Values { rows: column.len() as u64, present })
    }

    /// Those that pass a test; the others count as missing.
    pub(super) fn filter(mut self, keep: impl Fn(f64) -> bool) -> Values {
        self.present.retain(|&x| keep(x));
        self
    }

    /// How many rows were seen, missing values counted.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// The values in ascending order, of which there must be one.
    pub(super) fn sorted(&self, stage: &str, name: &str) -> Result<Vec<f64>, Error> {
        match self.present.is_empty() {
            true => Err(all_missing(stage, name)),
            false => Ok(exact::sorted(&self.present)),
        }
    }
}

impl Absorb for Values {
    fn absorb(&mut self, other: &Self) {
        self.rows += other.rows;
        self.present.extend_from_slice(&other.present);
    }
}
