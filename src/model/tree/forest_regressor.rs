//! A forest of decision trees for numbers.

use super::fit;
use super::options::{ForestOptions, NumberCriterion, Options};
use super::setters::{forest_setters, trainer_setter};
use super::{Forest, NumberTreesState, Trees};
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

/// A forest of decision trees for numbers; made by
/// [`RandomForest::regressor`](super::RandomForest::regressor).
///
/// Takes a [`Matrix`] and a target of numbers, gives a [`Vector`] of predictions.
///
/// # Formula
/// The mean over the trees, added in tree order, of the means in the leaves a row comes to. Each tree
/// is grown on as many rows as there are, drawn with replacement, and each split is the best in some of the columns,
/// drawn anew: by default in all.
/// Rows with [weights](Weighted) are drawn with chances by them, and count as often as they are drawn.
///
/// # Learned state
/// The trees, with one number a leaf, the number of rows in every node, and the importances of the columns.
/// smartcore's without the last two.
///
/// # Determinism
/// Replay exact: comparisons, sums in tree order, one division. Refit exact, in any order of the rows: a draw names a
/// place in the order of the rows by their cells, sums of targets are exact, and gains are compared as fractions of
/// whole numbers. With [`Trainer::Smartcore`] on the same machine, and its generator is another on 32-bit machines.
///
/// # Errors
/// Fitting fails with fewer than two rows, or a value that is not finite. Applying takes any number: a
/// missing one goes right at every split.
///
/// # Source
/// Breiman, "Random forests", Machine Learning 45 (2001). `RandomForestRegressor` of scikit-learn 1.9, which draws
/// otherwise. smartcore 0.7.0.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[1.0], [2.0], [3.0], [4.0]])?;
/// let y = Vector::new(vec![5.0, 5.0, 7.0, 7.0]);
/// let model = RandomForest::regressor().trees(20).seed(7).fit(&x, &y)?;
/// assert_eq!(model.trees().count(), 20);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ForestRegressor {
    forest: Forest,
    #[serde(skip_serializing_if = "Options::is_unnamed")]
    options: ForestOptions<NumberCriterion>,
}

forest_setters!(ForestRegressor, "all of them");
trainer_setter!(ForestRegressor);

impl ForestRegressor {
    pub(in crate::model) fn trainer(&self) -> Trainer {
        self.options.trainer
    }
}

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

    /// Each column's share of what all splits lower the impurity by, the mean over the trees; they add
    /// up to 1, or are all 0 where nothing is split. Empty if smartcore fitted.
    #[doc(alias = "feature_importances_")]
    #[must_use]
    pub fn feature_importances(&self) -> &[f64] {
        self.state.trees.importances()
    }
}

impl Pipeline for ForestRegressor {
    type Input = Matrix;
    type Output = Vector;
}

impl ForestRegressor {
    /// The model of rows that count as often as they come, or as much as their weights.
    fn grown(
        &self,
        x: &Matrix,
        (y, weights): (&Vector, Option<&[f64]>),
    ) -> Result<ForestRegressorModel, Error> {
        let stage = ForestRegressorModel::KIND;
        self.forest.check(stage)?;
        self.options.check(stage)?;
        let state = match self.options.trainer {
            Trainer::Exact => {
                let way = fit::many_trees(&self.forest, &self.options, x.width());
                let deadline = self.forest.growth.deadline();
                fit::numbers(stage, way, self.options.criterion, deadline, x, (y, weights))?
            }
            _ => train::forest_regressor(stage, &self.forest, x, y)?,
        };
        Ok(ForestRegressorModel { recipe: self.clone(), state })
    }
}

impl Fit<Vector> for ForestRegressor {
    type Fitted = ForestRegressorModel;

    fn fit(&self, x: &Matrix, y: &Vector) -> Result<ForestRegressorModel, Error> {
        self.grown(x, (y, None))
    }
}

impl FitWeighted<Vector> for ForestRegressor {
    fn fit_weighted(
        &self,
        x: &Matrix,
        y: &Weighted<Vector>,
    ) -> Result<ForestRegressorModel, Error> {
        let stage = ForestRegressorModel::KIND;
        weights::own(stage, self.options.trainer)?;
        weights::numbers(stage, y)?;
        let rows = Rows::of(stage, x, y)?;
        self.grown(&rows.x, (rows.y(), rows.counts()))
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
    const VERSION: u32 = 2;
    type Recipe = ForestRegressor;
    type State = NumberTreesState;

    stage_parts!(ForestRegressor, NumberTreesState);

    fn version(&self) -> u32 {
        self.recipe.options.version()
    }

    fn decode(version: u32, params: &Node, state: &Node) -> Option<Result<Self, String>> {
        trainer::decode(version, params, state, ForestOptions::<NumberCriterion>::complete)
    }

    fn read_recipe(params: &Node) -> Result<ForestRegressor, String> {
        trainer::read_recipe(params, "options", ForestOptions::<NumberCriterion>::complete)
    }

    fn restore(recipe: ForestRegressor, state: NumberTreesState) -> Result<Self, String> {
        state.check(recipe.options.version() == 2)?;
        Ok(ForestRegressorModel { recipe, state })
    }

    fn learn(recipe: &ForestRegressor, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        weights::learn_numbers(Self::KIND, recipe, x, y)
    }

    fn refit(&self) -> Refit {
        self.recipe.options.trainer.refit()
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.trees.report(&self.state.columns)
    }
}
