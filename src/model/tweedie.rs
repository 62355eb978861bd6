//! Generalised linear models of counts, amounts and costs.

mod family;

pub use family::Link;

use super::affine::{AffineState, affine_accessors};
use super::check;
use super::input::{DEADLINE_SECONDS, deadline_seconds, out_of_range};
use super::trainer::Trainer;
use super::weights::{self, Rows};
use crate::artifact::{Refit, Stage};
use crate::data::{Matrix, Vector};
use crate::error::{Error, FitError};
use crate::exact;
use crate::model::stage_parts::stage_parts;
use crate::pipeline::{Apply, Fit, FitWeighted, Pipeline, Target, Weighted, guard};
use crate::solve::glm::Glm;
use crate::solve::rows::transposed;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Regression of numbers whose variance is a power of their mean: Poisson, gamma, and Tweedie's between and beyond.
///
/// Takes a [`Matrix`] and a target of numbers, gives a [`Vector`] of predicted means. [`poisson`](Self::poisson) is
/// for counts and rates, [`gamma`](Self::gamma) for amounts above 0, a power between 1 and 2 for totals that are often
/// 0, such as the yearly claims of an insurance.
///
/// | power | distribution | target |
/// |---|---|---|
/// | 0 | normal | any number |
/// | 1 | Poisson | 0 or more |
/// | between 1 and 2 | compound of Poisson and gamma | 0 or more |
/// | 2 | gamma | above 0 |
/// | 3 | inverse normal | above 0 |
/// | others above 2 | positive stable | above 0 |
/// | below 0 | extreme stable | any number |
///
/// # Formula
/// With η = x·w + b the mean μ is e^η, or η by [`Link::Identity`]. The weights w and b minimise
/// Σ d(y, μ) / 2n + α/2 Σw² over the n rows, d being the deviance of the power p:
/// d/2 = y^(2−p)/((1−p)(2−p)) − y·μ^(1−p)/(1−p) + μ^(2−p)/(2−p), for p = 1 y ln(y/μ) − y + μ, for p = 2
/// y/μ − ln(y/μ) − 1. The intercept is not penalised. The penalty weighs columns by their scale: standardise them
/// first unless they share one.
/// [Weights](Weighted) stand before the losses, and their sum in the place of n.
///
/// # Learned state
/// One coefficient a column, and the intercept.
///
/// # Determinism
/// Replay exact: [`exact::affine`](crate::exact::affine) over each row, then [`exact::exp`](crate::exact::exp) where
/// the link is the logarithm. Refit exact, in any order of the rows: Newton's method from the mean of the target, every
/// sum over rows exact, steps halved in one order. It goes on until rounding is what is left of the derivatives.
///
/// # Errors
/// Fitting fails with a power between 0 and 1, a target outside the range of its distribution, a value that is not
/// finite, one for which numbers leave their range, without a mean above 0 to start from, and when it does not
/// converge: when a derivative of the objective is more than the [`tolerance`](Self::tolerance). A row with a cell that
/// is not finite is refused when predicting, and one whose mean leaves the range of numbers.
///
/// # Source
/// `TweedieRegressor`, `PoissonRegressor` and `GammaRegressor` of scikit-learn 1.9. McCullagh and Nelder,
/// *Generalized Linear Models*, 2nd ed. (1989).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["late"], [[0.0], [0.0], [1.0], [1.0]])?;
/// let y = Vector::new(vec![1.0, 3.0, 7.0, 9.0]);
/// let model = Tweedie::poisson().alpha(0.0).fit(&x, &y)?;
/// // Two groups and two weights: the means of the groups.
/// let means = model.apply(&x)?;
/// assert!((means.values()[0] - 2.0).abs() < 1e-12 && (means.values()[3] - 8.0).abs() < 1e-12);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "TweedieRegressor")]
#[doc(alias = "PoissonRegressor")]
#[doc(alias = "GammaRegressor")]
#[doc(alias = "GLM")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tweedie {
    power: f64,
    alpha: f64,
    link: Link,
    intercept: bool,
    max_iterations: u32,
    tolerance: f64,
    allow_unconverged: bool,
    deadline_seconds: u64,
}

impl Tweedie {
    /// With a power, penalty α = 1, the link that goes with the power, an intercept, at most 100 steps and tolerance
    /// 1e-6.
    #[must_use]
    pub fn new(power: f64) -> Tweedie {
        Tweedie {
            power,
            alpha: 1.0,
            link: Link::Auto,
            intercept: true,
            max_iterations: 100,
            tolerance: 1e-6,
            allow_unconverged: false,
            deadline_seconds: DEADLINE_SECONDS,
        }
    }

    /// Poisson regression, of counts and rates: a power of 1 and the logarithm as link.
    #[doc(alias = "PoissonRegressor")]
    #[must_use]
    pub fn poisson() -> Tweedie {
        Tweedie::new(1.0)
    }

    /// Gamma regression, of amounts above 0: a power of 2 and the logarithm as link.
    #[doc(alias = "GammaRegressor")]
    #[must_use]
    pub fn gamma() -> Tweedie {
        Tweedie::new(2.0)
    }

    /// The penalty α on half the sum of squared coefficients, beside the mean of half the deviances; by default 1.
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> Tweedie {
        self.alpha = alpha;
        self
    }

