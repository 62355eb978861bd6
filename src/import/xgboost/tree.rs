//! One tree of a booster.

use super::at::At;
use crate::error::ImportError;
use crate::model::{Child, Comparison, EnsembleTrees, Leaf, Split};

/// How many numbers a leaf has.
pub(super) fn outputs(tree: &At<'_, '_>) -> Result<usize, Box<ImportError>> {
    let size: usize = tree.field("tree_param")?.parameter("size_leaf_vector")?;
    Ok(size.max(1))
}

/// Reads a tree and adds it. Takes the words of its sets from `words`.
pub(super) fn push(
    trees: &mut EnsembleTrees,
    tree: &At<'_, '_>,
    outputs: usize,
    words: &mut usize,
) -> Result<(), Box<ImportError>> {
    if self::outputs(tree)? != outputs {
        return Err(tree.refuse("leaves of another size than those before"));
    }
    let nodes = Nodes::read(tree, outputs)?;
    let sets = Sets::read(tree, nodes.left.len(), words)?;
    let order = nodes.reached(tree)?;
    // Leaves and splits are numbered apart, in the order they are reached.
    let mut child = vec![Child::Leaf(usize::MAX); nodes.left.len()];
    let (mut splits, mut leaves) = (0, 0);
    for &node in &order {
        let count = if nodes.is_leaf(node) { &mut leaves } else { &mut splits };
        child[node] = if nodes.is_leaf(node) { Child::Leaf(*count) } else { Child::Split(*count) };
        *count += 1;
    }
    let values = nodes.values(tree, &order, outputs)?;
    let leaf = |(values, &node): (_, &usize)| Leaf {
        values,
        cover: Some(f64::from(nodes.cover[node])),
        name: node as u32,
        line: None,
    };
    let is_leaf = |node: &&usize| nodes.is_leaf(**node);
    let leaves: Vec<Leaf<'_>> =
        values.chunks_exact(outputs).zip(order.iter().filter(is_leaf)).map(leaf).collect();
    let mut all = Vec::with_capacity(splits);
    for &node in order.iter().filter(|node| !is_leaf(node)) {
        let (left, right) = (child[nodes.left[node] as usize], child[nodes.right[node] as usize]);
        let set = sets.of(node);
        all.push(Split {
            column: nodes.column[node],
            comparison: if set.is_some() { Comparison::NotIn } else { Comparison::Below },
            missing_left: nodes.missing_left[node] != 0,
            zero_missing: false,
            threshold: f64::from(nodes.condition[node]),
            set: set.unwrap_or_default(),
            left,
            right,
            cover: Some(f64::from(nodes.cover[node])),
        });
    }
    let root = child.first().copied().unwrap_or(Child::Leaf(0));
    trees.push(root, &all, &leaves).map_err(|problem| tree.refuse(problem))
}

/// The arrays of the nodes, all of one length.
struct Nodes {
    left: Vec<i32>,
    right: Vec<i32>,
    column: Vec<u32>,
    /// The threshold of a split, the value of a leaf.
    condition: Vec<f32>,
    missing_left: Vec<u8>,
    cover: Vec<f32>,
    /// The values of leaves that have several, and whether they stand by leaf (or else by node).
    vectors: Option<(Vec<f32>, bool)>,
}

impl Nodes {
    fn read(tree: &At<'_, '_>, outputs: usize) -> Result<Nodes, Box<ImportError>> {
        let vectors = match tree.find("leaf_weights") {
            _ if outputs == 1 => None,
            Some(values) => Some((values.singles()?, true)),
            None => Some((tree.field("base_weights")?.singles()?, false)),
        };
        let nodes = Nodes {
            left: tree.field("left_children")?.wholes()?,
            right: tree.field("right_children")?.wholes()?,
            column: tree.field("split_indices")?.wholes()?,
            condition: tree.field("split_conditions")?.singles()?,
            missing_left: tree.field("default_left")?.wholes()?,
            cover: tree.field("sum_hessian")?.singles()?,
            vectors,
        };
        let count = nodes.left.len();
        let lengths = [
            nodes.right.len(),
            nodes.column.len(),
            nodes.condition.len(),
            nodes.missing_left.len(),
            nodes.cover.len(),
        ];
        if lengths != [count; 5] || count == 0 || u32::try_from(count).is_err() {
            return Err(tree.refuse(format!("{count} nodes with arrays of {lengths:?}")));
        }
        Ok(nodes)
    }

