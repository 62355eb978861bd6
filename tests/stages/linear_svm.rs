//! Linear support vector machines.

use super::Visitor;
use super::data::{labels, matrix, numbers};
use steadfast::prelude::*;

/// A list of three classes, the second without rows.
fn absent() -> Labels {
    let all = Labels::from_texts(["a", "b", "c"]);
    all.take(&(0..24).map(|i| 2 * (i * i % 17 % 2)).collect::<Vec<_>>())
}

pub(crate) fn linear_svm(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = matrix()?;
    let svc = || LinearSupportVectorClassifier::new().c(0.1);
    for y in [labels(2), labels(3), absent()] {
        for recipe in [svc(), svc().squared(false).intercept_scaling(2.0), svc().intercept(false)] {
            battery.run_partial(&recipe, &x, &y);
        }
    }
    let svr = || LinearSupportVectorRegressor::new().c(0.1);
    for recipe in [
        svr(),
        svr().epsilon(0.5).intercept(false),
        svr().squared(true).intercept_scaling(2.0),
        svr().max_iterations(1).allow_unconverged(true),
    ] {
        battery.run_partial(&recipe, &x, &numbers());
    }
    Ok(())
}
