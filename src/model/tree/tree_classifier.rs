//! A decision tree for classes.

use super::fit;
use super::options::{Options, TreeCriterion, TreeOptions};
use super::setters::{criterion_setter, growth_setters, trainer_setter};
use super::{ClassTreesState, Growth, Trees};
use crate::artifact::codec::Node;
use crate::artifact::{Refit, Stage};
use crate::data::{Classes, Labels, Matrix};
use crate::error::Error;
use crate::model::stage_parts::stage_parts;
use crate::model::train;
use crate::model::trainer::{self, Trainer};
use crate::model::weights::{self, Rows};
use crate::pipeline::{Apply, Fit, FitWeighted, Pipeline, Target, Weighted};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A decision tree for classes; made by [`DecisionTree::classifier`](super::DecisionTree::classifier).
///
/// Takes a [`Matrix`] and a target of [`Labels`], gives [`Classes`] with their probabilities.
///
/// # Formula
/// Each split sends `cell <= threshold` left, chosen to lower Gini's impurity, or the entropy, the most; of equal
/// gains the lowest column wins, then the lowest threshold. The probabilities are the shares of the classes among the
/// training rows of the leaf.
///
/// smartcore grows two classes by its regression tree on 0 and 1, whose squared error is half of Gini's impurity;
/// more by its classification tree, which passes over a threshold when the rows next to it in its sort are of one
/// class, so that on columns with many equal values its splits are not always the best there are.
/// [Weights](Weighted) stand in the place of numbers of rows, but for minima, which count rows. Cuts are looked for with
/// weights as they are where all are whole, else rounded to 2⁻³⁰ of their sum; leaves answer with weights as they are.
///
/// # Learned state
/// The tree, with the shares of every class in every leaf, the number of rows in every node, and the importances of
/// the columns. smartcore's without the last two.
///
/// # Determinism
/// Replay exact: comparisons and stored numbers. Refit exact, in any order of the rows: impurities are compared as
/// fractions of whole numbers. With [`Trainer::Smartcore`] on the same machine.
///
/// # Errors
/// Fitting fails with rows of only one class, more than 1000 classes, fewer than two rows, or a value
/// that is not finite. Applying takes any number: a missing one goes right at every split.
///
/// # Source
/// CART (Breiman, Friedman, Olshen and Stone, 1984). `DecisionTreeClassifier` of scikit-learn 1.9, which rounds
/// columns to `f32` and draws among splits equally good. smartcore 0.7.0. `max_depth` counts splits, as in
/// scikit-learn.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[1.0], [2.0], [3.0], [4.0]])?;
/// let y = Labels::from_texts(["no", "no", "yes", "yes"]);
/// let model = DecisionTree::classifier().fit(&x, &y)?;
/// assert_eq!(model.apply(&x)?.probability("yes"), Some(vec![0.0, 0.0, 1.0, 1.0]));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TreeClassifier {
    growth: Growth,
    #[serde(skip_serializing_if = "Options::is_unnamed")]
    options: TreeOptions<TreeCriterion>,
}

growth_setters!(TreeClassifier, growth, "as many as it takes");
trainer_setter!(TreeClassifier);
criterion_setter!(TreeClassifier);

impl TreeClassifier {
    /// How many columns, drawn anew, each split chooses from; by default all. smartcore does not have it.
    #[must_use]
    pub fn max_features(mut self, columns: u32) -> TreeClassifier {
        self.options.max_features = Some(columns);
        self
    }
}

impl TreeClassifier {
    pub(in crate::model) fn trainer(&self) -> Trainer {
        self.options.trainer
    }
}

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

    /// Each column's share of what all splits lower the impurity by, weighted by the rows of the node; they add
    /// up to 1, or are all 0 where nothing is split. Empty if smartcore fitted.
    #[doc(alias = "feature_importances_")]
    #[must_use]
    pub fn feature_importances(&self) -> &[f64] {
        self.state.trees.importances()
    }
}

impl Pipeline for TreeClassifier {
    type Input = Matrix;
    type Output = Classes;
}

impl TreeClassifier {
    /// The model of rows that count as often as they come, or as much as their weights.
    fn grown(
        &self,
        x: &Matrix,
        (y, weights): (&Labels, Option<&[f64]>),
    ) -> Result<TreeClassifierModel, Error> {
        let stage = TreeClassifierModel::KIND;
        self.growth.check(stage)?;
        self.options.check(stage)?;
        let state = match self.options.trainer {
            Trainer::Exact => {
                let way = fit::one_tree(&self.growth, &self.options);
                let deadline = self.growth.deadline();
                fit::classes(stage, way, self.options.criterion, deadline, x, (y, weights))?
            }
            _ => train::tree_classifier(stage, &self.growth, x, y)?,
        };
        Ok(TreeClassifierModel { recipe: self.clone(), state })
    }
}

impl Fit<Labels> for TreeClassifier {
    type Fitted = TreeClassifierModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<TreeClassifierModel, Error> {
        self.grown(x, (y, None))
    }
}

impl FitWeighted<Labels> for TreeClassifier {
    fn fit_weighted(&self, x: &Matrix, y: &Weighted<Labels>) -> Result<TreeClassifierModel, Error> {
        let stage = TreeClassifierModel::KIND;
        weights::own(stage, self.options.trainer)?;
        let rows = Rows::of(stage, x, y)?;
        self.grown(&rows.x, (rows.y(), rows.counts()))
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
    const VERSION: u32 = 2;
    type Recipe = TreeClassifier;
    type State = ClassTreesState;

    stage_parts!(TreeClassifier, ClassTreesState);

    fn version(&self) -> u32 {
        self.recipe.options.version()
    }

    fn decode(version: u32, params: &Node, state: &Node) -> Option<Result<Self, String>> {
        trainer::decode(version, params, state, TreeOptions::<TreeCriterion>::complete)
    }

    fn read_recipe(params: &Node) -> Result<TreeClassifier, String> {
        trainer::read_recipe(params, "options", TreeOptions::<TreeCriterion>::complete)
    }

    fn restore(recipe: TreeClassifier, state: ClassTreesState) -> Result<Self, String> {
        state.check(recipe.options.version() == 2)?;
        Ok(TreeClassifierModel { recipe, state })
    }

    fn learn(recipe: &TreeClassifier, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        weights::learn_classes(Self::KIND, recipe, x, y)
    }

    fn refit(&self) -> Refit {
        self.recipe.options.trainer.refit()
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.trees.report(&self.state.columns)
    }
}
