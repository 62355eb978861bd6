//! A model file that was read, whichever library wrote it.

use crate::data::Types;
use crate::error::{Error, ImportError};
use crate::feature::Assemble;
use crate::model::{
    EnsembleAnswer, Source, TreeEnsemble, TreeEnsembleClasses, TreeEnsembleClassifier,
    TreeEnsembleRegressor, TreeEnsembleScores,
};
use crate::pipeline::{On, named, on};
use crate::preprocess::Ordinal;
use std::ops::Range;
use std::sync::Arc;

/// An ensemble of trees as another library's file states it; made by [`lightgbm::read`](super::lightgbm::read) and
/// [`xgboost::read`](super::xgboost::read).
///
/// It gives recipes that learn nothing: put behind the stages that make the columns it asks about, they keep the trees
/// as they are.
///
/// # Examples
/// ```
/// use steadfast::import::lightgbm;
/// use steadfast::prelude::*;
/// let file = std::fs::read("tests/cases/lgb_poisson_bikeshare/model.txt")
///     .map_err(|_| Error::Evaluate("no file".into()))?;
/// let imported = lightgbm::read(&file)?;
/// let recipe = Assemble::new().allow_missing().then(imported.regressor()?);
/// assert_eq!(recipe.outline().to_string().lines().count(), 2);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedTrees {
    /// The format, in errors.
    pub(super) format: &'static str,
    pub(super) source: Source,
    pub(super) objective: String,
    /// Whether the answers are probabilities of classes.
    pub(super) classes: bool,
    pub(super) ensemble: TreeEnsemble,
    /// The first tree of each iteration, and how many trees there are.
    pub(super) iterations: Vec<usize>,
    /// Whether scores are the mean over iterations.
    pub(super) average: bool,
    /// Whether the library took the column as categories.
    pub(super) categorical: Vec<bool>,
    /// The levels of the columns that were categories of pandas.
    pub(super) levels: Vec<Vec<String>>,
}

impl ImportedTrees {
    fn choice(&self, problem: impl Into<String>) -> Error {
        ImportError::Choice { format: self.format, problem: problem.into() }.into()
    }

    /// The columns the trees ask about, in order.
    #[must_use]
    pub fn columns(&self) -> &Arc<[Arc<str>]> {
        &self.ensemble.columns
    }

    /// The objective it was trained with; `none` for one of the caller's own.
    #[must_use]
    pub fn objective(&self) -> &str {
        &self.objective
    }

    /// How many scores a row has: one, or one a class.
    #[must_use]
    pub fn scores(&self) -> usize {
        self.ensemble.scores()
    }

    /// How many iterations the file holds: those up to the best one, where training stopped early.
    #[must_use]
    pub fn iterations(&self) -> usize {
        self.iterations.len().saturating_sub(1)
    }

    /// The levels of the pandas columns that were of type `category`, in the order of their codes.
    #[must_use]
    pub fn levels(&self) -> &[Vec<String>] {
        &self.levels
    }

    /// Only some iterations: LightGBM's `start_iteration` and `num_iteration`.
    ///
    /// # Errors
    /// When the file holds fewer.
    pub fn only(&self, iterations: Range<usize>) -> Result<ImportedTrees, Error> {
        let Range { start, end } = iterations;
        if start > end || end > self.iterations() {
            let problem =
                format!("iterations {start} to {end} of a file that has {}", self.iterations());
            return Err(self.choice(problem));
        }
        let trees = self.iterations[start]..self.iterations[end];
        let mut some = self.clone();
        some.ensemble.trees = self.ensemble.trees.slice(trees.clone());
        if let Some(targets) = self.ensemble.targets.get(trees.clone()) {
            some.ensemble.targets = targets.to_vec();
        }
        if let Some(weights) = self.ensemble.weights.get(trees.clone()) {
            some.ensemble.weights = weights.to_vec();
        }
        some.iterations =
            self.iterations[start..=end].iter().map(|tree| tree - trees.start).collect();
        some.divide();
        Ok(some)
    }

    /// Settles what scores are divided by.
    pub(super) fn divide(&mut self) {
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^32 trees")]
        let iterations = self.iterations().max(1) as f64;
        self.ensemble.divisor = if self.average { iterations } else { 1.0 };
    }

