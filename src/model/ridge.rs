//! Least squares with a penalty on the coefficients.

use super::affine::AffineState;
use super::input::{DEADLINE_SECONDS, deadline_seconds, not_negative};
use super::least_squares::{self, Ask};
use super::trainer::{self, Trainer};
use super::weights;
use crate::artifact::codec::Node;
use crate::artifact::{Refit, Stage};
use crate::data::{Matrix, Vector};
use crate::error::Error;
use crate::model::affine::affine_model;
use crate::model::stage_parts::stage_parts;
use crate::pipeline::{Apply, Fit, FitWeighted, Pipeline, Target, Weighted};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Linear regression by least squares with a penalty on the coefficients.
///
/// Takes a [`Matrix`] and a target of numbers, gives a [`Vector`] of predictions.
///
/// # Formula
/// y = x·w + b, where w and b minimise Σ(y − x·w − b)² + α Σw². The intercept is not penalised. The
/// penalty weighs columns by their scale: standardise them first unless they share one. [Weights](Weighted)
/// stand before the squares of the rows.
///
/// # Learned state
/// One coefficient a column, and the intercept.
///
/// # Determinism
/// Replay exact: [`exact::affine`](crate::exact::affine) over each row. Refit exact, in any order of the rows: the
/// normal equations in exact sums, corrected by residuals; from 2^15 cells on, the products of these are each rounded
/// to one fixed unit. With [`Trainer::Linfa`] on the same machine: by
/// linfa's QR, on the columns less their means with √α below them on the diagonal.
///
/// # Errors
/// Fitting fails when α is negative or not finite, with fewer than two rows, a value that is not
/// finite, or a solution that is not. A row with a cell that is not finite is refused when predicting.
///
/// # Source
/// `Ridge` of scikit-learn 1.9. Björck, "Stability analysis of the method of seminormal equations for linear least
/// squares problems" (1987).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[-1.0], [0.0], [1.0]])?;
/// let model = Ridge::new(2.0).fit(&x, &Vector::new(vec![1.0, 3.0, 5.0]))?;
/// // Σx² = 2, so the penalty of 2 halves the slope of 2.
/// assert!((model.coefficients()[0] - 1.0).abs() < 1e-12);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ridge {
    alpha: f64,
    intercept: bool,
    deadline_seconds: u64,
    #[serde(skip_serializing_if = "Trainer::is_unnamed")]
    trainer: Trainer,
}

impl Default for Ridge {
    fn default() -> Self {
        Ridge::new(1.0)
    }
}

impl Ridge {
    /// With penalty `alpha` and an intercept. A penalty of 0 is [`Linear`](super::Linear).
    #[must_use]
    pub fn new(alpha: f64) -> Ridge {
        Ridge {
            alpha,
            intercept: true,
            deadline_seconds: DEADLINE_SECONDS,
            trainer: Trainer::Exact,
        }
    }

    /// Whether to learn an intercept; by default yes. Without one it is 0.
    #[doc(alias = "fit_intercept")]
    #[must_use]
    pub fn intercept(mut self, intercept: bool) -> Ridge {
        self.intercept = intercept;
        self
    }

    /// How long fitting may take, rounded up to whole seconds; by default 600 s.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Ridge {
        self.deadline_seconds = deadline_seconds(deadline);
        self
    }

    /// Who fits: [`Trainer::Exact`] unless said, or [`Trainer::Linfa`].
    #[must_use]
    pub fn with_trainer(mut self, trainer: Trainer) -> Ridge {
        self.trainer = trainer;
        self
    }
}

impl Ridge {
    pub(super) fn trainer(&self) -> Trainer {
        self.trainer
    }

    fn ask(&self) -> Ask {
        Ask {
            stage: RidgeModel::KIND,
            trainer: self.trainer,
            penalty: self.alpha,
            intercept: self.intercept,
            deadline: Duration::from_secs(self.deadline_seconds),
        }
    }
}

