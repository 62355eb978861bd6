//! Logistic regression for two or more classes.

pub(super) mod fit;
mod state;

pub use state::LogisticState;
pub(super) use state::line_classifier;

use super::input::{DEADLINE_SECONDS, at_least, deadline_seconds, not_negative};
use super::trainer::{self, Trainer};
use super::weights;
use crate::artifact::codec::Node;
use crate::artifact::{Refit, Stage};
use crate::data::{Classes, Labels, Matrix};
use crate::error::{Error, FitError};
use crate::model::stage_parts::stage_parts;
use crate::pipeline::{Apply, Fit, FitWeighted, Pipeline, Target, Weighted};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Logistic regression: binary for two classes, multinomial for more.
///
/// Takes a [`Matrix`] and a target of [`Labels`], gives [`Classes`] with their probabilities. A class
/// of the list of labels that has no row to learn from keeps its place, with probability 0.
///
/// # Formula
/// Two classes: P(second) = 1 / (1 + exp(−(x·w + b))). More: P = softmax of one x·w + b a class.
/// The weights minimise −Σ ln P(class of the row) + λ/2 Σw², intercepts not penalised. scikit-learn's
/// `C` is 1/λ. Intercepts of more than two classes sum to 0. [Weights](Weighted) stand before the logarithms.
///
/// The penalty weighs columns by their scale, and columns of very different scales make the fit
/// slow: put [`Standardize`](crate::preprocess::Standardize) before it.
///
/// # Learned state
/// One coefficient a column and one intercept: once for two classes, once a class for more.
///
/// # Determinism
/// Replay exact: [`exact::affine`](crate::exact::affine), then
/// [`exact::logistic`](crate::exact::logistic) or [`exact::softmax`](crate::exact::softmax). Refit exact, in any order
/// of the rows: Newton's method from 0, every sum over rows exact; for more than 1200 weights its steps are found by
/// conjugate gradients. From 2^15 products of rows and weights on, up to 1200 weights, each product is rounded to one
/// fixed unit, and steps are of limited-memory BFGS on curvatures of three digits. With [`Trainer::Linfa`] on the same machine: linfa's L-BFGS comes near the minimum, and
/// Newton's method goes the rest of the way.
///
/// # Errors
/// Fitting fails with rows of only one class, a value that is not finite or over 1e50, and when it does not
/// converge: when a derivative of the objective is more than the tolerance times the sum of the
/// magnitudes it is the sum of. Without a penalty, classes that a plane separates have no minimum
/// and end so. A row with a cell that is not finite is refused when predicting.
///
/// # Source
/// `LogisticRegression` of scikit-learn 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[-2.0], [-1.0], [1.0], [2.0]])?;
/// let y = Labels::from_texts(["no", "no", "yes", "yes"]);
/// let answer = Logistic::new().fit(&x, &y)?.apply(&x)?;
/// assert_eq!(answer.label(3), Some("yes"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "LogisticRegression")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Logistic {
    pub(super) l2: f64,
    pub(super) intercept: bool,
    pub(super) max_iterations: u32,
    pub(super) tolerance: f64,
    pub(super) allow_unconverged: bool,
    pub(super) deadline_seconds: u64,
    #[serde(skip_serializing_if = "Trainer::is_unnamed")]
    trainer: Trainer,
}

impl Default for Logistic {
    fn default() -> Self {
        Logistic::new()
    }
}

impl Logistic {
    /// With penalty λ = 1, an intercept, at most 1000 iterations and tolerance 1e-6.
    #[must_use]
    pub fn new() -> Logistic {
        Logistic {
            l2: 1.0,
            intercept: true,
            max_iterations: 1000,
            tolerance: 1e-6,
            allow_unconverged: false,
            deadline_seconds: DEADLINE_SECONDS,
            trainer: Trainer::Exact,
        }
    }

    /// The penalty λ on the sum of squared weights; by default 1. scikit-learn's `C` is 1/λ.
    #[doc(alias = "C")]
    #[doc(alias = "penalty")]
    #[must_use]
    pub fn l2(mut self, lambda: f64) -> Logistic {
        self.l2 = lambda;
        self
    }

