//! What is refused before a row is looked at.

use crate::error::ExplainError;
use crate::model::tree_ensemble::trees::{EnsembleTrees, LEAF};

/// The most splits above a leaf: as many entries has a way, and as many ways are kept.
const MOST_SPLITS: usize = 1 << 10;

/// The most steps a row may take.
const MOST_STEPS: u64 = 1 << 34;

/// Whether contributions to what these trees say are defined, and of bounded cost; the most splits above a leaf.
pub(super) fn check(
    stage: &str,
    trees: &EnsembleTrees,
    columns: usize,
) -> Result<usize, ExplainError> {
    let refuse = |problem: String| {
        let stage = stage.to_owned();
        Err(ExplainError::Refused { stage, problem })
    };
    if !trees.linear.constants.is_empty() {
        return refuse("contributions to leaves with lines are not defined".to_owned());
    }
    let splits = trees.feature.iter().any(|&column| column != LEAF);
    if splits && trees.cover.len() != trees.nodes() {
        return refuse(
            "its trees do not say how many training rows came to each node, so contributions are not defined"
                .to_owned(),
        );
    }
    let (mut deepest, mut steps) = (0usize, 0u64);
    // Children stand behind their parents.
    let mut depths = vec![0usize; trees.nodes()];
    for at in 0..depths.len() {
        let depth = depths[at];
        let way = depth.min(columns) as u64 + 1;
        if trees.feature[at] == LEAF {
            deepest = deepest.max(depth);
            steps = steps.saturating_add(way * way);
        } else {
            steps = steps.saturating_add(way);
            for child in [trees.left[at], trees.right[at]] {
                depths[child as usize] = depth + 1;
            }
        }
    }
    if deepest > MOST_SPLITS {
        return refuse(format!(
            "a tree is {deepest} splits deep; contributions are given up to {MOST_SPLITS}"
        ));
    }
    if steps > MOST_STEPS {
        return refuse(format!(
            "the contributions to a row take {steps} steps; at most {MOST_STEPS} are taken"
        ));
    }
    Ok(deepest)
}
