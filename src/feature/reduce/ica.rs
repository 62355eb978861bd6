//! Columns that are as independent as turning and stretching can make them.

use super::projection::{Projection, bad_count, no_products};
use crate::artifact::Stage;
use crate::data::{Table, Types};
use crate::error::{Error, FitError};
use crate::exact::{self, Random};
use crate::feature::made::bad_parameter;
use crate::pipeline::guard::{self, DEADLINE_SECONDS, deadline_seconds};
use crate::pipeline::{Apply, Fit, Numbers, Pipeline};
use crate::solve::ica::Search;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// The draws of weights.
const STREAM: u32 = 0x4943_0001;

/// Replaces the numeric columns by independent components: the sources of which the columns are mixed, as far as they
/// are not normally distributed.
///
/// Takes and gives a [`Table`]. The components stand at the right end, named `fastica0`, `fastica1`, …; columns that
/// are not numeric pass through.
///
/// # Formula
/// z = W·K·(x − mean): K makes principal components of variance 1, and W, its rows at right angles, is the turn at
/// which E[ln cosh z] of every component is farthest from that of a normal one: the fixed point of
/// w ← E[x tanh(w·x)] − E[1 − tanh²(w·x)] w for all rows at once, made orthogonal as (WWᵀ)^−½ W in each step. Each
/// component has variance 1 (divisor n) and the sign that makes its largest weight positive.
///
/// # Learned state
/// Means, the unmixing weights, the mixing weights that turn components back, and the number of steps.
///
/// # Determinism
/// Replay exact: products in eight lanes. Refit exact, in any row order: covariances are exact before they are
/// rounded, Jacobi's rotations are taken in fixed order, and rows are sorted by their cells before sums are taken.
///
/// # Errors
/// Fitting fails when no column is numeric, a value is missing or infinite, there are fewer than two rows, the columns
/// vary in fewer directions than components are asked for, when it does not converge (see
/// [`allow_unconverged`](Self::allow_unconverged)), and when its [`deadline`](Self::deadline) passes. Applying refuses a missing or infinite value by column and row.
///
/// # Source
/// `FastICA` of scikit-learn 1.9 with its defaults, which warns when it does not converge, draws other weights, and
/// leaves signs as they come. Hyvärinen and Oja, "Independent component analysis: algorithms and applications" (2000).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let side = |i: i32, t: i32| if (i / t) % 2 == 0 { 1.0 } else { -1.0 };
/// // Two sources of ±1, mixed.
/// let a: Vec<f64> = (0..40).map(|i| 3.0 * side(i, 1) + side(i, 2)).collect();
/// let b: Vec<f64> = (0..40).map(|i| side(i, 1) - 2.0 * side(i, 2)).collect();
/// let x = Table::new().with("a", Column::Real(a))?.with("b", Column::Real(b))?;
/// let fitted = FastIca::new(2).tolerance(1e-9).fit(&x, &())?;
/// let Value::Real(z) = fitted.apply(&x)?.value(0, "fastica0") else { unreachable!() };
/// assert!((z.abs() - 1.0).abs() < 1e-9);
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "FastICA")]
#[doc(alias = "independent component analysis")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FastIca {
    components: u64,
    tolerance: f64,
    max_iterations: u32,
    seed: u64,
    w_init: Option<Vec<f64>>,
    allow_unconverged: bool,
    #[serde(skip_serializing_if = "stored::is_usual")]
    deadline_seconds: u64,
}

impl FastIca {
    /// So many components, at most as many as rows and as columns, with tolerance 1e-4, at most 200 steps and seed 0.
    #[doc(alias = "n_components")]
    #[must_use]
    pub fn new(components: u64) -> FastIca {
        FastIca {
            components,
            tolerance: 1e-4,
            max_iterations: 200,
            seed: 0,
            w_init: None,
            allow_unconverged: false,
            deadline_seconds: DEADLINE_SECONDS,
        }
    }

    /// When components count as settled: 1 less the cosine of the angle by which each turned in a step is below this.
    /// By default 1e-4.
    #[doc(alias = "tol")]
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> FastIca {
        self.tolerance = tolerance;
        self
    }

    /// The most steps; by default 200.
    #[doc(alias = "max_iter")]
    #[must_use]
    pub fn max_iterations(mut self, steps: u32) -> FastIca {
        self.max_iterations = steps;
        self
    }

    /// Which weights are drawn to start with; by default 0.
    #[doc(alias = "random_state")]
    #[must_use]
    pub fn seed(mut self, seed: u64) -> FastIca {
        self.seed = seed;
        self
    }

    /// The weights to start with, components × components, row after row; by default drawn from a normal distribution.
    /// They are of principal components whose first weight is positive.
    #[must_use]
    pub fn w_init(mut self, weights: impl Into<Vec<f64>>) -> FastIca {
        self.w_init = Some(weights.into());
        self
    }

    /// Whether a fit that did not converge is kept; by default it is an error.
    #[must_use]
    pub fn allow_unconverged(mut self, allow: bool) -> FastIca {
        self.allow_unconverged = allow;
        self
    }

