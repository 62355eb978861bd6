//! Least squares with a penalty on the magnitudes of the coefficients.

use super::affine::AffineState;
use super::coordinate_descent::{self, Ask, descent_setters};
use super::input::{DEADLINE_SECONDS, deadline_seconds};
use super::trainer::Trainer;
use super::weights;
use crate::artifact::{Refit, Stage};
use crate::data::{Matrix, Vector};
use crate::error::Error;
use crate::model::affine::affine_model;
use crate::model::stage_parts::stage_parts;
use crate::pipeline::{Apply, Fit, FitWeighted, Pipeline, Target, Weighted};
use crate::solve::lasso;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Linear regression with a penalty on the magnitudes of the coefficients, which leaves many of them at 0.
///
/// Takes a [`Matrix`] and a target of numbers, gives a [`Vector`] of predictions.
///
/// # Formula
/// y = x·w + b, where w and b minimise Σ(y − x·w − b)² / 2n + α Σ|w| over the n rows. The intercept is not
/// penalised. The penalty weighs columns by their scale: standardise them first unless they share one. Without a
/// penalty, [`Linear`](super::Linear) is exact and faster.
/// [Weights](Weighted) stand before the squares, and their sum in the place of n.
///
/// # Learned state
/// One coefficient a column, and the intercept.
///
/// # Determinism
/// Replay exact: [`exact::affine`](crate::exact::affine) over each row. Refit exact, in any order of the rows:
/// coordinate descent, coefficient after coefficient, on products of columns from exact sums. With
/// [`Trainer::Linfa`] on the same machine: linfa's coordinate descent, on columns and target less their means.
///
/// # Errors
/// Fitting fails with a parameter out of its bounds, with fewer than two rows, a value that is not finite, a
/// solution that is not, or when it does not converge (see [`allow_unconverged`](Self::allow_unconverged)). A row
/// with a cell that is not finite is refused when predicting.
///
/// # Source
/// `Lasso` of scikit-learn 1.9. Tibshirani, "Regression shrinkage and selection via the lasso" (1996); Friedman,
/// Hastie and Tibshirani, "Regularization paths for generalized linear models via coordinate descent" (2010).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a", "b"], [[-1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])?;
/// let model = Lasso::new(0.5).fit(&x, &Vector::new(vec![1.0, 3.0, 5.0]))?;
/// // (Σxy − n·α) / Σx² = (4 − 1.5) / 2 for the one column, nothing for the other.
/// assert_eq!(model.coefficients(), [1.25, 0.0]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lasso {
    alpha: f64,
    max_iterations: u32,
    tolerance: f64,
    positive: bool,
    intercept: bool,
    allow_unconverged: bool,
    deadline_seconds: u64,
    trainer: Trainer,
}

impl Default for Lasso {
    fn default() -> Self {
        Lasso::new(1.0)
    }
}

impl Lasso {
    /// With penalty `alpha`, an intercept, at most 1000 rounds and tolerance 1e-4.
    #[must_use]
    pub fn new(alpha: f64) -> Lasso {
        Lasso {
            alpha,
            max_iterations: 1000,
            tolerance: 1e-4,
            positive: false,
            intercept: true,
            allow_unconverged: false,
            deadline_seconds: DEADLINE_SECONDS,
            trainer: Trainer::Exact,
        }
    }
}

descent_setters!(Lasso);

impl Lasso {
    pub(super) fn trainer(&self) -> Trainer {
        self.trainer
    }

    fn ask(&self) -> Ask {
        Ask {
            stage: LassoModel::KIND,
            trainer: self.trainer,
            net: lasso::ElasticNet {
                alpha: self.alpha,
                ratio: 1.0,
                max_iterations: self.max_iterations,
                tolerance: self.tolerance,
                positive: self.positive,
            },
            intercept: self.intercept,
            allow_unconverged: self.allow_unconverged,
            deadline: Duration::from_secs(self.deadline_seconds),
        }
    }
}

/// A fitted [`Lasso`].
#[derive(Debug, Clone, PartialEq)]
pub struct LassoModel {
    recipe: Lasso,
    state: AffineState,
}

