//! Clusters, mixtures and support vectors among the models that are fed poison.

use super::run;
use std::time::Duration;
use steadfast::Error;
use steadfast::data::Matrix;
use steadfast::model::{
    CovarianceType, GaussianMixture, GaussianMixtureModel, KMeans, KMeansDistancesModel,
    KMeansModel, Kernel, LinearSupportVectorClassifier, LinearSupportVectorClassifierModel,
    LinearSupportVectorRegressor, LinearSupportVectorRegressorModel, SupportVectorClassifier,
    SupportVectorClassifierModel, SupportVectorRegressor, SupportVectorRegressorModel,
};
use steadfast::pipeline::Target;

pub(super) fn every(
    x: &Matrix,
    y: Target<'_>,
    classes: Target<'_>,
) -> Vec<(&'static str, Result<Vec<f64>, Error>)> {
    let limit = Duration::from_secs(60);
    let mixture = |kind| {
        let recipe = GaussianMixture::new(2).covariance_type(kind).deadline(limit);
        run::<GaussianMixtureModel>(&recipe, x, classes)
    };
    // Rows of scales that no step suits end at the steps.
    let steps = 20_000;
    let classifier = |kernel| {
        let recipe = SupportVectorClassifier::new().kernel(kernel).max_iterations(steps);
        run::<SupportVectorClassifierModel>(&recipe.deadline(limit), x, classes)
    };
    let regressor = |kernel| {
        let recipe = SupportVectorRegressor::new().kernel(kernel).max_iterations(steps);
        run::<SupportVectorRegressorModel>(&recipe.deadline(limit), x, y)
    };
    // Columns that are not of one scale take thousands of passes.
    let linear = LinearSupportVectorClassifier::new().max_iterations(20_000);
    let line = LinearSupportVectorRegressor::new().max_iterations(20_000);
    vec![
        ("linear machine", run::<LinearSupportVectorClassifierModel>(&linear, x, classes)),
        (
            "linear machine that is kept",
            run::<LinearSupportVectorClassifierModel>(
                &linear.clone().max_iterations(100).allow_unconverged(true).squared(false),
                x,
                classes,
            ),
        ),
        ("line", run::<LinearSupportVectorRegressorModel>(&line, x, y)),
        (
            "line that is kept",
            run::<LinearSupportVectorRegressorModel>(
                &line.clone().max_iterations(100).allow_unconverged(true).squared(true),
                x,
                y,
            ),
        ),
        ("clusters", run::<KMeansModel>(&KMeans::new(2).deadline(limit), x, classes)),
        (
            "distances to clusters",
            run::<KMeansDistancesModel>(&KMeans::new(2).deadline(limit).distances(), x, y),
        ),
        ("full mixture", mixture(CovarianceType::Full)),
        ("tied mixture", mixture(CovarianceType::Tied)),
        ("diagonal mixture", mixture(CovarianceType::Diagonal)),
        ("spherical mixture", mixture(CovarianceType::Spherical)),
        ("support c linear", classifier(Kernel::Linear)),
        ("support c", classifier(Kernel::Rbf)),
        ("support r sigmoid", regressor(Kernel::Sigmoid)),
        ("support r", regressor(Kernel::Rbf)),
    ]
}