    /// How long fitting may take, rounded up to whole seconds; by default 600 s. A fit that takes longer is
    /// [`FitError::Deadline`]; its thread is left behind, and does not outlive the process.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> FastIca {
        self.deadline_seconds = deadline_seconds(deadline);
        self
    }

    /// The weights to start with.
    fn start(&self, count: usize) -> Result<Vec<f64>, Error> {
        let Some(weights) = &self.w_init else {
            let mut random = Random::new(self.seed, STREAM, 0);
            let mut normal = || loop {
                let u = random.uniform();
                if u > 0.0 {
                    return exact::normal_quantile(u);
                }
            };
            return Ok((0..count * count).map(|_| normal()).collect());
        };
        if weights.len() == count * count && weights.iter().all(|x| x.is_finite()) {
            return Ok(weights.clone());
        }
        let expected = format!("{count} x {count} finite numbers");
        let found = format!("{} numbers", weights.len());
        Err(bad_parameter(FastIcaProjector::KIND, "w_init", expected, found))
    }
}

/// A fitted [`FastIca`].
#[derive(Debug, Clone, PartialEq)]
pub struct FastIcaProjector {
    recipe: FastIca,
    state: FastIcaState,
}

/// What [`FastIcaProjector`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FastIcaState {
    projection: Projection,
    mixing: Vec<f64>,
    iterations: u32,
}

impl FastIcaProjector {
    const PREFIX: &'static str = "fastica";

    /// The columns it replaces.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.projection.columns
    }

    /// The mean of each column.
    #[must_use]
    pub fn mean(&self) -> &[f64] {
        &self.state.projection.mean
    }

    /// The unmixing weights of one component, a number a column; `None` when there are fewer.
    #[doc(alias = "components_")]
    #[must_use]
    pub fn component(&self, at: usize) -> Option<&[f64]> {
        self.state.projection.component(at)
    }

    /// The mixing weights, column after column, in each one a component: their products with the components of a row,
    /// added to the means, are the row, or its nearest where there are fewer components than columns.
    #[doc(alias = "mixing_")]
    #[must_use]
    pub fn mixing(&self) -> &[f64] {
        &self.state.mixing
    }

    /// How many steps were taken.
    #[doc(alias = "n_iter_")]
    #[must_use]
    pub fn iterations(&self) -> u32 {
        self.state.iterations
    }
}

impl Pipeline for FastIca {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for FastIca {
    type Fitted = FastIcaProjector;

    fn fit(&self, x: &Table, _: &Y) -> Result<FastIcaProjector, Error> {
        const STAGE: &str = FastIcaProjector::KIND;
        let numbers = Numbers::of(STAGE, x)?;
        let (columns, rows) = (numbers.columns(), x.rows());
        if rows < 2 {
            return Err(FitError::Rows { stage: STAGE.to_owned(), needs: 2, found: rows }.into());
        }
        if !(self.tolerance.is_finite() && self.tolerance >= 0.0) {
            let expected = "finite and not negative";
            return Err(bad_parameter(STAGE, "tolerance", expected, self.tolerance));
        }
        if self.max_iterations == 0 {
            return Err(bad_parameter(STAGE, "max_iterations", "at least 1", 0));
        }
        let most = columns.len().min(rows);
        let count = match usize::try_from(self.components) {
            Ok(count) if (1..=most).contains(&count) => count,
            _ => return Err(bad_count(STAGE, most, self.components)),
        };
        let (tolerance, max_iterations) = (self.tolerance, self.max_iterations);
        let (search, start) = (Search { count, tolerance, max_iterations }, self.start(count)?);
        let own: Vec<Vec<f64>> = columns.iter().map(|column| column.to_vec()).collect();
        // What is wrong with the columns is told with their names, so it comes back as a result.
        let seek =
            move || Ok(search.fit(&own.iter().map(Vec::as_slice).collect::<Vec<_>>(), &start));
        let deadline = Duration::from_secs(self.deadline_seconds);
        let found = guard::run(STAGE, guard::OWN, deadline, seek)?
            .map_err(|problem| no_products(STAGE, &numbers, problem))?;
        if !(found.converged || self.allow_unconverged) {
            let problem = format!(
                "the components still turn after {} steps; raise the steps or the tolerance, or allow it",
                found.iterations
            );
            return Err(no_products(STAGE, &numbers, problem));
        }
        let projection = Projection {
            columns: Arc::clone(&numbers.names),
            mean: found.means,
            components: found.unmixing,
        };
        projection.check_names(STAGE, x, FastIcaProjector::PREFIX)?;
        let state = FastIcaState { projection, mixing: found.mixing, iterations: found.iterations };
        // What a hostile file must not hold, a fit must not make.
        FastIcaProjector::restore(self.clone(), state)
            .map_err(|problem| no_products(STAGE, &numbers, problem))
    }
}

impl Pipeline for FastIcaProjector {
    type Input = Table;
    type Output = Table;
}

impl Apply for FastIcaProjector {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        self.state.projection.apply(Self::KIND, x, Self::PREFIX, &[])
    }
}

mod stored;
#[cfg(test)]
mod tests;
