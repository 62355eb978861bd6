//! Clusters of rows around their means.

mod distances;
mod fit;
mod state;

pub use distances::{KMeansDistances, KMeansDistancesModel};
pub use state::KMeansState;

use super::input::{DEADLINE_SECONDS, deadline_seconds, out_of_range};
use crate::artifact::Stage;
use crate::data::{Classes, Matrix};
use crate::error::Error;
use crate::exact;
use crate::model::stage_parts::stage_parts;
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Where the centres start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Init {
    PlusPlus,
    Random,
    /// Row-major.
    Given(Vec<f64>),
}

/// k-means: the parts of the rows whose squared distances to the mean of their part add up to the least.
///
/// Takes a [`Matrix`] and gives [`Classes`]: the clusters "0", "1", …, of which the nearest has share 1 and all
/// others 0; of equally near ones the first. It learns without a target: any is passed over. The distances themselves
/// are given by [`distances`](Self::distances).
///
/// # Formula
/// Lloyd's rounds: every row to the centre c of least Σ(x − c)², every centre to the mean of its rows, until no row
/// changes its cluster or the centres move, squared and summed, by no more than `tolerance` times the mean variance of
/// the columns. A centre that has lost all rows takes the row farthest from its own centre. Of several starts that is
/// kept from which the squared distances to the centres, added up, are least: the inertia.
///
/// Distances are taken as the columns are: standardise them first unless they share a scale.
///
/// # Learned state
/// The centroid of every cluster, how many training rows it has, the inertia and the number of rounds.
///
/// # Determinism
/// Replay exact: [`exact::squared_distance`] to every centroid. Refit exact, in any order of the rows: centroids are
/// exact means, and starts are drawn among the rows in ascending order of their cells.
///
/// # Errors
/// Fitting fails with 0 clusters or more clusters than rows, given centres of another shape, or a value that is not
/// finite or over 1e150. A row with a cell that is not finite is refused when predicting.
///
/// # Source
/// `KMeans` of scikit-learn 1.9, whose seeds draw other rows. Lloyd, "Least squares quantization in PCM" (1982);
/// Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding" (2007).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [1.0], [8.0], [10.0]])?;
/// let starts = Matrix::from_rows(["a"], [[0.0], [10.0]])?;
/// let model = KMeans::new(2).init(&starts).fit(&x, &())?;
/// assert_eq!(model.centroids(), [0.5, 9.0]);
/// assert_eq!(model.inertia(), 2.5);
/// assert_eq!(model.apply(&x)?.label(2), Some("1"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "cluster")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KMeans {
    clusters: u64,
    init: Init,
    n_init: u32,
    max_iterations: u32,
    tolerance: f64,
    seed: u64,
    deadline_seconds: u64,
}

impl KMeans {
    /// So many clusters, from one start by k-means++ with seed 0, at most 300 rounds and tolerance 1e-4.
    #[doc(alias = "n_clusters")]
    #[must_use]
    pub fn new(clusters: u64) -> KMeans {
        KMeans {
            clusters,
            init: Init::PlusPlus,
            n_init: 1,
            max_iterations: 300,
            tolerance: 1e-4,
            seed: 0,
            deadline_seconds: DEADLINE_SECONDS,
        }
    }

    /// Gives the distances to the centroids in place of the nearest cluster.
    #[doc(alias = "transform")]
    #[must_use]
    pub fn distances(self) -> KMeansDistances {
        KMeansDistances::of(self)
    }

    /// Starts from these centres, one a row, in the columns of the rows to come; there is one start then.
    #[must_use]
    pub fn init(mut self, centres: &Matrix) -> KMeans {
        self.init = Init::Given(centres.as_slice().to_vec());
        self
    }

    /// Starts from rows drawn alike, in place of k-means++.
    #[must_use]
    pub fn init_random(mut self) -> KMeans {
        self.init = Init::Random;
        self
    }

    /// How many starts are drawn; by default 1.
    #[must_use]
    pub fn n_init(mut self, starts: u32) -> KMeans {
        self.n_init = starts;
        self
    }

    /// The most rounds of a start; by default 300. What was reached then is kept.
    #[doc(alias = "max_iter")]
    #[must_use]
    pub fn max_iterations(mut self, rounds: u32) -> KMeans {
        self.max_iterations = rounds;
        self
    }

    /// By how much the centres may still move when they count as settled: their squared moves added up, as a share of
    /// the mean variance of the columns. By default 1e-4.
    #[doc(alias = "tol")]
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> KMeans {
        self.tolerance = tolerance;
        self
    }

    /// Which starts are drawn; by default 0.
    #[doc(alias = "random_state")]
    #[must_use]
    pub fn seed(mut self, seed: u64) -> KMeans {
        self.seed = seed;
        self
    }

    /// How long fitting may take, rounded up to whole seconds; by default 600 s.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> KMeans {
        self.deadline_seconds = deadline_seconds(deadline);
        self
    }
}

/// A fitted [`KMeans`].
#[derive(Debug, Clone, PartialEq)]
pub struct KMeansModel {
    recipe: KMeans,
    state: KMeansState,
    /// The centroids, column by column.
    columns: Vec<f64>,
    names: Arc<[Arc<str>]>,
}

state::accessors!(KMeansModel);

impl Pipeline for KMeans {
    type Input = Matrix;
    type Output = Classes;
}

impl<Y: ?Sized> Fit<Y> for KMeans {
    type Fitted = KMeansModel;

    fn fit(&self, x: &Matrix, _: &Y) -> Result<KMeansModel, Error> {
        let state = KMeans::learn(self, KMeansModel::KIND, x)?;
        state::fitted(KMeansModel::KIND, KMeansModel::restore(self.clone(), state))
    }
}

impl Pipeline for KMeansModel {
    type Input = Matrix;
    type Output = Classes;
}

impl Apply for KMeansModel {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        let count = self.names.len();
        let mut shares = vec![0.0; x.rows() * count];
        let mut answers = shares.chunks_exact_mut(count);
        self.state.each_row(Self::KIND, &self.columns, x, |row, squares| {
            let nearest = exact::argmin(squares).unwrap_or(0);
            let least = squares.get(nearest).copied().unwrap_or(exact::NAN);
            if !least.is_finite() {
                return Err(out_of_range(Self::KIND, "distance", row, exact::canonical(least)));
            }
            if let Some(place) = answers.next().and_then(|answer| answer.get_mut(nearest)) {
                *place = 1.0;
            }
            Ok(())
        })?;
        Classes::new(Arc::clone(&self.names), shares)
    }
}

impl Stage for KMeansModel {
    const KIND: &'static str = "model.kmeans";
    type Recipe = KMeans;
    type State = KMeansState;

    stage_parts!(KMeans, KMeansState);

    fn restore(recipe: KMeans, state: KMeansState) -> Result<Self, String> {
        let columns = state.check(recipe.clusters)?;
        let names = (0..state.sizes.len()).map(|at| Arc::from(at.to_string())).collect();
        Ok(KMeansModel { recipe, state, columns, names })
    }

    fn learn(recipe: &KMeans, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.report()
    }
}

#[cfg(test)]
mod tests;
