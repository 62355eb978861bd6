//! The smallest and the largest value of a column: order-free and mergeable.

use crate::data::Column;
use crate::error::Error;
use crate::exact;
use crate::pipeline::per_column::{Absorb, present_part};

/// The smallest and the largest value seen; crossed before the first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extremes {
    least: f64,
    most: f64,
}

impl Extremes {
    /// Of the values of a column that are there.
    pub(super) fn of(stage: &str, name: &str, column: &Column) -> Result<Extremes, Error> {
        let mut out = Extremes { least: f64::INFINITY, most: f64::NEG_INFINITY };
        for &x in present_part(stage, name, column)?.iter() {
            // Adding +0 makes −0 a +0, so that which zero came first cannot matter.
            out.absorb(&Extremes { least: x + 0.0, most: x + 0.0 });
        }
        Ok(out)
    }

    /// The smallest and the largest, when there was a value.
    #[must_use]
    pub fn ends(&self) -> Option<(f64, f64)> {
        (self.least <= self.most).then_some((self.least, self.most))
    }
}

impl Absorb for Extremes {
    fn absorb(&mut self, other: &Self) {
        self.least = exact::min(self.least, other.least);
        self.most = exact::max(self.most, other.most);
    }
}
