//! `ln x` and `ln(1 + x)`.

use super::constants::ln_2;
use super::exp::{TINY, exp_wide};
use super::rounding::{NAN, ziv};
use super::wide::Wide;

/// The natural logarithm of `x`, correctly rounded.
pub fn ln(x: f64) -> f64 {
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    if x.is_nan() || x < 0.0 {
        return NAN;
    }
    if x == f64::INFINITY || x == 1.0 {
        return if x == 1.0 { 0.0 } else { x };
    }
    ln_slow(x)
}

#[cold]
#[inline(never)]
fn ln_slow(x: f64) -> f64 {
    ziv!(ln_of(x))
}

pub(super) fn ln_of<const N: usize>(x: f64) -> Wide<N> {
    let x = Wide::from_f64(x);
    let distance = x.sub(&Wide::ONE);
    if distance.exponent() <= -4 { ln_1p_near_zero(&distance) } else { ln_wide(&x) }
}

/// `ln(1 + x)`, correctly rounded.
pub fn ln_1p(x: f64) -> f64 {
    if x == -1.0 {
        return f64::NEG_INFINITY;
    }
    if x.is_nan() || x < -1.0 {
        return NAN;
    }
    // x - x²/2 …: x itself, with its sign at zero.
    if x == f64::INFINITY || x.abs() < TINY {
        return x;
    }
    ln_1p_slow(x)
}

#[cold]
#[inline(never)]
fn ln_1p_slow(x: f64) -> f64 {
    ziv!(ln_1p_of(x))
}

fn ln_1p_of<const N: usize>(x: f64) -> Wide<N> {
    let x = Wide::from_f64(x);
    if x.exponent() <= -4 { ln_1p_near_zero(&x) } else { ln_wide(&x.add(&Wide::ONE)) }
}

/// `ln(1 + x) = 2 artanh(x / (2 + x))` for `|x| < 1/16`, with a small relative error.
fn ln_1p_near_zero<const N: usize>(x: &Wide<N>) -> Wide<N> {
    let ratio = x.div(&Wide::power_of_two(1).add(x));
    let square = ratio.mul(&ratio);
    let mut power = ratio;
    let mut sum = ratio;
    let mut odd = 1;
    while power.exponent() > ratio.exponent() - 64 * N as i32 && !power.is_zero() {
        power = power.mul(&square);
        odd += 2;
        sum = sum.add(&power.div_small(odd));
    }
    sum.scale(1)
}

/// `ln x` for positive `x` further than 1/32 from 1.
///
/// With `x = 2^k m` and `y` a double near `ln m`, `ln x = k ln 2 + y + ln(m e^-y)`; the last term is
/// below `2^-45` and needs few terms of its series. Error below `2^(32 - 64 N)`, and the result is
/// above `2^-6`.
fn ln_wide<const N: usize>(x: &Wide<N>) -> Wide<N> {
    let mut k = x.exponent();
    let mut m = x.scale(-k);
    if m.to_f64() < std::f64::consts::FRAC_1_SQRT_2 {
        k -= 1;
        m = m.scale(1);
    }
    let y = Wide::from_f64(ln_estimate(m.to_f64()));
    let rest = m.mul(&exp_wide(&y.neg())).sub(&Wide::ONE);
    let fraction = y.add(&ln_1p_near_zero(&rest));
    ln_2().mul(&Wide::from_f64(f64::from(k))).add(&fraction)
}

/// `ln m` to about 50 bits for `m` in [0.7, 1.42]: a start, not a result.
fn ln_estimate(m: f64) -> f64 {
    let ratio = (m - 1.0) / (m + 1.0);
    let square = ratio * ratio;
    let sum = (0..12).rev().fold(0.0, |sum, n| sum * square + 1.0 / f64::from(2 * n + 1));
    2.0 * ratio * sum
}
