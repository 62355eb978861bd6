//! Gradient boosting for numbers.

use super::stages::{Stages, shallow, stage_setters};
use super::state::{BoostedNumbersState, stored};
use crate::artifact::Stage;
use crate::data::{Matrix, Vector};
use crate::error::Error;
use crate::model::stage_parts::stage_parts;
use crate::model::tree::fit::broken;
use crate::model::tree::{Growth, Trees};
use crate::model::weights::{self, Rows};
use crate::model::{Trainer, check};
use crate::pipeline::{Apply, Fit, FitWeighted, Pipeline, Target, Weighted, guard};
use crate::solve::boosting::Squares;
use crate::solve::rows::transposed;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Gradient boosting for numbers; made by [`GradientBoosting::regressor`](super::GradientBoosting::regressor).
///
/// Takes a [`Matrix`] and a target of numbers, gives a [`Vector`] of predictions.
///
/// # Formula
/// The mean of the target, plus the learning rate times the answer of each tree, added in tree order. Each tree is grown
/// on the residuals the trees before it leave, by squared error, and a leaf answers with their mean.
/// [Weights](Weighted) stand before the losses of rows, and in the trees in the place of numbers of rows; minima count rows.
///
/// # Learned state
/// The mean, and the trees with their answers times the learning rate, the number of rows in every node, and the
/// importances of the columns.
///
/// # Determinism
/// Replay exact: comparisons, a sum in tree order. Refit exact, in any order of the rows: residuals are each row's own,
/// and trees do not depend on the order of their rows (see [`TreeRegressor`](crate::model::TreeRegressor)).
///
/// # Errors
/// Fitting fails with fewer than two rows, a value that is not finite, or residuals that are not. Applying takes any
/// number: a missing one goes right at every split.
///
/// # Source
/// Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29 (2001).
/// `GradientBoostingRegressor` of scikit-learn 1.9 with squared error, which draws otherwise where it draws.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[1.0], [2.0], [3.0], [4.0]])?;
/// let y = Vector::new(vec![5.0, 5.0, 7.0, 7.0]);
/// let model = GradientBoosting::regressor().trees(1).learning_rate(0.5).fit(&x, &y)?;
/// assert_eq!(model.apply(&x)?.values(), [5.5, 5.5, 6.5, 6.5]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GradientBoostingRegressor {
    growth: Growth,
    options: Stages,
}

impl Default for GradientBoostingRegressor {
    fn default() -> Self {
        GradientBoostingRegressor { growth: shallow(), options: Stages::default() }
    }
}

stage_setters!(GradientBoostingRegressor);

/// A fitted [`GradientBoostingRegressor`].
#[derive(Debug, Clone, PartialEq)]
pub struct GradientBoostingRegressorModel {
    recipe: GradientBoostingRegressor,
    state: BoostedNumbersState,
}

impl GradientBoostingRegressorModel {
    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// What every prediction starts from: the mean of the target.
    #[doc(alias = "init_")]
    #[must_use]
    pub fn base(&self) -> f64 {
        self.state.base
    }

    /// The trees; their answers are multiplied by the learning rate.
    #[doc(alias = "estimators_")]
    #[must_use]
    pub fn trees(&self) -> &Trees {
        &self.state.trees
    }

    /// Each column's share of what the splits of all trees lower the squares of the residuals by; they add up to 1, or
    /// are all 0 where nothing is split.
    #[doc(alias = "feature_importances_")]
    #[must_use]
    pub fn feature_importances(&self) -> &[f64] {
        self.state.trees.importances()
    }
}

impl Pipeline for GradientBoostingRegressor {
    type Input = Matrix;
    type Output = Vector;
}

impl GradientBoostingRegressor {
    /// The model of rows that count as often as they come, or as much as their weights.
    fn grown(
        &self,
        x: &Matrix,
        (y, weights): (&Vector, Option<&[f64]>),
    ) -> Result<GradientBoostingRegressorModel, Error> {
        let stage = GradientBoostingRegressorModel::KIND;
        self.growth.check(stage)?;
        self.options.check(stage)?;
        check::features(stage, x, y.rows())?;
        check::numbers(stage, y)?;
        let weights = weights.map(<[f64]>::to_vec);
        let boosting = self.options.boosting(&self.growth);
        let columns = transposed(x.as_slice(), x.width());
        let loss = Squares { target: y.values().to_vec() };
        let grow = move || {
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let boosted = boosting.fit_counting(&columns, &loss, weights.as_deref());
            let boosted = boosted.map_err(|e| e.to_string())?;
            let base = boosted.base.first().copied().unwrap_or(0.0);
            Ok((base, stored(&boosted.trees, 1, boosted.importances)?))
        };
        let (base, trees) = guard::run(stage, Trainer::EXACT, self.growth.deadline(), grow)?;
        check::learned(stage, "trees", trees.leaves())?;
        let state = BoostedNumbersState { columns: Arc::clone(x.names()), base, trees };
        state.check().map_err(|message| broken(stage, message))?;
        Ok(GradientBoostingRegressorModel { recipe: self.clone(), state })
    }
}

impl Fit<Vector> for GradientBoostingRegressor {
    type Fitted = GradientBoostingRegressorModel;

    fn fit(&self, x: &Matrix, y: &Vector) -> Result<GradientBoostingRegressorModel, Error> {
        self.grown(x, (y, None))
    }
}

impl FitWeighted<Vector> for GradientBoostingRegressor {
    fn fit_weighted(
        &self,
        x: &Matrix,
        y: &Weighted<Vector>,
    ) -> Result<GradientBoostingRegressorModel, Error> {
        let stage = GradientBoostingRegressorModel::KIND;
        weights::numbers(stage, y)?;
        let rows = Rows::of(stage, x, y)?;
        self.grown(&rows.x, (rows.y(), rows.counts()))
    }
}

impl Pipeline for GradientBoostingRegressorModel {
    type Input = Matrix;
    type Output = Vector;
}

impl Apply for GradientBoostingRegressorModel {
    fn apply(&self, x: &Matrix) -> Result<Vector, Error> {
        self.state.apply(Self::KIND, x)
    }
}

impl Stage for GradientBoostingRegressorModel {
    const KIND: &'static str = "model.gradient_boosting.regressor";
    type Recipe = GradientBoostingRegressor;
    type State = BoostedNumbersState;

    stage_parts!(GradientBoostingRegressor, BoostedNumbersState, checked);

    fn learn(recipe: &GradientBoostingRegressor, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        weights::learn_numbers(Self::KIND, recipe, x, y)
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.trees.report(&self.state.columns)
    }
}
