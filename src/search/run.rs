//! The search itself.

use super::figure::Figure;
use super::folds::Growing;
use super::results::{Candidate, Results, Scores, Stopped};
use super::{Point, Progress, Rung, Search, Searched, pool};
use crate::data::DataKind;
use crate::error::{Error, FitError, SearchError};
use crate::evaluate::Split;
use crate::exact;
use crate::pipeline::{Apply, Fit, Learn, Target};
use std::any::Any;
use std::cmp::{Ordering, Reverse};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// What one fit came to: its figures or its error, and how long it took.
type Judged = (Result<Vec<f64>, String>, Duration);

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
        let mut candidates = self.candidates()?;
        if candidates.is_empty() {
            return Err(SearchError::Space { problem: "there is no candidate".to_owned() }.into());
        }
        let figures = self.figures(|| Figure::usual(target));
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
        let mut table = Table { all: Vec::new(), places: Vec::new(), stopped: None };
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
                Some(((_, recipe), split)) => judged(recipe, x, y, split, &figures),
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
                        Ok(values) => Ok(values.first().copied().unwrap_or(exact::NAN)),
                        Err(error) => Err(error),
                    },
                };
                self.tell(&progress)
            };
            let threads = self.threads.unwrap_or_else(pool::cores);
            let (results, stopped) = pool::run(threads, tasks, deadline, work, told);
            table.stopped = stopped;
            if iteration > 0 && results.iter().any(Option::is_none) {
                break;
            }
            for (&place, folds) in alive.iter().zip(results.chunks(folds)) {
                let whole: Option<Vec<&Judged>> = folds.iter().map(Option::as_ref).collect();
                if let (Some(folds), Some((point, _))) = (whole, candidates.get(place)) {
                    table.all.push(summed(point, iteration, rung.rows, &folds, figures.len()));
                    table.places.push(place);
                }
            }
            table.refuse_failure(iteration)?;
            if stopped.is_some() {
                break;
            }
            let kept = rungs.get(iteration + 1).map_or(0, |next| next.candidates);
            alive = table.best_of(iteration, &figures, kept);
        }
        let metrics = figures.iter().map(Figure::name).collect();
        let (best, results) = table.ranked(metrics, &figures, self.halving.is_some())?;
        Ok(Searched { recipe: candidates.swap_remove(best).1, results })
    }
}

fn check_rows(rows: usize, y: Target<'_>) -> Result<(), Error> {
    let found = match y {
        Target::None => return Err(Error::Evaluate("there is no truth to judge by".to_owned())),
        Target::Vector(y) => y.rows(),
        Target::Labels(y) => y.rows(),
    };
    if found == rows {
        return Ok(());
    }
    let (stage, expected) = ("search".to_owned(), format!("{rows} rows"));
    Err(FitError::Target { stage, expected, found: found.to_string() }.into())
}

/// How many classes have a row.
fn classes(y: Target<'_>) -> Option<usize> {
    match y {
        Target::Labels(y) => Some(y.codes().iter().collect::<BTreeSet<_>>().len()),
        _ => None,
    }
}

/// Fits a recipe to the training rows of a split and judges it on the test rows.
fn judged<R, Y>(recipe: &R, x: &R::Input, y: &Y, split: &Split, figures: &[Figure]) -> Judged
where
    Y: Learn,
    R: Fit<Y>,
{
    let mut took = Duration::ZERO;
    let judge = || {
        // Rounding mode and flush-to-zero are states of a thread.
        exact::check_environment()?;
        let truth = y.take_rows(&split.test);
        let fitted = fitted(recipe, x, y, split, &mut took)?;
        let answers = answers(&fitted, x, &split.test)?;
        let of = |(at, figure): (usize, &Figure)| match at {
            0 => figure.ranking(&answers, truth.target()),
            _ => Ok(figure.of(&answers, truth.target()).unwrap_or(exact::NAN)),
        };
        figures.iter().enumerate().map(of).collect::<Result<Vec<_>, Error>>()
    };
    // Stages contain the panics of trainers; one of the user's own may have none to contain it. What it
    // leaves half-changed is dropped.
    let judged = catch_unwind(AssertUnwindSafe(judge));
    let values = match judged {
        Ok(values) => values.map_err(|error| error.to_string()),
        Err(payload) => Err(format!("panicked: {}", words(&*payload))),
    };
    (values, took)
}

fn words(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}

/// Fits to the training rows; errors count rows as the whole table does.
pub(super) fn fitted<R, Y>(
    recipe: &R,
    x: &R::Input,
    y: &Y,
    split: &Split,
    took: &mut Duration,
) -> Result<R::Fitted, Error>
where
    Y: Learn,
    R: Fit<Y>,
{
    let (rows, truth) = (x.take_rows(&split.train), y.take_rows(&split.train));
    let start = pool::now();
    let fitted = recipe.fit(&rows, &truth);
    *took = start.map_or(Duration::ZERO, |start| start.elapsed());
    fitted.map_err(|error| in_whole(error, &split.train))
}

