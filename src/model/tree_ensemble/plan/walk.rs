//! Ensembles of any trees: many rows, or many trees for one row, on their way at once.

use super::super::trees::EnsembleTrees;
use super::planes::{Preparation, zero_is_missing};
use super::source::Source;
use std::collections::VecDeque;

/// Ways that are walked side by side, so that one need not wait for what another reads.
const LANES: usize = 16;
/// Rows that pass through one tree after the other, while its nodes are near.
const ROWS: usize = 512;

/// Missing cells go left.
const MISSING_LEFT: u32 = 1 << 31;
/// The split asks a set; its threshold is the bits of its number among the ensemble's nodes.
const SET: u32 = 1 << 30;
const COLUMN: u32 = SET - 1;

/// A split: cells at most the threshold go to `child`, others to the node after that. A leaf leads to itself.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    threshold: f64,
    column: u32,
    child: u32,
}

/// A tree: its first node, and how many steps lead to its deepest leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tree {
    root: u32,
    depth: u32,
}

/// All trees in one layout, level by level, so that neighbours are near.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Walk {
    nodes: Vec<Node>,
    /// The leaf of each node that is one.
    leaves: Vec<u32>,
    trees: Vec<Tree>,
    preparation: Preparation,
    /// Columns in which 0 counts as missing: their cells follow those of all columns.
    zero_missing: Vec<u32>,
    width: usize,
    sets: bool,
}

impl Walk {
    /// None where a split asks what no threshold says.
    pub(super) fn of(source: &Source<'_>) -> Option<Walk> {
        let (width, nodes) = (source.width, source.feature.len());
        let asks_zero = |at: &usize| {
            let rule = source.rule(*at);
            rule.counts_zero_as_missing() && !rule.asks_set()
        };
        let mut zero_missing: Vec<u32> =
            (0..nodes).filter(asks_zero).map(|at| source.feature[at]).collect();
        zero_missing.sort_unstable();
        zero_missing.dedup();
        if width + zero_missing.len() > COLUMN as usize {
            return None;
        }
        let mut walk = Walk {
            nodes: Vec::with_capacity(nodes),
            leaves: Vec::with_capacity(nodes),
            trees: Vec::with_capacity(source.starts.len()),
            preparation: source.preparation,
            zero_missing,
            width,
            sets: (0..nodes).any(|at| source.rule(at).asks_set()),
        };
        for &root in source.starts {
            walk.push(source, root)?;
        }
        Some(walk)
    }

    /// Adds a tree, level by level, the two children of a split side by side.
    fn push(&mut self, source: &Source<'_>, root: u32) -> Option<()> {
        let first = u32::try_from(self.nodes.len()).ok()?;
        let (mut next, mut deepest) = (first, 0);
        let mut open = VecDeque::from([(root, 0)]);
        while let Some((at, depth)) = open.pop_front() {
            let node = at as usize;
            let here = u32::try_from(self.nodes.len()).ok()?;
            deepest = depth;
            if source.is_leaf(node) {
                // NaN goes left as well: nothing leads away from a leaf.
                let (threshold, column) = (f64::INFINITY, MISSING_LEFT);
                self.nodes.push(Node { threshold, column, child: here });
                self.leaves.push(source.left[node]);
                continue;
            }
            let rule = source.rule(node);
            let missing = if rule.missing_left() { MISSING_LEFT } else { 0 };
            let (threshold, column) = if rule.asks_set() {
                (f64::from_bits(u64::from(at)), source.feature[node] | SET)
            } else {
                let column = source.feature[node];
                let threshold = rule.at_most(source.threshold[node])?;
                (threshold, missing | self.place(column, rule.counts_zero_as_missing()))
            };
            self.nodes.push(Node { threshold, column, child: next + 1 });
            self.leaves.push(0);
            next = next.checked_add(2)?;
            open.extend([(source.left[node], depth + 1), (source.right[node], depth + 1)]);
        }
        self.trees.push(Tree { root: first, depth: deepest });
        Some(())
    }

    /// Where the cell is that a split compares.
    fn place(&self, column: u32, zero_missing: bool) -> u32 {
        if !zero_missing {
            return column;
        }
        let at = self.zero_missing.partition_point(|&other| other < column);
        (self.width + at) as u32
    }

    /// How many cells a row has when it is prepared.
    fn prepared_width(&self) -> usize {
        self.width + self.zero_missing.len()
    }

