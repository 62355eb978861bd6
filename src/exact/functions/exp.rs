//! `e^x` and `e^x - 1`.

use super::constants::ln_2;
use super::double_double::{fast_two_sum, head, power_of_two, two_sum};
use super::exp_table::POWERS;
use super::rounding::{NAN, decided_or_nan, decided_pair, ziv};
use super::wide::Wide;

/// `e^x`, correctly rounded: the double nearest to the true value, ties to even.
///
/// Domain: every double. Subnormal results are correctly rounded too.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | NaN | NaN (`0x7ff8_0000_0000_0000`) |
/// | ±0, and below 2^-54 in size | 1 |
/// | +∞, and above 709.782712893384 (`ln(2^1024)` less half a unit) | +∞ |
/// | -∞, and below -745.1332191019411 (`ln(2^-1075)`) | +0 |
/// | from there to -708.4 | subnormal |
///
/// # Source
///
/// Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit"
/// (1991): rounding test and loop. Dekker, "A floating-point technique for extending the available
/// precision" (1971): pairs of doubles.
/// Tang, "Table-driven implementation of the exponential function in IEEE floating-point
/// arithmetic" (1989): the reduction. Sibidanov, Zimmermann and Glondu, "The CORE-MATH project" (2022):
/// the aim.
///
/// # Examples
///
/// ```
/// use steadfast::exact::exp;
///
/// assert_eq!(exp(1.0), std::f64::consts::E);
/// assert_eq!(exp(-745.0), f64::from_bits(1));
/// assert_eq!(exp(f64::NEG_INFINITY), 0.0);
/// ```
pub fn exp(x: f64) -> f64 {
    if x.abs() < FAST_LIMIT {
        let (high, low, k) = exp_pair(x, 0.0);
        if let Some(rounded) = decided_pair(high, low, PAIR_ERROR) {
            return scaled(rounded, k);
        }
    }
    exp_rare(x)
}

/// [`exp`] where its first phase decides, else NaN; without a branch.
#[inline(always)]
pub(in super::super) fn exp_fast(x: f64) -> f64 {
    let (high, low, k) = exp_pair(x, 0.0);
    let rounded = decided_or_nan(x.abs() < FAST_LIMIT, (high, low, PAIR_ERROR));
    if rounded.is_nan() { NAN } else { scaled(rounded, k) }
}

#[cold]
#[inline(never)]
fn exp_rare(x: f64) -> f64 {
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
    ziv!(exp_of(x))
}

/// `2^-54`: below it the series of `e^x - 1`, `ln(1 + x)` stay within half a unit of `x`.
pub(super) const TINY: f64 = power_of_two(-54);

/// Within it `e^x` is normal, with a factor of two to spare on either side.
pub(super) const FAST_LIMIT: f64 = 707.0;

/// Bound of the error of [`exp_pair`], whose value is below 2.01.
pub(super) const PAIR_ERROR: f64 = power_of_two(-66);

/// `x 2^k` for a normal `x` and a normal result.
#[inline(always)]
pub(super) fn scaled(x: f64, k: i64) -> f64 {
    f64::from_bits(x.to_bits().wrapping_add((k as u64) << 52))
}

/// `(high, low, k)` with `e^(x + rest) = 2^k (high + low)`, for `|x| < 708` and `|rest| < 2^-42`.
///
/// `x = (128 k + j) ln 2 / 128 + r` with `|r| < 2^-8.5`; `2^(j/128)` comes from a table as head (26
/// bits) and tail, and `r` is cut to a head on a grid of `2^-34` and a tail below `2^-34`, so that
/// the product of the heads is exact (Tang 1989). Errors, relative to the power: the
/// polynomial's value is below `2^-18` and takes five roundings of `2^-53`, its truncation is below
/// `2^-71`; the products and sums around it, below `2^-17`, take four more. In all less than
/// `2^-68.2`, times `high < 2.01`: below `2^-67`, and [`PAIR_ERROR`] is twice that.
#[inline(always)]
pub(super) fn exp_pair(x: f64, rest: f64) -> (f64, f64, i64) {
    const INVERSE_STEP: f64 = f64::from_bits(0x4067_1547_652b_82fe);
    // ln 2 / 128 in pieces of 33, 33 and 53 bits: the first two products with `n` are exact.
    const STEP_HIGH: f64 = f64::from_bits(0x3f76_2e42_fef0_0000);
    const STEP_MIDDLE: f64 = f64::from_bits(0x3d64_73de_6af0_0000);
    const STEP_LOW: f64 = f64::from_bits(0x3b33_c767_3007_e5ed);
    // Adding and subtracting 1.5·2^52 rounds to an integer, 1.5·2^18 to a multiple of 2^-34.
    const TO_INTEGER: f64 = 6_755_399_441_055_744.0;
    const TO_HEAD: f64 = 393_216.0;
    let shifted = x * INVERSE_STEP + TO_INTEGER;
    let n = shifted - TO_INTEGER;
    let index = shifted.to_bits().wrapping_sub(TO_INTEGER.to_bits()) as i64;
    let (k, j) = (index >> 7, (index & 127) as usize);

    let above = x - n * STEP_HIGH;
    let subtracted = n * STEP_MIDDLE;
    let r_head = ((above - subtracted) + TO_HEAD) - TO_HEAD;
    let r_tail = ((above - r_head) - subtracted) - (n * STEP_LOW - rest);
    let r = r_head + r_tail;
    let square = r * r;
    let polynomial = square
        * ((0.5 + r * (1.0 / 6.0))
            + square * ((1.0 / 24.0 + r * (1.0 / 120.0)) + square * (1.0 / 720.0)));

    let [power_head, power_tail] = POWERS[j].map(f64::from_bits);
    let (high, lost) = fast_two_sum(power_head, power_head * r_head);
    let low = (power_head + power_tail) * (r_tail + polynomial) + power_tail * (1.0 + r_head);
    (high, lost + low, k)
}

