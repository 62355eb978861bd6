//! Goldens of clusters, mixtures and support vectors.

use super::data::{amounts, classes, mixed};
use super::recipes::{Golden, golden};
use steadfast::prelude::*;

/// Numbers without gaps, all of one scale.
macro_rules! scaled {
    () => {
        KeepColumns::new(named(["real", "twice", "whole", "flag"]))
            .then(Impute::median())
            .then(Standardize::new())
            .then(Assemble::new())
    };
}

/// Every golden of this file.
pub(crate) fn all() -> Vec<Golden> {
    vec![
        golden("clusters", scaled!().then(KMeans::new(3).n_init(4).seed(2)), mixed(), ()),
        golden("clusters_distances", scaled!().then(KMeans::new(4).distances()), mixed(), ()),
        golden("mixture", scaled!().then(GaussianMixture::new(2).n_init(2).seed(5)), mixed(), ()),
        golden(
            "mixture_diagonal",
            scaled!().then(GaussianMixture::new(3).covariance_type(CovarianceType::Diagonal)),
            mixed(),
            (),
        ),
        golden(
            "four_classes_support",
            scaled!().then(SupportVectorClassifier::new().c(2.0).seed(3)),
            mixed(),
            classes(),
        ),
        golden(
            "four_classes_support_votes",
            scaled!().then(
                SupportVectorClassifier::new()
                    .kernel(Kernel::Polynomial)
                    .coef0(1.0)
                    .probability(false),
            ),
            mixed(),
            classes(),
        ),
        golden(
            "amounts_support",
            scaled!().then(SupportVectorRegressor::new().kernel(Kernel::Sigmoid).epsilon(1.0)),
            mixed(),
            amounts(),
        ),
        golden(
            "four_classes_linear_support",
            scaled!().then(LinearSupportVectorClassifier::new().c(0.5)),
            mixed(),
            classes(),
        ),
        golden(
            "amounts_linear_support",
            scaled!().then(LinearSupportVectorRegressor::new().epsilon(1.0).squared(true)),
            mixed(),
            amounts(),
        ),
        golden(
            "unmixes",
            KeepColumns::new(named(["real", "twice", "whole"]))
                .then(Impute::median())
                .then(FastIca::new(2).seed(1).tolerance(1e-3)),
            mixed(),
            (),
        ),
    ]
}
