//! Functions composed of correctly rounded ones by a fixed written sequence.

use super::exp::{exp, exp_fast};
use super::ln::ln;
use super::rounding::NAN;
use crate::exact::canonical;

/// The square root, correctly rounded as IEEE 754 defines it.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | NaN, and below 0 | NaN (`0x7ff8_0000_0000_0000`) |
/// | ±0 | the argument, sign included |
/// | +∞ | +∞ |
///
/// # Source
///
/// IEEE 754-2019, 5.4.1.
///
/// # Examples
///
/// ```
/// use steadfast::exact::sqrt;
///
/// assert_eq!(sqrt(2.0), std::f64::consts::SQRT_2);
/// assert!(sqrt(-0.0).is_sign_negative());
/// ```
pub fn sqrt(x: f64) -> f64 {
    canonical(x.sqrt())
}

/// The logistic function `1 / (1 + e^-x)`, as a fixed sequence of correctly rounded operations.
///
/// For `x >= -708`: `1 / (1 + exp(-x))`. Below, where the exponential would overflow and adding 1 to it
/// changes nothing: `exp(x)`. Three roundings at most, so within 2 units of the last place down to
/// the smallest subnormal; never NaN for a number; and monotone everywhere: each step is, and at the
/// seam neighbouring arguments are hundreds of units of the result apart.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | NaN | NaN (`0x7ff8_0000_0000_0000`) |
/// | ±0 | 1/2 |
/// | +∞, and above 36.8 | 1 |
/// | -∞, and below -745.14 | +0 |
/// | below -708 | `exp(x)`, subnormal below -708.4 |
///
/// # Source
///
/// The definition; bits follow from [`exp`](fn@crate::exact::exp) and IEEE 754.
///
/// # Examples
///
/// ```
/// use steadfast::exact::logistic;
///
/// assert_eq!(logistic(0.0), 0.5);
/// assert_eq!(logistic(40.0), 1.0);
/// assert_eq!(logistic(f64::NEG_INFINITY), 0.0);
/// ```
pub fn logistic(x: f64) -> f64 {
    if x.is_nan() {
        return NAN;
    }
    if x < -708.0 { exp(x) } else { 1.0 / (1.0 + exp(-x)) }
}

/// [`logistic`] where the first phase of [`exp`] decides and nothing overflows, else NaN; without a branch.
#[inline(always)]
pub(in super::super) fn logistic_fast(x: f64) -> f64 {
    let power = exp_fast(-x);
    if power.is_nan() { NAN } else { 1.0 / (1.0 + power) }
}

/// Replaces each of `values` by `e^v / Σ e^v`, as a fixed sequence of correctly rounded operations.
///
/// With `m` the largest value: every `v` becomes `exp(v - m)`, or 1 where `v = m`; the powers are
/// summed in 8 lanes (value `i` to lane `i mod 8`, in order), the lanes as
/// `((0+4)+(2+6))+((1+5)+(3+7))`; every power is divided by the sum, which is at least 1.
///
/// # Special values
///
/// | values | results |
/// |---|---|
/// | none | none |
/// | any NaN | all NaN (`0x7ff8_0000_0000_0000`) |
/// | `+∞` `n` times | `1/n` there, 0 elsewhere |
/// | all `-∞` | all `1/n` |
/// | more than 745.14 below the largest | 0 |
///
/// # Source
///
/// Blanchard, Higham and Higham, "Accurately computing the log-sum-exp and softmax functions" (2021).
///
/// # Examples
///
/// ```
/// use steadfast::exact::softmax;
///
/// let mut values = [1000.0, 1000.0, f64::NEG_INFINITY];
/// softmax(&mut values);
/// assert_eq!(values, [0.5, 0.5, 0.0]);
/// ```
pub fn softmax(values: &mut [f64]) {
    let Some(largest) = largest(values) else { return };
    if largest.is_nan() {
        values.fill(NAN);
        return;
    }
    for value in values.iter_mut() {
        *value = exp_below(*value, largest);
    }
    let total = lane_sum(values);
    for value in values.iter_mut() {
        *value /= total;
    }
}

/// `ln Σ e^v` without overflow, as a fixed sequence of correctly rounded operations.
///
/// With `m` the largest value: `m + ln(Σ exp(v - m))`, the sum in the order of [`softmax`].
///
/// # Special values
///
/// | values | result |
/// |---|---|
/// | none | -∞ |
/// | any NaN | NaN (`0x7ff8_0000_0000_0000`) |
/// | any `+∞` | +∞ |
/// | all `-∞` | -∞ |
///
/// # Source
///
/// Blanchard, Higham and Higham, "Accurately computing the log-sum-exp and softmax functions" (2021).
///
/// # Examples
///
/// ```
/// use steadfast::exact::log_sum_exp;
///
/// assert_eq!(log_sum_exp(&[1000.0, 1000.0]), 1000.0 + std::f64::consts::LN_2);
/// assert_eq!(log_sum_exp(&[]), f64::NEG_INFINITY);
/// ```
pub fn log_sum_exp(values: &[f64]) -> f64 {
    let Some(largest) = largest(values) else { return f64::NEG_INFINITY };
    if !largest.is_finite() {
        return largest;
    }
    let mut lanes = [0.0; 8];
    for chunk in values.chunks(8) {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane += exp_below(value, largest);
        }
    }
    largest + ln(tree(&lanes))
}