    /// How the mean follows from the weighted sum; by default as goes with the power.
    #[must_use]
    pub fn link(mut self, link: Link) -> Tweedie {
        self.link = link;
        self
    }

    /// Whether to learn an intercept; by default yes. Without one it is 0.
    #[doc(alias = "fit_intercept")]
    #[must_use]
    pub fn intercept(mut self, intercept: bool) -> Tweedie {
        self.intercept = intercept;
        self
    }

    /// The most steps of Newton's method; by default 100.
    #[doc(alias = "max_iter")]
    #[must_use]
    pub fn max_iterations(mut self, iterations: u32) -> Tweedie {
        self.max_iterations = iterations;
        self
    }

    /// When the fit counts as converged: every derivative of the objective, over the sum of the magnitudes of its
    /// terms, is at most this. By default 1e-6; the steps go on beyond it as long as they gain. Free of scale, unlike
    /// scikit-learn's `tol`.
    #[doc(alias = "tol")]
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Tweedie {
        self.tolerance = tolerance;
        self
    }

    /// Whether a fit that did not converge is kept; by default it is an error.
    #[must_use]
    pub fn allow_unconverged(mut self, allow: bool) -> Tweedie {
        self.allow_unconverged = allow;
        self
    }

    /// How long fitting may take, rounded up to whole seconds; by default 600 s.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Tweedie {
        self.deadline_seconds = deadline_seconds(deadline);
        self
    }
}

/// A fitted [`Tweedie`].
#[derive(Debug, Clone, PartialEq)]
pub struct TweedieModel {
    recipe: Tweedie,
    state: AffineState,
}

affine_accessors!(TweedieModel);

impl Pipeline for Tweedie {
    type Input = Matrix;
    type Output = Vector;
}

impl Fit<Vector> for Tweedie {
    type Fitted = TweedieModel;

    fn fit(&self, x: &Matrix, y: &Vector) -> Result<TweedieModel, Error> {
        self.fitted(x, (y, None))
    }
}

impl FitWeighted<Vector> for Tweedie {
    fn fit_weighted(&self, x: &Matrix, y: &Weighted<Vector>) -> Result<TweedieModel, Error> {
        const STAGE: &str = TweedieModel::KIND;
        self.check()?;
        weights::numbers(STAGE, y)?;
        self.check_target(y.y())?;
        let rows = Rows::of(STAGE, x, y)?;
        self.fitted(&rows.x, (rows.y(), rows.counts()))
    }
}

impl Tweedie {
    /// The model of rows that count once, or as much as their weights.
    fn fitted(
        &self,
        x: &Matrix,
        (y, weights): (&Vector, Option<&[f64]>),
    ) -> Result<TweedieModel, Error> {
        const STAGE: &str = TweedieModel::KIND;
        self.check()?;
        check::features(STAGE, x, y.rows())?;
        check::numbers(STAGE, y)?;
        self.check_target(y)?;
        let (columns, targets) = (transposed(x.as_slice(), x.width()), y.values().to_vec());
        let counts = weights.map(|weights| weights::scaled(weights).0);
        let glm = Glm {
            family: self.family(),
            alpha: self.alpha,
            intercept: self.intercept,
            max_iterations: self.max_iterations,
        };
        let solve = move || {
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let found = glm.fit_counting(&columns, &targets, counts.as_deref());
            found.map_err(|error| error.to_string())
        };
        let deadline = Duration::from_secs(self.deadline_seconds);
        let found = guard::run(STAGE, Trainer::EXACT, deadline, solve)?;
        check::learned(STAGE, "coefficients", &found.linear.coefficients)?;
        check::learned(STAGE, "intercept", &[found.linear.intercept])?;
        // NaN is not converged.
        if !(found.residual <= self.tolerance || self.allow_unconverged) {
            let message = format!(
                "did not converge: a derivative is {:.1e} of its terms, the tolerance {:e}; raise the penalty or \
                 the steps, or allow it",
                found.residual, self.tolerance,
            );
            let (stage, trainer) = (STAGE.to_owned(), Trainer::EXACT.to_owned());
            return Err(FitError::Trainer { stage, trainer, message }.into());
        }
        let state = AffineState {
            columns: Arc::clone(x.names()),
            coefficients: found.linear.coefficients,
            intercept: found.linear.intercept,
        };
        Ok(TweedieModel { recipe: self.clone(), state })
    }
}

impl Pipeline for TweedieModel {
    type Input = Matrix;
    type Output = Vector;
}

impl Apply for TweedieModel {
    fn apply(&self, x: &Matrix) -> Result<Vector, Error> {
        let mut means = self.state.apply(Self::KIND, x)?.into_values();
        if self.recipe.family().log {
            exact::slices::exp(&mut means);
            if let Some(row) = means.iter().position(|mean| !mean.is_finite()) {
                return Err(out_of_range(Self::KIND, "prediction", row, f64::INFINITY));
            }
        }
        Ok(Vector::new(means))
    }
}

impl Stage for TweedieModel {
    const KIND: &'static str = "model.tweedie";
    type Recipe = Tweedie;
    type State = AffineState;

    stage_parts!(Tweedie, AffineState);

    fn restore(recipe: Tweedie, state: AffineState) -> Result<Self, String> {
        recipe.check().map_err(|error| error.to_string())?;
        state.check()?;
        Ok(TweedieModel { recipe, state })
    }

    fn learn(recipe: &Tweedie, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
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
mod tests;
