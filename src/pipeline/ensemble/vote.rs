//! Pipelines of several kinds that answer together.

use super::members::{And, First, FitMembers, Members};
use super::{Ensemble, Lesson, ModelOutput, Rule, blend, draw_on, spread, typed};
use crate::data::{Classes, Data, DataRef, Kind, Types};
use crate::error::{Error, FitError};
use crate::pipeline::{Fit, Outline, Pipeline, Target};
use serde::{Deserialize, Serialize};

/// How the answers of the members of a [`Vote`] become one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Voting {
    hard: bool,
    weights: Option<Vec<f64>>,
}

/// Several pipelines that answer together; made by [`vote`].
#[doc(alias = "VotingClassifier")]
#[doc(alias = "VotingRegressor")]
#[derive(Debug, Clone, PartialEq)]
pub struct Vote<M> {
    voting: Voting,
    members: M,
}

/// Begins a vote with its first member; [`and`](Vote::and) adds the others.
///
/// The members are whole pipelines with one input. All of them are classifiers or all of them regressions, each of
/// any type. Every member learns from all rows.
///
/// # Formula
/// Regressions: Σ w·ŷ / Σ w over the members. Classifiers: the same of the probabilities of each class, so the class
/// with the largest mean probability is chosen. With [`hard`](Vote::hard), each member gives its weight to the class
/// it chooses (by its [cut](Classes::with_cut), where it has one), and what stands in the place of a probability is
/// the share of the weight. Of equal classes the first in the list is chosen. Without
/// [`weights`](Vote::weights) all weigh 1.
///
/// # Learned state
/// The fitted members, side by side in one flat list.
///
/// # Determinism
/// Replay exact: both sums run over the members in their order. Refit as the least of the members.
///
/// # Errors
/// Fitting fails as the members do; when there are not as many weights as members; and when a weight is negative or
/// not finite, or they sum to 0 or out of the range of numbers. Applying fails when the members answer with other
/// lists of classes. All models of this crate answer with every class of the labels they were fitted to, those
/// without rows with probability 0.
///
/// # Source
/// `VotingClassifier` and `VotingRegressor` of scikit-learn 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[-2.0], [-1.0], [1.0], [2.0]])?;
/// let y = Labels::from_texts(["no", "no", "yes", "yes"]);
/// let recipe = vote(GaussianNaiveBayes::new())
///     .and(KnnClassifier::new().neighbors(1))
///     .and(Logistic::new())
///     .weights([2.0, 1.0, 1.0]);
/// assert_eq!(recipe.fit(&x, &y)?.apply(&x)?.label(3), Some("yes"));
/// # Ok::<(), Error>(())
/// ```
pub fn vote<A: Pipeline<Output: ModelOutput>>(member: A) -> Vote<First<A>> {
    Vote { voting: Voting { hard: false, weights: None }, members: First(member) }
}

impl<M: Members> Vote<M> {
    /// One member more.
    #[must_use]
    pub fn and<B>(self, member: B) -> Vote<And<M, B>>
    where
        B: Pipeline<Input = M::Input, Output = M::Output>,
    {
        Vote { voting: self.voting, members: And(self.members, member) }
    }

    /// What the answer of each member weighs, in their order; by default all the same.
    #[must_use]
    pub fn weights(mut self, weights: impl Into<Vec<f64>>) -> Self {
        self.voting.weights = Some(weights.into());
        self
    }
}

impl<M: Members<Output = Classes>> Vote<M> {
    /// Counts the classes the members choose, in place of the mean of their probabilities.
    #[doc(alias = "voting")]
    #[must_use]
    pub fn hard(mut self) -> Self {
        self.voting.hard = true;
        self
    }
}

impl Voting {
    /// The mean of the answers of so many members.
    pub(crate) fn soft(weights: Option<Vec<f64>>, members: usize) -> Result<Voting, String> {
        let voting = Voting { hard: false, weights };
        voting.check(members)?;
        Ok(voting)
    }