/// `e^(value - largest)`, where equal infinities are at distance zero.
fn exp_below(value: f64, largest: f64) -> f64 {
    if value == largest { 1.0 } else { exp(value - largest) }
}

/// The largest value, NaN if there is one, `None` of nothing. Which zero wins cannot matter:
/// both subtract alike.
fn largest(values: &[f64]) -> Option<f64> {
    let (&first, rest) = values.split_first()?;
    let mut largest = if first.is_nan() { NAN } else { first };
    for &value in rest {
        if value.is_nan() {
            largest = NAN;
        } else if value > largest {
            largest = value;
        }
    }
    Some(largest)
}

/// The sum in 8 lanes: value `i` goes to lane `i mod 8`.
fn lane_sum(values: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    for chunk in values.chunks(8) {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane += value;
        }
    }
    tree(&lanes)
}

fn tree(l: &[f64; 8]) -> f64 {
    ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::functions::exp::exp_wide;
    use crate::exact::functions::wide::Wide;

    #[test]
    fn logistic_is_monotone_and_near_the_truth() {
        let mut before = 0.0;
        let seam = (-708.0_f64).to_bits();
        let near_seam = (0..1000).rev().map(|n| f64::from_bits(seam - 500 + n));
        let overall = (0..200_000).map(|n| -750.0 + f64::from(n) * 0.004);
        let below = overall.clone().filter(|&x| x < -708.0 - 1e-9);
        let above = overall.filter(|&x| x > -708.0 + 1e-9);
        for x in below.chain(near_seam).chain(above) {
            let y = logistic(x);
            assert!((0.0..=1.0).contains(&y) && y >= before, "{x}: {before:e}, then {y:e}");
            before = y;
            let power: Wide<3> = exp_wide(&Wide::from_f64(-x));
            let truth = Wide::ONE.div(&Wide::ONE.add(&power)).to_f64();
            let units = y.to_bits().abs_diff(truth.to_bits());
            assert!(units <= 2, "{x}: {y:e} is {units} units from {truth:e}");
        }
        assert_eq!(before, 1.0);
    }

    #[test]
    fn special_values_are_those_of_the_tables() {
        let nan = 0x7ff8_0000_0000_0000;
        for payload in [nan, 0x7ff0_0000_0000_0001, 0xffff_ffff_ffff_ffff] {
            let x = f64::from_bits(payload);
            assert_eq!(logistic(x).to_bits(), nan);
            assert_eq!(sqrt(x).to_bits(), nan);
            assert_eq!(log_sum_exp(&[1.0, x, f64::INFINITY]).to_bits(), nan);
            let mut values = [1.0, x, f64::INFINITY];
            softmax(&mut values);
            assert_eq!(values.map(f64::to_bits), [nan; 3]);
        }
        assert_eq!(sqrt(std::hint::black_box(-1.0)).to_bits(), nan);
        assert_eq!(sqrt(-0.0).to_bits(), (-0.0_f64).to_bits());
        assert_eq!(logistic(-0.0), 0.5);
        assert_eq!(logistic(f64::INFINITY), 1.0);
        assert_eq!(logistic(f64::NEG_INFINITY).to_bits(), 0);
        assert_eq!(logistic(-745.13), f64::from_bits(1));
        let infinite = [f64::INFINITY, 0.0, f64::INFINITY, f64::NEG_INFINITY];
        let mut values = infinite;
        softmax(&mut values);
        assert_eq!(values, [0.5, 0.0, 0.5, 0.0]);
        assert_eq!(log_sum_exp(&infinite), f64::INFINITY);
        let mut lowest = [f64::NEG_INFINITY; 4];
        assert_eq!(log_sum_exp(&lowest), f64::NEG_INFINITY);
        softmax(&mut lowest);
        assert_eq!(lowest, [0.25; 4]);
        assert_eq!(log_sum_exp(&[-0.0]).to_bits(), log_sum_exp(&[0.0]).to_bits());
    }

    #[test]
    fn sums_follow_the_written_order() {
        let values: Vec<f64> = (0..29).map(|n| f64::from((n * 37) % 29) * 0.71 - 9.0).collect();
        let powers: Vec<f64> = values.iter().map(|v| exp(v - (28.0 * 0.71 - 9.0))).collect();
        let lane = |k: usize| powers.iter().skip(k).step_by(8).fold(0.0, |sum, p| sum + p);
        let total = ((lane(0) + lane(4)) + (lane(2) + lane(6)))
            + ((lane(1) + lane(5)) + (lane(3) + lane(7)));
        let mut computed = values.clone();
        softmax(&mut computed);
        for (share, power) in computed.iter().zip(&powers) {
            assert_eq!(share.to_bits(), (power / total).to_bits());
        }
        assert_eq!(log_sum_exp(&values).to_bits(), ((28.0 * 0.71 - 9.0) + ln(total)).to_bits());
    }
}
