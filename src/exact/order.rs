//! Sorting and ranking by the total order of [`total_cmp`].

use super::compare::{canonical, total_cmp};
use core::cmp::Ordering;

/// A whole number in whose order the values are: that of [`total_cmp`], every NaN being one.
///
/// Numbers are sorted faster than values are compared.
#[inline]
pub(super) fn key(x: f64) -> u64 {
    let bits = canonical(x).to_bits();
    // All bits of a negative value are turned, of a positive one only the sign.
    bits ^ ((bits as i64 >> 63) as u64 | 1 << 63)
}

/// The value a [`key`] was made of.
#[inline]
pub(super) fn value_of(key: u64) -> f64 {
    f64::from_bits(key ^ ((!key as i64 >> 63) as u64 | 1 << 63))
}

/// The keys of the values that pass a test, in ascending order.
pub(super) fn sorted_keys(values: &[f64], keep: impl Fn(f64) -> bool) -> Vec<u64> {
    let mut keys = vec![0; values.len()];
    let mut count = 0;
    for &x in values {
        // Written in any case: which are kept cannot be foreseen.
        if let Some(place) = keys.get_mut(count) {
            *place = key(x);
        }
        count += usize::from(keep(x));
    }
    keys.truncate(count);
    // Equal values have equal keys, so stability could not be seen.
    keys.sort_unstable();
    keys
}

/// The values in ascending order: `−0` before `+0`, every NaN last and canonical.
///
/// # Examples
/// ```
/// let sorted = steadfast::exact::sorted(&[2.0, 0.0, -0.0, -1.0]);
/// assert_eq!(sorted, [-1.0, -0.0, 0.0, 2.0]);
/// assert!(sorted[1].is_sign_negative());
/// ```
#[must_use]
pub fn sorted(values: &[f64]) -> Vec<f64> {
    sorted_keys(values, |_| true).into_iter().map(value_of).collect()
}

/// The indices that sort `values`; equal values keep their order, NaN goes last.
///
/// # Examples
/// ```
/// assert_eq!(steadfast::exact::argsort(&[3.0, 1.0, 1.0]), [1, 2, 0]);
/// ```
#[must_use]
pub fn argsort(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<(u64, usize)> = values.iter().map(|&x| key(x)).zip(0..).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, at)| at).collect()
}

/// What tied values are given in [`rank`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ties {
    /// The mean of the ranks they cover.
    Average,
    /// The lowest of the ranks they cover.
    Minimum,
}

/// Whether two values tie: numerically equal (so both zeros do), or both NaN.
fn tied(a: f64, b: f64) -> bool {
    a == b || total_cmp(a, b) == Ordering::Equal
}

/// Ranks from 1 in ascending order; `−0` ties with `+0`, and NaNs tie with each other, last.
///
/// # Examples
/// ```
/// use steadfast::exact::{Ties, rank};
/// assert_eq!(rank(&[5.0, 1.0, 5.0], Ties::Average), [2.5, 1.0, 2.5]);
/// assert_eq!(rank(&[5.0, 1.0, 5.0], Ties::Minimum), [2.0, 1.0, 2.0]);
/// ```
#[must_use]
pub fn rank(values: &[f64], ties: Ties) -> Vec<f64> {
    let order = argsort(values);
    let mut ranks = vec![0.0; values.len()];
    let mut first = 1;
    for run in order.chunk_by(|&i, &j| tied(values[i], values[j])) {
        let last = first + run.len() - 1;
        let given = match ties {
            // Sums of two ranks are exact, and so is the half.
            Ties::Average => (first + last) as f64 / 2.0,
            Ties::Minimum => first as f64,
        };
        for &i in run {
            ranks[i] = given;
        }
        first = last + 1;
    }
    ranks
}

