//! What the four recipes of trees share: how far to grow, and what is stored.

use super::flat::Trees;
use crate::artifact::codec::{CodecError, Node};
use crate::data::{Classes, Matrix, Vector};
use crate::error::{Error, FitError};
use crate::exact;
use crate::model::input::{DEADLINE_SECONDS, at_least, out_of_range, same_columns};
use crate::pipeline::per_column::check_columns;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The deepest tree the trainer can be asked for.
pub(in crate::model) const DEEPEST: u32 = 65_534;
pub(in crate::model) const MOST_TREES: u32 = 65_535;

/// How far trees grow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::model) struct Growth {
    pub(in crate::model) max_depth: Option<u32>,
    pub(in crate::model) min_samples_leaf: u32,
    pub(in crate::model) min_samples_split: u32,
    pub(in crate::model) seed: u64,
    pub(in crate::model) deadline_seconds: u64,
}

impl Default for Growth {
    fn default() -> Self {
        Growth {
            max_depth: None,
            min_samples_leaf: 1,
            min_samples_split: 2,
            seed: 0,
            deadline_seconds: DEADLINE_SECONDS,
        }
    }
}

impl Growth {
    pub(in crate::model) fn check(&self, stage: &str) -> Result<(), Error> {
        at_least(stage, "min_samples_leaf", 1, self.min_samples_leaf)?;
        at_least(stage, "min_samples_split", 2, self.min_samples_split)?;
        between(stage, "max_depth", self.max_depth.unwrap_or(1), DEEPEST)
    }

    pub(in crate::model) fn deadline(&self) -> std::time::Duration {
        std::time::Duration::from_secs(self.deadline_seconds)
    }
}

/// How a forest is grown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::model) struct Forest {
    pub(in crate::model) growth: Growth,
    pub(in crate::model) trees: u32,
    pub(in crate::model) max_features: Option<u32>,
}

impl Default for Forest {
    fn default() -> Self {
        Forest { growth: Growth::default(), trees: 100, max_features: None }
    }
}

impl Forest {
    pub(super) fn check(&self, stage: &str) -> Result<(), Error> {
        self.growth.check(stage)?;
        between(stage, "trees", self.trees, MOST_TREES)?;
        at_least(stage, "max_features", 1, self.max_features.unwrap_or(1))
    }
}

pub(in crate::model) fn between(
    stage: &str,
    parameter: &str,
    value: u32,
    most: u32,
) -> Result<(), Error> {
    if (1..=most).contains(&value) {
        return Ok(());
    }
    Err(FitError::Parameter {
        stage: stage.to_owned(),
        parameter: parameter.to_owned(),
        expected: format!("1 to {most}"),
        found: value.to_string(),
    }
    .into())
}

/// What a tree or forest of classes stores: the share of every class in every leaf.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassTreesState {
    pub(in crate::model) columns: Arc<[Arc<str>]>,
    pub(in crate::model) classes: Arc<[Arc<str>]>,
    pub(in crate::model) trees: Trees,
}

impl ClassTreesState {
    /// A state whose trees say nothing of their rows, with what one that does has more.
    pub(super) fn completed(state: &Node) -> Result<Node, CodecError> {
        let Node::Record(fields) = state else { return Ok(state.clone()) };
        let completed = |(name, node): &(String, Node)| {
            let node = if name == "trees" { Trees::completed(node)? } else { node.clone() };
            Ok((name.clone(), node))
        };
        fields.iter().map(completed).collect::<Result<_, CodecError>>().map(Node::Record)
    }

    pub(super) fn check(&self, covered: bool) -> Result<(), String> {
        check_columns(&self.columns, &[])?;
        check_columns(&self.classes, &[]).map_err(|problem| format!("classes: {problem}"))?;
        self.trees.check(self.columns.len(), self.classes.len(), covered)
    }

    /// The mean over the trees of the shares in the leaves a row comes to.
    pub(super) fn apply(&self, stage: &str, x: &Matrix) -> Result<Classes, Error> {
        same_columns(stage, &self.columns, x)?;
        Classes::new(Arc::clone(&self.classes), self.trees.means(x))
    }
}

/// What a tree or forest of numbers stores: one number a leaf.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NumberTreesState {
    pub(in crate::model) columns: Arc<[Arc<str>]>,
    pub(in crate::model) trees: Trees,
}

impl NumberTreesState {
    pub(super) fn check(&self, covered: bool) -> Result<(), String> {
        check_columns(&self.columns, &[])?;
        self.trees.check(self.columns.len(), 1, covered)
    }

    /// The mean over the trees of the numbers of the leaves a row comes to.
    pub(super) fn apply(&self, stage: &str, x: &Matrix) -> Result<Vector, Error> {
        same_columns(stage, &self.columns, x)?;
        let means = self.trees.means(x);
        // Numbers near the end of the range have a mean whose sum is beyond it.
        match means.iter().enumerate().find(|(_, mean)| !mean.is_finite()) {
            Some((row, &mean)) => {
                Err(out_of_range(stage, "prediction", row, exact::canonical(mean)))
            }
            None => Ok(Vector::new(means)),
        }
    }
}
