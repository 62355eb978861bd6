//! Trees of every library in one flat form, walked without recursion.

use super::rule::{Asked, Rule};
use serde::{Deserialize, Serialize};

/// In place of a column: the node is a leaf.
pub(super) const LEAF: u32 = u32::MAX;

/// Trees with any rule at their splits, node after node in parallel arrays.
///
/// A split holds its column, its rule, its threshold (or, for a set of categories, the number of the set)
/// and its children, which stand after it in the same tree. A leaf holds the number of its row of outputs in place of
/// both children. Every node but the first of a tree is the child of one other.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct EnsembleTrees {
    pub(super) starts: Vec<u32>,
    pub(super) feature: Vec<u32>,
    pub(super) rule: Vec<u32>,
    pub(super) threshold: Vec<f64>,
    pub(super) left: Vec<u32>,
    pub(super) right: Vec<u32>,
    /// The weight of the training rows that came to each node, or nothing.
    pub(super) cover: Vec<f64>,
    /// Where each set of categories starts in `members`, and where the last one ends.
    pub(super) set_starts: Vec<u32>,
    /// One bit a category, 32 a word, the lowest bit first.
    pub(super) members: Vec<u32>,
    pub(super) outputs: u32,
    pub(super) leaves: Vec<f64>,
    /// What the library that grew the trees calls each leaf, counted within its tree.
    pub(super) leaf_names: Vec<u32>,
    pub(super) linear: LinearLeaves,
}

/// Leaves that answer with a line through some columns; empty where no tree has one.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LinearLeaves {
    /// Where the columns of each leaf start, and where those of the last one end.
    pub(super) starts: Vec<u32>,
    pub(super) columns: Vec<u32>,
    pub(super) coefficients: Vec<f64>,
    pub(super) constants: Vec<f64>,
}

impl EnsembleTrees {
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

    /// How many outputs a leaf has.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.outputs as usize
    }

    /// The first node of each tree, its root.
    #[must_use]
    pub fn starts(&self) -> &[u32] {
        &self.starts
    }

    /// The outputs of the leaves, [`outputs`](Self::outputs) numbers each, row after row.
    #[must_use]
    pub fn leaves(&self) -> &[f64] {
        &self.leaves
    }

    /// What the library calls each leaf.
    #[cfg(feature = "onnx")]
    pub(crate) fn leaf_names(&self) -> &[u32] {
        &self.leaf_names
    }

    /// The weight of the training rows that came to each node: rows for LightGBM, sums of second derivatives for
    /// XGBoost. Empty where the file does not say.
    #[must_use]
    pub fn cover(&self) -> &[f64] {
        &self.cover
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

    /// Whether a row goes left at the split `at`.
    pub(super) fn goes_left(&self, at: usize, cell: f64) -> bool {
        let rule = Rule::from_word(self.rule[at]);
        if rule.is_missing(cell) {
            return rule.missing_left();
        }
        let threshold = self.threshold[at];
        match rule.comparison() {
            Asked::Threshold => rule.compare(cell, threshold),
            // LightGBM: the cell is cut to a whole number and then looked up.
            Asked::In => cell > -1.0 && self.contains(threshold, cell),
            // XGBoost: no category is below 0.
            Asked::NotIn => !(cell >= 0.0 && self.contains(threshold, cell)),
        }
    }

    /// Whether the set whose number is `set` holds the category that `cell` stands for: its whole part.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the number of a set was checked to be one, and a cell is to be cut towards 0"
    )]
    fn contains(&self, set: f64, cell: f64) -> bool {
        let set = set as usize;
        if cell >= 4_294_967_296.0 {
            return false;
        }
        let category = cell as u32;
        let (start, end) = (self.set_starts[set] as usize, self.set_starts[set + 1] as usize);
        let word = self.members[start..end].get(category as usize / 32).copied().unwrap_or(0);
        word >> (category % 32) & 1 == 1
    }

    /// The categories of a set, ascending.
    pub(super) fn categories(&self, set: usize) -> impl Iterator<Item = u32> {
        let words = self.set_starts[set] as usize..self.set_starts[set + 1] as usize;
        let words = (0u32..).zip(&self.members[words]);
        words.flat_map(|(at, &word)| {
            (0..32).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 32 + bit)
        })
    }

    /// The number of the leaf that the tree starting at `root` has for a row.
    pub(crate) fn leaf(&self, root: u32, cells: &[f64]) -> usize {
        let mut at = root as usize;
        loop {
            let column = self.feature[at];
            if column == LEAF {
                return self.left[at] as usize;
            }
            let left = self.goes_left(at, cells[column as usize]);
            at = if left { self.left[at] } else { self.right[at] } as usize;
        }
    }

    /// The first output of a leaf, or its line where it has one and every cell of the line is a number.
    pub(super) fn value(&self, leaf: usize, cells: &[f64]) -> f64 {
        let value = self.leaves[leaf * self.outputs as usize];
        let linear = &self.linear;
        let Some(&constant) = linear.constants.get(leaf) else { return value };
        let range = linear.starts[leaf] as usize..linear.starts[leaf + 1] as usize;
        let mut sum = constant;
        for (&column, &coefficient) in
            linear.columns[range.clone()].iter().zip(&linear.coefficients[range])
        {
            let cell = cells[column as usize];
            if cell.is_nan() {
                return value;
            }
            sum += cell * coefficient;
        }
        sum
    }

    /// All outputs of a leaf.
    pub(super) fn row(&self, leaf: usize) -> &[f64] {
        let outputs = self.outputs as usize;
        &self.leaves[leaf * outputs..(leaf + 1) * outputs]
    }
}
