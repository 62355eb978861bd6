//! Nodes by tree and number, as they stand in arrays.

use super::mode::{Mode, flags};
use crate::import::onnx::attributes::Attributes;
use crate::model::{Child, EnsembleTrees, Leaf, Split};
use std::ops::Range;

/// One number a node, in as little room as it takes.
pub(super) struct Nodes {
    trees: Vec<u32>,
    numbers: Vec<u32>,
    features: Vec<u32>,
    pub(super) modes: Vec<Mode>,
    values: Vec<f64>,
    yes: Vec<u32>,
    no: Vec<u32>,
    /// Whether NaN goes where the question holds; empty where it never does.
    missing: Vec<bool>,
    /// The nodes by tree and number.
    order: Vec<u32>,
}

impl Nodes {
    pub(super) fn read(given: &Attributes<'_>) -> Result<Nodes, String> {
        given.ignore(&["nodes_hitrates", "nodes_hitrates_as_tensor"]);
        let mut modes = Vec::new();
        given.texts("nodes_modes", |mode| {
            modes.push(match mode {
                "LEAF" => Mode::Leaf,
                "BRANCH_LEQ" => Mode::AtMost,
                "BRANCH_LT" => Mode::Below,
                "BRANCH_GTE" => Mode::AtLeast,
                "BRANCH_GT" => Mode::Above,
                "BRANCH_EQ" => Mode::Equal,
                "BRANCH_NEQ" => Mode::NotEqual,
                other => return Err(format!("mode `{other}` is not known")),
            });
            Ok(())
        })?;
        let mut nodes = Nodes {
            trees: given.words("nodes_treeids")?,
            numbers: given.words("nodes_nodeids")?,
            features: given.words("nodes_featureids")?,
            modes,
            values: given.numbers("nodes_values")?,
            yes: given.words("nodes_truenodeids")?,
            no: given.words("nodes_falsenodeids")?,
            missing: flags(given, "nodes_missing_value_tracks_true")?,
            order: Vec::new(),
        };
        let count = nodes.trees.len();
        let lengths = [
            nodes.numbers.len(),
            nodes.features.len(),
            nodes.modes.len(),
            nodes.values.len(),
            nodes.yes.len(),
            nodes.no.len(),
        ];
        if lengths != [count; 6] || !(nodes.missing.is_empty() || nodes.missing.len() == count) {
            return Err(format!("arrays of {lengths:?} for {count} nodes"));
        }
        let number = u32::try_from(count).map_err(|_| "too many nodes".to_owned())?;
        let key = |at: u32| (nodes.trees[at as usize], nodes.numbers[at as usize]);
        let mut order: Vec<u32> = (0..number).collect();
        order.sort_unstable_by_key(|&at| key(at));
        if let Some(pair) = order.windows(2).find(|pair| key(pair[0]) == key(pair[1])) {
            let (tree, node) = key(pair[0]);
            return Err(format!("node {node} of tree {tree} stands twice"));
        }
        nodes.order = order;
        Ok(nodes)
    }

    /// The features that are asked about.
    pub(super) fn asked(&self) -> impl Iterator<Item = u32> + '_ {
        let all = self.features.iter().zip(&self.modes);
        all.filter(|(_, mode)| **mode != Mode::Leaf).map(|(&feature, _)| feature)
    }

    /// A node by tree and number.
    pub(super) fn find(&self, tree: u32, number: u32) -> Result<usize, String> {
        let key = |at: &u32| (self.trees[*at as usize], self.numbers[*at as usize]);
        let place = self.order.binary_search_by_key(&(tree, number), key);
        let place = place.map_err(|_| format!("no node {number} in tree {tree}"))?;
        Ok(self.order[place] as usize)
    }

    /// The trees as they are walked. The name of a leaf is its node.
    pub(super) fn grow(&self) -> Result<EnsembleTrees, String> {
        let mut grown = EnsembleTrees::new(1);
        // Trees in the order in which their first nodes stand.
        let mut starts: Vec<(u32, usize)> = Vec::new();
        for (place, pair) in self.order.iter().enumerate() {
            let tree = self.trees[*pair as usize];
            if place == 0 || self.trees[self.order[place - 1] as usize] != tree {
                starts.push((*pair, place));
            } else if let Some(last) = starts.last_mut() {
                last.0 = last.0.min(*pair);
            }
        }
        let ends: Vec<usize> =
            starts.iter().skip(1).map(|start| start.1).chain([self.order.len()]).collect();
        let mut each: Vec<(u32, Range<usize>)> =
            starts.into_iter().zip(ends).map(|((first, start), end)| (first, start..end)).collect();
        each.sort_unstable_by_key(|(first, _)| *first);
        for (first, range) in each {
            let tree = self.trees[first as usize];
            self.grow_tree(&mut grown, &self.order[range])
                .map_err(|problem| format!("tree {tree}: {problem}"))?;
        }
        Ok(grown)
    }

    fn grow_tree(&self, grown: &mut EnsembleTrees, nodes: &[u32]) -> Result<(), String> {
        // Splits and leaves are numbered apart, in the order of the nodes.
        let mut child = Vec::with_capacity(nodes.len());
        let (mut splits, mut leaves) = (0, 0);
        for &node in nodes {
            child.push(if self.modes[node as usize] == Mode::Leaf {
                leaves += 1;
                Child::Leaf(leaves - 1)
            } else {
                splits += 1;
                Child::Split(splits - 1)
            });
        }
        let place = |tree: u32, number: u32| -> Result<usize, String> {
            let key = |at: &u32| self.numbers[*at as usize];
            let place = nodes.binary_search_by_key(&number, key);
            place.map_err(|_| format!("no node {number} in tree {tree}"))
        };
        let mut above = vec![false; nodes.len()];
        let mut made = (Vec::with_capacity(splits), Vec::with_capacity(leaves));
        for &node in nodes {
            let at = node as usize;
            if self.modes[at] == Mode::Leaf {
                made.1.push(Leaf { values: &[0.0], cover: None, name: node, line: None });
                continue;
            }
            let (comparison, turned) = self.modes[at].asked();
            let tree = self.trees[at];
            let (yes, no) = (place(tree, self.yes[at])?, place(tree, self.no[at])?);
            above[yes] = true;
            above[no] = true;
            let (left, right) = if turned { (no, yes) } else { (yes, no) };
            made.0.push(Split {
                column: self.features[at],
                comparison,
                missing_left: self.modes[at].missing(&self.missing, at) != turned,
                zero_missing: false,
                threshold: self.values[at],
                set: &[],
                left: child[left],
                right: child[right],
                cover: None,
            });
        }
        let root = above.iter().position(|above| !above).ok_or("no root")?;
        grown.push_shared(child[root], &made.0, &made.1)
    }
}
