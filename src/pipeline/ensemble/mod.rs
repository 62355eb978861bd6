//! Many fitted pipelines whose answers become one.
//!
//! [`Vote`], [`Bag`], [`OneVsRest`] and [`OneVsOne`] differ in what their members learn from and in how the answers
//! are put together: their [`Rule`]. The rest, here and in the artifact, is the same for all of them.

mod bag;
mod blend;
mod lesson;
mod members;
mod one_vs_one;
mod one_vs_rest;
mod out_of_bag;
mod seen;
mod vote;

pub use bag::{Bag, Bagged, Bagging, bag};
pub(crate) use lesson::{Lesson, spread};
pub use members::{And, ApplyMembers, First, FitMembers, Members};
pub use one_vs_one::{OneVsOne, OneVsOneRule, one_vs_one};
pub use one_vs_rest::{OneVsRest, OneVsRestRule, one_vs_rest};
pub use out_of_bag::OutOfBag;
pub use vote::{Vote, Voting, vote};

use super::{Apply, Outline, Pipeline, Target};
use crate::data::{Classes, Data, DataKind, DataRef, Kind, Types, Vector};
use crate::error::{Error, SchemaError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// What the members of an ensemble answer: [`Vector`] or [`Classes`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the answer of a model",
    label = "members of an ensemble answer a `Vector` or `Classes`"
)]
pub trait ModelOutput: DataKind {}
impl ModelOutput for Vector {}
impl ModelOutput for Classes {}

/// What the members of an ensemble learn from, and how their answers become one. Its methods are the crate's own:
/// the set of rules is closed.
pub trait Rule: Debug + Clone + PartialEq + Send + Sync + 'static {
    /// The name in the file.
    #[doc(hidden)]
    const KIND: &'static str;
    /// Whether every member has a recipe of its own and is shown apart.
    #[doc(hidden)]
    const APART: bool = false;
    /// Whether every member learns from all rows.
    #[doc(hidden)]
    const WHOLE: bool = false;
    /// The parameters, as they are stored.
    #[doc(hidden)]
    type Params: Serialize + DeserializeOwned + Clone + Debug + PartialEq + Send + Sync;
    /// What was learned beside the members.
    #[doc(hidden)]
    type State: Serialize + DeserializeOwned;

    #[doc(hidden)]
    fn params(&self) -> &Self::Params;

    #[doc(hidden)]
    fn state(&self) -> &Self::State;

    /// Puts the parts together, which may come from a hostile file, for so many members that yield `output`.
    #[doc(hidden)]
    fn restore(
        params: Self::Params,
        state: Self::State,
        members: usize,
        output: Kind,
    ) -> Result<Self, String>;

    /// Deals rows and targets to the members, of which there are `members` recipes, and has each learn by `each`.
    #[doc(hidden)]
    fn teach<T: Send>(
        params: &Self::Params,
        members: usize,
        rows: (DataRef<'_>, Target<'_>),
        threads: usize,
        each: &(dyn Fn(usize, &Lesson) -> Result<T, Error> + Sync),
    ) -> Result<(Self, Vec<T>), Error>;

    /// One answer from one of each member.
    #[doc(hidden)]
    fn combine(&self, answers: Vec<Data>) -> Result<Data, Error>;

    #[doc(hidden)]
    fn label(params: &Self::Params) -> String;

    /// What was learned beside the members, for a report.
    #[doc(hidden)]
    fn lines(&self) -> Vec<(String, String)> {
        Vec::new()
    }
}

/// The fitted members and the rule by which their answers become one.
///
/// Of [`Vote`] the members are a list of types ([`First`], [`And`]); of [`Bag`], [`OneVsRest`] and [`OneVsOne`] a
/// `Vec`.
#[derive(Debug, Clone, PartialEq)]
pub struct Ensemble<R, M> {
    rule: R,
    members: M,
}

impl<R, M> Ensemble<R, M> {
    pub(crate) fn new(rule: R, members: M) -> Self {
        Ensemble { rule, members }
    }

    /// The fitted members.
    pub fn members(&self) -> &M {
        &self.members
    }

    /// The rule by which their answers become one.
    pub fn rule(&self) -> &R {
        &self.rule
    }
}

/// Draws an ensemble: each member of a vote, of the others the recipe that all members have.
pub(crate) fn draw_on<R: Rule>(outline: &mut Outline, params: &R::Params, members: Vec<Outline>) {
    let shown = if R::APART { members.len() } else { 1 };
    outline.branches(&R::label(params), members.into_iter().take(shown));
}

/// The answers of the kind a typed pipeline yields.
pub(crate) fn typed<O: DataKind>(answer: Data) -> Result<O, Error> {
    let found = answer.lend().kind().to_string();
    let wrong = || SchemaError::Output { expected: O::KIND.to_string(), found };
    O::from_data(answer).ok_or_else(|| wrong().into())
}

impl<R: Rule, M: Members> Pipeline for Ensemble<R, M> {
    type Input = M::Input;
    type Output = M::Output;

    fn takes(&self) -> Types {
        self.members.takes()
    }

    fn draw(&self, outline: &mut Outline) {
        draw_on::<R>(outline, self.rule.params(), self.members.outlines());
    }
}

impl<R: Rule, M: ApplyMembers> Apply for Ensemble<R, M> {
    fn apply(&self, x: &Self::Input) -> Result<Self::Output, Error> {
        let mut answers = Vec::new();
        self.members.answer(x, &mut answers)?;
        typed(self.rule.combine(answers)?)
    }
}
