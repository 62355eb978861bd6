//! Correlations between truth and prediction: Pearson, Spearman, Kendall.

use super::MetricError;
use super::mean::same_length;
use crate::exact::{self, Ties};
use core::cmp::Ordering;

/// Pearson's correlation; NaN when one side is constant or holds a value that is not finite.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    exact::pearson(a, b).unwrap_or(exact::NAN)
}

/// Refuses lengths that differ; says whether any value is NaN.
fn any_nan(truth: &[f64], prediction: &[f64]) -> Result<bool, MetricError> {
    same_length(truth.len(), &[("prediction", prediction.len())])?;
    Ok(truth.iter().chain(prediction).any(|x| x.is_nan()))
}

/// Pearson's correlation, in −1 to 1; NaN when one side is constant or a value is not finite.
///
/// # Errors
/// Fewer than two rows, lengths that differ.
///
/// # Source
/// `scipy.stats.pearsonr`.
pub fn pearson(truth: &[f64], prediction: &[f64]) -> Result<f64, MetricError> {
    any_nan(truth, prediction)?;
    if truth.len() < 2 {
        return Err(MetricError::TooFewRows { expected: 2 });
    }
    Ok(correlation(truth, prediction))
}

/// Spearman's correlation: Pearson's on ranks, ties having their mean rank.
///
/// NaN when one side is constant, a value is NaN, or there is a single row.
///
/// # Errors
/// No rows, lengths that differ.
///
/// # Source
/// `scipy.stats.spearmanr`.
pub fn spearman(truth: &[f64], prediction: &[f64]) -> Result<f64, MetricError> {
    if any_nan(truth, prediction)? {
        return Ok(exact::NAN);
    }
    let ranks = |values: &[f64]| exact::rank(values, Ties::Average);
    Ok(correlation(&ranks(truth), &ranks(prediction)))
}

/// Kendall's tau-b: pairs in the same order less pairs in opposite order, adjusted for ties.
///
/// NaN when one side is constant, a value is NaN, or there is a single row. Computed in whole
/// numbers, in `n log n` time.
///
/// # Errors
/// No rows, lengths that differ.
///
/// # Source
/// Knight, "A computer method for calculating Kendall's tau with ungrouped data", JASA 61 (1966);
/// `scipy.stats.kendalltau`.
pub fn kendall_tau_b(truth: &[f64], prediction: &[f64]) -> Result<f64, MetricError> {
    if any_nan(truth, prediction)? {
        return Ok(exact::NAN);
    }
    // Adding zero makes one value of the two zeros.
    let mut rows: Vec<(f64, f64)> =
        truth.iter().zip(prediction).map(|(y, p)| (y + 0.0, p + 0.0)).collect();
    rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let all = pairs(rows.len());
    let tied_truth = tied_pairs(&rows, |a, b| a.0 == b.0);
    let tied_both = tied_pairs(&rows, |a, b| a == b);
    let mut predictions: Vec<f64> = rows.iter().map(|r| r.1).collect();
    let discordant = sort_counting(&mut predictions);
    let tied_prediction = tied_pairs(&predictions, |a, b| a == b);
    let (free_truth, free_prediction) = (all - tied_truth, all - tied_prediction);
    if free_truth == 0 || free_prediction == 0 {
        return Ok(exact::NAN);
    }
    let difference = free_truth - tied_prediction + tied_both - 2 * discordant;
    let tau = difference as f64 / (free_truth as f64).sqrt() / (free_prediction as f64).sqrt();
    Ok(exact::clamp(tau, -1.0, 1.0))
}

/// The number of pairs among `n` items.
fn pairs(n: usize) -> i128 {
    let n = n as i128;
    n * (n - 1) / 2
}

/// Pairs of equal items in a sorted slice.
fn tied_pairs<T>(sorted: &[T], equal: impl FnMut(&T, &T) -> bool) -> i128 {
    sorted.chunk_by(equal).fold(0, |count, ties| count + pairs(ties.len()))
}

/// Sorts by merging and counts the pairs that stood in descending order.
fn sort_counting(values: &mut [f64]) -> i128 {
    if values.len() < 2 {
        return 0;
    }
    let (left, right) = values.split_at_mut(values.len() / 2);
    let mut inversions = sort_counting(left) + sort_counting(right);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let mut rest: &[f64] = left;
    for &x in right.iter() {
        let ahead = rest.partition_point(|y| y.total_cmp(&x) != Ordering::Greater);
        let (before, after) = rest.split_at(ahead);
        merged.extend_from_slice(before);
        merged.push(x);
        inversions += after.len() as i128;
        rest = after;
    }
    merged.extend_from_slice(rest);
    values.copy_from_slice(&merged);
    inversions
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn constants_and_short_inputs() {
        let constant = [2.0, 2.0, 2.0];
        for metric in [pearson, spearman, kendall_tau_b] {
            assert!(metric(&constant, &[1.0, 2.0, 3.0]).unwrap().is_nan());
            assert!(metric(&[1.0, 2.0, f64::NAN], &[1.0, 2.0, 3.0]).unwrap().is_nan());
            assert!(metric(&[1.0], &[1.0, 2.0]).is_err());
        }
        assert_eq!(pearson(&[1.0], &[1.0]), Err(MetricError::TooFewRows { expected: 2 }));
        assert!(spearman(&[1.0], &[1.0]).unwrap().is_nan());
        assert!(kendall_tau_b(&[1.0], &[1.0]).unwrap().is_nan());
    }

    #[test]
    fn huge_values_do_not_overflow() {
        assert_eq!(pearson(&[-5e210, 0.0, 5e210], &[-1e-200, 0.0, 1e-200]), Ok(1.0));
    }

    proptest! {
        #[test]
        fn kendall_counts_pairs(rows in prop::collection::vec((0u8..6, 0u8..6), 2..40)) {
            let sign = |a: u8, b: u8| i32::from(a > b) - i32::from(a < b);
            let (mut agree, mut x, mut y) = (0, 0, 0);
            for (i, a) in rows.iter().enumerate() {
                for b in &rows[..i] {
                    agree += sign(a.0, b.0) * sign(a.1, b.1);
                    x += sign(a.0, b.0).abs();
                    y += sign(a.1, b.1).abs();
                }
            }
            prop_assume!(x > 0 && y > 0);
            let (truth, prediction): (Vec<f64>, Vec<f64>) =
                rows.iter().map(|r| (f64::from(r.0), f64::from(r.1))).unzip();
            let tau = kendall_tau_b(&truth, &prediction).unwrap();
            let expected = f64::from(agree) / f64::from(x).sqrt() / f64::from(y).sqrt();
            prop_assert_eq!(tau, exact::clamp(expected, -1.0, 1.0));
        }

        #[test]
        fn rows_may_come_in_any_order(
            rows in prop::collection::vec((-1e9f64..1e9, -3f64..3.0), 3..40), cut in 0usize..40
        ) {
            let bits = |rows: &[(f64, f64)]| {
                let (a, b): (Vec<f64>, Vec<f64>) = rows.iter().copied().unzip();
                [pearson, spearman, kendall_tau_b].map(|m| m(&a, &b).unwrap().to_bits())
            };
            let mut turned = rows.clone();
            turned.rotate_left(cut % rows.len());
            prop_assert_eq!(bits(&rows), bits(&turned));
        }
    }
}
