//! The arctangent, of a number and of a point.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

use super::arc::{Pair, angle, from_axis, octant_pair};
use super::double_double::power_of_two;
use super::rounding::{NAN, decided_pair, ziv};
use super::wide::Wide;

/// The arctangent of `x` in radians, correctly rounded.
///
/// Domain: every double. Odd to the bit. Results lie in [-π/2, π/2] as rounded.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | NaN | NaN (`0x7ff8_0000_0000_0000`) |
/// | ±0, subnormals, and below 2^-28 in size | the argument, sign included |
/// | ±∞, and above 2^60 in size | ±π/2, rounded |
///
/// # Source
///
/// Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit"
/// (1991): rounding test and loop. Dekker, "A floating-point technique for extending the available
/// precision" (1971): pairs of doubles. Tang, "Table-lookup algorithms for elementary functions" (1991).
///
/// # Examples
///
/// ```
/// use steadfast::exact::atan;
///
/// assert_eq!(atan(1.0), std::f64::consts::FRAC_PI_4);
/// assert_eq!(atan(f64::NEG_INFINITY), -std::f64::consts::FRAC_PI_2);
/// assert!(atan(-0.0).is_sign_negative());
/// ```
pub fn atan(x: f64) -> f64 {
    atan_pair(x.abs())
        .and_then(|(high, low, error)| decided_pair(high, low, error))
        .map_or_else(|| atan_rare(x), |rounded| rounded.copysign(x))
}

/// The arctangent of `size`, where there is such a pair.
#[inline]
pub(super) fn atan_pair(size: f64) -> Option<Pair> {
    if !(SMALL..LARGE).contains(&size) {
        return None;
    }
    Some(if size <= 1.0 {
        octant_pair(size, 1.0, size)
    } else {
        from_axis(1.0, octant_pair(1.0, size, 1.0 / size), true)
    })
}

const SMALL: f64 = power_of_two(-28);
const LARGE: f64 = power_of_two(60);

#[cold]
#[inline(never)]
fn atan_rare(x: f64) -> f64 {
    if x.is_nan() {
        return NAN;
    }
    // x - x³/3 …: within a quarter of a unit of x.
    if x.abs() < SMALL {
        return x;
    }
    // π/2 - 1/x …: π/2 is 2^-53.9 above its double, nearer to it than to the next by more than 2^-55.
    if x.abs() >= LARGE {
        return FRAC_PI_2.copysign(x);
    }
    ziv!(atan_of(x))
}

pub(super) fn atan_of<const N: usize>(x: f64) -> Wide<N> {
    angle(&Wide::from_f64(x), &Wide::ONE)
}

/// The angle of the point `(x, y)` in radians, counted from the positive x axis, correctly rounded.
///
/// Domain: every pair of doubles; note that `y` comes first. Results lie in [-π, π] as rounded, with the sign
/// of `y`; subnormal results are correctly rounded too. Rows apply from the top.
///
/// # Special values
///
/// | arguments | result |
/// |---|---|
/// | `y` or `x` NaN | NaN (`0x7ff8_0000_0000_0000`) |
/// | `y` = ±0, `x` = +0 or above | ±0 |
/// | `y` = ±0, `x` = -0 or below | ±π, rounded |
/// | `y` above or below 0, `x` = ±0 | ±π/2, rounded |
/// | `y` = ±∞, `x` finite | ±π/2, rounded |
/// | `y` = ±∞, `x` = +∞ | ±π/4, rounded |
/// | `y` = ±∞, `x` = -∞ | ±3π/4, rounded |
/// | `y` finite, `x` = +∞ | 0, with the sign of `y` |
/// | `y` finite, `x` = -∞ | π, rounded, with the sign of `y` |
///
/// # Source
///
/// IEEE 754-2019, 9.2.1: the special values. The others as in [`atan`].
///
/// # Examples
///
/// ```
/// use steadfast::exact::atan2;
///
/// assert_eq!(atan2(1.0, -1.0), 3.0 * std::f64::consts::FRAC_PI_4);
/// assert_eq!(atan2(-0.0, -1.0), -std::f64::consts::PI);
/// assert_eq!(atan2(5e-324, 2.0), 0.0);
/// ```
pub fn atan2(y: f64, x: f64) -> f64 {
    atan2_pair(y.abs(), x)
        .and_then(|(high, low, error)| decided_pair(high, low, error))
        .map_or_else(|| atan2_rare(y, x), |rounded| rounded.copysign(y))
}

/// The angle of `(x, y)` for a `y` that is not negative, where there is such a pair.
#[inline]
pub(super) fn atan2_pair(y: f64, x: f64) -> Option<Pair> {
    const FAST: std::ops::Range<f64> = power_of_two(-400)..power_of_two(400);
    let size = x.abs();
    if !FAST.contains(&y) || !FAST.contains(&size) {
        return None;
    }
    let steep = y > size;
    let (small, big) = if steep { (size, y) } else { (y, size) };
    let octant = octant_pair(small, big, small / big);
    Some(match (steep, x < 0.0) {
        (false, false) => octant,
        (false, true) => from_axis(2.0, octant, true),
        (true, behind) => from_axis(1.0, octant, !behind),
    })
}

