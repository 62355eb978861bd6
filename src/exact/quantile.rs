//! Quantiles, the median and the median absolute deviation.

use super::compare::{NAN, canonical, clamp};
use super::order::{key, value_of};
use core::cell::RefCell;
use serde::{Deserialize, Serialize};

/// How a quantile is read off the sorted values; the names are NumPy's.
///
/// With `n` values indexed from 0 and quantile `q`, and `h = q·(n − 1)`:
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Quantile {
    /// Straight line between the neighbours of `h` (Hyndman and Fan 7; NumPy's default).
    #[default]
    Linear,
    /// The neighbour below `h`.
    Lower,
    /// The neighbour above `h`.
    Higher,
    /// The middle of the neighbours of `h`.
    Midpoint,
    /// The first value whose share of values at or below it reaches `q` (Hyndman and Fan 1).
    InvertedCdf,
    /// As `InvertedCdf`, but the middle of two where `q` falls on a step (Hyndman and Fan 2).
    AveragedInvertedCdf,
    /// The neighbour nearest to `h`; of two, the one of even index.
    Nearest,
    /// The value nearest to `q·n − 1`; of two, the one of odd index (Hyndman and Fan 3).
    ClosestObservation,
    /// Straight line between the neighbours of `q·n − 1` (Hyndman and Fan 4).
    InterpolatedInvertedCdf,
    /// Straight line between the neighbours of `q·n − 1/2` (Hyndman and Fan 5).
    Hazen,
    /// Straight line between the neighbours of `q·(n + 1) − 1` (Hyndman and Fan 6).
    Weibull,
    /// Straight line between the neighbours of `q·(n + 1/3) − 2/3` (Hyndman and Fan 8).
    MedianUnbiased,
    /// Straight line between the neighbours of `q·(n + 1/4) − 5/8` (Hyndman and Fan 9).
    NormalUnbiased,
}

impl Quantile {
    /// The `α` of a method whose straight line is drawn at `q·n + α + q·(1 − α − β) − 1`, and its `β`.
    fn plotting_position(self) -> Option<(f64, f64)> {
        match self {
            Quantile::InterpolatedInvertedCdf => Some((0.0, 1.0)),
            Quantile::Hazen => Some((0.5, 0.5)),
            Quantile::Weibull => Some((0.0, 0.0)),
            Quantile::MedianUnbiased => Some((1.0 / 3.0, 1.0 / 3.0)),
            Quantile::NormalUnbiased => Some((0.375, 0.375)),
            _ => None,
        }
    }
}

/// The point a share `t` of the way from `a` to `b`, rounded as NumPy rounds it.
fn lerp(a: f64, b: f64, t: f64) -> f64 {
    // NumPy answers NaN from ∞ − ∞ and 0·∞ where the point is plain to see.
    if a == b && a.is_infinite() || t == 0.0 && b.is_infinite() {
        return a;
    }
    let step = b - a;
    if t >= 0.5 { b - step * (1.0 - t) } else { a + step * t }
}

/// The `q` quantile of values in ascending order (as [`sorted`](super::sorted) leaves them).
///
/// `q` is a share in `[0, 1]`. `None` when there are no values or `q` is outside (NaN included).
/// If any value is NaN the result is NaN; drop missing values first.
/// Same bits as `numpy.quantile` for finite values; between equal infinities, where NumPy answers
/// NaN, the infinity.
///
/// # Examples
/// ```
/// use steadfast::exact::{Quantile, quantile};
/// let sorted = [1.0, 2.0, 4.0, 8.0];
/// assert_eq!(quantile(&sorted, 0.5, Quantile::Linear), Some(3.0));
/// assert_eq!(quantile(&sorted, 0.4, Quantile::Higher), Some(4.0));
/// assert_eq!(quantile(&sorted, 1.5, Quantile::Linear), None);
/// ```
///
/// # Source
/// Hyndman and Fan, "Sample quantiles in statistical packages", The American Statistician 50
/// (1996); rounding as in `numpy.quantile`.
#[must_use]
pub fn quantile(sorted: &[f64], q: f64, method: Quantile) -> Option<f64> {
    let (&first, &last) = (sorted.first()?, sorted.last()?);
    if !(0.0..=1.0).contains(&q) {
        return None;
    }
    // NaN can only be at the ends of a sorted slice, whichever order sorted it.
    if first.is_nan() || last.is_nan() {
        return Some(NAN);
    }
    let at = |rank: u64| sorted.get(rank as usize).copied().unwrap_or(last);
    Some(read_off(sorted.len() as u64, at, q, method))
}

