//! Goldens of regressions of several targets.

use super::data::{amounts, mixed};
use super::recipes::{Golden, dense, golden};
use steadfast::prelude::*;

/// Three targets, two of which hang together with the columns.
fn several() -> Matrix {
    let amounts = amounts();
    let rows = amounts.values().iter().enumerate().map(|(at, &amount)| {
        [amount, 5.0 - amount / 8.0 + (at % 7) as f64, (at * at % 11) as f64 / 4.0]
    });
    Matrix::from_rows(["amount", "rest", "noise, \"only\""], rows).unwrap()
}

pub(crate) fn all() -> Vec<Golden> {
    vec![
        golden(
            "several_elastic_net",
            dense!().then(MultiTaskElasticNet::new(0.25).ratio(0.75)),
            mixed(),
            several(),
        ),
        golden("several_lasso", dense!().then(MultiTaskLasso::new(0.5)), mixed(), several()),
        golden(
            "several_components",
            dense!().then(MultiTaskPartialLeastSquares::new(3)),
            mixed(),
            several(),
        ),
    ]
}
