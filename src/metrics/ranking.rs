//! Metrics of a score's order: areas under curves, average precision, Kolmogorov–Smirnov.

use super::MetricError;
use super::mean::{check_weight, finite, same_length};
use crate::exact::{self, ExactSum};

/// Weights of positives and negatives, one entry a distinct score, highest score first.
struct Steps {
    /// The weight of positives (negatives) at each score.
    positive: Vec<f64>,
    negative: Vec<f64>,
    /// The weight of positives (negatives) at this score and above.
    positive_above: Vec<f64>,
    negative_above: Vec<f64>,
}

impl Steps {
    /// Rows without weight take no part, as in scikit-learn.
    fn new(truth: &[bool], score: &[f64], weight: Option<&[f64]>) -> Result<Self, MetricError> {
        same_length(truth.len(), &[("score", score.len())])?;
        check_weight(weight, truth.len())?;
        finite("score", score)?;
        let weight_of = |row: usize| weight.and_then(|w| w.get(row)).copied().unwrap_or(1.0);
        let mut rows: Vec<(f64, bool, f64)> = score
            .iter()
            .zip(truth)
            .enumerate()
            // Adding zero makes one value of the two zeros.
            .map(|(row, (&s, &t))| (s + 0.0, t, weight_of(row)))
            .filter(|&(_, _, w)| w > 0.0)
            .collect();
        rows.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let (mut above, mut steps) = ([ExactSum::new(), ExactSum::new()], Self::empty());
        for ties in rows.chunk_by(|a, b| a.0 == b.0) {
            let mut here = [ExactSum::new(), ExactSum::new()];
            let [negative, positive] = &mut here;
            for &(_, truth, w) in ties {
                if truth { positive.add(w) } else { negative.add(w) }
            }
            let [negative_above, positive_above] = &mut above;
            negative_above.merge(negative);
            positive_above.merge(positive);
            steps.positive.push(positive.sum());
            steps.negative.push(negative.sum());
            steps.positive_above.push(positive_above.sum());
            steps.negative_above.push(negative_above.sum());
        }
        Ok(steps)
    }

    fn empty() -> Self {
        Self {
            positive: Vec::new(),
            negative: Vec::new(),
            positive_above: Vec::new(),
            negative_above: Vec::new(),
        }
    }

    fn positives(&self) -> f64 {
        self.positive_above.last().copied().unwrap_or(0.0)
    }

    fn negatives(&self) -> f64 {
        self.negative_above.last().copied().unwrap_or(0.0)
    }

    /// Precision when everything from this score up is called positive.
    fn precision(&self) -> Vec<f64> {
        let both = self.positive_above.iter().zip(&self.negative_above);
        both.map(|(&p, &n)| p / (p + n)).collect()
    }
}

/// The area under the ROC curve: how often a positive scores above a negative, ties counting half.
///
/// NaN when the truth holds one class only.
///
/// # Errors
/// No rows, lengths that differ, a score that is not finite, unusable weights.
///
/// # Examples
/// ```
/// use steadfast::metrics::roc_auc;
/// assert_eq!(roc_auc(&[false, true, false, true], &[0.1, 0.2, 0.3, 0.4], None)?, 0.75);
/// # Ok::<(), steadfast::metrics::MetricError>(())
/// ```
///
/// # Source
/// Hanley and McNeil, "The meaning and use of the area under a ROC curve", Radiology 143 (1982);
/// the same value as `roc_auc_score`'s trapezoids.
pub fn roc_auc(truth: &[bool], score: &[f64], weight: Option<&[f64]>) -> Result<f64, MetricError> {
    let steps = Steps::new(truth, score, weight)?;
    let pairs = steps.positives() * steps.negatives();
    if pairs == 0.0 {
        return Ok(exact::NAN);
    }
    // Each negative meets the positives above it, and half of those at its own score.
    let above = exact::exact_dot(&steps.negative, &steps.positive_above);
    let ties = exact::exact_dot(&steps.negative, &steps.positive);
    Ok(exact::canonical((above - 0.5 * ties) / pairs))
}

/// Gini's coefficient (Somers' D): `2 · roc_auc − 1`.
///
/// # Errors
/// As [`roc_auc`].
pub fn gini(truth: &[bool], score: &[f64], weight: Option<&[f64]>) -> Result<f64, MetricError> {
    Ok(exact::canonical(2.0 * roc_auc(truth, score, weight)? - 1.0))
}

/// The Kolmogorov–Smirnov statistic of credit scoring: the largest `TPR − FPR` over all thresholds.
///
/// At least 0, because a threshold above every score gives 0. NaN when the truth holds one class.
///
/// # Errors
/// As [`roc_auc`].
pub fn kolmogorov_smirnov(
    truth: &[bool],
    score: &[f64],
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    let steps = Steps::new(truth, score, weight)?;
    let (positives, negatives) = (steps.positives(), steps.negatives());
    if positives == 0.0 || negatives == 0.0 {
        return Ok(exact::NAN);
    }
    let rates = steps.positive_above.iter().zip(&steps.negative_above);
    Ok(rates.map(|(p, n)| p / positives - n / negatives).fold(0.0, exact::max))
}

