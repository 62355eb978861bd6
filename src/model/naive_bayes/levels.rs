//! How often each level occurs.

use crate::pipeline::per_column::Absorb;
use std::collections::BTreeMap;

/// Levels below this are counted in an array, rarer ones by name.
const LOW: u32 = 1024;

/// How often a column has each of its levels in the rows of one class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    low: Vec<u64>,
    high: BTreeMap<u32, u64>,
}

impl Levels {
    pub(super) fn add(&mut self, level: u32, times: u64) {
        let count = if level < LOW {
            let place = level as usize;
            if place >= self.low.len() {
                self.low.resize(place + 1, 0);
            }
            self.low.get_mut(place)
        } else {
            Some(self.high.entry(level).or_default())
        };
        if let Some(count) = count {
            *count = count.saturating_add(times);
        }
    }

    /// The levels that occur, and how often.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u64)> {
        let low = (0..).zip(self.low.iter().copied());
        low.chain(self.high.iter().map(|(&level, &count)| (level, count)))
    }

    /// How many levels there are, counted from 0 to the highest.
    pub(super) fn count(&self) -> u32 {
        let highest = self.high.last_key_value().map(|(level, _)| level.saturating_add(1));
        highest.unwrap_or_else(|| u32::try_from(self.low.len()).unwrap_or(LOW))
    }
}

impl Absorb for Levels {
    fn absorb(&mut self, other: &Self) {
        for (level, times) in other.iter() {
            self.add(level, times);
        }
    }
}
