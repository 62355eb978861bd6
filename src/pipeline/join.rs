//! Two stages side by side.

use super::{Apply, Fit, Outline, Pipeline};
use crate::data::{Beside, Types};
use crate::error::Error;

/// Two stages on the same input, their columns side by side; made by [`join`].
#[doc(alias = "FeatureUnion")]
#[derive(Debug, Clone, PartialEq)]
pub struct Join<A, B> {
    left: A,
    right: B,
}

/// Runs `left` and `right` on the same input and sets their columns side by side.
///
/// Both yield a table or both a matrix; a column name in both is an error when it is applied.
///
/// ```
/// use steadfast::prelude::*;
/// let recipe = join(
///     on(numeric(), Impute::mean().then(Assemble::new())),
///     on(text(), OneHot::new().then(Assemble::new())),
/// );
/// assert!(recipe.outline().to_mermaid().starts_with("flowchart"));
/// ```
pub fn join<A, B>(left: A, right: B) -> Join<A, B>
where
    A: Pipeline<Output: Beside>,
    B: Pipeline<Input = A::Input, Output = A::Output>,
{
    Join { left, right }
}

impl<A, B> Join<A, B> {
    pub(crate) fn new(left: A, right: B) -> Self {
        Join { left, right }
    }

    /// What gives the first columns.
    pub fn left(&self) -> &A {
        &self.left
    }

    /// What gives the others.
    pub fn right(&self) -> &B {
        &self.right
    }
}

impl<A, B> Pipeline for Join<A, B>
where
    A: Pipeline<Output: Beside>,
    B: Pipeline<Input = A::Input, Output = A::Output>,
{
    type Input = A::Input;
    type Output = A::Output;

    fn takes(&self) -> Types {
        self.left.takes().or(self.right.takes())
    }

    fn draw(&self, outline: &mut Outline) {
        outline.branches("join", [self.left.outline(), self.right.outline()]);
    }
}

impl<Y: ?Sized, A, B> Fit<Y> for Join<A, B>
where
    A: Fit<Y> + Pipeline<Output: Beside>,
    B: Fit<Y> + Pipeline<Input = A::Input, Output = A::Output>,
{
    type Fitted = Join<A::Fitted, B::Fitted>;

    fn fit(&self, x: &Self::Input, y: &Y) -> Result<Self::Fitted, Error> {
        Ok(Join { left: self.left.fit(x, y)?, right: self.right.fit(x, y)? })
    }

    fn fit_apply(&self, x: &Self::Input, y: &Y) -> Result<(Self::Fitted, Self::Output), Error> {
        let (left, a) = self.left.fit_apply(x, y)?;
        let (right, b) = self.right.fit_apply(x, y)?;
        Ok((Join { left, right }, a.beside(b)?))
    }
}

impl<A, B> Apply for Join<A, B>
where
    A: Apply + Pipeline<Output: Beside>,
    B: Apply + Pipeline<Input = A::Input, Output = A::Output>,
{
    fn apply(&self, x: &Self::Input) -> Result<Self::Output, Error> {
        self.left.apply(x)?.beside(self.right.apply(x)?)
    }
}