/// A fitted [`Ridge`].
#[derive(Debug, Clone, PartialEq)]
pub struct RidgeModel {
    recipe: Ridge,
    state: AffineState,
}

affine_model!(RidgeModel);

impl Pipeline for Ridge {
    type Input = Matrix;
    type Output = Vector;
}

impl Fit<Vector> for Ridge {
    type Fitted = RidgeModel;

    fn fit(&self, x: &Matrix, y: &Vector) -> Result<RidgeModel, Error> {
        not_negative(RidgeModel::KIND, "alpha", self.alpha)?;
        let state = least_squares::fit(&self.ask(), x, y)?;
        Ok(RidgeModel { recipe: self.clone(), state })
    }
}

impl FitWeighted<Vector> for Ridge {
    fn fit_weighted(&self, x: &Matrix, y: &Weighted<Vector>) -> Result<RidgeModel, Error> {
        not_negative(RidgeModel::KIND, "alpha", self.alpha)?;
        let state = least_squares::fit_weighted(&self.ask(), x, y)?;
        Ok(RidgeModel { recipe: self.clone(), state })
    }
}

impl Stage for RidgeModel {
    const KIND: &'static str = "model.ridge";
    const VERSION: u32 = 2;
    type Recipe = Ridge;
    type State = AffineState;

    stage_parts!(Ridge, AffineState, checked);

    fn version(&self) -> u32 {
        self.recipe.trainer.version()
    }

    fn decode(version: u32, params: &Node, state: &Node) -> Option<Result<Self, String>> {
        trainer::decode(version, params, state, trainer::by_linfa)
    }

    fn read_recipe(params: &Node) -> Result<Ridge, String> {
        trainer::read_recipe(params, "trainer", trainer::by_linfa)
    }

    fn learn(recipe: &Ridge, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        weights::learn_numbers(Self::KIND, recipe, x, y)
    }

    fn refit(&self) -> Refit {
        self.recipe.trainer.refit()
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.report()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Centred x·x = 2 and x·y = 4 give w = 4 / (2 + α); the intercept is the mean of y.
    #[test]
    fn shrinks_the_slope_and_not_the_intercept() -> Result<(), Error> {
        let x = Matrix::from_rows(["a"], [[9.0], [10.0], [11.0]])?;
        let y = Vector::new(vec![1.0, 3.0, 5.0]);
        for alpha in [0.0, 0.5, 2.0, 1e6] {
            let model = Ridge::new(alpha).fit(&x, &y)?;
            let slope = 4.0 / (2.0 + alpha);
            assert!((model.coefficients()[0] - slope).abs() <= 1e-13 * slope);
            assert!((model.intercept() - (3.0 - 10.0 * slope)).abs() <= 1e-12);
        }
        Ok(())
    }

    /// Without an intercept: w = Σxy / (Σx² + α) = 13 / (5 + 8).
    #[test]
    fn without_an_intercept() -> Result<(), Error> {
        let x = Matrix::from_rows(["a"], [[1.0], [2.0]])?;
        let model = Ridge::new(8.0).intercept(false).fit(&x, &Vector::new(vec![3.0, 5.0]))?;
        assert!((model.coefficients()[0] - 1.0).abs() <= 1e-14);
        assert_eq!(model.intercept(), 0.0);
        Ok(())
    }

    #[test]
    fn a_penalty_must_be_a_number_and_not_negative() -> Result<(), Error> {
        let x = Matrix::from_rows(["a"], [[1.0], [2.0]])?;
        let y = Vector::new(vec![3.0, 5.0]);
        for alpha in [-1.0, f64::NAN, f64::INFINITY] {
            let message = Ridge::new(alpha).fit(&x, &y).unwrap_err().to_string();
            assert!(message.contains("parameter `alpha` must be finite and not negative"));
        }
        Ok(())
    }
}
