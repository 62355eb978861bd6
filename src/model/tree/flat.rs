//! Trees as parallel arrays, walked without recursion.

use serde::{Deserialize, Serialize};

/// In place of a column: the node is a leaf.
const LEAF: u32 = u32::MAX;

/// One or more trees, node after node.
///
/// A split holds its column, its threshold and its children, which stand after it in the same tree. A
/// leaf holds the number of its row of outputs in place of both children, and threshold 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trees {
    starts: Vec<u32>,
    feature: Vec<u32>,
    threshold: Vec<f64>,
    left: Vec<u32>,
    right: Vec<u32>,
    outputs: u32,
    leaves: Vec<f64>,
}

impl Trees {
    /// Everything a walk over rows of `width` cells relies on.
    pub(super) fn check(&self, width: usize, outputs: usize) -> Result<(), String> {
        let nodes = self.feature.len();
        let lengths = [self.threshold.len(), self.left.len(), self.right.len()];
        if lengths != [nodes; 3] {
            return Err(format!("{nodes} nodes with arrays of {lengths:?}"));
        }
        if self.outputs as usize != outputs || outputs == 0 {
            return Err(format!("{} outputs a leaf, not {outputs}", self.outputs));
        }
        let leaves = self.leaves.len() / outputs;
        if !self.leaves.len().is_multiple_of(outputs) || !self.leaves.iter().all(|x| x.is_finite())
        {
            return Err("leaves that are not whole rows of finite numbers".to_owned());
        }
        if self.starts.first() != Some(&0) || self.starts.windows(2).any(|s| s[0] >= s[1]) {
            return Err("trees that do not start at 0 and rise".to_owned());
        }
        let ends = self.starts.iter().skip(1).map(|&end| end as usize).chain([nodes]);
        for (&start, end) in self.starts.iter().zip(ends) {
            let start = start as usize;
            // The last tree may be said to start past the end.
            if start >= end || end > nodes {
                return Err(format!("a tree from node {start} to {end} of {nodes}"));
            }
            for at in start..end {
                let (left, right) = (self.left[at] as usize, self.right[at] as usize);
                let sound = match self.feature[at] {
                    LEAF => left < leaves && left == right && self.threshold[at] == 0.0,
                    column => {
                        let after = |child: usize| at < child && child < end;
                        (column as usize) < width
                            && self.threshold[at].is_finite()
                            && after(left)
                            && after(right)
                    }
                };
                if !sound {
                    return Err(format!("node {at} does not fit"));
                }
            }
        }
        Ok(())
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

    /// The mean over the trees, added in tree order and then divided.
    pub(super) fn mean(&self, x: &[f64], out: &mut [f64]) {
        out.fill(0.0);
        for &root in &self.starts {
            for (total, value) in out.iter_mut().zip(self.leaf(root, x)) {
                *total += value;
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^32 trees")]
        let trees = self.starts.len() as f64;
        for total in out.iter_mut() {
            *total /= trees;
        }
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
    pub(super) fn report(&self, columns: &[std::sync::Arc<str>]) -> Vec<(String, String)> {
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

/// A node while its tree is being put together; children by their place in the list.
#[cfg(feature = "train")]
#[derive(Debug, Clone, PartialEq)]
pub(in crate::model) enum Growing {
    /// `cell <= threshold` goes left.
    Split { column: u32, threshold: f64, left: usize, right: usize },
    /// A row of outputs.
    Leaf(Vec<f64>),
}

#[cfg(feature = "train")]
impl Growing {
    /// The place of the leaf a row comes to.
    pub(in crate::model) fn route(nodes: &[Growing], x: &[f64]) -> usize {
        let mut at = 0;
        while let Growing::Split { column, threshold, left, right } = nodes[at] {
            at = if x[column as usize] <= threshold { left } else { right };
        }
        at
    }
}

#[cfg(feature = "train")]
impl Trees {
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
        }
    }

    /// Appends a tree: splits whose sides answer alike fall away, nodes are put in preorder.
    ///
    /// Children must stand after their parents in `nodes`.
    pub(in crate::model) fn push(&mut self, mut nodes: Vec<Growing>) -> Result<(), String> {
        for at in (0..nodes.len()).rev() {
            if let Growing::Split { left, right, .. } = nodes[at]
                && let (Growing::Leaf(a), Growing::Leaf(b)) = (&nodes[left], &nodes[right])
                && a.iter().map(|x| x.to_bits()).eq(b.iter().map(|x| x.to_bits()))
            {
                nodes[at] = Growing::Leaf(a.clone());
            }
        }
        self.starts.push(self.next()?);
        // A node to place, and the split whose right side it is.
        let mut waiting: Vec<(usize, Option<usize>)> = vec![(0, None)];
        while let Some((node, parent)) = waiting.pop() {
            let at = self.next()?;
            if let Some(parent) = parent {
                self.right[parent] = at;
            }
            let (feature, threshold, left) = match &nodes[node] {
                Growing::Leaf(outputs) => {
                    let leaf = self.leaves.len() / self.outputs as usize;
                    self.leaves.extend_from_slice(outputs);
                    (LEAF, 0.0, u32::try_from(leaf).map_err(|_| "too many leaves")?)
                }
                Growing::Split { column, threshold, left, right } => {
                    waiting.push((*right, Some(at as usize)));
                    waiting.push((*left, None));
                    (*column, *threshold, at + 1)
                }
            };
            self.feature.push(feature);
            self.threshold.push(threshold);
            self.left.push(left);
            // A split learns its right side when that is placed.
            self.right.push(left);
        }
        Ok(())
    }

    fn next(&self) -> Result<u32, String> {
        match u32::try_from(self.feature.len()) {
            Ok(at) if at < LEAF - 1 => Ok(at),
            _ => Err("too many nodes".to_owned()),
        }
    }
}

#[cfg(all(test, feature = "train"))]
mod tests;
