//! An imported ensemble of trees that answers with a row of numbers.

use super::ensemble::TreeEnsemble;
use super::source::{Source, complete, without_trees};
use crate::artifact::Stage;
use crate::artifact::codec::Node;
use crate::data::Matrix;
use crate::error::Error;
use crate::model::input::same_columns;
use crate::model::stage_parts::stage_parts;
use crate::model::trainer;
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// What a [`TreeEnsembleScores`] answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum EnsembleAnswer {
    /// The answers, link applied: `predict`.
    Value,
    /// The scores before the link: LightGBM's `raw_score`, XGBoost's margin.
    RawScore,
    /// The leaf of each tree, by the number its library gives it.
    #[doc(alias = "pred_leaf")]
    Leaf,
}

/// Trees of another library that answer with a row of numbers: [`Matrix`] in, [`Matrix`] out.
///
/// One column an answer, a raw score or a leaf, as [`EnsembleAnswer`] says.
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
/// let file = std::fs::read("tests/cases/lgb_binary_titanic_missing/model.txt").map_err(|_| Error::Evaluate("no file".into()))?;
/// let imported = lightgbm::read(&file)?;
/// let model = imported.answers(steadfast::model::EnsembleAnswer::Leaf)?.model()?;
/// assert!(model.ensemble().trees().count() > 0);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct TreeEnsembleScores {
    source: Source,
    answer: EnsembleAnswer,
    #[serde(skip)]
    state: Option<Arc<TreeEnsemble>>,
}

/// A [`TreeEnsembleScores`] in its place behind the columns it asks about.
#[derive(Clone, PartialEq)]
pub struct TreeEnsembleScoresModel {
    recipe: TreeEnsembleScores,
    state: Arc<TreeEnsemble>,
}

impl TreeEnsembleScores {
    /// The recipe that keeps `state` as it is.
    pub(crate) fn keep(
        source: Source,
        answer: EnsembleAnswer,
        state: TreeEnsemble,
    ) -> Result<TreeEnsembleScores, String> {
        state.check()?;
        Ok(TreeEnsembleScores { source, answer, state: Some(Arc::new(state)) })
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
    pub fn model(&self) -> Result<TreeEnsembleScoresModel, Error> {
        let state =
            self.state.clone().ok_or_else(|| without_trees(TreeEnsembleScoresModel::KIND))?;
        Ok(TreeEnsembleScoresModel { recipe: self.clone(), state })
    }
}

impl TreeEnsembleScoresModel {
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

    /// What it answers with.
    #[must_use]
    pub fn answer(&self) -> EnsembleAnswer {
        self.recipe.answer
    }
}

/// Without the trees, which are many.
impl fmt::Debug for TreeEnsembleScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("TreeEnsembleScores");
        out.field("source", &self.source).field("answer", &self.answer).finish_non_exhaustive()
    }
}

impl fmt::Debug for TreeEnsembleScoresModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("TreeEnsembleScoresModel");
        let trees = self.ensemble().trees().count();
        out.field("recipe", &self.recipe).field("trees", &trees).finish_non_exhaustive()
    }
}

impl Pipeline for TreeEnsembleScores {
    type Input = Matrix;
    type Output = Matrix;
}

impl<Y: ?Sized> Fit<Y> for TreeEnsembleScores {
    type Fitted = TreeEnsembleScoresModel;

    fn fit(&self, x: &Matrix, _: &Y) -> Result<TreeEnsembleScoresModel, Error> {
        let model = self.model()?;
        same_columns(TreeEnsembleScoresModel::KIND, model.ensemble().columns(), x)?;
        Ok(model)
    }
}

impl Pipeline for TreeEnsembleScoresModel {
    type Input = Matrix;
    type Output = Matrix;
}

impl Apply for TreeEnsembleScoresModel {
    fn apply(&self, x: &Matrix) -> Result<Matrix, Error> {
        let ensemble = &self.state;
        let (name, values) = match self.recipe.answer {
            EnsembleAnswer::Value => ("value", ensemble.answers(x)?),
            EnsembleAnswer::RawScore => ("score", ensemble.raw_scores(x)?),
            EnsembleAnswer::Leaf => {
                let names = ensemble.leaf_names(x)?;
                ("leaf", names.into_iter().map(f64::from).collect())
            }
        };
        let width = match self.recipe.answer {
            EnsembleAnswer::Leaf => ensemble.trees().count(),
            _ => ensemble.scores(),
        };
        let names: Arc<[Arc<str>]> =
            (0..width).map(|at| Arc::from(format!("{name}_{at}"))).collect();
        Matrix::from_row_major(names, values)
    }
}

impl Stage for TreeEnsembleScoresModel {
    const KIND: &'static str = "model.tree_ensemble.scores";
    const VERSION: u32 = 2;
    type Recipe = TreeEnsembleScores;
    type State = TreeEnsemble;

    stage_parts!(TreeEnsembleScores, TreeEnsemble);

    fn version(&self) -> u32 {
        self.state.version()
    }

    fn decode(version: u32, params: &Node, state: &Node) -> Option<Result<Self, String>> {
        trainer::decode(version, params, state, |params, state| {
            Ok((params.clone(), complete(state)?))
        })
    }

    fn restore(mut recipe: TreeEnsembleScores, state: TreeEnsemble) -> Result<Self, String> {
        state.check()?;
        let state = Arc::new(state);
        recipe.state = Some(Arc::clone(&state));
        Ok(TreeEnsembleScoresModel { recipe, state })
    }

    fn learn(recipe: &TreeEnsembleScores, x: &Matrix, _: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &())
    }

    fn report(&self) -> Vec<(String, String)> {
        self.ensemble().report()
    }
}
