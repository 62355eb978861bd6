//! `ln x` and `ln(1 + x)`.

use super::arc::odd_series;
use super::constants::ln_2;
use super::double_double::{fast_two_sum, head, power_of_two, two_sum};
use super::exp::{TINY, exp_wide};
use super::ln_table::LOGS;
use super::rounding::{NAN, decided_or_nan, decided_pair, ziv};
use super::wide::Wide;

/// The natural logarithm of `x`, correctly rounded.
///
/// Domain: `x >= 0`, subnormals included. No result is subnormal, overflows or underflows.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | NaN, and below 0 | NaN (`0x7ff8_0000_0000_0000`) |
/// | ±0 | -∞ |
/// | 1 | +0 |
/// | +∞ | +∞ |
///
/// # Source
///
/// Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit"
/// (1991): rounding test and loop. Dekker, "A floating-point technique for extending the available
/// precision" (1971): pairs of doubles.
/// Tang, "Table-driven implementation of the logarithm function in IEEE floating-point arithmetic"
/// (1990): the reduction.
///
/// # Examples
///
/// ```
/// use steadfast::exact::ln;
///
/// assert_eq!(ln(2.0), std::f64::consts::LN_2);
/// assert_eq!(ln(-0.0), f64::NEG_INFINITY);
/// assert!(ln(-1.0).is_nan());
/// ```
pub fn ln(x: f64) -> f64 {
    if is_positive_normal(x) {
        let (high, low, _) = ln_pair(x, None);
        if let Some(rounded) = decided_pair(high, low, high.abs() * RELATIVE_ERROR) {
            return rounded;
        }
    }
    ln_rare(x)
}

/// [`ln`] where its first phase decides, else NaN; without a branch.
#[inline(always)]
pub(in super::super) fn ln_fast(x: f64) -> f64 {
    let (high, low, _) = ln_pair(x, None);
    decided_or_nan(is_positive_normal(x), (high, low, high.abs() * RELATIVE_ERROR))
}

/// Positive, normal and finite, as one comparison of the bits.
#[inline(always)]
pub(super) fn is_positive_normal(x: f64) -> bool {
    const SMALLEST_NORMAL: u64 = 1 << 52;
    const INFINITY: u64 = f64::INFINITY.to_bits();
    x.to_bits().wrapping_sub(SMALLEST_NORMAL) < INFINITY - SMALLEST_NORMAL
}

#[cold]
#[inline(never)]
fn ln_rare(x: f64) -> f64 {
    match at_the_edge(x) {
        Some(value) => value,
        None => ziv!(ln_of(x)),
    }
}

/// The logarithm to any base above 1 where none needs to be computed.
pub(super) fn at_the_edge(x: f64) -> Option<f64> {
    if x == 0.0 {
        Some(f64::NEG_INFINITY)
    } else if x.is_nan() || x < 0.0 {
        Some(NAN)
    } else if x == 1.0 {
        Some(0.0)
    } else {
        (x == f64::INFINITY).then_some(x)
    }
}

/// `(high, low, error)`: `ln(x + rest)` is within `error` of `high + low`, for normal positive `x`
/// and `|rest| < 2^-52 x`, and `x < 2^1000` if there is a rest.
///
/// `x = 2^e m` with `m` in about [0.707, 1.414], and a table gives a 12-bit `c` near `1/m`: then
/// `r = c m - 1` is exact in two parts, and `ln x = e ln 2 - ln c + ln(1 + r)` (Tang 1990). Next
/// to 1, `c` is 1 and the result is relatively accurate.
#[inline(always)]
pub(super) fn ln_pair(x: f64, rest: Option<f64>) -> (f64, f64, f64) {
    let [base, base_low, r, r_low] = ln_parts(x, rest);
    ln_sum(base, base_low, r, r_low)
}

/// What [`ln_sum`] makes the logarithm of.
#[inline(always)]
fn ln_parts(x: f64, rest: Option<f64>) -> [f64; 4] {
    // ln 2 to 42 fraction bits: its product with `e` and the sum with a table entry are exact.
    const LN_2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fefa_3800);
    const LN_2_LOW: f64 = f64::from_bits(0x3d2e_f357_93c7_6730);
    const INTEGERS: f64 = power_of_two(52);
    let bits = x.to_bits();
    let index = (bits >> 44) as usize & 255;
    let halved = u64::from(index >= 106);
    let field = (bits >> 52) + halved;
    let m = f64::from_bits((bits & ((1 << 52) - 1)) | ((1023 - halved) << 52));
    let [c, log_high, log_low] = LOGS[index].map(f64::from_bits);
    let m_head = head(m);
    let (r, lost) = fast_two_sum(m_head * c - 1.0, (m - m_head) * c);
    let r_low = match rest {
        Some(rest) => lost + rest * f64::from_bits(2046_u64.wrapping_sub(field) << 52) * c,
        None => lost,
    };
    // 2^52 and the field in its last places; not every vector unit converts integers of 64 bits.
    let e = f64::from_bits(INTEGERS.to_bits() | field) - (INTEGERS + 1023.0);
    [e * LN_2_HIGH + log_high, e * LN_2_LOW + log_low, r, r_low]
}

