//! The logarithm of the gamma function, its derivative, and Stirling's error.

use crate::exact::{NAN, ln, ln_1p};

/// 1 − γ, with Euler's constant γ.
const ONE_MINUS_EULER: f64 = 0.422_784_335_098_467_13;
/// ln √(2π).
const LN_SQRT_2_PI: f64 = 0.918_938_533_204_672_8;
/// From here on the asymptotic series are good to 1e-17.
const ASYMPTOTIC_FROM: f64 = 10.0;

/// ζ(k) − 1 for k = 2, 3, ….
const ZETA_MINUS_1: [f64; 26] = [
    0.644_934_066_848_226_4,
    0.202_056_903_159_594_3,
    0.082_323_233_711_138_19,
    0.036_927_755_143_369_93,
    0.017_343_061_984_449_14,
    0.008_349_277_381_922_827,
    0.004_077_356_197_944_34,
    0.002_008_392_826_082_214_3,
    0.000_994_575_127_818_085_3,
    0.000_494_188_604_119_464_5,
    0.000_246_086_553_308_048_3,
    0.000_122_713_347_578_489_15,
    6.124_813_505_870_483e-5,
    3.058_823_630_702_049e-5,
    1.528_225_940_865_187e-5,
    7.637_197_637_899_763e-6,
    3.817_293_264_999_84e-6,
    1.908_212_716_553_939e-6,
    9.539_620_338_727_962e-7,
    4.769_329_867_878_064e-7,
    2.384_505_027_277_33e-7,
    1.192_199_259_653_110_6e-7,
    5.960_818_905_125_948e-8,
    2.980_350_351_465_228e-8,
    1.490_155_482_836_504_3e-8,
    7.450_710_717_898_35e-9,
];

/// B₂ₖ / (2k(2k − 1)) for k = 1, 2, …, with Bernoulli's numbers.
const STIRLING: [f64; 8] = [
    1.0 / 12.0,
    -1.0 / 360.0,
    1.0 / 1260.0,
    -1.0 / 1680.0,
    1.0 / 1188.0,
    -691.0 / 360_360.0,
    1.0 / 156.0,
    -3617.0 / 122_400.0,
];

/// B₂ₖ / 2k for k = 1, 2, ….
const DIGAMMA: [f64; 8] = [
    1.0 / 12.0,
    -1.0 / 120.0,
    1.0 / 252.0,
    -1.0 / 240.0,
    1.0 / 132.0,
    -691.0 / 32_760.0,
    1.0 / 12.0,
    -3617.0 / 8160.0,
];

/// `c₀ + c₁x + c₂x² + …`
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// ln Γ(2 + z) for −1/2 ≤ z ≤ 1/2: (1 − γ)z + Σ (ζ(k) − 1)(−z)ᵏ / k, accurate near its zero too.
fn ln_gamma_about_2(z: f64) -> f64 {
    let mut series = 0.0;
    for (at, c) in ZETA_MINUS_1.iter().enumerate().rev() {
        series = series * -z + c / (at + 2) as f64;
    }
    z * (ONE_MINUS_EULER + z * series)
}

/// ln Γ(1 + z) for z ≥ −1/2, without the error of rounding 1 + z where that is near 1.
pub(super) fn ln_gamma_of_1_plus(z: f64) -> f64 {
    if z.abs() <= 0.5 { ln_gamma_about_2(z) - ln_1p(z) } else { ln_gamma(1.0 + z) }
}

/// ln Γ(x) − (x − ½) ln x + x − ln √(2π): what Stirling's formula leaves, for x > 0.
pub(super) fn stirling_error(x: f64) -> f64 {
    if x < ASYMPTOTIC_FROM {
        return ln_gamma(x) - (x - 0.5) * ln(x) + x - LN_SQRT_2_PI;
    }
    let inverse = 1.0 / x;
    inverse * polynomial(&STIRLING, inverse * inverse)
}

/// ln Γ(x) for x ≥ 0; +∞ at 0, NaN below.
///
/// # Source
/// DLMF 5.7.3 (Taylor series about 2), 5.5.1 (recurrence) and 5.11.1 (Stirling's series).
pub(crate) fn ln_gamma(x: f64) -> f64 {
    if x.is_nan() || x < 0.0 {
        return NAN;
    }
    if x == 0.0 || x == f64::INFINITY {
        return f64::INFINITY;
    }
    if x < 0.5 {
        return ln_gamma_of_1_plus(x) - ln(x);
    }
    if x < 1.5 {
        return ln_gamma_of_1_plus(x - 1.0);
    }
    if x < ASYMPTOTIC_FROM {
        // Down to [1.5, 2.5) by subtractions that are exact.
        let (mut x, mut product) = (x, 1.0);
        while x >= 2.5 {
            x -= 1.0;
            product *= x;
        }
        return ln(product) + ln_gamma_about_2(x - 2.0);
    }
    (x - 0.5) * ln(x) - x + LN_SQRT_2_PI + stirling_error(x)
}

/// The derivative of [`ln_gamma`] for x ≥ 0; −∞ at 0, NaN below.
///
/// Near its zero at 1.4616 the error is 1e-15 absolute, not relative.
///
/// # Source
/// DLMF 5.5.2 (recurrence) and 5.11.2 (asymptotic series).
pub(crate) fn digamma(x: f64) -> f64 {
    if x.is_nan() || x < 0.0 {
        return NAN;
    }
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    let (mut x, mut fractions) = (x, 0.0);
    while x < ASYMPTOTIC_FROM {
        fractions += 1.0 / x;
        x += 1.0;
    }
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    ln(x) - 0.5 * inverse - square * polynomial(&DIGAMMA, square) - fractions
}
