//! From the nodes of a library's file to flat trees.

use super::rule::{Comparison, Rule};
use super::trees::{EnsembleTrees, LEAF, LinearLeaves};

/// A node as a reader found it. Splits and leaves are numbered apart, as LightGBM does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Child {
    /// A split, by its number in the tree.
    Split(usize),
    /// A leaf, by its number in the tree.
    Leaf(usize),
}

/// A split as a reader found it.
#[derive(Debug, Clone)]
pub(crate) struct Split<'a> {
    pub(crate) column: u32,
    pub(crate) comparison: Comparison,
    pub(crate) missing_left: bool,
    pub(crate) zero_missing: bool,
    pub(crate) threshold: f64,
    /// For the comparisons with sets: one bit a category.
    pub(crate) set: &'a [u32],
    pub(crate) left: Child,
    pub(crate) right: Child,
    pub(crate) cover: Option<f64>,
}

/// A leaf as a reader found it.
#[derive(Debug, Clone)]
pub(crate) struct Leaf<'a> {
    pub(crate) values: &'a [f64],
    pub(crate) cover: Option<f64>,
    /// What the library calls it.
    pub(crate) name: u32,
    /// Constant, columns and coefficients of its line.
    pub(crate) line: Option<Line<'a>>,
}

/// The line of a leaf.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) constant: f64,
    pub(crate) columns: &'a [u32],
    pub(crate) coefficients: &'a [f64],
}

impl EnsembleTrees {
    /// No tree yet, `outputs` numbers a leaf.
    pub(crate) fn new(outputs: u32) -> EnsembleTrees {
        EnsembleTrees { outputs, set_starts: vec![0], ..EnsembleTrees::default() }
    }

