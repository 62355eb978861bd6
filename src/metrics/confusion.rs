//! The confusion matrix, from which all metrics of hard labels are computed.

use super::MetricError;
use super::mean::{check_weight, same_length};
use crate::exact::{self, ExactSum};
use std::collections::BTreeMap;

/// The matrix is dense: 128 MiB at this many classes.
const MOST_CLASSES: usize = 4096;

/// Weights of rows by true class (row) and predicted class (column).
///
/// The classes are `0..classes`, all of them, also those that no row has: this is scikit-learn's
/// `labels=range(classes)`.
///
/// # Examples
/// ```
/// use steadfast::metrics::ConfusionMatrix;
/// let matrix = ConfusionMatrix::new(&[0, 1, 1, 2], &[0, 1, 2, 2], 3, None)?;
/// assert_eq!(matrix.get(1, 2), Some(1.0));
/// assert_eq!(matrix.accuracy(), 0.75);
/// # Ok::<(), steadfast::metrics::MetricError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ConfusionMatrix {
    classes: usize,
    cells: Vec<f64>,
}

impl ConfusionMatrix {
    /// Counts rows (or adds their weights) by true and predicted class code.
    ///
    /// # Errors
    /// No rows, lengths that differ, a code that is not below `classes`, more than 4,096 classes,
    /// unusable weights.
    pub fn new(
        truth: &[u32],
        predicted: &[u32],
        classes: usize,
        weight: Option<&[f64]>,
    ) -> Result<Self, MetricError> {
        same_length(truth.len(), &[("predicted", predicted.len())])?;
        check_weight(weight, truth.len())?;
        if classes > MOST_CLASSES {
            return Err(MetricError::TooManyClasses { expected: MOST_CLASSES, found: classes });
        }
        let known = |what: &'static str, row: usize, code: u32| {
            let index = code as usize;
            let unknown = MetricError::Class { what, row, found: code, classes };
            if index < classes { Ok(index) } else { Err(unknown) }
        };
        // Sparse, because an exact sum is much larger than a number.
        let mut sums: BTreeMap<usize, ExactSum> = BTreeMap::new();
        for (row, (&t, &p)) in truth.iter().zip(predicted).enumerate() {
            let cell = known("truth", row, t)? * classes + known("predicted", row, p)?;
            let w = weight.and_then(|w| w.get(row)).copied().unwrap_or(1.0);
            sums.entry(cell).or_default().add(w);
        }
        let mut cells = vec![0.0; classes * classes];
        for (cell, sum) in &sums {
            if let Some(value) = cells.get_mut(*cell) {
                *value = sum.sum();
            }
        }
        Ok(Self { classes, cells })
    }

    /// The two-class matrix of a binary task: class 0 is `false`, class 1 is `true`.
    ///
    /// # Errors
    /// No rows, lengths that differ, unusable weights.
    pub fn binary(
        truth: &[bool],
        predicted: &[bool],
        weight: Option<&[f64]>,
    ) -> Result<Self, MetricError> {
        let codes = |labels: &[bool]| labels.iter().map(|&x| u32::from(x)).collect::<Vec<_>>();
        Self::new(&codes(truth), &codes(predicted), 2, weight)
    }

    /// The number of classes.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// The weight of rows of one true and one predicted class.
    #[must_use]
    pub fn get(&self, truth: usize, predicted: usize) -> Option<f64> {
        let inside = truth < self.classes && predicted < self.classes;
        if inside { self.cells.get(truth * self.classes + predicted).copied() } else { None }
    }

    /// All weights, row-major: `classes` rows of true classes, `classes` columns of predicted.
    #[must_use]
    pub fn as_slice(&self) -> &[f64] {
        &self.cells
    }

    pub(super) fn cell(&self, truth: usize, predicted: usize) -> f64 {
        self.get(truth, predicted).unwrap_or(0.0)
    }

    /// The weight of each true class.
    pub(super) fn truth_totals(&self) -> Vec<f64> {
        (0..self.classes).map(|t| self.over_classes(|p| self.cell(t, p))).collect()
    }

    /// The weight of each predicted class.
    pub(super) fn predicted_totals(&self) -> Vec<f64> {
        (0..self.classes).map(|p| self.over_classes(|t| self.cell(t, p))).collect()
    }

    /// The weight on the diagonal, class by class.
    pub(super) fn hits(&self) -> Vec<f64> {
        (0..self.classes).map(|c| self.cell(c, c)).collect()
    }

    fn over_classes(&self, value: impl Fn(usize) -> f64) -> f64 {
        let mut sum = ExactSum::new();
        (0..self.classes).for_each(|c| sum.add(value(c)));
        sum.sum()
    }

    /// The weight of all rows.
    #[must_use]
    pub fn total(&self) -> f64 {
        exact::exact_sum(&self.cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_codes_are_named() {
        assert_eq!(
            ConfusionMatrix::new(&[0, 3], &[0, 1], 3, None),
            Err(MetricError::Class { what: "truth", row: 1, found: 3, classes: 3 })
        );
        assert_eq!(
            ConfusionMatrix::new(&[0, 1], &[9, 1], 3, None),
            Err(MetricError::Class { what: "predicted", row: 0, found: 9, classes: 3 })
        );
    }

    #[test]
    fn nothing_outside_the_matrix() {
        let matrix = ConfusionMatrix::binary(&[true, false], &[true, true], None).unwrap();
        assert_eq!(matrix.as_slice(), [0.0, 1.0, 0.0, 1.0]);
        assert_eq!(matrix.get(0, 2), None);
    }
}
