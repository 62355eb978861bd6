//! Least squares with a penalty on magnitudes, by whoever was asked to fit.

use super::affine::AffineState;
use super::affine_targets::AffineTargetsState;
use super::input::{at_least, not_negative};
use super::trainer::Trainer;
use super::weights::{self, Rows};
use super::{check, train};
use crate::data::{Matrix, Vector};
use crate::error::{Error, FitError};
use crate::pipeline::{Weighted, guard};
use crate::solve::lasso::{ElasticNet, ElasticNetFit};
use crate::solve::multi_task::multi_task;
use crate::solve::rows::transposed;
use std::sync::Arc;
use std::time::Duration;

/// What the recipes of the lasso and the elastic net have in common, of one target and of several.
pub(super) struct Ask {
    pub(super) stage: &'static str,
    pub(super) trainer: Trainer,
    pub(super) net: ElasticNet,
    pub(super) intercept: bool,
    pub(super) allow_unconverged: bool,
    pub(super) deadline: Duration,
}

impl Ask {
    fn check(&self) -> Result<(), Error> {
        let &Ask { stage, trainer, net, .. } = self;
        trainer.check(stage, &[Trainer::Exact, Trainer::Linfa])?;
        not_negative(stage, "alpha", net.alpha)?;
        not_negative(stage, "tolerance", net.tolerance)?;
        at_least(stage, "max_iterations", 1, net.max_iterations)?;
        let refuse = |parameter: &str, expected: &str, found: String| {
            let (stage, parameter) = (stage.to_owned(), parameter.to_owned());
            Err(FitError::Parameter { stage, parameter, expected: expected.to_owned(), found }
                .into())
        };
        if !(0.0..=1.0).contains(&net.ratio) {
            return refuse("ratio", "between 0 and 1", net.ratio.to_string());
        }
        if net.positive && trainer != Trainer::Exact {
            return refuse("positive", "false, as linfa has no such bound", "true".to_owned());
        }
        Ok(())
    }

    /// The error of a fit that did not come to its end, unless that is allowed.
    pub(super) fn converged(&self, converged: bool, trainer: &str) -> Result<(), Error> {
        if converged || self.allow_unconverged {
            return Ok(());
        }
        let ElasticNet { max_iterations, tolerance, .. } = self.net;
        let message = format!(
            "did not converge: after {max_iterations} rounds the duality gap is more than {tolerance:e} of the \
             target's sum of squares; standardise the columns, raise the penalty or the rounds, or allow it"
        );
        let (stage, trainer) = (self.stage.to_owned(), trainer.to_owned());
        Err(FitError::Trainer { stage, trainer, message }.into())
    }
}

/// Minimises `Σ(y − x·w − b)² / 2n + alpha·(ratio·Σ|w| + (1 − ratio)/2·Σw²)`.
pub(super) fn fit(ask: &Ask, x: &Matrix, y: &Vector) -> Result<AffineState, Error> {
    ask.check()?;
    let &Ask { stage, trainer, net, intercept, deadline, .. } = ask;
    if trainer != Trainer::Exact {
        return train::coordinate_descent(ask, x, y);
    }
    check::features(stage, x, y.rows())?;
    check::numbers(stage, y)?;
    let columns = transposed(x.as_slice(), x.width());
    let targets = y.values().to_vec();
    let solve = move || {
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        net.fit_columns(&columns, &targets, intercept).map_err(|error| error.to_string())
    };
    let found = guard::run(stage, Trainer::EXACT, deadline, solve)?;
    state(ask, x, found)
}

/// Minimises `Σ weight·(y − x·w − b)² / 2Σ weight` and the penalties.
pub(super) fn fit_weighted(
    ask: &Ask,
    x: &Matrix,
    y: &Weighted<Vector>,
) -> Result<AffineState, Error> {
    ask.check()?;
    let &Ask { stage, trainer, net, intercept, deadline, .. } = ask;
    weights::own(stage, trainer)?;
    weights::numbers(stage, y)?;
    let rows = Rows::of(stage, x, y)?;
    if rows.once() {
        return fit(ask, &rows.x, rows.y());
    }
    check::features(stage, &rows.x, rows.y().rows())?;
    let columns = transposed(rows.x.as_slice(), rows.x.width());
    let (targets, weights) = (rows.y().values().to_vec(), rows.weights().to_vec());
    let solve = move || {
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let found = net.fit_weighted(&columns, (&targets, &weights), intercept);
        found.map_err(|error| error.to_string())
    };
    let found = guard::run(stage, Trainer::EXACT, deadline, solve)?;
    state(ask, x, found)
}

