//! A decision tree for numbers.

use super::fit;
use super::options::{NumberCriterion, Options, TreeOptions};
use super::setters::{growth_setters, trainer_setter};
use super::{Growth, NumberTreesState, Trees};
use crate::artifact::codec::Node;
use crate::artifact::{Refit, Stage};
use crate::data::{Matrix, Vector};
use crate::error::Error;
use crate::model::stage_parts::stage_parts;
use crate::model::train;
use crate::model::trainer::{self, Trainer};
use crate::model::weights::{self, Rows};
use crate::pipeline::{Apply, Fit, FitWeighted, Pipeline, Target, Weighted};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A decision tree for numbers; made by [`DecisionTree::regressor`](super::DecisionTree::regressor).
///
/// Takes a [`Matrix`] and a target of numbers, gives a [`Vector`] of predictions.
///
/// # Formula
/// Each split sends `cell <= threshold` left, chosen to lower the squared error the most; of equal
/// gains the lowest column wins, then the lowest threshold. The answer is the mean of the training rows of the leaf,
/// correctly rounded. To choose, each target's distance from the middle of their range is rounded to 31 to 50 bits
/// below the largest (50 for up to 4095 rows).
/// [Weights](Weighted) stand in the place of numbers of rows, but for minima, which count rows. Cuts are looked for with
/// weights as they are where all are whole, else rounded to 2⁻³⁰ of their sum; leaves answer with weights as they are.
///
/// # Learned state
/// The tree, with one number a leaf, the number of rows in every node, and the importances of the columns.
/// smartcore's without the last two, and without splits whose leaves all answer alike.
///
/// # Determinism
/// Replay exact: comparisons and stored numbers. Refit exact, in any order of the rows: sums of targets are exact, and
/// gains are compared as fractions of whole numbers. With [`Trainer::Smartcore`] on the same machine.
///
/// # Errors
/// Fitting fails with fewer than two rows, or a value that is not finite. Applying takes any number: a
/// missing one goes right at every split.
///
/// # Source
/// CART (Breiman, Friedman, Olshen and Stone, 1984). `DecisionTreeRegressor` of scikit-learn 1.9, which rounds columns
/// to `f32` and draws among splits equally good. smartcore 0.7.0, where the seed decides among those. `max_depth`
/// counts splits, as in scikit-learn.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[1.0], [2.0], [3.0], [4.0]])?;
/// let y = Vector::new(vec![5.0, 5.0, 7.0, 7.0]);
/// let model = DecisionTree::regressor().fit(&x, &y)?;
/// assert_eq!(model.apply(&x)?, y);
/// assert_eq!(model.trees().depth(), 1);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TreeRegressor {
    growth: Growth,
    #[serde(skip_serializing_if = "Options::is_unnamed")]
    options: TreeOptions<NumberCriterion>,
}

growth_setters!(TreeRegressor, growth, "as many as it takes");
trainer_setter!(TreeRegressor);

impl TreeRegressor {
    /// How many columns, drawn anew, each split chooses from; by default all. smartcore does not have it.
    #[must_use]
    pub fn max_features(mut self, columns: u32) -> TreeRegressor {
        self.options.max_features = Some(columns);
        self
    }
}

impl TreeRegressor {
    pub(in crate::model) fn trainer(&self) -> Trainer {
        self.options.trainer
    }
}

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

    /// Each column's share of what all splits lower the impurity by, weighted by the rows of the node; they add
    /// up to 1, or are all 0 where nothing is split. Empty if smartcore fitted.
    #[doc(alias = "feature_importances_")]
    #[must_use]
    pub fn feature_importances(&self) -> &[f64] {
        self.state.trees.importances()
    }
}

impl Pipeline for TreeRegressor {
    type Input = Matrix;
    type Output = Vector;
}

impl TreeRegressor {
    /// The model of rows that count as often as they come, or as much as their weights.
    fn grown(
        &self,
        x: &Matrix,
        (y, weights): (&Vector, Option<&[f64]>),
    ) -> Result<TreeRegressorModel, Error> {
        let stage = TreeRegressorModel::KIND;
        self.growth.check(stage)?;
        self.options.check(stage)?;
        let state = match self.options.trainer {
            Trainer::Exact => {
                let way = fit::one_tree(&self.growth, &self.options);
                let deadline = self.growth.deadline();
                fit::numbers(stage, way, self.options.criterion, deadline, x, (y, weights))?
            }
            _ => train::tree_regressor(stage, &self.growth, x, y)?,
        };
        Ok(TreeRegressorModel { recipe: self.clone(), state })
    }
}

impl Fit<Vector> for TreeRegressor {
    type Fitted = TreeRegressorModel;

    fn fit(&self, x: &Matrix, y: &Vector) -> Result<TreeRegressorModel, Error> {
        self.grown(x, (y, None))
    }
}

impl FitWeighted<Vector> for TreeRegressor {
    fn fit_weighted(&self, x: &Matrix, y: &Weighted<Vector>) -> Result<TreeRegressorModel, Error> {
        let stage = TreeRegressorModel::KIND;
        weights::own(stage, self.options.trainer)?;
        weights::numbers(stage, y)?;
        let rows = Rows::of(stage, x, y)?;
        self.grown(&rows.x, (rows.y(), rows.counts()))
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
    const VERSION: u32 = 2;
    type Recipe = TreeRegressor;
    type State = NumberTreesState;

    stage_parts!(TreeRegressor, NumberTreesState);

    fn version(&self) -> u32 {
        self.recipe.options.version()
    }

    fn decode(version: u32, params: &Node, state: &Node) -> Option<Result<Self, String>> {
        trainer::decode(version, params, state, TreeOptions::<NumberCriterion>::complete)
    }

    fn read_recipe(params: &Node) -> Result<TreeRegressor, String> {
        trainer::read_recipe(params, "options", TreeOptions::<NumberCriterion>::complete)
    }

    fn restore(recipe: TreeRegressor, state: NumberTreesState) -> Result<Self, String> {
        state.check(recipe.options.version() == 2)?;
        Ok(TreeRegressorModel { recipe, state })
    }

    fn learn(recipe: &TreeRegressor, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        weights::learn_numbers(Self::KIND, recipe, x, y)
    }

    fn refit(&self) -> Refit {
        self.recipe.options.trainer.refit()
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.trees.report(&self.state.columns)
    }
}
