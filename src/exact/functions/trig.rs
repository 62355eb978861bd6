//! Sine and cosine.

use super::constants::{FRAC_2_PI, frac_pi_2};
use super::double_double::{fast_two_sum, power_of_two, two_sum};
use super::rounding::{NAN, decided_or_nan, ziv};
use super::trig_table::TURNS;
use super::wide::Wide;

/// The sine of `x` radians, correctly rounded, however large the angle.
///
/// Domain: every finite double. Odd to the bit.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | NaN, ±∞ | NaN (`0x7ff8_0000_0000_0000`) |
/// | ±0, subnormals, and below 2^-28 in size | the argument, sign included |
///
/// # Source
///
/// Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit"
/// (1991): rounding test and loop. Dekker, "A floating-point technique for extending the available
/// precision" (1971): pairs of doubles.
/// Cody and Waite, "Software manual for the elementary functions" (1980): reduction of small angles.
/// Payne and Hanek, "Radian reduction for trigonometric functions" (1983): of large ones. Tang, "Table-lookup
/// algorithms for elementary functions" (1991).
///
/// # Examples
///
/// ```
/// use steadfast::exact::sin;
///
/// assert_eq!(sin(std::f64::consts::PI), 1.2246467991473532e-16);
/// assert!(sin(-0.0).is_sign_negative());
/// assert!(sin(f64::INFINITY).is_nan());
/// ```
pub fn sin(x: f64) -> f64 {
    fast(x, 0).unwrap_or_else(|| sin_rare(x))
}

#[cold]
#[inline(never)]
fn sin_rare(x: f64) -> f64 {
    if !x.is_finite() {
        return NAN;
    }
    ziv!(turned(x, 0))
}

/// The cosine of `x` radians, correctly rounded, however large the angle.
///
/// Domain: every finite double. Even to the bit.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | NaN, ±∞ | NaN (`0x7ff8_0000_0000_0000`) |
/// | ±0, subnormals, and below 2^-28 in size | 1 |
///
/// # Source
///
/// Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit"
/// (1991): rounding test and loop. Dekker, "A floating-point technique for extending the available
/// precision" (1971): pairs of doubles.
/// Cody and Waite, "Software manual for the elementary functions" (1980): reduction of small angles.
/// Payne and Hanek, "Radian reduction for trigonometric functions" (1983): of large ones. Tang, "Table-lookup
/// algorithms for elementary functions" (1991).
///
/// # Examples
///
/// ```
/// use steadfast::exact::cos;
///
/// assert_eq!(cos(0.0), 1.0);
/// assert_eq!(cos(std::f64::consts::FRAC_PI_2), 6.123233995736766e-17);
/// assert!(cos(f64::INFINITY).is_nan());
/// ```
pub fn cos(x: f64) -> f64 {
    fast(x, 1).unwrap_or_else(|| cos_rare(x))
}

#[cold]
#[inline(never)]
fn cos_rare(x: f64) -> f64 {
    if !x.is_finite() {
        return NAN;
    }
    ziv!(turned(x, 1))
}

const SMALL: f64 = power_of_two(-28);

#[inline]
fn fast(x: f64, quarters: u64) -> Option<f64> {
    Some(turned_fast(x, quarters)).filter(|rounded| !rounded.is_nan())
}

/// [`sin`], or with a quarter [`cos`], where its first phase decides, else NaN; without a branch.
#[inline(always)]
pub(in super::super) fn turned_fast(x: f64, quarters: u64) -> f64 {
    let (is_pair, (high, low, error, negative)) = turned_parts(x, quarters);
    let rounded = decided_or_nan(is_pair, (high, low, error));
    let signed = if negative { -rounded } else { rounded };
    // x - x³/6 …, 1 - x²/2 …: within a quarter of a unit of x, or of 1.
    let small = if quarters == 0 { x } else { 1.0 };
    if x.abs() < SMALL { small } else { signed }
}

/// `sin(x + quarters π/2)` for `2^-28 <= |x| < 2^19`: the pair `high + low`, its error, and whether
/// to change the sign.
#[cfg(test)]
pub(super) fn turned_pair(x: f64, quarters: u64) -> Option<(f64, f64, f64, bool)> {
    let (is_pair, pair) = turned_parts(x, quarters);
    is_pair.then_some(pair)
}

