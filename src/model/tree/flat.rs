//! Trees as parallel arrays, walked without recursion.

mod check;
#[cfg(feature = "train")]
mod growing;
mod grown;

#[cfg(feature = "train")]
pub(in crate::model) use growing::Growing;

use crate::artifact::codec::{CodecError, Node, to_node};
use crate::data::Matrix;
use crate::model::tree_ensemble::plan::{Compiled, Preparation, Source, Targets};
use serde::{Deserialize, Serialize};

/// In place of a column: the node is a leaf.
const LEAF: u32 = u32::MAX;

/// One or more trees, node after node.
///
/// A split holds its column, its threshold and its children, which stand after it in the same tree. A
/// leaf holds the number of its row of outputs in place of both children, and threshold 0. Every node but
/// the first of a tree is the child of one other. The arrays are those of scikit-learn's `tree_`, one tree
/// after the other, but for what a leaf holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trees {
    starts: Vec<u32>,
    feature: Vec<u32>,
    threshold: Vec<f64>,
    left: Vec<u32>,
    right: Vec<u32>,
    outputs: u32,
    leaves: Vec<f64>,
    /// Training rows a node, or nothing: smartcore's trees do not say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cover: Vec<u32>,
    /// One share a column, or nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    importances: Vec<f64>,
    /// The same trees as they are walked, once they were.
    #[serde(skip)]
    compiled: Compiled,
}

impl Trees {
    /// In place of a column: the node is a leaf.
    pub const LEAF: u32 = LEAF;

    /// No tree yet, `outputs` numbers a leaf.
    pub(in crate::model) fn empty(outputs: u32) -> Trees {
        Trees {
            starts: Vec::new(),
            feature: Vec::new(),
            threshold: Vec::new(),
            left: Vec::new(),
            right: Vec::new(),
            outputs,
            leaves: Vec::new(),
            cover: Vec::new(),
            importances: Vec::new(),
            compiled: Compiled::default(),
        }
    }

    /// The stored form of trees that say nothing of their rows, with what the form with rows has more.
    pub(super) fn completed(trees: &Node) -> Result<Node, CodecError> {
        let cover = to_node(&Vec::<u32>::new())?;
        Ok(trees.with("cover", cover).with("importances", to_node(&Vec::<f64>::new())?))
    }

    /// The number of the next node.
    fn next(&self) -> Result<u32, String> {
        match u32::try_from(self.feature.len()) {
            Ok(at) if at < LEAF - 1 => Ok(at),
            _ => Err("too many nodes".to_owned()),
        }
    }

    /// The row of outputs the tree that starts at `root` gives for `x`.
    fn leaf(&self, root: u32, x: &[f64]) -> &[f64] {
        let mut at = root as usize;
        loop {
            let column = self.feature[at];
            if column == LEAF {
                let (leaf, outputs) = (self.left[at] as usize, self.outputs as usize);
                return &self.leaves[leaf * outputs..(leaf + 1) * outputs];
            }
            let next =
                if x[column as usize] <= self.threshold[at] { &self.left } else { &self.right };
            at = next[at] as usize;
        }
    }

    /// Adds the leaves that rows come to to their scores, tree after tree, where all rows start at `base`.
    ///
    /// The one number of a leaf is added to one score after the other, from the first again; its numbers, where it has
    /// several, to all of them.
    pub(in crate::model) fn add_to(&self, x: &Matrix, base: &[f64], scores: &mut [f64]) {
        let source = Source {
            width: x.width(),
            preparation: Preparation::Nothing,
            single: false,
            starts: &self.starts,
            feature: &self.feature,
            threshold: &self.threshold,
            left: &self.left,
            right: &self.right,
            outputs: self.outputs(),
            leaves: &self.leaves,
            targets: if self.outputs == 1 { Targets::InTurn } else { Targets::All },
            ensemble: None,
        };
        let add = |_, leaf: usize, _: &[f64], scores: &mut [f64]| add_row(source.row(leaf), scores);
        let plan = self.compiled.plan(&source, base.len());
        if plan.add(&source, base, x.as_slice(), scores, add) {
            return;
        }
        // Trees over no columns are leaves.
        for scores in scores.chunks_exact_mut(base.len()) {
            for (tree, &root) in self.starts.iter().enumerate() {
                let at = if self.outputs == 1 { tree % base.len() } else { 0 };
                add_row(self.leaf(root, &[]), &mut scores[at..]);
            }
        }
    }

