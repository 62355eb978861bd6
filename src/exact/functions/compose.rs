//! Functions composed of correctly rounded ones by a fixed written sequence.

use super::exp::exp;
use super::ln::ln;
use super::rounding::NAN;

/// The square root, correctly rounded as IEEE 754 defines it, with the canonical NaN.
pub fn sqrt(x: f64) -> f64 {
    if x.is_nan() || x < 0.0 { NAN } else { x.sqrt() }
}

/// The logistic function `1 / (1 + e^-x)`.
pub fn logistic(x: f64) -> f64 {
    if x.is_nan() {
        return NAN;
    }
    if x >= 0.0 {
        1.0 / (1.0 + exp(-x))
    } else {
        let power = exp(x);
        power / (1.0 + power)
    }
}

/// Replaces `values` by `e^v / Σ e^v`.
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

/// `ln Σ e^v`, without overflow.
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
