//! The ends of many numbers, by their bits.

/// All bits but the sign.
const SIZE: u64 = !(1 << 63);
/// Ends that are found side by side.
const LANES: usize = 32;

/// A whole number in whose order the values are that are not NaN, `−0` below `+0`; its own inverse.
#[inline(always)]
fn turned(bits: u64) -> u64 {
    bits ^ ((bits as i64 >> 63) as u64 & SIZE)
}

/// The largest size of values that are all finite, 0 of none; `None` when one is infinite or NaN.
pub(crate) fn largest(values: &[f64]) -> Option<f64> {
    Some(f64::from_bits(largest_size(values) as u64)).filter(|size| size.is_finite())
}

/// Whether one of the values is infinite or NaN.
pub(crate) fn any_special(values: &[f64]) -> bool {
    largest(values).is_none()
}

/// Where the first value stands that is infinite or NaN.
pub(crate) fn not_finite(values: &[f64]) -> Option<usize> {
    // Of most slices one look, without a way out, is enough.
    if any_special(values) { values.iter().position(|x| !x.is_finite()) } else { None }
}

vectorised! {
    /// The bits of the largest value without its sign; those of a NaN are larger than all others.
    fn largest_size(values: &[f64]) -> i64 {
        let size = |x: f64| (x.to_bits() & SIZE) as i64;
        let mut most = [0i64; LANES];
        let (blocks, tail) = values.as_chunks::<LANES>();
        for block in blocks {
            for i in 0..LANES {
                most[i] = most[i].max(size(block[i]));
            }
        }
        tail.iter().map(|&x| size(x)).chain(most).fold(0, i64::max)
    }
}

/// How many values are not NaN, the smallest of them and the largest; `None` when there is none.
pub(crate) fn range(values: &[f64]) -> Option<(u64, f64, f64)> {
    let (missing, least, most) = turned_range(values);
    let count = (values.len() as u64).saturating_sub(missing);
    let value = |end: i64| f64::from_bits(turned(end as u64));
    (count > 0).then(|| (count, value(least), value(most)))
}

vectorised! {
    /// How many values are NaN, and the ends of the others as [`turned`].
    fn turned_range(values: &[f64]) -> (u64, i64, i64) {
        #[inline(always)]
        fn take(missing: &mut u64, least: &mut i64, most: &mut i64, x: f64) {
            let bits = x.to_bits();
            let turned = turned(bits) as i64;
            let nan = bits & SIZE > f64::INFINITY.to_bits();
            *missing += u64::from(nan);
            *least = (*least).min(if nan { i64::MAX } else { turned });
            *most = (*most).max(if nan { i64::MIN } else { turned });
        }
        let (mut missing, mut least, mut most) = ([0u64; LANES], [i64::MAX; LANES], [i64::MIN; LANES]);
        let (blocks, tail) = values.as_chunks::<LANES>();
        for block in blocks {
            for i in 0..LANES {
                take(&mut missing[i], &mut least[i], &mut most[i], block[i]);
            }
        }
        for (i, &x) in tail.iter().enumerate() {
            take(&mut missing[i], &mut least[i], &mut most[i], x);
        }
        let missing = missing.into_iter().fold(0, u64::saturating_add);
        (missing, least.into_iter().fold(i64::MAX, i64::min), most.into_iter().fold(i64::MIN, i64::max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::{max, min};
    use proptest::prelude::*;

    fn values() -> impl Strategy<Value = Vec<f64>> {
        let special = vec![0.0, -0.0, f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
        let value = prop_oneof![4 => any::<f64>(), 1 => prop::sample::select(special)];
        prop_oneof![
            prop::collection::vec(value, 0..150),
            prop::collection::vec(-1e9..1e9f64, 0..150),
            prop::collection::vec(prop::sample::select(vec![0.0, -0.0]), 0..3),
        ]
    }

    proptest! {
        /// One value after the other.
        #[test]
        fn ends_are_those_found_in_turn(values in values()) {
            let there: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
            let least = there.iter().fold(f64::INFINITY, |least, &x| min(least, x));
            let most = there.iter().fold(f64::NEG_INFINITY, |most, &x| max(most, x));
            let bits = |(count, least, most): (u64, f64, f64)| (count, least.to_bits(), most.to_bits());
            let expected = (!there.is_empty()).then_some((there.len() as u64, least, most));
            prop_assert_eq!(range(&values).map(bits), expected.map(bits));
            let odd = values.iter().position(|x| !x.is_finite());
            prop_assert_eq!(any_special(&values), odd.is_some());
            prop_assert_eq!(not_finite(&values), odd);
            let size = values.iter().fold(0.0, |size, x| max(size, x.abs()));
            prop_assert_eq!(largest(&values), Some(size).filter(|_| odd.is_none()));
        }
    }
}