#[cold]
#[inline(never)]
fn atan2_rare(y: f64, x: f64) -> f64 {
    const FRAC_3_PI_4: f64 = f64::from_bits(0x4002_d97c_7f33_21d2);
    if y.is_nan() || x.is_nan() {
        return NAN;
    }
    let (ahead, half_way) = if x.is_sign_negative() { (PI, FRAC_3_PI_4) } else { (0.0, FRAC_PI_4) };
    if y.is_infinite() && x.is_infinite() {
        return half_way.copysign(y);
    }
    if y == 0.0 || x.is_infinite() {
        return ahead.copysign(y);
    }
    if x == 0.0 || y.is_infinite() {
        return FRAC_PI_2.copysign(y);
    }
    if x > 0.0 && (y / x).abs() < power_of_two(-1000) {
        return just_below(y, x);
    }
    ziv!(atan2_of(y, x))
}

pub(super) fn atan2_of<const N: usize>(y: f64, x: f64) -> Wide<N> {
    angle(&Wide::from_f64(y), &Wide::from_f64(x))
}

/// The angle where it is the quotient `q = y/x` less its `q²/3 < 2^-2000`th part.
///
/// Among the subnormals the quotient can lie half way between two doubles, on which Ziv's loop would not
/// end; if it does not, it is further from there than its `2^-110`th part. So any reduction between that and
/// the true one rounds as the true one does; `2^-150` is above the error of the division as well.
fn just_below(y: f64, x: f64) -> f64 {
    let quotient = Wide::<3>::from_f64(y).div(&Wide::from_f64(x));
    quotient.sub(&quotient.scale(-150)).to_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAN_BITS: u64 = 0x7ff8_0000_0000_0000;
    const TINY: f64 = f64::from_bits(1);

    #[test]
    fn special_values_are_those_of_the_tables() {
        for payload in [NAN_BITS, 0x7ff0_0000_0000_0001, 0xffff_ffff_ffff_ffff] {
            let nan = f64::from_bits(payload);
            assert_eq!(atan(nan).to_bits(), NAN_BITS);
            for other in [0.0, 1.0, f64::NEG_INFINITY, nan] {
                assert_eq!(atan2(nan, other).to_bits(), NAN_BITS);
                assert_eq!(atan2(other, nan).to_bits(), NAN_BITS);
            }
        }
        for x in [0.0, TINY, f64::MIN_POSITIVE, 1e-9] {
            assert_eq!(atan(x).to_bits(), x.to_bits());
            assert_eq!(atan(-x).to_bits(), (-x).to_bits());
        }
        for x in [1e19, f64::MAX, f64::INFINITY] {
            assert_eq!((atan(x), atan(-x)), (FRAC_PI_2, -FRAC_PI_2));
        }
        let infinity = f64::INFINITY;
        let table = [
            (0.0, 0.0, 0.0),
            (0.0, 3.0, 0.0),
            (0.0, infinity, 0.0),
            (0.0, -0.0, PI),
            (0.0, -TINY, PI),
            (0.0, -infinity, PI),
            (TINY, 0.0, FRAC_PI_2),
            (TINY, -0.0, FRAC_PI_2),
            (2.0, -0.0, FRAC_PI_2),
            (infinity, -3.0, FRAC_PI_2),
            (infinity, 0.0, FRAC_PI_2),
            (infinity, infinity, FRAC_PI_4),
            (infinity, -infinity, 3.0 * FRAC_PI_4),
            (f64::MAX, infinity, 0.0),
            (f64::MAX, -infinity, PI),
        ];
        for (y, x, expected) in table {
            assert_eq!(atan2(y, x).to_bits(), expected.to_bits(), "atan2({y}, {x})");
            assert_eq!(atan2(-y, x).to_bits(), (-expected).to_bits(), "atan2(-{y}, {x})");
        }
    }

    /// `arctan q < q`, so a quotient that lies half way between two subnormals is rounded down, not to even.
    #[test]
    fn quotients_half_way_between_subnormals_round_towards_zero() {
        let ulps = |n: u64| f64::from_bits(n);
        assert_eq!(atan2(ulps(1), 2.0).to_bits(), 0);
        assert_eq!(atan2(ulps(3), 2.0), ulps(1));
        assert_eq!(atan2(ulps(7), 2.0), ulps(3));
        assert_eq!(atan2(-ulps(7), 2.0), -ulps(3));
        assert_eq!(atan2(ulps(15), 4.0), ulps(4));
        assert_eq!(atan2(ulps(8), 4.0), ulps(2));
        // Above half way, and far below.
        assert_eq!(atan2(ulps(2), 3.0), ulps(1));
        assert_eq!(atan2(TINY, f64::MAX).to_bits(), 0);
        assert_eq!(atan2(-TINY, f64::MAX).to_bits(), (-0.0_f64).to_bits());
        assert_eq!(atan2(TINY, -f64::MAX), PI);
        assert_eq!(atan2(f64::MAX, TINY), FRAC_PI_2);
        // The exact quotient of normal size.
        assert_eq!(atan2(3.0 * power_of_two(-900), 2.0), 1.5 * power_of_two(-900));
    }
}
