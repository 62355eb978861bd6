//! Models that learned no target: the group a row belongs to, as text of its place.

use super::estimator::Estimator;
use super::json::Object;
use super::{malformed, parts, unsupported};
use crate::error::{ImportError, clip};
use crate::model::{CovarianceType, GaussianMixture, GaussianMixtureModel, KMeans, KMeansModel};
use serde::Serialize;
use std::sync::Arc;

type Made = Result<Estimator, Box<ImportError>>;

pub(super) fn k_means(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        centroids: Vec<f64>,
        sizes: Vec<u64>,
        inertia: f64,
        iterations: u32,
    }
    one.only(&["cluster_centers", "sizes", "inertia", "iterations"])?;
    let centroids = one.rows("cluster_centers")?;
    let size = |size: i64| u64::try_from(size).map_err(|_| malformed(one.at("sizes"), "below 0"));
    let recipe = KMeans::new(centroids.len() as u64);
    let state = State {
        columns,
        centroids: centroids.concat(),
        sizes: one.integers("sizes")?.into_iter().map(size).collect::<Result<_, _>>()?,
        inertia: one.number("inertia")?,
        iterations: one.count("iterations")?,
    };
    Ok(Estimator::of(parts::stage::<KMeansModel>(&one.place, recipe, &state)?))
}

pub(super) fn mixture(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        weights: Vec<f64>,
        means: Vec<f64>,
        covariances: Vec<f64>,
        lower_bound: f64,
        iterations: u32,
    }
    one.only(&["covariance_type", "weights", "means", "covariances", "lower_bound", "iterations"])?;
    let kind = match one.text("covariance_type")?.as_str() {
        "full" => CovarianceType::Full,
        "tied" => CovarianceType::Tied,
        "diag" => CovarianceType::Diagonal,
        "spherical" => CovarianceType::Spherical,
        other => return Err(unsupported(format!("covariances `{}`", clip(other)))),
    };
    let weights = one.numbers("weights")?;
    let recipe = GaussianMixture::new(weights.len() as u64).covariance_type(kind);
    let state = State {
        columns,
        weights,
        means: one.rows("means")?.concat(),
        covariances: one.numbers("covariances")?,
        lower_bound: one.number("lower_bound")?,
        iterations: one.count("iterations")?,
    };
    Ok(Estimator::of(parts::stage::<GaussianMixtureModel>(&one.place, recipe, &state)?))
}
