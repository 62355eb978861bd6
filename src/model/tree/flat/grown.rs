//! Trees that this crate grew.

use super::{Compiled, LEAF, Trees};
use crate::solve::tree::Tree;

impl Trees {
    /// Appends a tree with the numbers of its rows. `answer` makes of a leaf's answer its row of outputs.
    pub(in crate::model) fn push_grown(
        &mut self,
        tree: &Tree,
        mut answer: impl FnMut(&[f64], &mut Vec<f64>),
    ) -> Result<(), String> {
        let start = self.next()?;
        if tree.len() as u64 + u64::from(start) >= u64::from(LEAF) {
            return Err("too many nodes".to_owned());
        }
        self.compiled = Compiled::default();
        self.starts.push(start);
        self.feature.extend_from_slice(&tree.feature);
        self.threshold.extend_from_slice(&tree.threshold);
        self.cover.extend_from_slice(&tree.weight);
        let outputs = self.outputs as usize;
        for (at, (&column, (&left, &right))) in
            tree.feature.iter().zip(tree.left.iter().zip(&tree.right)).enumerate()
        {
            if column == LEAF {
                // No more than there are nodes.
                let leaf = (self.leaves.len() / outputs) as u32;
                answer(tree.answer(at), &mut self.leaves);
                self.left.push(leaf);
                self.right.push(leaf);
            } else {
                self.left.push(start + left);
                self.right.push(start + right);
            }
        }
        Ok(())
    }

    /// Notes each column's share of what the splits lower the impurity by.
    pub(in crate::model) fn with_importances(mut self, importances: Vec<f64>) -> Trees {
        self.importances = importances;
        self
    }
}
