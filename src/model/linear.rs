//! Ordinary least squares.

use super::affine::AffineState;
use super::input::{DEADLINE_SECONDS, deadline_seconds};
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

/// Linear regression by least squares.
///
/// Takes a [`Matrix`] and a target of numbers, gives a [`Vector`] of predictions.
///
/// # Formula
/// y = x·w + b, where w and b minimise Σ(y − x·w − b)². Columns that depend on one another, such as a
/// full set of one-hot columns beside an intercept, leave many such w: the one with the smallest
/// Σw² is taken, as scikit-learn does. [Weights](Weighted) stand before the squares.
///
/// # Learned state
/// One coefficient a column, and the intercept.
///
/// # Determinism
/// Replay exact: [`exact::affine`](crate::exact::affine) over each row. Refit exact, in any order of the rows: the
/// normal equations in exact sums, corrected by residuals; from 2^15 cells on, the products of these are each rounded
/// to one fixed unit. With [`Trainer::Linfa`] on the same machine: by
/// linfa's QR, or smartcore's singular values for columns that depend on one another.
///
/// # Errors
/// Fitting fails with fewer than two rows, a value that is not finite, or a solution that is not.
/// A row with a cell that is not finite is refused when predicting.
///
/// # Source
/// `LinearRegression` of scikit-learn 1.9. Björck, "Stability analysis of the method of seminormal equations for
/// linear least squares problems" (1987).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [1.0], [2.0]])?;
/// let model = Linear::new().fit(&x, &Vector::new(vec![1.0, 3.0, 5.0]))?;
/// assert!((model.coefficients()[0] - 2.0).abs() < 1e-12);
/// assert!((model.intercept() - 1.0).abs() < 1e-12);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "LinearRegression")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linear {
    intercept: bool,
    deadline_seconds: u64,
    #[serde(skip_serializing_if = "Trainer::is_unnamed")]
    trainer: Trainer,
}

impl Default for Linear {
    fn default() -> Self {
        Linear::new()
    }
}

impl Linear {
    /// With an intercept.
    #[must_use]
    pub fn new() -> Linear {
        Linear { intercept: true, deadline_seconds: DEADLINE_SECONDS, trainer: Trainer::Exact }
    }

    /// Whether to learn an intercept; by default yes. Without one it is 0.
    #[doc(alias = "fit_intercept")]
    #[must_use]
    pub fn intercept(mut self, intercept: bool) -> Linear {
        self.intercept = intercept;
        self
    }

    /// How long fitting may take, rounded up to whole seconds; by default 600 s.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Linear {
        self.deadline_seconds = deadline_seconds(deadline);
        self
    }

    /// Who fits: [`Trainer::Exact`] unless said, or [`Trainer::Linfa`].
    #[must_use]
    pub fn with_trainer(mut self, trainer: Trainer) -> Linear {
        self.trainer = trainer;
        self
    }
}

impl Linear {
    pub(super) fn trainer(&self) -> Trainer {
        self.trainer
    }

    fn ask(&self) -> Ask {
        Ask {
            stage: LinearModel::KIND,
            trainer: self.trainer,
            penalty: 0.0,
            intercept: self.intercept,
            deadline: Duration::from_secs(self.deadline_seconds),
        }
    }
}

/// A fitted [`Linear`].
#[derive(Debug, Clone, PartialEq)]
pub struct LinearModel {
    recipe: Linear,
    state: AffineState,
}

affine_model!(LinearModel);

impl Pipeline for Linear {
    type Input = Matrix;
    type Output = Vector;
}

impl Fit<Vector> for Linear {
    type Fitted = LinearModel;

    fn fit(&self, x: &Matrix, y: &Vector) -> Result<LinearModel, Error> {
        let state = least_squares::fit(&self.ask(), x, y)?;
        Ok(LinearModel { recipe: self.clone(), state })
    }
}

impl FitWeighted<Vector> for Linear {
    fn fit_weighted(&self, x: &Matrix, y: &Weighted<Vector>) -> Result<LinearModel, Error> {
        let state = least_squares::fit_weighted(&self.ask(), x, y)?;
        Ok(LinearModel { recipe: self.clone(), state })
    }
}

impl Stage for LinearModel {
    const KIND: &'static str = "model.linear";
    const VERSION: u32 = 2;
    type Recipe = Linear;
    type State = AffineState;

    stage_parts!(Linear, AffineState, checked);

    fn version(&self) -> u32 {
        self.recipe.trainer.version()
    }

    fn decode(version: u32, params: &Node, state: &Node) -> Option<Result<Self, String>> {
        trainer::decode(version, params, state, trainer::by_linfa)
    }

    fn read_recipe(params: &Node) -> Result<Linear, String> {
        trainer::read_recipe(params, "trainer", trainer::by_linfa)
    }

    fn learn(recipe: &Linear, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
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

    fn close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (a, b) in found.iter().zip(expected) {
            // Small, well-conditioned systems: a few roundings of numbers near 1.
            assert!((a - b).abs() <= 1e-13 * (1.0 + b.abs()), "{found:?} is not {expected:?}");
        }
    }

