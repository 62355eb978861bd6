//! Metrics of hard labels: accuracy, precision, recall, F and Jaccard.

use super::mean::mean;
use super::{Average, ConfusionMatrix, MetricError};
use crate::exact;

/// `a / b`, and 0 where `b` is 0: scikit-learn's `zero_division=0`.
fn ratio(a: f64, b: f64) -> f64 {
    if b == 0.0 { 0.0 } else { a / b }
}

impl ConfusionMatrix {
    /// The share of rows whose label is predicted: `Σ hits / Σ rows`.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        exact::exact_sum(&self.hits()) / self.total()
    }

    /// The mean recall of the classes that the truth holds (`balanced_accuracy_score`).
    #[must_use]
    pub fn balanced_accuracy(&self) -> f64 {
        let totals = self.truth_totals();
        let present = self.hits().into_iter().zip(totals).filter(|&(_, total)| total > 0.0);
        mean(&present.map(|(hits, total)| hits / total).collect::<Vec<_>>(), None)
    }

    /// Precision, `hits / predicted`; 0 for a class that is never predicted.
    ///
    /// # Errors
    /// An average that does not fit the number of classes.
    pub fn precision(&self, average: Average) -> Result<f64, MetricError> {
        self.averaged(average, |hits, _, predicted| ratio(hits, predicted))
    }

    /// Recall, `hits / truth`; 0 for a class that the truth does not hold.
    ///
    /// # Errors
    /// An average that does not fit the number of classes.
    pub fn recall(&self, average: Average) -> Result<f64, MetricError> {
        self.averaged(average, |hits, truth, _| ratio(hits, truth))
    }

    /// The F measure, `(1 + β²) hits / (β² truth + predicted)`, 0 where that is 0 / 0.
    ///
    /// `beta` weighs recall against precision: 0 gives precision, infinity gives recall.
    ///
    /// # Errors
    /// A negative or NaN `beta`; an average that does not fit the number of classes.
    pub fn f_beta(&self, beta: f64, average: Average) -> Result<f64, MetricError> {
        if beta.is_nan() || beta < 0.0 {
            let expected = "a number of at least 0";
            return Err(MetricError::Parameter { parameter: "beta", expected, found: beta });
        }
        if beta == 0.0 {
            return self.precision(average);
        }
        let square = beta * beta;
        if square.is_infinite() {
            return self.recall(average);
        }
        self.averaged(average, |hits, truth, predicted| {
            ratio((1.0 + square) * hits, square * truth + predicted)
        })
    }

    /// The Jaccard index, `hits / (truth + predicted − hits)`, 0 where that is 0 / 0.
    ///
    /// # Errors
    /// An average that does not fit the number of classes.
    pub fn jaccard(&self, average: Average) -> Result<f64, MetricError> {
        // The union is added up from its three parts, because a difference would round.
        let misses = |c: usize| {
            let others = (0..self.classes()).filter(|&o| o != c);
            let parts = others.flat_map(|o| [self.cell(c, o), self.cell(o, c)]);
            parts.chain([self.cell(c, c)]).collect::<Vec<_>>()
        };
        let unions: Vec<f64> = (0..self.classes()).map(|c| exact::exact_sum(&misses(c))).collect();
        let hits = self.hits();
        self.combine(average, |class| match class {
            Some(c) => ratio(at(&hits, c), at(&unions, c)),
            None => ratio(exact::exact_sum(&hits), exact::exact_sum(&unions)),
        })
    }

    /// A value of (hits, truth, predicted) per class or pooled, and their average.
    fn averaged(
        &self,
        average: Average,
        value: impl Fn(f64, f64, f64) -> f64,
    ) -> Result<f64, MetricError> {
        let (hits, truth, predicted) = (self.hits(), self.truth_totals(), self.predicted_totals());
        self.combine(average, |class| match class {
            Some(c) => value(at(&hits, c), at(&truth, c), at(&predicted, c)),
            None => value(
                exact::exact_sum(&hits),
                exact::exact_sum(&truth),
                exact::exact_sum(&predicted),
            ),
        })
    }

    /// The average of `value(Some(class))`, or the pooled `value(None)`.
    fn combine(
        &self,
        average: Average,
        value: impl Fn(Option<usize>) -> f64,
    ) -> Result<f64, MetricError> {
        let each = || (0..self.classes()).map(|c| value(Some(c))).collect::<Vec<_>>();
        match average {
            Average::Micro => Ok(value(None)),
            Average::Macro => Ok(mean(&each(), None)),
            Average::Weighted => Ok(mean(&each(), Some(&self.truth_totals()))),
            Average::Binary if self.classes() == 2 => Ok(value(Some(1))),
            Average::Binary => Err(MetricError::WrongTask {
                metric: "the binary average".to_owned(),
                found: "multiclass classification",
            }),
            Average::Class(code) if (code as usize) < self.classes() => {
                Ok(value(Some(code as usize)))
            }
            Average::Class(code) => Err(MetricError::Parameter {
                parameter: "class",
                expected: "a code below the number of classes",
                found: f64::from(code),
            }),
        }
    }
}

fn at(values: &[f64], class: usize) -> f64 {
    values.get(class).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> ConfusionMatrix {
        ConfusionMatrix::new(&[0, 0, 1, 1, 1, 2], &[0, 1, 1, 1, 0, 0], 3, None).unwrap()
    }

    #[test]
    fn by_hand() {
        let m = matrix();
        assert_eq!(m.accuracy(), 0.5);
        assert_eq!(m.precision(Average::Class(0)), Ok(1.0 / 3.0));
        assert_eq!(m.recall(Average::Class(1)), Ok(2.0 / 3.0));
        assert_eq!(m.f_beta(1.0, Average::Class(2)), Ok(0.0));
        assert_eq!(m.jaccard(Average::Class(1)), Ok(0.5));
        assert_eq!(m.jaccard(Average::Micro), Ok(3.0 / 9.0));
    }

    #[test]
    fn beta_runs_from_precision_to_recall() {
        let m = matrix();
        for average in [Average::Macro, Average::Weighted, Average::Class(0)] {
            assert_eq!(m.f_beta(0.0, average), m.precision(average));
            assert_eq!(m.f_beta(f64::INFINITY, average), m.recall(average));
        }
        assert!(matches!(
            m.f_beta(-1.0, Average::Macro),
            Err(MetricError::Parameter { parameter: "beta", .. })
        ));
    }

    #[test]
    fn averages_must_fit() {
        assert!(matches!(matrix().recall(Average::Binary), Err(MetricError::WrongTask { .. })));
        assert!(matches!(matrix().recall(Average::Class(3)), Err(MetricError::Parameter { .. })));
    }
}
