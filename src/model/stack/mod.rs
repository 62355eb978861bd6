//! A model that learns from the answers of others.

mod predictions;
mod probabilities;

pub use predictions::{PredictionTabulator, TabulatePredictions};
pub use probabilities::{ProbabilityTabulator, ProbabilityTabulatorState, TabulateProbabilities};

use crate::data::{Classes, Matrix, Vector};
use crate::pipeline::{CrossFit, Folds, Join, ModelOutput, Pipeline, Then, cross_fit, join};

/// ModelOutput that become columns a model can learn from.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the answer of a model",
    label = "members of a stack answer a `Vector` or `Classes`"
)]
pub trait Tabulated: ModelOutput {
    /// The stage that makes columns of them.
    type Columns: Pipeline<Input = Self, Output = Matrix>;

    /// That stage, for a member of this name.
    fn columns(name: String) -> Self::Columns;
}

impl Tabulated for Classes {
    type Columns = TabulateProbabilities;

    fn columns(name: String) -> TabulateProbabilities {
        TabulateProbabilities::new(name)
    }
}

impl Tabulated for Vector {
    type Columns = TabulatePredictions;

    fn columns(name: String) -> TabulatePredictions {
        TabulatePredictions::new(name)
    }
}

/// A member of a [`stack`]: cross-fitted, its answers as columns.
pub type Stacked<S> = Then<CrossFit<S>, <<S as Pipeline>::Output as Tabulated>::Columns>;

/// Members whose answers another model is to learn from; made by [`stack`].
#[doc(alias = "StackingClassifier")]
#[doc(alias = "StackingRegressor")]
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a stack becomes a pipeline by its final model"]
pub struct Stack<A> {
    folds: Folds,
    columns: A,
}

/// Begins a stack with its first member; [`and`](Stack::and) adds others, [`final_model`](Stack::final_model) the model
/// that learns from their answers.
///
/// It is no combinator of its own, only a short way to write one of those there are: of two members,
/// `join(cross_fit(folds, a).then(columns), cross_fit(folds, b).then(columns)).then(model)`, where `columns` is
/// [`TabulateProbabilities`] or [`TabulatePredictions`].
///
/// # Formula
/// The final model learns from what each member answers to the rows of a fold after it was fitted to the other folds;
/// all members have the same folds. In service it is given the answers of members that were fitted to all rows. Its
/// columns: of a classifier for two classes the probability of the second, as `member_class`; of one for more, those of
/// all; of a regression its prediction, as `member`.
///
/// # Determinism
/// Replay exact. Refit as the least of the members and the final model; a row's fold follows from what is in it and
/// the seed.
///
/// # Errors
/// Fitting fails as [`cross_fit`] and the members do, and when two columns have one name.
///
/// # Source
/// `StackingClassifier` (with `stack_method="predict_proba"`) and `StackingRegressor` of scikit-learn 1.9, with folds of
/// our own.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], (0..20).map(|row| [f64::from(row)]))?;
/// let y = Vector::new((0..20).map(|row| f64::from(row * row)).collect());
/// let recipe = stack(Folds::new(4, 1), "near", KnnRegressor::new().neighbors(2))
///     .and("line", Linear::new())
///     .final_model(Ridge::new(1.0));
/// let fitted = recipe.fit(&x, &y)?;
/// assert_eq!(fitted.second().columns().len(), 2);
/// # Ok::<(), Error>(())
/// ```
pub fn stack<S>(folds: Folds, name: impl Into<String>, member: S) -> Stack<Stacked<S>>
where
    S: Pipeline<Output: Tabulated>,
{
    Stack { folds, columns: stacked(folds, name, member) }
}

fn stacked<S>(folds: Folds, name: impl Into<String>, member: S) -> Stacked<S>
where
    S: Pipeline<Output: Tabulated>,
{
    cross_fit(folds, member).then(S::Output::columns(name.into()))
}

impl<A: Pipeline<Output = Matrix>> Stack<A> {
    /// One member more.
    pub fn and<S>(self, name: impl Into<String>, member: S) -> Stack<Join<A, Stacked<S>>>
    where
        S: Pipeline<Input = A::Input, Output: Tabulated>,
    {
        let member = stacked(self.folds, name, member);
        Stack { folds: self.folds, columns: join(self.columns, member) }
    }

    /// Lets the final model see what `stage` makes of the input too: `Assemble::new()` of a table, say.
    pub fn passthrough<S>(self, stage: S) -> Stack<Join<A, S>>
    where
        S: Pipeline<Input = A::Input, Output = Matrix>,
    {
        Stack { folds: self.folds, columns: join(self.columns, stage) }
    }

    /// The pipeline whose last model learns from the answers of the members.
    ///
    /// It is a chain like any other: [`first`](Then::first) gives the columns, [`second`](Then::second) the final model.
    #[doc(alias = "final_estimator")]
    pub fn final_model<M: Pipeline<Input = Matrix>>(self, model: M) -> Then<A, M> {
        self.columns.then(model)
    }
}
