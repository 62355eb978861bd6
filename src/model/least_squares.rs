//! Least squares by whoever was asked to fit.

use super::affine::AffineState;
use super::trainer::Trainer;
use super::weights::{self, Rows};
use super::{check, train};
use crate::data::{Matrix, Vector};
use crate::error::Error;
use crate::pipeline::{Weighted, guard};
use crate::solve;
use crate::solve::gram::Linear;
use crate::solve::rows::transposed;
use std::sync::Arc;
use std::time::Duration;

/// What the recipes of least squares have in common.
pub(super) struct Ask {
    pub(super) stage: &'static str,
    pub(super) trainer: Trainer,
    pub(super) penalty: f64,
    pub(super) intercept: bool,
    pub(super) deadline: Duration,
}

/// Minimises Σ(y − x·w − b)² + `penalty` Σw².
pub(super) fn fit(ask: &Ask, x: &Matrix, y: &Vector) -> Result<AffineState, Error> {
    let &Ask { stage, trainer, penalty, intercept, deadline } = ask;
    trainer.check(stage, &[Trainer::Exact, Trainer::Linfa])?;
    if trainer != Trainer::Exact {
        return train::least_squares(stage, x, y, penalty, intercept, deadline);
    }
    check::features(stage, x, y.rows())?;
    check::numbers(stage, y)?;
    let columns = transposed(x.as_slice(), x.width());
    let targets = y.values().to_vec();
    let solve = move || {
        solve::least_squares::least_squares(columns, targets, penalty, intercept)
            .map_err(|error| error.to_string())
    };
    let found = guard::run(stage, Trainer::EXACT, deadline, solve)?;
    Ok(state(x, found))
}

/// Minimises Σ weight·(y − x·w − b)² + `penalty` Σw².
pub(super) fn fit_weighted(
    ask: &Ask,
    x: &Matrix,
    y: &Weighted<Vector>,
) -> Result<AffineState, Error> {
    let &Ask { stage, trainer, penalty, intercept, deadline } = ask;
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
        let problem = (columns, targets, &weights[..]);
        solve::least_squares::weighted_least_squares(problem, penalty, intercept)
            .map_err(|error| error.to_string())
    };
    let found = guard::run(stage, Trainer::EXACT, deadline, solve)?;
    Ok(state(x, found))
}

fn state(x: &Matrix, found: Linear) -> AffineState {
    let (columns, coefficients) = (Arc::clone(x.names()), found.coefficients);
    AffineState { columns, coefficients, intercept: found.intercept }
}
