//! Metrics of numbers: absolute, squared and relative errors, and shares of variance explained.

use super::MetricError;
use super::mean::{check_weight, finite, mean, same_length, total};
use crate::exact;

/// Refuses inputs that no regression metric takes.
pub(super) fn check(
    truth: &[f64],
    prediction: &[f64],
    weight: Option<&[f64]>,
) -> Result<(), MetricError> {
    same_length(truth.len(), &[("prediction", prediction.len())])?;
    check_weight(weight, truth.len())?;
    finite("truth", truth)?;
    finite("prediction", prediction)
}

/// The mean of `loss(truth, prediction)` over checked rows.
pub(super) fn mean_of(
    truth: &[f64],
    prediction: &[f64],
    weight: Option<&[f64]>,
    loss: impl Fn(f64, f64) -> f64,
) -> f64 {
    let losses: Vec<f64> = truth.iter().zip(prediction).map(|(&y, &p)| loss(y, p)).collect();
    mean(&losses, weight)
}

/// `1 − unexplained / all`: 1 when nothing is unexplained, 0 when there was nothing to explain.
pub(super) fn explained(unexplained: f64, all: f64) -> f64 {
    if unexplained == 0.0 {
        1.0
    } else if all == 0.0 {
        0.0
    } else {
        exact::canonical(1.0 - unexplained / all)
    }
}

/// The mean of `|truth − prediction|`, in the unit of the target.
///
/// # Errors
/// No rows, lengths that differ, values that are not finite, unusable weights.
pub fn mean_absolute_error(
    truth: &[f64],
    prediction: &[f64],
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    check(truth, prediction, weight)?;
    Ok(mean_of(truth, prediction, weight, |y, p| (y - p).abs()))
}

/// The mean of `(truth − prediction)²`, in the squared unit of the target.
///
/// # Errors
/// As [`mean_absolute_error`].
pub fn mean_squared_error(
    truth: &[f64],
    prediction: &[f64],
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    check(truth, prediction, weight)?;
    Ok(mean_of(truth, prediction, weight, |y, p| (y - p) * (y - p)))
}

/// The square root of [`mean_squared_error`], in the unit of the target.
///
/// # Errors
/// As [`mean_absolute_error`].
pub fn root_mean_squared_error(
    truth: &[f64],
    prediction: &[f64],
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    Ok(mean_squared_error(truth, prediction, weight)?.sqrt())
}

/// The mean of `|truth − prediction| / max(|truth|, 2⁻⁵²)`; a ratio, not a percentage.
///
/// A truth of zero makes it huge, but not infinite.
///
/// # Errors
/// As [`mean_absolute_error`].
pub fn mean_absolute_percentage_error(
    truth: &[f64],
    prediction: &[f64],
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    check(truth, prediction, weight)?;
    let relative = |y: f64, p: f64| (p - y).abs() / exact::max(y.abs(), f64::EPSILON);
    Ok(mean_of(truth, prediction, weight, relative))
}

/// The largest `|truth − prediction|`, in the unit of the target.
///
/// # Errors
/// No rows, lengths that differ, values that are not finite.
pub fn max_error(truth: &[f64], prediction: &[f64]) -> Result<f64, MetricError> {
    check(truth, prediction, None)?;
    let errors = truth.iter().zip(prediction).map(|(y, p)| (y - p).abs());
    Ok(errors.fold(0.0, exact::max))
}

/// The coefficient of determination, `1 − Σ (y − p)² / Σ (y − ȳ)²`.
///
/// 1 at best, 0 for the mean as prediction, negative below that. For a constant truth it is 1 when
/// every row is right and 0 otherwise; NaN for fewer than two rows.
///
/// # Errors
/// As [`mean_absolute_error`].
///
/// # Examples
/// ```
/// use steadfast::metrics::r2;
/// assert_eq!(r2(&[1.0, 2.0, 3.0], &[2.0, 2.0, 2.0], None)?, 0.0);
/// # Ok::<(), steadfast::metrics::MetricError>(())
/// ```
///
/// # Source
/// `r2_score` with `force_finite=True`.
pub fn r2(truth: &[f64], prediction: &[f64], weight: Option<&[f64]>) -> Result<f64, MetricError> {
    check(truth, prediction, weight)?;
    if truth.len() < 2 {
        return Ok(exact::NAN);
    }
    let center = mean(truth, weight);
    let squares = |values: Vec<f64>| total(&values, weight);
    let unexplained =
        squares(truth.iter().zip(prediction).map(|(y, p)| (y - p) * (y - p)).collect());
    let all = squares(truth.iter().map(|y| (y - center) * (y - center)).collect());
    Ok(explained(unexplained, all))
}

/// The share of variance explained, `1 − Var(y − p) / Var(y)`: [`r2`] that forgives a constant bias.
///
/// # Errors
/// As [`mean_absolute_error`].
///
/// # Source
/// `explained_variance_score` with `force_finite=True`.
pub fn explained_variance(
    truth: &[f64],
    prediction: &[f64],
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    check(truth, prediction, weight)?;
    let variance = |values: &[f64]| {
        let center = mean(values, weight);
        let squares: Vec<f64> = values.iter().map(|x| (x - center) * (x - center)).collect();
        mean(&squares, weight)
    };
    let residuals: Vec<f64> = truth.iter().zip(prediction).map(|(y, p)| y - p).collect();
    Ok(explained(variance(&residuals), variance(truth)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_truth_that_is_no_binary_fraction() {
        let truth = [0.1; 3];
        assert_eq!(r2(&truth, &[0.1, 0.1, 0.2], None), Ok(0.0));
        assert_eq!(r2(&truth, &truth, None), Ok(1.0));
        assert_eq!(explained_variance(&truth, &[0.1, 0.1, 0.2], None), Ok(0.0));
    }

    #[test]
    fn bias_counts_in_r2_only() {
        let (truth, shifted) = ([1.0, 2.0, 4.0], [2.0, 3.0, 5.0]);
        assert_eq!(explained_variance(&truth, &shifted, None), Ok(1.0));
        assert!(r2(&truth, &shifted, None).unwrap() < 1.0);
    }

    #[test]
    fn inputs_are_named_when_they_are_wrong() {
        assert_eq!(
            mean_absolute_error(&[1.0, 2.0], &[1.0], None),
            Err(MetricError::Length { what: "prediction", expected: 2, found: 1 })
        );
        assert_eq!(max_error(&[], &[]), Err(MetricError::TooFewRows { expected: 1 }));
        assert!(matches!(
            mean_squared_error(&[1.0, 2.0], &[1.0, f64::INFINITY], None),
            Err(MetricError::Domain { what: "prediction", row: 1, .. })
        ));
    }
}