    /// (0, 0), (1, 0), (2, 2): slope 1, intercept −1/3, by the normal equations.
    #[test]
    fn fits_the_line_nearest_to_three_points() -> Result<(), Error> {
        let x = Matrix::from_rows(["a"], [[0.0], [1.0], [2.0]])?;
        let model = Linear::new().fit(&x, &Vector::new(vec![0.0, 0.0, 2.0]))?;
        close(model.coefficients(), &[1.0]);
        close(&[model.intercept()], &[-1.0 / 3.0]);
        close(model.apply(&x)?.values(), &[-1.0 / 3.0, 2.0 / 3.0, 5.0 / 3.0]);
        let model = Linear::new().intercept(false).fit(&x, &Vector::new(vec![0.0, 0.0, 2.0]))?;
        close(model.coefficients(), &[0.8]);
        assert_eq!(model.intercept(), 0.0);
        Ok(())
    }

    /// Equal columns share the slope of 2, the smallest w² + v² with w + v = 2; a constant one gets 0.
    #[test]
    fn dependent_columns_share_by_least_norm() -> Result<(), Error> {
        let rows = [0.0, 1.0, 2.0, 5.0].map(|a| [a, a, 7.0]);
        let y = Vector::new(rows.iter().map(|row| 2.0 * row[0] + 1.0).collect());
        let model = Linear::new().fit(&Matrix::from_rows(["a", "b", "c"], rows)?, &y)?;
        close(model.coefficients(), &[1.0, 1.0, 0.0]);
        close(&[model.intercept()], &[1.0]);
        Ok(())
    }

    /// Two rows, three columns: the least norm of w with w·(1, 2, 2) = 9 is (1, 2, 2).
    #[test]
    fn more_columns_than_rows_have_the_least_norm() -> Result<(), Error> {
        let x = Matrix::from_rows(["a", "b", "c"], [[0.5, 1.0, 1.0], [-0.5, -1.0, -1.0]])?;
        let model = Linear::new().fit(&x, &Vector::new(vec![4.5, -4.5]))?;
        close(model.coefficients(), &[1.0, 2.0, 2.0]);
        Ok(())
    }

    #[test]
    fn scale_does_not_overflow() -> Result<(), Error> {
        let x = Matrix::from_rows(["a"], [[0.0], [1e300], [2e300]])?;
        let model = Linear::new().fit(&x, &Vector::new(vec![1e-300, 3e-300, 5e-300]))?;
        assert!(model.coefficients()[0] == 0.0 || model.coefficients()[0].is_subnormal());
        let x = Matrix::from_rows(["a"], [[-1.7e308], [1.7e308]])?;
        let model = Linear::new().fit(&x, &Vector::new(vec![-1.0, 1.0]))?;
        assert!(model.coefficients()[0].is_finite());
        Ok(())
    }

    #[test]
    fn a_row_that_is_not_finite_or_leaves_the_range_is_named() -> Result<(), Error> {
        let x = Matrix::from_rows(["a"], [[0.0], [1.0]])?;
        let model = Linear::new().fit(&x, &Vector::new(vec![0.0, 1e300]))?;
        let bad = |cell: f64| model.apply(&Matrix::from_rows(["a"], [[0.0], [cell]])?);
        assert_eq!(bad(f64::INFINITY).unwrap_err().row(), Some(1));
        assert_eq!(
            bad(1e300).unwrap_err().to_string(),
            "stage `model.linear`, column `prediction`, row 1: expected a finite result, found inf"
        );
        Ok(())
    }

    #[test]
    fn a_state_that_does_not_fit_together_is_refused() -> Result<(), Error> {
        let x = Matrix::from_rows(["a", "b"], [[0.0, 1.0], [1.0, 3.0], [5.0, 2.0]])?;
        let model = Linear::new().fit(&x, &Vector::new(vec![0.0, 1.0, 4.0]))?;
        let restore = |change: fn(&mut AffineState)| {
            let mut state = model.state.clone();
            change(&mut state);
            LinearModel::restore(Linear::new(), state)
        };
        assert_eq!(restore(|_| {}), Ok(model.clone()));
        assert!(restore(|state| state.coefficients.push(0.0)).is_err());
        assert!(restore(|state| state.coefficients[0] = f64::NAN).is_err());
        assert!(restore(|state| state.intercept = f64::INFINITY).is_err());
        assert!(restore(|state| state.columns = ["a".into(), "a".into()].into()).is_err());
        Ok(())
    }

    #[test]
    fn another_target_is_refused() -> Result<(), Error> {
        let x = Matrix::from_rows(["a"], [[0.0], [1.0]])?;
        let error = LinearModel::learn(&Linear::new(), &x, Target::None).unwrap_err();
        assert!(matches!(error, Error::Fit(e) if matches!(*e, FitError::Target { .. })));
        Ok(())
    }
}