/// The answers to some rows of a table.
pub(super) fn answers<P: Apply>(
    fitted: &P,
    x: &P::Input,
    rows: &[usize],
) -> Result<P::Output, Error> {
    fitted.apply(&x.take_rows(rows)).map_err(|error| in_whole(error, rows))
}

fn in_whole(error: Error, rows: &[usize]) -> Error {
    match error.row().and_then(|row| rows.get(row)) {
        Some(&row) => error.with_row(row),
        None => error,
    }
}

/// One candidate, from its folds.
fn summed(
    point: &Point,
    iteration: usize,
    rows: usize,
    folds: &[&Judged],
    figures: usize,
) -> Candidate {
    let values = |at: usize| {
        let of =
            |judged: &&Judged| judged.0.as_ref().ok().and_then(|values| values.get(at)).copied();
        Scores::new(folds.iter().map(|judged| of(judged).unwrap_or(exact::NAN)).collect())
    };
    let scores: Vec<Scores> = (0..figures).map(values).collect();
    let failed = folds.iter().zip(0..).find_map(|((judged, _), fold)| {
        judged.as_ref().err().map(|error| format!("fold {fold}: {error}"))
    });
    // Of infinities of both signs there is no mean.
    let undefined = scores.first().is_some_and(|scores| scores.mean().is_nan());
    let error = failed.or_else(|| undefined.then(|| "the mean is not a number".to_owned()));
    let total = folds.iter().fold(Duration::ZERO, |all, judged| all + judged.1);
    let fit_time = total / u32::try_from(folds.len()).unwrap_or(u32::MAX).max(1);
    Candidate { point: point.clone(), iteration, rows, scores, rank: 0, error, fit_time }
}

/// Candidates in the order in which they were tried, and where each stands in the list of recipes.
struct Table {
    all: Vec<Candidate>,
    places: Vec<usize>,
    stopped: Option<Stopped>,
}

impl Table {
    /// An iteration of which nothing is left ends the search.
    fn refuse_failure(&self, iteration: usize) -> Result<(), Error> {
        let judged = || self.all.iter().filter(|candidate| candidate.iteration == iteration);
        let first = judged().next().and_then(|candidate| candidate.error.clone());
        match first {
            Some(first) if judged().all(|candidate| candidate.error.is_some()) => {
                Err(SearchError::AllFailed { candidates: judged().count(), first }.into())
            }
            _ => Ok(()),
        }
    }

    /// The places of the best of an iteration, in the order of the points; of equal ones the first.
    fn best_of(&self, iteration: usize, figures: &[Figure], kept: usize) -> Vec<usize> {
        let judged = self.all.iter().zip(&self.places);
        let mut judged: Vec<_> = judged.filter(|(c, _)| c.iteration == iteration).collect();
        judged.sort_by(|(a, _), (b, _)| compare(a, b, figures));
        let mut places: Vec<usize> = judged.into_iter().take(kept).map(|(_, &p)| p).collect();
        places.sort_unstable();
        places
    }

    /// The results, and the place of the winner.
    fn ranked(
        mut self,
        metrics: Vec<String>,
        figures: &[Figure],
        halved: bool,
    ) -> Result<(usize, Results), Error> {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.sort_by(|&a, &b| compare(&self.all[a], &self.all[b], figures));
        let (Some(&best), Some(&place)) =
            (order.first(), order.first().and_then(|best| self.places.get(*best)))
        else {
            let by = match self.stopped {
                Some(Stopped::ByCaller) => "its caller",
                Some(Stopped::ByDeadline) | None => "its deadline",
            };
            return Err(SearchError::Stopped { by: by.to_owned() }.into());
        };
        let mut rank = 1;
        for (at, pair) in order.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| order.get(before));
            let equal = before.is_some_and(|before| {
                compare(&self.all[*before], &self.all[*pair], figures).is_eq()
            });
            if !equal {
                rank = at + 1;
            }
            self.all[*pair].rank = rank;
        }
        let (candidates, stopped) = (self.all, self.stopped);
        Ok((place, Results { metrics, candidates, best, stopped, halved }))
    }
}

/// The better first: what did not fail, of later iterations, with the better mean.
fn compare(a: &Candidate, b: &Candidate, figures: &[Figure]) -> Ordering {
    let failed = |candidate: &Candidate| candidate.error.is_some();
    let goodness = |candidate: &Candidate| {
        let mean = candidate.scores.first().map_or(exact::NAN, Scores::mean);
        // Adding 0 makes one of both zeros.
        figures.first().map_or(exact::NAN, |figure| figure.goodness(mean) + 0.0)
    };
    failed(a).cmp(&failed(b)).then_with(|| {
        if failed(a) {
            return Ordering::Equal;
        }
        let later = Reverse(a.iteration).cmp(&Reverse(b.iteration));
        later.then_with(|| exact::total_cmp(goodness(b), goodness(a)))
    })
}
