//! How much worse a pipeline answers when one raw column is shuffled.

use super::predictor::{Predictor, Tabular};
use crate::data::{Column, DataKind, murmur3_32};
use crate::error::{Error, ExplainError};
use crate::evaluate::judge;
use crate::exact::{self, Random};
use crate::metrics::{Kpi, Metric};
use crate::pipeline::{Target, canonical_order};
use crate::root::Batch;
use std::fmt;
use std::sync::Arc;

/// Permutation importance: how much worse the answers of a fitted pipeline are judged when the cells of one raw
/// column are shuffled.
///
/// # Formula
/// For every column and repeat, the loss is *baseline − score* where more of the figure is better, *score − baseline*
/// where less is: positive for a column that the pipeline relies on. A column's importance is the mean of its losses;
/// the deviation is their standard deviation, divided by their number (`ddof` 0), as in scikit-learn. The baseline is
/// the figure on the rows as they are.
///
/// # Determinism
/// Exact, with any number of threads. Permutations are drawn for (seed, name of the column, repeat) and move the rows in
/// an order that their cells and their truth alone decide, so neither the order of the rows nor that of the columns, nor
/// further columns, change a number.
///
/// # Source
/// Breiman, "Random forests" (2001); `sklearn.inspection.permutation_importance`, whose draws are others.
///
/// # Examples
/// ```
/// use steadfast::explain::PermutationImportance;
/// use steadfast::metrics::Metric;
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a", "b"], [[0.0, 5.0], [1.0, 5.0], [2.0, 6.0], [3.0, 5.0]])?;
/// let y = Vector::new(vec![0.0, 2.0, 4.0, 6.0]);
/// let model = Linear::new().fit(&x, &y)?;
/// let found = PermutationImportance::new(&Metric::RootMeanSquaredError)
///     .repeats(10)
///     .seed(7)
///     .measure(&model, &x, Target::Vector(&y))?;
/// assert_eq!(found.columns().len(), 2);
/// assert!(found.get("a").unwrap().mean > 1.0);
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "permutation_importance")]
#[derive(Clone, Copy)]
pub struct PermutationImportance<'a> {
    kpi: &'a (dyn Kpi + Sync),
    higher_is_better: bool,
    repeats: u32,
    seed: u64,
    batch: Batch,
}

impl fmt::Debug for PermutationImportance<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PermutationImportance")
            .field("kpi", &self.kpi.name())
            .field("higher_is_better", &self.higher_is_better)
            .field("repeats", &self.repeats)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

impl<'a> PermutationImportance<'a> {
    /// Judged by a metric; five repeats, seed 0.
    #[doc(alias = "scoring")]
    #[must_use]
    pub fn new(metric: &'a Metric) -> PermutationImportance<'a> {
        PermutationImportance::by(metric, metric.higher_is_better())
    }

    /// Judged by a figure of your own, with whether more of it is better.
    #[must_use]
    pub fn by(kpi: &'a (dyn Kpi + Sync), higher_is_better: bool) -> PermutationImportance<'a> {
        let batch = Batch::default().block(1);
        PermutationImportance { kpi, higher_is_better, repeats: 5, seed: 0, batch }
    }

    /// How often each column is shuffled, at least once; by default 5.
    #[doc(alias = "n_repeats")]
    #[must_use]
    pub fn repeats(mut self, repeats: u32) -> PermutationImportance<'a> {
        self.repeats = repeats;
        self
    }

    /// The seed of the permutations; by default 0.
    #[doc(alias = "random_state")]
    #[must_use]
    pub fn seed(mut self, seed: u64) -> PermutationImportance<'a> {
        self.seed = seed;
        self
    }

