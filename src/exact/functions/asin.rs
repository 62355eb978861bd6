//! The arcsine and the arccosine.

use std::f64::consts::{FRAC_PI_2, PI};

use super::arc::{Pair, angle, from_axis};
use super::asin_table::ARCSINES;
use super::double_double::{fast_two_sum, power_of_two, two_product};
use super::rounding::{NAN, decided_or_nan, decided_pair, ziv};
use super::wide::Wide;

/// The arcsine of `x` in radians, correctly rounded.
///
/// Domain: `-1 <= x <= 1`. Odd to the bit. Results lie in [-π/2, π/2] as rounded.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | NaN, ±∞, and above 1 in size | NaN (`0x7ff8_0000_0000_0000`) |
/// | ±0, subnormals, and below 2^-28 in size | the argument, sign included |
/// | ±1 | ±π/2, rounded |
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
/// use steadfast::exact::asin;
///
/// assert_eq!(asin(1.0), std::f64::consts::FRAC_PI_2);
/// assert_eq!(asin(0.5), std::f64::consts::FRAC_PI_6);
/// assert!(asin(1.0000000000000002).is_nan());
/// ```
pub fn asin(x: f64) -> f64 {
    asin_pair(x.abs())
        .and_then(|(high, low, error)| decided_pair(high, low, error))
        .map_or_else(|| asin_rare(x), |rounded| rounded.copysign(x))
}

/// [`asin`] where its first phase decides, else NaN; without a branch.
#[inline(always)]
pub(in super::super) fn asin_fast(x: f64) -> f64 {
    let size = x.abs();
    let is_steep = size > 0.5;
    let (root, root_low) = half_root(size);
    let (high, low, error) =
        small_arcsine(if is_steep { root } else { size }, if is_steep { root_low } else { 0.0 });
    let turned = from_axis(1.0, (2.0 * high, 2.0 * low, 2.0 * error), true);
    let high = if is_steep { turned.0 } else { high };
    let low = if is_steep { turned.1 } else { low };
    let error = if is_steep { turned.2 } else { error };
    let rounded = decided_or_nan(size < 1.0, (high, low, error)).copysign(x);
    if size < SMALL { x } else { rounded }
}

/// The arcsine of `size`, where there is such a pair.
#[inline]
pub(super) fn asin_pair(size: f64) -> Option<Pair> {
    if !(SMALL..1.0).contains(&size) {
        return None;
    }
    let (octant, steep) = octant(size);
    Some(if steep { from_axis(1.0, octant, true) } else { octant })
}

const SMALL: f64 = power_of_two(-28);

#[cold]
#[inline(never)]
fn asin_rare(x: f64) -> f64 {
    if x.is_nan() || x.abs() > 1.0 {
        return NAN;
    }
    // x + x³/6 …: within a quarter of a unit of x.
    if x.abs() < SMALL {
        return x;
    }
    if x.abs() == 1.0 {
        return FRAC_PI_2.copysign(x);
    }
    ziv!(asin_of(x))
}

pub(super) fn asin_of<const N: usize>(x: f64) -> Wide<N> {
    angle(&Wide::from_f64(x), &cofactor(x))
}

/// The arccosine of `x` in radians, correctly rounded.
///
/// Domain: `-1 <= x <= 1`. Results lie in [0, π] as rounded; none is subnormal.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | NaN, ±∞, and above 1 in size | NaN (`0x7ff8_0000_0000_0000`) |
/// | 1 | +0 |
/// | ±0, and below 2^-55 in size | π/2, rounded |
/// | -1 | π, rounded |
///
/// # Source
///
/// As for [`asin`].
///
/// # Examples
///
/// ```
/// use steadfast::exact::acos;
///
/// assert_eq!(acos(-1.0), std::f64::consts::PI);
/// assert_eq!(acos(0.5), std::f64::consts::FRAC_PI_3);
/// assert_eq!(acos(1.0), 0.0);
/// ```
pub fn acos(x: f64) -> f64 {
    acos_pair(x)
        .and_then(|(high, low, error)| decided_pair(high, low, error))
        .unwrap_or_else(|| acos_rare(x))
}

/// The arccosine, where there is such a pair.
#[inline]
pub(super) fn acos_pair(x: f64) -> Option<Pair> {
    let size = x.abs();
    if size.is_nan() || size >= 1.0 {
        return None;
    }
    let (octant, steep) = octant(size);
    Some(match (steep, x < 0.0) {
        (false, negative) => from_axis(1.0, octant, !negative),
        (true, false) => octant,
        (true, true) => from_axis(2.0, octant, true),
    })
}

#[cold]
#[inline(never)]
fn acos_rare(x: f64) -> f64 {
    if x.is_nan() || x.abs() > 1.0 {
        return NAN;
    }
    if x.abs() == 1.0 {
        return if x > 0.0 { 0.0 } else { PI };
    }
    ziv!(acos_of(x))
}

/// For an `x` that is not zero: the pair always decides that one.
pub(super) fn acos_of<const N: usize>(x: f64) -> Wide<N> {
    angle(&cofactor(x), &Wide::from_f64(x))
}

