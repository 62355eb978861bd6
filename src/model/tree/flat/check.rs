//! What a stored tree must be, for a walk to end and for its rows to add up.

use super::{LEAF, Trees};

impl Trees {
    /// Everything a walk over rows of `width` cells relies on, and that there is a cover where it is `covered`.
    pub(in crate::model) fn check(
        &self,
        width: usize,
        outputs: usize,
        covered: bool,
    ) -> Result<(), String> {
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
        if covered { self.check_cover(width) } else { self.check_no_cover() }
    }

    fn check_no_cover(&self) -> Result<(), String> {
        if self.cover.is_empty() && self.importances.is_empty() {
            return Ok(());
        }
        Err("rows or importances of trees that have none".to_owned())
    }

    /// Rows that add up, every node reached by one way, and importances that are shares.
    fn check_cover(&self, width: usize) -> Result<(), String> {
        if self.cover.len() != self.nodes() || self.cover.contains(&0) {
            return Err(format!("{} nodes without a row count each", self.nodes()));
        }
        let mut above = vec![0u32; self.nodes()];
        for at in 0..self.nodes() {
            if self.feature[at] != LEAF {
                let (left, right) = (self.left[at] as usize, self.right[at] as usize);
                let below = u64::from(self.cover[left]) + u64::from(self.cover[right]);
                if u64::from(self.cover[at]) != below {
                    return Err(format!("the rows of node {at} are not those of its sides"));
                }
                for child in [left, right] {
                    above[child] += 1;
                }
            }
        }
        self.starts.iter().for_each(|&root| above[root as usize] += 1);
        if let Some(at) = above.iter().position(|&ways| ways != 1) {
            return Err(format!("node {at} is reached by {} ways", above[at]));
        }
        let share = |x: &f64| (0.0..=1.0).contains(x);
        if self.importances.len() != width || !self.importances.iter().all(share) {
            return Err(format!("importances that are not {width} shares"));
        }
        Ok(())
    }
}
