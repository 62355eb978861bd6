//! Linear support vector regression.

use super::machine::{LinearMachine, linear_setters};
use crate::artifact::{Refit, Stage};
use crate::data::{Matrix, Vector};
use crate::error::{Error, FitError};
use crate::model::affine::AffineState;
use crate::model::affine::affine_model;
use crate::model::check;
use crate::model::input::not_negative;
use crate::model::stage_parts::stage_parts;
use crate::model::svm::machine::{fitted, order};
use crate::model::trainer::Trainer;
use crate::model::weights;
use crate::pipeline::{Apply, Fit, FitWeighted, Pipeline, Target, Weighted, guard};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Beyond this, squares of targets may leave the range of numbers.
const LARGEST: f64 = 1e150;

/// A linear support vector machine that predicts numbers.
///
/// Takes a [`Matrix`] and a target of numbers, gives a [`Vector`] of predictions. For many rows, where the kernels of
/// [`SupportVectorRegressor`](crate::model::SupportVectorRegressor) would take too long.
///
/// # Formula
/// y = x·w + b, where w and b minimise (Σw² + b²) / 2 + c·Σ max(0, |y − x·w − b| − ε) over the rows, or the sum of the
/// squares of these losses if [so asked](Self::squared). The intercept is penalised as the weight of a column that is
/// [`intercept_scaling`](Self::intercept_scaling) everywhere. Columns count by their scale, and ε and c by that of the
/// target: standardise them first.
/// A row's [weight](Weighted) multiplies what its deviation costs.
///
/// # Learned state
/// One coefficient a column, and the intercept.
///
/// # Determinism
/// Replay exact: [`exact::affine`](crate::exact::affine) over each row. Refit exact, in any order of the rows: they are
/// sorted by their cells and target, and gone through in orders drawn by a fixed seed.
///
/// # Errors
/// Fitting fails with a parameter out of its bounds, fewer than two rows, a value that is not finite or over 1e150, and
/// when it does not converge (see [`allow_unconverged`](Self::allow_unconverged)). A row with a cell that is not finite
/// is refused when predicting.
///
/// # Source
/// `LinearSVR` of scikit-learn 1.9 and LIBLINEAR 2.3, with whose minimum it agrees within the tolerance; their rows are
/// drawn by chance. Ho and Lin, "Large-scale linear support vector regression" (2012).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[-1.0], [0.0], [1.0]])?;
/// let y = Vector::new(vec![-2.0, 0.0, 2.0]);
/// let recipe = LinearSupportVectorRegressor::new().c(100.0).epsilon(0.5).tolerance(1e-9);
/// // The least slope that is within 0.5 of every row.
/// assert!((recipe.fit(&x, &y)?.coefficients()[0] - 1.5).abs() < 1e-6);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "LinearSVR")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinearSupportVectorRegressor {
    machine: LinearMachine,
    epsilon: f64,
}

impl Default for LinearSupportVectorRegressor {
    fn default() -> Self {
        LinearSupportVectorRegressor::new()
    }
}

impl LinearSupportVectorRegressor {
    /// With C = 1, epsilon 0, a loss that is not squared, an intercept, at most 1000 passes and tolerance 1e-4.
    #[must_use]
    pub fn new() -> LinearSupportVectorRegressor {
        LinearSupportVectorRegressor { machine: LinearMachine::new(false), epsilon: 0.0 }
    }

    /// How far a prediction may be from the target at no cost; by default 0.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> LinearSupportVectorRegressor {
        self.epsilon = epsilon;
        self
    }

    /// Whether losses are squared; by default they are not.
    #[doc(alias = "loss")]
    #[must_use]
    pub fn squared(mut self, squared: bool) -> LinearSupportVectorRegressor {
        self.machine.squared = squared;
        self
    }
}

linear_setters!(LinearSupportVectorRegressor);

/// A fitted [`LinearSupportVectorRegressor`].
#[derive(Debug, Clone, PartialEq)]
pub struct LinearSupportVectorRegressorModel {
    recipe: LinearSupportVectorRegressor,
    state: AffineState,
}

affine_model!(LinearSupportVectorRegressorModel);

impl Pipeline for LinearSupportVectorRegressor {
    type Input = Matrix;
    type Output = Vector;
}

