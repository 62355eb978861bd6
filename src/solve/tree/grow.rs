//! Growing: depth first, or the largest decrease first.

use super::criterion::Criterion;
use super::search::{Cut, Search, child_key, root_key};
use super::{Growth, LEAF, MOST_ROWS, Ranks, Tree, TreeError};
use core::cmp::Reverse;
use std::collections::BTreeMap;

/// How often each row is there.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    pub(super) copies: Vec<u32>,
    /// All copies, or units of weight.
    pub(super) total: u64,
}

impl Rows {
    pub(super) fn new(
        ranks: &Ranks,
        rows: usize,
        copies: Option<&[u32]>,
    ) -> Result<Self, TreeError> {
        let copies = copies.map_or_else(|| vec![1; rows], <[u32]>::to_vec);
        ranks.check_length("copies", copies.len())?;
        if copies.len() != rows {
            return Err(TreeError::Length { what: "copies", expected: rows, found: copies.len() });
        }
        let total = copies.iter().fold(0u64, |sum, &copies| sum.saturating_add(copies.into()));
        match total {
            0 => Err(TreeError::NoRows),
            1..=MOST_ROWS => Ok(Self { copies, total }),
            _ => Err(TreeError::TooManyRows),
        }
    }

    /// The rows that are there at all.
    fn present(&self) -> Vec<u32> {
        self.copies.iter().zip(0..).filter(|&(&copies, _)| copies > 0).map(|(_, row)| row).collect()
    }
}

/// Rows that will be a node.
#[derive(Clone, Copy, Debug)]
struct Part {
    start: usize,
    end: usize,
    depth: u32,
    key: u64,
    /// The node above, and whether this is its right side.
    above: Option<(usize, bool)>,
}

/// A node, and the cut it would take.
#[derive(Clone, Copy, Debug)]
struct Node {
    part: Part,
    at: usize,
    cut: Cut,
}

struct Grower<'a, C> {
    ranks: &'a Ranks,
    growth: &'a Growth,
    criterion: C,
    search: Search,
    /// Rows, those of one node together.
    rows: Vec<u32>,
    spare: Vec<u32>,
    /// Where each node's rows are.
    parts: Vec<(usize, usize)>,
    root_impurity: f64,
    total: u64,
    tree: Tree,
}

/// Grows a tree on the rows that have copies.
pub(super) fn grow<C: Criterion>(ranks: &Ranks, rows: Rows, criterion: C, growth: &Growth) -> Tree {
    let total = rows.total;
    let rows = rows.present();
    let tree = Tree { outputs: criterion.outputs(), ..Tree::default() };
    let search = Search::new(ranks.width());
    let (spare, parts, root_impurity) = (Vec::new(), Vec::new(), 0.0);
    let mut grower =
        Grower { ranks, growth, criterion, search, rows, spare, parts, root_impurity, total, tree };
    let key = root_key(growth.tree);
    let root = Part { start: 0, end: grower.rows.len(), depth: 0, key, above: None };
    match growth.max_leaf_nodes {
        None => grower.depth_first(root),
        Some(most) => grower.best_first(root, most),
    }
    grower.answer();
    grower.tree
}