/// `base + base_low + ln(1 + r + r_low)` for a base of zero or at least `|r|`, `|r| <= 2^-8` and
/// `|r_low| < 2^-51`, with its error.
///
/// The square of the head of `r` is exact; what is left of the series is below `|r|^3 / 2.9` and
/// takes four roundings, at most `2^-68.5 |r|`; the first term left out is `r^9 / 9`, at most
/// `2^-67.1 |r|`. With a zero base `r_low` is zero and that is the error. Otherwise that is below
/// `2^-74.6`, the low parts lose less than `2^-76` in their sums, and `r_low r³`, left out, is below
/// `2^-75`.
#[inline(always)]
fn ln_sum(base: f64, base_low: f64, r: f64, r_low: f64) -> (f64, f64, f64) {
    let r_head = head(r);
    let (sum, lost) = fast_two_sum(base, r);
    let (high, lost_too) = fast_two_sum(sum, -0.5 * r_head * r_head);
    let square = r * r;
    let polynomial = (1.0 / 3.0 - r * 0.25)
        + square * ((0.2 - r * (1.0 / 6.0)) + square * (1.0 / 7.0 - r * 0.125));
    let head_rest = 0.5 * (r - r_head) * (r + r_head);
    let series = square * r * polynomial - (head_rest + r_low * (r - square));
    let low = (lost + lost_too) + (series + (base_low + r_low));
    let error = if base == 0.0 { high.abs() * RELATIVE_ERROR } else { power_of_two(-73) };
    (high, low, error)
}

/// Bound of the error of [`ln_pair`] relative to its value, looser than the one it returns: with a
/// base that is not zero the value is above `2^-9.1` and the error below `2^-76`, or, with a power of
/// two, above 0.34 and below `2^-73`.
pub(super) const RELATIVE_ERROR: f64 = power_of_two(-66);

pub(super) fn ln_of<const N: usize>(x: f64) -> Wide<N> {
    let x = Wide::from_f64(x);
    let distance = x.sub(&Wide::ONE);
    if distance.exponent() <= -4 { ln_1p_near_zero(&distance) } else { ln_wide(&x) }
}

/// `ln(1 + x)`, correctly rounded, without the cancellation near zero.
///
/// Domain: `x >= -1`.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | NaN, and below -1 | NaN (`0x7ff8_0000_0000_0000`) |
/// | -1 | -∞ |
/// | ±0, subnormals, and below 2^-54 in size | the argument, sign included |
/// | +∞ | +∞ |
///
/// # Source
///
/// Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit"
/// (1991): rounding test and loop. Dekker, "A floating-point technique for extending the available
/// precision" (1971): pairs of doubles.
/// Tang, "Table-driven implementation of the logarithm function in IEEE floating-point arithmetic"
/// (1990): the reduction.
///
/// # Examples
///
/// ```
/// use steadfast::exact::ln_1p;
///
/// assert_eq!(ln_1p(1e-300), 1e-300);
/// assert_eq!(ln_1p(-1.0), f64::NEG_INFINITY);
/// assert_eq!(ln_1p(1.0), std::f64::consts::LN_2);
/// ```
pub fn ln_1p(x: f64) -> f64 {
    ln_1p_pair(x)
        .and_then(|(high, low, error)| decided_pair(high, low, error))
        .unwrap_or_else(|| ln_1p_rare(x))
}

/// [`ln_1p`] where its first phase decides, else NaN; without a branch.
#[inline(always)]
pub(in super::super) fn ln_1p_fast(x: f64) -> f64 {
    let size = x.abs();
    let (sum, rest) = two_sum(1.0, x);
    let [base, base_low, r, r_low] = ln_parts(sum, Some(rest));
    let is_near = size < NEAR;
    let [base, base_low] = if is_near { [0.0; 2] } else { [base, base_low] };
    let [r, r_low] = if is_near { [x, 0.0] } else { [r, r_low] };
    let is_pair = (x > -1.0) & (x < power_of_two(1000));
    let (high, low, _) = ln_sum(base, base_low, r, r_low);
    let rounded = decided_or_nan(is_pair, (high, low, high.abs() * RELATIVE_ERROR));
    if size < TINY { x } else { rounded }
}

/// Below it the series of `ln(1 + x)` needs no table.
const NEAR: f64 = power_of_two(-8);

/// `(high, low, error)` with `ln(1 + x)` within `error` of `high + low`, where there is such a pair.
#[inline]
pub(super) fn ln_1p_pair(x: f64) -> Option<(f64, f64, f64)> {
    let size = x.abs();
    if size < NEAR {
        if size < TINY {
            return None;
        }
        Some(ln_sum(0.0, 0.0, x, 0.0))
    } else if x > -1.0 && x < power_of_two(1000) {
        let (sum, rest) = two_sum(1.0, x);
        Some(ln_pair(sum, Some(rest)))
    } else {
        None
    }
}

#[cold]
#[inline(never)]
fn ln_1p_rare(x: f64) -> f64 {
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
    ziv!(ln_1p_of(x))
}

pub(super) fn ln_1p_of<const N: usize>(x: f64) -> Wide<N> {
    let x = Wide::from_f64(x);
    if x.exponent() <= -4 { ln_1p_near_zero(&x) } else { ln_wide(&x.add(&Wide::ONE)) }
}

/// `ln(1 + x) = 2 artanh(x / (2 + x))` for `|x| < 1/16`, with a small relative error.
pub(super) fn ln_1p_near_zero<const N: usize>(x: &Wide<N>) -> Wide<N> {
    let ratio = x.div(&Wide::power_of_two(1).add(x));
    odd_series(&ratio, &ratio.mul(&ratio)).scale(1)
}

/// `ln x` for positive `x` further than 1/32 from 1.
///
/// With `x = 2^k m` and `y` a double near `ln m`, `ln x = k ln 2 + y + ln(m e^-y)`; the last term is
/// below `2^-45` and needs few terms of its series. Error below `2^(32 - 64 N)`, and the result is
/// above `2^-6`.
pub(super) fn ln_wide<const N: usize>(x: &Wide<N>) -> Wide<N> {
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
