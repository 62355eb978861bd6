//! Metrics of medians and quantiles: pinball loss, its D², and the median absolute error.

use super::MetricError;
use super::mean::mean;
use super::regression::{check, explained};
use crate::exact;

/// The mean of `α (y − p)` where the prediction is too low, `(1 − α)(p − y)` where it is too high.
///
/// Smallest in expectation for the `alpha` quantile; half the absolute error at 0.5.
///
/// # Errors
/// An `alpha` outside 0 to 1; otherwise as [`mean_absolute_error`](super::mean_absolute_error).
///
/// # Source
/// Koenker and Bassett, "Regression quantiles", Econometrica 46 (1978); `mean_pinball_loss`.
pub fn pinball_loss(
    truth: &[f64],
    prediction: &[f64],
    alpha: f64,
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    check_level(alpha)?;
    check(truth, prediction, weight)?;
    let losses: Vec<f64> =
        truth.iter().zip(prediction).map(|(&y, &p)| pinball(y - p, alpha)).collect();
    Ok(mean(&losses, weight))
}

fn check_level(alpha: f64) -> Result<(), MetricError> {
    if (0.0..=1.0).contains(&alpha) {
        return Ok(());
    }
    Err(MetricError::Parameter { parameter: "alpha", expected: "a level, 0 to 1", found: alpha })
}

fn pinball(difference: f64, alpha: f64) -> f64 {
    if difference >= 0.0 { alpha * difference } else { (alpha - 1.0) * difference }
}

/// The share of pinball loss explained, against the `alpha` quantile of the truth as prediction.
///
/// 1 at best, 0 for the constant quantile; NaN for fewer than two rows.
///
/// # Errors
/// As [`pinball_loss`].
///
/// # Source
/// Koenker and Machado, "Goodness of fit and related inference processes for quantile regression",
/// JASA 94 (1999); `d2_pinball_score`.
pub fn d2_pinball(
    truth: &[f64],
    prediction: &[f64],
    alpha: f64,
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    let unexplained = pinball_loss(truth, prediction, alpha, weight)?;
    if truth.len() < 2 {
        return Ok(exact::NAN);
    }
    let constant = weighted_quantile(truth, alpha, weight);
    let losses: Vec<f64> = truth.iter().map(|y| pinball(y - constant, alpha)).collect();
    Ok(explained(unexplained, mean(&losses, weight)))
}

/// The share of absolute error explained, against the median: [`d2_pinball`] at 0.5.
///
/// # Errors
/// As [`mean_absolute_error`](super::mean_absolute_error).
pub fn d2_absolute_error(
    truth: &[f64],
    prediction: &[f64],
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    d2_pinball(truth, prediction, 0.5, weight)
}

/// The median of `|truth − prediction|`, in the unit of the target.
///
/// With weights it is the value at half of their sum; the mean of two values when the half falls
/// between them.
///
/// # Errors
/// As [`mean_absolute_error`](super::mean_absolute_error).
pub fn median_absolute_error(
    truth: &[f64],
    prediction: &[f64],
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    check(truth, prediction, weight)?;
    let errors: Vec<f64> = truth.iter().zip(prediction).map(|(y, p)| (p - y).abs()).collect();
    Ok(weighted_quantile(&errors, 0.5, weight))
}

/// The `alpha` quantile of checked values: the inverse of the weighted distribution function,
/// averaged where that is flat (scikit-learn's `_weighted_percentile(average=True)`).
fn weighted_quantile(values: &[f64], alpha: f64, weight: Option<&[f64]>) -> f64 {
    let weight_of = |i: usize| weight.and_then(|w| w.get(i)).copied().unwrap_or(1.0);
    let mut rows: Vec<(f64, f64)> = values
        .iter()
        .enumerate()
        .map(|(i, &x)| (x + 0.0, weight_of(i)))
        .filter(|&(_, w)| w > 0.0)
        .collect();
    rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    // Whether the level is hit or only passed depends on how the weights below it are rounded. The
    // peer adds them in ascending order of the values, one by one, and so does this; sorted rows have
    // one order, so the order they came in cannot show.
    let mut below = 0.0;
    let sums: Vec<f64> = rows
        .iter()
        .map(|&(_, w)| {
            below += w;
            below
        })
        .collect();
    // The detour over percent is the peer's too, and can move the level by one ulp.
    let target = alpha * 100.0 / 100.0 * below;
    let found = sums.partition_point(|&sum| sum < target).min(sums.len().max(1) - 1);
    let (Some(&(x, _)), Some(&sum)) = (rows.get(found), sums.get(found)) else {
        return exact::NAN;
    };
    match rows.get(found + 1) {
        // The zeroth quantile is the smallest value: its level is hit by nothing.
        Some(&(next, _)) if target > 0.0 && sum - target <= f64::EPSILON => {
            let total = x + next;
            if total.is_infinite() { x / 2.0 + next / 2.0 } else { total / 2.0 }
        }
        _ => x,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn half_falls_on_a_value_or_between_two() {
        let q = |w: &[f64]| weighted_quantile(&[1.0, 2.0, 4.0], 0.5, Some(w));
        assert_eq!(q(&[1.0, 1.0, 1.0]), 2.0);
        assert_eq!(q(&[1.0, 1.0, 2.0]), 3.0);
        assert_eq!(q(&[2.0, 0.0, 2.0]), 2.5);
        assert_eq!(q(&[5.0, 1.0, 1.0]), 1.0);
    }

    #[test]
    fn levels_are_checked() {
        assert!(matches!(
            pinball_loss(&[1.0], &[1.0], 1.5, None),
            Err(MetricError::Parameter { parameter: "alpha", .. })
        ));
    }

    proptest! {
        #[test]
        fn without_weights_it_is_the_median(
            values in prop::collection::vec(-1e300f64..1e300, 1..40)
        ) {
            let expected = exact::median(&values).unwrap();
            prop_assert_eq!(weighted_quantile(&values, 0.5, None), expected);
        }

        #[test]
        fn whole_weights_repeat_rows(
            rows in prop::collection::vec((-9i8..9, 0u8..5), 1..20), level in 0u8..=10
        ) {
            prop_assume!(rows.iter().any(|r| r.1 > 0));
            let values: Vec<f64> = rows.iter().map(|r| f64::from(r.0)).collect();
            let weight: Vec<f64> = rows.iter().map(|r| f64::from(r.1)).collect();
            let repeated: Vec<f64> = rows
                .iter()
                .flat_map(|r| core::iter::repeat_n(f64::from(r.0), usize::from(r.1)))
                .collect();
            let alpha = f64::from(level) / 10.0;
            prop_assert_eq!(
                weighted_quantile(&values, alpha, Some(&weight)),
                weighted_quantile(&repeated, alpha, None)
            );
        }
    }
}
