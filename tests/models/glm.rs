//! The linear family beside least squares, on targets that may not suit it.

use super::{Error, run};
use std::time::Duration;
use steadfast::data::{Matrix, Vector};
use steadfast::model::{
    BayesianRidge, BayesianRidgeModel, Ftrl, FtrlModel, Isotonic, IsotonicModel,
    LinearDiscriminant, LinearDiscriminantModel, Link, Monotone, PartialLeastSquares,
    PartialLeastSquaresModel, QuadraticDiscriminant, QuadraticDiscriminantModel, Tweedie,
    TweedieModel,
};
use steadfast::pipeline::Target;

type Results = Vec<(&'static str, Result<Vec<f64>, Error>)>;

fn tweedie(power: f64) -> Tweedie {
    Tweedie::new(power).deadline(Duration::from_secs(60))
}

/// Models that take counts, or three classes.
pub(crate) fn every_model(x: &Matrix, y: Target<'_>, classes: Target<'_>) -> Results {
    let isotonic = Isotonic::new().column("x0");
    let linear = LinearDiscriminant::new;
    vec![
        ("poisson", run::<TweedieModel>(&tweedie(1.0), x, y)),
        ("poisson without penalty", run::<TweedieModel>(&tweedie(1.0).alpha(0.0), x, y)),
        ("tweedie", run::<TweedieModel>(&tweedie(1.5), x, y)),
        ("normal", run::<TweedieModel>(&tweedie(0.0).alpha(0.1), x, y)),
        ("isotonic", run::<IsotonicModel>(&isotonic, x, y)),
        ("isotonic auto", run::<IsotonicModel>(&isotonic.clone().monotone(Monotone::Auto), x, y)),
        ("bayesian ridge", run::<BayesianRidgeModel>(&BayesianRidge::new(), x, y)),
        ("components", run::<PartialLeastSquaresModel>(&PartialLeastSquares::new(2), x, y)),
        (
            "components unscaled",
            run::<PartialLeastSquaresModel>(&PartialLeastSquares::new(1).scale(false), x, y),
        ),
        ("linear discriminant", run::<LinearDiscriminantModel>(&linear(), x, classes)),
        (
            "shrunk discriminant",
            run::<LinearDiscriminantModel>(&linear().shrinkage(0.5), x, classes),
        ),
        (
            "quadratic discriminant",
            run::<QuadraticDiscriminantModel>(
                &QuadraticDiscriminant::new().regularization(0.1),
                x,
                classes,
            ),
        ),
    ]
}

/// Models that refuse such counts or classes, but of which poison must make no more than that.
pub(crate) fn choosy(x: &Matrix, y: &Vector, classes: Target<'_>) -> Results {
    // Past the zeros, where there are numbers at all.
    let above = Vector::new(y.values().iter().map(|y| y + 0.5).collect());
    let (y, above) = (Target::Vector(y), Target::Vector(&above));
    vec![
        ("gamma", run::<TweedieModel>(&tweedie(2.0), x, above)),
        ("inverse normal", run::<TweedieModel>(&tweedie(3.0), x, above)),
        ("gamma identity", run::<TweedieModel>(&tweedie(2.0).link(Link::Identity), x, above)),
        ("poisson through 0", run::<TweedieModel>(&tweedie(1.0).intercept(false), x, y)),
        ("stable", run::<TweedieModel>(&tweedie(-1.0), x, y)),
        ("normal log", run::<TweedieModel>(&tweedie(0.0).link(Link::Log), x, y)),
        ("ftrl", run::<FtrlModel>(&Ftrl::new(), x, classes)),
        ("ftrl sparse", run::<FtrlModel>(&Ftrl::new().l1(1.0).l2(0.1).beta(0.0), x, classes)),
        (
            "bare quadratic",
            run::<QuadraticDiscriminantModel>(&QuadraticDiscriminant::new(), x, classes),
        ),
    ]
}
