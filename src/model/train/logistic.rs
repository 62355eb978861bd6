//! Logistic regression: linfa's L-BFGS, then Newton's method to the minimum.

use super::matrix::array;
use super::newton::Problem;
use super::{check, guard};
use crate::data::{Labels, Matrix};
use crate::error::{Error, FitError};
use crate::model::logistic::{Logistic, LogisticState};
use linfa::Dataset;
use linfa::traits::Fit;
use ndarray::Array1;
use std::sync::Arc;
use std::time::Duration;

const TRAINER: &str = "linfa-logistic";

pub(in crate::model) fn logistic(
    stage: &str,
    recipe: &Logistic,
    x: &Matrix,
    y: &Labels,
) -> Result<LogisticState, Error> {
    check::features(stage, x, y.rows())?;
    let present = check::classes(stage, y)?;
    let problem = Problem {
        width: x.width(),
        classes: present.classes.len(),
        rows: x.as_slice().to_vec(),
        codes: present.codes,
        l2: recipe.l2,
        intercept: recipe.intercept,
    };
    let settings = recipe.clone();
    let fit = move || train(&problem, &settings);
    let deadline = Duration::from_secs(recipe.deadline_seconds);
    let fitted = guard::run(stage, TRAINER, deadline, fit)?;
    check::learned(stage, "coefficients", &fitted.weights)?;
    // NaN is not converged.
    if !(fitted.residual <= recipe.tolerance || recipe.allow_unconverged) {
        let message = format!(
            "did not converge: a derivative is {:.1e} of its terms, the tolerance {:e}; standardise \
             the columns, raise the penalty, or allow it{}",
            fitted.residual, recipe.tolerance, fitted.note
        );
        let (stage, trainer) = (stage.to_owned(), TRAINER.to_owned());
        return Err(FitError::Trainer { stage, trainer, message }.into());
    }
    let (mut coefficients, mut intercepts) = (Vec::new(), Vec::new());
    for row in fitted.weights.chunks_exact(x.width() + 1) {
        coefficients.extend_from_slice(&row[..x.width()]);
        intercepts.push(row[x.width()]);
    }
    let (columns, classes) = (Arc::clone(x.names()), Arc::clone(y.classes()));
    Ok(LogisticState { columns, classes, present: present.classes, coefficients, intercepts })
}

struct Fitted {
    weights: Vec<f64>,
    residual: f64,
    note: String,
}

/// Newton starts from where linfa got to, or from 0 when linfa's line search gave up.
fn train(problem: &Problem, recipe: &Logistic) -> Result<Fitted, String> {
    let (start, note) = match linfa(problem, recipe) {
        Ok(start) if start.iter().all(|w| w.is_finite()) => (start, String::new()),
        Ok(_) => (problem.zeros(), " (linfa gave weights that are not finite)".to_owned()),
        Err(error) => (problem.zeros(), format!(" (linfa: {error})")),
    };
    let weights = problem.minimise(start);
    let residual = problem.residual(&weights);
    Ok(Fitted { weights, residual, note })
}

/// One row of weights and an intercept a score: of the second class, or of every class.
///
/// linfa calls the more frequent class positive, or the first seen in a tie; here the second is.
fn linfa(problem: &Problem, recipe: &Logistic) -> Result<Vec<f64>, String> {
    let width = problem.width;
    let x = array(problem.codes.len(), width, problem.rows.clone())?;
    let data = Dataset::new(x, Array1::from(problem.codes.clone()));
    // Newton finishes: a gradient this small in sum is far inside its range.
    const NEAR: f64 = 1e-4;
    if problem.classes == 2 {
        let model = linfa_logistic::LogisticRegression::default()
            .alpha(recipe.l2)
            .with_intercept(recipe.intercept)
            .max_iterations(recipe.max_iterations.into())
            .gradient_tolerance(NEAR)
            .fit(&data)
            .map_err(|error| error.to_string())?;
        let sign = if model.labels().pos.class == 1 { 1.0 } else { -1.0 };
        let weights = model.params().iter().copied().chain([model.intercept()]);
        return Ok(weights.map(|w| sign * w).collect());
    }
    let model = linfa_logistic::MultiLogisticRegression::default()
        .alpha(recipe.l2)
        .with_intercept(recipe.intercept)
        .max_iterations(recipe.max_iterations.into())
        .gradient_tolerance(NEAR)
        .fit(&data)
        .map_err(|error| error.to_string())?;
    let of_class = |place: &u32| {
        let at = model.classes().iter().position(|class| class == place)?;
        let weights = model.params().column(at).to_vec();
        Some(weights.into_iter().chain([*model.intercept().get(at)?]).collect::<Vec<f64>>())
    };
    let places: Vec<u32> = (0..).take(problem.classes).collect();
    let rows: Option<Vec<Vec<f64>>> = places.iter().map(of_class).collect();
    Ok(rows.ok_or("a class is missing")?.concat())
}
