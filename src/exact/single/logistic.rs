//! The logistic function and the probit, in single precision.

use super::{fused, of};
use crate::exact;

/// 1 / (1 + exp(−x)) as ONNX Runtime's classifiers have it: of the size of x, then turned round below 0.
pub(crate) fn logistic(x: f32) -> f32 {
    let share = 1.0 / (1.0 + of(exact::exp, -x.abs()));
    if x < 0.0 { 1.0 - share } else { share }
}

/// 1 / (1 + exp(−x)) as ONNX Runtime's kernel for many numbers has it: ½ plus a ratio of polynomials, which it took from
/// Eigen, every step fused, as on processors with AVX2.
pub(crate) fn sigmoid(x: f32) -> f32 {
    const ODD: [f32; 5] = [
        4.370_310_125_798_01e-11_f64 as f32,
        1.156_273_244_599_42e-7_f64 as f32,
        6.085_748_646_001_43e-5_f64 as f32,
        8.513_771_333_047_01e-3_f64 as f32,
        2.482_879_470_615_29e-1_f64 as f32,
    ];
    const EVEN: [f32; 6] = [
        6.102_473_895_576_81e-13_f64 as f32,
        5.761_021_369_934_27e-9_f64 as f32,
        6.291_067_850_170_40e-6_f64 as f32,
        1.701_988_173_740_94e-3_f64 as f32,
        1.168_176_569_044_53e-1_f64 as f32,
        9.931_519_210_231_80e-1_f64 as f32,
    ];
    if x.is_nan() {
        return x;
    }
    let x = x.clamp(-18.0, 18.0);
    let square = x * x;
    let polynomial = |terms: &[f32]| {
        let mut terms = terms.iter();
        let first = terms.next().copied().unwrap_or(0.0);
        terms.fold(first, |so_far, term| fused(so_far, square, *term))
    };
    let share = polynomial(&ODD) * x / polynomial(&EVEN) + 0.5;
    share.clamp(0.0, 1.0)
}

/// √2 · erf⁻¹(2p − 1) by the two terms of ONNX Runtime.
pub(crate) fn probit(p: f32) -> f32 {
    let x = 2.0 * p - 1.0;
    let sign = if x < 0.0 { -1.0 } else { 1.0 };
    let log = of(exact::ln, (1.0 - x) * (1.0 + x));
    let a = 2.0 / (std::f32::consts::PI * 0.147) + 0.5 * log;
    let b = 1.0 / 0.147 * log;
    let root = (a * a - b).sqrt() - a;
    std::f32::consts::SQRT_2 * sign * root.sqrt()
}
