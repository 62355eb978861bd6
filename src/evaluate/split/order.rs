//! Rows in groups, in random order, and in the order of time.

use crate::exact::Random;
use std::collections::BTreeMap;

/// What one seed is used for; each use has draws of its own.
#[derive(Clone, Copy)]
pub(super) enum Stream {
    Holdout = 0x5350_0001,
    StratifiedHoldout = 0x5350_0002,
    GroupedHoldout = 0x5350_0003,
    Folds = 0x5350_0011,
    StratifiedFolds = 0x5350_0012,
    GroupedFolds = 0x5350_0013,
}

/// The draws of one use of the seed, for one class (0 where there are none).
pub(super) fn random(seed: u64, stream: Stream, class: u32) -> Random {
    Random::new(seed, stream as u32, u64::from(class))
}

/// Rows by code, in ascending order of both.
pub(super) fn members(codes: &[u32]) -> BTreeMap<u32, Vec<usize>> {
    let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (row, &code) in codes.iter().enumerate() {
        members.entry(code).or_default().push(row);
    }
    members
}

/// Rows in the order of time, rows of one time in the order they came.
pub(super) fn by_time(times: &[i64]) -> Vec<(i64, usize)> {
    let mut order: Vec<(i64, usize)> =
        times.iter().enumerate().map(|(row, &time)| (time, row)).collect();
    order.sort_unstable();
    order
}

/// The place nearest to `wanted` where a new time begins; of two, the earlier. `None` when all rows
/// have one time.
pub(super) fn nearest_cut(order: &[(i64, usize)], wanted: usize) -> Option<usize> {
    let begins = |&at: &usize| match (at.checked_sub(1).and_then(|b| order.get(b)), order.get(at)) {
        (Some(before), Some(here)) => before.0 != here.0,
        _ => false,
    };
    let earlier = (1..=wanted.min(order.len())).rev().find(begins);
    let later = (wanted + 1..order.len()).find(begins);
    match (earlier, later) {
        (Some(a), Some(b)) => Some(if wanted - a <= b - wanted { a } else { b }),
        (a, b) => a.or(b),
    }
}