    /// Rows as the trees compare them.
    fn prepare(&self, rows: &[f64], out: &mut Vec<f64>) {
        out.clear();
        for row in rows.chunks_exact(self.width) {
            let cell = |cell| self.preparation.cell(cell);
            out.extend(row.iter().map(|&x| cell(x)));
            let zeros = self.zero_missing.iter().map(|&column| cell(row[column as usize]));
            out.extend(zeros.map(zero_is_missing));
        }
    }

    /// Shows the leaf of each row in each tree, and the row's cells: for each row the trees come in order.
    pub(super) fn each_leaf(
        &self,
        sets: Option<&EnsembleTrees>,
        rows: &[f64],
        mut visit: impl FnMut(usize, usize, usize, &[f64]),
    ) {
        if self.sets {
            self.walk::<true>(sets, rows, &mut visit);
        } else {
            self.walk::<false>(sets, rows, &mut visit);
        }
    }

    fn walk<const SETS: bool>(
        &self,
        sets: Option<&EnsembleTrees>,
        rows: &[f64],
        visit: &mut impl FnMut(usize, usize, usize, &[f64]),
    ) {
        let width = self.prepared_width();
        let mut prepared = Vec::new();
        let mut first = 0;
        for block in rows.chunks(ROWS * self.width) {
            let count = block.len() / self.width;
            let block = match self.preparation {
                Preparation::Nothing if self.zero_missing.is_empty() => block,
                _ => {
                    self.prepare(block, &mut prepared);
                    &prepared
                }
            };
            if count < LANES {
                for (row, cells) in block.chunks_exact(width).enumerate() {
                    self.row::<SETS>(sets, cells, |tree, leaf| {
                        visit(tree, first + row, leaf, cells)
                    });
                }
            } else {
                for tree in 0..self.trees.len() {
                    let lanes = block.chunks(LANES * width);
                    for (row, cells) in (first..).step_by(LANES).zip(lanes) {
                        let leaves = self.lanes::<SETS>(sets, self.trees[tree], cells, width);
                        let rows = cells.chunks_exact(width).zip(leaves).enumerate();
                        for (lane, (cells, leaf)) in rows {
                            visit(tree, row + lane, leaf as usize, cells);
                        }
                    }
                }
            }
            first += count;
        }
    }

    /// Whether a cell goes right at a node.
    #[inline(always)]
    fn goes_right<const SETS: bool>(sets: Option<&EnsembleTrees>, node: &Node, cell: f64) -> bool {
        if SETS && node.column & SET != 0 {
            let at = node.threshold.to_bits() as usize;
            return !sets.is_some_and(|trees| trees.goes_left(at, cell));
        }
        let left = cell <= node.threshold || (cell.is_nan() & (node.column & MISSING_LEFT != 0));
        !left
    }

    /// The leaves of up to [`LANES`] rows in one tree.
    #[inline]
    fn lanes<const SETS: bool>(
        &self,
        sets: Option<&EnsembleTrees>,
        tree: Tree,
        cells: &[f64],
        width: usize,
    ) -> [u32; LANES] {
        let mut at = [tree.root; LANES];
        let last = cells.len() / width - 1;
        for _ in 0..tree.depth {
            let mut moved = 0;
            for (lane, at) in at.iter_mut().enumerate() {
                let node = &self.nodes[*at as usize];
                let cell = cells[lane.min(last) * width + (node.column & COLUMN) as usize];
                let next = node.child + u32::from(Self::goes_right::<SETS>(sets, node, cell));
                moved |= next ^ *at;
                *at = next;
            }
            if moved == 0 {
                break;
            }
        }
        at.map(|at| self.leaves[at as usize])
    }

    /// The leaf of one row in every tree, [`LANES`] trees at once.
    fn row<const SETS: bool>(
        &self,
        sets: Option<&EnsembleTrees>,
        cells: &[f64],
        mut visit: impl FnMut(usize, usize),
    ) {
        for (first, group) in (0..).step_by(LANES).zip(self.trees.chunks(LANES)) {
            let mut at = [0; LANES];
            at.iter_mut().zip(group).for_each(|(at, tree)| *at = tree.root);
            // What stands after the last tree of a short group is a copy of its first.
            at.iter_mut().skip(group.len()).for_each(|at| *at = group[0].root);
            loop {
                let mut moved = 0;
                for at in &mut at {
                    let node = &self.nodes[*at as usize];
                    let cell = cells[(node.column & COLUMN) as usize];
                    let next = node.child + u32::from(Self::goes_right::<SETS>(sets, node, cell));
                    moved |= next ^ *at;
                    *at = next;
                }
                if moved == 0 {
                    break;
                }
            }
            for (lane, &at) in at.iter().take(group.len()).enumerate() {
                visit(first + lane, self.leaves[at as usize] as usize);
            }
        }
    }
}
