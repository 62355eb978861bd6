//! Least squares of several targets, with a penalty that leaves columns out for all of them.

use crate::artifact::{Refit, Stage};
use crate::data::Matrix;
use crate::error::Error;
use crate::model::affine_targets::{AffineTargetsState, affine_targets};
use crate::model::coordinate_descent::{self, Ask, round_setters};
use crate::model::input::{DEADLINE_SECONDS, deadline_seconds};
use crate::model::stage_parts::stage_parts;
use crate::model::trainer::Trainer;
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use crate::solve::lasso;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Linear regression of several targets, with a penalty on the length of the coefficients that a column has for them:
/// many columns are left out, each for all targets at once.
///
/// Takes a [`Matrix`] and a target of columns of numbers, gives a [`Matrix`] of predictions, one column a target, of
/// the target's name.
///
/// # Formula
/// Y = X·W + b, where W and b minimise ‖Y − X·W − b‖² / 2n + α Σ‖wⱼ‖ over the n rows; wⱼ are the coefficients of column
/// j, one a target, and ‖·‖ is the root of the sum of squares. The intercepts are not penalised. The penalty weighs
/// columns by their scale, and the loss weighs targets by theirs: standardise both first unless they share one. Of one
/// target it is the [`Lasso`](crate::model::Lasso).
///
/// # Learned state
/// For each target one coefficient a column, and an intercept.
///
/// # Determinism
/// Replay exact: [`exact::affine`](crate::exact::affine) over each row, for each target. Refit exact, in any order of
/// the rows: coordinate descent, column after column, on products of columns from exact sums.
///
/// # Errors
/// Fitting fails with a parameter out of its bounds, without a target, with fewer than two rows, a value that is not
/// finite, a solution that is not, or when it does not converge (see [`allow_unconverged`](Self::allow_unconverged)).
/// A row with a cell that is not finite, or with a prediction out of the range of numbers, is refused when predicting.
///
/// # Source
/// `MultiTaskLasso` of scikit-learn 1.9. Yuan and Lin, "Model selection and estimation in regression with grouped
/// variables" (2006); Simon, Friedman and Hastie, "A blockwise descent algorithm for group-penalized multiresponse and
/// multinomial regression" (2013).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[-1.0], [1.0]])?;
/// let y = Matrix::from_rows(["u", "v"], [[-3.0, -4.0], [3.0, 4.0]])?;
/// let model = MultiTaskLasso::new(2.5).fit(&x, &y)?;
/// // Xᵀy of the targets is (6, 8), of length 10. (10 − n·α) / 10 of it stays, over Σx².
/// assert_eq!(model.coefficients(), [1.5, 2.0]);
/// assert_eq!(model.apply(&x)?.names(), y.names());
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MultiTaskLasso {
    alpha: f64,
    max_iterations: u32,
    tolerance: f64,
    intercept: bool,
    allow_unconverged: bool,
    deadline_seconds: u64,
}

impl Default for MultiTaskLasso {
    fn default() -> Self {
        MultiTaskLasso::new(1.0)
    }
}

impl MultiTaskLasso {
    /// With penalty `alpha`, intercepts, at most 1000 rounds and tolerance 1e-4.
    #[must_use]
    pub fn new(alpha: f64) -> MultiTaskLasso {
        MultiTaskLasso {
            alpha,
            max_iterations: 1000,
            tolerance: 1e-4,
            intercept: true,
            allow_unconverged: false,
            deadline_seconds: DEADLINE_SECONDS,
        }
    }
}

round_setters!(MultiTaskLasso);

/// A fitted [`MultiTaskLasso`].
#[derive(Debug, Clone, PartialEq)]
pub struct MultiTaskLassoModel {
    recipe: MultiTaskLasso,
    state: AffineTargetsState,
}

affine_targets!(MultiTaskLassoModel);

impl Pipeline for MultiTaskLasso {
    type Input = Matrix;
    type Output = Matrix;
}

impl Fit<Matrix> for MultiTaskLasso {
    type Fitted = MultiTaskLassoModel;

    fn fit(&self, x: &Matrix, y: &Matrix) -> Result<MultiTaskLassoModel, Error> {
        let ask = Ask {
            stage: MultiTaskLassoModel::KIND,
            trainer: Trainer::Exact,
            net: lasso::ElasticNet {
                alpha: self.alpha,
                ratio: 1.0,
                max_iterations: self.max_iterations,
                tolerance: self.tolerance,
                positive: false,
            },
            intercept: self.intercept,
            allow_unconverged: self.allow_unconverged,
            deadline: Duration::from_secs(self.deadline_seconds),
        };
        let state = coordinate_descent::fit_targets(&ask, x, y)?;
        Ok(MultiTaskLassoModel { recipe: self.clone(), state })
    }
}

impl Stage for MultiTaskLassoModel {
    const KIND: &'static str = "model.multi_task_lasso";
    type Recipe = MultiTaskLasso;
    type State = AffineTargetsState;

    stage_parts!(MultiTaskLasso, AffineTargetsState, checked);

    fn learn(recipe: &MultiTaskLasso, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, y.matrix(Self::KIND)?)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.report()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::model::MultiTaskElasticNet;
    use proptest::prelude::*;

    /// Centred columns at right angles: of each pull on the two targets, its length less nα is left.
    #[test]
    fn columns_at_right_angles_by_hand() -> Result<(), Error> {
        let x =
            Matrix::from_rows(["a", "b"], [[-1.0, 1.0], [-1.0, -1.0], [1.0, 1.0], [1.0, -1.0]])?;
        // The pulls of `a` are 12 and 16, of length 20; those of `b` 0 and 4.
        let rows = [[-3.0, 7.0], [-3.0, 5.0], [3.0, 15.0], [3.0, 13.0]];
        let y = Matrix::from_rows(["u", "v"], rows)?;
        let model = MultiTaskLasso::new(0.5).tolerance(1e-12).fit(&x, &y)?;
        for (found, expected) in model.coefficients().iter().zip([2.7, 0.0, 3.6, 0.5]) {
            assert!((found - expected).abs() <= 1e-15, "{model:?}");
        }
        assert_eq!(model.intercepts(), [0.0, 10.0]);
        // From α = 1 on `b` is left out, from 5 on `a`.
        let coefficients = |alpha: f64| {
            let model = MultiTaskLasso::new(alpha).tolerance(1e-12).fit(&x, &y)?;
            Ok::<_, Error>(model.coefficients().to_vec())
        };
        assert_eq!(coefficients(1.25)?, [2.25, 0.0, 3.0, 0.0]);
        assert_eq!(coefficients(5.0)?, [0.0; 4]);
        Ok(())
    }

    proptest! {
        #[test]
        fn is_the_elastic_net_of_ratio_one(
            rows in prop::collection::vec(prop::array::uniform4(-1e3..1e3f64), 2..40),
            alpha in 0.01..1e3f64,
        ) {
            let x = Matrix::from_rows(["a", "b"], rows.iter().map(|row| [row[0], row[1]])).unwrap();
            let y = Matrix::from_rows(["u", "v"], rows.iter().map(|row| [row[2], row[3]])).unwrap();
            let lasso = MultiTaskLasso::new(alpha).allow_unconverged(true).fit(&x, &y).unwrap();
            let net = MultiTaskElasticNet::new(alpha).ratio(1.0).allow_unconverged(true);
            let net = net.fit(&x, &y).unwrap();
            prop_assert_eq!(lasso.state(), net.state());
        }
    }
}
