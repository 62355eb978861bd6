//! What a search found of each candidate.

use super::Point;
use crate::exact;
use std::time::Duration;

mod show;
mod table;

/// The values of one metric on the held-out rows of every fold.
#[derive(Debug, Clone)]
pub struct Scores {
    folds: Vec<f64>,
}

/// Equal when the bits of every fold are.
impl PartialEq for Scores {
    fn eq(&self, other: &Self) -> bool {
        let bits = |scores: &Scores| scores.folds.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        bits(self) == bits(other)
    }
}

impl Scores {
    pub(super) fn new(folds: Vec<f64>) -> Scores {
        Scores { folds }
    }

    /// The value on each fold; NaN where it is not defined, and of a candidate that failed.
    #[doc(alias = "split0_test_score")]
    #[must_use]
    pub fn folds(&self) -> &[f64] {
        &self.folds
    }

    /// The mean over the folds, each weighing the same.
    #[doc(alias = "mean_test_score")]
    #[must_use]
    pub fn mean(&self) -> f64 {
        exact::mean(&self.folds).unwrap_or(exact::NAN)
    }

    /// The standard deviation over the folds, by their number.
    #[doc(alias = "std_test_score")]
    #[must_use]
    pub fn standard_deviation(&self) -> f64 {
        exact::standard_deviation(&self.folds, 0).unwrap_or(exact::NAN)
    }
}

/// One candidate as one iteration judged it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Candidate {
    /// Its parameters.
    #[doc(alias = "params")]
    pub point: Point,
    /// The iteration of a halving, from 0; 0 of other searches.
    #[doc(alias = "iter")]
    pub iteration: usize,
    /// The rows it was judged on, training and test rows of a fold together.
    #[doc(alias = "n_resources")]
    pub rows: usize,
    /// Its values, one for each metric of the search.
    pub scores: Vec<Scores>,
    /// Its values on the training rows, where [they are asked for](super::Search::train_scores).
    #[doc(alias = "mean_train_score")]
    pub train_scores: Vec<Scores>,
    /// 1 is best; equal ones have the rank of the first of them. The candidates of a later iteration of a
    /// halving come before those of an earlier, and what failed comes last.
    #[doc(alias = "rank_test_score")]
    pub rank: usize,
    /// Why it failed, on the first fold on which it did.
    pub error: Option<String>,
    /// How long fitting took, the mean of the folds; what the clock says is no part of equality.
    #[doc(alias = "mean_fit_time")]
    pub fit_time: Duration,
}

/// Equal in all but the time that fitting took, to the bit.
impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        (&self.point, self.iteration, self.rows, self.rank, &self.error)
            == (&other.point, other.iteration, other.rows, other.rank, &other.error)
            && self.scores == other.scores
            && self.train_scores == other.train_scores
    }
}

/// Who ended a search before all its candidates were judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stopped {
    /// The function that is told of the progress.
    ByCaller,
    /// The deadline.
    ByDeadline,
}

/// What a search found: a table of candidates, in the order in which they were tried.
///
/// Printed as a table from the best to the worst.
///
/// ```
/// use steadfast::metrics::Metric;
/// use steadfast::prelude::*;
/// use steadfast::search::{Search, Space};
/// let x: Vec<f64> = (0..40).map(f64::from).collect();
/// let y = Vector::new(x.iter().map(|x| x * x).collect());
/// let x = Table::new().with("x", Column::Real(x))?;
/// let space = Space::new().axis("degree", [1, 2]);
/// let search = Search::grid(space, |p| {
///     Polynomial::new(p.int("degree")).bias(false).then(Assemble::new()).then(Ridge::new(1e-6))
/// });
/// let results = search.metric(Metric::R2).run(&x, &y)?.results;
/// assert_eq!(results.best().point.to_string(), "degree=2");
/// assert!(results.to_string().starts_with("rank  degree  r2"));
/// assert_eq!(results.to_table()?.value(1, "rank_test_r2"), Value::Integer(1));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "cv_results_")]
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    pub(super) metrics: Vec<String>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) best: usize,
    pub(super) stopped: Option<Stopped>,
    pub(super) halved: bool,
}

impl Results {
    /// The names of the metrics; candidates are ranked by the first.
    #[must_use]
    pub fn metrics(&self) -> &[String] {
        &self.metrics
    }

    /// The candidates in the order in which they were tried. Where the search was stopped, those that
    /// were judged on every fold; of a halving those of the iterations that were finished, if one was.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// The best candidate: the first of those of rank 1.
    #[doc(alias = "best_params_")]
    #[doc(alias = "best_score_")]
    #[must_use]
    pub fn best(&self) -> &Candidate {
        &self.candidates[self.best]
    }

    /// Where it stands among the candidates.
    #[doc(alias = "best_index_")]
    #[must_use]
    pub fn best_index(&self) -> usize {
        self.best
    }

    /// Who stopped the search, if it was stopped.
    #[must_use]
    pub fn stopped(&self) -> Option<Stopped> {
        self.stopped
    }
}
