//! Exact dot products: every product enters whole, and only the result is rounded.

use super::accumulator::{UNIT, by_digits, decompose};
use super::buckets::{add_products_by_exponent, add_squares_by_exponent};
use super::dyadic::Dyadic;
use super::fixed_point::FixedPoint;
use super::special::Special;
use super::vector::digits::{self, BLOCK, Digits, FROM};

/// 4196 bits for the widest product, 64 for the count, and a sign: 134 limbs of 32 bits.
const LIMBS: usize = 134;
/// Slices from these lengths on repay the set-up of the buckets.
const SQUARE_BUCKETS_FROM: usize = 256;
const PRODUCT_BUCKETS_FROM: usize = 640;

/// The exact sum of products of two `f64`, independent of their order.
///
/// The 106-bit products are made in integers, so that none overflows, underflows or is rounded.
///
/// # Examples
/// ```
/// use steadfast::exact::ExactDot;
/// let mut dot = ExactDot::new();
/// dot.add(1e200, 1e200);
/// dot.add(3.0, 0.5);
/// dot.add(-1e200, 1e200);
/// assert_eq!(dot.sum(), 1.5);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExactDot {
    total: FixedPoint<LIMBS>,
    special: Special,
}

impl ExactDot {
    /// The sum of no products.
    #[must_use]
    pub const fn new() -> Self {
        Self { total: FixedPoint::ZERO, special: Special::Finite }
    }

    /// Adds `a·b`; a product that is NaN or infinite because a factor is, is remembered as such.
    #[inline]
    pub fn add(&mut self, a: f64, b: f64) {
        if a.is_finite() && b.is_finite() {
            let (a_negative, a_significand, a_offset) = decompose(a);
            let (b_negative, b_significand, b_offset) = decompose(b);
            let product = u128::from(a_significand) * u128::from(b_significand);
            self.total.add_wide(a_negative != b_negative, product, a_offset + b_offset);
        } else {
            self.special.note(a * b);
        }
    }

    /// Adds the products of all pairs; the same as adding them one by one, faster.
    ///
    /// Lengths as in [`dot`](super::dot): of a longer side the rest is left out.
    pub fn add_slices(&mut self, a: &[f64], b: &[f64]) {
        self.add_slices_within(a, b, [None; 2]);
    }

    /// [`add_slices`](Self::add_slices) of values of which each side is at most `within` in size, where that is known.
    pub(crate) fn add_slices_within(&mut self, a: &[f64], b: &[f64], within: [Option<f64>; 2]) {
        debug_assert_eq!(a.len(), b.len(), "both sides of a dot product have one length");
        let length = a.len().min(b.len());
        let (mut a, mut b) = (&a[..length], &b[..length]);
        let mut digits = Digits::default();
        while a.len() >= FROM {
            let (block, other) = (&a[..a.len().min(BLOCK)], &b[..b.len().min(BLOCK)]);
            let Some(parts) = digits::products(block, other, within, &mut digits) else { break };
            self.add_parts(&parts);
            (a, b) = (&a[block.len()..], &b[block.len()..]);
        }
        if a.len() < PRODUCT_BUCKETS_FROM {
            a.iter().zip(b).for_each(|(&x, &y)| self.add(x, y));
        } else {
            add_products_by_exponent(a, b, &mut self.total, &mut self.special);
        }
    }

    /// Adds the square of every value; the same as adding each times itself, faster.
    pub fn add_squares(&mut self, values: &[f64]) {
        let mut digits = Digits::default();
        let squares = |block: &[f64]| digits::squares(block, &mut digits);
        let rest = by_digits(values, squares, |_, parts| self.add_parts(&parts));
        if rest.len() < SQUARE_BUCKETS_FROM {
            rest.iter().for_each(|&x| self.add(x, x));
        } else {
            add_squares_by_exponent(rest, &mut self.total, &mut self.special);
        }
    }

    /// Adds finite values as they are.
    pub(super) fn add_parts(&mut self, parts: &[f64]) {
        for &part in parts {
            let (negative, significand, offset) = decompose(part);
            self.total.add(negative, significand, offset + UNIT.unsigned_abs());
        }
    }

    /// Adds everything another accumulator has taken.
    pub fn merge(&mut self, other: &Self) {
        self.total.merge(&other.total);
        self.special = self.special.merge(other.special);
    }

    /// Of a total and what the products that were not finite make of it.
    pub(super) fn of(total: FixedPoint<LIMBS>, special: Special) -> Self {
        Self { total, special }
    }

    pub(super) fn value(&self) -> Dyadic {
        self.total.value(2 * UNIT)
    }

    pub(super) fn special(&self) -> Special {
        self.special
    }

    /// The sum, rounded once to nearest, ties to even; zeros and NaN as in
    /// [`ExactSum::sum`](super::ExactSum::sum).
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.special.sum().unwrap_or_else(|| self.value().to_f64())
    }
}

impl Default for ExactDot {
    fn default() -> Self {
        Self::new()
    }
}

/// The dot product of `a` and `b`, rounded once, independent of the order of the terms.
///
/// Lengths as in [`dot`](super::dot), which is the faster one for use at apply time.
///
/// # Examples
/// ```
/// assert_eq!(steadfast::exact::exact_dot(&[1e16, 1.0, 1e16], &[1.0, 0.5, -1.0]), 0.5);
/// ```
#[must_use]
pub fn exact_dot(a: &[f64], b: &[f64]) -> f64 {
    let mut total = ExactDot::new();
    total.add_slices(a, b);
    total.sum()
}
