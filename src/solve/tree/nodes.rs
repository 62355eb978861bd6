//! A grown tree as parallel arrays.

use crate::exact::{ExactSum, NAN};

/// In place of a column: the node is a leaf.
pub(crate) const LEAF: u32 = u32::MAX;

/// A grown tree; node 0 is the root, and children stand after their parents.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tree {
    /// The column a node asks about, or [`LEAF`].
    pub(crate) feature: Vec<u32>,
    /// Cells up to this go left; 0 at a leaf.
    pub(crate) threshold: Vec<f64>,
    /// Node on the left; 0 at a leaf.
    pub(crate) left: Vec<u32>,
    /// Node on the right; 0 at a leaf.
    pub(crate) right: Vec<u32>,
    /// Rows that came to the node, copies counted.
    pub(crate) weight: Vec<u32>,
    /// The share of the root's impurity that the node's cut removes; 0 at a leaf. Over a regression
    /// tree they add up to the training R².
    pub(crate) decrease: Vec<f64>,
    /// Numbers in an answer: one mean, or a share for each class.
    pub(crate) outputs: usize,
    /// The answers, `outputs` a node; 0 where the node is not a leaf.
    pub(crate) values: Vec<f64>,
}

impl Tree {
    /// Number of nodes, leaves included.
    pub(crate) fn len(&self) -> usize {
        self.feature.len()
    }

    /// Number of leaves.
    pub(crate) fn leaves(&self) -> usize {
        self.feature.iter().filter(|&&column| column == LEAF).count()
    }

    /// The most cuts on the way to a leaf.
    pub(crate) fn depth(&self) -> u32 {
        let mut depths = vec![0u32; self.len()];
        for at in 0..self.len() {
            let below = depths.get(at).map_or(0, |depth| depth.saturating_add(1));
            for child in self.children(at).into_iter().flatten() {
                if let Some(depth) = depths.get_mut(child) {
                    *depth = below;
                }
            }
        }
        depths.into_iter().max().unwrap_or(0)
    }

    /// Left and right of a node that is not a leaf. Both stand after it: a walk ends.
    fn children(&self, at: usize) -> Option<[usize; 2]> {
        if self.feature.get(at).is_none_or(|&column| column == LEAF) {
            return None;
        }
        let (left, right) = (*self.left.get(at)? as usize, *self.right.get(at)? as usize);
        (left > at && right > at).then_some([left, right])
    }

    /// The leaf to which a row's cells lead. NaN goes right.
    pub(crate) fn leaf(&self, cell: impl Fn(usize) -> f64) -> usize {
        let mut at = 0;
        while let Some([left, right]) = self.children(at) {
            let column = self.feature.get(at).copied().unwrap_or(LEAF);
            let threshold = self.threshold.get(at).copied().unwrap_or(NAN);
            at = if cell(column as usize) <= threshold { left } else { right };
        }
        at
    }

    /// The leaf of each of `rows` rows; a cell that is not there is NaN.
    pub(crate) fn leaf_index(&self, columns: &[&[f64]], rows: usize) -> Vec<u32> {
        let leaf = |row| self.leaf(|column| cell(columns, column, row)) as u32;
        (0..rows).map(leaf).collect()
    }

    /// The answer of a node.
    pub(crate) fn answer(&self, node: usize) -> &[f64] {
        let start = node.saturating_mul(self.outputs);
        self.values.get(start..start.saturating_add(self.outputs)).unwrap_or_default()
    }

    /// The answers for `rows` rows, one after the other.
    pub(crate) fn predict(&self, columns: &[&[f64]], rows: usize) -> Vec<f64> {
        let mut out = Vec::with_capacity(rows.saturating_mul(self.outputs));
        for row in 0..rows {
            out.extend_from_slice(self.answer(self.leaf(|column| cell(columns, column, row))));
        }
        out
    }

    /// Each column's share of what all cuts remove from the impurity, over `width` columns; all 0 for a
    /// tree without a cut that gains.
    pub(crate) fn importances(&self, width: usize) -> Vec<f64> {
        let mut sums = vec![ExactSum::new(); width];
        for (&column, &decrease) in self.feature.iter().zip(&self.decrease) {
            if let Some(sum) = sums.get_mut(column as usize) {
                sum.add(decrease);
            }
        }
        shares(&sums)
    }
}

/// Sums as shares of their total, all 0 if that is 0.
pub(crate) fn shares(sums: &[ExactSum]) -> Vec<f64> {
    let mut total = ExactSum::new();
    sums.iter().for_each(|sum| total.merge(sum));
    let total = total.sum();
    sums.iter().map(|sum| if total > 0.0 { sum.sum() / total } else { 0.0 }).collect()
}

/// A cell of a table in columns.
pub(crate) fn cell(columns: &[&[f64]], column: usize, row: usize) -> f64 {
    columns.get(column).and_then(|cells| cells.get(row)).copied().unwrap_or(NAN)
}
