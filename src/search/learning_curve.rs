//! What more rows would give.

use super::figure::Figure;
use super::fold::{answers, contained, fitted};
use super::folds::Growing;
use super::run::check_rows;
use super::{Scores, Splits, pool};
use crate::data::DataKind;
use crate::error::{Error, SearchError};
use crate::exact;
use crate::metrics::Metric;
use crate::pipeline::{Fit, Learn};
use std::fmt;
use std::ops::ControlFlow;
use std::time::Duration;

/// A metric by the number of rows that were learned from; made by [`learning_curve`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LearningCurve {
    /// The metric.
    pub metric: String,
    /// How many training rows each fit had.
    #[doc(alias = "train_sizes")]
    pub rows: Vec<usize>,
    /// The metric on the rows that were learned from, for each number of rows.
    #[doc(alias = "train_scores")]
    pub train: Vec<Scores>,
    /// The metric on the held-out rows, for each number of rows.
    #[doc(alias = "test_scores")]
    pub test: Vec<Scores>,
}

/// Fits a recipe to growing subsets of the training rows of each fold, and judges it on those and on all
/// held-out rows.
///
/// Each subset holds the one before it. Which rows they are follows from their content, and of a
/// classification each class keeps its share.
///
/// # Errors
/// Those of the stages and of the metric; a number of rows that is 0 or more than a fold has to learn from.
///
/// # Source
/// `learning_curve` of scikit-learn.
///
/// # Examples
/// ```
/// use steadfast::metrics::Metric;
/// use steadfast::prelude::*;
/// use steadfast::search::learning_curve;
/// let x: Vec<f64> = (0..60).map(f64::from).collect();
/// let y = Vector::new(x.iter().map(|x| 2.0 * x + 1.0).collect());
/// let x = Table::new().with("x", Column::Real(x))?;
/// let recipe = Assemble::new().then(Ridge::new(1.0));
/// let curve = learning_curve(&recipe, &x, &y, &[6, 12, 48], Folds::new(5, 0), Metric::MeanAbsoluteError)?;
/// assert!(curve.test[2].mean() < curve.test[0].mean());
/// println!("{curve}");
/// # Ok::<(), steadfast::Error>(())
/// ```
pub fn learning_curve<R, Y>(
    recipe: &R,
    x: &R::Input,
    y: &Y,
    rows: &[usize],
    folds: impl Into<Splits>,
    metric: Metric,
) -> Result<LearningCurve, Error>
where
    Y: Learn + Sync,
    R: Fit<Y> + Sync,
{
    exact::check_environment()?;
    check_rows(x.rows(), y.target())?;
    let figure = Figure::from(metric);
    let splits = folds.into().of(x.lend(), y.target(), x.rows())?;
    let growing = Growing::new(&splits, x.lend(), y.target(), 0);
    let least = growing.least();
    if let Some(found) = rows.iter().find(|rows| !(1..=least).contains(*rows)) {
        let problem = format!("{found} training rows, expected from 1 to {least}");
        return Err(SearchError::Folds { problem }.into());
    }
    let sizes: Vec<_> = rows.iter().map(|&rows| growing.trained_on(rows)).collect();
    let judge = |task: usize| -> Result<(f64, f64), Error> {
        exact::check_environment()?;
        let split = sizes.get(task / splits.len()).and_then(|size| size.get(task % splits.len()));
        let split = split.ok_or_else(|| Error::Evaluate("no such task".to_owned()))?;
        let mut took = Duration::ZERO;
        let fitted = fitted(recipe, x, y, &split.train, &mut took)?;
        let score =
            |rows: &[usize]| figure.of(&answers(&fitted, x, rows)?, y.take_rows(rows).target());
        Ok((score(&split.train)?, score(&split.test)?))
    };
    let work = |task: usize| contained(|| judge(task));
    let never = pool::Deadline::after(None);
    // All are done even where one fails, so that it is always the same error that is told.
    let on = |_, _: &Result<_, Error>| ControlFlow::Continue(());
    let (results, _) = pool::run(pool::cores(), rows.len() * splits.len(), never, work, on);
    let scores = results.into_iter().flatten().collect::<Result<Vec<_>, Error>>()?;
    let chunks = || scores.chunks(splits.len());
    Ok(LearningCurve {
        metric: figure.name(),
        rows: rows.to_vec(),
        train: chunks().map(|c| Scores::new(c.iter().map(|score| score.0).collect())).collect(),
        test: chunks().map(|c| Scores::new(c.iter().map(|score| score.1).collect())).collect(),
    })
}

/// One line a number of rows: means on the training rows and on the held-out rows.
impl fmt::Display for LearningCurve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>8}  {} of training, of held-out rows", "rows", self.metric)?;
        for ((rows, train), test) in self.rows.iter().zip(&self.train).zip(&self.test) {
            writeln!(f, "{rows:>8}  {:.6}, {:.6}", train.mean(), test.mean())?;
        }
        Ok(())
    }
}
