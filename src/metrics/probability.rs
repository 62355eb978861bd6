//! Proper scores of probabilities: log loss and the Brier score.

use super::MetricError;
use super::mean::{check_weight, mean, same_length, within};
use crate::exact;

/// Refuses what is not a probability.
fn probabilities(what: &'static str, values: &[f64]) -> Result<(), MetricError> {
    within(what, values, "a probability, 0 to 1", |p| (0.0..=1.0).contains(&p))
}

/// `−ln p`, with `p` kept one machine epsilon away from 0 and 1.
fn surprise(p: f64) -> f64 {
    -exact::ln(exact::clamp(p, f64::EPSILON, 1.0 - f64::EPSILON))
}

/// The mean of `−ln` of the probability given to what happened (cross-entropy), in nats.
///
/// Probabilities are first clipped to `[ε, 1 − ε]`, ε = 2⁻⁵², so that a certain mistake costs 36.04
/// and not infinity.
///
/// # Errors
/// No rows, lengths that differ, a score outside 0 to 1, unusable weights.
///
/// # Source
/// `log_loss` with `labels=[0, 1]`.
pub fn log_loss(truth: &[bool], score: &[f64], weight: Option<&[f64]>) -> Result<f64, MetricError> {
    same_length(truth.len(), &[("score", score.len())])?;
    check_weight(weight, truth.len())?;
    probabilities("score", score)?;
    let rows = truth.iter().zip(score);
    let losses: Vec<f64> = rows.map(|(&t, &p)| surprise(if t { p } else { 1.0 - p })).collect();
    Ok(mean(&losses, weight))
}

/// The mean squared difference between the probability and what happened, in 0 to 1.
///
/// # Errors
/// As [`log_loss`].
///
/// # Source
/// Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78
/// (1950), halved as `brier_score_loss` does.
pub fn brier_score(
    truth: &[bool],
    score: &[f64],
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    same_length(truth.len(), &[("score", score.len())])?;
    check_weight(weight, truth.len())?;
    probabilities("score", score)?;
    let rows = truth.iter().zip(score);
    let squares = rows.map(|(&t, &p)| {
        let miss = if t { 1.0 - p } else { p };
        miss * miss
    });
    Ok(mean(&squares.collect::<Vec<_>>(), weight))
}

/// [`log_loss`] of several classes: `probabilities` holds `classes` values a row, row-major.
///
/// Rows are not rescaled to add up to one.
///
/// # Errors
/// As [`log_loss`]; fewer than two classes; a code that is not below `classes`.
///
/// # Examples
/// ```
/// use steadfast::metrics::multiclass_log_loss;
/// let loss = multiclass_log_loss(&[0, 2], &[0.5, 0.25, 0.25, 0.2, 0.3, 0.5], 3, None)?;
/// assert_eq!(loss, std::f64::consts::LN_2);
/// # Ok::<(), steadfast::metrics::MetricError>(())
/// ```
///
/// # Source
/// `log_loss` with `labels=range(classes)`.
pub fn multiclass_log_loss(
    truth: &[u32],
    probabilities: &[f64],
    classes: usize,
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    check_table(truth, probabilities, classes, weight)?;
    let rows = truth.iter().zip(probabilities.chunks_exact(classes));
    let given = rows.map(|(&code, row)| row.get(code as usize).copied().unwrap_or(0.0));
    Ok(mean(&given.map(surprise).collect::<Vec<_>>(), weight))
}

/// Refuses a table of class probabilities that does not fit the truth.
pub(super) fn check_table(
    truth: &[u32],
    probabilities: &[f64],
    classes: usize,
    weight: Option<&[f64]>,
) -> Result<(), MetricError> {
    if classes < 2 {
        return Err(MetricError::TooFewClasses { expected: 2, found: classes });
    }
    // The length in rows; a part of a row makes it one too many.
    same_length(truth.len(), &[("probabilities", probabilities.len().div_ceil(classes))])?;
    if !probabilities.len().is_multiple_of(classes) {
        let (expected, found) = (truth.len() * classes, probabilities.len());
        return Err(MetricError::Length { what: "probabilities", expected, found });
    }
    check_weight(weight, truth.len())?;
    if let Some(row) = truth.iter().position(|&code| code as usize >= classes) {
        let found = truth.get(row).copied().unwrap_or(u32::MAX);
        return Err(MetricError::Class { what: "truth", row, found, classes });
    }
    for (row, values) in probabilities.chunks_exact(classes).enumerate() {
        if let Some(&found) = values.iter().find(|p| !(0.0..=1.0).contains(*p)) {
            let expected = "a probability, 0 to 1";
            return Err(MetricError::Domain { what: "probabilities", row, expected, found });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certain_mistakes_cost_the_logarithm_of_epsilon() {
        let loss = log_loss(&[true], &[0.0], None).unwrap();
        assert_eq!(loss, -exact::ln(f64::EPSILON));
    }

    #[test]
    fn scores_must_be_probabilities() {
        for bad in [-0.1, 1.5, f64::NAN] {
            for metric in [log_loss, brier_score] {
                assert!(matches!(
                    metric(&[true, true], &[0.5, bad], None),
                    Err(MetricError::Domain { row: 1, .. })
                ));
            }
        }
    }

    #[test]
    fn tables_must_fit() {
        let fit = |truth: &[u32], p: &[f64], k| check_table(truth, p, k, None).unwrap_err();
        assert!(matches!(fit(&[0], &[1.0], 1), MetricError::TooFewClasses { .. }));
        assert!(matches!(fit(&[0, 1], &[0.5, 0.5, 1.0], 2), MetricError::Length { .. }));
        assert!(matches!(fit(&[0, 1], &[0.5, 0.5], 2), MetricError::Length { .. }));
        assert!(matches!(fit(&[2], &[0.5, 0.5], 2), MetricError::Class { found: 2, .. }));
        assert!(matches!(fit(&[1], &[0.5, 1.5], 2), MetricError::Domain { row: 0, .. }));
    }
}
