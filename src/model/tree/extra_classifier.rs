//! Extremely randomised trees for classes.

use super::fit;
use super::options::{ForestOptions, Options, TreeCriterion};
use super::setters::{criterion_setter, forest_setters};
use super::{ClassTreesState, Forest, Trees};
use crate::artifact::{Refit, Stage};
use crate::data::{Classes, Labels, Matrix};
use crate::error::Error;
use crate::model::stage_parts::stage_parts;
use crate::model::trainer::Trainer;
use crate::model::weights::{self, Rows};
use crate::pipeline::{Apply, Fit, FitWeighted, Pipeline, Target, Weighted};
use crate::solve::tree::Splitter;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Extremely randomised trees for classes; made by
/// [`ExtraTrees::classifier`](super::ExtraTrees::classifier).
///
/// Takes a [`Matrix`] and a target of [`Labels`], gives [`Classes`] with their probabilities.
///
/// # Formula
/// Each tree is grown on all rows. A split is the best of one threshold a column, drawn uniformly between the node's
/// least and largest cell, in some of the columns, drawn anew. The probabilities are the mean over the trees, added
/// in tree order, of the shares of the classes in the leaf a row comes to. The label is the class with the largest
/// mean, the first in a tie.
/// [Weights](Weighted) stand in the place of numbers of rows, as in a single tree; trees that
/// [draw](Self::bootstrap) rows draw them by their weights.
///
/// # Learned state
/// The trees, with the shares of every class in every leaf, the number of rows in every node, and the importances of
/// the columns.
///
/// # Determinism
/// Replay exact: comparisons, sums in tree order, one division. Refit exact, in any order of the rows: a threshold is
/// drawn by seed, tree, place in the tree and column, and impurities are compared as fractions of whole numbers.
///
/// # Errors
/// Fitting fails with rows of only one class, more than 1000 classes, fewer than two rows, or a value
/// that is not finite. Applying takes any number: a missing one goes right at every split.
///
/// # Source
/// Geurts, Ernst and Wehenkel, "Extremely randomized trees", Machine Learning 63 (2006). `ExtraTreesClassifier` of
/// scikit-learn 1.9, which draws otherwise.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[1.0], [2.0], [3.0], [4.0]])?;
/// let y = Labels::from_texts(["no", "no", "yes", "yes"]);
/// let model = ExtraTrees::classifier().trees(20).seed(7).fit(&x, &y)?;
/// assert_eq!(model.trees().count(), 20);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExtraTreesClassifier {
    forest: Forest,
    options: ForestOptions<TreeCriterion>,
}

impl Default for ExtraTreesClassifier {
    fn default() -> Self {
        let options = ForestOptions { bootstrap: false, ..ForestOptions::default() };
        ExtraTreesClassifier { forest: Forest::default(), options }
    }
}

forest_setters!(ExtraTreesClassifier, "the whole part of the root of their number");
criterion_setter!(ExtraTreesClassifier);

/// A fitted [`ExtraTreesClassifier`].
#[derive(Debug, Clone, PartialEq)]
pub struct ExtraTreesClassifierModel {
    recipe: ExtraTreesClassifier,
    state: ClassTreesState,
}

impl ExtraTreesClassifierModel {
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
    /// up to 1, or are all 0 where nothing is split.
    #[doc(alias = "feature_importances_")]
    #[must_use]
    pub fn feature_importances(&self) -> &[f64] {
        self.state.trees.importances()
    }
}

impl Pipeline for ExtraTreesClassifier {
    type Input = Matrix;
    type Output = Classes;
}

impl ExtraTreesClassifier {
    /// The model of rows that count as often as they come, or as much as their weights.
    fn grown(
        &self,
        x: &Matrix,
        (y, weights): (&Labels, Option<&[f64]>),
    ) -> Result<ExtraTreesClassifierModel, Error> {
        let stage = ExtraTreesClassifierModel::KIND;
        self.forest.check(stage)?;
        self.options.trainer.check(stage, &[Trainer::Exact])?;
        self.options.check(stage)?;
        let mut way = fit::many_trees(&self.forest, &self.options, x.width().isqrt());
        way.growth.splitter = Splitter::Random;
        let deadline = self.forest.growth.deadline();
        let state = fit::classes(stage, way, self.options.criterion, deadline, x, (y, weights))?;
        Ok(ExtraTreesClassifierModel { recipe: self.clone(), state })
    }
}

impl Fit<Labels> for ExtraTreesClassifier {
    type Fitted = ExtraTreesClassifierModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<ExtraTreesClassifierModel, Error> {
        self.grown(x, (y, None))
    }
}

impl FitWeighted<Labels> for ExtraTreesClassifier {
    fn fit_weighted(
        &self,
        x: &Matrix,
        y: &Weighted<Labels>,
    ) -> Result<ExtraTreesClassifierModel, Error> {
        let stage = ExtraTreesClassifierModel::KIND;
        weights::own(stage, self.options.trainer)?;
        let rows = Rows::of(stage, x, y)?;
        self.grown(&rows.x, (rows.y(), rows.counts()))
    }
}

impl Pipeline for ExtraTreesClassifierModel {
    type Input = Matrix;
    type Output = Classes;
}

impl Apply for ExtraTreesClassifierModel {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        self.state.apply(Self::KIND, x)
    }
}

impl Stage for ExtraTreesClassifierModel {
    const KIND: &'static str = "model.extra_trees.classifier";
    type Recipe = ExtraTreesClassifier;
    type State = ClassTreesState;

    stage_parts!(ExtraTreesClassifier, ClassTreesState);

    fn restore(recipe: ExtraTreesClassifier, state: ClassTreesState) -> Result<Self, String> {
        state.check(true)?;
        Ok(ExtraTreesClassifierModel { recipe, state })
    }

    fn learn(recipe: &ExtraTreesClassifier, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        weights::learn_classes(Self::KIND, recipe, x, y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.trees.report(&self.state.columns)
    }
}
