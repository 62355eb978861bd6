//! Boosted trees: each learns from what those before it got wrong.

mod adaboost;
mod gradient_classifier;
mod gradient_regressor;
mod stages;
mod state;

pub use adaboost::{AdaBoost, AdaBoostModel};
pub use gradient_classifier::{GradientBoostingClassifier, GradientBoostingClassifierModel};
pub use gradient_regressor::{GradientBoostingRegressor, GradientBoostingRegressorModel};
pub use state::{AdaBoostState, BoostedClassesState, BoostedNumbersState};

/// Gradient boosting of trees; a place to start from.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let recipe = GradientBoosting::regressor().trees(50).learning_rate(0.2);
/// assert_eq!(recipe.outline().to_string().lines().count(), 1);
/// ```
#[doc(alias = "GradientBoostingClassifier")]
#[doc(alias = "GradientBoostingRegressor")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GradientBoosting;

impl GradientBoosting {
    /// Boosting that learns classes.
    #[must_use]
    pub fn classifier() -> GradientBoostingClassifier {
        GradientBoostingClassifier::default()
    }

    /// Boosting that learns numbers.
    #[must_use]
    pub fn regressor() -> GradientBoostingRegressor {
        GradientBoostingRegressor::default()
    }
}

#[cfg(test)]
mod tests;
