//! The trees of a booster, in their order.

use super::at::At;
use super::tree;
use crate::error::ImportError;
use crate::model::EnsembleTrees;

/// What a tree booster holds.
pub(super) struct Booster {
    pub(super) trees: EnsembleTrees,
    /// The score of each tree; empty where leaves have one number a score.
    pub(super) targets: Vec<u32>,
    /// What the leaves of each tree are multiplied with; empty for gbtree.
    pub(super) weights: Vec<f64>,
    /// The first tree of each iteration, and how many trees there are.
    pub(super) iterations: Vec<usize>,
}

/// Reads the trees of `model`; those of dart have a weight each.
pub(super) fn read(
    model: &At<'_, '_>,
    weights: Option<&[f32]>,
    scores: usize,
    bytes: usize,
) -> Result<Booster, Box<ImportError>> {
    let (list, info) = (model.field("trees")?, model.field("tree_info")?);
    let (list, targets) = (list.list()?, info.wholes::<u32>()?);
    if targets.len() != list.len() || weights.is_some_and(|weights| weights.len() != list.len()) {
        return Err(model.refuse(format!("{} trees, {} places", list.len(), targets.len())));
    }
    let outputs = match list.first() {
        Some(tree) => tree::outputs(tree)?,
        None => 1,
    };
    let vector = outputs > 1;
    if vector && outputs != scores {
        return Err(model.refuse(format!("leaves of {outputs} numbers for {scores} scores")));
    }
    let mut trees = EnsembleTrees::new(u32::try_from(outputs).unwrap_or(u32::MAX));
    // Words for sets of categories, which a file of few bytes could ask many of.
    let mut words = bytes / 4 + (1 << 12);
    for tree in &list {
        tree::push(&mut trees, tree, outputs, &mut words)?;
    }
    let iterations = iterations(model, trees.count(), if vector { 1 } else { scores })?;
    let weights = weights.into_iter().flatten().map(|&weight| f64::from(weight)).collect();
    Ok(Booster { trees, targets: if vector { Vec::new() } else { targets }, weights, iterations })
}

/// The first tree of each iteration: a list since version 2, before that as many trees each.
fn iterations(
    model: &At<'_, '_>,
    trees: usize,
    groups: usize,
) -> Result<Vec<usize>, Box<ImportError>> {
    if let Some(list) = model.find("iteration_indptr") {
        let starts = list.wholes::<usize>()?;
        let rising = starts.windows(2).all(|pair| pair[0] <= pair[1]);
        if starts.first() != Some(&0) || starts.last() != Some(&trees) || !rising {
            return Err(list.refuse(format!("does not rise from 0 to {trees}")));
        }
        return Ok(starts);
    }
    let parallel: usize = model.field("gbtree_model_param")?.parameter("num_parallel_tree")?;
    let each = parallel.max(1).checked_mul(groups).filter(|each| trees.is_multiple_of(*each));
    let each = each.ok_or_else(|| model.refuse("trees that do not fill whole iterations"))?;
    Ok((0..=trees / each).map(|iteration| iteration * each).collect())
}
