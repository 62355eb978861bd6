//! Least squares with a penalty on magnitudes and squares of the coefficients.

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

/// Linear regression with a penalty on the magnitudes and the squares of the coefficients.
///
/// Takes a [`Matrix`] and a target of numbers, gives a [`Vector`] of predictions.
///
/// # Formula
/// y = x·w + b, where w and b minimise Σ(y − x·w − b)² / 2n + α·(ρ Σ|w| + (1 − ρ)/2 Σw²) over the n rows; ρ is the
/// [`ratio`](Self::ratio). The intercept is not penalised. The penalty weighs columns by their scale: standardise
/// them first unless they share one. Without a penalty, [`Linear`](super::Linear) is exact and faster.
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
/// `ElasticNet` of scikit-learn 1.9. Friedman, Hastie and Tibshirani, "Regularization paths for generalized linear
/// models via coordinate descent" (2010).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[-1.0], [0.0], [1.0]])?;
/// let model = ElasticNet::new(1.0).fit(&x, &Vector::new(vec![1.0, 3.0, 5.0]))?;
/// // (Σxy − n·αρ) / (Σx² + n·α(1 − ρ)) = (4 − 1.5) / (2 + 1.5)
/// assert!((model.coefficients()[0] - 2.5 / 3.5).abs() < 1e-12);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ElasticNet {
    alpha: f64,
    ratio: f64,
    max_iterations: u32,
    tolerance: f64,
    positive: bool,
    intercept: bool,
    allow_unconverged: bool,
    deadline_seconds: u64,
    trainer: Trainer,
}

impl Default for ElasticNet {
    fn default() -> Self {
        ElasticNet::new(1.0)
    }
}

impl ElasticNet {
    /// With penalty `alpha`, half of it on magnitudes, an intercept, at most 1000 rounds and tolerance 1e-4.
    #[must_use]
    pub fn new(alpha: f64) -> ElasticNet {
        ElasticNet {
            alpha,
            ratio: 0.5,
            max_iterations: 1000,
            tolerance: 1e-4,
            positive: false,
            intercept: true,
            allow_unconverged: false,
            deadline_seconds: DEADLINE_SECONDS,
            trainer: Trainer::Exact,
        }
    }

    /// The share ρ of the penalty that is on magnitudes, from 0 (only squares) to 1 (the [`Lasso`](super::Lasso));
    /// by default 0.5.
    #[doc(alias = "l1_ratio")]
    #[must_use]
    pub fn ratio(mut self, ratio: f64) -> ElasticNet {
        self.ratio = ratio;
        self
    }
}

descent_setters!(ElasticNet);

impl ElasticNet {
    pub(super) fn trainer(&self) -> Trainer {
        self.trainer
    }

