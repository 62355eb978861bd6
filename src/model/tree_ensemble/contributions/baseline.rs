//! What scores are before any column is known: the mean of each tree over its training rows, added in tree order.

use super::width::Width;
use crate::model::tree_ensemble::ensemble::TreeEnsemble;
use crate::model::tree_ensemble::trees::LEAF;
use std::ops::Range;

/// What each score is before any column is known.
pub(super) fn baselines<W: Width>(ensemble: &TreeEnsemble) -> Vec<W> {
    let trees = &ensemble.trees;
    let mut out = vec![W::ZERO; ensemble.scores()];
    let ends = trees.starts.iter().skip(1).map(|&end| end as usize).chain([trees.nodes()]);
    for (tree, (&start, end)) in trees.starts.iter().zip(ends).enumerate() {
        let nodes = start as usize..end;
        let first = ensemble.targets.get(tree).map_or(0, |&target| target as usize);
        let weight = ensemble.weights.get(tree).map_or(W::ONE, |&weight| W::of(weight));
        for output in 0..trees.outputs() {
            let mean: W = if W::APART {
                mean_by_splits(ensemble, nodes.clone(), output)
            } else {
                mean_by_leaves(ensemble, nodes.clone(), output)
            };
            out[first + output] = out[first + output] + mean * weight;
        }
    }
    for (score, &base) in out.iter_mut().zip(&ensemble.base) {
        *score = *score + W::of(base);
    }
    out
}

/// XGBoost's mean of a tree: at every split that of its sides, from the leaves up.
fn mean_by_splits<W: Width>(ensemble: &TreeEnsemble, nodes: Range<usize>, output: usize) -> W {
    let (trees, start) = (&ensemble.trees, nodes.start);
    let mut means = vec![W::ZERO; nodes.len()];
    // Children stand behind their parents.
    for node in nodes.rev() {
        let (left, right) = (trees.left[node] as usize, trees.right[node] as usize);
        means[node - start] = if trees.feature[node] == LEAF {
            W::of(trees.row(left)[output])
        } else {
            let of = |child: usize| means[child - start] * W::of(trees.cover[child]);
            (of(left) + of(right)) / W::of(trees.cover[node])
        };
    }
    means.first().copied().unwrap_or(W::ZERO)
}

/// LightGBM's mean of a tree: over its leaves, by their numbers.
fn mean_by_leaves<W: Width>(ensemble: &TreeEnsemble, nodes: Range<usize>, output: usize) -> W {
    let (trees, root) = (&ensemble.trees, nodes.start);
    let value = |node: usize| W::of(trees.row(trees.left[node] as usize)[output]);
    if trees.feature[root] == LEAF {
        return value(root);
    }
    let mut leaves: Vec<usize> = nodes.filter(|&node| trees.feature[node] == LEAF).collect();
    leaves.sort_by_key(|&node| trees.leaf_names[trees.left[node] as usize]);
    let rows = W::of(trees.cover[root]);
    let mut mean = W::ZERO;
    for node in leaves {
        mean = mean + W::of(trees.cover[node]) / rows * value(node);
    }
    mean
}
