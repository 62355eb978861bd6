//! Goldens of the linear family beside least squares.

use super::data::{amounts, classes, mixed, titanic};
use super::recipes::{Golden, dense, golden};
use steadfast::prelude::*;

pub(crate) fn all() -> Vec<Golden> {
    let (passengers, survived) = titanic().split_labels("survived").unwrap();
    let counts =
        Vector::new((0..120).map(|r| f64::from((r * 37 % 101) / 25 + r * r % 3)).collect());
    vec![
        golden("counts_poisson", dense!().then(Tweedie::poisson().alpha(0.125)), mixed(), counts),
        golden("amounts_gamma", dense!().then(Tweedie::gamma()), mixed(), amounts()),
        golden(
            "amounts_tweedie_identity",
            dense!().then(Tweedie::new(1.5).link(Link::Identity).alpha(0.25)),
            mixed(),
            amounts(),
        ),
        golden(
            "amounts_isotonic",
            dense!().then(Isotonic::new().column("twice").monotone(Monotone::Auto).most(25.0)),
            mixed(),
            amounts(),
        ),
        golden(
            "amounts_bayesian_ridge",
            dense!().then(BayesianRidge::new().noise_prior(0.5, 0.25)),
            mixed(),
            amounts(),
        ),
        golden(
            "amounts_components",
            dense!().then(PartialLeastSquares::new(3)),
            mixed(),
            amounts(),
        ),
        golden(
            "four_classes_linear_discriminant",
            dense!().then(LinearDiscriminant::new().shrinkage(0.25)),
            mixed(),
            classes(),
        ),
        golden(
            "four_classes_quadratic_discriminant",
            dense!()
                .then(QuadraticDiscriminant::new().regularization(0.5).prior(ClassPrior::Uniform)),
            mixed(),
            classes(),
        ),
        golden("titanic_ftrl", dense!().then(Ftrl::new().l1(0.5).seed(1912)), passengers, survived),
    ]
}
