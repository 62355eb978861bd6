//! Columns with which a model does well enough.

use super::information_value::{BINNED, Bin, Cutter, whole};
use super::psi::Bins;
use super::validate::{self, Validation};
use super::verdict::{check_target, complete, judges, refuse};
use super::{Estimator, Judge, Verdicts};
use crate::data::{DataKind, Labels, Table, Types, Vector};
use crate::error::{Error, FitError};
use crate::exact;
use crate::exact::Random;
use crate::metrics::{Binary, Metric, Regression};
use crate::pipeline::Target;
use crate::pipeline::canonical_order;
use crate::pipeline::per_column::columns_for;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How much better the first score of a metric is than the second.
pub(super) fn gain(metric: Metric, score: f64, other: f64) -> f64 {
    if metric.higher_is_better() { score - other } else { other - score }
}

/// Keeps scores that are as good as a threshold, or as their own mean.
pub(super) fn against(
    columns: Arc<[Arc<str>]>,
    scores: Vec<f64>,
    threshold: Option<f64>,
    metric: Metric,
) -> Verdicts {
    let threshold = threshold.unwrap_or_else(|| exact::mean(&scores).unwrap_or(0.0));
    let kept: Vec<bool> = scores.iter().map(|&s| gain(metric, s, threshold) >= 0.0).collect();
    Verdicts::new(columns, scores).with_threshold(threshold).keep(|at| kept[at])
}

pub(super) fn check_threshold(stage: &str, threshold: Option<f64>) -> Result<(), Error> {
    match threshold.filter(|threshold| !threshold.is_finite()) {
        Some(threshold) => Err(refuse(stage, "threshold", "finite", threshold)),
        None => Ok(()),
    }
}

/// Keeps the numeric columns with which alone a model does well.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. A dropped column need not be
/// there when the fitted stage is applied.
///
/// # Formula
/// The mean over folds of the metric of a model that sees one column; a column stays when it is as good as the
/// [threshold](Self::threshold), which is the mean over all columns unless told otherwise.
///
/// # Learned state
/// The score of each column.
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
/// `SelectBySingleFeaturePerformance` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::metrics::Metric;
/// use steadfast::prelude::*;
/// use steadfast::select::{SelectBySinglePerformance, Validation};
/// let x = Table::new()
///     .with("a", Column::Real((0..12).map(f64::from).collect()))?
///     .with("b", Column::Real((0..12).map(|i| f64::from(i % 3)).collect()))?;
/// let y = Vector::new((0..12).map(|i| f64::from(2 * i)).collect());
/// let recipe = SelectBySinglePerformance::new(Estimator::Linear, Validation::new(Metric::R2));
/// assert_eq!(recipe.fit(&x, &y)?.dropped(), ["b".into()]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "SelectBySingleFeaturePerformance")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SelectBySinglePerformance {
    estimator: Estimator,
    validation: Validation,
    threshold: Option<f64>,
}

impl SelectBySinglePerformance {
    /// Keeps columns as good as their mean.
    #[must_use]
    pub fn new(estimator: Estimator, validation: Validation) -> SelectBySinglePerformance {
        SelectBySinglePerformance { estimator, validation, threshold: None }
    }

    /// The score a column must be as good as; by default the mean over all columns.
    #[must_use]
    pub fn threshold(mut self, threshold: f64) -> SelectBySinglePerformance {
        self.threshold = Some(threshold);
        self
    }
}

judges!(SelectBySinglePerformance, Types::NUMERIC, Vector, Labels);

impl Judge for SelectBySinglePerformance {
    const KIND: &'static str = "select.single_performance";

    fn measure(&self) -> String {
        self.validation.metric().to_string()
    }

    fn judge(&self, x: &Table, y: Target<'_>) -> Result<Verdicts, Error> {
        let stage = Self::KIND;
        check_threshold(stage, self.threshold)?;
        let complete = complete(stage, x)?;
        let (columns, values) = (Arc::clone(&complete.names), complete.columns());
        check_target(stage, x.rows(), y)?;
        let fold_of = self.validation.deal(stage, x.lend(), y, x.rows())?;
        let mut scores = Vec::new();
        for column in values {
            scores.push(self.validation.mean(stage, self.estimator, &[column], y, &fold_of)?);
        }
        Ok(against(columns, scores, self.threshold, self.validation.metric()))
    }
}