/// Whether there is such a pair, and the pair.
///
/// Near zero, everything of the sine but `r` is below `r³/6` and takes four roundings, less than `2^-67 r`.
/// Elsewhere, with `a` the angle of a table and `d` the distance to it, a sine is `sin a cos d + cos a sin d`
/// and a cosine `cos a cos d - sin a sin d`: a value and a slope of the table, of which the product of the
/// heads with that of `d` is exact (Gal's and Tang's tables). The largest rounded term is, for the sine,
/// `sin a d²/2 < 2^-15 sin a`, five roundings of which stay below `2^-65.6` of the result, the others below
/// `2^-68`.
#[inline(always)]
fn turned_parts(x: f64, quarters: u64) -> (bool, (f64, f64, f64, bool)) {
    let (quadrant, r, rest, reduction_error) = reduced_pair(x);
    let quadrant = quadrant.wrapping_add(quarters);
    let is_sine = quadrant & 1 == 0;
    let (size, rest) = (r.abs(), if r < 0.0 { -rest } else { rest });
    let ([sin_head, sin_rest, cos_head, cos_rest], d_head, d_tail) = nearest_entry(size, rest);
    let value = if is_sine { sin_head } else { cos_head };
    let value_rest = if is_sine { sin_rest } else { cos_rest };
    let slope = if is_sine { cos_head } else { -sin_head };
    let slope_rest = if is_sine { cos_rest } else { -sin_rest };

    let d = d_head + d_tail;
    let square = d * d;
    let (bend, twist) = (square * cos_tail(square), square * d * sin_tail(square));
    let (high, lost) = fast_two_sum(value, slope * d_head);
    let curve = (value + value_rest) * bend + (slope + slope_rest) * twist;
    let low = lost + ((slope * d_tail + slope_rest * d) + (value_rest + curve));

    // There the angle of the table is 0, and `d` is `r`.
    let is_near = is_sine & (size < power_of_two(-7));
    let high = if is_near { size } else { high };
    let low = if is_near { rest + twist } else { low };
    let scale = if is_near { power_of_two(-66) } else { power_of_two(-64) };
    let negative = (quadrant & 2 != 0) ^ (is_sine & (r < 0.0));
    let is_pair = (x.abs() >= SMALL) & (x.abs() < power_of_two(19));
    (is_pair, (high, low, high * scale + reduction_error, negative))
}

/// `(quadrant, r, rest, error)` with `x = quadrant π/2 + r + rest`, `|r| <= π/4`, `|x| < 2^19`.
///
/// π/2 in pieces of 33, 33 and 53 bits (Cody and Waite): the first two products and differences are
/// exact, the third is below `2^-48` and rounds twice, the pieces leave out `2^-122` of a quadrant.
#[inline(always)]
fn reduced_pair(x: f64) -> (u64, f64, f64, f64) {
    const TO_INTEGER: f64 = 6_755_399_441_055_744.0;
    const HIGH: f64 = f64::from_bits(0x3ff9_21fb_5440_0000);
    const MIDDLE: f64 = f64::from_bits(0x3dd0_b461_1a60_0000);
    const LOW: f64 = f64::from_bits(0x3ba3_198a_2e03_7073);
    let shifted = x * std::f64::consts::FRAC_2_PI + TO_INTEGER;
    let n = shifted - TO_INTEGER;
    let quadrant = shifted.to_bits().wrapping_sub(TO_INTEGER.to_bits());
    let (r, lost) = two_sum(x - n * HIGH, -(n * MIDDLE));
    let (r, rest) = fast_two_sum(r, lost - n * LOW);
    // Without a quadrant to take away nothing is lost.
    (quadrant, r, rest, if n == 0.0 { 0.0 } else { power_of_two(-95) })
}

/// The table entry of the multiple of 1/64 nearest to `r`, and the distance to it, the leading part
/// on a grid of `2^-33`.
#[inline(always)]
fn nearest_entry(r: f64, rest: f64) -> ([f64; 4], f64, f64) {
    const TO_INTEGER: f64 = 6_755_399_441_055_744.0;
    const TO_HEAD: f64 = 786_432.0;
    let shifted = r * 64.0 + TO_INTEGER;
    let index = (shifted.to_bits() & 63) as usize;
    // Where there is no pair the index may be any.
    let index = if index < TURNS.len() { index } else { 0 };
    let entry = TURNS[index].map(f64::from_bits);
    let distance = r - (shifted - TO_INTEGER) * (1.0 / 64.0);
    let distance_head = (distance + TO_HEAD) - TO_HEAD;
    (entry, distance_head, (distance - distance_head) + rest)
}

