//! Many fits of one pipeline to rows drawn by chance.

use super::{Ensemble, Lesson, ModelOutput, OutOfBag, Rule, blend, draw_on, spread};
use crate::data::{Data, DataKind, DataRef, Kind, Types};
use crate::error::{Error, FitError};
use crate::exact::Random;
use crate::pipeline::{Apply, Fit, Learn, Outline, Pipeline, Target, canonical_order};
use serde::{Deserialize, Serialize};

/// The draws of rows.
const STREAM: u32 = 0x4241_0001;

/// How the rows of the members of a [`Bag`] are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bagging {
    members: u64,
    seed: u64,
    share: f64,
    replace: bool,
}

/// Many fits of one pipeline to rows drawn by chance; made by [`bag`].
#[doc(alias = "BaggingClassifier")]
#[doc(alias = "BaggingRegressor")]
#[derive(Debug, Clone, PartialEq)]
pub struct Bag<S> {
    bagging: Bagging,
    threads: usize,
    stage: S,
}

/// The fitted members of a [`Bag`].
pub type Bagged<S> = Ensemble<Bagging, Vec<S>>;

/// Fits `stage` so many times, each time to rows drawn with replacement, and answers with the mean of the answers.
///
/// `stage` is a whole pipeline: every fitted number in it, from the first scale to the model, is learned anew from the
/// rows drawn.
///
/// # Formula
/// Each member learns from ⌊share · rows⌋ rows, at least one, drawn with equal chance from all. Answer: the mean of
/// the numbers, or of the probabilities of each class, over the members. A class of which no row was drawn counts with
/// probability 0 there.
///
/// # Learned state
/// The fitted members.
///
/// # Determinism
/// Replay exact: the sum runs over the members in their order. Refit as that of `stage`: which rows a member gets
/// follows from what is in the rows, the seed and the member's number, not from the order of the rows or the number
/// of threads.
///
/// # Errors
/// Fitting fails without members, with more than 4,096, with a share that is not over 0 and at most 1, and as `stage`
/// does for the rows of a member, which is named: most classifiers need rows of two classes. Saving fails when
/// all members together have more than the 4,096 stages that a file may hold.
///
/// # Source
/// `BaggingClassifier` and `BaggingRegressor` of scikit-learn 1.9 (with draws of our own); Breiman (1996).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [1.0], [2.0], [3.0], [4.0]])?;
/// let y = Vector::new(vec![0.0, 1.0, 2.0, 3.0, 4.0]);
/// let fitted = bag(20, 7, KnnRegressor::new().neighbors(1)).threads(2).fit(&x, &y)?;
/// let middle = fitted.apply(&x)?.values()[2];
/// assert!((1.5..2.5).contains(&middle), "{middle}");
/// # Ok::<(), Error>(())
/// ```
pub fn bag<S: Pipeline<Output: ModelOutput>>(members: u64, seed: u64, stage: S) -> Bag<S> {
    Bag { bagging: Bagging { members, seed, share: 1.0, replace: true }, threads: 1, stage }
}

impl<S> Bag<S> {
    /// How many rows a member gets, as a share of all; by default 1.
    #[doc(alias = "max_samples")]
    #[must_use]
    pub fn share(mut self, share: f64) -> Self {
        self.bagging.share = share;
        self
    }

    /// Draws no row twice for one member: useful with a [`share`](Self::share) under 1.
    #[doc(alias = "bootstrap")]
    #[must_use]
    pub fn without_replacement(mut self) -> Self {
        self.bagging.replace = false;
        self
    }

    /// On how many threads members are fitted; by default 1. It changes no bit and is not stored.
    #[doc(alias = "n_jobs")]
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }
}

impl Bagging {
    /// More members than stages in a file cannot be stored.
    const MOST: u64 = 4096;

    fn check(&self) -> Result<(), [String; 3]> {
        if self.members == 0 || self.members > Bagging::MOST {
            let expected = format!("1 to {}", Bagging::MOST);
            return Err(["members".to_owned(), expected, self.members.to_string()]);
        }
        if !(self.share > 0.0 && self.share <= 1.0) {
            let expected = "over 0 and at most 1".to_owned();
            return Err(["share".to_owned(), expected, self.share.to_string()]);
        }
        Ok(())
    }

    /// How many of so many rows a member gets.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of rows is far below 2^53, and a share of it is no larger"
    )]
    fn size(&self, rows: usize) -> usize {
        ((self.share * rows as f64) as usize).clamp(1, rows.max(1))
    }

    /// The rows of a member, in canonical order.
    fn draw(&self, order: &[usize], member: usize) -> Vec<usize> {
        let mut chance = Random::new(self.seed, STREAM, member as u64);
        let (rows, size) = (order.len(), self.size(order.len()));
        let mut drawn = match self.replace {
            true => {
                let draw = |_| usize::try_from(chance.below(rows as u64)).unwrap_or(0);
                (0..size).map(draw).collect()
            }
            false => chance.sample_without_replacement(rows, size),
        };
        drawn.sort_unstable();
        drawn.into_iter().filter_map(|place| order.get(place).copied()).collect()
    }
}

impl Rule for Bagging {
    const KIND: &'static str = "bag";
    type Params = Bagging;
    type State = ();

    fn params(&self) -> &Bagging {
        self
    }

    fn state(&self) -> &() {
        &()
    }

