//! Models that learned no target: the group a row belongs to, as text of its place.

use super::estimator::Estimator;
use super::json::Object;
use super::{malformed, parts, unsupported};
use crate::artifact::Record;
use crate::error::{ImportError, clip};
use crate::model::{
    CovarianceType, GaussianMixture, GaussianMixtureModel, KMeans, KMeansDistancesModel,
    KMeansModel,
};
use serde::Serialize;
use std::sync::Arc;

type Made = Result<Estimator, Box<ImportError>>;

#[derive(Serialize)]
struct Centres<'a> {
    columns: &'a [Arc<str>],
    centroids: Vec<f64>,
    sizes: Vec<u64>,
    inertia: f64,
    iterations: u32,
}

fn centres<'a>(
    one: &Object<'_>,
    columns: &'a [Arc<str>],
) -> Result<(KMeans, Centres<'a>), Box<ImportError>> {
    one.only(&["cluster_centers", "sizes", "inertia", "iterations"])?;
    let centroids = one.rows("cluster_centers")?;
    let size = |size: i64| u64::try_from(size).map_err(|_| malformed(one.at("sizes"), "below 0"));
    let recipe = KMeans::new(centroids.len() as u64);
    let state = Centres {
        columns,
        centroids: centroids.concat(),
        sizes: one.integers("sizes")?.into_iter().map(size).collect::<Result<_, _>>()?,
        inertia: one.number("inertia")?,
        iterations: one.count("iterations")?,
    };
    Ok((recipe, state))
}

/// The centre that is nearest.
pub(super) fn k_means(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    let (recipe, state) = centres(one, columns)?;
    Ok(Estimator::of(parts::stage::<KMeansModel>(&one.place, recipe, &state)?))
}

/// How far away each centre is, of a matrix, and the names of those columns.
pub(super) fn distances(
    one: &Object<'_>,
    columns: &[Arc<str>],
) -> Result<(Record, Vec<Arc<str>>), Box<ImportError>> {
    let (recipe, state) = centres(one, columns)?;
    let names = (0..state.sizes.len()).map(|at| format!("kmeans{at}").into()).collect();
    let record = parts::stage::<KMeansDistancesModel>(&one.place, recipe.distances(), &state)?;
    Ok((record, names))
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