    /// The trees and what is made of their leaves.
    #[must_use]
    pub fn ensemble(&self) -> &TreeEnsemble {
        &self.ensemble
    }

    /// As a regression: one number a row, `predict` of the booster.
    ///
    /// # Errors
    /// When a row has more than one score.
    pub fn regressor(&self) -> Result<TreeEnsembleRegressor, Error> {
        if self.scores() != 1 {
            let problem =
                format!("a row has {} scores: take `classifier` or `answers`", self.scores());
            return Err(self.choice(problem));
        }
        let keep = TreeEnsembleRegressor::keep(self.source.clone(), self.ensemble.clone());
        keep.map_err(|problem| self.choice(problem))
    }

    /// As a classification: the probabilities of the classes, which the file does not name, in the order of their
    /// codes.
    ///
    /// # Errors
    /// When the objective has no classes, or the names are not as many as the classes, or not different.
    pub fn classifier<S: AsRef<str>>(
        &self,
        classes: impl IntoIterator<Item = S>,
    ) -> Result<TreeEnsembleClassifier, Error> {
        if !self.classes {
            let problem = format!("objective `{}` has no classes", self.objective);
            return Err(self.choice(problem));
        }
        let classes = classes.into_iter().map(|class| Arc::from(class.as_ref())).collect();
        let state = TreeEnsembleClasses { classes, ensemble: self.ensemble.clone() };
        let keep = TreeEnsembleClassifier::keep(self.source.clone(), state);
        keep.map_err(|problem| self.choice(problem))
    }

    /// As a row of numbers: values, raw scores or leaves.
    ///
    /// # Errors
    /// None that a file which was read can cause.
    pub fn answers(&self, answer: EnsembleAnswer) -> Result<TreeEnsembleScores, Error> {
        let keep = TreeEnsembleScores::keep(self.source.clone(), answer, self.ensemble.clone());
        keep.map_err(|problem| self.choice(problem))
    }

    /// The columns that pandas held as categories, where the file tells: those that LightGBM took as categories, when
    /// they are as many.
    #[must_use]
    pub fn pandas_columns(&self) -> Option<Vec<Arc<str>>> {
        let named: Vec<Arc<str>> = self
            .ensemble
            .columns
            .iter()
            .zip(&self.categorical)
            .filter(|(_, categorical)| **categorical)
            .map(|(name, _)| Arc::clone(name))
            .collect();
        if self.levels.is_empty() {
            return Some(Vec::new());
        }
        (named.len() == self.levels.len()).then_some(named)
    }

    /// The recipe that turns the levels of pandas columns into their codes, an unknown one into missing, as LightGBM's
    /// Python package does before it predicts; `None` where the model has no such column.
    ///
    /// The file holds their levels and not their names: `columns` names them in the order of the table, or
    /// [`pandas_columns`](Self::pandas_columns) does.
    ///
    /// # Errors
    /// When the names are not as many as the lists of levels, or not columns of the model.
    pub fn encode<S: AsRef<str>>(
        &self,
        columns: impl IntoIterator<Item = S>,
    ) -> Result<Option<On<Ordinal>>, Error> {
        let columns: Vec<S> = columns.into_iter().collect();
        if columns.len() != self.levels.len() {
            let (levels, names) = (self.levels.len(), columns.len());
            return Err(self.choice(format!("{levels} lists of categories, {names} columns named")));
        }
        if let Some(name) = columns
            .iter()
            .find(|name| !self.ensemble.columns.iter().any(|column| **column == *name.as_ref()))
        {
            return Err(self.choice(format!("the model has no column `{}`", name.as_ref())));
        }
        if columns.is_empty() {
            return Ok(None);
        }
        let types = Types::TEXT.or(Types::NUMERIC);
        let mut codes = Ordinal::new().types(types).unknown_value(f64::NAN).missing_value(f64::NAN);
        for (name, levels) in columns.iter().zip(&self.levels) {
            codes = codes.levels(name.as_ref(), levels.iter().cloned());
        }
        let names = columns.iter().map(|name| name.as_ref().to_owned());
        Ok(Some(on(named(names), codes)))
    }

    /// What puts the columns side by side for the trees: missing and infinite cells pass.
    #[must_use]
    pub fn assemble(&self) -> Assemble {
        Assemble::new().allow_missing().allow_infinite()
    }
}