    fn restore(params: Bagging, (): (), members: usize, output: Kind) -> Result<Self, String> {
        params.check().map_err(|[what, _, found]| format!("{what} {found}"))?;
        if params.members != members as u64 {
            return Err(format!("{members} members instead of {}", params.members));
        }
        match output {
            Kind::Classes | Kind::Vector => Ok(params),
            other => Err(format!("a bag of members that yield {other}")),
        }
    }

    fn teach<T: Send>(
        params: &Bagging,
        _: usize,
        (x, y): (DataRef<'_>, Target<'_>),
        threads: usize,
        each: &(dyn Fn(usize, &Lesson) -> Result<T, Error> + Sync),
    ) -> Result<(Self, Vec<T>), Error> {
        params.check().map_err(|[parameter, expected, found]| {
            let stage = Bagging::KIND.to_owned();
            Error::from(FitError::Parameter { stage, parameter, expected, found })
        })?;
        let order = canonical_order(x, y);
        let members = usize::try_from(params.members).unwrap_or(usize::MAX);
        let learned = spread(members, threads, |at| {
            let (rows, name) = (Some(params.draw(&order, at)), format!("member {}", at + 1));
            each(at, &Lesson { rows, labels: None, name })
        })?;
        Ok((*params, learned))
    }

    fn combine(&self, answers: Vec<Data>) -> Result<Data, Error> {
        let even = vec![1.0; answers.len()];
        blend::mean(answers, &even)
    }

    fn label(params: &Bagging) -> String {
        let Bagging { members, seed, share, replace } = params;
        let how = if *replace { "with replacement" } else { "without replacement" };
        format!("bag of {members}, seed {seed}, {share} of the rows {how}")
    }
}

impl<S: Pipeline> Pipeline for Bag<S> {
    type Input = S::Input;
    type Output = S::Output;

    fn takes(&self) -> Types {
        self.stage.takes()
    }

    fn draw(&self, outline: &mut Outline) {
        draw_on::<Bagging>(outline, &self.bagging, vec![self.stage.outline()]);
    }
}

impl<S> Bag<S> {
    /// Fits each member to its rows, and has `more` made of it.
    fn fit_members<Y: Learn + Sync, T: Send>(
        &self,
        x: &S::Input,
        y: &Y,
        more: impl Fn(S::Fitted, &[usize]) -> Result<T, Error> + Sync,
    ) -> Result<(Bagging, Vec<T>), Error>
    where
        S: Fit<Y> + Sync,
    {
        Bagging::teach(&self.bagging, 1, (x.lend(), y.target()), self.threads, &|_, lesson| {
            let rows = lesson.rows.as_deref().unwrap_or_default();
            let fitted = self.stage.fit(&x.take_rows(rows), &y.take_rows(rows));
            more(fitted.map_err(|error| lesson.blame(Bagging::KIND, error))?, rows)
        })
    }

    /// Fits as [`fit`](Fit::fit) does, and answers each row by the members that have not seen it.
    ///
    /// # Errors
    /// Those of [`fit`](Fit::fit) and of applying the members.
    ///
    /// # Examples
    /// ```
    /// use steadfast::prelude::*;
    /// let x = Matrix::from_rows(["a"], [[0.0], [1.0], [2.0], [3.0]])?;
    /// let y = Vector::new(vec![0.0, 1.0, 2.0, 3.0]);
    /// let recipe = bag(30, 0, KnnRegressor::new().neighbors(1));
    /// let (_, unseen) = recipe.fit_out_of_bag(&x, &y)?;
    /// assert_eq!(unseen.rows(), [0, 1, 2, 3]);
    /// assert!(unseen.answers().values()[0] >= 1.0, "its nearest row but itself");
    /// # Ok::<(), Error>(())
    /// ```
    #[doc(alias = "oob_decision_function_")]
    #[doc(alias = "oob_prediction_")]
    #[doc(alias = "oob_score")]
    #[expect(clippy::type_complexity, reason = "a pair of what it gives, each with a name")]
    pub fn fit_out_of_bag<Y: Learn + Sync>(
        &self,
        x: &S::Input,
        y: &Y,
    ) -> Result<(Bagged<S::Fitted>, OutOfBag<S::Output>), Error>
    where
        S: Fit<Y> + Sync + Pipeline<Output: ModelOutput>,
        S::Fitted: Send,
    {
        let rows = x.rows();
        let (rule, learned) = self.fit_members(x, y, |fitted, seen| {
            let mut seen = seen.to_vec();
            seen.sort_unstable();
            let unseen: Vec<usize> =
                (0..rows).filter(|row| seen.binary_search(row).is_err()).collect();
            let answer = match unseen.is_empty() {
                true => None,
                false => Some(fitted.apply(&x.take_rows(&unseen))?.into_data()),
            };
            Ok((fitted, (unseen, answer)))
        })?;
        let (members, answers): (Vec<_>, Vec<_>) = learned.into_iter().unzip();
        Ok((Ensemble::new(rule, members), OutOfBag::of(rows, answers)?))
    }
}

impl<Y: Learn + Sync, S: Fit<Y, Fitted: Send> + Sync> Fit<Y> for Bag<S> {
    type Fitted = Bagged<S::Fitted>;

    fn fit(&self, x: &Self::Input, y: &Y) -> Result<Self::Fitted, Error> {
        let (rule, members) = self.fit_members(x, y, |fitted, _| Ok(fitted))?;
        Ok(Ensemble::new(rule, members))
    }
}
