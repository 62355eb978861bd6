//! Of columns that say the same, the one that says most about the target.

use super::association::{Association, Pairs};
use super::correlation::stand_ins;
use super::validate::{Validation, numbers};
use super::verdict::{check_target, judges, refuse};
use super::{Estimator, Judge, Verdicts};
use crate::data::{DataKind, Labels, Table, Types, Vector};
use crate::error::Error;
use crate::exact;
use crate::pipeline::Target;
use crate::pipeline::per_column::{columns_for, reals};
use serde::{Deserialize, Serialize};

/// What a column says about the target.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Relevance {
    /// The size of its correlation with it, classes being numbers by their order.
    Correlation,
    /// How well a model of this column alone does.
    Performance {
        /// The model.
        estimator: Estimator,
        /// How it is judged.
        validation: Validation,
    },
}

/// Keeps of numeric columns that correlate the one that says most about the target.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. A dropped column need not be
/// there when the fitted stage is applied. For what is chosen without a target see
/// [`CorrelationFilter`](super::CorrelationFilter).
///
/// # Formula
/// By correlation, the columns are gone through from the most relevant to the least; one that was not
/// dropped yet stays, and drops every later column with |r| > threshold against it. By performance, they
/// are gone through by name to find groups in the same way, and of each group the best stays, of equals the
/// first by name.
///
/// # Learned state
/// For each column its relevance, and the column that stays for it.
///
/// # Determinism
/// Replay exact: no value is computed. Refit exact, in any row order, unless a [`Validation`] deals rows
/// [in order](Validation::in_order).
///
/// # Errors
/// Fitting fails when no column is numeric, a value is infinite, the threshold is not in 0 to 1, and by
/// performance where a value is missing or the model or its metric fails.
///
/// # Source
/// `SmartCorrelatedSelection` of Feature-engine 1.9 with `selection_method` `corr_with_target` and
/// `model_performance`.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new()
///     .with("a", Column::Real(vec![1.0, 2.0, 3.0, 4.5]))?
///     .with("b", Column::Real(vec![1.0, 2.0, 3.0, 4.0]))?;
/// let y = Vector::new(vec![1.0, 2.0, 3.0, 4.0]);
/// let fitted = RelevanceFilter::new(0.9, Relevance::Correlation).fit(&x, &y)?;
/// assert_eq!(fitted.dropped(), ["a".into()]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "SmartCorrelatedSelection")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelevanceFilter {
    threshold: f64,
    by: Relevance,
    association: Association,
}

impl RelevanceFilter {
    /// Drops columns whose Pearson correlation with a more relevant one is above `threshold`, 0 to 1,
    /// either way.
    #[must_use]
    pub fn new(threshold: f64, by: Relevance) -> RelevanceFilter {
        RelevanceFilter { threshold, by, association: Association::default() }
    }

    /// How correlation is measured, also that with the target; by default Pearson's.
    #[doc(alias = "method")]
    #[must_use]
    pub fn association(mut self, association: Association) -> RelevanceFilter {
        self.association = association;
        self
    }
}

judges!(RelevanceFilter, Types::NUMERIC, Vector, Labels);

impl Judge for RelevanceFilter {
    const KIND: &'static str = "select.relevance";

    fn measure(&self) -> String {
        match self.by {
            Relevance::Correlation => "correlation with the target".to_owned(),
            Relevance::Performance { validation, .. } => validation.metric().to_string(),
        }
    }

    fn judge(&self, x: &Table, y: Target<'_>) -> Result<Verdicts, Error> {
        let stage = Self::KIND;
        if !(0.0..=1.0).contains(&self.threshold) {
            return Err(refuse(stage, "threshold", "between 0 and 1", self.threshold));
        }
        check_target(stage, x.rows(), y)?;
        let columns = columns_for(stage, x, Types::NUMERIC)?;
        let mut values = Vec::new();
        for name in columns.iter() {
            let column = reals(x, name)?;
            super::finite(stage, name, &column)?;
            values.push(column.into_owned());
        }
        let pairs = Pairs::of(self.association, &values);
        let between = |a, b| pairs.between(a, b);
        let mut by_name: Vec<usize> = (0..columns.len()).collect();
        by_name.sort_by_key(|&at| &columns[at]);
        let (scores, found) = match self.by {
            Relevance::Correlation => {
                let y = numbers(stage, y)?;
                let size = |x: &Vec<f64>| self.association.between(x, y.values()).abs();
                let scores: Vec<f64> = values.iter().map(size).collect();
                let falling: Vec<f64> = scores.iter().map(|score| -score).collect();
                let found = stand_ins(&exact::argsort(&falling), self.threshold, between);
                (scores, found.into_iter().map(|(at, _)| at).collect::<Vec<usize>>())
            }
            Relevance::Performance { estimator, validation } => {
                // Missing values are refused here.
                let complete = super::verdict::complete(stage, x)?;
                let fold_of = validation.deal(stage, x.lend(), y, x.rows())?;
                let found = stand_ins(&by_name, self.threshold, between);
                let mut scores = Vec::new();
                for column in complete.columns() {
                    scores.push(validation.mean(stage, estimator, &[column], y, &fold_of)?);
                }
                let better = |a: usize, b: usize| match validation.metric().higher_is_better() {
                    true => scores[a] > scores[b],
                    false => scores[a] < scores[b],
                };
                let group = |of: usize| {
                    by_name.iter().copied().filter(|&at| found[at].0 == found[of].0).collect()
                };
                let best = |group: Vec<usize>| {
                    group.into_iter().reduce(|best, at| if better(at, best) { at } else { best })
                };
                let stays = (0..columns.len()).map(|at| best(group(at)).unwrap_or(at)).collect();
                (scores, stays)
            }
        };
        Ok(Verdicts::new(columns, scores).with_threshold(self.threshold).with_stand_ins(&found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Column;
    use crate::metrics::Metric;
    use crate::pipeline::Fit;

    #[test]
    fn the_most_relevant_stays() -> Result<(), Error> {
        let wave = [1.0, -1.0, -1.0, 1.0, 1.0, -1.0, -1.0, 1.0, 1.0];
        let line: Vec<f64> = (0..9).map(f64::from).collect();
        let bent = |by: f64| line.iter().zip(wave).map(|(x, w)| x + by * w).collect::<Vec<f64>>();
        let x = Table::new()
            .with("near", Column::Real(bent(0.4)))?
            .with("far", Column::Real(bent(0.8)))?
            .with("other", Column::Real(wave.to_vec()))?;
        let y = Vector::new(line);
        let validation = Validation::new(Metric::R2);
        let estimator = Estimator::Linear;
        for by in [Relevance::Correlation, Relevance::Performance { estimator, validation }] {
            let fitted = RelevanceFilter::new(0.8, by).fit(&x, &y)?;
            assert_eq!(fitted.dropped(), ["far".into()], "{:?}", fitted.verdicts());
            let shuffle = [3, 8, 1, 0, 2, 7, 5, 4, 6];
            assert_eq!(
                RelevanceFilter::new(0.8, by).fit(&x.take(&shuffle), &y.take(&shuffle))?,
                fitted
            );
        }
        Ok(())
    }
}
