//! Regressions of several targets, on targets that may not suit them.

use super::{Error, run};
use steadfast::data::{Matrix, Vector};
use steadfast::model::{
    MultiTaskElasticNet, MultiTaskElasticNetModel, MultiTaskLasso, MultiTaskLassoModel,
    MultiTaskPartialLeastSquares, MultiTaskPartialLeastSquaresModel,
};
use steadfast::pipeline::Target;

/// The target, and others that are made of it.
pub(crate) fn several(y: &Vector) -> Matrix {
    let rows = y.values().iter().map(|&y| [y, 1.0 - y / 2.0, 7.0]);
    Matrix::from_rows(["one", "other", "constant"], rows).unwrap()
}

pub(crate) fn every_model(
    x: &Matrix,
    y: Target<'_>,
) -> Vec<(&'static str, Result<Vec<f64>, Error>)> {
    let net = |alpha| MultiTaskElasticNet::new(alpha).max_iterations(200);
    let lasso = MultiTaskLasso::new(0.1).max_iterations(200);
    let components = MultiTaskPartialLeastSquares::new;
    vec![
        ("multi-task net", run::<MultiTaskElasticNetModel>(&net(0.1), x, y)),
        ("multi-task squares", run::<MultiTaskElasticNetModel>(&net(0.1).ratio(0.0), x, y)),
        ("multi-task lasso", run::<MultiTaskLassoModel>(&lasso, x, y)),
        ("multi-task components", run::<MultiTaskPartialLeastSquaresModel>(&components(2), x, y)),
        (
            "multi-task component",
            run::<MultiTaskPartialLeastSquaresModel>(&components(1).scale(false), x, y),
        ),
    ]
}
