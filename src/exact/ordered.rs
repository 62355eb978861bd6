//! Sums from the first term to the last, in double precision, as graphs of operators state them.

use super::{exp, ln, max};

/// The sum from the first to the last.
pub(crate) fn sum_in_order(terms: impl Iterator<Item = f64>) -> f64 {
    terms.fold(0.0, |total, x| total + x)
}

/// Every number replaced by the sum up to it, or by that of those before it where `exclusive`.
pub(crate) fn running_sum<'a>(numbers: impl Iterator<Item = &'a mut f64>, exclusive: bool) {
    let mut so_far = 0.0;
    for number in numbers {
        let before = so_far;
        so_far += *number;
        *number = if exclusive { before } else { so_far };
    }
}

/// The largest of every `step`th number.
fn most(values: &[f64], step: usize) -> f64 {
    values.iter().step_by(step).copied().fold(f64::NEG_INFINITY, max)
}

/// exp(xᵢ − max) over their sum in order, for every `step`th number.
pub(crate) fn softmax_in_order(values: &mut [f64], step: usize) {
    let most = most(values, step);
    values.iter_mut().step_by(step).for_each(|x| *x = exp(*x - most));
    let all = sum_in_order(values.iter().step_by(step).copied());
    values.iter_mut().step_by(step).for_each(|x| *x /= all);
}

/// xᵢ − max − ln Σ exp(xⱼ − max), for every `step`th number.
pub(crate) fn log_softmax_in_order(values: &mut [f64], step: usize) {
    let most = most(values, step);
    let all = ln(sum_in_order(values.iter().step_by(step).map(|x| exp(*x - most))));
    values.iter_mut().step_by(step).for_each(|x| *x = *x - most - all);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_second_number_is_a_line() {
        // Powers of two add up without rounding: 1, 2 and 1 of 4.
        let ln_2 = ln(2.0);
        let mut values = [0.0, 9.0, ln_2, 9.0, 0.0];
        softmax_in_order(&mut values, 2);
        assert_eq!(values, [0.25, 9.0, 0.5, 9.0, 0.25]);
        let mut values = [0.0, 9.0, ln_2, 9.0, 0.0];
        log_softmax_in_order(&mut values, 2);
        assert_eq!(values, [-ln_2 - ln_2, 9.0, -ln_2, 9.0, -ln_2 - ln_2]);
    }

    #[test]
    fn sums_run_with_or_without_the_number_itself() {
        let mut numbers = [1.0, 2.0, 4.0];
        running_sum(numbers.iter_mut(), false);
        assert_eq!(numbers, [1.0, 3.0, 7.0]);
        running_sum(numbers.iter_mut().rev(), true);
        assert_eq!(numbers, [10.0, 7.0, 0.0]);
    }
}
