//! Shares of a whole, in single precision.

use super::{of, sum};
use crate::exact;

/// The largest of every `step`th number.
fn most(values: &[f32], step: usize) -> f32 {
    let values = values.iter().step_by(step);
    values.fold(f32::NEG_INFINITY, |most, &x| if x > most { x } else { most })
}

/// exp(xᵢ − max) over their sum, in order, for every `step`th number.
pub(crate) fn softmax(values: &mut [f32], step: usize) {
    let most = most(values, step);
    values.iter_mut().step_by(step).for_each(|x| *x = of(exact::exp, *x - most));
    let all = sum(values.iter().step_by(step).copied());
    values.iter_mut().step_by(step).for_each(|x| *x /= all);
}

/// xᵢ − max − ln Σ exp(xⱼ − max), for every `step`th number.
pub(crate) fn log_softmax(values: &mut [f32], step: usize) {
    let most = most(values, step);
    let exps = values.iter().step_by(step).map(|x| of(exact::exp, x - most));
    let all = of(exact::ln, sum(exps));
    values.iter_mut().step_by(step).for_each(|x| *x = *x - most - all);
}

/// Softmax of the scores that are not 0; the others are multiplied by exp(−max).
pub(crate) fn softmax_of_some(scores: &mut [f32]) {
    let most = scores.iter().fold(f32::MIN, |most, &s| if s > most { s } else { most });
    let less = of(exact::exp, -most);
    let mut all = 0.0;
    for score in scores.iter_mut() {
        if score.abs() > 1e-7 {
            *score = of(exact::exp, *score - most);
            all += *score;
        } else {
            *score *= less;
        }
    }
    scores.iter_mut().for_each(|score| *score /= all);
}