    /// The most threads; by default as many as the host has cores. Changes no bit.
    #[doc(alias = "n_jobs")]
    #[must_use]
    pub fn threads(mut self, threads: usize) -> PermutationImportance<'a> {
        self.batch = self.batch.threads(threads);
        self
    }

    /// Shuffles every column of `x` in turn. `y` is the truth about the same rows.
    ///
    /// # Errors
    /// No repeats, a row that the pipeline refuses, and a figure that is not defined on the answers.
    pub fn measure<P: Predictor>(
        &self,
        pipeline: &P,
        x: &P::Input,
        y: Target<'_>,
    ) -> Result<PermutationImportances, Error> {
        self.measure_columns(pipeline, x, y, &x.names_of())
    }

    /// Shuffles only the named columns.
    ///
    /// # Errors
    /// Those of [`measure`](Self::measure), and a column that is not there.
    pub fn measure_columns<P: Predictor, S: AsRef<str>>(
        &self,
        pipeline: &P,
        x: &P::Input,
        y: Target<'_>,
        columns: &[S],
    ) -> Result<PermutationImportances, Error> {
        if self.repeats == 0 {
            return Err(ExplainError::Parameter {
                what: "permutation importance".to_owned(),
                parameter: "repeats".to_owned(),
                expected: "at least 1".to_owned(),
                found: "0".to_owned(),
            }
            .into());
        }
        exact::check_environment()?;
        let kpi = self.kpi;
        let name = kpi.name();
        let rows = x.rows();
        // A truth of another length is refused by the judge, before it is put in order.
        let score = |answers: &P::Output, y: Target<'_>| {
            let report = judge(answers, y, &[kpi])?;
            Ok::<f64, Error>(report.get(&name).unwrap_or(exact::NAN))
        };
        let baseline = score(&pipeline.answers(x)?, y)?;
        let order = canonical_order(x.lend(), y);
        let (x, truth) = (x.take_rows(&order), y.take_rows(&order));
        let columns: Vec<(&str, Arc<Column>)> = columns
            .iter()
            .map(|name| Ok((name.as_ref(), x.column_of(name.as_ref())?)))
            .collect::<Result<_, Error>>()?;
        let repeats = self.repeats as usize;
        let one = |at: usize| {
            let Some((name, column)) = columns.get(at / repeats) else { return Ok(exact::NAN) };
            let stream = murmur3_32(name.as_bytes(), 0);
            let moved = Random::new(self.seed, stream, (at % repeats) as u64).permutation(rows);
            let shuffled = x.with_column(name, column.take(&moved))?;
            let score = score(&pipeline.answers(&shuffled)?, truth.lend())?;
            Ok(if self.higher_is_better { baseline - score } else { score - baseline })
        };
        let each = self.batch.run(columns.len() * repeats, |range| {
            range.map(one).collect::<Result<Vec<f64>, Error>>()
        })?;
        let losses = each.concat();
        let columns =
            columns.iter().zip(losses.chunks_exact(repeats)).map(|((name, _), losses)| {
                ColumnImportance {
                    column: Arc::from(*name),
                    mean: exact::mean(losses).unwrap_or(exact::NAN),
                    standard_deviation: exact::standard_deviation(losses, 0).unwrap_or(exact::NAN),
                    losses: losses.to_vec(),
                }
            });
        let columns = columns.collect();
        Ok(PermutationImportances { metric: name.clone(), baseline, columns })
    }
}

/// What [`PermutationImportance`] found.
#[derive(Debug, Clone, PartialEq)]
pub struct PermutationImportances {
    metric: String,
    baseline: f64,
    columns: Vec<ColumnImportance>,
}

/// One column of [`PermutationImportances`].
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnImportance {
    /// The column.
    pub column: Arc<str>,
    /// The mean of the losses.
    #[doc(alias = "importances_mean")]
    pub mean: f64,
    /// Their standard deviation, `ddof` 0.
    #[doc(alias = "importances_std")]
    pub standard_deviation: f64,
    /// How much worse the figure was at each repeat.
    #[doc(alias = "importances")]
    pub losses: Vec<f64>,
}

impl PermutationImportances {
    /// The figure.
    #[must_use]
    pub fn metric(&self) -> &str {
        &self.metric
    }

    /// The figure on the rows as they are.
    #[must_use]
    pub fn baseline(&self) -> f64 {
        self.baseline
    }

    /// One entry a column, in the order of the columns.
    #[must_use]
    pub fn columns(&self) -> &[ColumnImportance] {
        &self.columns
    }

    /// The entry of a column.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&ColumnImportance> {
        self.columns.iter().find(|entry| &*entry.column == column)
    }

    /// The entries from the most important column down; of equals, the order of the columns.
    #[must_use]
    pub fn ranked(&self) -> Vec<&ColumnImportance> {
        let mut ranked: Vec<&ColumnImportance> = self.columns.iter().collect();
        ranked.sort_by(|a, b| exact::total_cmp(b.mean, a.mean));
        ranked
    }
}

/// A table, the most important column first.
impl fmt::Display for PermutationImportances {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "loss of {} when shuffled; baseline {:.6}", self.metric, self.baseline)?;
        let wide = self.columns.iter().map(|entry| entry.column.chars().count()).max().unwrap_or(0);
        for ColumnImportance { column, mean, standard_deviation, .. } in self.ranked() {
            writeln!(f, "{column:wide$}  {mean:>10.6} ± {standard_deviation:.6}")?;
        }
        Ok(())
    }
}
