//! A decision tree for classes.

use super::growth::growth_setters;
use super::{ClassTreesState, Growth, Trees};
use crate::artifact::{Refit, Stage};
use crate::data::{Classes, Labels, Matrix};
use crate::error::Error;
use crate::model::train;
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A decision tree for classes; made by [`DecisionTree::classifier`](super::DecisionTree::classifier).
///
/// Takes a [`Matrix`] and a target of [`Labels`], gives [`Classes`] with their probabilities.
///
/// # Formula
/// Each split sends `cell <= threshold` left, chosen to lower Gini's impurity the most. The
/// probabilities are the shares of the classes among the training rows of the leaf. Two classes are grown by smartcore's regression
/// tree on 0 and 1, whose squared error is half of Gini's impurity; more by its classification tree,
/// which passes over a threshold when the rows next to it in its sort are of one class, so that on
/// columns with many equal values its splits are not always the best there are.
///
/// # Learned state
/// The tree, with the shares of every class in every leaf.
///
/// # Determinism
/// Replay exact: comparisons and stored numbers. Refit on the same machine: smartcore grows the tree.
///
/// # Errors
/// Fitting fails with rows of only one class, more than 1000 classes, fewer than two rows, or a value
/// that is not finite. Applying takes any number: a missing one goes right at every split.
///
/// # Source
/// CART (Breiman, Friedman, Olshen and Stone, 1984); grown with smartcore 0.7.0. `max_depth` counts
/// splits, as in scikit-learn.
///
/// # Examples
#[cfg_attr(feature = "train", doc = "```")]
#[cfg_attr(not(feature = "train"), doc = "```no_run")]
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[1.0], [2.0], [3.0], [4.0]])?;
/// let y = Labels::from_texts(["no", "no", "yes", "yes"]);
/// let model = DecisionTree::classifier().fit(&x, &y)?;
/// assert_eq!(model.apply(&x)?.probability("yes"), Some(vec![0.0, 0.0, 1.0, 1.0]));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TreeClassifier {
    growth: Growth,
}

growth_setters!(TreeClassifier, growth);

/// A fitted [`TreeClassifier`].
#[derive(Debug, Clone, PartialEq)]
pub struct TreeClassifierModel {
    recipe: TreeClassifier,
    state: ClassTreesState,
}

impl TreeClassifierModel {
    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The classes, in the order of the probabilities.
    #[doc(alias = "classes_")]
    #[must_use]
    pub fn classes(&self) -> &[Arc<str>] {
        &self.state.classes
    }

    /// The tree.
    #[must_use]
    pub fn trees(&self) -> &Trees {
        &self.state.trees
    }
}

impl Pipeline for TreeClassifier {
    type Input = Matrix;
    type Output = Classes;
}

impl Fit<Labels> for TreeClassifier {
    type Fitted = TreeClassifierModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<TreeClassifierModel, Error> {
        self.growth.check(TreeClassifierModel::KIND)?;
        let state = train::tree_classifier(TreeClassifierModel::KIND, &self.growth, x, y)?;
        Ok(TreeClassifierModel { recipe: self.clone(), state })
    }
}

impl Pipeline for TreeClassifierModel {
    type Input = Matrix;
    type Output = Classes;
}

impl Apply for TreeClassifierModel {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        self.state.apply(Self::KIND, x)
    }
}

impl Stage for TreeClassifierModel {
    const KIND: &'static str = "model.tree.classifier";
    type Recipe = TreeClassifier;
    type State = ClassTreesState;

    fn recipe(&self) -> &TreeClassifier {
        &self.recipe
    }

    fn state(&self) -> &ClassTreesState {
        &self.state
    }

    fn restore(recipe: TreeClassifier, state: ClassTreesState) -> Result<Self, String> {
        state.check()?;
        Ok(TreeClassifierModel { recipe, state })
    }

    fn learn(recipe: &TreeClassifier, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, y.labels(Self::KIND)?)
    }

    fn refit(&self) -> Refit {
        Refit::SameMachine
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.trees.report(&self.state.columns)
    }
}
