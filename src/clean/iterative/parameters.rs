//! How columns are predicted, from what, and in which order.

use serde::{Deserialize, Serialize};

/// What an [`ImputeIterative`](super::ImputeIterative) predicts a column with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Regression {
    /// Ridge regression that learns its penalty: scikit-learn's default.
    BayesianRidge(Bayesian),
    /// Ridge regression with a penalty.
    Ridge(f64),
    /// Least squares.
    Linear,
}

impl Default for Regression {
    fn default() -> Self {
        Regression::BayesianRidge(Bayesian::default())
    }
}

/// How a Bayesian ridge regression is fitted, as `BayesianRidge` of scikit-learn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bayesian {
    pub(super) rounds: u32,
    pub(super) tolerance: f64,
    pub(super) alpha: (f64, f64),
    pub(super) lambda: (f64, f64),
    pub(super) alpha_start: Option<f64>,
    pub(super) lambda_start: Option<f64>,
    pub(super) intercept: bool,
}

impl Default for Bayesian {
    fn default() -> Self {
        Bayesian::new()
    }
}

impl Bayesian {
    /// scikit-learn's own settings.
    #[must_use]
    pub fn new() -> Bayesian {
        Bayesian {
            rounds: 300,
            tolerance: 1e-3,
            alpha: (1e-6, 1e-6),
            lambda: (1e-6, 1e-6),
            alpha_start: None,
            lambda_start: None,
            intercept: true,
        }
    }

    /// The greatest number of rounds; by default 300.
    #[doc(alias = "max_iter")]
    #[must_use]
    pub fn rounds(mut self, most: u32) -> Bayesian {
        self.rounds = most;
        self
    }

    /// Rounds end when the coefficients move by less than this in sum; by default 0.001.
    #[doc(alias = "tol")]
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Bayesian {
        self.tolerance = tolerance;
        self
    }

    /// Shape and rate of the Gamma prior of the noise's precision; by default 1e-6 and 1e-6.
    #[doc(alias = "alpha_1")]
    #[must_use]
    pub fn alpha(mut self, shape: f64, rate: f64) -> Bayesian {
        self.alpha = (shape, rate);
        self
    }

    /// Shape and rate of the Gamma prior of the weights' precision; by default 1e-6 and 1e-6.
    #[doc(alias = "lambda_1")]
    #[must_use]
    pub fn lambda(mut self, shape: f64, rate: f64) -> Bayesian {
        self.lambda = (shape, rate);
        self
    }

    /// Where the noise's precision starts; by default at 1 / variance of what is predicted.
    #[doc(alias = "alpha_init")]
    #[must_use]
    pub fn alpha_start(mut self, precision: f64) -> Bayesian {
        self.alpha_start = Some(precision);
        self
    }

    /// Where the weights' precision starts; by default at 1.
    #[doc(alias = "lambda_init")]
    #[must_use]
    pub fn lambda_start(mut self, precision: f64) -> Bayesian {
        self.lambda_start = Some(precision);
        self
    }

    /// Whether there is an intercept; by default yes.
    #[doc(alias = "fit_intercept")]
    #[must_use]
    pub fn intercept(mut self, intercept: bool) -> Bayesian {
        self.intercept = intercept;
        self
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = f64> {
        let starts = self.alpha_start.into_iter().chain(self.lambda_start);
        let priors = [self.alpha.0, self.alpha.1, self.lambda.0, self.lambda.1, self.tolerance];
        priors.into_iter().chain(starts)
    }
}

/// What gaps hold before the first round of an [`ImputeIterative`](super::ImputeIterative).
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Start {
    /// The mean of the column.
    #[default]
    Mean,
    /// The median of the column.
    Median,
    /// The value that occurs most often, the smallest of several.
    MostFrequent,
    /// One number for all columns.
    Constant(f64),
}

/// In which order an [`ImputeIterative`](super::ImputeIterative) takes the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Order {
    /// From the fewest gaps to the most.
    #[default]
    Ascending,
    /// From the most gaps to the fewest.
    Descending,
    /// From left to right.
    Roman,
    /// From right to left.
    Arabic,
    /// By chance in each round, from this seed.
    Random(u64),
}
