//! Ridge regression that learns its penalty.

use super::affine::AffineState;
use super::check;
use super::input::{DEADLINE_SECONDS, at_least, deadline_seconds, not_negative};
use super::trainer::Trainer;
use crate::artifact::{Refit, Stage};
use crate::data::{Matrix, Vector};
use crate::error::{Error, FitError};
use crate::model::stage_parts::stage_parts;
use crate::pipeline::per_column::check_finite;
use crate::pipeline::{Apply, Fit, Pipeline, Target, guard};
use crate::solve::bayesian_ridge;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Ridge regression that learns its penalty: the precisions of noise and weights are those under which the data are
/// most likely.
///
/// Takes a [`Matrix`] and a target of numbers, gives a [`Vector`] of predictions.
///
/// # Formula
/// y = x·w + b with noise of variance 1/α and weights of variance 1/λ; w is the ridge solution of penalty λ/α. α and
/// λ are found in rounds: with γ = Σ αs/(λ + αs) over the eigenvalues s of XᵀX, λ = (γ + 2·shape)/(‖w‖² + 2·rate) and
/// α = (n − γ + 2·shape)/(‖y − x·w − b‖² + 2·rate), until the weights move by less than the tolerance in sum. Shape
/// and rate are those of the gamma priors of each.
///
/// # Learned state
/// One coefficient a column, the intercept, and the two precisions.
///
/// # Determinism
/// Replay exact: [`exact::affine`](crate::exact::affine) over each row. Refit exact, in any order of the rows: products
/// and residuals are exact sums, eigenvectors by Jacobi's rotations in one order.
///
/// # Errors
/// Fitting fails with a parameter out of its bounds, with fewer than two rows, a value that is not finite, or a
/// solution that is not. Rounds that come to their end before the weights stand still are no error. A row with a cell
/// that is not finite is refused when predicting.
///
/// # Source
/// `BayesianRidge` of scikit-learn 1.9. MacKay, "Bayesian interpolation" (1992); Tipping, "Sparse Bayesian learning
/// and the relevance vector machine" (2001).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [1.0], [2.0], [3.0]])?;
/// let model = BayesianRidge::new().fit(&x, &Vector::new(vec![1.0, 3.1, 4.9, 7.0]))?;
/// assert!((model.coefficients()[0] - 2.0).abs() < 0.03);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BayesianRidge {
    noise_prior: (f64, f64),
    weight_prior: (f64, f64),
    noise_start: Option<f64>,
    weight_start: f64,
    max_iterations: u32,
    tolerance: f64,
    intercept: bool,
    deadline_seconds: u64,
}

impl Default for BayesianRidge {
    fn default() -> Self {
        BayesianRidge::new()
    }
}

impl BayesianRidge {
    /// With priors of shape and rate 1e-6, an intercept, at most 300 rounds and tolerance 1e-3.
    #[must_use]
    pub fn new() -> BayesianRidge {
        BayesianRidge {
            noise_prior: (1e-6, 1e-6),
            weight_prior: (1e-6, 1e-6),
            noise_start: None,
            weight_start: 1.0,
            max_iterations: 300,
            tolerance: 1e-3,
            intercept: true,
            deadline_seconds: DEADLINE_SECONDS,
        }
    }

    /// Shape and rate of the gamma prior of the noise's precision; by default 1e-6 each.
    #[doc(alias = "alpha_1")]
    #[doc(alias = "alpha_2")]
    #[must_use]
    pub fn noise_prior(mut self, shape: f64, rate: f64) -> BayesianRidge {
        self.noise_prior = (shape, rate);
        self
    }

    /// Shape and rate of the gamma prior of the weights' precision; by default 1e-6 each.
    #[doc(alias = "lambda_1")]
    #[doc(alias = "lambda_2")]
    #[must_use]
    pub fn weight_prior(mut self, shape: f64, rate: f64) -> BayesianRidge {
        self.weight_prior = (shape, rate);
        self
    }

    /// The noise's precision to start from; by default 1 / variance of the target.
    #[doc(alias = "alpha_init")]
    #[must_use]
    pub fn noise_start(mut self, precision: f64) -> BayesianRidge {
        self.noise_start = Some(precision);
        self
    }

    /// The weights' precision to start from; by default 1.
    #[doc(alias = "lambda_init")]
    #[must_use]
    pub fn weight_start(mut self, precision: f64) -> BayesianRidge {
        self.weight_start = precision;
        self
    }

    /// The most rounds; by default 300.
    #[doc(alias = "max_iter")]
    #[must_use]
    pub fn max_iterations(mut self, rounds: u32) -> BayesianRidge {
        self.max_iterations = rounds;
        self
    }

    /// The rounds end when the weights move by less than this in sum; by default 1e-3.
    #[doc(alias = "tol")]
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> BayesianRidge {
        self.tolerance = tolerance;
        self
    }

    /// Whether to learn an intercept; by default yes. Without one it is 0.
    #[doc(alias = "fit_intercept")]
    #[must_use]
    pub fn intercept(mut self, intercept: bool) -> BayesianRidge {
        self.intercept = intercept;
        self
    }

