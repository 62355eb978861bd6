//! What is to be searched, and how.

use super::figure::Figure;
use super::{Halving, Params, Point, Progress, Results, Space, Splits};
use crate::error::Error;
use crate::evaluate::metrics::Kpi;
use crate::metrics::Metric;
use crate::pipeline::{Folds, RowFilter};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

pub(super) type Build<R> = dyn Fn(&Point) -> Result<R, Error> + Send + Sync;
type Tell = dyn Fn(&Progress<'_>) -> ControlFlow<()> + Send + Sync;

/// A search for the parameters of a recipe.
///
/// Each point of a [`Space`] makes a recipe, the candidate, which is fitted to the training rows of every
/// fold, all of it, and judged on the held-out rows. The best by the mean of the folds wins; of equally
/// good ones the first. A candidate that cannot be fitted or judged on a fold is kept in the results with
/// its error and ranks last.
///
/// A search is a recipe itself: fitted, it gives the winner fitted to all rows, so that it can be
/// [trained](crate::Training::fit) to a model, and judged by nested
/// [cross-validation](crate::evaluate::cross_validate).
///
/// Unless it is said otherwise there are 5 [`Folds`] of seed 0, R² or accuracy decides, and there are as
/// many threads as the host has cores.
///
/// # Determinism
/// The same recipe, rows, folds and seeds give the same results, to the bit, with any number of threads.
/// With [`Folds`] the rows may come in any order: every fit meets them in canonical order.
///
/// # Errors
/// A space that cannot be searched; a closure that reads what a point does not have; folds that cannot be
/// dealt; and when every candidate fails.
///
/// # Source
/// `GridSearchCV`, `RandomizedSearchCV`, `HalvingGridSearchCV` and `HalvingRandomSearchCV` of
/// scikit-learn 1.9.
///
/// # Examples
/// ```
/// use steadfast::evaluate::{KFold, cross_validate};
/// use steadfast::metrics::Metric;
/// use steadfast::prelude::*;
/// use steadfast::search::{Axis, Search, Space};
/// let x: Vec<f64> = (0..40).map(|i| f64::from(i % 8)).collect();
/// let y = Labels::from_texts(x.iter().map(|x| if *x > 3.0 { "high" } else { "low" }));
/// let x = Table::new().with("x", Column::Real(x))?;
/// let space = Space::new().axis("l2", Axis::log_uniform(1e-3, 1e3));
/// let search = Search::random(space, 8, 42, |p| {
///     Standardize::new().then(Assemble::new()).then(Logistic::new().l2(p.real("l2")))
/// })
/// .metric(Metric::LogLoss)
/// .record(Metric::Accuracy);
///
/// let model = Training::new().fit(&search, &x, &y)?;
/// assert_eq!(model.predict(&x)?.label(7), Some("high"));
/// let folds = KFold::new(4, 0).stratified(y.codes())?;
/// let nested = cross_validate(&search, &x, &y, &folds, &[&Metric::Accuracy])?;
/// assert_eq!(nested[0].get("accuracy"), Some(1.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "GridSearchCV")]
#[doc(alias = "RandomizedSearchCV")]
#[doc(alias = "hyperparameter")]
#[derive(Clone)]
pub struct Search<R> {
    pub(super) space: Space,
    pub(super) draw: Draw,
    build: Arc<Build<R>>,
    pub(super) splits: Splits,
    pub(super) ranking: Option<Figure>,
    recorded: Vec<Figure>,
    pub(super) train_scores: bool,
    pub(super) filters: Vec<Arc<dyn RowFilter>>,
    pub(super) halving: Option<Halving>,
    pub(super) threads: Option<usize>,
    pub(super) deadline: Option<Duration>,
    progress: Option<Arc<Tell>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Draw {
    Grid,
    Random { draws: u64, seed: u64 },
}

/// What a search found.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Searched<R> {
    /// The recipe of the best candidate, not yet fitted to all rows.
    #[doc(alias = "best_estimator_")]
    pub recipe: R,
    /// All candidates; [`best`](Results::best) has the parameters and scores of the winner.
    pub results: Results,
}

impl<R: 'static> Search<R> {
    /// Tries every point of a grid; `recipe` makes a candidate of a point.
    pub fn grid(
        space: Space,
        recipe: impl Fn(&Params<'_>) -> R + Send + Sync + 'static,
    ) -> Search<R> {
        Search::new(space, Draw::Grid, Arc::new(reading(recipe)))
    }

    /// Tries `draws` points that are [drawn](Space::draw) by `seed`; `recipe` makes a candidate of a point.
    pub fn random(
        space: Space,
        draws: u64,
        seed: u64,
        recipe: impl Fn(&Params<'_>) -> R + Send + Sync + 'static,
    ) -> Search<R> {
        Search::new(space, Draw::Random { draws, seed }, Arc::new(reading(recipe)))
    }

    pub(super) fn new(space: Space, draw: Draw, build: Arc<Build<R>>) -> Search<R> {
        Search {
            space,
            draw,
            build,
            splits: Folds::new(5, 0).into(),
            ranking: None,
            recorded: Vec::new(),
            train_scores: false,
            filters: Vec::new(),
            halving: None,
            threads: None,
            deadline: None,
            progress: None,
        }
    }

    /// How rows are held out: [`Folds`], or [`Split`](crate::evaluate::Split)s given row by row.
    #[doc(alias = "cv")]
    #[must_use]
    pub fn folds(mut self, splits: impl Into<Splits>) -> Search<R> {
        self.splits = splits.into();
        self
    }

    /// The metric that decides, by the way [it is better](Metric::higher_is_better).
    #[doc(alias = "scoring")]
    #[doc(alias = "refit")]
    #[must_use]
    pub fn metric(mut self, metric: Metric) -> Search<R> {
        self.ranking = Some(metric.into());
        self
    }

    /// Lets a figure of one's own decide: the most of it.
    #[must_use]
    pub fn maximize(mut self, kpi: impl Kpi + Send + Sync + 'static) -> Search<R> {
        self.ranking = Some(Figure::new(kpi, true));
        self
    }

    /// Lets a figure of one's own decide: the least of it.
    #[must_use]
    pub fn minimize(mut self, kpi: impl Kpi + Send + Sync + 'static) -> Search<R> {
        self.ranking = Some(Figure::new(kpi, false));
        self
    }

    /// One more figure that is recorded and decides nothing. Where it is not defined it is NaN.
    #[must_use]
    pub fn record(mut self, kpi: impl Kpi + Send + Sync + 'static) -> Search<R> {
        self.recorded.push(Figure::new(kpi, true));
        self
    }

    /// Whether the figures are computed on the training rows too; by default not. Where they are much
    /// better there, a candidate has learned its rows by heart.
    #[doc(alias = "return_train_score")]
    #[must_use]
    pub fn train_scores(mut self, train_scores: bool) -> Search<R> {
        self.train_scores = train_scores;
        self
    }

    /// Leaves rows out of learning, after the filters given before, and never out of judging: each fold
    /// filters its own training rows, and so does the fit of the winner.
    ///
    /// The recipe that [`run`](Self::run) gives has no filters: give them to
    /// [`Training::filter`](crate::Training::filter) with it. Filters given there with the search itself
    /// would drop rows that are to judge.
    #[must_use]
    pub fn filter(mut self, filter: impl RowFilter + 'static) -> Search<R> {
        self.filters.push(Arc::new(filter));
        self
    }

    /// Judges the candidates by successive halving.
    #[must_use]
    pub fn halving(mut self, halving: Halving) -> Search<R> {
        self.halving = Some(halving);
        self
    }

    /// At most this many threads; 0 and 1 mean the caller's own. Changes no bit.
    #[doc(alias = "n_jobs")]
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Search<R> {
        self.threads = Some(threads);
        self
    }

    /// No fit is begun later than this after the start: the best of what was judged by then wins, and
    /// [`Results::stopped`] says so. A fit that has begun is finished, as are those of the winner.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Search<R> {
        self.deadline = Some(deadline);
        self
    }

    /// Is told of each fit, in the thread that runs the search, and stops it with [`ControlFlow::Break`].
    #[must_use]
    pub fn on_progress(
        mut self,
        tell: impl Fn(&Progress<'_>) -> ControlFlow<()> + Send + Sync + 'static,
    ) -> Search<R> {
        self.progress = Some(Arc::new(tell));
        self
    }

    /// The candidates: their points and recipes.
    pub(super) fn candidates(&self) -> Result<Vec<(Point, R)>, Error> {
        let points = match self.draw {
            Draw::Grid => self.space.grid()?,
            Draw::Random { draws, seed } => self.space.draw(draws, seed)?,
        };
        let made = |point: Point| (self.build)(&point).map(|recipe| (point, recipe));
        points.into_iter().map(made).collect()
    }

    /// The recipe of a point: of another candidate than the best, where one's own rule chooses.
    ///
    /// # Errors
    /// When the recipe reads what the point does not have, or a path leads nowhere.
    ///
    /// ```
    /// use steadfast::prelude::*;
    /// let x: Vec<f64> = (0..40).map(f64::from).collect();
    /// let y = Vector::new(x.iter().map(|x| x + 7.0 * (x % 3.0)).collect());
    /// let x = Table::new().with("x", Column::Real(x))?;
    /// let space = Space::new().axis("alpha", [1000.0, 100.0, 1.0, 0.1]);
    /// let search = Search::grid(space, |p| Assemble::new().then(Ridge::new(p.real("alpha"))));
    /// let results = search.run(&x, &y)?.results;
    ///
    /// // The strongest penalty that is within one standard deviation of the best.
    /// let scores = |of: &steadfast::search::Candidate| of.scores[0].clone();
    /// let best = scores(results.best());
    /// let enough = best.mean() - best.standard_deviation();
    /// let chosen = results.candidates().iter().find(|c| scores(c).mean() >= enough);
    /// let recipe = search.recipe(&chosen.unwrap().point)?;
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    pub fn recipe(&self, point: &Point) -> Result<R, Error> {
        (self.build)(point)
    }

    /// The first candidate, to be drawn.
    pub(super) fn first(&self) -> Option<R> {
        let point = match self.draw {
            Draw::Grid => self.space.first(),
            Draw::Random { seed, .. } => self.space.draw(1, seed).ok()?.into_iter().next(),
        };
        (self.build)(&point?).ok()
    }

    /// What is computed on each fold; the first decides.
    pub(super) fn figures(&self, usual: impl FnOnce() -> Figure) -> Vec<Figure> {
        let ranking = self.ranking.clone().unwrap_or_else(usual);
        [ranking].into_iter().chain(self.recorded.iter().cloned()).collect()
    }

    pub(super) fn tell(&self, progress: &Progress<'_>) -> ControlFlow<()> {
        self.progress.as_ref().map_or(ControlFlow::Continue(()), |tell| tell(progress))
    }
}

/// A recipe that a closure reads out of a point.
fn reading<R>(recipe: impl Fn(&Params<'_>) -> R) -> impl Fn(&Point) -> Result<R, Error> {
    move |point| {
        let params = Params::new(point);
        let made = recipe(&params);
        match params.missed() {
            Some(missed) => Err(missed.into()),
            None => Ok(made),
        }
    }
}
