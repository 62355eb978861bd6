//! Numeric targets as whole numbers, and their variance.

use super::TreeError;
use super::criterion::{Criterion, Gain};
use super::grow::Rows;
use crate::exact;

/// Sums of the targets of some rows.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    weight: u64,
    sum: i64,
}

/// Squared error: the variance of the targets, each in whole quanta from the middle of their range.
#[derive(Clone, Debug)]
pub(super) struct Numbers<'a> {
    target: &'a [f64],
    /// Quanta and copies of each row.
    items: Vec<(i64, u32)>,
    /// The power of two that is one quantum.
    quantum: i32,
    whole: Sums,
    squares: i128,
    left: Sums,
}

/// The smallest `e` with `size < 2^e`, for a size that is finite and not zero.
fn exponent_above(size: f64) -> i32 {
    let field = (size.to_bits() >> 52) as i32 & 0x7ff;
    if field == 0 { 64 - size.to_bits().leading_zeros() as i32 - 1074 } else { field - 1022 }
}

/// `x · 2^e` for |e| ≤ 2000, in two steps as 2^e itself may lie outside the format.
fn scaled(x: f64, e: i32) -> f64 {
    let power = |e: i32| f64::from_bits(((e + 1023) as u64) << 52);
    x * power(e / 2) * power(e - e / 2)
}

impl<'a> Numbers<'a> {
    pub(super) fn new(target: &'a [f64], rows: &Rows) -> Result<Self, TreeError> {
        if let Some(row) = target.iter().position(|y| !y.is_finite()) {
            return Err(TreeError::Target { row });
        }
        let present = || target.iter().zip(&rows.copies).filter(|&(_, &c)| c > 0).map(|(&y, _)| y);
        let low = present().fold(f64::INFINITY, exact::min);
        let high = present().fold(f64::NEG_INFINITY, exact::max);
        let middle = low / 2.0 + high / 2.0;
        let size = exact::max(high - middle, middle - low);
        // A sum over all rows then stays below 2^62.
        let bits = (62 - (64 - rows.total.leading_zeros() as i32)).min(50);
        let quantum = if size > 0.0 { exponent_above(size) - bits } else { 0 };
        let quanta = |y: f64| scaled(y - middle, -quantum).round_ties_even() as i64;
        let item = |(&y, &copies): (&f64, &u32)| (if copies > 0 { quanta(y) } else { 0 }, copies);
        let items = target.iter().zip(&rows.copies).map(item).collect();
        let (whole, left) = (Sums::default(), Sums::default());
        Ok(Self { target, items, quantum, whole, squares: 0, left })
    }

    fn item(&self, row: u32) -> (i64, u32) {
        self.items.get(row as usize).copied().unwrap_or((0, 0))
    }
}

impl Criterion for Numbers<'_> {
    fn enter(&mut self, rows: &[u32]) {
        (self.whole, self.squares) = (Sums::default(), 0);
        for &row in rows {
            let (quanta, copies) = self.item(row);
            let weighted = quanta * i64::from(copies);
            self.whole.weight += u64::from(copies);
            self.whole.sum += weighted;
            self.squares += i128::from(weighted) * i128::from(quanta);
        }
    }

    fn weight(&self) -> u64 {
        self.whole.weight
    }

    /// `Σq² − (Σq)²/n`, by way of the integer `n Σq² − (Σq)²`.
    fn impurity(&self) -> f64 {
        let (n, sum) = (i128::from(self.whole.weight), i128::from(self.whole.sum));
        (n * self.squares - sum * sum) as f64 / self.whole.weight as f64
    }

    fn restart(&mut self) {
        self.left = Sums::default();
    }

    #[inline]
    fn take(&mut self, row: u32) {
        let (quanta, copies) = self.item(row);
        self.left.weight += u64::from(copies);
        self.left.sum += quanta * i64::from(copies);
    }

    #[inline]
    fn left_count(&self) -> u64 {
        self.left.weight
    }

    /// The variance times n falls by `(n S_l − n_l S)² / (n n_l n_r)`; n is the same for all cuts.
    #[inline]
    fn gain(&self) -> Gain {
        let (n, left) = (self.whole.weight, self.left.weight);
        let difference = i128::from(n) * i128::from(self.left.sum)
            - i128::from(left) * i128::from(self.whole.sum);
        Gain::squared(difference.unsigned_abs(), left * (n - left))
    }

    fn decrease(&self, gain: &Gain) -> f64 {
        gain.value() / self.whole.weight as f64
    }

    fn absolute(&self, impurity: f64) -> f64 {
        scaled(scaled(impurity, self.quantum), self.quantum)
    }

    fn outputs(&self) -> usize {
        1
    }

    /// The mean, correctly rounded.
    fn answer(&mut self, rows: &[u32], out: &mut Vec<f64>) {
        let y = |row: u32| self.target.get(row as usize).copied().unwrap_or(0.0);
        let first = rows.first().map_or(0.0, |&row| y(row));
        if rows.iter().all(|&row| y(row) == first) {
            // Of two zeros the positive one.
            return out.push(first + 0.0);
        }
        let values: Vec<f64> = rows.iter().map(|&row| y(row)).collect();
        let mean = if rows.iter().all(|&row| self.item(row).1 == 1) {
            exact::mean(&values)
        } else {
            let copies: Vec<f64> = rows.iter().map(|&row| f64::from(self.item(row).1)).collect();
            exact::weighted_mean(&values, &copies)
        };
        out.push(mean.unwrap_or(0.0));
    }
}
