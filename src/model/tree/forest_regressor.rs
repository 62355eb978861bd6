//! A forest of decision trees for numbers.

use super::growth::forest_setters;
use super::{Forest, NumberTreesState, Trees};
use crate::artifact::{Refit, Stage};
use crate::data::{Matrix, Vector};
use crate::error::Error;
use crate::model::train;
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A forest of decision trees for numbers; made by
/// [`RandomForest::regressor`](super::RandomForest::regressor).
///
/// Takes a [`Matrix`] and a target of numbers, gives a [`Vector`] of predictions.
///
/// # Formula
/// The mean over the trees, added in tree order, of the means in the leaves a row comes to. Each tree
/// is grown on as many rows as there are, drawn with replacement.
///
/// # Learned state
/// The trees, with one number a leaf.
///
/// # Determinism
/// Replay exact: comparisons, sums in tree order, one division. Refit on the same machine: smartcore
/// grows the trees, and its generator is another on 32-bit machines.
///
/// # Errors
/// Fitting fails with fewer than two rows, or a value that is not finite. Applying takes any number: a
/// missing one goes right at every split.
///
/// # Source
/// Breiman, "Random forests", Machine Learning 45 (2001); grown with smartcore 0.7.0.
///
/// # Examples
#[cfg_attr(feature = "train", doc = "```")]
#[cfg_attr(not(feature = "train"), doc = "```no_run")]
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[1.0], [2.0], [3.0], [4.0]])?;
/// let y = Vector::new(vec![5.0, 5.0, 7.0, 7.0]);
/// let model = RandomForest::regressor().trees(20).seed(7).fit(&x, &y)?;
/// assert_eq!(model.trees().count(), 20);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ForestRegressor {
    forest: Forest,
}

forest_setters!(ForestRegressor, "all of them");

/// A fitted [`ForestRegressor`].
#[derive(Debug, Clone, PartialEq)]
pub struct ForestRegressorModel {
    recipe: ForestRegressor,
    state: NumberTreesState,
}

impl ForestRegressorModel {
    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The trees.
    #[must_use]
    pub fn trees(&self) -> &Trees {
        &self.state.trees
    }
}

impl Pipeline for ForestRegressor {
    type Input = Matrix;
    type Output = Vector;
}

impl Fit<Vector> for ForestRegressor {
    type Fitted = ForestRegressorModel;

    fn fit(&self, x: &Matrix, y: &Vector) -> Result<ForestRegressorModel, Error> {
        self.forest.check(ForestRegressorModel::KIND)?;
        let state = train::forest_regressor(ForestRegressorModel::KIND, &self.forest, x, y)?;
        Ok(ForestRegressorModel { recipe: self.clone(), state })
    }
}

impl Pipeline for ForestRegressorModel {
    type Input = Matrix;
    type Output = Vector;
}

impl Apply for ForestRegressorModel {
    fn apply(&self, x: &Matrix) -> Result<Vector, Error> {
        self.state.apply(Self::KIND, x)
    }
}

impl Stage for ForestRegressorModel {
    const KIND: &'static str = "model.forest.regressor";
    type Recipe = ForestRegressor;
    type State = NumberTreesState;

    fn recipe(&self) -> &ForestRegressor {
        &self.recipe
    }

    fn state(&self) -> &NumberTreesState {
        &self.state
    }

    fn restore(recipe: ForestRegressor, state: NumberTreesState) -> Result<Self, String> {
        state.check()?;
        Ok(ForestRegressorModel { recipe, state })
    }

    fn learn(recipe: &ForestRegressor, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, y.vector(Self::KIND)?)
    }

    fn refit(&self) -> Refit {
        Refit::SameMachine
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.trees.report(&self.state.columns)
    }
}
