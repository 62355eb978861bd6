//! First and second moments from exact sums.

use super::accumulator::ExactSum;
use super::compare::NAN;
use super::dyadic::Dyadic;
use super::product::ExactDot;
use super::special::Special;

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
    sum: ExactSum,
    squares: ExactDot,
}

impl ExactMoments {
    /// The moments of nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { sum: ExactSum::new(), squares: ExactDot::new() }
    }

    /// Adds one value.
    #[inline]
    pub fn add(&mut self, x: f64) {
        self.sum.add(x);
        self.squares.add(x, x);
    }

    /// Adds every value of a slice.
    pub fn add_slice(&mut self, values: &[f64]) {
        self.sum.add_slice(values);
        values.iter().for_each(|&x| self.squares.add(x, x));
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

    /// `n·Σx² − (Σx)²`: n² times the variance, exactly.
    fn spread(&self) -> Dyadic {
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
fn pairs(n: u64, ddof: u64) -> Option<Dyadic> {
    let freedom = n.checked_sub(ddof).filter(|&freedom| freedom > 0)?;
    Some(Dyadic::from_u64(n).times(&Dyadic::from_u64(freedom)))
}

/// `a / √(b·c)`, for `a² ≤ b·c`: two roundings, and exactly ±1 where that is the value.
///
/// `None` when `b` or `c` is zero. A result below 2⁻⁵¹¹ in size loses digits.
pub(super) fn cosine(a: &Dyadic, b: &Dyadic, c: &Dyadic) -> Option<f64> {
    let size = a.times(a).over(&b.times(c))?.sqrt();
    Some(if a.negative { -size } else { size })
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
    fn finite(&self) -> bool {
        let sums = self.x.sum.special.merge(self.y.sum.special);
        sums.merge(self.products.special()) == Special::Finite
    }

    /// `n·Σxy − Σx·Σy`, exactly.
    fn joint_spread(&self) -> Dyadic {
        let sums = self.x.sum.value().times(&self.y.sum.value());
        Dyadic::from_u64(self.x.count()).times(&self.products.value()).minus(&sums)
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
