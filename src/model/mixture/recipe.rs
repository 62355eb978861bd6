//! The recipe of a mixture.

use super::{CovarianceType, GaussianMixtureState};
use crate::data::{Classes, Matrix};
use crate::error::{Error, FitError};
use crate::model::check;
use crate::model::input::{DEADLINE_SECONDS, at_least, deadline_seconds, not_negative};
use crate::model::trainer::Trainer;
use crate::pipeline::{Pipeline, guard};
use crate::solve::mixture::Em;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Beyond this, determinants and squares may leave the range of numbers.
const LARGEST: f64 = 1e100;

/// A mixture of normal distributions: soft clusters with their shapes, and a density.
///
/// Takes a [`Matrix`] and gives [`Classes`]: the components "0", "1", … with the probability that a row is of each.
/// It learns without a target: any is passed over. The density itself is
/// [`score_samples`](super::GaussianMixtureModel::score_samples).
///
/// # Formula
/// Density(x) = Σ w·N(x; m, Σ) over the components; P(component | x) is its term's share in it. Weights w, means m
/// and covariances Σ climb to a largest likelihood of the training rows by expectation and maximisation, until their
/// mean ln density gains less than `tolerance` in a step. Each step adds `reg_covar` to every variance. The first step
/// begins with the clusters of [`KMeans`](super::super::KMeans); of several starts the one of the largest likelihood is
/// kept.
///
/// # Learned state
/// The weight, the means and the covariances of every component.
///
/// # Determinism
/// Replay exact: [`exact::affine`](crate::exact::affine) of the row less the means with the inverse Cholesky factor,
/// squares added in the order of columns, then exponentials added in the order of components. Refit exact, in any
/// order of the rows: they are sorted by their cells, and sums over them have the order of
/// [`exact::dot`](crate::exact::dot).
///
/// # Errors
/// Fitting fails with 0 components or more than rows, given starts of another shape, a value that is not finite or
/// over 1e100, a component whose covariance is not positive definite, and when it does not converge (see
/// [`allow_unconverged`](Self::allow_unconverged)). A row with a cell that is not finite is refused when predicting,
/// and one so far from every component that no density is left in numbers.
///
/// # Source
/// `GaussianMixture` of scikit-learn 1.9, which warns when it does not converge. Dempster, Laird and Rubin, "Maximum
/// likelihood from incomplete data via the EM algorithm" (1977).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[-1.0], [0.0], [1.0], [9.0], [10.0], [11.0]])?;
/// let model = GaussianMixture::new(2).fit(&x, &())?;
/// let answer = model.apply(&x)?;
/// assert_eq!(answer.code(0), answer.code(2));
/// assert_ne!(answer.code(2), answer.code(3));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "GMM")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GaussianMixture {
    components: u64,
    covariance: CovarianceType,
    reg_covar: f64,
    tolerance: f64,
    max_iterations: u32,
    n_init: u32,
    seed: u64,
    weights: Option<Vec<f64>>,
    means: Option<Vec<f64>>,
    precisions: Option<Vec<f64>>,
    allow_unconverged: bool,
    deadline_seconds: u64,
}

impl GaussianMixture {
    /// So many components, each with a covariance matrix of its own, from one start with seed 0, at most 100 steps,
    /// tolerance 1e-3 and 1e-6 added to variances.
    #[doc(alias = "n_components")]
    #[must_use]
    pub fn new(components: u64) -> GaussianMixture {
        GaussianMixture {
            components,
            covariance: CovarianceType::Full,
            reg_covar: 1e-6,
            tolerance: 1e-3,
            max_iterations: 100,
            n_init: 1,
            seed: 0,
            weights: None,
            means: None,
            precisions: None,
            allow_unconverged: false,
            deadline_seconds: DEADLINE_SECONDS,
        }
    }

    /// What covariances may be; by default [`CovarianceType::Full`].
    #[must_use]
    pub fn covariance_type(mut self, kind: CovarianceType) -> GaussianMixture {
        self.covariance = kind;
        self
    }

    /// What is added to every variance; by default 1e-6.
    #[must_use]
    pub fn reg_covar(mut self, added: f64) -> GaussianMixture {
        self.reg_covar = added;
        self
    }

    /// The gain in the mean ln density at which the fit counts as converged; by default 1e-3.
    #[doc(alias = "tol")]
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> GaussianMixture {
        self.tolerance = tolerance;
        self
    }

    /// The most steps of a start; by default 100.
    #[doc(alias = "max_iter")]
    #[must_use]
    pub fn max_iterations(mut self, steps: u32) -> GaussianMixture {
        self.max_iterations = steps;
        self
    }

    /// How many starts are drawn; by default 1.
    #[must_use]
    pub fn n_init(mut self, starts: u32) -> GaussianMixture {
        self.n_init = starts;
        self
    }

    /// Which starts are drawn; by default 0.
    #[doc(alias = "random_state")]
    #[must_use]
    pub fn seed(mut self, seed: u64) -> GaussianMixture {
        self.seed = seed;
        self
    }