/// The value that occurs most often; of several, the smallest. NaN is not counted.
///
/// `−0` and `+0` are one value and come out as `+0`. `None` when nothing but NaN is there.
///
/// # Examples
/// ```
/// assert_eq!(steadfast::exact::most_frequent(&[2.0, 1.0, 2.0, 1.0, 3.0]), Some(1.0));
/// ```
///
/// # Source
/// The rule of `scipy.stats.mode` and of scikit-learn's `most_frequent` imputation.
#[must_use]
pub fn most_frequent(values: &[f64]) -> Option<f64> {
    const ZERO: u64 = 1 << 63;
    let mut keys = sorted_keys(values, |x| !x.is_nan());
    // Those of the two zeros are neighbours, and are made one.
    let negative = keys.partition_point(|&key| key < ZERO - 1);
    for key in keys.iter_mut().skip(negative).take_while(|key| **key == ZERO - 1) {
        *key = ZERO;
    }
    let mut best: Option<(usize, u64)> = None;
    for run in keys.chunk_by(|a, b| a == b) {
        if let Some(&key) = run.first()
            && best.is_none_or(|(count, _)| run.len() > count)
        {
            best = Some((run.len(), key));
        }
    }
    best.map(|(_, key)| value_of(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nan_sorts_last_whatever_its_sign() {
        let values = [-f64::NAN, 1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
        assert_eq!(argsort(&values), [4, 1, 3, 0, 2]);
        let bits: Vec<u64> = sorted(&values)[3..].iter().map(|x| x.to_bits()).collect();
        assert_eq!(bits, [0x7ff8_0000_0000_0000; 2]);
        assert_eq!(rank(&values, Ties::Average), [4.5, 2.0, 4.5, 3.0, 1.0]);
    }

    #[test]
    fn zeros_tie_in_rank_and_in_frequency() {
        assert_eq!(rank(&[0.0, -0.0, 1.0], Ties::Minimum), [1.0, 1.0, 3.0]);
        assert_eq!(most_frequent(&[-0.0, 5.0, 0.0]).map(f64::to_bits), Some(0));
        assert_eq!(most_frequent(&[f64::NAN, f64::NAN, 4.0]), Some(4.0));
        assert_eq!(most_frequent(&[f64::NAN]), None);
    }

    proptest! {
        /// Ranks from their definition: values below, and half the others that tie.
        #[test]
        fn ranks_count_the_values_below(values in prop::collection::vec((-5i8..5).prop_map(f64::from), 0..40)) {
            let (average, minimum) = (rank(&values, Ties::Average), rank(&values, Ties::Minimum));
            for (i, x) in values.iter().enumerate() {
                let below = values.iter().filter(|&y| y < x).count() as f64;
                let equal = values.iter().filter(|&y| y == x).count() as f64;
                prop_assert_eq!(minimum[i], below + 1.0);
                prop_assert_eq!(average[i], below + (equal + 1.0) / 2.0);
            }
        }

        /// The most frequent value by counting each; the first of the sorted values that has most.
        #[test]
        fn the_most_frequent_value_is_had_most_often(
            values in prop::collection::vec(prop_oneof![4 => (-2i8..3).prop_map(f64::from), 1 => Just(-0.0), 1 => any::<f64>()], 0..30),
        ) {
            let count = |x: f64| values.iter().filter(|y| **y == x).count();
            let most = values.iter().map(|&x| count(x)).max().unwrap_or(0);
            let first = sorted(&values).into_iter().find(|&x| most > 0 && count(x) == most);
            let expected = first.map(|x| (x + 0.0).to_bits());
            prop_assert_eq!(most_frequent(&values).map(f64::to_bits), expected);
        }

        /// Keys compare as the values do, and go back to them; what `sorted` gives is that order.
        #[test]
        fn keys_are_in_the_order_of_the_values(a: u64, b: u64, near in 0u64..3) {
            for b in [b, a ^ (1 << 63), a.wrapping_add(near)] {
                let (a, b) = (f64::from_bits(a), f64::from_bits(b));
                prop_assert_eq!(key(a).cmp(&key(b)), total_cmp(a, b));
                prop_assert_eq!(value_of(key(a)).to_bits(), canonical(a).to_bits());
                let mut pair = [canonical(a), canonical(b)];
                pair.sort_by(f64::total_cmp);
                prop_assert_eq!(sorted(&[a, b]).iter().map(|x| x.to_bits()).collect::<Vec<_>>(), pair.map(f64::to_bits));
            }
        }

        #[test]
        fn argsort_sorts_and_is_stable(values in prop::collection::vec(any::<f64>(), 0..60)) {
            let order = argsort(&values);
            let through: Vec<u64> = order.iter().map(|&i| canonical(values[i]).to_bits()).collect();
            prop_assert_eq!(through, sorted(&values).iter().map(|x| x.to_bits()).collect::<Vec<_>>());
            for w in order.windows(2) {
                let order = total_cmp(values[w[0]], values[w[1]]);
                prop_assert!(order == Ordering::Less || (order == Ordering::Equal && w[0] < w[1]));
            }
        }
    }
}
