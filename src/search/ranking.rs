//! Candidates summed up over the folds, and which is better.

use super::figure::Figure;
use super::fold::{Figures, Judged};
use super::{Candidate, Point, Results, Scores, Stopped};
use crate::error::{Error, SearchError};
use crate::exact;
use std::cmp::{Ordering, Reverse};
use std::time::Duration;

/// One candidate, from its folds.
pub(super) fn summed(
    point: &Point,
    iteration: usize,
    rows: usize,
    folds: &[&Judged],
    figures: usize,
) -> Candidate {
    let scores = |side: fn(&Figures) -> &[f64]| -> Vec<Scores> {
        let values = |at: usize| {
            let of = |judged: &&Judged| side(judged.0.as_ref().ok()?).get(at).copied();
            Scores::new(folds.iter().map(|judged| of(judged).unwrap_or(exact::NAN)).collect())
        };
        (0..figures).map(values).collect()
    };
    let asked = folds.iter().any(|(judged, _)| judged.as_ref().is_ok_and(|f| !f.train.is_empty()));
    let train_scores = if asked { scores(|figures| &figures.train) } else { Vec::new() };
    let scores = scores(|figures| &figures.test);
    let failed = folds.iter().zip(0..).find_map(|((judged, _), fold)| {
        judged.as_ref().err().map(|error| format!("fold {fold}: {error}"))
    });
    // Of infinities of both signs there is no mean.
    let undefined = scores.first().is_some_and(|scores| scores.mean().is_nan());
    let error = failed.or_else(|| undefined.then(|| "the mean is not a number".to_owned()));
    let total = folds.iter().fold(Duration::ZERO, |all, judged| all.saturating_add(judged.1));
    let fit_time = total / u32::try_from(folds.len()).unwrap_or(u32::MAX).max(1);
    let point = point.clone();
    Candidate { point, iteration, rows, scores, train_scores, rank: 0, error, fit_time }
}

/// Candidates in the order in which they were tried, and where each stands in the list of recipes.
#[derive(Default)]
pub(super) struct Ranking {
    pub(super) all: Vec<Candidate>,
    pub(super) places: Vec<usize>,
    pub(super) stopped: Option<Stopped>,
}

impl Ranking {
    /// An iteration of which nothing is left ends the search.
    pub(super) fn refuse_failure(&self, iteration: usize) -> Result<(), Error> {
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
    pub(super) fn best_of(&self, iteration: usize, figures: &[Figure], kept: usize) -> Vec<usize> {
        let judged = self.all.iter().zip(&self.places);
        let mut judged: Vec<_> = judged.filter(|(c, _)| c.iteration == iteration).collect();
        judged.sort_by(|(a, _), (b, _)| compare(a, b, figures));
        let mut places: Vec<usize> = judged.into_iter().take(kept).map(|(_, &p)| p).collect();
        places.sort_unstable();
        places
    }

    /// The results, and the place of the winner.
    pub(super) fn results(
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
        for (at, &candidate) in order.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| order.get(before));
            let equal = before.is_some_and(|before| {
                compare(&self.all[*before], &self.all[candidate], figures).is_eq()
            });
            if !equal {
                rank = at + 1;
            }
            self.all[candidate].rank = rank;
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
