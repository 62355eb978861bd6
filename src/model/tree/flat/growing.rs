//! Trees from a trainer that says nothing of rows.

use super::{Compiled, LEAF, Trees};

/// A node while its tree is being put together; children by their place in the list.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::model) enum Growing {
    /// `cell <= threshold` goes left.
    Split { column: u32, threshold: f64, left: usize, right: usize },
    /// A row of outputs.
    Leaf(Vec<f64>),
}

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

impl Trees {
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
        self.compiled = Compiled::default();
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
}
