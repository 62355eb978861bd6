//! Covariance and correlation from exact sums.

use super::compare::NAN;
use super::dyadic::Dyadic;
use super::moments::{ExactMoments, pairs};
use super::product::ExactDot;
use super::special::Special;
use super::vector::range::largest;
use std::borrow::Cow;

/// `a / √(b·c)`, for `a² ≤ b·c`: two roundings, and exactly ±1 where that is the value.
///
/// `None` when `b` or `c` is zero. A result below 2⁻⁵¹¹ in size loses digits.
pub(super) fn cosine(a: &Dyadic, b: &Dyadic, c: &Dyadic) -> Option<f64> {
    let size = a.times(a).over(&b.times(c))?.sqrt();
    Some(if a.negative { -size } else { size })
}

/// What is in several pairs: values, and what is learned of them once.
#[derive(Clone, Debug)]
pub(crate) struct Member<'v> {
    values: Cow<'v, [f64]>,
    within: Option<f64>,
    moments: ExactMoments,
}

impl<'v> Member<'v> {
    /// Values, one a pair.
    pub(crate) fn new(values: impl Into<Cow<'v, [f64]>>) -> Self {
        let values = values.into();
        let within = largest(&values);
        let mut moments = ExactMoments::new();
        moments.add_slice_within(&values, within);
        Self { values, within, moments }
    }
}

/// Exact moments of pairs, for covariance and correlation: order-free and mergeable.
///
/// # Examples
/// ```
/// use steadfast::exact::ExactComoments;
/// let mut moments = ExactComoments::new();
/// for (x, y) in [(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)] {
///     moments.add(x, y);
/// }
/// assert_eq!(moments.covariance(1), Some(2.0));
/// assert_eq!(moments.pearson(), Some(1.0));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExactComoments {
    x: ExactMoments,
    y: ExactMoments,
    products: ExactDot,
}

impl ExactComoments {
    /// The moments of no pairs.
    #[must_use]
    pub const fn new() -> Self {
        Self { x: ExactMoments::new(), y: ExactMoments::new(), products: ExactDot::new() }
    }

    /// Adds one pair.
    #[inline]
    pub fn add(&mut self, x: f64, y: f64) {
        self.x.add(x);
        self.y.add(y);
        self.products.add(x, y);
    }

    /// Adds all pairs of two slices; the same as adding them one by one, faster.
    ///
    /// Lengths as in [`dot`](super::dot): of a longer side the rest is left out.
    pub fn add_slices(&mut self, x: &[f64], y: &[f64]) {
        debug_assert_eq!(x.len(), y.len(), "pairs have two members");
        let pairs = if x.len() < y.len() { x.len() } else { y.len() };
        let (x, y) = (x.get(..pairs).unwrap_or(x), y.get(..pairs).unwrap_or(y));
        self.x.add_slice(x);
        self.y.add_slice(y);
        self.products.add_slices(x, y);
    }

    /// The moments of pairs, given their first members and their second; lengths as in [`dot`](super::dot).
    pub(crate) fn of_members(x: &Member<'_>, y: &Member<'_>) -> Self {
        let mut products = ExactDot::new();
        products.add_slices_within(&x.values, &y.values, [x.within, y.within]);
        Self { x: x.moments.clone(), y: y.moments.clone(), products }
    }

    /// Adds everything another accumulator has taken.
    pub fn merge(&mut self, other: &Self) {
        self.x.merge(&other.x);
        self.y.merge(&other.y);
        self.products.merge(&other.products);
    }

    /// The moments of the first variable.
    #[must_use]
    pub const fn x(&self) -> &ExactMoments {
        &self.x
    }

    /// The moments of the second variable.
    #[must_use]
    pub const fn y(&self) -> &ExactMoments {
        &self.y
    }

    /// Whether every value taken was finite.
    pub(super) fn finite(&self) -> bool {
        let sums = self.x.special().merge(self.y.special());
        sums.merge(self.products.special()) == Special::Finite
    }

    /// `n·Σxy − Σx·Σy`, exactly.
    pub(super) fn joint_spread(&self) -> Dyadic {
        let sums = self.x.total().times(&self.y.total());
        Dyadic::from_u64(self.x.count()).times(&self.products.value()).minus(&sums)
    }

    /// `Σxy`, exactly.
    pub(super) fn total_of_products(&self) -> Dyadic {
        self.products.value()
    }

    /// The covariance with divisor `n − ddof`, correctly rounded; `None` unless `n > ddof`, NaN
    /// if any value is NaN or infinite.
    #[must_use]
    pub fn covariance(&self, ddof: u64) -> Option<f64> {
        let covariance = self.joint_spread().over(&pairs(self.x.count(), ddof)?)?;
        Some(if self.finite() { covariance } else { NAN })
    }

    /// Pearson's correlation, in `[−1, 1]` and within one unit in the last place; ±1 exactly for
    /// points on a line.
    ///
    /// `None` when either variable is constant or there are no pairs, NaN if any value is NaN or
    /// infinite.
    #[must_use]
    pub fn pearson(&self) -> Option<f64> {
        if !self.finite() {
            return Some(NAN);
        }
        cosine(&self.joint_spread(), &self.x.spread(), &self.y.spread())
    }
}