    fn ask(&self) -> Ask {
        Ask {
            stage: ElasticNetModel::KIND,
            trainer: self.trainer,
            net: lasso::ElasticNet {
                alpha: self.alpha,
                ratio: self.ratio,
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

/// A fitted [`ElasticNet`].
#[derive(Debug, Clone, PartialEq)]
pub struct ElasticNetModel {
    recipe: ElasticNet,
    state: AffineState,
}

affine_model!(ElasticNetModel);

impl Pipeline for ElasticNet {
    type Input = Matrix;
    type Output = Vector;
}

impl Fit<Vector> for ElasticNet {
    type Fitted = ElasticNetModel;

    fn fit(&self, x: &Matrix, y: &Vector) -> Result<ElasticNetModel, Error> {
        let state = coordinate_descent::fit(&self.ask(), x, y)?;
        Ok(ElasticNetModel { recipe: self.clone(), state })
    }
}

impl FitWeighted<Vector> for ElasticNet {
    fn fit_weighted(&self, x: &Matrix, y: &Weighted<Vector>) -> Result<ElasticNetModel, Error> {
        let state = coordinate_descent::fit_weighted(&self.ask(), x, y)?;
        Ok(ElasticNetModel { recipe: self.clone(), state })
    }
}

impl Stage for ElasticNetModel {
    const KIND: &'static str = "model.elastic_net";
    type Recipe = ElasticNet;
    type State = AffineState;

    stage_parts!(ElasticNet, AffineState, checked);

    fn learn(recipe: &ElasticNet, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
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

    use crate::error::FitError;
    use proptest::prelude::*;

    fn three() -> Result<(Matrix, Vector), Error> {
        let x = Matrix::from_rows(["a"], [[9.0], [10.0], [11.0]])?;
        Ok((x, Vector::new(vec![1.0, 3.0, 5.0])))
    }

    /// Centred x·x = 2 and x·y = 4: w = (4 − 3αρ) / (2 + 3α(1 − ρ)), and 0 from where the numerator is.
    #[test]
    fn one_column_by_hand() -> Result<(), Error> {
        let (x, y) = three()?;
        for (alpha, ratio) in [(0.5, 0.5), (1.0, 0.25), (1.0, 1.0), (4.0, 0.125), (2.0, 1.0)] {
            let model = ElasticNet::new(alpha).ratio(ratio).fit(&x, &y)?;
            let pull = exact_max(4.0 - 3.0 * alpha * ratio);
            let slope = pull / (2.0 + 3.0 * alpha * (1.0 - ratio));
            assert!((model.coefficients()[0] - slope).abs() <= 1e-15, "{model:?}");
            assert!((model.intercept() - (3.0 - 10.0 * slope)).abs() <= 1e-14);
        }
        Ok(())
    }

    fn exact_max(x: f64) -> f64 {
        crate::exact::max(x, 0.0)
    }

    /// Without an intercept: w = (Σxy − 2·αρ) / (Σx² + 2·α(1 − ρ)) = (−13 + 1) / (5 + 3); no less than 0 if so asked.
    #[test]
    fn without_an_intercept_and_not_below_zero() -> Result<(), Error> {
        let x = Matrix::from_rows(["a"], [[1.0], [2.0]])?;
        let y = Vector::new(vec![-3.0, -5.0]);
        let recipe = ElasticNet::new(2.0).ratio(0.25).intercept(false);
        let model = recipe.fit(&x, &y)?;
        assert_eq!((model.coefficients(), model.intercept()), (&[-1.5][..], 0.0));
        assert_eq!(model.apply(&x)?.values(), [-1.5, -3.0]);
        assert_eq!(recipe.positive(true).fit(&x, &y)?.coefficients(), [0.0]);
        Ok(())
    }

    #[test]
    fn numbers_near_the_ends_of_the_range() -> Result<(), Error> {
        let y = Vector::new(vec![-1e308, 1e308, 1e307]);
        for cell in [f64::MAX, 1e160, 1e-160, 5e-324] {
            let x = Matrix::from_rows(["a", "b"], [[-cell, 1.0], [cell, 2.0], [0.0, 4.0]])?;
            match ElasticNet::new(1e-3).fit(&x, &y) {
                Ok(model) => assert!(model.coefficients().iter().all(|w| w.is_finite())),
                Err(Error::Fit(error)) => assert!(matches!(*error, FitError::Trainer { .. })),
                Err(error) => return Err(error),
            }
        }
        // As the slope of 2 of the same numbers near 1, to the last bit.
        let x = Matrix::from_rows(["a"], [[-1e300], [0.0], [1e300]])?;
        let model = ElasticNet::new(1.0).fit(&x, &Vector::new(vec![-2e300, 0.0, 2e300]))?;
        assert_eq!(model.coefficients(), [2.0]);
        Ok(())
    }

    #[test]
    fn parameters_have_bounds() -> Result<(), Error> {
        let (x, y) = three()?;
        let message = |recipe: ElasticNet| recipe.fit(&x, &y).unwrap_err().to_string();
        for (recipe, says) in [
            (ElasticNet::new(-1.0), "`alpha` must be finite and not negative"),
            (ElasticNet::new(f64::NAN), "`alpha` must be finite and not negative"),
            (ElasticNet::new(1.0).ratio(1.5), "`ratio` must be between 0 and 1, found 1.5"),
            (ElasticNet::new(1.0).ratio(f64::NAN), "`ratio` must be between 0 and 1"),
            (ElasticNet::new(1.0).tolerance(-1e-4), "`tolerance` must be finite"),
            (ElasticNet::new(1.0).max_iterations(0), "`max_iterations` must be at least 1"),
            (
                ElasticNet::new(1.0).with_trainer(Trainer::Smartcore),
                "`trainer` must be Exact or Linfa, found Smartcore",
            ),
            (
                ElasticNet::new(1.0).with_trainer(Trainer::Linfa).positive(true),
                "`positive` must be false",
            ),
        ] {
            assert!(message(recipe).contains(says), "{says}");
        }
        Ok(())
    }

    #[test]
    fn a_fit_that_did_not_converge_is_kept_only_if_allowed() -> Result<(), Error> {
        let x = Matrix::from_rows(["a", "b"], [[0.0, 1.0], [1.0, 1.9], [2.0, 3.1], [3.0, 4.0]])?;
        let y = Vector::new(vec![1.0, -2.0, 3.0, 0.5]);
        let recipe = ElasticNet::new(1e-4).max_iterations(1).tolerance(1e-12);
        let message = recipe.fit(&x, &y).unwrap_err().to_string();
        assert!(message.contains("did not converge: after 1 rounds"), "{message}");
        recipe.allow_unconverged(true).fit(&x, &y)?;
        Ok(())
    }

    #[test]
    fn a_state_that_does_not_fit_together_is_refused() -> Result<(), Error> {
        let (x, y) = three()?;
        let model = ElasticNet::new(0.1).fit(&x, &y)?;
        let restore = |change: fn(&mut AffineState)| {
            let mut state = model.state.clone();
            change(&mut state);
            ElasticNetModel::restore(model.recipe.clone(), state)
        };
        assert_eq!(restore(|_| {}), Ok(model.clone()));
        assert!(restore(|state| state.coefficients.push(0.0)).is_err());
        assert!(restore(|state| state.coefficients[0] = f64::NAN).is_err());
        assert!(restore(|state| state.intercept = f64::INFINITY).is_err());
        Ok(())
    }

    proptest! {
        #[test]
        fn the_order_of_rows_is_nothing(
            mut rows in prop::collection::vec(prop::array::uniform4(-1e3..1e3f64), 2..40),
            turn in 0usize..40, alpha in 0.01..100.0f64, ratio in 0.0..=1.0f64, positive: bool,
        ) {
            let of = |rows: &[[f64; 4]]| {
                let cells = rows.iter().map(|row| [row[0], row[1], row[2]]);
                let x = Matrix::from_rows(["a", "b", "c"], cells).unwrap();
                let y = Vector::new(rows.iter().map(|row| row[3]).collect());
                let recipe = ElasticNet::new(alpha).ratio(ratio).positive(positive);
                recipe.allow_unconverged(true).fit(&x, &y).unwrap()
            };
            let whole = of(&rows);
            let middle = turn % rows.len();
            rows.rotate_left(middle);
            rows.reverse();
            prop_assert_eq!(whole, of(&rows));
        }
    }
}
