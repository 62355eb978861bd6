//! What both recipes of gradient boosting share.

use crate::error::{Error, FitError};
use crate::model::input::{at_least, not_negative};
use crate::model::tree::Growth;
use crate::model::tree::fit::limits;
use crate::model::tree::growth::{MOST_TREES, between};
use crate::solve::boosting::Boosting;
use crate::solve::tree;
use serde::{Deserialize, Serialize};

/// How boosting goes, all but how far each tree grows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Stages {
    pub(super) trees: u32,
    pub(super) learning_rate: f64,
    pub(super) subsample: f64,
    pub(super) max_features: Option<u32>,
    pub(super) max_leaf_nodes: Option<u32>,
    pub(super) min_impurity_decrease: f64,
}

impl Default for Stages {
    fn default() -> Self {
        Stages {
            trees: 100,
            learning_rate: 0.1,
            subsample: 1.0,
            max_features: None,
            max_leaf_nodes: None,
            min_impurity_decrease: 0.0,
        }
    }
}

/// Trees of three splits to a leaf.
pub(super) fn shallow() -> Growth {
    Growth { max_depth: Some(3), ..Growth::default() }
}

/// Checks a parameter that must be above 0 and at most `most`.
pub(super) fn above_zero(stage: &str, name: &str, value: f64, most: f64) -> Result<(), Error> {
    if value > 0.0 && value <= most && value.is_finite() {
        return Ok(());
    }
    Err(FitError::Parameter {
        stage: stage.to_owned(),
        parameter: name.to_owned(),
        expected: if most.is_finite() {
            format!("above 0 and at most {most}")
        } else {
            "above 0 and finite".to_owned()
        },
        found: value.to_string(),
    }
    .into())
}

impl Stages {
    pub(super) fn check(&self, stage: &str) -> Result<(), Error> {
        between(stage, "trees", self.trees, MOST_TREES)?;
        above_zero(stage, "learning_rate", self.learning_rate, f64::INFINITY)?;
        above_zero(stage, "subsample", self.subsample, 1.0)?;
        at_least(stage, "max_features", 1, self.max_features.unwrap_or(1))?;
        at_least(stage, "max_leaf_nodes", 2, self.max_leaf_nodes.unwrap_or(2))?;
        not_negative(stage, "min_impurity_decrease", self.min_impurity_decrease)
    }

    pub(super) fn boosting(&self, growth: &Growth) -> Boosting {
        let growth = tree::Growth {
            max_leaf_nodes: self.max_leaf_nodes,
            min_impurity_decrease: self.min_impurity_decrease,
            max_features: self.max_features,
            ..limits(growth)
        };
        let (stages, rate, subsample) = (self.trees, self.learning_rate, self.subsample);
        Boosting { stages, rate, subsample, growth }
    }
}

/// The setters of [`Stages`] and of the growth of each tree.
macro_rules! stage_setters {
    ($recipe:ident) => {
        crate::model::tree::setters::growth_setters!($recipe, growth, "3");

        impl $recipe {
            /// How many stages; by default 100.
            #[doc(alias = "n_estimators")]
            #[must_use]
            pub fn trees(mut self, trees: u32) -> $recipe {
                self.options.trees = trees;
                self
            }

            /// What the answers of the trees are multiplied by; by default 0.1.
            #[must_use]
            pub fn learning_rate(mut self, rate: f64) -> $recipe {
                self.options.learning_rate = rate;
                self
            }

            /// The share of the rows, drawn without replacement, that a stage is grown on; by default 1, all of them.
            #[must_use]
            pub fn subsample(mut self, share: f64) -> $recipe {
                self.options.subsample = share;
                self
            }

            /// How many columns, drawn anew, each split chooses from; by default all.
            #[must_use]
            pub fn max_features(mut self, columns: u32) -> $recipe {
                self.options.max_features = Some(columns);
                self
            }
        }
    };
}
pub(super) use stage_setters;
