//! Least squares of several targets, with a penalty on lengths and squares of the coefficients of a column.

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

/// Linear regression of several targets, with a penalty on the length and the squares of the coefficients that a
/// column has for them: a column is left out for all targets or for none.
///
/// Takes a [`Matrix`] and a target of columns of numbers, gives a [`Matrix`] of predictions, one column a target, of
/// the target's name.
///
/// # Formula
/// Y = X·W + b, where W and b minimise ‖Y − X·W − b‖² / 2n + α·(ρ Σ‖wⱼ‖ + (1 − ρ)/2 ‖W‖²) over the n rows; wⱼ are the
/// coefficients of column j, one a target, ‖·‖ is the root of the sum of squares, and ρ the [`ratio`](Self::ratio). The
/// intercepts are not penalised. The penalty weighs columns by their scale, and the loss weighs targets by theirs:
/// standardise both first unless they share one. Of one target it is the [`ElasticNet`](crate::model::ElasticNet).
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
/// `MultiTaskElasticNet` of scikit-learn 1.9. Simon, Friedman and Hastie, "A blockwise descent algorithm for
/// group-penalized multiresponse and multinomial regression" (2013).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[-1.0], [1.0]])?;
/// let y = Matrix::from_rows(["u", "v"], [[-3.0, -4.0], [3.0, 4.0]])?;
/// let model = MultiTaskElasticNet::new(2.0).fit(&x, &y)?;
/// // Xᵀy of the targets is (6, 8), of length 10. (10 − n·αρ) / 10 of it stays, over Σx² + n·α(1 − ρ).
/// assert!((model.coefficients()[0] - 0.8 * 6.0 / 4.0).abs() < 1e-12);
/// assert!((model.coefficients()[1] - 0.8 * 8.0 / 4.0).abs() < 1e-12);
/// assert_eq!(model.apply(&x)?.names(), y.names());
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MultiTaskElasticNet {
    alpha: f64,
    ratio: f64,
    max_iterations: u32,
    tolerance: f64,
    intercept: bool,
    allow_unconverged: bool,
    deadline_seconds: u64,
}

impl Default for MultiTaskElasticNet {
    fn default() -> Self {
        MultiTaskElasticNet::new(1.0)
    }
}

impl MultiTaskElasticNet {
    /// With penalty `alpha`, half of it on lengths, intercepts, at most 1000 rounds and tolerance 1e-4.
    #[must_use]
    pub fn new(alpha: f64) -> MultiTaskElasticNet {
        MultiTaskElasticNet {
            alpha,
            ratio: 0.5,
            max_iterations: 1000,
            tolerance: 1e-4,
            intercept: true,
            allow_unconverged: false,
            deadline_seconds: DEADLINE_SECONDS,
        }
    }

    /// The share ρ of the penalty that is on lengths, from 0 (only squares) to 1 (the
    /// [`MultiTaskLasso`](super::MultiTaskLasso)); by default 0.5.
    #[doc(alias = "l1_ratio")]
    #[must_use]
    pub fn ratio(mut self, ratio: f64) -> MultiTaskElasticNet {
        self.ratio = ratio;
        self
    }
}

round_setters!(MultiTaskElasticNet);

/// A fitted [`MultiTaskElasticNet`].
#[derive(Debug, Clone, PartialEq)]
pub struct MultiTaskElasticNetModel {
    recipe: MultiTaskElasticNet,
    state: AffineTargetsState,
}

affine_targets!(MultiTaskElasticNetModel);

impl Pipeline for MultiTaskElasticNet {
    type Input = Matrix;
    type Output = Matrix;
}

impl Fit<Matrix> for MultiTaskElasticNet {
    type Fitted = MultiTaskElasticNetModel;