impl<C: Criterion> Grower<'_, C> {
    /// Nodes in preorder.
    fn depth_first(&mut self, root: Part) {
        let mut waiting = vec![root];
        while let Some(part) = waiting.pop() {
            if let Some(node) = self.open(part) {
                let [left, right] = self.cut(node);
                waiting.extend([right, left]);
            }
        }
    }

    /// Nodes in the order of the cuts above them; of equal decreases the node that came first.
    fn best_first(&mut self, root: Part, most: u32) {
        let mut open = BTreeMap::new();
        let enter = |grower: &mut Self, open: &mut BTreeMap<_, _>, part| {
            if let Some(node) = grower.open(part) {
                let decrease = grower.tree.decrease.get(node.at).copied().unwrap_or(0.0);
                // Not negative, so its bits are in its order.
                open.insert((decrease.to_bits(), Reverse(node.at)), node);
            }
        };
        enter(self, &mut open, root);
        let mut leaves = 1;
        while leaves < most
            && let Some((_, node)) = open.pop_last()
        {
            for part in self.cut(node) {
                enter(self, &mut open, part);
            }
            leaves += 1;
        }
        for node in open.into_values() {
            if let Some(decrease) = self.tree.decrease.get_mut(node.at) {
                *decrease = 0.0;
            }
        }
    }

    /// Makes a part a leaf for now, and finds the cut it might take, whose decrease is noted.
    fn open(&mut self, part: Part) -> Option<Node> {
        let at = self.tree.len();
        let rows = self.rows.get(part.start..part.end).unwrap_or_default();
        self.criterion.enter(rows);
        let (weight, impurity) = (self.criterion.weight(), self.criterion.impurity());
        let count = self.criterion.count();
        if at == 0 {
            self.root_impurity = impurity;
        }
        if let Some((above, right)) = part.above {
            let side = if right { &mut self.tree.right } else { &mut self.tree.left };
            if let Some(child) = side.get_mut(above) {
                *child = at as u32;
            }
        }
        self.parts.push((part.start, part.end));
        self.tree.feature.push(LEAF);
        self.tree.threshold.push(0.0);
        self.tree.left.push(0);
        self.tree.right.push(0);
        self.tree.weight.push(weight as u32);
        self.tree.decrease.push(0.0);
        let growth = self.growth;
        if impurity == 0.0
            || growth.max_depth.is_some_and(|most| part.depth >= most)
            || count < u64::from(growth.min_samples_split.max(2))
            || count < 2 * u64::from(growth.min_samples_leaf)
        {
            return None;
        }
        let cut = self.search.best(self.ranks, &mut self.criterion, rows, part.key, growth)?;
        let decrease = self.criterion.decrease(&cut.gain);
        let absolute = self.criterion.absolute(decrease) / self.total as f64;
        if absolute + f64::EPSILON < growth.min_impurity_decrease {
            return None;
        }
        if let Some(noted) = self.tree.decrease.last_mut() {
            *noted = decrease / self.root_impurity;
        }
        Some(Node { part, at, cut })
    }

    /// Makes a node's cut: its rows are parted, and its two sides still to be opened.
    fn cut(&mut self, node: Node) -> [Part; 2] {
        let Node { part, at, cut } = node;
        let column = cut.column as usize;
        let rank = self.ranks.of(column);
        let mut middle = part.start;
        self.spare.clear();
        for from in part.start..part.end {
            let Some(&row) = self.rows.get(from) else { break };
            if rank.get(row as usize).is_some_and(|&rank| rank <= cut.low) {
                if let Some(slot) = self.rows.get_mut(middle) {
                    *slot = row;
                    middle += 1;
                }
            } else {
                self.spare.push(row);
            }
        }
        for (slot, &row) in self.rows.iter_mut().skip(middle).zip(&self.spare) {
            *slot = row;
        }
        if let (Some(feature), Some(threshold)) =
            (self.tree.feature.get_mut(at), self.tree.threshold.get_mut(at))
        {
            *feature = cut.column;
            *threshold =
                cut.drawn.unwrap_or_else(|| self.ranks.threshold(column, cut.low, cut.high));
        }
        [false, true].map(|right| Part {
            start: if right { middle } else { part.start },
            end: if right { part.end } else { middle },
            depth: part.depth.saturating_add(1),
            key: child_key(part.key, right),
            above: Some((at, right)),
        })
    }

    /// Gives every leaf its answer.
    fn answer(&mut self) {
        for (&column, &part) in self.tree.feature.iter().zip(&self.parts) {
            let values = &mut self.tree.values;
            if column == LEAF {
                let rows = self.rows.get(part.0..part.1).unwrap_or_default();
                self.criterion.answer(rows, values);
            } else {
                values.resize(values.len() + self.tree.outputs, 0.0);
            }
        }
    }
}