/// Keeps the columns whose bins or levels have target means that answer well.
///
/// Takes and gives a [`Table`]; numeric and text columns are judged, others pass through. A dropped column
/// need not be there when the fitted stage is applied.
///
/// # Formula
/// The mean over folds of the metric of answers that are the target's mean, over the other folds, in the row's
/// bin or level, and over all of them where it has none. Of two classes the second is 1. A column stays when it is as
/// good as the [threshold](Self::threshold), which is the mean over all columns unless told otherwise.
///
/// # Learned state
/// The score of each column.
///
/// # Determinism
/// Replay exact: no value is computed. Refit exact, in any row order, unless a [`Validation`] deals rows
/// [in order](Validation::in_order).
///
/// # Errors
/// Fitting fails when no column is numeric or text, a value is missing or infinite, the target has another
/// number of classes than two, and where the metric fails.
///
/// # Source
/// `SelectByTargetMeanPerformance` of Feature-engine 1.9; Miller and others, "Predicting customer
/// behaviour" (2009).
///
/// # Examples
/// ```
/// use steadfast::metrics::Metric;
/// use steadfast::prelude::*;
/// use steadfast::select::{SelectByTargetMean, Validation};
/// let x = Table::new()
///     .with("a", Column::text((0..12).map(|i| if i < 6 { "low" } else { "high" })))?
///     .with("b", Column::text((0..12).map(|i| if i % 2 == 0 { "even" } else { "odd" })))?;
/// let y = Vector::new((0..12).map(f64::from).collect());
/// let recipe = SelectByTargetMean::new(Validation::new(Metric::R2));
/// assert_eq!(recipe.fit(&x, &y)?.dropped(), ["b".into()]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "SelectByTargetMeanPerformance")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SelectByTargetMean {
    validation: Validation,
    bins: u64,
    strategy: Bins,
    threshold: Option<f64>,
}

impl SelectByTargetMean {
    /// Keeps columns as good as their mean, numbers in five bins of one width.
    #[must_use]
    pub fn new(validation: Validation) -> SelectByTargetMean {
        SelectByTargetMean { validation, bins: 5, strategy: Bins::Width, threshold: None }
    }

    /// How many bins numbers are cut into, 1 or more.
    #[must_use]
    pub fn bins(mut self, bins: u64) -> SelectByTargetMean {
        self.bins = bins;
        self
    }

    /// How numbers are cut; by default into bins of one width.
    #[must_use]
    pub fn strategy(mut self, strategy: Bins) -> SelectByTargetMean {
        self.strategy = strategy;
        self
    }

    /// The score a column must be as good as; by default the mean over all columns.
    #[must_use]
    pub fn threshold(mut self, threshold: f64) -> SelectByTargetMean {
        self.threshold = Some(threshold);
        self
    }
}

judges!(SelectByTargetMean, BINNED, Vector, Labels);

impl Judge for SelectByTargetMean {
    const KIND: &'static str = "select.target_mean";

    fn measure(&self) -> String {
        self.validation.metric().to_string()
    }

    fn judge(&self, x: &Table, y: Target<'_>) -> Result<Verdicts, Error> {
        let stage = Self::KIND;
        check_threshold(stage, self.threshold)?;
        if self.bins == 0 {
            return Err(refuse(stage, "bins", "1 or more", self.bins));
        }
        check_target(stage, x.rows(), y)?;
        if let Target::Labels(y) = y
            && y.classes().len() != 2
        {
            let (expected, found) =
                ("numbers or two classes".to_owned(), y.classes().len().to_string());
            return Err(FitError::Target { stage: stage.to_owned(), expected, found }.into());
        }
        let numbers = validate::numbers(stage, y)?;
        let fold_of = self.validation.deal(stage, x.lend(), y, x.rows())?;
        let folds = fold_of.iter().copied().max().map_or(0, |last| last + 1);
        let columns = columns_for(stage, x, BINNED)?;
        let metric = self.validation.metric();
        let mut scores = Vec::new();
        for name in columns.iter() {
            let column = x.column(name)?;
            whole(stage, name, column)?;
            let mut of_folds = Vec::new();
            for fold in 0..folds {
                let (test, train): (Vec<usize>, Vec<usize>) =
                    (0..fold_of.len()).partition(|&row| fold_of.get(row) == Some(&fold));
                let bins = Cutter::learn(column, &train, self.bins, self.strategy).cut(column);
                let answers = answers(&bins, numbers.values(), &train, &test);
                let truth: Vec<f64> =
                    test.iter().filter_map(|&at| numbers.values().get(at)).copied().collect();
                let score = match y {
                    Target::Labels(_) => {
                        let truth: Vec<bool> = truth.iter().map(|&y| y == 1.0).collect();
                        metric.evaluate(&Binary::new(&truth, &answers).into())
                    }
                    _ => metric.evaluate(&Regression::new(&truth, &answers).into()),
                };
                of_folds.push(
                    score.map_err(|error| refuse(stage, "metric", &error.to_string(), metric))?,
                );
            }
            scores.push(exact::mean(&of_folds).unwrap_or(exact::NAN));
        }
        Ok(against(columns, scores, self.threshold, metric))
    }
}