affine_model!(LassoModel);

impl Pipeline for Lasso {
    type Input = Matrix;
    type Output = Vector;
}

impl Fit<Vector> for Lasso {
    type Fitted = LassoModel;

    fn fit(&self, x: &Matrix, y: &Vector) -> Result<LassoModel, Error> {
        let state = coordinate_descent::fit(&self.ask(), x, y)?;
        Ok(LassoModel { recipe: self.clone(), state })
    }
}

impl FitWeighted<Vector> for Lasso {
    fn fit_weighted(&self, x: &Matrix, y: &Weighted<Vector>) -> Result<LassoModel, Error> {
        let state = coordinate_descent::fit_weighted(&self.ask(), x, y)?;
        Ok(LassoModel { recipe: self.clone(), state })
    }
}

impl Stage for LassoModel {
    const KIND: &'static str = "model.lasso";
    type Recipe = Lasso;
    type State = AffineState;

    stage_parts!(Lasso, AffineState, checked);

    fn learn(recipe: &Lasso, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
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

    use crate::model::ElasticNet;
    use proptest::prelude::*;

    /// Centred columns at right angles: each slope is its own (Σxy ∓ nα) / Σx², or 0.
    #[test]
    fn columns_at_right_angles_by_hand() -> Result<(), Error> {
        let x =
            Matrix::from_rows(["a", "b"], [[-1.0, 1.0], [-1.0, -1.0], [1.0, 1.0], [1.0, -1.0]])?;
        // Σay = 8 and Σby = −2, so that α of 0.25 takes 1 from each.
        let y = Vector::new(vec![0.5, 1.5, 4.5, 5.5]);
        let model = Lasso::new(0.25).fit(&x, &y)?;
        assert_eq!((model.coefficients(), model.intercept()), (&[1.75, -0.25][..], 3.0));
        assert_eq!(model.apply(&x)?.values(), [1.0, 1.5, 4.5, 5.0]);
        assert_eq!(Lasso::new(0.5).fit(&x, &y)?.coefficients(), [1.5, 0.0]);
        assert_eq!(Lasso::new(2.0).fit(&x, &y)?.coefficients(), [0.0, 0.0]);
        let positive = Lasso::new(0.25).positive(true).fit(&x, &y)?;
        assert_eq!(positive.coefficients(), [1.75, 0.0]);
        Ok(())
    }

    #[test]
    fn a_penalty_must_be_a_number_and_not_negative() -> Result<(), Error> {
        let x = Matrix::from_rows(["a"], [[1.0], [2.0]])?;
        let y = Vector::new(vec![3.0, 5.0]);
        for alpha in [-1.0, f64::NAN, f64::INFINITY] {
            let message = Lasso::new(alpha).fit(&x, &y).unwrap_err().to_string();
            assert!(message.contains("parameter `alpha` must be finite and not negative"));
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn is_the_elastic_net_of_ratio_one_in_any_order_of_rows(
            mut rows in prop::collection::vec(prop::array::uniform4(-1e3..1e3f64), 2..40),
            turn in 0usize..40, alpha in 0.01..1e3f64,
        ) {
            let data = |rows: &[[f64; 4]]| {
                let cells = rows.iter().map(|row| [row[0], row[1], row[2]]);
                let x = Matrix::from_rows(["a", "b", "c"], cells).unwrap();
                (x, Vector::new(rows.iter().map(|row| row[3]).collect()))
            };
            let (x, y) = data(&rows);
            let recipe = Lasso::new(alpha).allow_unconverged(true);
            let whole = recipe.fit(&x, &y).unwrap();
            let net = ElasticNet::new(alpha).ratio(1.0).allow_unconverged(true).fit(&x, &y).unwrap();
            prop_assert_eq!(whole.state(), net.state());
            let middle = turn % rows.len();
            rows.rotate_left(middle);
            rows.reverse();
            let (x, y) = data(&rows);
            prop_assert_eq!(whole, recipe.fit(&x, &y).unwrap());
        }
    }
}
