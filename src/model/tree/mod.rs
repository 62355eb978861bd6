//! Decision trees and forests of them.
//!
//! One flat form serves all: every node an entry in parallel arrays, children after their parents,
//! one row of numbers a leaf. Going left is `cell <= threshold`, so a missing value goes right at
//! every split.

mod extra_classifier;
mod extra_regressor;
pub(super) mod fit;
mod flat;
mod forest_classifier;
mod forest_regressor;
pub(super) mod growth;
mod options;
pub(super) mod setters;
mod tree_classifier;
mod tree_regressor;

pub use extra_classifier::{ExtraTreesClassifier, ExtraTreesClassifierModel};
pub use extra_regressor::{ExtraTreesRegressor, ExtraTreesRegressorModel};
#[cfg(feature = "train")]
pub(super) use flat::Growing;
pub use flat::Trees;
pub use forest_classifier::{ForestClassifier, ForestClassifierModel};
pub use forest_regressor::{ForestRegressor, ForestRegressorModel};
pub use growth::{ClassTreesState, NumberTreesState};
pub(super) use growth::{Forest, Growth};
pub use options::TreeCriterion;
pub use tree_classifier::{TreeClassifier, TreeClassifierModel};
pub use tree_regressor::{TreeRegressor, TreeRegressorModel};

#[cfg(test)]
mod tests;

/// One decision tree; a place to start from.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let recipe = DecisionTree::classifier().max_depth(4);
/// assert_eq!(recipe.outline().to_string().lines().count(), 1);
/// ```
#[doc(alias = "DecisionTreeClassifier")]
#[doc(alias = "DecisionTreeRegressor")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecisionTree;

impl DecisionTree {
    /// A tree that learns classes.
    #[must_use]
    pub fn classifier() -> TreeClassifier {
        TreeClassifier::default()
    }

    /// A tree that learns numbers.
    #[must_use]
    pub fn regressor() -> TreeRegressor {
        TreeRegressor::default()
    }
}

/// A forest of decision trees, each on a random sample of the rows; a place to start from.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let recipe = RandomForest::regressor().trees(50).seed(1);
/// assert_eq!(recipe.outline().to_string().lines().count(), 1);
/// ```
#[doc(alias = "RandomForestClassifier")]
#[doc(alias = "RandomForestRegressor")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RandomForest;

impl RandomForest {
    /// A forest that learns classes.
    #[must_use]
    pub fn classifier() -> ForestClassifier {
        ForestClassifier::default()
    }

    /// A forest that learns numbers.
    #[must_use]
    pub fn regressor() -> ForestRegressor {
        ForestRegressor::default()
    }
}

/// Extremely randomised trees, whose splits are drawn and not searched for; a place to start from.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let recipe = ExtraTrees::classifier().trees(50).seed(1);
/// assert_eq!(recipe.outline().to_string().lines().count(), 1);
/// ```
#[doc(alias = "ExtraTreesClassifier")]
#[doc(alias = "ExtraTreesRegressor")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtraTrees;

impl ExtraTrees {
    /// Trees that learn classes.
    #[must_use]
    pub fn classifier() -> ExtraTreesClassifier {
        ExtraTreesClassifier::default()
    }

    /// Trees that learn numbers.
    #[must_use]
    pub fn regressor() -> ExtraTreesRegressor {
        ExtraTreesRegressor::default()
    }
}
