//! A decision tree for numbers.

use super::growth::growth_setters;
use super::{Growth, NumberTreesState, Trees};
use crate::artifact::{Refit, Stage};
use crate::data::{Matrix, Vector};
use crate::error::Error;
use crate::model::train;
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A decision tree for numbers; made by [`DecisionTree::regressor`](super::DecisionTree::regressor).
///
/// Takes a [`Matrix`] and a target of numbers, gives a [`Vector`] of predictions.
///
/// # Formula
/// Each split sends `cell <= threshold` left, chosen to lower the squared error the most. The answer
/// is the mean of the training rows of the leaf.
///
/// # Learned state
/// The tree, with one number a leaf. Splits whose leaves all answer alike are not kept.
///
/// # Determinism
/// Replay exact: comparisons and stored numbers. Refit on the same machine: smartcore grows the tree.
///
/// # Errors
/// Fitting fails with fewer than two rows, or a value that is not finite. Applying takes any number: a
/// missing one goes right at every split.
///
/// # Source
/// CART (Breiman, Friedman, Olshen and Stone, 1984); grown with smartcore 0.7.0. `max_depth` counts
/// splits, as in scikit-learn. Among splits equally good, the seed decides.
///
/// # Examples
#[cfg_attr(feature = "train", doc = "```")]
#[cfg_attr(not(feature = "train"), doc = "```no_run")]
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[1.0], [2.0], [3.0], [4.0]])?;
/// let y = Vector::new(vec![5.0, 5.0, 7.0, 7.0]);
/// let model = DecisionTree::regressor().fit(&x, &y)?;
/// assert_eq!(model.apply(&x)?, y);
/// assert_eq!(model.trees().depth(), 1);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TreeRegressor {
    growth: Growth,
}

growth_setters!(TreeRegressor, growth);

/// A fitted [`TreeRegressor`].
#[derive(Debug, Clone, PartialEq)]
pub struct TreeRegressorModel {
    recipe: TreeRegressor,
    state: NumberTreesState,
}

impl TreeRegressorModel {
    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The tree.
    #[must_use]
    pub fn trees(&self) -> &Trees {
        &self.state.trees
    }
}

impl Pipeline for TreeRegressor {
    type Input = Matrix;
    type Output = Vector;
}

impl Fit<Vector> for TreeRegressor {
    type Fitted = TreeRegressorModel;

    fn fit(&self, x: &Matrix, y: &Vector) -> Result<TreeRegressorModel, Error> {
        self.growth.check(TreeRegressorModel::KIND)?;
        let state = train::tree_regressor(TreeRegressorModel::KIND, &self.growth, x, y)?;
        Ok(TreeRegressorModel { recipe: self.clone(), state })
    }
}

impl Pipeline for TreeRegressorModel {
    type Input = Matrix;
    type Output = Vector;
}

impl Apply for TreeRegressorModel {
    fn apply(&self, x: &Matrix) -> Result<Vector, Error> {
        self.state.apply(Self::KIND, x)
    }
}

impl Stage for TreeRegressorModel {
    const KIND: &'static str = "model.tree.regressor";
    type Recipe = TreeRegressor;
    type State = NumberTreesState;

    fn recipe(&self) -> &TreeRegressor {
        &self.recipe
    }

    fn state(&self) -> &NumberTreesState {
        &self.state
    }

    fn restore(recipe: TreeRegressor, state: NumberTreesState) -> Result<Self, String> {
        state.check()?;
        Ok(TreeRegressorModel { recipe, state })
    }

    fn learn(recipe: &TreeRegressor, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, y.vector(Self::KIND)?)
    }

    fn refit(&self) -> Refit {
        Refit::SameMachine
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.trees.report(&self.state.columns)
    }
}
