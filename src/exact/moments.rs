//! Mean and variance from exact sums.

use super::accumulator::{ExactSum, by_digits};
use super::compare::NAN;
use super::dyadic::Dyadic;
use super::product::ExactDot;
use super::special::Special;
use super::vector::digits::{self, Digits, Moments};

/// Count, exact sum and exact sum of squares of one variable: order-free and mergeable.
///
/// # Examples
/// ```
/// use steadfast::exact::ExactMoments;
/// let mut moments = ExactMoments::new();
/// moments.add_slice(&[1e9 + 1.0, 1e9 + 2.0, 1e9 + 3.0]);
/// assert_eq!(moments.mean(), Some(1e9 + 2.0));
/// assert_eq!(moments.variance(1), Some(1.0));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExactMoments {
    pub(super) sum: ExactSum,
    pub(super) squares: ExactDot,
}

impl ExactMoments {
    /// The moments of nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { sum: ExactSum::new(), squares: ExactDot::new() }
    }

    /// The moments of the values of a slice.
    pub(crate) fn of(values: &[f64]) -> Self {
        let mut moments = Self::new();
        moments.add_slice(values);
        moments
    }

    /// Adds one value.
    #[inline]
    pub fn add(&mut self, x: f64) {
        self.sum.add(x);
        self.squares.add(x, x);
    }

    /// Adds every value of a slice; the same as adding them one by one, faster.
    pub fn add_slice(&mut self, values: &[f64]) {
        self.add_slice_within(values, None);
    }

    /// [`add_slice`](Self::add_slice) of values that are at most `within` in size, where that is known.
    pub(super) fn add_slice_within(&mut self, values: &[f64], within: Option<f64>) {
        let mut digits = Digits::default();
        let moments = |block: &[f64]| digits::moments(block, within, &mut digits);
        let rest = by_digits(values, moments, |count, Moments { sum, squares }| {
            self.sum.add_parts(count, &sum);
            self.squares.add_parts(&squares);
        });
        self.sum.add_slice(rest);
        self.squares.add_squares(rest);
    }

    /// Adds everything another accumulator has taken.
    pub fn merge(&mut self, other: &Self) {
        self.sum.merge(&other.sum);
        self.squares.merge(&other.squares);
    }

    /// Number of values taken.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.sum.count()
    }

    /// The sum, rounded once.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.sum.sum()
    }

    /// The sum of squares, rounded once.
    #[must_use]
    pub fn sum_of_squares(&self) -> f64 {
        self.squares.sum()
    }

    /// The mean, correctly rounded; `None` before any value.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        self.sum.mean()
    }

    /// What the values that were not finite make of the sum.
    pub(super) fn special(&self) -> Special {
        self.sum.special
    }

    /// The exact sum.
    pub(super) fn total(&self) -> Dyadic {
        self.sum.value()
    }

    /// The exact sum of squares.
    pub(super) fn total_of_squares(&self) -> Dyadic {
        self.squares.value()
    }

    /// `n·Σx² − (Σx)²`: n² times the variance, exactly.
    pub(super) fn spread(&self) -> Dyadic {
        let sum = self.sum.value();
        Dyadic::from_u64(self.count()).times(&self.squares.value()).minus(&sum.times(&sum))
    }

    /// The variance `Σ(x − mean)² / (n − ddof)`, correctly rounded; `None` unless `n > ddof`.
    ///
    /// NaN if any value is NaN or infinite.
    ///
    /// # Formula
    /// `(n·Σx² − (Σx)²) / (n·(n − ddof))` in exact integers, rounded once: no cancellation.
    #[must_use]
    pub fn variance(&self, ddof: u64) -> Option<f64> {
        let divisor = pairs(self.count(), ddof)?;
        let variance = self.spread().over(&divisor)?;
        Some(if self.sum.special == Special::Finite { variance } else { NAN })
    }
}

/// `n·(n − ddof)`, when `n > ddof`.
pub(super) fn pairs(n: u64, ddof: u64) -> Option<Dyadic> {
    let freedom = n.checked_sub(ddof).filter(|&freedom| freedom > 0)?;
    Some(Dyadic::from_u64(n).times(&Dyadic::from_u64(freedom)))
}