fn state(ask: &Ask, x: &Matrix, found: ElasticNetFit) -> Result<AffineState, Error> {
    ask.converged(found.converged, Trainer::EXACT)?;
    let (columns, linear) = (Arc::clone(x.names()), found.linear);
    let intercept = if ask.intercept { linear.intercept } else { 0.0 };
    Ok(AffineState { columns, coefficients: linear.coefficients, intercept })
}

/// The same of several targets, with the length of the weights of a column in the place of `|w|`.
pub(super) fn fit_targets(ask: &Ask, x: &Matrix, y: &Matrix) -> Result<AffineTargetsState, Error> {
    ask.check()?;
    let &Ask { stage, net, intercept, deadline, .. } = ask;
    check::features(stage, x, y.rows())?;
    check::columns_of_numbers(stage, y)?;
    let columns = transposed(x.as_slice(), x.width());
    let targets = transposed(y.as_slice(), y.width());
    let solve = move || {
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let targets: Vec<&[f64]> = targets.iter().map(Vec::as_slice).collect();
        multi_task(&net, &columns, &targets, intercept).map_err(|error| error.to_string())
    };
    let mut found = guard::run(stage, Trainer::EXACT, deadline, solve)?;
    ask.converged(found.converged, Trainer::EXACT)?;
    if !intercept {
        found.linears.iter_mut().for_each(|linear| linear.intercept = 0.0);
    }
    Ok(AffineTargetsState::of(x, y.names(), &found.linears))
}

/// The setters that all of them share.
macro_rules! round_setters {
    ($recipe:ident) => {
        impl $recipe {
            /// Whether to learn an intercept; by default yes. Without one it is 0.
            #[doc(alias = "fit_intercept")]
            #[must_use]
            pub fn intercept(mut self, intercept: bool) -> $recipe {
                self.intercept = intercept;
                self
            }

            /// The most rounds over all coefficients; by default 1000.
            #[doc(alias = "max_iter")]
            #[must_use]
            pub fn max_iterations(mut self, rounds: u32) -> $recipe {
                self.max_iterations = rounds;
                self
            }

            /// When the fit counts as converged: the duality gap, which bounds how far the objective is from
            /// its minimum, is at most this share of the target's sum of squares. By default 1e-4.
            #[doc(alias = "tol")]
            #[must_use]
            pub fn tolerance(mut self, tolerance: f64) -> $recipe {
                self.tolerance = tolerance;
                self
            }

            /// Whether a fit that did not converge is kept; by default it is an error.
            #[must_use]
            pub fn allow_unconverged(mut self, allow: bool) -> $recipe {
                self.allow_unconverged = allow;
                self
            }

            /// How long fitting may take, rounded up to whole seconds; by default 600 s.
            #[must_use]
            pub fn deadline(mut self, deadline: Duration) -> $recipe {
                self.deadline_seconds = deadline_seconds(deadline);
                self
            }
        }
    };
}

/// The setters of [`Lasso`](super::Lasso) and [`ElasticNet`](super::ElasticNet).
macro_rules! descent_setters {
    ($recipe:ident) => {
        $crate::model::coordinate_descent::round_setters!($recipe);

        impl $recipe {
            /// Whether no coefficient may be below 0; by default any may.
            #[must_use]
            pub fn positive(mut self, positive: bool) -> $recipe {
                self.positive = positive;
                self
            }

            /// Who fits: [`Trainer::Exact`] unless said, or [`Trainer::Linfa`], which knows no
            /// [`positive`](Self::positive).
            #[must_use]
            pub fn with_trainer(mut self, trainer: Trainer) -> $recipe {
                self.trainer = trainer;
                self
            }
        }
    };
}

pub(super) use {descent_setters, round_setters};
