//! Statistics of whole slices from exact sums: independent of the order of the values.

use super::accumulator::ExactSum;
use super::comoments::ExactComoments;
use super::compare::canonical;
use super::moments::ExactMoments;
use super::product::ExactDot;

/// The arithmetic mean, correctly rounded; `None` for no values.
///
/// # Examples
/// ```
/// assert_eq!(steadfast::exact::mean(&[1.0, 2.0, 4.5]), Some(2.5));
/// ```
#[must_use]
pub fn mean(values: &[f64]) -> Option<f64> {
    let mut sum = ExactSum::new();
    sum.add_slice(values);
    sum.mean()
}

/// The variance with divisor `n − ddof`, correctly rounded; `None` unless `n > ddof`.
///
/// See [`ExactMoments::variance`].
///
/// # Examples
/// ```
/// use steadfast::exact::variance;
/// assert_eq!(variance(&[1.0, 2.0, 3.0], 0), Some(2.0 / 3.0));
/// assert_eq!(variance(&[1.0], 1), None);
/// ```
#[must_use]
pub fn variance(values: &[f64], ddof: u64) -> Option<f64> {
    let moments = ExactMoments::of(values);
    moments.variance(ddof)
}

/// The square root of [`variance`].
///
/// # Examples
/// ```
/// assert_eq!(steadfast::exact::standard_deviation(&[2.0, 4.0], 0), Some(1.0));
/// ```
#[must_use]
pub fn standard_deviation(values: &[f64], ddof: u64) -> Option<f64> {
    variance(values, ddof).map(f64::sqrt)
}

fn comoments(x: &[f64], y: &[f64]) -> ExactComoments {
    let mut moments = ExactComoments::new();
    moments.add_slices(x, y);
    moments
}

/// The covariance of pairs with divisor `n − ddof`; see [`ExactComoments::covariance`].
///
/// Lengths as in [`dot`](super::dot).
///
/// # Examples
/// ```
/// assert_eq!(steadfast::exact::covariance(&[1.0, 3.0], &[2.0, 0.0], 1), Some(-2.0));
/// ```
#[must_use]
pub fn covariance(x: &[f64], y: &[f64], ddof: u64) -> Option<f64> {
    comoments(x, y).covariance(ddof)
}

/// Pearson's correlation of pairs; see [`ExactComoments::pearson`]. Lengths as in [`dot`](super::dot).
///
/// # Examples
/// ```
/// use steadfast::exact::pearson;
/// assert_eq!(pearson(&[1.0, 2.0, 3.0], &[0.3, 0.2, 0.1]).map(f64::round), Some(-1.0));
/// assert_eq!(pearson(&[1.0, 1.0], &[0.0, 5.0]), None);
/// ```
#[must_use]
pub fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    comoments(x, y).pearson()
}

/// `Σwx / Σw` from exact sums, correctly rounded; `None` when the weights add to zero.
///
/// Lengths as in [`dot`](super::dot). Where a value or weight is not finite, the quotient of the
/// two sums as IEEE 754 has it.
///
/// # Examples
/// ```
/// use steadfast::exact::weighted_mean;
/// assert_eq!(weighted_mean(&[1.0, 4.0], &[2.0, 1.0]), Some(2.0));
/// assert_eq!(weighted_mean(&[0.1, 0.1], &[0.3, 0.4]), Some(0.1));
/// ```
#[must_use]
pub fn weighted_mean(values: &[f64], weights: &[f64]) -> Option<f64> {
    debug_assert_eq!(values.len(), weights.len(), "every value has a weight");
    let (mut weighted, mut total) = (ExactDot::new(), ExactSum::new());
    weighted.add_slices(values, weights);
    total.add_slice(weights.get(..values.len()).unwrap_or(weights));
    if weighted.special().sum().or(total.special.sum()).is_some() {
        return Some(canonical(weighted.sum() / total.sum()));
    }
    weighted.value().over(&total.value())
}
