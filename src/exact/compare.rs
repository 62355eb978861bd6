//! Comparison with every case decided: `−0 < +0`, and NaN has one place and one bit pattern.

use core::cmp::Ordering;

/// The one NaN that leaves this crate: quiet, positive, empty payload.
pub const NAN: f64 = f64::from_bits(0x7ff8_0000_0000_0000);

/// Maps every NaN to [`NAN`] and leaves all other values alone.
///
/// Sign and payload of a computed NaN differ between targets; outputs pass through here.
/// The bits are compared, not the numbers: a compiler takes `if x.is_nan() { NAN } else { x }` for a
/// mere `x` where `x` is a square root, one NaN being as good as another to it.
///
/// # Examples
/// ```
/// use steadfast::exact::canonical;
/// assert_eq!(canonical(-f64::NAN).to_bits(), 0x7ff8_0000_0000_0000);
/// assert_eq!(canonical(-0.0).to_bits(), (-0.0f64).to_bits());
/// ```
#[inline]
#[must_use]
pub const fn canonical(x: f64) -> f64 {
    const SIGN: u64 = 1 << 63;
    if x.to_bits() & !SIGN > f64::INFINITY.to_bits() { NAN } else { x }
}

/// Total order: `−∞ < … < −0 < +0 < … < +∞ < NaN`, all NaNs being equal.
///
/// `f64::total_cmp` puts a NaN first or last by its sign, which targets disagree on.
///
/// # Examples
/// ```
/// use core::cmp::Ordering;
/// use steadfast::exact::total_cmp;
/// assert_eq!(total_cmp(-0.0, 0.0), Ordering::Less);
/// assert_eq!(total_cmp(-f64::NAN, f64::INFINITY), Ordering::Greater);
/// ```
#[inline]
#[must_use]
pub fn total_cmp(a: f64, b: f64) -> Ordering {
    canonical(a).total_cmp(&canonical(b))
}

/// The larger of two values; `+0` over `−0`, and [`NAN`] if either is NaN.
///
/// # Examples
/// ```
/// use steadfast::exact::max;
/// assert!(max(-0.0, 0.0).is_sign_positive());
/// assert!(max(f64::NAN, 1.0).is_nan());
/// ```
#[inline]
#[must_use]
pub fn max(a: f64, b: f64) -> f64 {
    if total_cmp(a, b) == Ordering::Less { canonical(b) } else { canonical(a) }
}

/// The smaller of two values; `−0` over `+0`, and [`NAN`] if either is NaN.
///
/// # Examples
/// ```
/// use steadfast::exact::min;
/// assert!(min(0.0, -0.0).is_sign_negative());
/// assert!(min(f64::NAN, 1.0).is_nan());
/// ```
#[inline]
#[must_use]
pub fn min(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        NAN
    } else if total_cmp(b, a) == Ordering::Less {
        b
    } else {
        a
    }
}

/// `x` moved into `[low, high]`: `min(max(x, low), high)`, so `high` wins when the bounds cross
/// and a NaN anywhere gives [`NAN`].
///
/// # Examples
/// ```
/// use steadfast::exact::clamp;
/// assert_eq!(clamp(7.0, 0.0, 5.0), 5.0);
/// assert_eq!(clamp(-0.0, 0.0, 5.0).to_bits(), 0);
/// ```
#[inline]
#[must_use]
pub fn clamp(x: f64, low: f64, high: f64) -> f64 {
    min(max(x, low), high)
}

/// Index of the best value under `better`; the first of equals stays, NaN never enters.
fn arg_best(values: &[f64], better: impl Fn(f64, f64) -> bool) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (i, &x) in values.iter().enumerate() {
        if !x.is_nan() && best.is_none_or(|(_, b)| better(x, b)) {
            best = Some((i, x));
        }
    }
    best.map(|(i, _)| i)
}

/// Index of the largest value; the lowest index wins ties, and `−0` ties with `+0`.
///
/// NaN never wins. `None` when there is nothing but NaN.
///
/// # Examples
/// ```
/// use steadfast::exact::argmax;
/// assert_eq!(argmax(&[f64::NAN, 2.0, 3.0, 3.0]), Some(2));
/// assert_eq!(argmax(&[f64::NAN]), None);
/// ```
#[must_use]
pub fn argmax(values: &[f64]) -> Option<usize> {
    arg_best(values, |x, best| x > best)
}

/// Index of the smallest value; ties, zeros and NaN as in [`argmax`].
///
/// # Examples
/// ```
/// assert_eq!(steadfast::exact::argmin(&[3.0, 1.0, 1.0]), Some(1));
/// ```
#[must_use]
pub fn argmin(values: &[f64]) -> Option<usize> {
    arg_best(values, |x, best| x < best)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every kind of value, in the order the module promises; the last two are equal NaNs.
    const LADDER: [f64; 10] = [
        f64::NEG_INFINITY,
        -1.0,
        -f64::MIN_POSITIVE,
        -0.0,
        0.0,
        f64::from_bits(1),
        1.0,
        f64::INFINITY,
        f64::NAN,
        f64::from_bits(0xfff0_0000_0000_0001),
    ];

    /// On x86 the root of a negative number is a negative NaN, if it is computed there and then.
    #[test]
    fn the_root_of_a_negative_number_is_canonical() {
        let root = |x: f64| canonical(core::hint::black_box(x).sqrt()).to_bits();
        assert_eq!(root(-1.0), NAN.to_bits());
        assert_eq!(root(f64::from_bits(0xfff0_0000_0000_0001)), NAN.to_bits());
        assert_eq!(root(4.0), 2.0_f64.to_bits());
    }

    #[test]
    fn extremes_of_every_pair_are_decided() {
        for (i, &a) in LADDER.iter().enumerate() {
            for (j, &b) in LADDER.iter().enumerate() {
                let (low, high) = (LADDER[i.min(j)], LADDER[i.max(j)]);
                let expected_min = if high.is_nan() { NAN } else { low };
                assert_eq!(min(a, b).to_bits(), expected_min.to_bits(), "min({a}, {b})");
                assert_eq!(max(a, b).to_bits(), canonical(high).to_bits(), "max({a}, {b})");
                assert_eq!(total_cmp(a, b), i.min(8).cmp(&j.min(8)));
            }
        }
    }

    #[test]
    fn clamp_keeps_inside_and_propagates_nan() {
        assert_eq!(clamp(0.5, 0.0, 1.0), 0.5);
        assert_eq!(clamp(-3.0, 0.0, 1.0), 0.0);
        assert_eq!(clamp(2.0, 5.0, 1.0), 1.0);
        for (x, low, high) in [(f64::NAN, 0.0, 1.0), (0.5, -f64::NAN, 1.0), (0.5, 0.0, f64::NAN)] {
            assert_eq!(clamp(x, low, high).to_bits(), NAN.to_bits());
        }
    }

    #[test]
    fn lowest_index_wins_ties() {
        assert_eq!(argmax(&[-0.0, 0.0]), Some(0));
        assert_eq!(argmin(&[0.0, -0.0]), Some(0));
        assert_eq!(argmax(&[f64::NEG_INFINITY, f64::NAN]), Some(0));
        assert_eq!(argmin(&[f64::NAN, f64::INFINITY]), Some(1));
        assert_eq!(argmax(&[]), None);
    }
}
