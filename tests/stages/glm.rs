//! Generalised linear models, discriminants and their neighbours, which this crate fits itself.

use super::Visitor;
use super::data::{labels, matrix, numbers};
use steadfast::prelude::*;

/// Counts, many of them 0.
fn counts() -> Vector {
    Vector::new((0..24).map(|i| f64::from(i * i % 17 % 6)).collect())
}

/// Numbers above 0.
fn amounts() -> Vector {
    Vector::new((0..24).map(|i| f64::from(i * i % 17) * 0.7 + 0.1).collect())
}

/// A list of three classes, the second without rows.
fn absent() -> Labels {
    let all = Labels::from_texts(["a", "b", "c"]);
    all.take(&(0..24).map(|i| 2 * (i * i % 17 % 2)).collect::<Vec<_>>())
}

pub(crate) fn glm(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = matrix()?;
    let poisson = Tweedie::poisson;
    for recipe in [poisson(), poisson().alpha(0.0), poisson().intercept(false), Tweedie::new(1.5)] {
        battery.run_partial(&recipe, &x, &counts());
    }
    for recipe in [
        Tweedie::gamma(),
        Tweedie::gamma().alpha(0.01).link(Link::Identity),
        Tweedie::new(3.0).alpha(0.1),
        Tweedie::new(-1.0),
        Tweedie::new(0.0).link(Link::Log),
    ] {
        battery.run_partial(&recipe, &x, &amounts());
    }
    battery.run_partial(&Tweedie::new(0.0).alpha(0.1), &x, &numbers());

    let over = |column: &str| Isotonic::new().column(column);
    for recipe in [
        over("a"),
        over("c d").monotone(Monotone::Auto),
        over("b").monotone(Monotone::Decreasing).least(-3.0).most(2.0),
        over("b").beyond(Beyond::Clip).most(1.0),
    ] {
        battery.run_partial(&recipe, &x, &numbers());
    }
    for recipe in [BayesianRidge::new(), BayesianRidge::new().intercept(false).tolerance(1e-9)] {
        battery.run_partial(&recipe, &x, &numbers());
    }
    for components in [1, 2, 3] {
        let recipe = PartialLeastSquares::new(components);
        battery.run_partial(&recipe.scale(components < 3), &x, &numbers());
    }

    for y in [labels(2), labels(3), absent()] {
        let linear = LinearDiscriminant::new;
        let quadratic = QuadraticDiscriminant::new;
        for recipe in [linear(), linear().shrinkage(0.3), linear().prior(ClassPrior::Uniform)] {
            battery.run_partial(&recipe, &x, &y);
        }
        for recipe in
            [quadratic(), quadratic().regularization(0.2), quadratic().prior(ClassPrior::Uniform)]
        {
            battery.run_partial(&recipe, &x, &y);
        }
    }
    for y in [labels(2), absent()] {
        let ftrl = Ftrl::new;
        for recipe in [ftrl(), ftrl().l1(0.5).passes(3).seed(7), ftrl().l2(1.0).shuffle(false)] {
            battery.run_partial(&recipe, &x, &y);
        }
    }
    Ok(())
}