/// `√(1 - x²)`; the square has at most 106 bits, so nothing is lost where the difference cancels.
pub(super) fn cofactor<const N: usize>(x: f64) -> Wide<N> {
    let x = Wide::from_f64(x);
    Wide::ONE.sub(&x.mul(&x)).sqrt()
}

/// The arcsine of `0 <= x <= 1/2`, or the arccosine of a greater `x` below 1, and whether it is that.
///
/// The arccosine is `2 arcsin √((1 - x)/2)`.
#[inline]
fn octant(x: f64) -> (Pair, bool) {
    if x <= 0.5 {
        return (small_arcsine(x, 0.0), false);
    }
    let (root, root_low) = half_root(x);
    let (high, low, error) = small_arcsine(root, root_low);
    ((2.0 * high, 2.0 * low, 2.0 * error), true)
}

/// `√((1 - x)/2)` for `1/2 <= x < 1`: the square is exact, the root is made a pair by one step of Newton's
/// iteration, good to `2^-102`.
#[inline(always)]
fn half_root(x: f64) -> (f64, f64) {
    let square = 0.5 * (1.0 - x);
    let root = square.sqrt();
    let (back, back_low) = two_product(root, root);
    (root, ((square - back) - back_low) * (0.5 / root))
}

/// The arcsine of `x + rest` for `0 <= x <= 1/2` and `|rest| < 2^-52 x`.
///
/// Taylor's series about the nearest multiple of 1/128: value and slope come from a table as heads and rests,
/// and the product of the head of the slope with that of the distance `d`, on a grid of `2^-35`, is exact. The
/// largest rounded term, `d²/2` times the second derivative, is below `2^-16.4` of the result and takes
/// four roundings, less than `2^-67.7`; the rest of `d` rounds below `2^-69`, and the first term left out is
/// below `2^-75.8`.
#[inline(always)]
fn small_arcsine(x: f64, rest: f64) -> Pair {
    const TO_INTEGER: f64 = 6_755_399_441_055_744.0;
    const TO_HEAD: f64 = 196_608.0;
    let shifted = x * 128.0 + TO_INTEGER;
    let index = (shifted.to_bits() & 127) as usize;
    let rows = ARCSINES.as_chunks::<3>().0;
    // An argument that is none may have any index.
    let [of_values, of_curve, of_tail] = rows[if index < rows.len() { index } else { 0 }];
    let [value_head, value_rest, slope_head, slope_rest] = of_values.map(f64::from_bits);
    let [c2, c3, c4, c5] = of_curve.map(f64::from_bits);
    let [c6, c7, c8, c9] = of_tail.map(f64::from_bits);
    let distance = x - (shifted - TO_INTEGER) * (1.0 / 128.0);
    let d_head = (distance + TO_HEAD) - TO_HEAD;
    let d_tail = (distance - d_head) + rest;
    let d = d_head + d_tail;
    let square = d * d;
    let curve = (c2 + d * c3)
        + square * ((c4 + d * c5) + square * ((c6 + d * c7) + square * (c8 + d * c9)));
    let (high, lost) = fast_two_sum(value_head, slope_head * d_head);
    let low = value_rest + ((slope_head * d_tail + slope_rest * d) + square * curve);
    // Next to zero two terms of the series do, the next is below 2^-83 x.
    let is_tiny = x < power_of_two(-20);
    let low = if is_tiny { rest + x * x * x * (1.0 / 6.0) } else { lost + low };
    let high = if is_tiny { x } else { high };
    (high, low, high * if is_tiny { power_of_two(-80) } else { power_of_two(-67) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_values_are_those_of_the_tables() {
        let nan = 0x7ff8_0000_0000_0000;
        let above = f64::from_bits(1.0_f64.to_bits() + 1);
        for bits in [nan, 0x7ff0_0000_0000_0001, 0xffff_ffff_ffff_ffff] {
            assert_eq!(asin(f64::from_bits(bits)).to_bits(), nan);
            assert_eq!(acos(f64::from_bits(bits)).to_bits(), nan);
        }
        for x in [above, 2.0, f64::MAX, f64::INFINITY] {
            for x in [x, -x] {
                assert_eq!((asin(x).to_bits(), acos(x).to_bits()), (nan, nan), "{x}");
            }
        }
        for x in [0.0, f64::from_bits(1), f64::MIN_POSITIVE, 1e-9] {
            assert_eq!(asin(x).to_bits(), x.to_bits());
            assert_eq!(asin(-x).to_bits(), (-x).to_bits());
        }
        for x in [0.0, f64::from_bits(1), f64::MIN_POSITIVE, power_of_two(-56)] {
            assert_eq!((acos(x), acos(-x)), (FRAC_PI_2, FRAC_PI_2));
        }
        assert_eq!((asin(1.0), asin(-1.0)), (FRAC_PI_2, -FRAC_PI_2));
        assert_eq!((acos(1.0).to_bits(), acos(-1.0)), (0, PI));
    }

    /// Next to 1 the arccosine is `√(2 (1 - x))`, here `2^-26`, and relatively as accurate as elsewhere.
    #[test]
    fn arccosine_next_to_one_keeps_its_digits() {
        let below = f64::from_bits(1.0_f64.to_bits() - 1);
        // √(2 d) (1 + d/12 …) with d = 2^-53.
        assert_eq!(acos(below), power_of_two(-26));
    }
}