/// Average precision: precision at each score, weighted by the recall gained there.
///
/// Not interpolated. 0 when the truth holds no positive.
///
/// # Errors
/// As [`roc_auc`].
///
/// # Source
/// `average_precision_score`.
pub fn average_precision(
    truth: &[bool],
    score: &[f64],
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    let steps = Steps::new(truth, score, weight)?;
    let positives = steps.positives();
    if positives == 0.0 {
        return Ok(0.0);
    }
    Ok(exact::exact_dot(&steps.positive, &steps.precision()) / positives)
}

/// The area under the precision–recall curve by trapezoids, from (recall 0, precision 1) on.
///
/// [`average_precision`] is the estimate to prefer: straight lines between the points of this curve
/// are too optimistic. 0.5 when the truth holds no positive, as in scikit-learn, which then sets
/// recall to 1 at every threshold.
///
/// # Errors
/// As [`roc_auc`].
///
/// # Source
/// `auc` over `precision_recall_curve`; Davis and Goadrich, "The relationship between
/// precision-recall and ROC curves", ICML 2006, on why the lines are wrong.
pub fn precision_recall_auc(
    truth: &[bool],
    score: &[f64],
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    let steps = Steps::new(truth, score, weight)?;
    let positives = steps.positives();
    if positives == 0.0 {
        return Ok(0.5);
    }
    let precision = steps.precision();
    let before = core::iter::once(&1.0).chain(&precision);
    let middle: Vec<f64> = before.zip(&precision).map(|(a, b)| (a + b) / 2.0).collect();
    Ok(exact::exact_dot(&steps.positive, &middle) / positives)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_zeros_tie() {
        let truth = [true, false];
        assert_eq!(roc_auc(&truth, &[0.0, -0.0], None), Ok(0.5));
        assert_eq!(roc_auc(&truth, &[-0.0, 0.0], None), Ok(0.5));
    }

    #[test]
    fn no_positive_at_all() {
        let (truth, score) = ([false, false], [0.2, 0.7]);
        assert_eq!(average_precision(&truth, &score, None), Ok(0.0));
        assert_eq!(precision_recall_auc(&truth, &score, None), Ok(0.5));
        assert!(roc_auc(&truth, &score, None).unwrap().is_nan());
        assert!(kolmogorov_smirnov(&truth, &score, None).unwrap().is_nan());
    }

    #[test]
    fn scores_must_be_finite() {
        assert!(matches!(
            roc_auc(&[true, false], &[0.1, f64::NAN], None),
            Err(MetricError::Domain { what: "score", row: 1, .. })
        ));
    }

    proptest! {
        #[test]
        fn auc_counts_pairs(rows in prop::collection::vec((any::<bool>(), 0u8..6), 2..40)) {
            let truth: Vec<bool> = rows.iter().map(|r| r.0).collect();
            let score: Vec<f64> = rows.iter().map(|r| f64::from(r.1)).collect();
            let (mut twice, mut pairs) = (0u32, 0u32);
            for p in rows.iter().filter(|r| r.0) {
                for n in rows.iter().filter(|r| !r.0) {
                    twice += match p.1.cmp(&n.1) {
                        core::cmp::Ordering::Greater => 2,
                        core::cmp::Ordering::Equal => 1,
                        core::cmp::Ordering::Less => 0,
                    };
                    pairs += 1;
                }
            }
            prop_assume!(pairs > 0);
            prop_assert_eq!(
                roc_auc(&truth, &score, None).unwrap(),
                f64::from(twice) / 2.0 / f64::from(pairs)
            );
        }

        #[test]
        fn rows_may_come_in_any_order(
            rows in prop::collection::vec((any::<bool>(), 0u8..9, 0.0f64..3.0), 2..40),
            cut in 0usize..40,
        ) {
            prop_assume!(rows.iter().any(|r| r.2 > 0.0));
            let bits = |rows: &[(bool, u8, f64)]| {
                let truth: Vec<bool> = rows.iter().map(|r| r.0).collect();
                let score: Vec<f64> = rows.iter().map(|r| f64::from(r.1) / 7.0).collect();
                let weight: Vec<f64> = rows.iter().map(|r| r.2).collect();
                [roc_auc, kolmogorov_smirnov, average_precision, precision_recall_auc]
                    .map(|metric| metric(&truth, &score, Some(&weight)).unwrap().to_bits())
            };
            let mut turned = rows.clone();
            turned.rotate_left(cut % rows.len());
            prop_assert_eq!(bits(&rows), bits(&turned));
        }
    }
}
