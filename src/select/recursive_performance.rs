//! Columns dropped, or added, one after the other while a model does no worse for it.

use super::performance::{check_threshold, gain};
use super::validate::Validation;
use super::verdict::{check_target, complete, judges};
use super::{Estimator, Judge, Verdicts};
use crate::data::{DataKind, Labels, Table, Types, Vector};
use crate::error::Error;
use crate::exact;
use crate::pipeline::Target;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Whether columns are taken away or put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Direction {
    /// From all columns, the least important first.
    #[doc(alias = "RecursiveFeatureElimination")]
    Eliminate,
    /// To the most important column, the next important first.
    #[doc(alias = "RecursiveFeatureAddition")]
    Add,
}

/// Takes numeric columns away, or puts them in, one by one by their importance, and keeps those for which a
/// model does better by more than a threshold.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. A dropped column need not be
/// there when the fitted stage is applied.
///
/// # Formula
/// Importance is the sum of the sizes of a column's coefficients, a mean over the models of all folds. A column's
/// score is by how much the mean metric is better with it than without, beside the columns there are at its turn.
/// One that gains no more than the threshold is left out.
///
/// # Learned state
/// The gain of each column.
///
/// # Determinism
/// Replay exact: no value is computed. Refit exact, in any row order, unless a [`Validation`] deals rows
/// [in order](Validation::in_order).
///
/// # Errors
/// Fitting fails when no column is numeric, a value is missing or infinite, and where the model or its
/// metric fails.
///
/// # Source
/// `RecursiveFeatureElimination` and `RecursiveFeatureAddition` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::metrics::Metric;
/// use steadfast::prelude::*;
/// use steadfast::select::{Direction, RecursivePerformance, Validation};
/// let x = Table::new()
///     .with("a", Column::Real((0..12).map(f64::from).collect()))?
///     .with("b", Column::Real((0..12).map(|i| f64::from(i % 3)).collect()))?;
/// let y = Vector::new((0..12).map(|i| f64::from(2 * i)).collect());
/// let validation = Validation::new(Metric::R2);
/// let recipe = RecursivePerformance::new(Direction::Eliminate, Estimator::Linear, validation);
/// assert_eq!(recipe.fit(&x, &y)?.dropped(), ["b".into()]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "RecursiveFeatureElimination")]
#[doc(alias = "RecursiveFeatureAddition")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecursivePerformance {
    direction: Direction,
    estimator: Estimator,
    validation: Validation,
    threshold: f64,
}

impl RecursivePerformance {
    /// Leaves out columns that gain no more than 0.01.
    #[must_use]
    pub fn new(
        direction: Direction,
        estimator: Estimator,
        validation: Validation,
    ) -> RecursivePerformance {
        RecursivePerformance { direction, estimator, validation, threshold: 0.01 }
    }

    /// What a column must gain more than.
    #[must_use]
    pub fn threshold(mut self, threshold: f64) -> RecursivePerformance {
        self.threshold = threshold;
        self
    }
}

judges!(RecursivePerformance, Types::NUMERIC, Vector, Labels);

impl Judge for RecursivePerformance {
    const KIND: &'static str = "select.recursive_performance";

    fn measure(&self) -> String {
        format!("gain of {}", self.validation.metric())
    }

    fn judge(&self, x: &Table, y: Target<'_>) -> Result<Verdicts, Error> {
        let stage = Self::KIND;
        check_threshold(stage, Some(self.threshold))?;
        let complete = complete(stage, x)?;
        let (columns, values) = (Arc::clone(&complete.names), complete.columns());
        check_target(stage, x.rows(), y)?;
        let fold_of = self.validation.deal(stage, x.lend(), y, x.rows())?;
        let metric = self.validation.metric();
        let score = |of: &[usize]| {
            let of: Vec<&[f64]> = of.iter().map(|&at| values[at]).collect();
            self.validation.mean(stage, self.estimator, &of, y, &fold_of)
        };
        let importance = self.validation.importance(stage, self.estimator, &values, y, &fold_of)?;
        let mut gains = vec![0.0; columns.len()];
        let mut left: Vec<usize> = match self.direction {
            Direction::Eliminate => (0..columns.len()).collect(),
            Direction::Add => Vec::new(),
        };
        match self.direction {
            Direction::Eliminate => {
                let mut now = score(&left)?;
                for at in exact::argsort(&importance) {
                    if left.len() == 1 {
                        // The last column has nothing to be held against.
                        continue;
                    }
                    let rest: Vec<usize> = left.iter().copied().filter(|&o| o != at).collect();
                    let without = score(&rest)?;
                    gains[at] = gain(metric, now, without);
                    if gains[at] <= self.threshold {
                        (left, now) = (rest, without);
                    }
                }
            }
            Direction::Add => {
                let falling: Vec<f64> = importance.iter().map(|importance| -importance).collect();
                let mut now = exact::NAN;
                for at in exact::argsort(&falling) {
                    let mut with = left.clone();
                    with.push(at);
                    with.sort_unstable();
                    let better = score(&with)?;
                    let first = left.is_empty();
                    gains[at] = if first { better } else { gain(metric, better, now) };
                    if first || gains[at] > self.threshold {
                        (left, now) = (with, better);
                    }
                }
            }
        }
        let verdicts = Verdicts::new(columns, gains).with_threshold(self.threshold);
        Ok(verdicts.keep(|at| left.binary_search(&at).is_ok()))
    }
}
