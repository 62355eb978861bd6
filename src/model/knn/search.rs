//! The nearest of the kept rows, and their weights.

use super::vicinity::{Distance, Vicinity};
use crate::exact;
use std::cmp::Ordering;

/// What a search needs of memory, once for all rows it is asked about.
pub(super) struct Search<'a> {
    vicinity: &'a Vicinity,
    /// The kept rows, column by column.
    cells: &'a [f64],
    count: usize,
    /// One a kept row: the distance, or its square where it is Euclidean.
    distances: Vec<f64>,
    near: Vec<(f64, usize)>,
    /// Row numbers of the nearest, the nearest first.
    pub(super) rows: Vec<usize>,
    /// One a row of `rows`, the largest 1.
    pub(super) weights: Vec<f64>,
}

/// The nearer first; of rows equally far that which is kept first.
fn compare(a: &(f64, usize), b: &(f64, usize)) -> Ordering {
    exact::total_cmp(a.0, b.0).then(a.1.cmp(&b.1))
}

impl<'a> Search<'a> {
    pub(super) fn new(vicinity: &'a Vicinity, cells: &'a [f64], rows: usize) -> Search<'a> {
        let count = vicinity.count(rows);
        // Many are let in before all but the nearest are taken out again: that costs each little.
        let room = count.saturating_mul(2).saturating_add(32).min(rows);
        Search {
            vicinity,
            cells,
            count,
            distances: vec![0.0; rows],
            near: Vec::with_capacity(room),
            rows: Vec::with_capacity(count),
            weights: Vec::with_capacity(count),
        }
    }

    /// Puts the nearest rows and their weights into `rows` and `weights`.
    pub(super) fn ask(&mut self, row: &[f64]) {
        match self.vicinity.distance {
            Distance::Euclidean => exact::squared_distances(row, self.cells, &mut self.distances),
            Distance::Manhattan => exact::absolute_distances(row, self.cells, &mut self.distances),
        }
        self.near.clear();
        let room = self.near.capacity();
        // Numbers that are not negative are in the order of their bits.
        let mut limit = u64::MAX;
        for (at, &distance) in self.distances.iter().enumerate() {
            if distance.to_bits() >= limit {
                continue;
            }
            if self.near.len() == room {
                keep_nearest(&mut self.near, self.count);
                // A later row has to be nearer than the last of these: it is kept after it.
                limit = self.near.last().map_or(limit, |(last, _)| last.to_bits());
                if distance.to_bits() >= limit {
                    continue;
                }
            }
            self.near.push((distance, at));
        }
        keep_nearest(&mut self.near, self.count);
        self.near.sort_unstable_by(compare);
        self.rows.clear();
        self.rows.extend(self.near.iter().map(|(_, at)| *at));
        self.weigh();
    }

    /// Weights of 1 / distance, all times the least distance, which keeps them in range. Where that is 0 only
    /// those at 0 count, and where it is infinite all count alike.
    fn weigh(&mut self) {
        let length = |x: f64| match self.vicinity.distance {
            Distance::Euclidean => x.sqrt(),
            Distance::Manhattan => x,
        };
        let least = self.near.first().map_or(0.0, |(distance, _)| length(*distance));
        let weight = |(distance, _): &(f64, usize)| match least {
            _ if !self.vicinity.by_distance || least.is_infinite() => 1.0,
            0.0 => f64::from(u8::from(*distance == 0.0)),
            least => least / length(*distance),
        };
        self.weights.clear();
        self.weights.extend(self.near.iter().map(weight));
    }
}

/// Takes out all but the nearest `most` and puts the farthest of them last.
fn keep_nearest(near: &mut Vec<(f64, usize)>, most: usize) {
    if let Some(last) = most.min(near.len()).checked_sub(1) {
        near.select_nth_unstable_by(last, compare);
    }
    near.truncate(most);
}
