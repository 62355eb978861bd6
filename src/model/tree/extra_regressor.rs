//! Extremely randomised trees for numbers.

use super::fit;
use super::options::{ForestOptions, NumberCriterion, Options};
use super::setters::forest_setters;
use super::{Forest, NumberTreesState, Trees};
use crate::artifact::{Refit, Stage};
use crate::data::{Matrix, Vector};
use crate::error::Error;
use crate::model::stage_parts::stage_parts;
use crate::model::trainer::Trainer;
use crate::model::weights::{self, Rows};
use crate::pipeline::{Apply, Fit, FitWeighted, Pipeline, Target, Weighted};
use crate::solve::tree::Splitter;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Extremely randomised trees for numbers; made by
/// [`ExtraTrees::regressor`](super::ExtraTrees::regressor).
///
/// Takes a [`Matrix`] and a target of numbers, gives a [`Vector`] of predictions.
///
/// # Formula
/// Each tree is grown on all rows. A split is the best of one threshold a column, drawn uniformly between the node's
/// least and largest cell, in some of the columns, drawn anew: by default in all. The answer is the mean over the
/// trees, added in tree order, of the means in the leaves a row comes to.
/// [Weights](Weighted) stand in the place of numbers of rows, as in a single tree; trees that
/// [draw](Self::bootstrap) rows draw them by their weights.
///
/// # Learned state
/// The trees, with one number a leaf, the number of rows in every node, and the importances of the columns.
///
/// # Determinism
/// Replay exact: comparisons, sums in tree order, one division. Refit exact, in any order of the rows: a threshold is
/// drawn by seed, tree, place in the tree and column, sums of targets are exact, and gains are compared as fractions
/// of whole numbers.
///
/// # Errors
/// Fitting fails with fewer than two rows, or a value that is not finite. Applying takes any number: a
/// missing one goes right at every split.
///
/// # Source
/// Geurts, Ernst and Wehenkel, "Extremely randomized trees", Machine Learning 63 (2006). `ExtraTreesRegressor` of
/// scikit-learn 1.9, which draws otherwise.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[1.0], [2.0], [3.0], [4.0]])?;
/// let y = Vector::new(vec![5.0, 5.0, 7.0, 7.0]);
/// let model = ExtraTrees::regressor().trees(20).seed(7).fit(&x, &y)?;
/// assert_eq!(model.trees().count(), 20);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExtraTreesRegressor {
    forest: Forest,
    options: ForestOptions<NumberCriterion>,
}

impl Default for ExtraTreesRegressor {
    fn default() -> Self {
        let options = ForestOptions { bootstrap: false, ..ForestOptions::default() };
        ExtraTreesRegressor { forest: Forest::default(), options }
    }
}

forest_setters!(ExtraTreesRegressor, "all of them");

/// A fitted [`ExtraTreesRegressor`].
#[derive(Debug, Clone, PartialEq)]
pub struct ExtraTreesRegressorModel {
    recipe: ExtraTreesRegressor,
    state: NumberTreesState,
}

impl ExtraTreesRegressorModel {
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

    /// Each column's share of what all splits lower the impurity by, the mean over the trees; they add
    /// up to 1, or are all 0 where nothing is split.
    #[doc(alias = "feature_importances_")]
    #[must_use]
    pub fn feature_importances(&self) -> &[f64] {
        self.state.trees.importances()
    }
}

impl Pipeline for ExtraTreesRegressor {
    type Input = Matrix;
    type Output = Vector;
}

impl ExtraTreesRegressor {
    /// The model of rows that count as often as they come, or as much as their weights.
    fn grown(
        &self,
        x: &Matrix,
        (y, weights): (&Vector, Option<&[f64]>),
    ) -> Result<ExtraTreesRegressorModel, Error> {
        let stage = ExtraTreesRegressorModel::KIND;
        self.forest.check(stage)?;
        self.options.trainer.check(stage, &[Trainer::Exact])?;
        self.options.check(stage)?;
        let mut way = fit::many_trees(&self.forest, &self.options, x.width());
        way.growth.splitter = Splitter::Random;
        let deadline = self.forest.growth.deadline();
        let state = fit::numbers(stage, way, self.options.criterion, deadline, x, (y, weights))?;
        Ok(ExtraTreesRegressorModel { recipe: self.clone(), state })
    }
}

impl Fit<Vector> for ExtraTreesRegressor {
    type Fitted = ExtraTreesRegressorModel;

    fn fit(&self, x: &Matrix, y: &Vector) -> Result<ExtraTreesRegressorModel, Error> {
        self.grown(x, (y, None))
    }
}

impl FitWeighted<Vector> for ExtraTreesRegressor {
    fn fit_weighted(
        &self,
        x: &Matrix,
        y: &Weighted<Vector>,
    ) -> Result<ExtraTreesRegressorModel, Error> {
        let stage = ExtraTreesRegressorModel::KIND;
        weights::own(stage, self.options.trainer)?;
        weights::numbers(stage, y)?;
        let rows = Rows::of(stage, x, y)?;
        self.grown(&rows.x, (rows.y(), rows.counts()))
    }
}

impl Pipeline for ExtraTreesRegressorModel {
    type Input = Matrix;
    type Output = Vector;
}

impl Apply for ExtraTreesRegressorModel {
    fn apply(&self, x: &Matrix) -> Result<Vector, Error> {
        self.state.apply(Self::KIND, x)
    }
}

impl Stage for ExtraTreesRegressorModel {
    const KIND: &'static str = "model.extra_trees.regressor";
    type Recipe = ExtraTreesRegressor;
    type State = NumberTreesState;

    stage_parts!(ExtraTreesRegressor, NumberTreesState);

    fn restore(recipe: ExtraTreesRegressor, state: NumberTreesState) -> Result<Self, String> {
        state.check(true)?;
        Ok(ExtraTreesRegressorModel { recipe, state })
    }

    fn learn(recipe: &ExtraTreesRegressor, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        weights::learn_numbers(Self::KIND, recipe, x, y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.trees.report(&self.state.columns)
    }
}
