//! From the cells of a block of rows to all that the splits of an ensemble ask about them.

use super::super::ensemble::{Precision, TreeEnsemble};
use super::super::rule::{Asked, ZERO};
use super::source::Source;
use crate::exact::select::{Bytes, CUTS, Cuts, ROWS, Set, rank};
use std::collections::BTreeMap;

/// Categories above this one are not given marks.
const CATEGORIES: u32 = 1 << 16;
/// The mark of what no set names.
const OTHER: u32 = 0;
/// The mark of missing cells.
const MISSING: u32 = 1;

/// How cells become what a library's trees compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::model) enum Preparation {
    Nothing,
    /// Rounded to single precision.
    Single,
    /// 0 where they are as small as LightGBM's zero.
    Snap,
}

impl Preparation {
    pub(in crate::model) fn of(ensemble: &TreeEnsemble) -> Preparation {
        match (ensemble.precision, ensemble.snap) {
            (Precision::Single | Precision::SingleCells, _) => Preparation::Single,
            (Precision::Double, true) => Preparation::Snap,
            (Precision::Double, false) => Preparation::Nothing,
        }
    }

    #[inline]
    pub(super) fn cell(self, cell: f64) -> f64 {
        match self {
            Preparation::Nothing => cell,
            Preparation::Single => f64::from(cell as f32),
            Preparation::Snap => {
                if cell.abs() <= ZERO {
                    0.0
                } else {
                    cell
                }
            }
        }
    }
}

/// A cell that is missing where 0 is.
#[inline]
pub(super) fn zero_is_missing(cell: f64) -> f64 {
    if cell.abs() <= ZERO { f64::NAN } else { cell }
}

/// Codes of one column: ranks among thresholds.
///
/// They fill two planes, which differ where cells are missing: the first has these below all thresholds, the second
/// above.
#[derive(Debug, Clone, PartialEq)]
struct Ranked {
    column: usize,
    zero_missing: bool,
    cuts: Cuts,
    /// Whether there are splits that miss to the left, and to the right.
    used: [bool; 2],
}

/// Marks of one column: which rows have each category.
#[derive(Debug, Clone, PartialEq)]
struct Marked {
    column: usize,
    zero_missing: bool,
    /// Whether a category is all that is cut to it, so that what is above −1 is 0.
    cut: bool,
    /// The first of its marks.
    first: u32,
    /// The mark of each category, after the first.
    marks: Vec<u32>,
}

/// What a plane is looked up by: the column, and whether 0 is missing.
type ByThreshold = (u32, bool);
/// What marks are looked up by: the column, whether 0 is missing, whether categories are cut.
type BySet = (u32, bool, bool);

/// The planes and marks of an ensemble.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Planes {
    preparation: Preparation,
    ranked: Vec<Ranked>,
    marked: Vec<Marked>,
    by_threshold: BTreeMap<ByThreshold, (usize, Vec<f64>)>,
    by_set: BTreeMap<BySet, usize>,
}

impl Planes {
    /// None where a column has more thresholds than a byte tells apart, or categories beyond those with marks.
    pub(super) fn of(source: &Source<'_>) -> Option<Planes> {
        let mut cuts: BTreeMap<ByThreshold, (Vec<f64>, [bool; 2])> = BTreeMap::new();
        let mut sets: BTreeMap<BySet, Vec<u32>> = BTreeMap::new();
        for (at, &column) in
            source.feature.iter().enumerate().filter(|(at, _)| !source.is_leaf(*at))
        {
            let rule = source.rule(at);
            let zero = rule.counts_zero_as_missing();
            if rule.comparison() == Asked::Threshold {
                let (cuts, used) = cuts.entry((column, zero)).or_default();
                cuts.push(rule.at_most(source.threshold[at])?);
                used[usize::from(!rule.missing_left())] = true;
            } else {
                let cut = rule.comparison() == Asked::In;
                let known = sets.entry((column, zero, cut)).or_default();
                known.extend(source.ensemble?.0.categories(source.threshold[at] as usize));
            }
        }
        let mut planes = Planes {
            preparation: source.preparation,
            ranked: Vec::with_capacity(cuts.len()),
            marked: Vec::with_capacity(sets.len()),
            by_threshold: BTreeMap::new(),
            by_set: BTreeMap::new(),
        };
        for ((column, zero_missing), (mut cuts, used)) in cuts {
            cuts.sort_unstable_by(f64::total_cmp);
            // −0 and 0 are one threshold.
            cuts.dedup_by(|a, b| a == b);
            if cuts.len() > CUTS {
                return None;
            }
            let at = planes.ranked.len();
            let ranked =
                Ranked { column: column as usize, zero_missing, cuts: Cuts::new(&cuts), used };
            planes.ranked.push(ranked);
            planes.by_threshold.insert((column, zero_missing), (at, cuts));
        }
        let mut first = 0;
        for ((column, zero_missing, cut), mut known) in sets {
            known.sort_unstable();
            known.dedup();
            let width = known.last().map_or(0, |&last| last + 1);
            if width > CATEGORIES {
                return None;
            }
            let mut marks = vec![OTHER; width as usize];
            for (mark, category) in (MISSING + 1..).zip(&known) {
                marks[*category as usize] = mark;
            }
            let count = MISSING + 1 + known.len() as u32;
            planes.by_set.insert((column, zero_missing, cut), planes.marked.len());
            planes.marked.push(Marked { column: column as usize, zero_missing, cut, first, marks });
            first += count;
        }
        (planes.planes() <= usize::from(u16::MAX) - super::SETS).then_some(planes)
    }