    /// The mean over the trees of what rows come to, added in tree order and then divided.
    pub(super) fn means(&self, x: &Matrix) -> Vec<f64> {
        let base = vec![0.0; self.outputs()];
        let mut means = vec![0.0; x.rows() * base.len()];
        self.add_to(x, &base, &mut means);
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^32 trees")]
        let trees = self.starts.len() as f64;
        means.iter_mut().for_each(|total| *total /= trees);
        means
    }

    /// The first node of each tree, its root.
    #[must_use]
    pub fn starts(&self) -> &[u32] {
        &self.starts
    }

    /// The column each node asks about, or [`LEAF`](Self::LEAF).
    #[must_use]
    pub fn feature(&self) -> &[u32] {
        &self.feature
    }

    /// The threshold of each node: cells up to it go left. 0 at a leaf.
    #[must_use]
    pub fn threshold(&self) -> &[f64] {
        &self.threshold
    }

    /// The left child of each split, counted over all trees; at a leaf the number of its row of outputs.
    #[doc(alias = "children_left")]
    #[must_use]
    pub fn left(&self) -> &[u32] {
        &self.left
    }

    /// The right child of each split, counted over all trees; at a leaf the number of its row of outputs.
    #[doc(alias = "children_right")]
    #[must_use]
    pub fn right(&self) -> &[u32] {
        &self.right
    }

    /// How many outputs a leaf has.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.outputs as usize
    }

    /// The outputs of the leaves, [`outputs`](Self::outputs) numbers each, row after row.
    #[doc(alias = "value")]
    #[must_use]
    pub fn leaves(&self) -> &[f64] {
        &self.leaves
    }

    /// How many of the rows a tree was grown on came to each node, a row drawn twice counted twice.
    ///
    /// Where rows have weights and are not drawn by them, what those that came to a node weigh: in whole numbers if all
    /// weights are such, else in parts of 2⁻³⁰ of all there is.
    ///
    /// Empty for trees that smartcore grew, which do not say.
    #[doc(alias = "weighted_n_node_samples")]
    #[must_use]
    pub fn cover(&self) -> &[u32] {
        &self.cover
    }

    /// Each column's share of what all splits lower the impurity by; see `feature_importances` of the models.
    pub(in crate::model) fn importances(&self) -> &[f64] {
        &self.importances
    }

    /// Each tree's row of outputs, in tree order.
    pub(in crate::model) fn answers<'a>(&'a self, x: &'a [f64]) -> impl Iterator<Item = &'a [f64]> {
        self.starts.iter().map(move |&root| self.leaf(root, x))
    }

    /// How many trees there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// How many nodes all trees have, leaves included.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.feature.len()
    }

    /// The most splits on the way to a leaf.
    #[must_use]
    pub fn depth(&self) -> usize {
        let mut depths = vec![0; self.nodes()];
        for (at, &column) in self.feature.iter().enumerate() {
            if column != LEAF {
                let below: usize = depths[at] + 1;
                for child in [self.left[at], self.right[at]] {
                    let depth = &mut depths[child as usize];
                    *depth = below.max(*depth);
                }
            }
        }
        depths.into_iter().max().unwrap_or(0)
    }

    /// How many splits ask about each of `width` columns.
    #[must_use]
    pub fn splits(&self, width: usize) -> Vec<usize> {
        let mut splits = vec![0; width];
        for &column in &self.feature {
            if let Some(count) = splits.get_mut(column as usize) {
                *count += 1;
            }
        }
        splits
    }

    /// Counts, depth and splits a column, as lines for a report.
    pub(in crate::model) fn report(
        &self,
        columns: &[std::sync::Arc<str>],
    ) -> Vec<(String, String)> {
        let mut lines = vec![
            ("trees".to_owned(), self.count().to_string()),
            ("nodes".to_owned(), self.nodes().to_string()),
            ("depth".to_owned(), self.depth().to_string()),
        ];
        let splits = self.splits(columns.len());
        lines.extend(
            columns.iter().zip(splits).map(|(name, n)| (name.to_string(), format!("{n} splits"))),
        );
        lines
    }
}

/// One number after the other.
fn add_row(row: &[f64], scores: &mut [f64]) {
    scores.iter_mut().zip(row).for_each(|(score, value)| *score += value);
}

#[cfg(all(test, feature = "train"))]
mod tests;
