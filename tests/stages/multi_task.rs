//! Regressions of several targets at once.

use super::Visitor;
use super::data::{matrix, numbers};
use steadfast::prelude::*;

/// Three targets, the last of which hangs together with nothing.
fn targets() -> Result<Matrix, Error> {
    let (x, numbers) = (matrix()?, numbers());
    let rows = x.iter_rows().zip(numbers.values()).enumerate().map(|(at, (cells, &y))| {
        let other = cells.iter().fold(y / 2.0, |sum, x| sum - x);
        [y, other, (at * at % 7) as f64]
    });
    Matrix::from_rows(["first", "a", "no, thing"], rows)
}

pub(crate) fn multi_task(battery: &mut impl Visitor) -> Result<(), Error> {
    let (x, y) = (matrix()?, targets()?);
    let numbers = numbers();
    let one = Matrix::from_rows(["only"], numbers.values().iter().map(|&y| [y]))?;
    let net = || MultiTaskElasticNet::new(0.05);
    for recipe in [net(), net().ratio(0.9).intercept(false), net().ratio(0.0).tolerance(1e-9)] {
        battery.run_partial(&recipe, &x, &y);
    }
    battery.run_partial(&net(), &x, &one);
    let lasso = MultiTaskLasso::new;
    for recipe in [lasso(0.1), lasso(0.01).tolerance(1e-9), lasso(1e6)] {
        battery.run_partial(&recipe, &x, &y);
    }
    for components in [1, 2, 3] {
        let recipe = MultiTaskPartialLeastSquares::new(components);
        battery.run_partial(&recipe.scale(components < 3), &x, &y);
    }
    battery.run_partial(&MultiTaskPartialLeastSquares::new(2), &x, &one);
    Ok(())
}
