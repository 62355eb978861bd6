//! How well a model does on rows it has not seen.

use super::Estimator;
use super::estimator::Trained;
use super::verdict::refuse;
use crate::data::{DataRef, Labels, Vector};
use crate::error::{Error, FitError};
use crate::exact;
use crate::metrics::{Binary, Evaluation, Metric, MetricError, Multiclass, Regression};
use crate::pipeline::{Folds, OwnedTarget, Target};
use serde::{Deserialize, Serialize};

/// How rows are dealt to folds, and what the answers for each fold are judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validation {
    metric: Metric,
    folds: u64,
    /// Draws by this seed; or rows as they come.
    seed: Option<u64>,
}

impl Validation {
    /// Three folds, drawn by what is in the rows, so that the order of the rows is nothing.
    #[must_use]
    pub fn new(metric: Metric) -> Validation {
        Validation { metric, folds: 3, seed: Some(0) }
    }

    /// How many folds, 2 or more.
    #[doc(alias = "cv")]
    #[must_use]
    pub fn folds(mut self, folds: u64) -> Validation {
        self.folds = folds;
        self
    }

    /// The seed of the draw.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Validation {
        self.seed = Some(seed);
        self
    }

    /// Deals rows as they come, numbers in one piece a fold and classes in their shares, as
    /// `KFold` and `StratifiedKFold` of scikit-learn do without shuffling. What is learned then depends on
    /// the order of the rows.
    #[must_use]
    pub fn in_order(mut self) -> Validation {
        self.seed = None;
        self
    }

    /// The metric.
    pub(super) fn metric(&self) -> Metric {
        self.metric
    }

    /// The fold of each row.
    pub(super) fn deal(
        &self,
        stage: &str,
        x: DataRef<'_>,
        y: Target<'_>,
        rows: usize,
    ) -> Result<Vec<usize>, Error> {
        let folds = usize::try_from(self.folds).unwrap_or(usize::MAX);
        if !(2..=rows).contains(&folds) {
            let expected = format!("2 to {rows}, the number of rows");
            return Err(refuse(stage, "folds", &expected, self.folds));
        }
        Ok(match (self.seed, y) {
            (Some(seed), _) => Folds::new(self.folds, seed).deal(x, y)?,
            (None, Target::Labels(y)) => by_class(y, folds),
            (None, _) => {
                let long = rows % folds;
                let size = rows / folds;
                // The first folds have one row more.
                let of = |row: usize| match row / (size + 1) {
                    fold if fold < long => fold,
                    _ => long + (row - long * (size + 1)) / size.max(1),
                };
                (0..rows).map(of).collect()
            }
        })
    }

    /// For each fold a model that learned from the others, and the rows of the fold.
    pub(super) fn models(
        &self,
        stage: &str,
        estimator: Estimator,
        columns: &[&[f64]],
        y: Target<'_>,
        fold_of: &[usize],
    ) -> Result<Vec<(Trained, Vec<usize>)>, Error> {
        let folds = fold_of.iter().copied().max().map_or(0, |last| last + 1);
        let of = |fold: usize| -> Result<(Trained, Vec<usize>), Error> {
            let (test, train): (Vec<usize>, Vec<usize>) =
                (0..fold_of.len()).partition(|&row| fold_of.get(row) == Some(&fold));
            Ok((fit(stage, estimator, columns, y, &train)?, test))
        };
        (0..folds).map(of).collect()
    }

    /// The mean over folds of the metric of answers by a model that learned from the others.
    pub(super) fn mean(
        &self,
        stage: &str,
        estimator: Estimator,
        columns: &[&[f64]],
        y: Target<'_>,
        fold_of: &[usize],
    ) -> Result<f64, Error> {
        let mut scores = Vec::new();
        for (model, test) in self.models(stage, estimator, columns, y, fold_of)? {
            let held_out = take(columns, &test);
            let held_out: Vec<&[f64]> = held_out.iter().map(Vec::as_slice).collect();
            scores.push(judge(stage, self.metric, &model, &held_out, &y.take_rows(&test))?);
        }
        Ok(exact::mean(&scores).unwrap_or(exact::NAN))
    }

    /// The importance of each column, the sum of the sizes of its coefficients, as a mean over folds.
    pub(super) fn importance(
        &self,
        stage: &str,
        estimator: Estimator,
        columns: &[&[f64]],
        y: Target<'_>,
        fold_of: &[usize],
    ) -> Result<Vec<f64>, Error> {
        let mut sums = vec![exact::ExactSum::new(); columns.len()];
        for (model, _) in self.models(stage, estimator, columns, y, fold_of)? {
            sums.iter_mut().zip(model.sizes(1.0)).for_each(|(sum, size)| sum.add(size));
        }
        Ok(sums.iter().map(|sum| sum.mean().unwrap_or(0.0)).collect())
    }
}