    /// Whether to learn intercepts; by default yes. Without them they are 0.
    #[doc(alias = "fit_intercept")]
    #[must_use]
    pub fn intercept(mut self, intercept: bool) -> Logistic {
        self.intercept = intercept;
        self
    }

    /// The most iterations of the trainer; by default 1000.
    #[doc(alias = "max_iter")]
    #[must_use]
    pub fn max_iterations(mut self, iterations: u32) -> Logistic {
        self.max_iterations = iterations;
        self
    }

    /// When the fit counts as converged: every derivative of the objective, over the sum of the
    /// magnitudes of its terms, is at most this. By default 1e-6. Free of scale, unlike
    /// scikit-learn's `tol`.
    #[doc(alias = "tol")]
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Logistic {
        self.tolerance = tolerance;
        self
    }

    /// Whether a fit that did not converge is kept; by default it is an error.
    #[must_use]
    pub fn allow_unconverged(mut self, allow: bool) -> Logistic {
        self.allow_unconverged = allow;
        self
    }

    /// How long fitting may take, rounded up to whole seconds; by default 600 s.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Logistic {
        self.deadline_seconds = deadline_seconds(deadline);
        self
    }

    /// Who fits: [`Trainer::Exact`] unless said, or [`Trainer::Linfa`].
    #[must_use]
    pub fn with_trainer(mut self, trainer: Trainer) -> Logistic {
        self.trainer = trainer;
        self
    }

    fn check(&self) -> Result<(), Error> {
        let stage = LogisticModel::KIND;
        not_negative(stage, "l2", self.l2)?;
        not_negative(stage, "tolerance", self.tolerance)?;
        at_least(stage, "max_iterations", 1, self.max_iterations)
    }
}

impl Logistic {
    pub(super) fn trainer(&self) -> Trainer {
        self.trainer
    }

    fn model(&self, state: LogisticState) -> Result<LogisticModel, Error> {
        // What a hostile file must not hold, a fit must not make.
        state.check().map_err(|message| {
            let stage = LogisticModel::KIND.to_owned();
            FitError::Trainer { stage, trainer: Trainer::EXACT.to_owned(), message }
        })?;
        Ok(LogisticModel { recipe: self.clone(), state })
    }
}

/// A fitted [`Logistic`].
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticModel {
    recipe: Logistic,
    state: LogisticState,
}

line_classifier!(LogisticModel);

impl Pipeline for Logistic {
    type Input = Matrix;
    type Output = Classes;
}

impl Fit<Labels> for Logistic {
    type Fitted = LogisticModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<LogisticModel, Error> {
        self.check()?;
        self.model(fit::fit(self, x, y)?)
    }
}

impl FitWeighted<Labels> for Logistic {
    fn fit_weighted(&self, x: &Matrix, y: &Weighted<Labels>) -> Result<LogisticModel, Error> {
        self.check()?;
        self.model(fit::fit_weighted(self, x, y)?)
    }
}

impl Stage for LogisticModel {
    const KIND: &'static str = "model.logistic";
    const VERSION: u32 = 2;
    type Recipe = Logistic;
    type State = LogisticState;

    stage_parts!(Logistic, LogisticState, checked);

    fn version(&self) -> u32 {
        self.recipe.trainer.version()
    }

    fn decode(version: u32, params: &Node, state: &Node) -> Option<Result<Self, String>> {
        trainer::decode(version, params, state, trainer::by_linfa)
    }

    fn read_recipe(params: &Node) -> Result<Logistic, String> {
        trainer::read_recipe(params, "trainer", trainer::by_linfa)
    }

    fn learn(recipe: &Logistic, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        weights::learn_classes(Self::KIND, recipe, x, y)
    }

    fn refit(&self) -> Refit {
        self.recipe.trainer.refit()
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.report()
    }
}

#[cfg(test)]
mod tests;