    fn is_leaf(&self, node: usize) -> bool {
        self.left[node] == -1
    }

    /// The nodes that the root leads to, each reached once. Others were pruned away and are left behind.
    fn reached(&self, tree: &At<'_, '_>) -> Result<Vec<usize>, Box<ImportError>> {
        let mut seen = vec![false; self.left.len()];
        let (mut order, mut open) = (Vec::new(), vec![0]);
        while let Some(node) = open.pop() {
            if std::mem::replace(&mut seen[node], true) {
                return Err(tree.refuse(format!("node {node} is reached twice")));
            }
            order.push(node);
            if !self.is_leaf(node) {
                for child in [self.right[node], self.left[node]] {
                    let inside = usize::try_from(child).ok().filter(|&at| at < self.left.len());
                    let problem = || format!("node {node} has child {child}");
                    open.push(inside.ok_or_else(|| tree.refuse(problem()))?);
                }
            }
        }
        Ok(order)
    }

    /// The numbers of the leaves among `order`.
    fn values(
        &self,
        tree: &At<'_, '_>,
        order: &[usize],
        outputs: usize,
    ) -> Result<Vec<f64>, Box<ImportError>> {
        let mut out = Vec::new();
        for &node in order.iter().filter(|&&node| self.is_leaf(node)) {
            let values = match &self.vectors {
                None => self.condition.get(node..node + 1),
                Some((values, by_leaf)) => {
                    // The number of a leaf stands where a split has its right child.
                    let row =
                        if *by_leaf { usize::try_from(self.right[node]).ok() } else { Some(node) };
                    let start = row.and_then(|row| row.checked_mul(outputs));
                    start.and_then(|start| values.get(start..start.checked_add(outputs)?))
                }
            };
            let values = values.ok_or_else(|| tree.refuse(format!("leaf {node} has no values")))?;
            out.extend(values.iter().map(|&x| f64::from(x)));
        }
        Ok(out)
    }
}

/// The sets of categories of a tree, by node.
struct Sets {
    /// Where the set of each node is, in `members`; nothing for a split by a threshold.
    ranges: Vec<Option<(usize, usize)>>,
    members: Vec<u32>,
}

impl Sets {
    fn read(tree: &At<'_, '_>, nodes: usize, words: &mut usize) -> Result<Sets, Box<ImportError>> {
        let mut sets = Sets { ranges: Vec::new(), members: Vec::new() };
        let Some(of) = tree.find("categories_nodes") else { return Ok(sets) };
        let of = of.wholes::<usize>()?;
        if of.is_empty() {
            return Ok(sets);
        }
        let kinds = tree.field("split_type")?.wholes::<u8>()?;
        let starts = tree.field("categories_segments")?.wholes::<usize>()?;
        let sizes = tree.field("categories_sizes")?.wholes::<usize>()?;
        let all = tree.field("categories")?;
        let categories = all.wholes::<u32>()?;
        if kinds.len() != nodes || starts.len() != of.len() || sizes.len() != of.len() {
            return Err(tree.refuse("lists of categories of other lengths"));
        }
        sets.ranges = vec![None; nodes];
        for ((&node, &start), &size) in of.iter().zip(&starts).zip(&sizes) {
            let members = start.checked_add(size).and_then(|end| categories.get(start..end));
            let place = sets.ranges.get_mut(node).filter(|place| place.is_none());
            let (Some(members), Some(place)) = (members, place) else {
                return Err(all.refuse(format!("node {node} has no such categories")));
            };
            let first = sets.members.len();
            let length = members.iter().max().map_or(0, |&most| most as usize / 32 + 1);
            *words = words
                .checked_sub(length)
                .ok_or_else(|| all.refuse("categories too large for a file of this size"))?;
            sets.members.resize(first + length, 0);
            for &member in members {
                sets.members[first + member as usize / 32] |= 1 << (member % 32);
            }
            *place = Some((first, first + length));
        }
        // A split by categories must have its set, and no other.
        if kinds.iter().zip(&sets.ranges).any(|(&kind, range)| (kind == 1) != range.is_some()) {
            return Err(tree.refuse("split types that are not those of the categories"));
        }
        Ok(sets)
    }

    fn of(&self, node: usize) -> Option<&[u32]> {
        let (start, end) = self.ranges.get(node).copied().flatten()?;
        self.members.get(start..end)
    }
}
