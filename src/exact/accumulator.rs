//! Exact sums that do not depend on order or partition.

use super::buckets::add_by_exponent;
use super::dyadic::Dyadic;
use super::fixed_point::FixedPoint;
use super::special::Special;
use super::state::SumState;
use super::vector::digits::{self, BLOCK, FROM};
use serde::{Deserialize, Serialize};

/// Power of two of one unit: every finite `f64` is a whole number of them.
pub(super) const UNIT: i32 = -1074;
/// Bits of the largest finite value in units.
pub(super) const VALUE_BITS: u32 = 2098;
/// [`VALUE_BITS`] for the widest value, 64 for the count, and a sign: 68 limbs of 32 bits.
pub(super) const LIMBS: usize = 68;
/// Slices from this length on repay the set-up of the buckets.
const BUCKETS_FROM: usize = 1536;

/// A finite value as `±significand·2^offset` units of 2⁻¹⁰⁷⁴.
#[inline]
pub(super) fn decompose(x: f64) -> (bool, u64, u32) {
    let bits = x.to_bits();
    let (field, fraction) = ((bits >> 52) as u32 & 0x7ff, bits & ((1 << 52) - 1));
    let hidden = u64::from(field != 0) << 52;
    (x.is_sign_negative(), fraction | hidden, field.saturating_sub(1))
}

/// Takes blocks of `values` as `parts` of few floats that add up to the same, with the length of each, and gives
/// back from where on that did not serve.
pub(super) fn by_digits<P>(
    values: &[f64],
    mut parts: impl FnMut(&[f64]) -> Option<P>,
    mut take: impl FnMut(usize, P),
) -> &[f64] {
    let mut rest = values;
    while rest.len() >= FROM {
        let (block, after) = rest.split_at(rest.len().min(BLOCK));
        let Some(parts) = parts(block) else { break };
        take(block.len(), parts);
        rest = after;
    }
    rest
}

/// The exact sum of any number of `f64`, independent of their order, in 544 bytes of limbs.
///
/// Nothing is rounded until [`sum`](Self::sum). Equal multisets of values give equal
/// accumulators, and parts may be summed apart and [`merge`](Self::merge)d in any way. Counts up
/// to 2⁶⁴ − 1 values are kept and cannot overflow the limbs.
///
/// # Examples
/// ```
/// use steadfast::exact::ExactSum;
/// let mut whole = ExactSum::new();
/// whole.add_slice(&[1e300, 1.0, -1e300]);
/// let mut parts = ExactSum::new();
/// parts.add(-1e300);
/// parts.add(1.0);
/// let mut rest = ExactSum::new();
/// rest.add(1e300);
/// parts.merge(&rest);
/// assert_eq!(whole, parts);
/// assert_eq!(whole.sum(), 1.0);
/// ```
///
/// # Source
/// Kulisch, *Computer Arithmetic and Validity* (2008), for the long accumulator; Neal, "Fast
/// exact summation using small and large superaccumulators" (2015), for delayed carries and
/// exponent buckets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "SumState", into = "SumState")]
pub struct ExactSum {
    pub(super) total: FixedPoint<LIMBS>,
    pub(super) special: Special,
    pub(super) count: u64,
}

impl ExactSum {
    /// The sum of nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { total: FixedPoint::ZERO, special: Special::Finite, count: 0 }
    }

    /// Adds one value; NaN and infinities are remembered as such.
    #[inline]
    pub fn add(&mut self, x: f64) {
        self.count = self.count.saturating_add(1);
        self.absorb(x);
    }

    #[inline]
    fn absorb(&mut self, x: f64) {
        if x.is_finite() {
            let (negative, significand, offset) = decompose(x);
            self.total.add(negative, significand, offset);
        } else {
            self.special.note(x);
        }
    }

    /// Adds every value of a slice; the same as adding them one by one, faster.
    pub fn add_slice(&mut self, values: &[f64]) {
        self.add_slice_within(values, None);
    }

    /// [`add_slice`](Self::add_slice) of values that are at most `within` in size, where that is known.
    pub(crate) fn add_slice_within(&mut self, values: &[f64], within: Option<f64>) {
        let parts = |block: &[f64]| digits::sum(block, within);
        let rest = by_digits(values, parts, |count, parts| self.add_parts(count, &parts));
        self.count = self.count.saturating_add(rest.len() as u64);
        if rest.len() < BUCKETS_FROM {
            rest.iter().for_each(|&x| self.absorb(x));
        } else {
            add_by_exponent(rest, &mut self.total, &mut self.special);
        }
    }

    /// Adds `count` values that add up to what `parts` do.
    pub(super) fn add_parts(&mut self, count: usize, parts: &[f64]) {
        self.count = self.count.saturating_add(count as u64);
        parts.iter().for_each(|&part| self.absorb(part));
    }

    /// Adds everything another accumulator has taken.
    pub fn merge(&mut self, other: &Self) {
        self.total.merge(&other.total);
        self.special = self.special.merge(other.special);
        self.count = self.count.saturating_add(other.count);
    }

    /// Number of values taken, NaN and infinities included.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The exact value of the finite terms.
    pub(super) fn value(&self) -> Dyadic {
        self.total.value(UNIT)
    }

    /// The sum, rounded once to nearest, ties to even.
    ///
    /// A zero sum is `+0.0`, also of negative zeros; the canonical NaN if a NaN was added or
    /// infinities of both signs. Partial sums cannot overflow; only a result can be infinite.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.special.sum().unwrap_or_else(|| self.value().to_f64())
    }

    /// The mean, the exact sum divided by the count and rounded once; `None` before any value.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        let mean = self.value().over(&Dyadic::from_u64(self.count))?;
        Some(self.special.sum().unwrap_or(mean))
    }
}

impl Default for ExactSum {
    fn default() -> Self {
        Self::new()
    }
}

impl Extend<f64> for ExactSum {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, values: I) {
        values.into_iter().for_each(|x| self.add(x));
    }
}

/// The sum of `values`, rounded once, independent of their order; see [`ExactSum::sum`].
///
/// # Examples
/// ```
/// assert_eq!(steadfast::exact::exact_sum(&[1e16, 1.0, -1e16]), 1.0);
/// ```
#[must_use]
pub fn exact_sum(values: &[f64]) -> f64 {
    let mut sum = ExactSum::new();
    sum.add_slice(values);
    sum.sum()
}
