//! The error function.

use super::constants::frac_2_sqrt_pi;
use super::exp::exp_wide;
use super::rounding::{NAN, ziv};
use super::wide::Wide;

/// `erf x = 2/√π ∫₀ˣ e^-t² dt`, correctly rounded.
pub fn erf(x: f64) -> f64 {
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
    slow(x)
}

#[cold]
#[inline(never)]
fn slow(x: f64) -> f64 {
    ziv!(erf_of(x))
}

fn erf_of<const N: usize>(x: f64) -> Wide<N> {
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
/// about `e^(-2x √(2n))`, evaluated backwards as a ratio.
pub(super) fn erfc_wide<const N: usize>(x: &Wide<N>) -> Wide<N> {
    let start = x.to_f64();
    if start < 6.0 {
        return Wide::ONE.sub(&erf_wide(x));
    }
    let root = 64.0 * N as f64 * std::f64::consts::LN_2 / (2.8 * start);
    let steps = 1.5 * root * root;
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