    /// How many planes the thresholds fill.
    pub(super) fn planes(&self) -> usize {
        2 * self.ranked.len()
    }

    /// How many marks there are.
    pub(super) fn marks(&self) -> usize {
        self.marked.iter().map(Marked::end).max().unwrap_or(0)
    }

    /// The plane of a split by threshold, and the last code that goes left.
    pub(super) fn plane(&self, source: &Source<'_>, at: usize) -> Option<(u16, u8)> {
        let rule = source.rule(at);
        let (ranked, cuts) =
            self.by_threshold.get(&(source.feature[at], rule.counts_zero_as_missing()))?;
        let threshold = rule.at_most(source.threshold[at])?;
        let code = cuts.partition_point(|&cut| cut < threshold);
        let plane = 2 * ranked + usize::from(!rule.missing_left());
        Some((u16::try_from(plane).ok()?, u8::try_from(code).ok()?))
    }

    /// The marks of the rows that go left at a split by categories, added to `members`.
    pub(super) fn set(
        &self,
        source: &Source<'_>,
        at: usize,
        members: &mut Vec<u32>,
    ) -> Option<Set> {
        let (rule, trees) = (source.rule(at), source.ensemble?.0);
        let inside = rule.comparison() == Asked::In;
        let key = (source.feature[at], rule.counts_zero_as_missing(), inside);
        let marked = &self.marked[*self.by_set.get(&key)?];
        let mut left = vec![!inside; marked.count()];
        left[MISSING as usize] = rule.missing_left();
        for category in trees.categories(source.threshold[at] as usize) {
            left[marked.marks[category as usize] as usize] = inside;
        }
        // Of two sides the one with fewer marks is looked at.
        let many = 2 * left.iter().filter(|&&left| left).count() > left.len();
        let start = u32::try_from(members.len()).ok()?;
        let named = (marked.first..).zip(&left).filter(|(_, left)| **left != many);
        members.extend(named.map(|(mark, _)| mark));
        Some(Set { members: start..u32::try_from(members.len()).ok()?, outside: many })
    }

    /// Writes the planes and marks of at most [`ROWS`] rows of `width` cells.
    pub(super) fn fill(&self, rows: &[f64], width: usize, codes: &mut [Bytes], marks: &mut [u64]) {
        let mut cells = [0.0; ROWS];
        for (ranked, planes) in self.ranked.iter().zip(codes.chunks_exact_mut(2)) {
            self.column(rows, width, ranked.column, &mut cells);
            if ranked.zero_missing {
                cells.iter_mut().for_each(|cell| *cell = zero_is_missing(*cell));
            }
            let [left, right] = planes else { continue };
            rank(&cells, &ranked.cuts, left);
            if ranked.used[1] {
                *right = *left;
                for (code, cell) in right.0.iter_mut().zip(&cells) {
                    *code = if cell.is_nan() { u8::MAX } else { *code };
                }
            }
        }
        marks.fill(0);
        for marked in &self.marked {
            self.column(rows, width, marked.column, &mut cells);
            for (row, &cell) in cells.iter().enumerate() {
                marks[marked.mark(cell)] |= 1 << row;
            }
        }
    }

    /// The cells of one column, as the trees compare them.
    fn column(&self, rows: &[f64], width: usize, column: usize, cells: &mut [f64; ROWS]) {
        for (cell, row) in cells.iter_mut().zip(rows.chunks_exact(width)) {
            *cell = self.preparation.cell(row[column]);
        }
    }
}

impl Marked {
    /// How many marks it has.
    fn count(&self) -> usize {
        let last = self.marks.iter().max();
        last.map_or(OTHER, |&last| last).max(MISSING) as usize + 1
    }

    fn end(&self) -> usize {
        self.first as usize + self.count()
    }

    /// The mark of a cell.
    fn mark(&self, cell: f64) -> usize {
        let missing = cell.is_nan() || (self.zero_missing && cell.abs() <= ZERO);
        let category = if self.cut { cell > -1.0 } else { cell >= 0.0 };
        let mark = if missing {
            MISSING
        } else if category && cell < f64::from(CATEGORIES) {
            self.marks.get(cell as usize).copied().unwrap_or(OTHER)
        } else {
            OTHER
        };
        (self.first + mark) as usize
    }
}
