//! The values of a column, from parts.

use crate::data::Column;
use crate::error::Error;
use crate::exact::Tally;
use crate::pipeline::per_column::{Absorb, all_missing, finite_part, present_part};

/// The values of a column that are there, and how many rows were seen; what is read off them does not
/// depend on the order in which they came.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values {
    rows: u64,
    present: Tally,
}

impl Values {
    /// Those of some rows of a column, which must not be infinite.
    pub(super) fn of(stage: &str, name: &str, column: &Column) -> Result<Values, Error> {
        let present = Tally::of(&finite_part(stage, name, column)?);
        Ok(Values { rows: column.len() as u64, present })
    }

    /// Those that pass a test; the others count as missing.
    pub(super) fn of_those(
        stage: &str,
        name: &str,
        column: &Column,
        keep: impl Fn(f64) -> bool,
    ) -> Result<Values, Error> {
        let mut present = present_part(stage, name, column)?.into_owned();
        present.retain(|&x| keep(x));
        Ok(Values { rows: column.len() as u64, present: Tally::of(&present) })
    }

    /// How many rows were seen, missing values counted.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// The values, of which there must be one.
    pub(super) fn tally(&self, stage: &str, name: &str) -> Result<&Tally, Error> {
        match self.present.is_empty() {
            true => Err(all_missing(stage, name)),
            false => Ok(&self.present),
        }
    }
}

/// The values of a tally in ascending order, repeated ones written out.
pub(super) fn sorted(tally: &Tally) -> Vec<f64> {
    let repeat =
        |(value, count)| std::iter::repeat_n(value, usize::try_from(count).unwrap_or(usize::MAX));
    tally.iter().flat_map(repeat).collect()
}

impl Absorb for Values {
    fn absorb(&mut self, other: &Self) {
        self.rows += other.rows;
        self.present.merge(&other.present);
    }
}
