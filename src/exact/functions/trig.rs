//! Sine and cosine.

use super::constants::{FRAC_2_PI, frac_pi_2};
use super::rounding::{NAN, ziv};
use super::wide::Wide;

/// `sin x` for `x` in radians, correctly rounded.
pub fn sin(x: f64) -> f64 {
    if !x.is_finite() {
        return NAN;
    }
    // x - x³/6 …: within a quarter of a unit of x.
    if x.abs() < SMALL {
        return x;
    }
    sin_slow(x)
}

/// `cos x` for `x` in radians, correctly rounded.
pub fn cos(x: f64) -> f64 {
    if !x.is_finite() {
        return NAN;
    }
    // 1 - x²/2 …: within a quarter of a unit of 1.
    if x.abs() < SMALL {
        return 1.0;
    }
    cos_slow(x)
}

/// `2^-28`.
const SMALL: f64 = f64::from_bits((1023 - 28) << 52);

#[cold]
#[inline(never)]
fn sin_slow(x: f64) -> f64 {
    ziv!(turned(x, 0))
}

#[cold]
#[inline(never)]
fn cos_slow(x: f64) -> f64 {
    ziv!(turned(x, 1))
}

/// `sin(x + quarters π/2)`.
fn turned<const N: usize>(x: f64, quarters: u64) -> Wide<N> {
    let (quadrant, r) = reduced::<N>(x);
    let quadrant = quadrant + quarters;
    let square = r.mul(&r).neg();
    // sin r = r (1 - r²/(2·3) (1 - r²/(4·5) …)), cos r = 1 - r²/(1·2) (1 - r²/(3·4) …).
    let (value, first) = if quadrant % 2 == 0 { (r, 2) } else { (Wide::ONE, 1) };
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