/// The mean target of the training rows in the bin of each test row.
fn answers(bins: &[Bin], y: &[f64], train: &[usize], test: &[usize]) -> Vec<f64> {
    let mut sums: BTreeMap<&Bin, exact::ExactSum> = BTreeMap::new();
    let mut all = exact::ExactSum::new();
    for &row in train {
        if let (Some(bin), Some(&y)) = (bins.get(row), y.get(row)) {
            sums.entry(bin).or_default().add(y);
            all.add(y);
        }
    }
    let of = |row: &usize| bins.get(*row).and_then(|bin| sums.get(bin)).unwrap_or(&all).mean();
    test.iter().map(|row| of(row).unwrap_or(exact::NAN)).collect()
}

/// Keeps the numeric columns whose values a model misses when they are shuffled.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. A dropped column need not be
/// there when the fitted stage is applied.
///
/// # Formula
/// A model is fitted for each fold to the other folds. A column's score is by how much the mean metric of their answers
/// falls when its values stand in a random order; it stays when that is at least the
/// [threshold](Self::threshold), which is the mean over all columns unless told otherwise.
///
/// # Learned state
/// The fall of each column.
///
/// # Determinism
/// Replay exact: no value is computed. Refit exact, in any row order, unless a [`Validation`] deals rows
/// [in order](Validation::in_order): the draw follows what is in the rows, not where they stand.
///
/// # Errors
/// Fitting fails when no column is numeric, a value is missing or infinite, and where the model or its
/// metric fails.
///
/// # Source
/// `SelectByShuffling` of Feature-engine 1.9, with draws of its own.
///
/// # Examples
/// ```
/// use steadfast::metrics::Metric;
/// use steadfast::prelude::*;
/// use steadfast::select::{SelectByShuffling, Validation};
/// let x = Table::new()
///     .with("a", Column::Real((0..12).map(f64::from).collect()))?
///     .with("b", Column::Real((0..12).map(|i| f64::from(i % 3)).collect()))?;
/// let y = Vector::new((0..12).map(|i| f64::from(2 * i)).collect());
/// let recipe = SelectByShuffling::new(Estimator::Linear, Validation::new(Metric::R2), 1);
/// assert_eq!(recipe.fit(&x, &y)?.dropped(), ["b".into()]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "permutation importance")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SelectByShuffling {
    estimator: Estimator,
    validation: Validation,
    seed: u64,
    threshold: Option<f64>,
}

impl SelectByShuffling {
    /// Keeps columns that are missed as much as their mean.
    #[must_use]
    pub fn new(estimator: Estimator, validation: Validation, seed: u64) -> SelectByShuffling {
        SelectByShuffling { estimator, validation, seed, threshold: None }
    }

    /// The fall of the metric from which on a column stays; by default the mean over all columns.
    #[must_use]
    pub fn threshold(mut self, threshold: f64) -> SelectByShuffling {
        self.threshold = Some(threshold);
        self
    }
}

judges!(SelectByShuffling, Types::NUMERIC, Vector, Labels);

impl Judge for SelectByShuffling {
    const KIND: &'static str = "select.shuffling";

    fn measure(&self) -> String {
        format!("fall of {} when shuffled", self.validation.metric())
    }

    fn judge(&self, x: &Table, y: Target<'_>) -> Result<Verdicts, Error> {
        let stage = Self::KIND;
        check_threshold(stage, self.threshold)?;
        let complete = complete(stage, x)?;
        let (columns, values) = (Arc::clone(&complete.names), complete.columns());
        check_target(stage, x.rows(), y)?;
        let order = canonical_order(x.lend(), y);
        let fold_of = self.validation.deal(stage, x.lend(), y, x.rows())?;
        let metric = self.validation.metric();
        let models = self.validation.models(stage, self.estimator, &values, y, &fold_of)?;
        let score = |columns: &[&[f64]]| -> Result<f64, Error> {
            let mut scores = Vec::new();
            for (model, test) in &models {
                let held_out = validate::take(columns, test);
                let held_out: Vec<&[f64]> = held_out.iter().map(Vec::as_slice).collect();
                let y = y.take_rows(test);
                scores.push(validate::judge(stage, metric, model, &held_out, &y)?);
            }
            Ok(exact::mean(&scores).unwrap_or(exact::NAN))
        };
        let before = score(&values)?;
        // The draw of a column follows its place among the names.
        let mut by_name: Vec<usize> = (0..columns.len()).collect();
        by_name.sort_by_key(|&at| &columns[at]);
        let mut falls = vec![0.0; columns.len()];
        for (stream, &at) in (0..).zip(&by_name) {
            let mut drawn = order.clone();
            Random::new(self.seed, stream, 0).shuffle(&mut drawn);
            let mut shuffled = values[at].to_vec();
            for (&to, &from) in order.iter().zip(&drawn) {
                shuffled[to] = values[at][from];
            }
            let mut with = values.clone();
            with[at] = &shuffled;
            falls[at] = gain(metric, before, score(&with)?);
        }
        Ok(against(columns, falls, self.threshold, Metric::R2))
    }
}