    /// Starts from these weights, in place of those of the clusters.
    #[must_use]
    pub fn weights_init(mut self, weights: impl Into<Vec<f64>>) -> GaussianMixture {
        self.weights = Some(weights.into());
        self
    }

    /// Starts from these means, one a row, in place of those of the clusters.
    #[must_use]
    pub fn means_init(mut self, means: &Matrix) -> GaussianMixture {
        self.means = Some(means.as_slice().to_vec());
        self
    }

    /// Starts from the inverses of these covariances, in place of those of the clusters; laid out as
    /// [`covariances`](super::GaussianMixtureModel::covariances) are.
    #[must_use]
    pub fn precisions_init(mut self, precisions: impl Into<Vec<f64>>) -> GaussianMixture {
        self.precisions = Some(precisions.into());
        self
    }

    /// Whether a fit that did not converge is kept; by default it is an error.
    #[must_use]
    pub fn allow_unconverged(mut self, allow: bool) -> GaussianMixture {
        self.allow_unconverged = allow;
        self
    }

    /// How long fitting may take, rounded up to whole seconds; by default 600 s.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> GaussianMixture {
        self.deadline_seconds = deadline_seconds(deadline);
        self
    }

    pub(super) fn components(&self) -> u64 {
        self.components
    }

    pub(super) fn covariance(&self) -> CovarianceType {
        self.covariance
    }

    fn check(&self, stage: &str, x: &Matrix) -> Result<Em, Error> {
        let count = usize::try_from(self.components).unwrap_or(usize::MAX);
        at_least(stage, "components", 1, u32::try_from(self.components).unwrap_or(u32::MAX))?;
        at_least(stage, "n_init", 1, self.n_init)?;
        at_least(stage, "max_iterations", 1, self.max_iterations)?;
        not_negative(stage, "tolerance", self.tolerance)?;
        not_negative(stage, "reg_covar", self.reg_covar)?;
        check::features(stage, x, x.rows())?;
        check::magnitude(stage, x, LARGEST)?;
        if count > x.rows() {
            let (needs, found) = (count, x.rows());
            return Err(FitError::Rows { stage: stage.to_owned(), needs, found }.into());
        }
        let width = x.width();
        let given = |parameter: &str,
                     values: &Option<Vec<f64>>,
                     expected: Option<usize>,
                     bounds: [f64; 2]| {
            let Some(values) = values else { return Ok(()) };
            let inside = |x: &f64| x.is_finite() && *x >= bounds[0] && *x <= bounds[1];
            if Some(values.len()) == expected && values.iter().all(inside) {
                return Ok(());
            }
            Err(Error::from(FitError::Parameter {
                stage: stage.to_owned(),
                parameter: parameter.to_owned(),
                expected: format!("{} numbers in range", expected.unwrap_or(usize::MAX)),
                found: match values.iter().find(|x| !inside(x)) {
                    Some(odd) => odd.to_string(),
                    None => format!("{} numbers", values.len()),
                },
            }))
        };
        given("weights_init", &self.weights, Some(count), [0.0, 1.0])?;
        given("means_init", &self.means, count.checked_mul(width), [-LARGEST, LARGEST])?;
        let least = match self.covariance {
            CovarianceType::Diagonal | CovarianceType::Spherical => f64::MIN_POSITIVE,
            CovarianceType::Full | CovarianceType::Tied => -f64::MAX,
        };
        let expected = self.covariance.numbers(count, width);
        given("precisions_init", &self.precisions, expected, [least, f64::MAX])?;
        Ok(Em {
            components: count,
            kind: self.covariance,
            reg_covar: self.reg_covar,
            tolerance: self.tolerance,
            max_iterations: self.max_iterations,
            starts: self.n_init,
            seed: self.seed,
            weights: self.weights.clone(),
            means: self.means.clone(),
            precisions: self.precisions.clone(),
        })
    }

    pub(super) fn learn(&self, stage: &str, x: &Matrix) -> Result<GaussianMixtureState, Error> {
        let em = self.check(stage, x)?;
        let (cells, width) = (x.as_slice().to_vec(), x.width());
        let deadline = Duration::from_secs(self.deadline_seconds);
        let found = guard::run(stage, Trainer::EXACT, deadline, move || em.fit(&cells, width))?;
        check::learned(stage, "means", &found.parameters.means)?;
        check::learned(stage, "covariances", &found.parameters.covariances)?;
        if !(found.converged || self.allow_unconverged) {
            let message = format!(
                "did not converge: after {} steps the mean log density still gains {:e} or more; raise the steps or \
                 the tolerance, ask for fewer components, or allow it",
                found.iterations, self.tolerance,
            );
            let (stage, trainer) = (stage.to_owned(), Trainer::EXACT.to_owned());
            return Err(FitError::Trainer { stage, trainer, message }.into());
        }
        Ok(GaussianMixtureState {
            columns: Arc::clone(x.names()),
            weights: found.parameters.weights,
            means: found.parameters.means,
            covariances: found.parameters.covariances,
            lower_bound: found.lower_bound,
            iterations: found.iterations,
        })
    }
}

impl Pipeline for GaussianMixture {
    type Input = Matrix;
    type Output = Classes;
}
