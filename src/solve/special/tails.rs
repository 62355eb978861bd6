//! Survival functions, the p-values of tests.

use super::gamma::ln_gamma;
use super::incomplete_beta::beta_of;
use super::incomplete_gamma::regularised_gamma_q;
use super::{exp_of_sum, square};
use crate::exact::{NAN, erf, exp, ln};

/// P(X > x) for χ² with `df` > 0 degrees of freedom; 1 for x ≤ 0.
///
/// `scipy.stats.chi2.sf`.
pub(crate) fn chi2_sf(x: f64, df: f64) -> f64 {
    let x = if x <= 0.0 { 0.0 } else { x };
    regularised_gamma_q(0.5 * df, 0.5 * x)
}

/// P(X > f) for Fisher's distribution with `d1` and `d2` > 0 degrees of freedom; 1 for f ≤ 0.
///
/// `scipy.stats.f.sf`.
pub(crate) fn f_sf(f: f64, d1: f64, d2: f64) -> f64 {
    if f.is_nan() {
        return NAN;
    }
    // x = d2 / (d2 + d1 f), and 1 − x, by whichever quotient is at most 1.
    let ratio = if f <= 0.0 { 0.0 } else { d1 * (f / d2) };
    let (x, y) = shares(ratio);
    beta_of(0.5 * d2, 0.5 * d1, x, y)
}

/// `1 / (1 + r)` and `r / (1 + r)` for r ≥ 0.
fn shares(r: f64) -> (f64, f64) {
    if r <= 1.0 {
        return (1.0 / (1.0 + r), r / (1.0 + r));
    }
    let inverse = 1.0 / r;
    (inverse / (1.0 + inverse), 1.0 / (1.0 + inverse))
}

/// P(X > t) for Student's distribution with `df` > 0 degrees of freedom.
///
/// `scipy.stats.t.sf`.
pub(crate) fn t_sf(t: f64, df: f64) -> f64 {
    if t.is_nan() {
        return NAN;
    }
    let size = t.abs();
    let tail = if size < 1e150 {
        let (x, y) = shares(size * size / df);
        0.5 * beta_of(0.5 * df, 0.5, x, y)
    } else {
        far_t(size, df)
    };
    if t < 0.0 { 1.0 - tail } else { tail }
}

/// The first term of the tail for t so large that its square would leave the format, which matters
/// for one or two degrees of freedom.
fn far_t(t: f64, df: f64) -> f64 {
    if df.is_nan() || df <= 0.0 || df == f64::INFINITY {
        return NAN;
    }
    let half = 0.5 * df;
    // (√df / t)^df / (df B(df/2, 1/2))
    let beta = ln_gamma(half) + 0.5 * ln(std::f64::consts::PI) - ln_gamma(half + 0.5);
    exp_of_sum(df * (0.5 * ln(df) - ln(t)), -(beta + ln(df)))
}

/// P(X > x) for the standard normal distribution.
///
/// `scipy.stats.norm.sf`.
///
/// # Source
/// DLMF 7.9.1: the continued fraction of the complementary error function, for x > 2.
pub(crate) fn normal_sf(x: f64) -> f64 {
    if x.is_nan() {
        return NAN;
    }
    if x <= 2.0 {
        return 0.5 * (1.0 - erf(x * std::f64::consts::FRAC_1_SQRT_2));
    }
    // Beyond, the tail is below half the least subnormal.
    if x > 39.0 {
        return 0.0;
    }
    // x + 1/(x + 2/(x + 3/(x + …))) from the far end; after n steps it is off by about e^(-2x√n).
    let steps = 8.0 + (20.0 / x) * (20.0 / x);
    let mut fraction = x;
    for n in (1..=steps as u32).rev() {
        fraction = x + f64::from(n) / fraction;
    }
    let (high, low) = square(x);
    let density = exp(-0.5 * high);
    let density = density - density * (0.5 * low);
    density / ((2.0 * std::f64::consts::PI).sqrt() * fraction)
}

/// P(K > x) for Kolmogorov's limiting distribution of the two-sided statistic times √n; 1 for x ≤ 0.
///
/// `scipy.special.kolmogorov`.
///
/// # Source
/// Kolmogorov (1933), and the form by the theta function's identity for small x.
pub(crate) fn kolmogorov_sf(x: f64) -> f64 {
    const PI: f64 = std::f64::consts::PI;
    if x.is_nan() {
        return NAN;
    }
    // Below, the distribution function is under 1e-300; above, the tail is below the least subnormal.
    if x < 0.04 {
        return 1.0;
    }
    if x > 20.0 {
        return 0.0;
    }
    let (high, low) = square(x);
    if x < 0.82 {
        // 1 − √(2π)/x Σ e^(-(2k − 1)² π² / 8x²)
        let scale = PI * PI / (8.0 * high);
        let sum = [7.0, 5.0, 3.0, 1.0].iter().fold(0.0, |sum, k| sum + exp(-(k * k) * scale));
        return 1.0 - (2.0 * PI).sqrt() / x * sum;
    }
    // 2 Σ (−1)^(k − 1) e^(-2k² x²)
    let term = |k: f64| {
        let power = exp(-2.0 * k * k * high);
        power - power * (2.0 * k * k * low)
    };
    2.0 * (((term(1.0) - term(2.0)) + (term(3.0) - term(4.0))) + (term(5.0) - term(6.0)))
}
