//! The order of rows within their series.

use crate::data::{DataKind, Table};
use crate::pipeline::{Target, canonical_order};
use std::cmp::Ordering;

/// Rows by their times; those of one time in the order of what is in them.
pub(super) struct Order<'a> {
    pub(super) x: &'a Table,
    pub(super) times: &'a [i64],
}

impl Order<'_> {
    /// Puts rows in order, first by `key` and then by time.
    pub(super) fn sort(&self, rows: &mut [usize], key: impl Fn(usize, usize) -> Ordering) {
        let compare =
            |a: usize, b: usize| key(a, b).then_with(|| self.times[a].cmp(&self.times[b]));
        rows.sort_unstable_by(|&a, &b| compare(a, b).then(a.cmp(&b)));
        let tied = |a: &usize, b: &usize| compare(*a, *b).is_eq();
        // What is in a row is looked at only where it decides.
        let runs = || rows.chunk_by(tied).filter(|run| run.len() > 1);
        let mut undecided: Vec<usize> = runs().flatten().copied().collect();
        if undecided.is_empty() {
            return;
        }
        undecided.sort_unstable();
        let mut places = vec![0; self.times.len()];
        let order = canonical_order(self.x.take(&undecided).lend(), Target::None);
        for (place, at) in order.into_iter().enumerate() {
            places[undecided[at]] = place;
        }
        for run in rows.chunk_by_mut(tied).filter(|run| run.len() > 1) {
            run.sort_unstable_by_key(|&row| places[row]);
        }
    }

    /// The rows that can be among the last `most` of some: as many, and those that tie with the first of them.
    pub(super) fn late(&self, rows: &[usize], most: usize) -> Vec<usize> {
        match rows.len().checked_sub(most) {
            Some(early) if early > 0 => {
                let mut times: Vec<i64> = rows.iter().map(|&row| self.times[row]).collect();
                let (_, &mut first, _) = times.select_nth_unstable(early);
                rows.iter().copied().filter(|&row| self.times[row] >= first).collect()
            }
            _ => rows.to_vec(),
        }
    }
}
