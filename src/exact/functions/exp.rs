//! `e^x` and `e^x - 1`.

use super::constants::ln_2;
use super::rounding::{NAN, ziv};
use super::wide::Wide;

/// `e^x`, correctly rounded.
pub fn exp(x: f64) -> f64 {
    if x.is_nan() {
        return NAN;
    }
    // ln(2^1024) < 709.79 and ln(2^-1075) > -745.14.
    if x > 709.79 {
        return f64::INFINITY;
    }
    if x < -745.14 {
        return 0.0;
    }
    // |e^x - 1| < 2^-53.99 is less than half the gap on either side of 1.
    if x.abs() < TINY {
        return 1.0;
    }
    exp_slow(x)
}

/// `2^-54`: below it the series of `e^x - 1`, `ln(1 + x)` stay within half a unit of `x`.
pub(super) const TINY: f64 = f64::from_bits((1023 - 54) << 52);

#[cold]
#[inline(never)]
fn exp_slow(x: f64) -> f64 {
    ziv!(exp_of(x))
}

fn exp_of<const N: usize>(x: f64) -> Wide<N> {
    exp_wide(&Wide::from_f64(x))
}

/// `e^x - 1`, correctly rounded.
pub fn exp_m1(x: f64) -> f64 {
    if x.is_nan() {
        return NAN;
    }
    if x > 709.79 {
        return f64::INFINITY;
    }
    // e^-38 < 2^-54: nearer to -1 than to its neighbour.
    if x < -38.0 {
        return -1.0;
    }
    // x + x²/2 …: x itself, with its sign at zero.
    if x.abs() < TINY {
        return x;
    }
    exp_m1_slow(x)
}

#[cold]
#[inline(never)]
fn exp_m1_slow(x: f64) -> f64 {
    ziv!(exp_m1_of(x))
}

fn exp_m1_of<const N: usize>(x: f64) -> Wide<N> {
    exp_m1_wide(&Wide::from_f64(x))
}

/// `e^x` for `|x| < 2^20`, by `x = k ln 2 + 2^s r`, a Taylor polynomial in `r` and `s` squarings.
///
/// Error: `k ln 2` costs `2^20` units of the last place, the polynomial a few, each squaring
/// doubles what is there: below `2^(32 - 64 N)` in all for `|x| < 2^10` and `s <= 16`.
pub(super) fn exp_wide<const N: usize>(x: &Wide<N>) -> Wide<N> {
    let k = (x.to_f64() * std::f64::consts::LOG2_E).round();
    let r = x.sub(&ln_2().mul(&Wide::from_f64(k)));
    let squarings = (4 + 2 * N as i32).min(16);
    let mut power = taylor_from(1, &r.scale(-squarings));
    for _ in 0..squarings {
        power = power.mul(&power);
    }
    power.scale(k as i32)
}

/// `e^x - 1` with a small relative error also where it cancels.
pub(super) fn exp_m1_wide<const N: usize>(x: &Wide<N>) -> Wide<N> {
    if x.exponent() <= -2 {
        return x.mul(&taylor_from(2, x));
    }
    exp_wide(x).sub(&Wide::ONE)
}

/// `1 + r/n (1 + r/(n+1) (1 + …))` for `|r| < 1/2`, until the terms drop below the last place.
fn taylor_from<const N: usize>(n: u32, r: &Wide<N>) -> Wide<N> {
    let mut last = n;
    let mut bits = 0;
    while bits < 64 * N as i32 + 2 {
        bits += last.ilog2() as i32 - r.exponent();
        last += 1;
    }
    let mut sum = Wide::ONE;
    for divisor in (n..last).rev() {
        sum = Wide::ONE.add(&sum.mul(r).div_small(divisor));
    }
    sum
}
