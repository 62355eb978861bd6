//! The quantile function of the standard normal distribution.

use super::constants::{frac_1_sqrt_2, sqrt_2_pi};
use super::double_double::{power_of_two, two_product, two_sum};
use super::erf::{erf_pair, erfc_wide};
use super::exp::{exp, exp_wide};
use super::ln::ln;
use super::rounding::{NAN, decided, decided_pair};
use super::wide::Wide;

/// The `z` with `Φ(z) = p`, the inverse of the standard normal distribution function, correctly rounded.
///
/// Domain: `0 <= p <= 1`. `normal_quantile(1 - p)` is `-normal_quantile(p)` to the bit where `1 - p` is exact.
/// No result is subnormal; the smallest finite one is about -38.47.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | NaN, below 0 and above 1 | NaN (`0x7ff8_0000_0000_0000`) |
/// | ±0 | -∞ |
/// | 1/2 | +0 |
/// | 1 | +∞ |
///
/// # Source
///
/// Wichura, "Algorithm AS 241: the percentage points of the normal distribution" (1988): the start. Ziv,
/// "Fast evaluation of elementary mathematical functions with correctly rounded last bit" (1991): rounding
/// test and loop. Abramowitz and Stegun (1964), 7.1.6 and 7.1.14: the error function in wide arithmetic.
///
/// # Examples
///
/// ```
/// use steadfast::exact::normal_quantile;
///
/// assert_eq!(normal_quantile(0.5), 0.0);
/// assert_eq!(normal_quantile(0.975), 1.9599639845400538);
/// assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
/// ```
pub fn normal_quantile(p: f64) -> f64 {
    if p.is_nan() || !(0.0..=1.0).contains(&p) {
        return NAN;
    }
    if p == 0.0 {
        return f64::NEG_INFINITY;
    }
    if p == 1.0 {
        return f64::INFINITY;
    }
    if p == 0.5 {
        return 0.0;
    }
    // 1 - p is exact for p above one half.
    if p < 0.5 { -upper(p) } else { upper(1.0 - p) }
}

/// The `z > 0` with `1 - Φ(z) = q`, for `0 < q < 1/2`.
fn upper(q: f64) -> f64 {
    let start = estimate(q);
    fast(q, start).unwrap_or_else(|| slow(q, start))
}

/// One Newton step on `erf(z/√2) = 1 - 2q` with the error function as a pair.
///
/// The step is below `2^-44`, so its own roundings, and the second-order term, are below `2^-40` of
/// it; what matters is the error of the error function over twice the density.
fn fast(q: f64, z: f64) -> Option<f64> {
    const FRAC_1_SQRT_2: f64 = std::f64::consts::FRAC_1_SQRT_2;
    const FRAC_1_SQRT_2_REST: f64 = f64::from_bits(0xbc8b_dd34_13b2_6456);
    const SQRT_PI_HALVES: f64 = 1.253_314_137_315_500_3;
    if !(power_of_two(-60)..5.0).contains(&z) {
        return None;
    }
    let (x, lost) = two_product(z, FRAC_1_SQRT_2);
    let (high, low, error) = erf_pair(x, lost + z * FRAC_1_SQRT_2_REST);
    let (target, target_low) = two_sum(1.0, -2.0 * q);
    let residual = (target - high) + (target_low - low);
    let inverse = SQRT_PI_HALVES * exp(0.5 * z * z);
    let step = residual * inverse;
    if step.abs() > z * power_of_two(-40) {
        return None;
    }
    decided_pair(z, step, error * inverse * 1.01 + step.abs() * power_of_two(-38))
}

#[cold]
#[inline(never)]
fn slow(q: f64, start: f64) -> f64 {
    let first = improved::<4>(q, &Wide::from_f64(start));
    if let Some(z) = decided(&first, 130) {
        return z;
    }
    let again = improved::<8>(q, &first.resized());
    decided(&again, 360).unwrap_or_else(|| improved::<12>(q, &again.resized()).to_f64())
}

/// One step of third order towards the root of `1 - Φ(z) - q`.
///
/// With `t = (1 - Φ(z) - q) / φ(z)` the root is `z + t + z t²/2 + (2z² + 1) t³/6 + O(z³ t⁴)`. From a
/// double, `t < 2^-44`: the error is below `2^-155`. The evaluation itself errs by less than
/// `2^(100 - 64 N)` relative to `z`, as `z >= 2^-54` costs what the cancelling `1 - erf` does not.
pub(super) fn improved<const N: usize>(q: f64, z: &Wide<N>) -> Wide<N> {
    let tail = erfc_wide(&z.mul(&frac_1_sqrt_2())).scale(-1);
    let square = z.mul(z);
    let inverse_density = exp_wide(&square.scale(-1)).mul(&sqrt_2_pi());
    let t = tail.sub(&Wide::from_f64(q)).mul(&inverse_density);
    let t_squared = t.mul(&t);
    let second = z.mul(&t_squared).scale(-1);
    let third = square.scale(1).add(&Wide::ONE).mul(&t_squared).mul(&t).div_small(6);
    z.add(&t).add(&second).add(&third)
}

/// Wichura's rational approximations (algorithm AS 241), good to about 2^-50.
pub(super) fn estimate(q: f64) -> f64 {
    let centred = 0.5 - q;
    if centred <= 0.425 {
        let r = 0.180_625 - centred * centred;
        return centred * ratio(r, &CENTRE);
    }
    let r = (-ln(q)).sqrt();
    if r <= 5.0 { ratio(r - 1.6, &TAIL) } else { ratio(r - 5.0, &FAR_TAIL) }
}

fn ratio(x: f64, [numerator, denominator]: &[[f64; 8]; 2]) -> f64 {
    let polynomial = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * x + c);
    polynomial(numerator) / polynomial(denominator)
}

const CENTRE: [[f64; 8]; 2] = [
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
];

const TAIL: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
];

const FAR_TAIL: [[f64; 8]; 2] = [
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_887_9,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
];