/// The `q` quantile of `count` values without NaN, of which `at` gives the one of a rank from 0.
pub(super) fn read_off(count: u64, at: impl Fn(u64) -> f64, q: f64, method: Quantile) -> f64 {
    let count = count as f64;
    // A float cast saturates, and the clamp keeps the rank inside.
    let at = |position: f64| at(clamp(position, 0.0, count - 1.0) as u64);
    let h = (count - 1.0) * q;
    let step = count * q - 1.0;
    if let Some((alpha, beta)) = method.plotting_position() {
        let position = count * q + (alpha + q * (1.0 - alpha - beta)) - 1.0;
        let low = position.floor();
        // Beyond the ends both neighbours are the end.
        return canonical(lerp(at(low), at(low + 1.0), position - low));
    }
    let value = match method {
        Quantile::Nearest => at(h.round_ties_even()),
        // Of the indices on both sides of `q·n − 3/2` the upper, but the lower where it is odd and hit.
        Quantile::ClosestObservation => {
            let below = (step - 0.5).floor();
            let hit = step - 0.5 == below && below.rem_euclid(2.0) == 1.0;
            at(if hit { below } else { below + 1.0 })
        }
        Quantile::Linear => lerp(at(h.floor()), at(h.floor() + 1.0), h - h.floor()),
        Quantile::Lower => at(h.floor()),
        Quantile::Higher => at(h.ceil()),
        Quantile::Midpoint if h == h.floor() => at(h),
        Quantile::Midpoint => lerp(at(h.floor()), at(h.ceil()), 0.5),
        Quantile::InvertedCdf => at(step.ceil()),
        Quantile::AveragedInvertedCdf if step == step.floor() => {
            lerp(at(step), at(step + 1.0), 0.5)
        }
        _ => at(step.ceil()),
    };
    canonical(value)
}

/// The `qs` quantiles of values in any order, each as [`quantile`] gives it of the sorted values, without
/// sorting more than they need. `None` where [`quantile`] gives that of one.
pub(crate) fn quantiles(values: &[f64], qs: &[f64], method: Quantile) -> Option<Vec<f64>> {
    if values.is_empty() || !qs.iter().all(|q| (0.0..=1.0).contains(q)) {
        return None;
    }
    if values.iter().any(|x| x.is_nan()) {
        return Some(vec![NAN; qs.len()]);
    }
    let count = values.len() as u64;
    // Which ranks are read does not depend on what they hold.
    let ranks = RefCell::new(Vec::new());
    let note = |rank: u64| {
        ranks.borrow_mut().push(rank);
        0.0
    };
    qs.iter().for_each(|&q| {
        read_off(count, note, q, method);
    });
    let mut ranks: Vec<u64> = ranks.into_inner().into_iter().map(|r| r.min(count - 1)).collect();
    ranks.sort_unstable();
    ranks.dedup();
    let mut keys: Vec<u64> = values.iter().map(|&x| key(x)).collect();
    let (mut rest, mut start) = (&mut keys[..], 0);
    let mut held = Vec::with_capacity(ranks.len());
    for rank in ranks {
        let (_, &mut key, above) = rest.select_nth_unstable((rank - start) as usize);
        held.push((rank, value_of(key)));
        (rest, start) = (above, rank + 1);
    }
    let at = |rank: u64| {
        let place = held.binary_search_by_key(&rank.min(count - 1), |&(rank, _)| rank);
        place.ok().and_then(|place| held.get(place)).map_or(NAN, |&(_, x)| x)
    };
    Some(qs.iter().map(|&q| read_off(count, at, q, method)).collect())
}

/// The median of values in ascending order; the mean `(a + b) / 2` of the middle two when their
/// number is even, without overflow. `None` when empty, NaN if any value is.
///
/// # Examples
/// ```
/// assert_eq!(steadfast::exact::median_of_sorted(&[1.0, 2.0, 7.0, 9.0]), Some(4.5));
/// ```
#[must_use]
pub fn median_of_sorted(sorted: &[f64]) -> Option<f64> {
    let (first, last) = (sorted.first()?, sorted.last()?);
    if first.is_nan() || last.is_nan() {
        return Some(NAN);
    }
    let high = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(high);
    }
    Some(middle(*sorted.get(sorted.len() / 2 - 1)?, high))
}

/// `(low + high) / 2` without overflow.
pub(super) fn middle(low: f64, high: f64) -> f64 {
    let total = low + high;
    // Halving first is exact when the sum overflows: both are then far from the subnormals.
    let middle = if total.is_infinite() { low / 2.0 + high / 2.0 } else { total / 2.0 };
    canonical(middle)
}

/// The median of values in any order; see [`median_of_sorted`].
///
/// # Examples
/// ```
/// assert_eq!(steadfast::exact::median(&[9.0, 1.0, 2.0]), Some(2.0));
/// assert_eq!(steadfast::exact::median(&[]), None);
/// ```
#[must_use]
pub fn median(values: &[f64]) -> Option<f64> {
    if values.iter().any(|x| x.is_nan()) {
        return Some(NAN);
    }
    let last = values.len().checked_sub(1)?;
    // Only the middle is put in order.
    let mut keys: Vec<u64> = values.iter().map(|&x| key(x)).collect();
    let (below, high, _) = keys.select_nth_unstable(last.div_ceil(2));
    let high = value_of(*high);
    if last % 2 == 0 {
        return Some(high);
    }
    let low = below.iter().copied().max().map_or(high, value_of);
    Some(middle(low, high))
}

