//! An imported ensemble of trees that answers with numbers.

use super::ensemble::TreeEnsemble;
use super::source::{Source, complete, without_trees};
use crate::artifact::Stage;
use crate::artifact::codec::Node;
use crate::data::{Matrix, Vector};
use crate::error::Error;
use crate::model::input::same_columns;
use crate::model::stage_parts::stage_parts;
use crate::model::trainer;
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Trees of another library that answer with one number a row: [`Matrix`] in, [`Vector`] out.
///
/// It is its own recipe: fitting it in a chain checks the columns and keeps the trees as they are.
///
/// # Determinism
/// Replay exact: comparisons, sums in tree order in the precision of the library that grew the trees, and a correctly
/// rounded exponential function. Refit exact: nothing is learned.
///
/// # Errors
/// Applying fails on other columns than those of the trees. A missing cell goes where its split says.
///
/// # Examples
/// ```
/// use steadfast::import::lightgbm;
/// use steadfast::prelude::*;
/// let file = std::fs::read("tests/cases/lgb_poisson_bikeshare/model.txt").map_err(|_| Error::Evaluate("no file".into()))?;
/// let imported = lightgbm::read(&file)?;
/// let model = imported.regressor()?.model()?;
/// assert!(model.ensemble().trees().count() > 0);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct TreeEnsembleRegressor {
    source: Source,
    #[serde(skip)]
    state: Option<Arc<TreeEnsemble>>,
}

/// A [`TreeEnsembleRegressor`] in its place behind the columns it asks about.
#[derive(Clone, PartialEq)]
pub struct TreeEnsembleRegressorModel {
    recipe: TreeEnsembleRegressor,
    state: Arc<TreeEnsemble>,
}

/// Trees that give one number.
fn check(state: &TreeEnsemble) -> Result<(), String> {
    match state.scores() {
        1 => state.check(),
        scores => Err(format!("{scores} scores for one number")),
    }
}

impl TreeEnsembleRegressor {
    /// The recipe that keeps `state` as it is.
    pub(crate) fn keep(
        source: Source,
        state: TreeEnsemble,
    ) -> Result<TreeEnsembleRegressor, String> {
        check(&state)?;
        Ok(TreeEnsembleRegressor { source, state: Some(Arc::new(state)) })
    }

    /// Where it came from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The stage itself, which needs no rows.
    ///
    /// # Errors
    /// When the recipe was read from an artifact without its trees.
    pub fn model(&self) -> Result<TreeEnsembleRegressorModel, Error> {
        let state =
            self.state.clone().ok_or_else(|| without_trees(TreeEnsembleRegressorModel::KIND))?;
        Ok(TreeEnsembleRegressorModel { recipe: self.clone(), state })
    }
}

impl TreeEnsembleRegressorModel {
    /// Where it came from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.recipe.source
    }

    /// The trees and what is made of their leaves.
    #[must_use]
    pub fn ensemble(&self) -> &TreeEnsemble {
        &self.state
    }
}

/// Without the trees, which are many.
impl fmt::Debug for TreeEnsembleRegressor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("TreeEnsembleRegressor");
        out.field("source", &self.source).finish_non_exhaustive()
    }
}

impl fmt::Debug for TreeEnsembleRegressorModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("TreeEnsembleRegressorModel");
        let trees = self.ensemble().trees().count();
        out.field("recipe", &self.recipe).field("trees", &trees).finish_non_exhaustive()
    }
}

impl Pipeline for TreeEnsembleRegressor {
    type Input = Matrix;
    type Output = Vector;
}

impl<Y: ?Sized> Fit<Y> for TreeEnsembleRegressor {
    type Fitted = TreeEnsembleRegressorModel;

    fn fit(&self, x: &Matrix, _: &Y) -> Result<TreeEnsembleRegressorModel, Error> {
        let model = self.model()?;
        same_columns(TreeEnsembleRegressorModel::KIND, model.ensemble().columns(), x)?;
        Ok(model)
    }
}

impl Pipeline for TreeEnsembleRegressorModel {
    type Input = Matrix;
    type Output = Vector;
}

impl Apply for TreeEnsembleRegressorModel {
    fn apply(&self, x: &Matrix) -> Result<Vector, Error> {
        Ok(Vector::new(self.state.answers(x)?))
    }
}

impl Stage for TreeEnsembleRegressorModel {
    const KIND: &'static str = "model.tree_ensemble.regressor";
    const VERSION: u32 = 2;
    type Recipe = TreeEnsembleRegressor;
    type State = TreeEnsemble;

    stage_parts!(TreeEnsembleRegressor, TreeEnsemble);

    fn version(&self) -> u32 {
        self.state.version()
    }

    fn decode(version: u32, params: &Node, state: &Node) -> Option<Result<Self, String>> {
        trainer::decode(version, params, state, |params, state| {
            Ok((params.clone(), complete(state)?))
        })
    }

    fn restore(mut recipe: TreeEnsembleRegressor, state: TreeEnsemble) -> Result<Self, String> {
        check(&state)?;
        let state = Arc::new(state);
        recipe.state = Some(Arc::clone(&state));
        Ok(TreeEnsembleRegressorModel { recipe, state })
    }

    fn learn(recipe: &TreeEnsembleRegressor, x: &Matrix, _: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &())
    }

    fn report(&self) -> Vec<(String, String)> {
        self.ensemble().report()
    }
}
