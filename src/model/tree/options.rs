//! What the recipes of trees name since they have a choice of trainer.

use crate::artifact::codec::{CodecError, Node, to_node};
use crate::error::{Error, FitError};
use crate::model::input::{at_least, not_negative};
use crate::model::trainer::Trainer;
use crate::solve::tree::Impurity;
use serde::{Deserialize, Serialize};

/// What a tree of classes lowers at each split.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let recipe = DecisionTree::classifier().criterion(TreeCriterion::Entropy);
/// assert_ne!(recipe, DecisionTree::classifier());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub enum TreeCriterion {
    /// `1 − Σ p²`.
    #[default]
    Gini,
    /// `−Σ p log₂ p`.
    #[doc(alias = "log_loss")]
    Entropy,
}

impl TreeCriterion {
    pub(in crate::model) fn impurity(self) -> Impurity {
        match self {
            TreeCriterion::Gini => Impurity::Gini,
            TreeCriterion::Entropy => Impurity::Entropy,
        }
    }
}

/// What a tree of numbers lowers at each split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(in crate::model) enum NumberCriterion {
    #[default]
    SquaredError,
}

/// Of one tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::model) struct TreeOptions<C> {
    pub(in crate::model) trainer: Trainer,
    pub(in crate::model) criterion: C,
    pub(in crate::model) max_features: Option<u32>,
    pub(in crate::model) max_leaf_nodes: Option<u32>,
    pub(in crate::model) min_impurity_decrease: f64,
}

impl<C: Default> Default for TreeOptions<C> {
    fn default() -> Self {
        TreeOptions {
            trainer: Trainer::Exact,
            criterion: C::default(),
            max_features: None,
            max_leaf_nodes: None,
            min_impurity_decrease: 0.0,
        }
    }
}

/// Of a forest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::model) struct ForestOptions<C> {
    pub(in crate::model) trainer: Trainer,
    pub(in crate::model) criterion: C,
    pub(in crate::model) max_leaf_nodes: Option<u32>,
    pub(in crate::model) min_impurity_decrease: f64,
    pub(in crate::model) bootstrap: bool,
    pub(in crate::model) max_samples: Option<u32>,
}

impl<C: Default> Default for ForestOptions<C> {
    fn default() -> Self {
        ForestOptions {
            trainer: Trainer::Exact,
            criterion: C::default(),
            max_leaf_nodes: None,
            min_impurity_decrease: 0.0,
            bootstrap: true,
            max_samples: None,
        }
    }
}

/// What options of both kinds know of themselves.
pub(super) trait Options: Default + PartialEq + Serialize {
    /// Names the trainer.
    fn by(self, trainer: Trainer) -> Self;
    /// Who fits.
    fn trainer(&self) -> Trainer;
    /// What is wrong with them, whoever fits.
    fn check_all(&self, stage: &str) -> Result<(), Error>;
    /// The first that smartcore does not have.
    fn beyond_smartcore(&self) -> Option<&'static str>;

    /// What a file that names nothing means, as smartcore has nothing of this.
    fn unnamed() -> Self {
        Self::default().by(Trainer::Smartcore)
    }

    /// Whether a file need not name them.
    fn is_unnamed(&self) -> bool {
        *self == Self::unnamed()
    }

    /// The version a recipe is stored as.
    fn version(&self) -> u32 {
        if self.is_unnamed() { 1 } else { 2 }
    }

    /// Makes of the first version's parameters and state what the second would have said.
    fn complete(params: &Node, state: &Node) -> Result<(Node, Node), CodecError> {
        let params = params.with("options", to_node(&Self::unnamed())?);
        Ok((params, super::ClassTreesState::completed(state)?))
    }

    /// Refuses what cannot be, or what the trainer has not.
    fn check(&self, stage: &str) -> Result<(), Error> {
        self.trainer().check(stage, &[Trainer::Exact, Trainer::Smartcore])?;
        self.check_all(stage)?;
        match self.beyond_smartcore().filter(|_| self.trainer() == Trainer::Smartcore) {
            Some(parameter) => Err(FitError::Parameter {
                stage: stage.to_owned(),
                parameter: parameter.to_owned(),
                expected: "as it is by default, for smartcore".to_owned(),
                found: "another".to_owned(),
            }
            .into()),
            None => Ok(()),
        }
    }
}

/// Checks what both kinds have.
fn check_limits(stage: &str, most_leaves: Option<u32>, decrease: f64) -> Result<(), Error> {
    at_least(stage, "max_leaf_nodes", 2, most_leaves.unwrap_or(2))?;
    not_negative(stage, "min_impurity_decrease", decrease)
}

impl<C: Default + PartialEq + Serialize> Options for TreeOptions<C> {
    fn by(mut self, trainer: Trainer) -> Self {
        self.trainer = trainer;
        self
    }

    fn trainer(&self) -> Trainer {
        self.trainer
    }

    fn check_all(&self, stage: &str) -> Result<(), Error> {
        at_least(stage, "max_features", 1, self.max_features.unwrap_or(1))?;
        check_limits(stage, self.max_leaf_nodes, self.min_impurity_decrease)
    }

    fn beyond_smartcore(&self) -> Option<&'static str> {
        let own = Self::unnamed();
        let differing = [
            ("criterion", self.criterion != own.criterion),
            ("max_features", self.max_features.is_some()),
            ("max_leaf_nodes", self.max_leaf_nodes.is_some()),
            ("min_impurity_decrease", self.min_impurity_decrease != 0.0),
        ];
        differing.iter().find(|(_, differs)| *differs).map(|(name, _)| *name)
    }
}

impl<C: Default + PartialEq + Serialize> Options for ForestOptions<C> {
    fn by(mut self, trainer: Trainer) -> Self {
        self.trainer = trainer;
        self
    }

    fn trainer(&self) -> Trainer {
        self.trainer
    }

    fn check_all(&self, stage: &str) -> Result<(), Error> {
        at_least(stage, "max_samples", 1, self.max_samples.unwrap_or(1))?;
        if let Some(rows) = self.max_samples.filter(|_| !self.bootstrap) {
            return Err(FitError::Parameter {
                stage: stage.to_owned(),
                parameter: "max_samples".to_owned(),
                expected: "none, without bootstrap".to_owned(),
                found: rows.to_string(),
            }
            .into());
        }
        check_limits(stage, self.max_leaf_nodes, self.min_impurity_decrease)
    }

    fn beyond_smartcore(&self) -> Option<&'static str> {
        let own = Self::unnamed();
        let differing = [
            ("criterion", self.criterion != own.criterion),
            ("max_leaf_nodes", self.max_leaf_nodes.is_some()),
            ("min_impurity_decrease", self.min_impurity_decrease != 0.0),
            ("bootstrap", !self.bootstrap),
            ("max_samples", self.max_samples.is_some()),
        ];
        differing.iter().find(|(_, differs)| *differs).map(|(name, _)| *name)
    }
}
