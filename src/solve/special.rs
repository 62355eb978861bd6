//! Special functions and tails of distributions, for use when fitting.
//!
//! Unlike the functions of [`exact`](crate::exact) they are not correctly rounded. Each is one written
//! sequence of `+ − × ÷ √` and correctly rounded functions, so its bits are the same everywhere; its
//! relative error is of the order of 1e-14, and about 1e-13 where a result is as small as 1e-300 or a
//! parameter as large as 1e6. An argument that is NaN or outside the domain makes the result NaN.

mod gamma;
mod incomplete_beta;
mod incomplete_gamma;
mod tails;

#[allow(unused_imports, reason = "what no stage uses yet")]
pub(crate) use {
    gamma::{digamma, ln_gamma},
    incomplete_beta::regularised_beta,
    incomplete_gamma::{regularised_gamma_p, regularised_gamma_q},
    tails::{chi2_sf, f_sf, kolmogorov_sf, normal_sf, t_sf},
};

/// Steps a series or fraction may take before the result is NaN. About 10√a are needed for a parameter
/// `a`, so this is reached from parameters of about 1e12 on, beyond any count of rows.
const MOST_STEPS: u32 = 10_000_000;

/// Where a fraction's denominator would be zero.
const TINY: f64 = 1e-300;

/// `a + b` rounded, and what the rounding lost.
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    (sum, (a - (sum - b_part)) + (b - b_part))
}

/// `x²` rounded, and what the rounding lost, for sizes whose square neither overflows nor underflows.
fn square(x: f64) -> (f64, f64) {
    let head = f64::from_bits(x.to_bits() & !((1 << 27) - 1));
    let tail = x - head;
    let product = x * x;
    (product, ((head * head - product) + 2.0 * head * tail) + tail * tail)
}

/// `e^(a + b)` without the error that rounding a large `a + b` would make.
fn exp_of_sum(a: f64, b: f64) -> f64 {
    let (sum, lost) = two_sum(a, b);
    let power = crate::exact::exp(sum);
    // An infinite part makes `lost` NaN, and leaves nothing to correct.
    if lost.is_finite() { power + power * lost } else { power }
}

#[cfg(test)]
mod tests;