pub(super) fn exp_of<const N: usize>(x: f64) -> Wide<N> {
    exp_wide(&Wide::from_f64(x))
}

/// `e^x - 1`, correctly rounded, without the cancellation near zero.
///
/// Domain: every double.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | NaN | NaN (`0x7ff8_0000_0000_0000`) |
/// | ±0, subnormals, and below 2^-54 in size | the argument, sign included |
/// | +∞, and above 709.782712893384 | +∞ |
/// | -∞, and below -37.43 | -1 |
///
/// # Source
///
/// Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit"
/// (1991): rounding test and loop. Dekker, "A floating-point technique for extending the available
/// precision" (1971): pairs of doubles.
/// Tang, "Table-driven implementation of the expm1 function in IEEE floating-point arithmetic" (1992).
///
/// # Examples
///
/// ```
/// use steadfast::exact::exp_m1;
///
/// assert_eq!(exp_m1(1e-300), 1e-300);
/// assert_eq!(exp_m1(-50.0), -1.0);
/// assert!(exp_m1(-0.0).is_sign_negative());
/// ```
pub fn exp_m1(x: f64) -> f64 {
    exp_m1_pair(x)
        .and_then(|(high, low, error)| decided_pair(high, low, error))
        .unwrap_or_else(|| exp_m1_rare(x))
}

/// [`exp_m1`] where its first phase decides, else NaN; without a branch.
#[inline(always)]
pub(in super::super) fn exp_m1_fast(x: f64) -> f64 {
    let (series, powers) = (exp_m1_series(x), exp_m1_power(x));
    let is_near = x.abs() < SERIES_LIMIT;
    let high = if is_near { series.0 } else { powers.0 };
    let low = if is_near { series.1 } else { powers.1 };
    let error = if is_near { series.2 } else { powers.2 };
    let is_pair = (EXP_M1_LEAST..FAST_LIMIT).contains(&x);
    let rounded = decided_or_nan(is_pair, (high, low, error));
    if x.abs() < TINY { x } else { rounded }
}

/// `(high, low, error)` with `e^x - 1` within `error` of `high + low`, where there is such a pair.
#[inline]
pub(super) fn exp_m1_pair(x: f64) -> Option<(f64, f64, f64)> {
    let size = x.abs();
    if size < SERIES_LIMIT {
        if size < TINY {
            return None;
        }
        return Some(exp_m1_series(x));
    }
    (EXP_M1_LEAST..FAST_LIMIT).contains(&x).then(|| exp_m1_power(x))
}

const SERIES_LIMIT: f64 = power_of_two(-8);

/// Below it `e^x - 1` is next to -1.
const EXP_M1_LEAST: f64 = -38.0;

/// `e^x - 1` for `x` below [`SERIES_LIMIT`] in size.
///
/// `x + x²/2` with an exact square of the head; the rest is below `2^-18 x` and takes four roundings: the
/// error is below `2^-69 x`. The next term is below `2^-82 x`.
#[inline(always)]
fn exp_m1_series(x: f64) -> (f64, f64, f64) {
    let x_head = head(x);
    let (high, lost) = fast_two_sum(x, x_head * x_head * 0.5);
    let series = [1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 720.0, 1.0 / 5040.0, 1.0 / 40320.0];
    let tail = series.iter().rev().fold(0.0, |sum, c| sum * x + c);
    let low = (x - x_head) * (x + x_head) * 0.5 + x * x * x * tail;
    (high, lost + low, x.abs() * power_of_two(-67))
}

/// `e^x - 1` for other `x` from [`EXP_M1_LEAST`] to [`FAST_LIMIT`].
///
/// Beyond the error of the pair, the sum of the low parts rounds once, below `2^-70` of `e^x` or `2^-105`.
#[inline(always)]
fn exp_m1_power(x: f64) -> (f64, f64, f64) {
    let (high, low, k) = exp_pair(x, 0.0);
    let scale = scaled(1.0, k);
    let (high, lost) = two_sum(high * scale, -1.0);
    (high, lost + low * scale, scale * (1.5 * PAIR_ERROR) + power_of_two(-104))
}

#[cold]
#[inline(never)]
fn exp_m1_rare(x: f64) -> f64 {
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
    ziv!(exp_m1_of(x))
}

pub(super) fn exp_m1_of<const N: usize>(x: f64) -> Wide<N> {
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
