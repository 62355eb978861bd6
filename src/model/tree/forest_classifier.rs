//! A forest of decision trees for classes.

use super::fit;
use super::options::{ForestOptions, Options, TreeCriterion};
use super::setters::{criterion_setter, forest_setters, trainer_setter};
use super::{ClassTreesState, Forest, Trees};
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

/// A forest of decision trees for classes; made by
/// [`RandomForest::classifier`](super::RandomForest::classifier).
///
/// Takes a [`Matrix`] and a target of [`Labels`], gives [`Classes`] with their probabilities.
///
/// # Formula
/// Each tree is grown on rows drawn with replacement, and each split is the best in some of the columns, drawn anew.
/// The probabilities are the mean over the trees, added in tree order, of the shares of the classes in the leaf a row
/// comes to, among the rows drawn for the tree. The label is the class with the largest mean, the first in a tie.
///
/// smartcore's shares are of all training rows, counted by sending them through the grown tree, so the rows a tree was
/// not grown on speak too. Its own label is the vote of the trees, and differs where a few sure trees outweigh many
/// unsure ones. It grows two classes by its regression tree on 0 and 1, whose squared error is half of Gini's
/// impurity; more by its classification tree, which passes over a threshold when the rows next to it in its sort are
/// of one class, so that on columns with many equal values its splits are not always the best there are.
/// Rows with [weights](Weighted) are drawn with chances by them, and count as often as they are drawn.
///
/// # Learned state
/// The trees, with the shares of every class in every leaf, the number of rows in every node, and the importances of
/// the columns. smartcore's without the last two.
///
/// # Determinism
/// Replay exact: comparisons, sums in tree order, one division. Refit exact, in any order of the rows: a draw names a
/// place in the order of the rows by their cells, and impurities are compared as fractions of whole numbers. With
/// [`Trainer::Smartcore`] on the same machine, and its generator is another on 32-bit machines.
///
/// # Errors
/// Fitting fails with rows of only one class, more than 1000 classes, fewer than two rows, or a value
/// that is not finite. Applying takes any number: a missing one goes right at every split.
///
/// # Source
/// Breiman, "Random forests", Machine Learning 45 (2001). `RandomForestClassifier` of scikit-learn 1.9, which draws
/// otherwise. smartcore 0.7.0.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[1.0], [2.0], [3.0], [4.0]])?;
/// let y = Labels::from_texts(["no", "no", "yes", "yes"]);
/// let model = RandomForest::classifier().trees(20).seed(7).fit(&x, &y)?;
/// assert_eq!(model.trees().count(), 20);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ForestClassifier {
    forest: Forest,
    #[serde(skip_serializing_if = "Options::is_unnamed")]
    options: ForestOptions<TreeCriterion>,
}

forest_setters!(ForestClassifier, "the whole part of the root of their number");
trainer_setter!(ForestClassifier);
criterion_setter!(ForestClassifier);

impl ForestClassifier {
    pub(in crate::model) fn trainer(&self) -> Trainer {
        self.options.trainer
    }
}

/// A fitted [`ForestClassifier`].
#[derive(Debug, Clone, PartialEq)]
pub struct ForestClassifierModel {
    recipe: ForestClassifier,
    state: ClassTreesState,
}

impl ForestClassifierModel {
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

    /// The trees.
    #[must_use]
    pub fn trees(&self) -> &Trees {
        &self.state.trees
    }

    /// Each column's share of what all splits lower the impurity by, the mean over the trees; they add
    /// up to 1, or are all 0 where nothing is split. Empty if smartcore fitted.
    #[doc(alias = "feature_importances_")]
    #[must_use]
    pub fn feature_importances(&self) -> &[f64] {
        self.state.trees.importances()
    }
}

impl Pipeline for ForestClassifier {
    type Input = Matrix;
    type Output = Classes;
}

impl ForestClassifier {
    /// The model of rows that count as often as they come, or as much as their weights.
    fn grown(
        &self,
        x: &Matrix,
        (y, weights): (&Labels, Option<&[f64]>),
    ) -> Result<ForestClassifierModel, Error> {
        let stage = ForestClassifierModel::KIND;
        self.forest.check(stage)?;
        self.options.check(stage)?;
        let state = match self.options.trainer {
            Trainer::Exact => {
                let way = fit::many_trees(&self.forest, &self.options, x.width().isqrt());
                let deadline = self.forest.growth.deadline();
                fit::classes(stage, way, self.options.criterion, deadline, x, (y, weights))?
            }
            _ => train::forest_classifier(stage, &self.forest, x, y)?,
        };
        Ok(ForestClassifierModel { recipe: self.clone(), state })
    }
}

impl Fit<Labels> for ForestClassifier {
    type Fitted = ForestClassifierModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<ForestClassifierModel, Error> {
        self.grown(x, (y, None))
    }
}

impl FitWeighted<Labels> for ForestClassifier {
    fn fit_weighted(
        &self,
        x: &Matrix,
        y: &Weighted<Labels>,
    ) -> Result<ForestClassifierModel, Error> {
        let stage = ForestClassifierModel::KIND;
        weights::own(stage, self.options.trainer)?;
        let rows = Rows::of(stage, x, y)?;
        self.grown(&rows.x, (rows.y(), rows.counts()))
    }
}

impl Pipeline for ForestClassifierModel {
    type Input = Matrix;
    type Output = Classes;
}

impl Apply for ForestClassifierModel {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        self.state.apply(Self::KIND, x)
    }
}

impl Stage for ForestClassifierModel {
    const KIND: &'static str = "model.forest.classifier";
    const VERSION: u32 = 2;
    type Recipe = ForestClassifier;
    type State = ClassTreesState;

    stage_parts!(ForestClassifier, ClassTreesState);

    fn version(&self) -> u32 {
        self.recipe.options.version()
    }

    fn decode(version: u32, params: &Node, state: &Node) -> Option<Result<Self, String>> {
        trainer::decode(version, params, state, ForestOptions::<TreeCriterion>::complete)
    }

    fn read_recipe(params: &Node) -> Result<ForestClassifier, String> {
        trainer::read_recipe(params, "options", ForestOptions::<TreeCriterion>::complete)
    }

    fn restore(recipe: ForestClassifier, state: ClassTreesState) -> Result<Self, String> {
        state.check(recipe.options.version() == 2)?;
        Ok(ForestClassifierModel { recipe, state })
    }

    fn learn(recipe: &ForestClassifier, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        weights::learn_classes(Self::KIND, recipe, x, y)
    }

    fn refit(&self) -> Refit {
        self.recipe.options.trainer.refit()
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.trees.report(&self.state.columns)
    }
}