/// Median of `|x − median|`, in the units of the values and without a scale factor.
///
/// `None` when empty, NaN if any value is.
///
/// # Examples
/// ```
/// assert_eq!(steadfast::exact::median_absolute_deviation(&[1.0, 2.0, 3.0, 100.0]), Some(1.0));
/// ```
#[must_use]
pub fn median_absolute_deviation(values: &[f64]) -> Option<f64> {
    median_and_deviation(values).map(|(_, deviation)| deviation)
}

/// The [`median`] and the [`median_absolute_deviation`].
pub(crate) fn median_and_deviation(values: &[f64]) -> Option<(f64, f64)> {
    let center = median(values)?;
    let deviations: Vec<f64> = values.iter().map(|x| (x - center).abs()).collect();
    Some((center, median(&deviations)?))
}

#[cfg(test)]
mod tests {
    use super::super::order::sorted;
    use super::*;
    use proptest::prelude::*;

    const METHODS: [Quantile; 13] = [
        Quantile::Linear,
        Quantile::Lower,
        Quantile::Higher,
        Quantile::Midpoint,
        Quantile::InvertedCdf,
        Quantile::AveragedInvertedCdf,
        Quantile::Nearest,
        Quantile::ClosestObservation,
        Quantile::InterpolatedInvertedCdf,
        Quantile::Hazen,
        Quantile::Weibull,
        Quantile::MedianUnbiased,
        Quantile::NormalUnbiased,
    ];

    #[test]
    fn infinities_are_answered_where_they_lie() {
        let values = [f64::NEG_INFINITY, f64::NEG_INFINITY, 1.0, f64::INFINITY, f64::INFINITY];
        for (q, expected) in [(0.1, f64::NEG_INFINITY), (0.5, 1.0), (0.9, f64::INFINITY)] {
            assert_eq!(quantile(&values, q, Quantile::Linear), Some(expected));
        }
    }

    #[test]
    fn nothing_is_answered_for_nothing() {
        for method in METHODS {
            assert_eq!(quantile(&[], 0.5, method), None);
            for q in [-0.1, 1.1, f64::NAN] {
                assert_eq!(quantile(&[1.0], q, method), None);
            }
            assert!(quantile(&[1.0, f64::NAN], 0.0, method).is_some_and(f64::is_nan));
        }
        assert_eq!(median_absolute_deviation(&[]), None);
    }

    #[test]
    fn the_median_of_the_largest_values_is_finite() {
        assert_eq!(median(&[f64::MAX, f64::MAX]), Some(f64::MAX));
        assert_eq!(
            median(&[f64::INFINITY, f64::NEG_INFINITY]).map(f64::to_bits),
            Some(NAN.to_bits())
        );
    }

    proptest! {
        #[test]
        fn medians_are_those_of_the_sorted_values(
            values in prop::collection::vec(prop_oneof![any::<f64>(), (-3i8..3).prop_map(f64::from), Just(-0.0)], 0..40),
        ) {
            let expected = median_of_sorted(&sorted(&values)).map(f64::to_bits);
            prop_assert_eq!(median(&values).map(f64::to_bits), expected);
        }

        #[test]
        fn quantiles_at_once_are_those_of_the_sorted_values(
            values in prop::collection::vec(prop_oneof![any::<f64>(), (-3i8..3).prop_map(f64::from), Just(-0.0)], 0..40),
            qs in prop::collection::vec(-0.01..1.01f64, 0..4),
        ) {
            let sorted = sorted(&values);
            for method in METHODS {
                let each: Option<Vec<f64>> = qs.iter().map(|&q| quantile(&sorted, q, method)).collect();
                let each = if values.is_empty() { None } else { each };
                let bits = |x: Option<Vec<f64>>| x.map(|x| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>());
                prop_assert_eq!(bits(quantiles(&values, &qs, method)), bits(each));
            }
        }

        #[test]
        fn quantiles_stay_inside_and_hit_the_ends(
            values in prop::collection::vec(-1e12..1e12f64, 1..50), q in 0.0..=1.0f64,
        ) {
            let sorted = sorted(&values);
            let (first, last) = (sorted[0], sorted[sorted.len() - 1]);
            for method in METHODS {
                let x = quantile(&sorted, q, method).unwrap();
                prop_assert!(first <= x && x <= last);
                prop_assert_eq!(quantile(&sorted, 0.0, method), Some(first));
                prop_assert_eq!(quantile(&sorted, 1.0, method), Some(last));
            }
        }
    }
}