    /// How long fitting may take, rounded up to whole seconds; by default 600 s.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> BayesianRidge {
        self.deadline_seconds = deadline_seconds(deadline);
        self
    }

    fn check(&self) -> Result<(), Error> {
        let stage = BayesianRidgeModel::KIND;
        for (name, value) in [
            ("noise_prior", self.noise_prior.0),
            ("noise_prior", self.noise_prior.1),
            ("weight_prior", self.weight_prior.0),
            ("weight_prior", self.weight_prior.1),
            ("tolerance", self.tolerance),
        ] {
            not_negative(stage, name, value)?;
        }
        for (name, value) in
            [("noise_start", self.noise_start.unwrap_or(1.0)), ("weight_start", self.weight_start)]
        {
            if !(value > 0.0 && value.is_finite()) {
                let (stage, parameter) = (stage.to_owned(), name.to_owned());
                let (expected, found) = ("finite and above 0".to_owned(), value.to_string());
                return Err(FitError::Parameter { stage, parameter, expected, found }.into());
            }
        }
        at_least(stage, "max_iterations", 1, self.max_iterations)
    }
}

/// A fitted [`BayesianRidge`].
#[derive(Debug, Clone, PartialEq)]
pub struct BayesianRidgeModel {
    recipe: BayesianRidge,
    state: BayesianRidgeState,
}

/// What [`BayesianRidgeModel`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BayesianRidgeState {
    line: AffineState,
    /// Of the noise.
    alpha: f64,
    /// Of the weights.
    lambda: f64,
    iterations: u32,
}

impl BayesianRidgeModel {
    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.line.columns
    }

    /// The coefficients, one a column.
    #[doc(alias = "coef_")]
    #[must_use]
    pub fn coefficients(&self) -> &[f64] {
        &self.state.line.coefficients
    }

    /// The intercept; 0 when none was learned.
    #[doc(alias = "intercept_")]
    #[must_use]
    pub fn intercept(&self) -> f64 {
        self.state.line.intercept
    }

    /// The precision of the noise.
    #[doc(alias = "alpha_")]
    #[must_use]
    pub fn noise_precision(&self) -> f64 {
        self.state.alpha
    }

    /// The precision of the weights.
    #[doc(alias = "lambda_")]
    #[must_use]
    pub fn weight_precision(&self) -> f64 {
        self.state.lambda
    }

    /// The rounds it took.
    #[doc(alias = "n_iter_")]
    #[must_use]
    pub fn iterations(&self) -> u32 {
        self.state.iterations
    }
}

impl Pipeline for BayesianRidge {
    type Input = Matrix;
    type Output = Vector;
}

impl Fit<Vector> for BayesianRidge {
    type Fitted = BayesianRidgeModel;

    fn fit(&self, x: &Matrix, y: &Vector) -> Result<BayesianRidgeModel, Error> {
        const STAGE: &str = BayesianRidgeModel::KIND;
        self.check()?;
        check::features(STAGE, x, y.rows())?;
        check::numbers(STAGE, y)?;
        let solver = bayesian_ridge::BayesianRidge {
            max_iterations: self.max_iterations,
            tolerance: self.tolerance,
            alpha: self.noise_prior,
            lambda: self.weight_prior,
            alpha_start: self.noise_start,
            lambda_start: self.weight_start,
            intercept: self.intercept,
        };
        let (rows, width, targets) = (x.as_slice().to_vec(), x.width(), y.values().to_vec());
        let solve = move || solver.fit(&rows, width, &targets).map_err(|error| error.to_string());
        let deadline = Duration::from_secs(self.deadline_seconds);
        let found = guard::run(STAGE, Trainer::EXACT, deadline, solve)?;
        check::learned(STAGE, "coefficients", &found.linear.coefficients)?;
        check::learned(STAGE, "precisions", &[found.alpha, found.lambda])?;
        let line = AffineState {
            columns: Arc::clone(x.names()),
            coefficients: found.linear.coefficients,
            intercept: if self.intercept { found.linear.intercept } else { 0.0 },
        };
        let (alpha, lambda, iterations) = (found.alpha, found.lambda, found.iterations);
        let state = BayesianRidgeState { line, alpha, lambda, iterations };
        Ok(BayesianRidgeModel { recipe: self.clone(), state })
    }
}

impl Pipeline for BayesianRidgeModel {
    type Input = Matrix;
    type Output = Vector;
}

impl Apply for BayesianRidgeModel {
    fn apply(&self, x: &Matrix) -> Result<Vector, Error> {
        self.state.line.apply(Self::KIND, x)
    }
}

impl Stage for BayesianRidgeModel {
    const KIND: &'static str = "model.bayesian_ridge";
    type Recipe = BayesianRidge;
    type State = BayesianRidgeState;

    stage_parts!(BayesianRidge, BayesianRidgeState);

    fn restore(recipe: BayesianRidge, state: BayesianRidgeState) -> Result<Self, String> {
        state.line.check()?;
        check_finite("precisions", &[state.alpha, state.lambda])?;
        Ok(BayesianRidgeModel { recipe, state })
    }

    fn learn(recipe: &BayesianRidge, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, y.vector(Self::KIND)?)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let mut lines = self.state.line.report();
        lines.push(("precision of the noise".to_owned(), self.state.alpha.to_string()));
        lines.push(("precision of the weights".to_owned(), self.state.lambda.to_string()));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_out_of_their_bounds() -> Result<(), Error> {
        let x = Matrix::from_rows(["a"], [[1.0], [2.0]])?;
        let y = Vector::new(vec![3.0, 5.0]);
        let message = |recipe: BayesianRidge| recipe.fit(&x, &y).unwrap_err().to_string();
        let new = BayesianRidge::new;
        assert!(message(new().noise_prior(-1.0, 0.0)).contains("`noise_prior` must be finite"));
        assert!(
            message(new().weight_start(0.0)).contains("`weight_start` must be finite and above")
        );
        assert!(message(new().noise_start(f64::NAN)).contains("`noise_start` must be finite"));
        assert!(message(new().max_iterations(0)).contains("`max_iterations` must be at least 1"));
        Ok(())
    }
}
