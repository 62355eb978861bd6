//! The members of an ensemble: a list of types, or many of one type.

use crate::data::{Data, DataKind, Types};
use crate::error::Error;
use crate::pipeline::{Apply, Fit, Outline, Pipeline};
use std::fmt::Debug;

/// Pipelines with one input and one kind of answer.
pub trait Members: Debug {
    /// What each takes.
    type Input: DataKind;
    /// What each yields.
    type Output: DataKind;
    /// How many there are.
    fn count(&self) -> usize;
    /// The types of column they work on.
    fn takes(&self) -> Types;
    /// One outline each.
    fn outlines(&self) -> Vec<Outline>;
}

/// Recipes that learn from the same rows.
pub trait FitMembers<Y: ?Sized>: Members {
    /// What they become.
    type Fitted: ApplyMembers<Input = Self::Input, Output = Self::Output>;
    /// Fits each.
    ///
    /// # Errors
    /// Those of the members.
    fn fit_each(&self, x: &Self::Input, y: &Y) -> Result<Self::Fitted, Error>;
    /// Fits each, and adds what it makes of the rows.
    ///
    /// # Errors
    /// Those of the members.
    fn fit_apply_each(
        &self,
        x: &Self::Input,
        y: &Y,
        out: &mut Vec<Data>,
    ) -> Result<Self::Fitted, Error>;
}

/// Fitted members.
pub trait ApplyMembers: Members {
    /// Adds the answer of each.
    ///
    /// # Errors
    /// Those of the members.
    fn answer(&self, x: &Self::Input, out: &mut Vec<Data>) -> Result<(), Error>;
}

/// The first of a list of members.
#[derive(Debug, Clone, PartialEq)]
pub struct First<A>(pub(crate) A);

/// The members of a list and one more.
#[derive(Debug, Clone, PartialEq)]
pub struct And<M, B>(pub(crate) M, pub(crate) B);

impl<A> First<A> {
    /// The member.
    pub fn member(&self) -> &A {
        &self.0
    }
}

impl<M, B> And<M, B> {
    /// The members before the last.
    pub fn before(&self) -> &M {
        &self.0
    }

    /// The last member.
    pub fn member(&self) -> &B {
        &self.1
    }
}

impl<A: Pipeline> Members for First<A> {
    type Input = A::Input;
    type Output = A::Output;

    fn count(&self) -> usize {
        1
    }

    fn takes(&self) -> Types {
        self.0.takes()
    }

    fn outlines(&self) -> Vec<Outline> {
        vec![self.0.outline()]
    }
}

impl<M: Members, B: Pipeline<Input = M::Input, Output = M::Output>> Members for And<M, B> {
    type Input = M::Input;
    type Output = M::Output;

    fn count(&self) -> usize {
        self.0.count() + 1
    }

    fn takes(&self) -> Types {
        self.0.takes().or(self.1.takes())
    }

    fn outlines(&self) -> Vec<Outline> {
        let mut outlines = self.0.outlines();
        outlines.push(self.1.outline());
        outlines
    }
}

impl<S: Pipeline> Members for Vec<S> {
    type Input = S::Input;
    type Output = S::Output;

    fn count(&self) -> usize {
        self.len()
    }

    fn takes(&self) -> Types {
        self.first().map_or(Types::ALL, Pipeline::takes)
    }

    fn outlines(&self) -> Vec<Outline> {
        self.iter().map(Pipeline::outline).collect()
    }
}

impl<Y: ?Sized, A: Fit<Y>> FitMembers<Y> for First<A> {
    type Fitted = First<A::Fitted>;

    fn fit_each(&self, x: &Self::Input, y: &Y) -> Result<Self::Fitted, Error> {
        Ok(First(self.0.fit(x, y)?))
    }

    fn fit_apply_each(
        &self,
        x: &Self::Input,
        y: &Y,
        out: &mut Vec<Data>,
    ) -> Result<Self::Fitted, Error> {
        let (fitted, answer) = self.0.fit_apply(x, y)?;
        out.push(answer.into_data());
        Ok(First(fitted))
    }
}

impl<Y, M, B> FitMembers<Y> for And<M, B>
where
    Y: ?Sized,
    M: FitMembers<Y>,
    B: Fit<Y> + Pipeline<Input = M::Input, Output = M::Output>,
{
    type Fitted = And<M::Fitted, B::Fitted>;

    fn fit_each(&self, x: &Self::Input, y: &Y) -> Result<Self::Fitted, Error> {
        let before = self.0.fit_each(x, y)?;
        Ok(And(before, self.1.fit(x, y)?))
    }

    fn fit_apply_each(
        &self,
        x: &Self::Input,
        y: &Y,
        out: &mut Vec<Data>,
    ) -> Result<Self::Fitted, Error> {
        let before = self.0.fit_apply_each(x, y, out)?;
        let (fitted, answer) = self.1.fit_apply(x, y)?;
        out.push(answer.into_data());
        Ok(And(before, fitted))
    }
}

impl<A: Apply> ApplyMembers for First<A> {
    fn answer(&self, x: &Self::Input, out: &mut Vec<Data>) -> Result<(), Error> {
        out.push(self.0.apply(x)?.into_data());
        Ok(())
    }
}

impl<M, B> ApplyMembers for And<M, B>
where
    M: ApplyMembers,
    B: Apply + Pipeline<Input = M::Input, Output = M::Output>,
{
    fn answer(&self, x: &Self::Input, out: &mut Vec<Data>) -> Result<(), Error> {
        self.0.answer(x, out)?;
        out.push(self.1.apply(x)?.into_data());
        Ok(())
    }
}

impl<S: Apply> ApplyMembers for Vec<S> {
    fn answer(&self, x: &Self::Input, out: &mut Vec<Data>) -> Result<(), Error> {
        self.iter().try_for_each(|member| {
            out.push(member.apply(x)?.into_data());
            Ok(())
        })
    }
}
