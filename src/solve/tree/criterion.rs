//! What a cut gains, as an exact fraction.

use core::cmp::Ordering;

/// What the growth of a tree asks of its targets.
///
/// One node at a time is entered; its rows are moved from the right of a cut to the left one by one.
pub(super) trait Criterion {
    /// Makes `rows` the node that the other methods speak of.
    fn enter(&mut self, rows: &[u32]);
    /// Rows in the node, copies counted; or units of their weights.
    fn weight(&self) -> u64;
    /// Rows in the node, copies counted: what minima are of.
    fn count(&self) -> u64 {
        self.weight()
    }
    /// The node's impurity times its weight, in units of the criterion's own; 0 if and only if pure.
    fn impurity(&self) -> f64;
    /// Moves every row to the right.
    fn restart(&mut self);
    /// Moves a row to the left.
    fn take(&mut self, row: u32);
    /// Rows on the left, copies counted.
    fn left_count(&self) -> u64;
    /// By how much the cut as it stands lowers the impurity; both sides have rows.
    fn gain(&self) -> Gain;
    /// The same as a number, in units of [`impurity`](Self::impurity).
    fn decrease(&self, gain: &Gain) -> f64;
    /// A weighted impurity in the units of the world.
    fn absolute(&self, impurity: f64) -> f64;
    /// Numbers in an answer.
    fn outputs(&self) -> usize;
    /// Appends the answer of a leaf.
    fn answer(&mut self, rows: &[u32], out: &mut Vec<f64>);
}

/// The fraction `factors[0] · factors[1] / divisor`, comparable among the cuts of one node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gain {
    factors: [u128; 2],
    divisor: u64,
    /// The product of the factors, with a relative error below 2⁻⁵⁰.
    estimate: f64,
}

/// More than the estimates of two products err by, and less than 1e-14.
const DOUBT: f64 = 1.0 / (1u64 << 48) as f64;

impl Gain {
    /// `size / divisor`
    pub(super) fn plain(size: u128, divisor: u64) -> Self {
        Self { factors: [size, 1], divisor, estimate: size as f64 }
    }

    /// `size² / divisor`
    pub(super) fn squared(size: u128, divisor: u64) -> Self {
        let root = size as f64;
        Self { factors: [size, size], divisor, estimate: root * root }
    }

    /// The fraction, with a relative error of a few roundings.
    pub(super) fn value(&self) -> f64 {
        self.estimate / self.divisor as f64
    }

    /// Compares the fractions exactly; the integers are only looked at where estimates cannot tell.
    #[inline]
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        let own = self.estimate * other.divisor as f64;
        let others = other.estimate * self.divisor as f64;
        if own < others * (1.0 - DOUBT) {
            Ordering::Less
        } else if own > others * (1.0 + DOUBT) {
            Ordering::Greater
        } else {
            self.compare_integers(other)
        }
    }

    #[cold]
    fn compare_integers(&self, other: &Self) -> Ordering {
        let own = product(self.factors, other.divisor);
        let others = product(other.factors, self.divisor);
        own.iter().rev().cmp(others.iter().rev())
    }
}

/// `a · b · c` in digits of 64 bits, least first.
fn product([a, b]: [u128; 2], c: u64) -> [u64; 5] {
    let mut digits = [a as u64, (a >> 64) as u64, 0, 0, 0];
    let by_low = times(digits, b as u64);
    let by_high = times(digits, (b >> 64) as u64);
    let mut carry = false;
    digits = by_low;
    for (digit, added) in digits.iter_mut().skip(1).zip(by_high) {
        let (sum, over) = digit.overflowing_add(added);
        let (sum, over_again) = sum.overflowing_add(u64::from(carry));
        (*digit, carry) = (sum, over || over_again);
    }
    times(digits, c)
}

fn times(mut digits: [u64; 5], by: u64) -> [u64; 5] {
    let mut carry = 0;
    for digit in &mut digits {
        let wide = u128::from(*digit) * u128::from(by) + carry;
        (*digit, carry) = (wide as u64, wide >> 64);
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigUint;
    use proptest::prelude::*;

    proptest! {
        /// Fractions that differ in their last digits only, against a library of big integers.
        #[test]
        fn fractions_are_compared_exactly(
            size in 1u128..1 << 94, off in 0u128..3, divisor in 1u64..1 << 61, scale in 1u64..4, squared: bool,
        ) {
            let make = if squared { Gain::squared } else { Gain::plain };
            let other_size = size * u128::from(scale) + off;
            let factor = if squared { scale * scale } else { scale };
            let other_divisor = u64::try_from(u128::from(divisor) * u128::from(factor)).unwrap_or(divisor);
            let big = |size: u128, by: u64| {
                BigUint::from(size).pow(if squared { 2 } else { 1 }) * BigUint::from(by)
            };
            let expected = big(size, other_divisor).cmp(&big(other_size, divisor));
            prop_assert_eq!(make(size, divisor).compare(&make(other_size, other_divisor)), expected);
        }
    }
}
