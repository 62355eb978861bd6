//! A number from the nearest rows.

use super::{Distance, Search, Vicinity, in_order, vicinity_setters};
use crate::artifact::{Refit, Stage};
use crate::data::{Matrix, Vector};
use crate::error::Error;
use crate::exact;
use crate::model::check;
use crate::model::input::{finite_cells, same_columns};
use crate::model::stage_parts::stage_parts;
use crate::pipeline::per_column::check_finite;
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Regression by the nearest training rows.
///
/// Takes a [`Matrix`] and a target of numbers, gives a [`Vector`] of predictions.
///
/// # Formula
/// The mean of the targets of the k training rows nearest to a row; [by distance](Self::by_distance), each
/// counts by 1 / distance, and rows at distance 0 alone count when there are any. Distances are √Σ(x − z)² or
/// [Σ|x − z|](Distance::Manhattan).
///
/// Distances are taken as the columns are: standardise them first unless they share a scale. A distance whose
/// square leaves the range of numbers is as any other that does. Of rows equally far those first in ascending
/// order of their cells come first, column by column, then by target.
///
/// # Learned state
/// All training rows with their targets, in ascending order.
///
/// # Determinism
/// Replay exact: [`exact::squared_distance`](crate::exact::squared_distance) or
/// [`exact::absolute_distance`](crate::exact::absolute_distance), then [`exact::dot`](crate::exact::dot) of targets
/// and weights from the nearest row to the farthest, and one division. Refit exact, in any order of the rows.
///
/// # Errors
/// Fitting fails with 0 neighbours, with fewer rows than neighbours or than two, or a value that is not finite. A
/// row with a cell that is not finite is refused when predicting.
///
/// # Source
/// `KNeighborsRegressor` of scikit-learn 1.9, which takes any of the rows equally far. Cover and Hart, "Nearest
/// neighbor pattern classification" (1967).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [1.0], [5.0]])?;
/// let model = KnnRegressor::new().neighbors(2).fit(&x, &Vector::new(vec![10.0, 20.0, 90.0]))?;
/// let asked = Matrix::from_rows(["a"], [[0.2], [3.5]])?;
/// assert_eq!(model.apply(&asked)?.values(), [15.0, 55.0]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "KNeighborsRegressor")]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KnnRegressor {
    pub(super) vicinity: Vicinity,
}

vicinity_setters!(KnnRegressor);

/// A fitted [`KnnRegressor`].
#[derive(Debug, Clone, PartialEq)]
pub struct KnnRegressorModel {
    recipe: KnnRegressor,
    state: KnnRegressorState,
}

/// What [`KnnRegressorModel`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnnRegressorState {
    pub(super) columns: Arc<[Arc<str>]>,
    /// The training rows in ascending order, column by column.
    pub(super) cells: Vec<f64>,
    /// One a training row.
    pub(super) targets: Vec<f64>,
}

impl KnnRegressorModel {
    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// How many rows it chooses neighbours from.
    #[doc(alias = "n_samples_fit_")]
    #[must_use]
    pub fn rows(&self) -> usize {
        self.state.targets.len()
    }
}

impl Pipeline for KnnRegressor {
    type Input = Matrix;
    type Output = Vector;
}

impl Fit<Vector> for KnnRegressor {
    type Fitted = KnnRegressorModel;

    fn fit(&self, x: &Matrix, y: &Vector) -> Result<KnnRegressorModel, Error> {
        self.vicinity.check(KnnRegressorModel::KIND, x, y.rows())?;
        check::numbers(KnnRegressorModel::KIND, y)?;
        let (cells, order) = in_order(x, y.values());
        let targets = order.iter().map(|&row| y.values()[row]).collect();
        let state = KnnRegressorState { columns: Arc::clone(x.names()), cells, targets };
        Ok(KnnRegressorModel { recipe: self.clone(), state })
    }
}

impl Pipeline for KnnRegressorModel {
    type Input = Matrix;
    type Output = Vector;
}

impl Apply for KnnRegressorModel {
    fn apply(&self, x: &Matrix) -> Result<Vector, Error> {
        let KnnRegressorState { columns, cells, targets } = &self.state;
        same_columns(Self::KIND, columns, x)?;
        finite_cells(Self::KIND, x)?;
        let vicinity = &self.recipe.vicinity;
        let mut search = Search::new(vicinity, cells, targets.len());
        let mut near = Vec::with_capacity(vicinity.count(targets.len()));
        let answer = |row: &[f64]| {
            search.ask(row);
            near.clear();
            near.extend(search.rows.iter().map(|&at| targets[at]));
            let mean = exact::dot(&near, &search.weights) / exact::sum(&search.weights);
            if mean.is_finite() {
                return mean;
            }
            // The sum left the range, which the mean of finite numbers does not; their sum is not 0.
            exact::weighted_mean(&near, &search.weights).unwrap_or(exact::NAN)
        };
        Ok(Vector::new(x.iter_rows().map(answer).collect()))
    }
}

impl Stage for KnnRegressorModel {
    const KIND: &'static str = "model.knn_regressor";
    type Recipe = KnnRegressor;
    type State = KnnRegressorState;

    stage_parts!(KnnRegressor, KnnRegressorState);

    fn restore(recipe: KnnRegressor, state: KnnRegressorState) -> Result<Self, String> {
        let KnnRegressorState { columns, cells, targets } = &state;
        check_finite("targets", targets)?;
        let compare = |a: usize, b: usize| exact::total_cmp(targets[a], targets[b]);
        recipe.vicinity.check_stored(columns, cells, targets.len(), compare)?;
        Ok(KnnRegressorModel { recipe, state })
    }

    fn learn(recipe: &KnnRegressor, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, y.vector(Self::KIND)?)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        vec![self.recipe.vicinity.report(self.rows())]
    }
}