    /// Adds a tree, its nodes in the order of a walk that goes left first.
    ///
    /// Every split and every leaf must be reached from the root by exactly one way: then the tree has no cycle and the
    /// walk over it ends.
    pub(crate) fn push(
        &mut self,
        root: Child,
        splits: &[Split<'_>],
        leaves: &[Leaf<'_>],
    ) -> Result<(), String> {
        let first = word(self.feature.len())?;
        let mut reached = (vec![false; splits.len()], vec![false; leaves.len()]);
        // A child, and where its number is to be written: the node above it and the side.
        let mut open: Vec<(Child, Option<(usize, bool)>)> = vec![(root, None)];
        while let Some((child, above)) = open.pop() {
            let at = self.feature.len();
            let number = word(at)?;
            if let Some((parent, left)) = above {
                let side = if left { &mut self.left } else { &mut self.right };
                side[parent] = number;
            }
            match child {
                Child::Split(index) => {
                    let split = splits.get(index).ok_or_else(|| format!("no split {index}"))?;
                    if std::mem::replace(&mut reached.0[index], true) {
                        return Err(format!("split {index} is reached twice"));
                    }
                    self.push_split(split)?;
                    open.push((split.right, Some((at, false))));
                    open.push((split.left, Some((at, true))));
                }
                Child::Leaf(index) => {
                    let leaf = leaves.get(index).ok_or_else(|| format!("no leaf {index}"))?;
                    if std::mem::replace(&mut reached.1[index], true) {
                        return Err(format!("leaf {index} is reached twice"));
                    }
                    self.push_leaf(leaf)?;
                }
            }
        }
        if let Some(index) = reached.0.iter().position(|reached| !reached) {
            return Err(format!("split {index} is not reached from the root"));
        }
        if let Some(index) = reached.1.iter().position(|reached| !reached) {
            return Err(format!("leaf {index} is not reached from the root"));
        }
        self.starts.push(first);
        Ok(())
    }

    pub(super) fn push_split(&mut self, split: &Split<'_>) -> Result<(), String> {
        let mut rule = Rule::new(split.comparison, split.missing_left);
        if split.zero_missing {
            rule = rule.zero_is_missing();
        }
        let threshold = if rule.asks_set() {
            let set = self.set_starts.len() - 1;
            self.members.extend_from_slice(split.set);
            self.set_starts.push(word(self.members.len())?);
            f64::from(word(set)?)
        } else {
            split.threshold
        };
        self.feature.push(split.column);
        self.rule.push(rule.word());
        self.threshold.push(threshold);
        self.left.push(0);
        self.right.push(0);
        self.cover.extend(split.cover);
        Ok(())
    }

    pub(super) fn push_leaf(&mut self, leaf: &Leaf<'_>) -> Result<(), String> {
        let outputs = self.outputs as usize;
        if leaf.values.len() != outputs {
            return Err(format!("a leaf of {} numbers, not {outputs}", leaf.values.len()));
        }
        let number = self.leaf_names.len();
        if let Some(line) = leaf.line {
            let linear = &mut self.linear;
            if linear.starts.is_empty() {
                linear.starts.push(0);
            }
            // Leaves before the first line: lines of nothing would answer with their constant, so a file has lines in
            // all of its trees or in none.
            if linear.constants.len() != number || line.columns.len() != line.coefficients.len() {
                return Err("lines in some leaves and not in others".to_owned());
            }
            linear.constants.push(line.constant);
            linear.columns.extend_from_slice(line.columns);
            linear.coefficients.extend_from_slice(line.coefficients);
            linear.starts.push(word(linear.columns.len())?);
        }
        self.feature.push(LEAF);
        self.rule.push(0);
        self.threshold.push(0.0);
        self.left.push(word(number)?);
        self.right.push(word(number)?);
        self.cover.extend(leaf.cover);
        self.leaves.extend_from_slice(leaf.values);
        self.leaf_names.push(leaf.name);
        Ok(())
    }
}

/// A count as it is stored.
fn word(count: usize) -> Result<u32, String> {
    u32::try_from(count).ok().filter(|&n| n < LEAF - 1).ok_or_else(|| "too many nodes".to_owned())
}

impl EnsembleTrees {
    /// Only the trees `range`, of those there are.
    pub(crate) fn slice(&self, range: std::ops::Range<usize>) -> EnsembleTrees {
        let node = |tree: usize| self.starts.get(tree).map_or(self.nodes(), |&at| at as usize);
        let nodes = node(range.start)..node(range.end.max(range.start));
        let leaves =
            |end: usize| self.feature[..end].iter().filter(|&&column| column == LEAF).count();
        let sets = |end: usize| {
            let asks = |&&rule: &&u32| Rule::from_word(rule).asks_set();
            self.rule[..end].iter().filter(asks).count()
        };
        let (leaf, set) =
            (leaves(nodes.start)..leaves(nodes.end), sets(nodes.start)..sets(nodes.end));
        let (first, first_leaf, first_set) =
            (nodes.start as u32, leaf.start as u32, set.start as f64);
        let outputs = self.outputs as usize;
        let children = |side: &[u32]| -> Vec<u32> {
            let moved = |(&column, &child): (&u32, &u32)| {
                child - if column == LEAF { first_leaf } else { first }
            };
            self.feature[nodes.clone()].iter().zip(&side[nodes.clone()]).map(moved).collect()
        };
        let threshold = |at: usize| {
            let moved = if Rule::from_word(self.rule[at]).asks_set() { first_set } else { 0.0 };
            self.threshold[at] - moved
        };
        let words = self.set_starts[set.start]..self.set_starts[set.end];
        let line = self.linear.slice(leaf.clone());
        EnsembleTrees {
            starts: self.starts[range].iter().map(|at| at - first).collect(),
            feature: self.feature[nodes.clone()].to_vec(),
            rule: self.rule[nodes.clone()].to_vec(),
            threshold: nodes.clone().map(threshold).collect(),
            left: children(&self.left),
            right: children(&self.right),
            cover: self.cover.get(nodes.clone()).unwrap_or_default().to_vec(),
            set_starts: self.set_starts[set.start..=set.end]
                .iter()
                .map(|at| at - words.start)
                .collect(),
            members: self.members[words.start as usize..words.end as usize].to_vec(),
            outputs: self.outputs,
            leaves: self.leaves[leaf.start * outputs..leaf.end * outputs].to_vec(),
            leaf_names: self.leaf_names[leaf].to_vec(),
            linear: line,
        }
    }
}

impl LinearLeaves {
    fn slice(&self, leaves: std::ops::Range<usize>) -> LinearLeaves {
        if self.constants.is_empty() || leaves.is_empty() {
            return LinearLeaves::default();
        }
        let first = self.starts[leaves.start];
        let inner = first as usize..self.starts[leaves.end] as usize;
        LinearLeaves {
            starts: self.starts[leaves.start..=leaves.end].iter().map(|at| at - first).collect(),
            columns: self.columns[inner.clone()].to_vec(),
            coefficients: self.coefficients[inner].to_vec(),
            constants: self.constants[leaves].to_vec(),
        }
    }
}