    /// What the members weigh, where they were given weights.
    #[must_use]
    pub fn weights(&self) -> Option<&[f64]> {
        self.weights.as_deref()
    }

    fn check(&self, members: usize) -> Result<(), String> {
        if members == 0 {
            return Err("no members".to_owned());
        }
        let Some(weights) = &self.weights else { return Ok(()) };
        if weights.len() != members {
            return Err(format!("{} weights for {members} members", weights.len()));
        }
        let total = crate::exact::sum_ordered(weights);
        let usual = weights.iter().all(|weight| *weight >= 0.0 && weight.is_finite());
        if !usual || !total.is_finite() || total <= 0.0 {
            return Err(format!("weights {weights:?}"));
        }
        Ok(())
    }
}

impl Rule for Voting {
    const KIND: &'static str = "vote";
    const APART: bool = true;
    const WHOLE: bool = true;
    type Params = Voting;
    type State = ();

    fn params(&self) -> &Voting {
        self
    }

    fn state(&self) -> &() {
        &()
    }

    fn restore(params: Voting, (): (), members: usize, output: Kind) -> Result<Self, String> {
        params.check(members)?;
        match output {
            Kind::Classes => Ok(params),
            Kind::Vector if !params.hard => Ok(params),
            other => Err(format!("a vote of members that yield {other}")),
        }
    }

    fn teach<T: Send>(
        params: &Voting,
        members: usize,
        _: (DataRef<'_>, Target<'_>),
        threads: usize,
        each: &(dyn Fn(usize, &Lesson) -> Result<T, Error> + Sync),
    ) -> Result<(Self, Vec<T>), Error> {
        let lesson = |at: usize| Lesson { name: format!("member {}", at + 1), ..Lesson::default() };
        checked(params, members)?;
        let learned = spread(members, threads, |at| each(at, &lesson(at)))?;
        Ok((params.clone(), learned))
    }

    fn combine(&self, answers: Vec<Data>) -> Result<Data, Error> {
        let even = vec![1.0; answers.len()];
        let weights = self.weights.as_deref().unwrap_or(&even);
        match self.hard {
            true => blend::majority(answers, weights),
            false => blend::mean(answers, weights),
        }
    }

    fn label(params: &Voting) -> String {
        let how = if params.hard { "hard vote" } else { "vote" };
        match &params.weights {
            Some(weights) => format!("{how}, weights {weights:?}"),
            None => how.to_owned(),
        }
    }
}

fn checked(voting: &Voting, members: usize) -> Result<(), Error> {
    voting.check(members).map_err(|found| {
        let (stage, parameter) = (Voting::KIND.to_owned(), "weights".to_owned());
        let expected = "one finite weight a member, 0 or more, with a sum over 0".to_owned();
        FitError::Parameter { stage, parameter, expected, found }.into()
    })
}

impl<M: Members> Pipeline for Vote<M> {
    type Input = M::Input;
    type Output = M::Output;

    fn takes(&self) -> Types {
        self.members.takes()
    }

    fn draw(&self, outline: &mut Outline) {
        draw_on::<Voting>(outline, &self.voting, self.members.outlines());
    }
}

impl<Y: ?Sized, M: FitMembers<Y>> Fit<Y> for Vote<M> {
    type Fitted = Ensemble<Voting, M::Fitted>;

    fn fit(&self, x: &Self::Input, y: &Y) -> Result<Self::Fitted, Error> {
        checked(&self.voting, self.members.count())?;
        Ok(Ensemble::new(self.voting.clone(), self.members.fit_each(x, y)?))
    }

    fn fit_apply(&self, x: &Self::Input, y: &Y) -> Result<(Self::Fitted, Self::Output), Error> {
        checked(&self.voting, self.members.count())?;
        let mut answers = Vec::new();
        let members = self.members.fit_apply_each(x, y, &mut answers)?;
        let out = typed(self.voting.combine(answers)?)?;
        Ok((Ensemble::new(self.voting.clone(), members), out))
    }
}