impl LinearSupportVectorRegressor {
    /// The model of rows that count once, or as much as their weights.
    fn of(
        &self,
        x: &Matrix,
        (y, weights): (&Vector, Option<&[f64]>),
    ) -> Result<LinearSupportVectorRegressorModel, Error> {
        const STAGE: &str = LinearSupportVectorRegressorModel::KIND;
        not_negative(STAGE, "epsilon", self.epsilon)?;
        let settings = self.machine.settings(STAGE, x, y.rows())?;
        check::numbers(STAGE, y)?;
        if let Some(odd) = y.values().iter().find(|y| y.abs() > LARGEST) {
            let expected = format!("numbers of at most {LARGEST:e}");
            let (stage, found) = (STAGE.to_owned(), odd.to_string());
            return Err(FitError::Target { stage, expected, found }.into());
        }
        let order = order(x, y.values(), weights);
        let counts =
            weights.map(|weights| order.iter().map(|&row| weights[row]).collect::<Vec<_>>());
        let targets: Vec<f64> = order.iter().map(|&row| y.values()[row]).collect();
        let ((rows, width), epsilon) = (self.machine.rows(x, &order), self.epsilon);
        let train = move || {
            let found = settings.regress(&rows, width, (&targets, counts.as_deref()), epsilon);
            found.map_err(|error| error.to_string())
        };
        let deadline = Duration::from_secs(self.machine.deadline_seconds);
        let found = guard::run(STAGE, Trainer::EXACT, deadline, train)?;
        self.machine.converged(STAGE, found.converged)?;
        let mut coefficients = found.weights;
        let intercept = self.machine.intercept_of(&mut coefficients);
        let state = AffineState { columns: Arc::clone(x.names()), coefficients, intercept };
        fitted(STAGE, LinearSupportVectorRegressorModel::restore(self.clone(), state))
    }
}

impl Fit<Vector> for LinearSupportVectorRegressor {
    type Fitted = LinearSupportVectorRegressorModel;

    fn fit(&self, x: &Matrix, y: &Vector) -> Result<LinearSupportVectorRegressorModel, Error> {
        self.of(x, (y, None))
    }
}

impl FitWeighted<Vector> for LinearSupportVectorRegressor {
    fn fit_weighted(
        &self,
        x: &Matrix,
        y: &Weighted<Vector>,
    ) -> Result<LinearSupportVectorRegressorModel, Error> {
        let stage = LinearSupportVectorRegressorModel::KIND;
        weights::numbers(stage, y)?;
        let rows = weights::Rows::of(stage, x, y)?;
        self.of(&rows.x, (rows.y(), rows.counts()))
    }
}

impl Stage for LinearSupportVectorRegressorModel {
    const KIND: &'static str = "model.linear_support_vector.regressor";
    type Recipe = LinearSupportVectorRegressor;
    type State = AffineState;

    stage_parts!(LinearSupportVectorRegressor, AffineState, checked);

    fn learn(
        recipe: &LinearSupportVectorRegressor,
        x: &Matrix,
        y: Target<'_>,
    ) -> Result<Self, Error> {
        weights::learn_numbers(Self::KIND, recipe, x, y)
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

    #[test]
    fn parameters_have_bounds_and_a_fit_an_end() -> Result<(), Error> {
        let x = Matrix::from_rows(["a"], [[0.0], [100.0], [3.0]])?;
        let y = Vector::new(vec![1.0, -2.0, 7.0]);
        let svr = LinearSupportVectorRegressor::new;
        let message =
            |recipe: LinearSupportVectorRegressor| recipe.fit(&x, &y).unwrap_err().to_string();
        for (recipe, says) in [
            (svr().c(0.0), "`c` must be finite and above 0"),
            (svr().epsilon(-1.0), "`epsilon` must be finite and not negative"),
            (svr().intercept_scaling(0.0), "`intercept_scaling` must be finite and above 0"),
            (svr().tolerance(f64::NAN), "`tolerance` must be finite"),
            (svr().max_iterations(0), "`max_iterations` must be at least 1"),
            (svr().max_iterations(1), "did not converge in 1 passes over the rows"),
        ] {
            let message = message(recipe);
            assert!(message.contains(says), "{message}");
        }
        svr().max_iterations(1).allow_unconverged(true).fit(&x, &y)?;
        Ok(())
    }
}
