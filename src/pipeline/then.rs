//! One stage after another.

use super::{Apply, Fit, Outline, Pipeline};
use crate::data::Types;
use crate::error::Error;
use std::fmt;

/// One stage after another; made by [`Pipeline::then`].
#[derive(Clone, PartialEq)]
pub struct Then<A, B> {
    first: A,
    second: B,
}

impl<A, B> Then<A, B> {
    pub(crate) fn new(first: A, second: B) -> Self {
        Then { first, second }
    }

    /// What comes first.
    pub fn first(&self) -> &A {
        &self.first
    }

    /// What comes after it.
    pub fn second(&self) -> &B {
        &self.second
    }
}

/// Flat: a chain of many reads as a list, however it was bracketed.
impl<A: fmt::Debug, B: fmt::Debug> fmt::Debug for Then<A, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            write!(f, "{:#?},\n{:#?}", self.first, self.second)
        } else {
            write!(f, "{:?} -> {:?}", self.first, self.second)
        }
    }
}

/// One numbered line a stage.
impl<A: Pipeline, B: Pipeline<Input = A::Output>> fmt::Display for Then<A, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.outline().fmt(f)
    }
}

impl<A: Pipeline, B: Pipeline<Input = A::Output>> Pipeline for Then<A, B> {
    type Input = A::Input;
    type Output = B::Output;

    fn takes(&self) -> Types {
        self.first.takes()
    }

    fn draw(&self, outline: &mut Outline) {
        self.first.draw(outline);
        self.second.draw(outline);
    }
}

impl<Y: ?Sized, A, B> Fit<Y> for Then<A, B>
where
    A: Fit<Y>,
    B: Fit<Y> + Pipeline<Input = A::Output>,
{
    type Fitted = Then<A::Fitted, B::Fitted>;

    fn fit(&self, x: &Self::Input, y: &Y) -> Result<Self::Fitted, Error> {
        let (first, middle) = self.first.fit_apply(x, y)?;
        let second = self.second.fit(&middle, y)?;
        Ok(Then { first, second })
    }

    fn fit_apply(&self, x: &Self::Input, y: &Y) -> Result<(Self::Fitted, Self::Output), Error> {
        let (first, middle) = self.first.fit_apply(x, y)?;
        let (second, out) = self.second.fit_apply(&middle, y)?;
        Ok((Then { first, second }, out))
    }
}

impl<A: Apply, B: Apply<Input = A::Output>> Apply for Then<A, B> {
    fn apply(&self, x: &Self::Input) -> Result<Self::Output, Error> {
        self.second.apply(&self.first.apply(x)?)
    }
}