/// Some rows of columns.
pub(super) fn take(columns: &[&[f64]], rows: &[usize]) -> Vec<Vec<f64>> {
    let of = |column: &&[f64]| rows.iter().filter_map(|&row| column.get(row)).copied().collect();
    columns.iter().map(of).collect()
}

/// Fits a model to some rows.
pub(super) fn fit(
    stage: &str,
    estimator: Estimator,
    columns: &[&[f64]],
    y: Target<'_>,
    rows: &[usize],
) -> Result<Trained, Error> {
    let columns = take(columns, rows);
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    estimator.train(stage, &columns, y.take_rows(rows).lend())
}

/// The metric of a model's answers.
pub(super) fn judge(
    stage: &str,
    metric: Metric,
    trained: &Trained,
    columns: &[&[f64]],
    y: &OwnedTarget,
) -> Result<f64, Error> {
    let failed = |error: MetricError| refuse(stage, "metric", &error.to_string(), metric);
    match y {
        OwnedTarget::Vector(y) => {
            let answers = trained.answer(columns, y.rows());
            metric.evaluate(&Regression::new(y.values(), &answers).into()).map_err(failed)
        }
        OwnedTarget::Labels(y) => {
            let answers = trained.answer(columns, y.rows());
            let classes = answers.len().checked_div(y.rows()).unwrap_or(0);
            if classes != y.classes().len() {
                let expected = "rows of every class in every fold".to_owned();
                let found = format!("{classes} of {} classes", y.classes().len());
                let stage = stage.to_owned();
                return Err(FitError::Target { stage, expected, found }.into());
            }
            if classes == 2 {
                let truth: Vec<bool> = y.codes().iter().map(|&code| code == 1).collect();
                let score: Vec<f64> = answers.iter().skip(1).step_by(2).copied().collect();
                return metric.evaluate(&Binary::new(&truth, &score).into()).map_err(failed);
            }
            let judged: Evaluation<'_> = Multiclass::new(y.codes(), &answers, classes).into();
            metric.evaluate(&judged).map_err(failed)
        }
        _ => Ok(exact::NAN),
    }
}

/// The folds of classes as they come: each class is cut into pieces, sized so that the folds are even.
fn by_class(y: &Labels, folds: usize) -> Vec<usize> {
    // Classes in the order they come, then one after the other, dealt round and round.
    let mut seen: Vec<u32> = Vec::new();
    for &code in y.codes() {
        if !seen.contains(&code) {
            seen.push(code);
        }
    }
    let place = |code: u32| seen.iter().position(|&other| other == code).unwrap_or(0);
    let mut sorted: Vec<usize> = y.codes().iter().map(|&code| place(code)).collect();
    sorted.sort_unstable();
    let mut sizes = vec![vec![0usize; folds]; seen.len()];
    for (at, &class) in sorted.iter().enumerate() {
        sizes[class][at % folds] += 1;
    }
    let mut given = vec![0usize; seen.len()];
    y.codes()
        .iter()
        .map(|&code| {
            let class = place(code);
            let before = given[class];
            given[class] += 1;
            let mut end = 0;
            let within = |size: &usize| {
                end += size;
                before < end
            };
            sizes[class].iter().position(within).unwrap_or(folds - 1)
        })
        .collect()
}

/// A target as numbers: classes by their codes.
pub(super) fn numbers(stage: &str, y: Target<'_>) -> Result<Vector, Error> {
    match y {
        Target::Labels(y) => Ok(Vector::new(y.codes().iter().map(|&c| f64::from(c)).collect())),
        other => Ok(other.vector(stage)?.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Column, DataKind, Table};

    /// `KFold(3)` and `StratifiedKFold(3)` of scikit-learn 1.9.1 on ten rows.
    #[test]
    fn rows_as_they_come() -> Result<(), Error> {
        let x = Table::new().with("a", Column::Real(vec![0.0; 10]))?;
        let deal =
            |y: Target<'_>| Validation::new(Metric::R2).in_order().deal("s", x.lend(), y, 10);
        assert_eq!(deal(Target::None)?, [0, 0, 0, 0, 1, 1, 1, 2, 2, 2]);
        let y = Labels::from_texts(["b", "b", "a", "b", "a", "a", "b", "b", "b", "a"]);
        assert_eq!(deal(Target::Labels(&y))?, STRATIFIED);
        let drawn = Validation::new(Metric::R2).folds(11).deal("s", x.lend(), Target::None, 10);
        assert!(drawn.unwrap_err().to_string().contains("`folds` must be 2 to 10"));
        Ok(())
    }

    const STRATIFIED: [usize; 10] = [0, 0, 0, 1, 0, 1, 1, 2, 2, 2];
}
