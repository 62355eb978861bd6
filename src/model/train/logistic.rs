//! Logistic regression: where linfa's L-BFGS comes to.

use super::matrix::array;
use crate::data::{Labels, Matrix};
use crate::error::Error;
use crate::model::logistic::fit::{Start, by};
use crate::model::logistic::{Logistic, LogisticState};
use crate::solve::logistic::Problem;
use linfa::Dataset;
use linfa::traits::Fit;
use ndarray::Array1;

/// linfa comes near the minimum; from there, or from 0 when its line search gave up, the way is that of the exact fit.
pub(in crate::model) fn logistic(
    stage: &str,
    recipe: &Logistic,
    x: &Matrix,
    y: &Labels,
) -> Result<LogisticState, Error> {
    by(stage, "linfa-logistic", start, recipe, x, y)
}

fn start(problem: &Problem, recipe: &Logistic) -> Start {
    match linfa(problem, recipe) {
        Ok(weights) if weights.iter().all(|w| w.is_finite()) => {
            Start { weights, note: String::new() }
        }
        Ok(_) => {
            let note = " (linfa gave weights that are not finite)".to_owned();
            Start { weights: problem.zeros(), note }
        }
        Err(error) => Start { weights: problem.zeros(), note: format!(" (linfa: {error})") },
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::{self, Random};
    use crate::model::Trainer;
    use crate::pipeline::{Apply, Fit as _};
    use std::sync::Arc;

    fn problem(classes: u32, l2: f64) -> Problem {
        let mut draw = Random::new(u64::from(classes), 0, 0);
        let rows: Vec<f64> = (0..200 * 5).map(|_| draw.uniform() * 4.0 - 2.0).collect();
        let code = |row: &[f64]| {
            let score = row[0] - row[1] + draw.uniform() * 3.0 + 2.5;
            (exact::clamp(score, 0.0, 5.9) / 6.0 * f64::from(classes)).floor() as u32
        };
        let codes = rows.chunks(5).map(code).collect();
        Problem { width: 5, classes: classes as usize, rows, codes, l2, intercept: true }
    }

    /// linfa minimises the objective as it is documented here: where it stops, the derivatives as we
    /// compute them are as small as it was asked for, and Newton's method has little left to do.
    #[test]
    fn linfa_minimises_the_documented_objective() {
        for (classes, l2) in [(2, 1.0), (2, 0.01), (2, 0.0), (3, 1.0), (5, 0.3)] {
            let problem = problem(classes, l2);
            let theirs = linfa(&problem, &Logistic::new().l2(l2)).unwrap();
            let ours = problem.minimise(theirs.clone());
            assert!(problem.residual(&theirs) < 1e-4, "{classes} classes, λ = {l2}");
            assert!(problem.residual(&ours) < 1e-12, "{classes} classes, λ = {l2}");
            for (a, b) in theirs.iter().zip(&ours) {
                assert!((a - b).abs() < 1e-3, "{classes} classes, λ = {l2}: {a} and {b}");
            }
        }
    }

    /// Newton alone comes to the same place, so the minimum does not depend on where linfa stops.
    #[test]
    fn the_start_does_not_matter() {
        for (classes, l2) in [(2, 1.0), (3, 0.1)] {
            let problem = problem(classes, l2);
            let started = problem.minimise(linfa(&problem, &Logistic::new().l2(l2)).unwrap());
            let alone = problem.minimise(problem.zeros());
            for (a, b) in started.iter().zip(&alone) {
                assert!((a - b).abs() < 1e-12, "{a} and {b}");
            }
        }
    }

    /// The same weights in linfa's prediction and in ours. They differ by the order of the sum and by
    /// std's exp: with 5 terms of size up to 10, a few units of 1e-16 times 10 in the score, less in
    /// the probability.
    #[test]
    fn probabilities_are_linfas_up_to_rounding() {
        let problem = problem(3, 1.0);
        let x = array(200, 5, problem.rows.clone()).unwrap();
        let data = Dataset::new(x.clone(), Array1::from(problem.codes.clone()));
        let theirs = linfa_logistic::MultiLogisticRegression::default().fit(&data).unwrap();
        let names = ["a", "b", "c", "d", "e"].map(Arc::from);
        let names: Arc<[Arc<str>]> = names.into();
        let state = LogisticState {
            columns: Arc::clone(&names),
            classes: ["0", "1", "2"].map(Arc::from).into(),
            present: vec![0, 1, 2],
            coefficients: theirs.params().t().iter().copied().collect(),
            intercepts: theirs.intercept().to_vec(),
        };
        let model = <crate::model::LogisticModel as crate::artifact::Stage>::restore(
            Logistic::new(),
            state,
        );
        let ours = model.unwrap().apply(&Matrix::new(names, x.clone()).unwrap()).unwrap();
        let theirs = theirs.predict_probabilities(&x);
        assert_eq!(ours.probabilities().len(), theirs.len());
        for (a, b) in ours.probabilities().iter().zip(theirs.iter()) {
            assert!((a - b).abs() <= 1e-14, "{a} and {b}");
        }
    }

    /// The recipe's own fit and the pieces above are one thing.
    #[test]
    fn the_recipe_runs_them_all() {
        let problem = problem(2, 1.0);
        let names: Arc<[Arc<str>]> = ["a", "b", "c", "d", "e"].map(Arc::from).into();
        let x = Matrix::from_row_major(names, problem.rows.clone()).unwrap();
        let y = Labels::from_texts(problem.codes.iter().map(u32::to_string));
        let alone = problem.minimise(problem.zeros());
        for trainer in [Trainer::Linfa, Trainer::Exact] {
            let model = Logistic::new().with_trainer(trainer).fit(&x, &y).unwrap();
            for (a, b) in model.coefficients().iter().chain(model.intercepts()).zip(&alone) {
                assert!((a - b).abs() < 1e-12, "{a} and {b}");
            }
        }
    }
}
