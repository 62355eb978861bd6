//! The distances of rows to the centroids of clusters.

use super::state::{accessors, fitted};
use super::{KMeans, KMeansState};
use crate::artifact::Stage;
use crate::data::Matrix;
use crate::error::Error;
use crate::exact;
use crate::model::input::out_of_range;
use crate::model::stage_parts::stage_parts;
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// [`KMeans`] that gives the distance of each row to every centroid.
///
/// Takes a [`Matrix`] and gives a [`Matrix`] of the columns `kmeans0`, `kmeans1`, …, one a cluster.
///
/// # Formula
/// √Σ(x − c)², c the centroid of the cluster.
///
/// # Learned state
/// That of [`KMeans`].
///
/// # Determinism
/// As of [`KMeans`]: replay exact, refit exact in any order of the rows.
///
/// # Errors
/// Those of [`KMeans`]; and a row so far from a centroid that the distance's square leaves the range of numbers is
/// refused.
///
/// # Source
/// `KMeans.transform` of scikit-learn 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [1.0], [8.0], [10.0]])?;
/// let starts = Matrix::from_rows(["a"], [[0.0], [10.0]])?;
/// let model = KMeans::new(2).init(&starts).distances().fit(&x, &())?;
/// assert_eq!(model.apply(&x)?.row(2), [7.5, 1.0]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KMeansDistances {
    kmeans: KMeans,
}

impl KMeansDistances {
    pub(super) fn of(kmeans: KMeans) -> KMeansDistances {
        KMeansDistances { kmeans }
    }
}

/// A fitted [`KMeansDistances`].
#[derive(Debug, Clone, PartialEq)]
pub struct KMeansDistancesModel {
    recipe: KMeansDistances,
    state: KMeansState,
    /// The centroids, column by column.
    columns: Vec<f64>,
    names: Arc<[Arc<str>]>,
}

accessors!(KMeansDistancesModel);

impl Pipeline for KMeansDistances {
    type Input = Matrix;
    type Output = Matrix;
}

impl<Y: ?Sized> Fit<Y> for KMeansDistances {
    type Fitted = KMeansDistancesModel;

    fn fit(&self, x: &Matrix, _: &Y) -> Result<KMeansDistancesModel, Error> {
        const STAGE: &str = KMeansDistancesModel::KIND;
        let state = self.kmeans.learn(STAGE, x)?;
        fitted(STAGE, KMeansDistancesModel::restore(self.clone(), state))
    }
}

impl Pipeline for KMeansDistancesModel {
    type Input = Matrix;
    type Output = Matrix;
}

impl Apply for KMeansDistancesModel {
    fn apply(&self, x: &Matrix) -> Result<Matrix, Error> {
        let mut out = Vec::with_capacity(x.rows() * self.names.len());
        self.state.each_row(Self::KIND, &self.columns, x, |row, squares| {
            for (square, name) in squares.iter().zip(self.names.iter()) {
                if !square.is_finite() {
                    return Err(out_of_range(Self::KIND, name, row, exact::canonical(*square)));
                }
                out.push(square.sqrt());
            }
            Ok(())
        })?;
        Matrix::from_row_major(Arc::clone(&self.names), out)
    }
}

impl Stage for KMeansDistancesModel {
    const KIND: &'static str = "model.kmeans.distances";
    type Recipe = KMeansDistances;
    type State = KMeansState;

    stage_parts!(KMeansDistances, KMeansState);

    fn restore(recipe: KMeansDistances, state: KMeansState) -> Result<Self, String> {
        let columns = state.check(recipe.kmeans.clusters)?;
        let names = (0..state.sizes.len()).map(|at| Arc::from(format!("kmeans{at}"))).collect();
        Ok(KMeansDistancesModel { recipe, state, columns, names })
    }

    fn learn(recipe: &KMeansDistances, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.report()
    }
}
