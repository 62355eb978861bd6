//! The search itself.

use super::figure::Figure;
use super::fold::{How, Judged};
use super::folds::Growing;
use super::ranking::{Ranking, summed};
use super::{Point, Progress, Rung, Search, Searched, fold, pool};
use crate::data::DataKind;
use crate::error::{Error, FitError, SearchError};
use crate::exact;
use crate::pipeline::{Fit, Learn, Target};
use std::collections::BTreeSet;
use std::time::Duration;

impl<R: 'static> Search<R> {
    /// Judges the candidates and finds the best, which is not yet fitted to all rows.
    ///
    /// # Errors
    /// See [`Search`].
    pub fn run<Y>(&self, x: &R::Input, y: &Y) -> Result<Searched<R>, Error>
    where
        Y: Learn + Sync,
        R: Fit<Y> + Sync,
    {
        exact::check_environment()?;
        let deadline = pool::Deadline::after(self.deadline);
        let target = y.target();
        check_rows(x.rows(), target)?;
        if !self.filters.is_empty() {
            fold::table(x)?;
        }
        let mut candidates = self.candidates()?;
        if candidates.is_empty() {
            return Err(SearchError::Space { problem: "there is no candidate".to_owned() }.into());
        }
        let figures = self.figures(|| Figure::usual(target));
        let (filters, train_scores) = (&self.filters[..], self.train_scores);
        let how = How { figures: &figures, filters, train_scores };
        let splits = self.splits.of(x.lend(), target, x.rows())?;
        let (rungs, growing) = match &self.halving {
            None => (vec![Rung { candidates: candidates.len(), rows: x.rows() }], None),
            Some(halving) => {
                let rungs =
                    halving.schedule(candidates.len(), x.rows(), splits.len(), classes(target))?;
                let growing = Growing::new(&splits, x.lend(), target, halving.drawn_by());
                (rungs, Some(growing))
            }
        };
        let mut ranking = Ranking::default();
        let mut alive: Vec<usize> = (0..candidates.len()).collect();
        for (iteration, rung) in rungs.iter().enumerate() {
            let part = growing.as_ref().map(|growing| growing.part(rung.rows, x.rows()));
            let splits = part.as_ref().unwrap_or(&splits);
            let folds = splits.len();
            let candidate = |task: usize| {
                let place = alive.get(task / folds)?;
                candidates.get(*place).zip(splits.get(task % folds))
            };
            let work = |task: usize| match candidate(task) {
                Some(((_, recipe), split)) => how.judge(recipe, x, y, split),
                None => (Err("no such task".to_owned()), Duration::ZERO),
            };
            let tasks = alive.len() * folds;
            let mut done = 0;
            let told = |task: usize, judged: &Judged| {
                done += 1;
                let nothing = Point::default();
                let progress = Progress {
                    iteration: (iteration, rungs.len()),
                    fits: (done, tasks),
                    point: candidate(task).map_or(&nothing, |((point, _), _)| point),
                    fold: task % folds,
                    score: match &judged.0 {
                        Ok(values) => Ok(values.test.first().copied().unwrap_or(exact::NAN)),
                        Err(error) => Err(error),
                    },
                };
                self.tell(&progress)
            };
            let threads = self.threads.unwrap_or_else(pool::cores);
            let (results, stopped) = pool::run(threads, tasks, deadline, work, told);
            ranking.stopped = stopped;
            if iteration > 0 && results.iter().any(Option::is_none) {
                break;
            }
            for (&place, folds) in alive.iter().zip(results.chunks(folds)) {
                let whole: Option<Vec<&Judged>> = folds.iter().map(Option::as_ref).collect();
                if let (Some(folds), Some((point, _))) = (whole, candidates.get(place)) {
                    ranking.all.push(summed(point, iteration, rung.rows, &folds, figures.len()));
                    ranking.places.push(place);
                }
            }
            ranking.refuse_failure(iteration)?;
            if stopped.is_some() {
                break;
            }
            let kept = rungs.get(iteration + 1).map_or(0, |next| next.candidates);
            alive = ranking.best_of(iteration, &figures, kept);
        }
        let metrics = figures.iter().map(Figure::name).collect();
        let (best, results) = ranking.results(metrics, &figures, self.halving.is_some())?;
        Ok(Searched { recipe: candidates.swap_remove(best).1, results })
    }
}

/// Whether there is a truth of as many rows.
pub(super) fn check_rows(rows: usize, y: Target<'_>) -> Result<(), Error> {
    let none = || Error::Evaluate("there is no truth to judge by".to_owned());
    let found = y.rows().ok_or_else(none)?;
    if found == rows {
        return Ok(());
    }
    let (stage, expected) = ("search".to_owned(), format!("{rows} rows"));
    Err(FitError::Target { stage, expected, found: found.to_string() }.into())
}

/// How many classes have a row.
fn classes(y: Target<'_>) -> Option<usize> {
    match y.unweighted() {
        Target::Labels(y) => Some(y.codes().iter().collect::<BTreeSet<_>>().len()),
        _ => None,
    }
}
