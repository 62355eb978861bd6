//! The error function.

use super::constants::frac_2_sqrt_pi;
use super::double_double::{fast_two_sum, power_of_two, two_product};
use super::erf_table::ERFS;
use super::exp::exp_wide;
use super::rounding::{NAN, decided_pair, ziv};
use super::wide::Wide;

/// The error function `2/√π ∫₀ˣ e^-t² dt`, correctly rounded.
///
/// Domain: every double. Odd to the bit. Subnormal arguments give correctly rounded subnormal or small
/// normal results.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | NaN | NaN (`0x7ff8_0000_0000_0000`) |
/// | ±0 | ±0 |
/// | ±∞, and above 5.9216 in size | ±1 |
///
/// # Source
///
/// Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit"
/// (1991): rounding test and loop. Dekker, "A floating-point technique for extending the available
/// precision" (1971): pairs of doubles.
/// Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), 7.1.6: the series. Tang, "Table-lookup
/// algorithms for elementary functions" (1991).
///
/// # Examples
///
/// ```
/// use steadfast::exact::erf;
///
/// assert_eq!(erf(6.0), 1.0);
/// assert_eq!(erf(-0.5), -erf(0.5));
/// assert!(erf(-0.0).is_sign_negative());
/// ```
pub fn erf(x: f64) -> f64 {
    let size = x.abs();
    if (power_of_two(-800)..6.0).contains(&size) {
        let (high, low, error) = erf_pair(size, 0.0);
        if let Some(rounded) = decided_pair(high, low, error) {
            return if x < 0.0 { -rounded } else { rounded };
        }
    }
    rare(x)
}

/// `(high, low, error)` with `erf(x + rest)` within `error` of `high + low`, for `2^-800 <= x <= 6`
/// and `|rest| < 2^-52 x`.
///
/// Below 1/128, Taylor's series times 2/√π as a pair; all but the first term is below `x³/2.6` and
/// takes five roundings. Elsewhere Taylor's series about the nearest `a = j/64`: value and slope come
/// from a table as heads and rests, the product of the heads is exact, and the largest rounded
/// term, `erf'(a) a d²` with `|d| <= 1/128`, takes five roundings, below `2^-65` of the result.
pub(super) fn erf_pair(x: f64, rest: f64) -> (f64, f64, f64) {
    const SLOPE: f64 = std::f64::consts::FRAC_2_SQRT_PI;
    const SLOPE_REST: f64 = f64::from_bits(0x3c71_ae3a_914f_ed80);
    const TO_INTEGER: f64 = 6_755_399_441_055_744.0;
    const TO_HEAD: f64 = 786_432.0;
    if x < power_of_two(-7) {
        let (high, lost) = two_product(x, SLOPE);
        let square = x * x;
        let tail = -1.0 / 3.0 + square * (0.1 + square * (-1.0 / 42.0 + square * (1.0 / 216.0)));
        let low = lost + (x * SLOPE_REST + rest * SLOPE) + high * square * tail;
        return (high, low, high * power_of_two(-65));
    }
    let shifted = x * 64.0 + TO_INTEGER;
    let a = (shifted - TO_INTEGER) * (1.0 / 64.0);
    let [value_head, value_rest, slope_head, slope_rest] =
        ERFS[(shifted.to_bits() & 511) as usize].map(f64::from_bits);
    let distance = x - a;
    let d_head = (distance + TO_HEAD) - TO_HEAD;
    let d_tail = (distance - d_head) + rest;
    let d = d_head + d_tail;
    // e^-(2ad + d²) = Σ cₙ dⁿ with (n + 1) cₙ₊₁ = -2a cₙ - 2 cₙ₋₁, integrated term by term.
    let twice = -2.0 * a * d;
    let minus = -2.0 * d * d;
    let mut before = 1.0;
    let mut term = twice;
    let mut curve = 0.0;
    let mut terms = [0.0; TERMS];
    for (n, slot) in terms.iter_mut().enumerate() {
        *slot = term * INVERSES[n + 1];
        let next = (twice * term + minus * before) * INVERSES[n + 1];
        before = term;
        term = next;
    }
    for term in terms.iter().rev() {
        curve += term;
    }
    let (high, lost) = fast_two_sum(value_head, slope_head * d_head);
    let slope = slope_head + slope_rest;
    let low = slope * (d * curve) + (slope_head * d_tail + slope_rest * d);
    (high, lost + (value_rest + low), high * power_of_two(-64))
}

const TERMS: usize = 10;
const INVERSES: [f64; TERMS + 1] = [
    1.0,
    1.0 / 2.0,
    1.0 / 3.0,
    1.0 / 4.0,
    1.0 / 5.0,
    1.0 / 6.0,
    1.0 / 7.0,
    1.0 / 8.0,
    1.0 / 9.0,
    1.0 / 10.0,
    1.0 / 11.0,
];

#[cold]
#[inline(never)]
fn rare(x: f64) -> f64 {
    if x.is_nan() {
        return NAN;
    }
    // 1 - erf 6 < 2^-55.
    if x.abs() > 6.0 {
        return if x > 0.0 { 1.0 } else { -1.0 };
    }
    if x == 0.0 {
        return x;
    }
    ziv!(erf_of(x))
}

pub(super) fn erf_of<const N: usize>(x: f64) -> Wide<N> {
    erf_wide(&Wide::from_f64(x))
}

/// `erf x = 2/√π x e^-x² Σ (2x²)^n / (1·3·5 … (2n+1))` for `|x| <= 6`: no term cancels another.
///
/// Fewer than 2^11 terms, each a unit or two off: error below `2^(36 - 64 N)`.
pub(super) fn erf_wide<const N: usize>(x: &Wide<N>) -> Wide<N> {
    let square = x.mul(x);
    let doubled = square.scale(1);
    let mut term = Wide::ONE;
    let mut sum = Wide::ONE;
    let mut odd = 1;
    while term.exponent() > sum.exponent() - 64 * N as i32 - 2 && !term.is_zero() {
        odd += 2;
        term = term.mul(&doubled).div_small(odd);
        sum = sum.add(&term);
    }
    x.mul(&sum).mul(&exp_wide(&square.neg())).mul(&frac_2_sqrt_pi())
}

/// `1 - erf x` for `0 <= x <= 28`, with a relative error below `2^(96 - 64 N)`.
///
/// Below 6 by the subtraction, which cancels at most 56 bits. Above, by Laplace's continued
/// fraction `e^-x²/√π / (x + (1/2)/(x + 1/(x + (3/2)/(x + …))))`, whose value after `n` steps errs by
/// about `e^(-2x √(2n))` for `n > x²` and `n! / (2x²)^n` for fewer, evaluated backwards as a ratio.
pub(super) fn erfc_wide<const N: usize>(x: &Wide<N>) -> Wide<N> {
    let start = x.to_f64();
    if start < 6.0 {
        return Wide::ONE.sub(&erf_wide(x));
    }
    let root = 64.0 * N as f64 * std::f64::consts::LN_2 / (2.8 * start);
    let steps = 1.5 * root * root + 16.0 * N as f64;
    let mut numerator = Wide::ONE;
    let mut denominator = *x;
    // denominator / numerator = x + (k/2) / (the ratio before).
    for k in (1..=steps as u32 + 30).rev() {
        let next = x.mul(&denominator).add(&numerator.mul(&Wide::from_u64(u64::from(k), -1)));
        numerator = denominator;
        denominator = next;
    }
    let square = x.mul(x);
    numerator.div(&denominator).mul(&exp_wide(&square.neg())).mul(&frac_2_sqrt_pi()).scale(-1)
}