/// `(sin d - d) / d³` for `d² = square < 2^-14`.
#[inline(always)]
fn sin_tail(square: f64) -> f64 {
    -1.0 / 6.0 + square * (1.0 / 120.0 + square * (-1.0 / 5040.0 + square * (1.0 / 362_880.0)))
}

/// `(cos d - 1) / d²` for `d² = square < 2^-14`.
#[inline(always)]
fn cos_tail(square: f64) -> f64 {
    -0.5 + square * (1.0 / 24.0 + square * (-1.0 / 720.0 + square * (1.0 / 40_320.0)))
}

/// `sin(x + quarters π/2)`.
pub(super) fn turned<const N: usize>(x: f64, quarters: u64) -> Wide<N> {
    let (quadrant, r) = reduced::<N>(x);
    let quadrant = quadrant + quarters;
    let square = r.mul(&r).neg();
    // sin r = r (1 - r²/(2·3) (1 - r²/(4·5) …)), cos r = 1 - r²/(1·2) (1 - r²/(3·4) …).
    let (value, first) = if quadrant.is_multiple_of(2) { (r, 2) } else { (Wide::ONE, 1) };
    let value = value.mul(&alternating(first, &square));
    if quadrant % 4 >= 2 { value.neg() } else { value }
}

/// `1 + s/(n (n+1)) (1 + s/((n+2) (n+3)) (1 + …))` for `-1 < s <= 0`.
fn alternating<const N: usize>(n: u32, s: &Wide<N>) -> Wide<N> {
    let mut last = n;
    let mut bits = 0;
    while bits < 64 * N as i32 + 2 && !s.is_zero() {
        bits += (last * (last + 1)).ilog2() as i32 - s.exponent();
        last += 2;
    }
    let mut sum = Wide::ONE;
    let mut divisor = last;
    while divisor > n {
        divisor -= 2;
        sum = Wide::ONE.add(&sum.mul(s).div_small(divisor * (divisor + 1)));
    }
    sum
}

/// The quadrant and `r` in about [-π/4, π/4] with `x = quadrant π/2 + r` modulo 2π.
///
/// Payne and Hanek: of the bits of 2/π only a window matters, the ones above it contribute whole
/// turns. The window ends `2^(-64 N - 73)` below the units of the quotient; no double comes
/// nearer than `2^-62` to a multiple of π/2, so `r` errs by less than `2^(-64 N - 10)` of itself.
fn reduced<const N: usize>(x: f64) -> (u64, Wide<N>) {
    let exact = Wide::<N>::from_f64(x);
    if x.abs() < std::f64::consts::FRAC_PI_4 {
        return (0, exact);
    }
    let bits = x.to_bits();
    let integer = (bits & ((1 << 52) - 1)) | 1 << 52;
    let exponent = ((bits >> 52) & 0x7ff) as i32 - 1075;
    let skipped = ((exponent - 2) / 64).max(0);
    // product = integer · window, least significant limb first, one limb longer than the window.
    let window = N + 3;
    let mut product = [0_u64; 16];
    let mut carry = 0;
    for i in 0..window {
        let limb = FRAC_2_PI[skipped as usize + window - 1 - i];
        let total = u128::from(limb) * u128::from(integer) + carry;
        product[i] = total as u64;
        carry = total >> 64;
    }
    product[window] = carry as u64;
    // The binary point of |x| 2/π lies this many bits up.
    let point = (64 * (skipped + window as i32) - exponent) as u32;
    let (limb, bit) = ((point / 64) as usize, point % 64);
    let above = u128::from(product[limb]) | u128::from(*product.get(limb + 1).unwrap_or(&0)) << 64;
    let quadrant = (above >> bit) as u64;
    product[limb] &= (1 << bit) - 1;
    product[limb + 1..].fill(0);
    let fraction = Wide::from_limbs(product, 1024 - point as i32);
    // Nearest multiple: a fraction above one half belongs to the next quadrant.
    let (quadrant, fraction) = if fraction.exponent() == 0 {
        (quadrant.wrapping_add(1), fraction.sub(&Wide::ONE))
    } else {
        (quadrant, fraction)
    };
    let r = fraction.resized::<N>().mul(&frac_pi_2());
    if x < 0.0 { (quadrant.wrapping_neg() & 3, r.neg()) } else { (quadrant & 3, r) }
}
