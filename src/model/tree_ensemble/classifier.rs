//! An imported ensemble of trees that answers with classes.

use super::ensemble::TreeEnsemble;
use super::source::{Source, complete, without_trees};
use crate::artifact::Stage;
use crate::artifact::codec::{CodecError, Node};
use crate::data::{Classes, Matrix};
use crate::error::Error;
use crate::exact;
use crate::model::input::{out_of_range, same_columns};
use crate::model::stage_parts::stage_parts;
use crate::model::trainer;
use crate::pipeline::per_column::check_columns;
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// What a [`TreeEnsembleClassifierModel`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TreeEnsembleClasses {
    pub(crate) classes: Arc<[Arc<str>]>,
    pub(crate) ensemble: TreeEnsemble,
}

impl TreeEnsembleClasses {
    fn check(&self) -> Result<(), String> {
        self.ensemble.check()?;
        check_columns(&self.classes, &[]).map_err(|problem| format!("classes: {problem}"))?;
        let (classes, scores) = (self.classes.len(), self.ensemble.scores());
        let expected = if scores == 1 { 2 } else { scores };
        if classes != expected {
            return Err(format!("{classes} classes for {scores} scores"));
        }
        Ok(())
    }
}

/// Trees of another library that answer with classes: [`Matrix`] in, [`Classes`] out.
///
/// With one score its answer is the probability of the second of two classes; with more, each score's is that of its class.
///
/// It is its own recipe: fitting it in a chain checks the columns and keeps the trees as they are.
///
/// # Determinism
/// Replay exact: comparisons, sums in tree order in the precision of the library that grew the trees, and a correctly
/// rounded exponential function. Refit exact: nothing is learned.
///
/// # Errors
/// Applying fails on other columns than those of the trees, and on a row without probabilities. A missing cell goes where
/// its split says.
///
/// # Examples
/// ```
/// use steadfast::import::lightgbm;
/// use steadfast::prelude::*;
/// let file = std::fs::read("tests/cases/lgb_binary_titanic_missing/model.txt").map_err(|_| Error::Evaluate("no file".into()))?;
/// let imported = lightgbm::read(&file)?;
/// let model = imported.classifier(["no", "yes"])?.model()?;
/// assert!(model.ensemble().trees().count() > 0);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct TreeEnsembleClassifier {
    source: Source,
    #[serde(skip)]
    state: Option<Arc<TreeEnsembleClasses>>,
}

/// A [`TreeEnsembleClassifier`] in its place behind the columns it asks about.
#[derive(Clone, PartialEq)]
pub struct TreeEnsembleClassifierModel {
    recipe: TreeEnsembleClassifier,
    state: Arc<TreeEnsembleClasses>,
}

impl TreeEnsembleClassifier {
    /// The recipe that keeps `state` as it is.
    pub(crate) fn keep(
        source: Source,
        state: TreeEnsembleClasses,
    ) -> Result<TreeEnsembleClassifier, String> {
        state.check()?;
        Ok(TreeEnsembleClassifier { source, state: Some(Arc::new(state)) })
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
    pub fn model(&self) -> Result<TreeEnsembleClassifierModel, Error> {
        let state =
            self.state.clone().ok_or_else(|| without_trees(TreeEnsembleClassifierModel::KIND))?;
        Ok(TreeEnsembleClassifierModel { recipe: self.clone(), state })
    }
}

impl TreeEnsembleClassifierModel {
    /// Where it came from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.recipe.source
    }

    /// The trees and what is made of their leaves.
    #[must_use]
    pub fn ensemble(&self) -> &TreeEnsemble {
        &self.state.ensemble
    }

    /// The classes, in the order of the probabilities.
    #[doc(alias = "classes_")]
    #[must_use]
    pub fn classes(&self) -> &[Arc<str>] {
        &self.state.classes
    }
}

/// Without the trees, which are many.
impl fmt::Debug for TreeEnsembleClassifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("TreeEnsembleClassifier");
        out.field("source", &self.source).finish_non_exhaustive()
    }
}

impl fmt::Debug for TreeEnsembleClassifierModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("TreeEnsembleClassifierModel");
        let trees = self.ensemble().trees().count();
        out.field("recipe", &self.recipe).field("trees", &trees).finish_non_exhaustive()
    }
}

impl Pipeline for TreeEnsembleClassifier {
    type Input = Matrix;
    type Output = Classes;
}

impl<Y: ?Sized> Fit<Y> for TreeEnsembleClassifier {
    type Fitted = TreeEnsembleClassifierModel;

    fn fit(&self, x: &Matrix, _: &Y) -> Result<TreeEnsembleClassifierModel, Error> {
        let model = self.model()?;
        same_columns(TreeEnsembleClassifierModel::KIND, model.ensemble().columns(), x)?;
        Ok(model)
    }
}

impl Pipeline for TreeEnsembleClassifierModel {
    type Input = Matrix;
    type Output = Classes;
}

impl Apply for TreeEnsembleClassifierModel {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        let (ensemble, classes) = (&self.state.ensemble, &self.state.classes);
        let mut answers = ensemble.answers(x)?;
        if let Some(at) = answers.iter().position(|share| !share.is_finite()) {
            let (row, share) = (at / ensemble.scores(), answers[at]);
            return Err(out_of_range(Self::KIND, "probability", row, exact::canonical(share)));
        }
        if ensemble.scores() == 1 {
            answers =
                answers.iter().flat_map(|&second| [ensemble.complement(second), second]).collect();
        }
        Classes::new(Arc::clone(classes), answers)
    }
}

impl Stage for TreeEnsembleClassifierModel {
    const KIND: &'static str = "model.tree_ensemble.classifier";
    const VERSION: u32 = 2;
    type Recipe = TreeEnsembleClassifier;
    type State = TreeEnsembleClasses;

    stage_parts!(TreeEnsembleClassifier, TreeEnsembleClasses);

    fn version(&self) -> u32 {
        self.state.ensemble.version()
    }

    fn decode(version: u32, params: &Node, state: &Node) -> Option<Result<Self, String>> {
        trainer::decode(version, params, state, |params, state| {
            // The classes stand beside the ensemble.
            let Node::Record(parts) = state else { return Ok((params.clone(), state.clone())) };
            let part = |(name, part): &(String, Node)| match name.as_str() {
                "ensemble" => Ok((name.clone(), complete(part)?)),
                _ => Ok((name.clone(), part.clone())),
            };
            let parts: Result<Vec<_>, CodecError> = parts.iter().map(part).collect();
            Ok((params.clone(), Node::Record(parts?)))
        })
    }

    fn restore(
        mut recipe: TreeEnsembleClassifier,
        state: TreeEnsembleClasses,
    ) -> Result<Self, String> {
        state.check()?;
        let state = Arc::new(state);
        recipe.state = Some(Arc::clone(&state));
        Ok(TreeEnsembleClassifierModel { recipe, state })
    }

    fn learn(recipe: &TreeEnsembleClassifier, x: &Matrix, _: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &())
    }

    fn report(&self) -> Vec<(String, String)> {
        self.ensemble().report()
    }
}
