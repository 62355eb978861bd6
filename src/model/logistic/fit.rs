//! Fitting by Newton's method, from wherever a trainer starts it.

use super::{Logistic, LogisticModel, LogisticState};
use crate::artifact::Stage;
use crate::data::{Labels, Matrix};
use crate::error::{Error, FitError};
use crate::model::check::Present;
use crate::model::trainer::Trainer;
use crate::model::weights::{self, Rows};
use crate::model::{check, train};
use crate::pipeline::{Weighted, guard};
use crate::solve::logistic::Problem;
use crate::solve::scale::times_two_to;
use std::sync::Arc;
use std::time::Duration;

/// Beyond this, products of weights, cells and derivatives leave the range of numbers, and linfa's
/// line search was seen not to return.
const LARGEST: f64 = 1e50;

/// Where Newton's method sets out.
pub(in crate::model) struct Start {
    pub(in crate::model) weights: Vec<f64>,
    /// What is to be said should the fit not converge.
    pub(in crate::model) note: String,
}

/// Fits by the trainer of the recipe.
pub(super) fn fit(recipe: &Logistic, x: &Matrix, y: &Labels) -> Result<LogisticState, Error> {
    const STAGE: &str = LogisticModel::KIND;
    recipe.trainer.check(STAGE, &[Trainer::Exact, Trainer::Linfa])?;
    match recipe.trainer {
        Trainer::Exact => {
            let start = |problem: &Problem, _: &Logistic| Start {
                weights: problem.zeros(),
                note: String::new(),
            };
            by(STAGE, Trainer::EXACT, start, recipe, x, y)
        }
        _ => train::logistic(STAGE, recipe, x, y),
    }
}

/// Fits to rows that count with weights.
pub(super) fn fit_weighted(
    recipe: &Logistic,
    x: &Matrix,
    y: &Weighted<Labels>,
) -> Result<LogisticState, Error> {
    const STAGE: &str = LogisticModel::KIND;
    weights::own(STAGE, recipe.trainer)?;
    let rows = Rows::of(STAGE, x, y)?;
    if rows.once() {
        return fit(recipe, &rows.x, rows.y());
    }
    let (x, present) = checked(STAGE, &rows.x, rows.y())?;
    // Losses and penalty by the same power of two: the minimum is where it was.
    let (counts, exponent) = weights::scaled(rows.weights());
    let problem = problem(recipe, x, &present);
    let problem = Problem { l2: times_two_to(recipe.l2, -exponent), ..problem };
    let train = move || {
        let (weights, residual) = problem.minimum_counting(problem.zeros(), &counts);
        Ok((weights, residual, String::new()))
    };
    let deadline = Duration::from_secs(recipe.deadline_seconds);
    let found = guard::run(STAGE, Trainer::EXACT, deadline, train)?;
    learned((STAGE, Trainer::EXACT), recipe, (x, rows.y(), present), found)
}

/// Fits from the start that a trainer of a name makes.
pub(in crate::model) fn by(
    stage: &str,
    trainer: &str,
    start: fn(&Problem, &Logistic) -> Start,
    recipe: &Logistic,
    x: &Matrix,
    y: &Labels,
) -> Result<LogisticState, Error> {
    let (x, present) = checked(stage, x, y)?;
    let problem = problem(recipe, x, &present);
    let settings = recipe.clone();
    let train = move || {
        let Start { weights, note } = start(&problem, &settings);
        let (weights, residual) = problem.minimum(weights);
        Ok((weights, residual, note))
    };
    let deadline = Duration::from_secs(recipe.deadline_seconds);
    let found = guard::run(stage, trainer, deadline, train)?;
    learned((stage, trainer), recipe, (x, y, present), found)
}

fn checked<'a>(stage: &str, x: &'a Matrix, y: &Labels) -> Result<(&'a Matrix, Present), Error> {
    check::features(stage, x, y.rows())?;
    check::magnitude(stage, x, LARGEST)?;
    Ok((x, check::classes(stage, y)?))
}

fn problem(recipe: &Logistic, x: &Matrix, present: &Present) -> Problem {
    Problem {
        width: x.width(),
        classes: present.classes.len(),
        rows: x.as_slice().to_vec(),
        codes: present.codes.clone(),
        l2: recipe.l2,
        intercept: recipe.intercept,
    }
}

/// The state, where the fit converged.
fn learned(
    (stage, trainer): (&str, &str),
    recipe: &Logistic,
    (x, y, present): (&Matrix, &Labels, Present),
    (weights, residual, note): (Vec<f64>, f64, String),
) -> Result<LogisticState, Error> {
    check::learned(stage, "coefficients", &weights)?;
    // NaN is not converged.
    if !(residual <= recipe.tolerance || recipe.allow_unconverged) {
        let message = format!(
            "did not converge: a derivative is {residual:.1e} of its terms, the tolerance {:e}; standardise \
             the columns, raise the penalty, or allow it{note}",
            recipe.tolerance,
        );
        let (stage, trainer) = (stage.to_owned(), trainer.to_owned());
        return Err(FitError::Trainer { stage, trainer, message }.into());
    }
    let (mut coefficients, mut intercepts) = (Vec::new(), Vec::new());
    for row in weights.chunks_exact(x.width() + 1) {
        coefficients.extend_from_slice(&row[..x.width()]);
        intercepts.push(row[x.width()]);
    }
    let (columns, classes) = (Arc::clone(x.names()), Arc::clone(y.classes()));
    Ok(LogisticState { columns, classes, present: present.classes, coefficients, intercepts })
}
