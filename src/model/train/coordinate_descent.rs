//! The lasso and the elastic net, by linfa's coordinate descent.

use super::matrix::array;
use crate::data::{Matrix, Vector};
use crate::error::Error;
use crate::exact;
use crate::model::affine::AffineState;
use crate::model::check;
use crate::model::coordinate_descent::Ask;
use crate::pipeline::guard;
use linfa::Dataset;
use linfa::traits::Fit;
use linfa_elasticnet::ElasticNet;
use ndarray::{Array1, Array2};
use std::sync::Arc;

const TRAINER: &str = "linfa-elasticnet";
/// Beyond this, squares and products of the values leave the range of numbers.
const LARGEST: f64 = 1e50;

/// Minimises what [`fit`](crate::model::coordinate_descent::fit) says.
///
/// With an intercept, columns and target are put less their means first, and the intercept follows from the
/// means: linfa's own intercept is the mean of the target, whatever the columns.
pub(in crate::model) fn coordinate_descent(
    ask: &Ask,
    x: &Matrix,
    y: &Vector,
) -> Result<AffineState, Error> {
    let &Ask { stage, net, intercept, deadline, .. } = ask;
    check::features(stage, x, y.rows())?;
    check::numbers(stage, y)?;
    check::magnitude(stage, x, LARGEST)?;
    let mean = |values: &[f64]| if intercept { exact::mean(values).unwrap_or(0.0) } else { 0.0 };
    let means: Vec<f64> = (0..x.width()).map(|at| mean(&x.column(at))).collect();
    let y_mean = mean(y.values());
    let rows = x.iter_rows().flat_map(|row| row.iter().zip(&means).map(|(x, mean)| x - mean));
    let cells = array(x.rows(), x.width(), rows.collect());
    let target = Array1::from_iter(y.values().iter().map(|y| y - y_mean));
    let penalties = (net.alpha, net.ratio, net.tolerance, net.max_iterations);
    let fit = move || descend(cells?, target, penalties);
    let (coefficients, converged) = guard::run(stage, TRAINER, deadline, fit)?;
    check::learned(stage, "coefficients", &coefficients)?;
    ask.converged(converged, TRAINER)?;
    let intercept = if intercept { y_mean - exact::exact_dot(&means, &coefficients) } else { 0.0 };
    check::learned(stage, "intercept", &[intercept])?;
    Ok(AffineState { columns: Arc::clone(x.names()), coefficients, intercept })
}

/// The coefficients, and whether the duality gap came within the tolerance. linfa stops without a word at
/// the most rounds.
fn descend(
    cells: Array2<f64>,
    target: Array1<f64>,
    (alpha, ratio, tolerance, rounds): (f64, f64, f64, u32),
) -> Result<(Vec<f64>, bool), String> {
    let squares = exact::exact_dot(&target.to_vec(), &target.to_vec());
    let recipe = ElasticNet::params()
        .penalty(alpha)
        .l1_ratio(ratio)
        .tolerance(tolerance)
        .max_iterations(rounds)
        .with_intercept(false);
    let model = recipe.fit(&Dataset::new(cells, target)).map_err(|error| error.to_string())?;
    // A target without spread is explained by nothing, and its gap is 0.
    let converged = model.duality_gap() < tolerance * squares || squares == 0.0;
    Ok((model.hyperplane().iter().map(|w| w + 0.0).collect(), converged))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::Random;
    use crate::model::{ElasticNet as Ours, Lasso, Trainer};
    use crate::pipeline::{Apply, Fit as _};
    use linfa::traits::Predict;

    fn data() -> (Matrix, Vector) {
        let mut draw = Random::new(5, 0, 0);
        let cells: Vec<f64> = (0..300 * 9).map(|_| draw.uniform() * 20.0 - 8.0).collect();
        let y = cells.chunks(9).map(|row| row[0] - 2.0 * row[4] + 7.0 + draw.uniform()).collect();
        let names: Vec<Arc<str>> = ('a'..='i').map(|name| Arc::from(name.to_string())).collect();
        (Matrix::from_row_major(names, cells).unwrap(), Vector::new(y))
    }

    /// linfa's own fit and its own prediction, on columns and target less their means. Our sums run in
    /// another order: a few hundred units in the last place of numbers near 10.
    #[test]
    fn predictions_are_linfas_up_to_rounding() {
        let (x, y) = data();
        let recipe = Ours::new(0.3).ratio(0.7).with_trainer(Trainer::Linfa);
        let model = recipe.fit(&x, &y).unwrap();
        let means: Vec<f64> =
            (0..x.width()).map(|at| exact::mean(&x.column(at)).unwrap()).collect();
        let mean = exact::mean(y.values()).unwrap();
        let cells = x.clone().into_array() - &Array1::from(means);
        let target = Array1::from_iter(y.values().iter().map(|y| y - mean));
        let params = ElasticNet::params().penalty(0.3).l1_ratio(0.7).with_intercept(false);
        let theirs = params.fit(&Dataset::new(cells.clone(), target)).unwrap();
        for (a, b) in model.apply(&x).unwrap().values().iter().zip(theirs.predict(&cells)) {
            assert!((a - (b + mean)).abs() <= 1e-12, "{a} and {b}");
        }
    }

    /// Both run to a gap of 1e-13 of the squares: the coefficients then differ by the root of that at most.
    #[test]
    fn both_trainers_find_the_same_minimum() {
        let (x, y) = data();
        let recipe = Lasso::new(0.3).tolerance(1e-13);
        let ours = recipe.fit(&x, &y).unwrap();
        let theirs = recipe.with_trainer(Trainer::Linfa).fit(&x, &y).unwrap();
        for (a, b) in ours.coefficients().iter().zip(theirs.coefficients()) {
            assert!((a - b).abs() <= 1e-6, "{a} and {b}");
            assert_eq!(*a == 0.0, *b == 0.0);
        }
        assert!((ours.intercept() - theirs.intercept()).abs() <= 1e-5);
    }

    #[test]
    fn a_fit_of_linfa_that_did_not_converge_is_an_error() {
        let (x, y) = data();
        let recipe = Lasso::new(0.01).tolerance(1e-13).max_iterations(2);
        let error = recipe.with_trainer(Trainer::Linfa).fit(&x, &y).unwrap_err().to_string();
        assert!(error.contains("linfa-elasticnet: did not converge"), "{error}");
    }
}