    fn fit(&self, x: &Matrix, y: &Matrix) -> Result<MultiTaskElasticNetModel, Error> {
        let ask = Ask {
            stage: MultiTaskElasticNetModel::KIND,
            trainer: Trainer::Exact,
            net: lasso::ElasticNet {
                alpha: self.alpha,
                ratio: self.ratio,
                max_iterations: self.max_iterations,
                tolerance: self.tolerance,
                positive: false,
            },
            intercept: self.intercept,
            allow_unconverged: self.allow_unconverged,
            deadline: Duration::from_secs(self.deadline_seconds),
        };
        let state = coordinate_descent::fit_targets(&ask, x, y)?;
        Ok(MultiTaskElasticNetModel { recipe: self.clone(), state })
    }
}

impl Stage for MultiTaskElasticNetModel {
    const KIND: &'static str = "model.multi_task_elastic_net";
    type Recipe = MultiTaskElasticNet;
    type State = AffineTargetsState;

    stage_parts!(MultiTaskElasticNet, AffineTargetsState, checked);

    fn learn(recipe: &MultiTaskElasticNet, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
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

    use crate::data::Vector;
    use crate::model::ElasticNet;
    use proptest::prelude::*;

    fn pair() -> Result<(Matrix, Matrix), Error> {
        let x = Matrix::from_rows(["a"], [[9.0], [10.0], [11.0]])?;
        let y = Matrix::from_rows(["u", "v"], [[1.0, 5.0], [4.0, 9.0], [7.0, 13.0]])?;
        Ok((x, y))
    }

    /// Centred x·x = 2 and x·y = (6, 8): of that (10 − 3αρ) / 10 is left, over 2 + 3α(1 − ρ).
    #[test]
    fn one_column_by_hand() -> Result<(), Error> {
        let (x, y) = pair()?;
        for (alpha, ratio) in [(0.5, 0.5), (1.0, 0.25), (1.0, 1.0), (4.0, 0.125), (4.0, 1.0)] {
            let model = MultiTaskElasticNet::new(alpha).ratio(ratio).fit(&x, &y)?;
            let left = crate::exact::max(1.0 - 0.3 * alpha * ratio, 0.0);
            let size = left / (2.0 + 3.0 * alpha * (1.0 - ratio));
            for ((w, b), (pull, mean)) in
                model.coefficients().iter().zip(model.intercepts()).zip([(6.0, 4.0), (8.0, 9.0)])
            {
                assert!((w - pull * size).abs() <= 1e-14, "{model:?}");
                assert!((b - (mean - 10.0 * pull * size)).abs() <= 1e-13, "{model:?}");
            }
            let asked = Matrix::from_rows(["a"], [[10.0]])?;
            let answers = model.apply(&asked)?;
            assert!((answers.row(0)[1] - 9.0).abs() <= 1e-13);
            assert_eq!(model.coefficients_of("v"), Some(&model.coefficients()[1..]));
        }
        let bare = MultiTaskElasticNet::new(1.0).intercept(false).fit(&x, &y)?;
        assert_eq!(bare.intercepts(), [0.0, 0.0]);
        Ok(())
    }

    #[test]
    fn parameters_and_targets_have_bounds() -> Result<(), Error> {
        let (x, y) = pair()?;
        let net = MultiTaskElasticNet::new;
        for (recipe, says) in [
            (net(-1.0), "`alpha` must be finite and not negative"),
            (net(1.0).ratio(1.5), "`ratio` must be between 0 and 1, found 1.5"),
            (net(1.0).tolerance(f64::NAN), "`tolerance` must be finite"),
            (net(1.0).max_iterations(0), "`max_iterations` must be at least 1"),
        ] {
            let message = recipe.fit(&x, &y).unwrap_err().to_string();
            assert!(message.contains(says), "{message}");
        }
        let message = |y: &Matrix| net(1.0).fit(&x, y).unwrap_err().to_string();
        let holed = Matrix::from_rows(["u", "v"], [[1.0, 5.0], [4.0, f64::NAN], [7.0, 13.0]])?;
        assert_eq!(
            message(&holed),
            "stage `model.multi_task_elastic_net`, target: expected finite numbers, found NaN in column `v`, row 1"
        );
        assert_eq!(
            message(&y.take(&[0, 1])),
            "stage `model.multi_task_elastic_net`, target: expected 3 rows, found 2"
        );
        let none = Matrix::new(Vec::<Arc<str>>::new(), ndarray::Array2::zeros((3, 0)))?;
        assert_eq!(
            message(&none),
            "stage `model.multi_task_elastic_net`, target: expected at least one column of numbers, found none"
        );
        let one = Vector::new(vec![1.0, 2.0, 3.0]);
        assert_eq!(
            MultiTaskElasticNetModel::learn(&net(1.0), &x, (&one).into()).unwrap_err().to_string(),
            "stage `model.multi_task_elastic_net`, target: expected columns of numbers, found numbers"
        );
        Ok(())
    }

    #[test]
    fn a_fit_that_did_not_converge_is_kept_only_if_allowed() -> Result<(), Error> {
        let x = Matrix::from_rows(["a", "b"], [[0.0, 1.0], [1.0, 1.9], [2.0, 3.1], [3.0, 4.0]])?;
        let rows = [[1.0, 0.0], [-2.0, 1.0], [3.0, 1.0], [0.5, 2.0]];
        let y = Matrix::from_rows(["u", "v"], rows)?;
        let recipe = MultiTaskElasticNet::new(1e-4).max_iterations(1).tolerance(1e-12);
        let message = recipe.fit(&x, &y).unwrap_err().to_string();
        assert!(message.contains("did not converge: after 1 rounds"), "{message}");
        recipe.allow_unconverged(true).fit(&x, &y)?;
        Ok(())
    }

    proptest! {
        #[test]
        fn the_order_of_rows_is_nothing(
            mut rows in prop::collection::vec(prop::array::uniform4(-1e3..1e3f64), 2..40),
            turn in 0usize..40, alpha in 0.01..100.0f64, ratio in 0.0..=1.0f64,
        ) {
            let of = |rows: &[[f64; 4]]| {
                let cells = rows.iter().map(|row| [row[0], row[1]]);
                let x = Matrix::from_rows(["a", "b"], cells).unwrap();
                let cells = rows.iter().map(|row| [row[2], row[3]]);
                let y = Matrix::from_rows(["u", "v"], cells).unwrap();
                let recipe = MultiTaskElasticNet::new(alpha).ratio(ratio);
                recipe.allow_unconverged(true).fit(&x, &y).unwrap()
            };
            let whole = of(&rows);
            let middle = turn % rows.len();
            rows.rotate_left(middle);
            rows.reverse();
            prop_assert_eq!(&whole, &of(&rows));
        }

        /// A target beside one that is always 0, and alone, is the elastic net of one.
        #[test]
        fn of_one_target_is_the_elastic_net(
            rows in prop::collection::vec(prop::array::uniform4(-1e3..1e3f64), 8..40),
            alpha in 0.01..1e4f64, ratio in 0.0..=1.0f64,
        ) {
            let cells = rows.iter().map(|row| [row[0], row[1], row[2]]);
            let x = Matrix::from_rows(["a", "b", "c"], cells).unwrap();
            let target = Vector::new(rows.iter().map(|row| row[3]).collect());
            let recipe = ElasticNet::new(alpha).ratio(ratio).tolerance(1e-13);
            let one = recipe.allow_unconverged(true).fit(&x, &target).unwrap();
            let recipe = MultiTaskElasticNet::new(alpha).ratio(ratio).tolerance(1e-13);
            let recipe = recipe.allow_unconverged(true);
            let alone = Matrix::from_rows(["y"], rows.iter().map(|row| [row[3]])).unwrap();
            let beside = Matrix::from_rows(["y", "0"], rows.iter().map(|row| [row[3], 0.0])).unwrap();
            for y in [alone, beside] {
                let several = recipe.fit(&x, &y).unwrap();
                let found = several.coefficients_of("y").unwrap();
                for (a, b) in found.iter().zip(one.coefficients()) {
                    prop_assert!((a - b).abs() <= 1e-9 * (1.0 + b.abs()), "{several:?} {one:?}");
                }
            }
        }
    }
}
