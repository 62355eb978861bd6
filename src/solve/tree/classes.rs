//! Classes as counts, and their impurity.

use super::criterion::{Criterion, Gain};
use super::grow::Rows;
use crate::exact;

/// Rows of one side, and the sum over its classes of the measure's term.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Side {
    weight: u64,
    sum: i64,
}

/// An impurity as a sum over classes of a whole number for each count.
pub(super) trait Measure {
    /// What a class with `count` rows adds.
    fn term(&self, count: u64) -> i64;
    /// See [`Criterion::impurity`].
    fn impurity(&self, whole: Side) -> f64;
    /// See [`Criterion::gain`].
    fn gain(&self, whole: Side, left: Side, right: Side) -> Gain;
    /// See [`Criterion::decrease`].
    fn decrease(&self, whole: Side, gain: &Gain) -> f64;
    /// See [`Criterion::absolute`].
    fn absolute(&self, impurity: f64) -> f64;
}

/// Gini's index, from squares of counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Squares;

impl Measure for Squares {
    fn term(&self, count: u64) -> i64 {
        // Below 2^62, as counts are below 2^31.
        (count * count) as i64
    }

    /// `n − Σc²/n`, by way of the integer `n² − Σc²`.
    fn impurity(&self, whole: Side) -> f64 {
        (self.term(whole.weight) - whole.sum) as f64 / whole.weight as f64
    }

    /// `Σl²/n_l + Σr²/n_r − Σc²/n` over the common divisor `n n_l n_r`; n is the same for all cuts.
    #[inline]
    fn gain(&self, whole: Side, left: Side, right: Side) -> Gain {
        let wide = |side: Side| (i128::from(side.weight), i128::from(side.sum));
        let ((n, s), (nl, sl), (nr, sr)) = (wide(whole), wide(left), wide(right));
        let size = n * (sl * nr + sr * nl) - s * nl * nr;
        Gain::plain(size.unsigned_abs(), left.weight * right.weight)
    }

    fn decrease(&self, whole: Side, gain: &Gain) -> f64 {
        gain.value() / whole.weight as f64
    }

    fn absolute(&self, impurity: f64) -> f64 {
        impurity
    }
}

/// Counts up to which terms are looked up.
const TABLE: u64 = 1 << 16;

/// The entropy, from `m ln m` of counts in multiples of a power of two.
#[derive(Clone, Debug)]
pub(super) struct Logarithms {
    scale: f64,
    table: Vec<i64>,
}

impl Logarithms {
    /// For counts up to `most`: no sum of terms leaves 2⁶¹, and no term has more than 40 fractional bits.
    pub(super) fn new(most: u64) -> Self {
        let bits = 64 - most.leading_zeros();
        // most · ln most < 2^bits · bits, and bits < 2^5.
        let scale = (1u64 << (56 - bits).min(40)) as f64;
        let table = (0..=most.min(TABLE)).map(|count| Self::compute(scale, count)).collect();
        Self { scale, table }
    }

    fn compute(scale: f64, count: u64) -> i64 {
        let m = count as f64;
        if count == 0 { 0 } else { (m * exact::ln(m) * scale).round_ties_even() as i64 }
    }
}

impl Measure for Logarithms {
    fn term(&self, count: u64) -> i64 {
        let known = self.table.get(usize::try_from(count).unwrap_or(usize::MAX)).copied();
        known.unwrap_or_else(|| Self::compute(self.scale, count))
    }

    /// `n ln n − Σ c ln c`
    fn impurity(&self, whole: Side) -> f64 {
        (self.term(whole.weight) - whole.sum) as f64
    }

    fn gain(&self, whole: Side, left: Side, right: Side) -> Gain {
        let entropy = |side: Side| self.term(side.weight) - side.sum;
        // The true gain is not negative; rounded terms can make it so by a few units.
        let size = entropy(whole) - entropy(left) - entropy(right);
        Gain::plain(u128::from(size.max(0).unsigned_abs()), 1)
    }

    fn decrease(&self, _: Side, gain: &Gain) -> f64 {
        gain.value()
    }

    fn absolute(&self, impurity: f64) -> f64 {
        impurity / self.scale * std::f64::consts::LOG2_E
    }
}

/// Classes under one measure of impurity.
#[derive(Clone, Debug)]
pub(super) struct Classes<M> {
    measure: M,
    /// Class and copies of each row.
    items: Vec<(u32, u32)>,
    whole_counts: Vec<u64>,
    left_counts: Vec<u64>,
    whole: Side,
    left: Side,
    right: Side,
}

impl<M: Measure> Classes<M> {
    /// Classes below `classes`.
    pub(super) fn new(measure: M, target: &[u32], classes: u32, rows: &Rows) -> Self {
        Self {
            measure,
            items: target.iter().copied().zip(rows.copies.iter().copied()).collect(),
            whole_counts: vec![0; classes as usize],
            left_counts: vec![0; classes as usize],
            whole: Side::default(),
            left: Side::default(),
            right: Side::default(),
        }
    }
}

impl<M: Measure> Criterion for Classes<M> {
    fn enter(&mut self, rows: &[u32]) {
        self.whole_counts.fill(0);
        self.whole = Side::default();
        for &row in rows {
            let (class, copies) = self.items.get(row as usize).copied().unwrap_or((0, 0));
            if let Some(count) = self.whole_counts.get_mut(class as usize) {
                *count += u64::from(copies);
                self.whole.weight += u64::from(copies);
            }
        }
        for &count in &self.whole_counts {
            self.whole.sum += self.measure.term(count);
        }
    }

    fn weight(&self) -> u64 {
        self.whole.weight
    }

    fn impurity(&self) -> f64 {
        self.measure.impurity(self.whole)
    }

    fn restart(&mut self) {
        self.left_counts.fill(0);
        (self.left, self.right) = (Side::default(), self.whole);
    }

    #[inline]
    fn take(&mut self, row: u32) {
        let (class, copies) = self.items.get(row as usize).copied().unwrap_or((0, 0));
        let whole = self.whole_counts.get(class as usize).copied().unwrap_or(0);
        let Some(left) = self.left_counts.get_mut(class as usize) else { return };
        let copies = u64::from(copies);
        let (before, after) = (*left, *left + copies);
        *left = after;
        self.left.weight += copies;
        self.right.weight -= copies;
        self.left.sum += self.measure.term(after) - self.measure.term(before);
        self.right.sum += self.measure.term(whole - after) - self.measure.term(whole - before);
    }

    #[inline]
    fn left_count(&self) -> u64 {
        self.left.weight
    }

    #[inline]
    fn gain(&self) -> Gain {
        self.measure.gain(self.whole, self.left, self.right)
    }

    fn decrease(&self, gain: &Gain) -> f64 {
        self.measure.decrease(self.whole, gain)
    }

    fn absolute(&self, impurity: f64) -> f64 {
        self.measure.absolute(impurity)
    }

    fn outputs(&self) -> usize {
        self.whole_counts.len()
    }

    /// The share of each class.
    fn answer(&mut self, rows: &[u32], out: &mut Vec<f64>) {
        self.enter(rows);
        let total = self.whole.weight as f64;
        out.extend(self.whole_counts.iter().map(|&count| count as f64 / total));
    }
}
