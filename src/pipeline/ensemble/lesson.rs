//! What one member of an ensemble learns from, and members that learn on several threads.

use crate::data::{Labels, Vector};
use crate::error::{Error, FitError};
use crate::pipeline::{OwnedTarget, Target, in_threads};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What one member learns from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lesson {
    /// Its rows; all of them where there is no list.
    pub(crate) rows: Option<Vec<usize>>,
    /// Its target, one a row of its own; that of its rows where there is none.
    pub(crate) labels: Option<Labels>,
    /// What it is called where it cannot be fitted.
    pub(crate) name: String,
}

impl Lesson {
    /// Its target, when that of all rows is `y`.
    pub(crate) fn target(&self, y: Target<'_>) -> OwnedTarget {
        match (&self.labels, &self.rows, y) {
            (Some(labels), _, _) => OwnedTarget::Labels(labels.clone()),
            (None, Some(rows), y) => y.take_rows(rows),
            (None, None, Target::None) => OwnedTarget::None,
            (None, None, Target::Vector(y)) => {
                OwnedTarget::Vector(Vector::new(y.values().to_vec()))
            }
            (None, None, Target::Labels(y)) => OwnedTarget::Labels(y.clone()),
            (None, None, Target::Matrix(y)) => OwnedTarget::Matrix(y.clone()),
            (None, None, Target::WeightedVector(y)) => OwnedTarget::WeightedVector(y.clone()),
            (None, None, Target::WeightedLabels(y)) => OwnedTarget::WeightedLabels(y.clone()),
        }
    }

    /// What went wrong in its fit, with its name and the row's number among all rows.
    pub(crate) fn blame(&self, stage: &str, error: Error) -> Error {
        match (error.row(), error) {
            (Some(row), error) => match &self.rows {
                Some(rows) => error.with_row(rows.get(row).copied().unwrap_or(row)),
                None => error,
            },
            (None, Error::Fit(error)) => {
                let (stage, message) = (stage.to_owned(), error.to_string());
                FitError::Trainer { stage, trainer: self.name.clone(), message }.into()
            }
            (None, error) => error,
        }
    }
}

/// Runs `work` for each number below `count` on so many threads, and gives the results in order, or the error of the
/// lowest number.
///
/// # Errors
/// Those of `work`.
pub(crate) fn spread<T: Send>(
    count: usize,
    threads: usize,
    work: impl Fn(usize) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    if threads < 2 || count < 2 {
        return (0..count).map(work).collect();
    }
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(count)));
    let worker = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                break;
            }
            let result = work(at);
            if result.is_err() {
                // Numbers below are under way already; none above matters.
                next.fetch_max(count, Ordering::Relaxed);
            }
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
        }
    };
    in_threads(threads.min(count), &worker);
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_order_and_the_lowest_error_wins() {
        for threads in [1, 2, 5, 40] {
            let squares = spread(17, threads, |at| Ok(at * at)).unwrap();
            assert_eq!(squares, (0..17).map(|at| at * at).collect::<Vec<_>>());
            let fails = |at: usize| match at {
                3 | 4 | 9 => Err(Error::Evaluate(at.to_string())),
                _ => Ok(at),
            };
            assert_eq!(spread(17, threads, fails).unwrap_err().to_string(), "3");
        }
    }
}
