//! The best cut of one node.

use super::criterion::{Criterion, Gain};
use super::{Growth, Ranks, Splitter};
use crate::exact::Random;
use core::cmp::Ordering;

/// The draws of columns at nodes.
const STREAM: u32 = 0x5452_0001;
/// The draws of thresholds.
const THRESHOLDS: u32 = 0x5452_0002;

/// A cut: rows of rank `low` and below go left, those of rank `high`, the next there is, and above right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    pub(super) column: u32,
    pub(super) low: u32,
    pub(super) high: u32,
    pub(super) gain: Gain,
    /// The threshold, where it is not the middle of the two.
    pub(super) drawn: Option<f64>,
}

/// The working space of the search.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// Rank and row of each row of the node, `rank << 32 | row`.
    keys: Vec<u64>,
    sorted: Vec<u64>,
    starts: Vec<u32>,
    /// All columns, ascending between searches.
    columns: Vec<u32>,
}

/// The key of the node on one side of a node, by which its draws are known.
pub(super) fn child_key(key: u64, right: bool) -> u64 {
    finalise(key.wrapping_mul(2).wrapping_add(u64::from(right)))
}

/// The key of a tree's root.
pub(super) fn root_key(tree: u64) -> u64 {
    finalise(tree)
}

/// The step of SplitMix64.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The output function of SplitMix64 (Steele, Lea and Flood, 2014): keys of all paths, short or long,
/// are spread over 64 bits.
fn finalise(key: u64) -> u64 {
    let key = key.wrapping_add(GOLDEN);
    let key = (key ^ key >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let key = (key ^ key >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    key ^ key >> 31
}

impl Cut {
    /// Whether both sides, as the criterion has them, have as many rows as they must.
    fn allows<C: Criterion>(&self, criterion: &C, smallest: u64) -> bool {
        let left = criterion.left_count();
        left >= smallest && criterion.count() - left >= smallest
    }
}

/// The least and the largest rank of some rows.
fn extent(rank: &[u32], rows: &[u32]) -> (u32, u32) {
    let ranks = rows.iter().map(|&row| rank.get(row as usize).copied().unwrap_or(0));
    ranks.fold((u32::MAX, 0), |(least, most), rank| (least.min(rank), most.max(rank)))
}

/// The one cut of a column of two ranks, if it is allowed: there is nothing to sort.
fn of_two<C: Criterion>(
    rank: &[u32],
    criterion: &mut C,
    rows: &[u32],
    column: u32,
    [low, high]: [u32; 2],
    smallest: u64,
) -> Option<Cut> {
    criterion.restart();
    let first = rows.iter().filter(|&&row| rank.get(row as usize) == Some(&low));
    first.for_each(|&row| criterion.take(row));
    let left = criterion.left_count();
    let allowed = left >= smallest && criterion.count() - left >= smallest;
    allowed.then(|| Cut { column, low, high, gain: criterion.gain(), drawn: None })
}

/// The cut of one column at a threshold drawn, whatever it leaves; `None` if its values do not vary.
fn drawn<C: Criterion>(
    ranks: &Ranks,
    criterion: &mut C,
    rows: &[u32],
    column: u32,
    part: f64,
) -> Option<Option<Cut>> {
    let rank = ranks.of(column as usize);
    let of = |row: u32| rank.get(row as usize).copied().unwrap_or(0);
    let (least, most) = extent(rank, rows);
    if least >= most {
        return None;
    }
    let (threshold, low) = ranks.between(column as usize, [least, most], part);
    criterion.restart();
    rows.iter().filter(|&&row| of(row) <= low).for_each(|&row| criterion.take(row));
    Some(Some(Cut { column, low, high: low + 1, gain: criterion.gain(), drawn: Some(threshold) }))
}

impl Search {
    pub(super) fn new(width: usize) -> Self {
        Self { columns: (0..width as u32).collect(), ..Self::default() }
    }

    /// The best cut of the rows the criterion has entered; `None` if no column allows one.
    pub(super) fn best<C: Criterion>(
        &mut self,
        ranks: &Ranks,
        criterion: &mut C,
        rows: &[u32],
        key: u64,
        growth: &Growth,
    ) -> Option<Cut> {
        let width = self.columns.len();
        let wanted = growth.max_features.map_or(width, |most| most.max(1) as usize);
        let mut best = None;
        if wanted >= width {
            for column in 0..width as u32 {
                self.improve(ranks, criterion, rows, (column, key), growth, &mut best);
            }
            return best;
        }
        let mut random = Random::new(growth.seed, STREAM, key);
        let (mut swaps, mut varying) = (Vec::new(), false);
        for drawn in 0..width {
            if drawn >= wanted && varying {
                break;
            }
            let at = drawn + random.below((width - drawn) as u64) as usize;
            self.columns.swap(drawn, at);
            swaps.push((drawn, at));
            let column = self.columns.get(drawn).copied().unwrap_or(0);
            varying |= self.improve(ranks, criterion, rows, (column, key), growth, &mut best);
        }
        for &(drawn, at) in swaps.iter().rev() {
            self.columns.swap(drawn, at);
        }
        best
    }

    /// Looks for a better cut in one column; whether its values vary.
    fn improve<C: Criterion>(
        &mut self,
        ranks: &Ranks,
        criterion: &mut C,
        rows: &[u32],
        (column, key): (u32, u64),
        growth: &Growth,
        best: &mut Option<Cut>,
    ) -> bool {
        let smallest = u64::from(growth.min_samples_leaf.max(1));
        let own = match growth.splitter {
            Splitter::Best => self.every(ranks, criterion, rows, column, smallest),
            Splitter::Random => {
                // The output of SplitMix64 at the place of the column, from the node's key.
                let key = finalise(key.wrapping_add(u64::from(column).wrapping_mul(GOLDEN)));
                let part = Random::new(growth.seed, THRESHOLDS, key).uniform();
                drawn(ranks, criterion, rows, column, part)
                    .map(|cut| cut.filter(|cut| cut.allows(criterion, smallest)))
            }
        };
        let Some(own) = own else { return false };
        if let Some(own) = own {
            // Columns come in any order, and the lowest shall win a tie.
            let better = best.is_none_or(|best| {
                let order = own.gain.compare(&best.gain);
                order.then(best.column.cmp(&own.column)) == Ordering::Greater
            });
            if better {
                *best = Some(own);
            }
        }
        true
    }

    /// The best of all cuts of one column, if any is allowed; `None` if its values do not vary.
    fn every<C: Criterion>(
        &mut self,
        ranks: &Ranks,
        criterion: &mut C,
        rows: &[u32],
        column: u32,
        smallest: u64,
    ) -> Option<Option<Cut>> {
        let rank = ranks.of(column as usize);
        let (least, most) = extent(rank, rows);
        if most == least.saturating_add(1) {
            return Some(of_two(rank, criterion, rows, column, [least, most], smallest));
        }
        if !self.sort(rank, rows) {
            return None;
        }
        criterion.restart();
        let (whole, mut own) = (criterion.count(), None::<Cut>);
        let nexts = self.sorted.iter().skip(1);
        for (&key, &next) in self.sorted.iter().zip(nexts) {
            criterion.take(key as u32);
            let (low, high) = ((key >> 32) as u32, (next >> 32) as u32);
            let left = criterion.left_count();
            if low == high || left < smallest {
                continue;
            }
            if whole - left < smallest {
                break;
            }
            let gain = criterion.gain();
            if own.is_none_or(|own| gain.compare(&own.gain) == Ordering::Greater) {
                own = Some(Cut { column, low, high, gain, drawn: None });
            }
        }
        Some(own)
    }

    /// Puts the rows in the order of their ranks; `false` if all have one rank.
    ///
    /// Rows of one rank are only ever taken together, so their order among themselves does not matter.
    fn sort(&mut self, rank: &[u32], rows: &[u32]) -> bool {
        let (mut least, mut most) = (u32::MAX, 0);
        self.keys.clear();
        self.keys.extend(rows.iter().map(|&row| {
            let rank = rank.get(row as usize).copied().unwrap_or(0);
            (least, most) = (least.min(rank), most.max(rank));
            u64::from(rank) << 32 | u64::from(row)
        }));
        if least >= most {
            return false;
        }
        let span = (most - least) as usize + 1;
        if span / 4 > rows.len() {
            core::mem::swap(&mut self.keys, &mut self.sorted);
            self.sorted.sort_unstable();
            return true;
        }
        // By counting, where ranks are not much more than rows.
        self.starts.clear();
        self.starts.resize(span, 0);
        let place = |key: u64| ((key >> 32) as u32 - least) as usize;
        for &key in &self.keys {
            if let Some(start) = self.starts.get_mut(place(key)) {
                *start += 1;
            }
        }
        let mut before = 0;
        for start in &mut self.starts {
            before += core::mem::replace(start, before);
        }
        self.sorted.resize(self.keys.len(), 0);
        for &key in &self.keys {
            if let Some(start) = self.starts.get_mut(place(key))
                && let Some(slot) = self.sorted.get_mut(*start as usize)
            {
                *slot = key;
                *start += 1;
            }
        }
        true
    }
}
