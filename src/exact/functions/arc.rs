//! The angle of a point in the plane, which the inverse trigonometric functions are.

use std::f64::consts::{FRAC_PI_2, PI};

use super::arc_table::ARCS;
use super::double_double::{fast_two_sum, head, power_of_two, two_product, two_sum};
use super::trig::turned;
use super::wide::Wide;

/// A value as the sum of two doubles, and a bound of the error of that sum.
pub(super) type Pair = (f64, f64, f64);

/// `arctan(small / big)` for `0 <= small <= big`, `2^-400 < big < 2^400` and `quotient` that of the two,
/// rounded.
///
/// With `a = j/64` the multiple of 1/64 nearest to the quotient, `arctan a` comes from a table and what is
/// left is the arctangent of `t = (small - a big) / (big + a small)`, `|t| <= 1/128`. `a` has 7 bits, so its
/// products with heads and rests are exact and so is the numerator; the division ends in a correction,
/// good to `2^-101 t`. All but the first term of the series is below `|t|³/3` and takes four roundings;
/// the rest of `t` is left out of it, which is as much again: in all less than `2^-50.9 |t|³`. The first term
/// left out is `t^11 / 11`, below `2^-73.4 |t|`. Where `a` is not zero, that and the sums of the low parts
/// stay below `2^-71.5`.
#[inline]
pub(super) fn octant_pair(small: f64, big: f64, quotient: f64) -> Pair {
    const TO_INTEGER: f64 = 6_755_399_441_055_744.0;
    let shifted = quotient * 64.0 + TO_INTEGER;
    let a = (shifted - TO_INTEGER) * (1.0 / 64.0);
    let [arc_head, arc_rest] = ARCS[(shifted.to_bits() & 127) as usize].map(f64::from_bits);

    let (small_head, big_head) = (head(small), head(big));
    let (above, above_low) = two_sum(small - a * big_head, -(a * (big - big_head)));
    let product = a * small;
    let (below, lost) = fast_two_sum(big, product);
    let below_low = lost + ((a * small_head - product) + a * (small - small_head));
    let inverse = 1.0 / below;
    let t = above * inverse;
    let (back, back_low) = two_product(t, below);
    let t_low = (((above - back) - back_low) + (above_low - t * below_low)) * inverse;

    let square = t * t;
    let tail = -1.0 / 3.0 + square * (0.2 + square * (-1.0 / 7.0 + square * (1.0 / 9.0)));
    let (high, lost) = fast_two_sum(arc_head, t);
    let low = lost + (arc_rest + (t_low + t * square * tail));
    let error = if a == 0.0 {
        t * (square * power_of_two(-50) + power_of_two(-72))
    } else {
        power_of_two(-71)
    };
    (high, low, error)
}

/// The angle from a pair that measures it from an axis: `quarters π/2` and the pair, or less the pair.
///
/// The pair is below 1.1 and its low part below `2^-15`: the sum of the low parts rounds by less than `2^-68`.
#[inline(always)]
pub(super) fn from_axis(quarters: f64, (high, low, error): Pair, less: bool) -> Pair {
    const FRAC_PI_2_REST: f64 = f64::from_bits(0x3c91_a626_3314_5c07);
    let (high, low) = if less { (-high, -low) } else { (high, low) };
    let (sum, lost) = fast_two_sum(quarters * FRAC_PI_2, high);
    (sum, lost + (quarters * FRAC_PI_2_REST + low), error + power_of_two(-68))
}

/// The angle of the point `(x, y)` in (-π, π], where neither is zero.
///
/// With `a` a double near the angle, the point turned back by `a` lies next to the axis, and what is left is
/// the arctangent of a small ratio. The turn cancels only what the ratio is smaller than the angle: error below
/// `2^(12 - 64 N)` of the angle.
pub(super) fn angle<const N: usize>(y: &Wide<N>, x: &Wide<N>) -> Wide<N> {
    let start = estimate(y, x);
    let (sine, cosine) = (turned::<N>(start, 0), turned::<N>(start, 1));
    let along = x.mul(&cosine).add(&y.mul(&sine));
    let across = y.mul(&cosine).sub(&x.mul(&sine));
    let ratio = across.div(&along);
    Wide::from_f64(start).add(&odd_series(&ratio, &ratio.mul(&ratio).neg()))
}

/// The angle to about 50 bits: a start, not a result.
fn estimate<const N: usize>(y: &Wide<N>, x: &Wide<N>) -> f64 {
    let unit = if y.exponent() > x.exponent() { y.exponent() } else { x.exponent() };
    let (y, x) = (y.scale(-unit).to_f64(), x.scale(-unit).to_f64());
    let (small, big) = if y.abs() <= x.abs() { (y.abs(), x.abs()) } else { (x.abs(), y.abs()) };
    let (high, low, _) = octant_pair(small, big, small / big);
    let octant = high + low;
    let quadrant = if y.abs() <= x.abs() { octant } else { FRAC_PI_2 - octant };
    let half = if x < 0.0 { PI - quadrant } else { quadrant };
    half.copysign(y)
}

/// `x (1 + s/3 + s²/5 + s³/7 + …)`: artanh x with `s = x²`, arctan x with `s = -x²`, for a small `x`.
pub(super) fn odd_series<const N: usize>(x: &Wide<N>, s: &Wide<N>) -> Wide<N> {
    let mut power = *x;
    let mut sum = *x;
    let mut odd = 1;
    while power.exponent() > x.exponent() - 64 * N as i32 && !power.is_zero() {
        power = power.mul(s);
        odd += 2;
        sum = sum.add(&power.div_small(odd));
    }
    sum
}
