//! What stored trees must be, for a walk to end and to stay inside its arrays.

use super::rule::Rule;
use super::trees::{EnsembleTrees, LEAF};

impl EnsembleTrees {
    /// Everything a walk over rows of `width` cells relies on, and that every node is the child of one other.
    pub(super) fn check(&self, width: usize) -> Result<(), String> {
        let above = self.check_shared(width)?;
        match above.iter().position(|&ways| ways != 1) {
            Some(at) => Err(format!("node {at} is reached by {} ways", above[at])),
            None => Ok(()),
        }
    }

    /// Everything a walk over rows of `width` cells relies on; by how many ways each node is reached.
    pub(crate) fn check_shared(&self, width: usize) -> Result<Vec<u8>, String> {
        let nodes = self.nodes();
        let lengths = [self.rule.len(), self.threshold.len(), self.left.len(), self.right.len()];
        if lengths != [nodes; 4] {
            return Err(format!("{nodes} nodes with arrays of {lengths:?}"));
        }
        let outputs = self.outputs as usize;
        if outputs == 0 || self.leaves.len() != self.leaf_names.len().saturating_mul(outputs) {
            let (leaves, names) = (self.leaves.len(), self.leaf_names.len());
            return Err(format!("{leaves} numbers in {names} leaves of {outputs}"));
        }
        if self.leaves.iter().any(|x| x.is_nan()) {
            return Err("a leaf that is not a number".to_owned());
        }
        self.check_sets()?;
        self.check_lines(width)?;
        self.check_cover()?;
        let rising = self.starts.windows(2).all(|s| s[0] < s[1]);
        if !rising
            || self.starts.first().is_some_and(|&start| start != 0)
            || (nodes > 0) != (self.count() > 0)
        {
            return Err("trees that do not start at 0 and rise".to_owned());
        }
        let mut above = vec![0u8; nodes];
        let ends = self.starts.iter().skip(1).map(|&end| end as usize).chain([nodes]);
        for (&start, end) in self.starts.iter().zip(ends) {
            let start = start as usize;
            if start >= end || end > nodes {
                return Err(format!("a tree from node {start} to {end} of {nodes}"));
            }
            above[start] = above[start].saturating_add(1);
            for at in start..end {
                if !self.sound(at, end, width) {
                    return Err(format!("node {at} does not fit"));
                }
                if self.feature[at] != LEAF {
                    for child in [self.left[at], self.right[at]] {
                        let ways = &mut above[child as usize];
                        *ways = ways.saturating_add(1);
                    }
                }
            }
        }
        Ok(above)
    }

    /// Whether a node of a tree that ends before `end` holds what its kind must.
    fn sound(&self, at: usize, end: usize, width: usize) -> bool {
        let (left, right) = (self.left[at] as usize, self.right[at] as usize);
        let threshold = self.threshold[at];
        match self.feature[at] {
            LEAF => {
                left < self.leaf_names.len()
                    && left == right
                    && threshold.to_bits() == 0
                    && self.rule[at] == 0
            }
            column => {
                let after = |child: usize| at < child && child < end;
                let asked = if Rule::from_word(self.rule[at]).asks_set() {
                    let set = threshold as usize;
                    (set as f64).to_bits() == threshold.to_bits() && set + 1 < self.set_starts.len()
                } else {
                    !threshold.is_nan()
                };
                let rule = Rule::valid(self.rule[at]);
                (column as usize) < width && rule && asked && after(left) && after(right)
            }
        }
    }

    fn check_sets(&self) -> Result<(), String> {
        let ends = (self.set_starts.first(), self.set_starts.last());
        let whole =
            ends.0 == Some(&0) && ends.1.is_some_and(|&end| end as usize == self.members.len());
        if !whole || self.set_starts.windows(2).any(|s| s[0] > s[1]) {
            return Err("sets of categories that do not follow one another".to_owned());
        }
        Ok(())
    }

    fn check_lines(&self, width: usize) -> Result<(), String> {
        let lines = &self.linear;
        if *lines == super::trees::LinearLeaves::default() {
            return Ok(());
        }
        let (leaves, columns) = (self.leaf_names.len(), lines.columns.len());
        let lengths = lines.constants.len() == leaves
            && lines.starts.len() == leaves + 1
            && lines.coefficients.len() == columns;
        let ends = lines.starts.first() == Some(&0)
            && lines.starts.last().is_some_and(|&end| end as usize == columns)
            && lines.starts.windows(2).all(|s| s[0] <= s[1]);
        let numbers = lines.constants.iter().chain(&lines.coefficients).all(|x| x.is_finite());
        let inside = lines.columns.iter().all(|&column| (column as usize) < width);
        if !(lengths && ends && numbers && inside && self.outputs == 1) {
            return Err("lines that do not fit the leaves".to_owned());
        }
        Ok(())
    }

    fn check_cover(&self) -> Result<(), String> {
        let sound = self.cover.iter().all(|weight| weight.is_finite() && *weight >= 0.0);
        if !(self.cover.is_empty() || self.cover.len() == self.nodes()) || !sound {
            return Err("a cover that is not one weight a node".to_owned());
        }
        Ok(())
    }
}
