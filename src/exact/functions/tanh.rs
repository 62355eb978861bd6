//! The hyperbolic tangent.

use super::exp::exp_m1_wide;
use super::rounding::{NAN, ziv};
use super::wide::Wide;

/// `tanh x`, correctly rounded.
pub fn tanh(x: f64) -> f64 {
    if x.is_nan() {
        return NAN;
    }
    // 1 - tanh 20 < 2^-55.
    if x.abs() > 20.0 {
        return if x > 0.0 { 1.0 } else { -1.0 };
    }
    // x - x³/3 …: within a quarter of a unit of x.
    if x.abs() < SMALL {
        return x;
    }
    slow(x)
}

/// `2^-28`.
const SMALL: f64 = f64::from_bits((1023 - 28) << 52);

#[cold]
#[inline(never)]
fn slow(x: f64) -> f64 {
    ziv!(tanh_of(x))
}

/// `(e^2x - 1) / (e^2x + 1)`, with `e^2x - 1` relatively accurate.
fn tanh_of<const N: usize>(x: f64) -> Wide<N> {
    let above_one = exp_m1_wide(&Wide::<N>::from_f64(x).scale(1));
    above_one.div(&above_one.add(&Wide::power_of_two(1)))
}
