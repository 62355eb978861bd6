//! Shapley values of trees, the columns that are not known left to the training rows.
//!
//! A tree's expectation given a set of columns: at a split on a column of the set the row's own side is taken; at any
//! other both are, each by its share of the training rows that came to the node. The Shapley values of the columns
//! under that expectation are those of TreeSHAP's algorithm 2 (`feature_perturbation="tree_path_dependent"`).
//!
//! Lundberg's algorithm extends and unwinds polynomials along each path; unwinding divides and subtracts, and loses
//! digits in deep trees. Here nothing is subtracted: at a leaf whose path asks about d different columns, m of which
//! the row answers as the path does, the polynomial of the columns before each is multiplied with the weights carried
//! back over the columns behind it. Every term is positive, so every value has a small relative error; the work is m²
//! a leaf, as for algorithm 2 it is d².

mod path;
mod weights;

use crate::exact::{self, ExactDot, ExactSum};
use crate::model::Trees;
use path::{Path, Step};
use weights::Weights;

/// More different columns on one way than this are not explained: their weights leave the range of numbers.
pub(super) const MOST_COLUMNS: usize = 512;

/// Trees as borrowed arrays, see [`Trees`], and how an answer is made of theirs: the sum over the trees, or over those
/// of each score, which take turns; an offset added to each; divided.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) starts: &'a [u32],
    pub(super) feature: &'a [u32],
    pub(super) threshold: &'a [f64],
    pub(super) left: &'a [u32],
    pub(super) right: &'a [u32],
    pub(super) cover: &'a [u32],
    pub(super) outputs: usize,
    pub(super) leaves: &'a [f64],
    /// One an output, where it is not 0. With leaves of one output there are as many as scores.
    pub(super) offsets: &'a [f64],
    pub(super) divisor: f64,
}

impl<'a> View<'a> {
    /// The mean over the trees.
    #[expect(clippy::cast_precision_loss, reason = "fewer than 2^32 trees")]
    pub(super) fn mean(trees: &'a Trees) -> View<'a> {
        View { divisor: trees.count() as f64, ..View::sum(trees, &[]) }
    }

    /// The sum of the trees and the offsets; each tree adds to one score, in turn, when there are offsets.
    pub(super) fn sum(trees: &'a Trees, offsets: &'a [f64]) -> View<'a> {
        View {
            starts: trees.starts(),
            feature: trees.feature(),
            threshold: trees.threshold(),
            left: trees.left(),
            right: trees.right(),
            cover: trees.cover(),
            outputs: trees.outputs(),
            leaves: trees.leaves(),
            offsets,
            divisor: 1.0,
        }
    }

    /// How many scores the trees add to in turn.
    fn scores(&self) -> usize {
        if self.outputs == 1 { self.offsets.len().max(1) } else { 1 }
    }

    /// How many outputs there are in all.
    pub(super) fn all(&self) -> usize {
        self.outputs * self.scores()
    }

    fn is_leaf(&self, node: usize) -> bool {
        self.feature[node] == Trees::LEAF
    }

    /// The outputs of a leaf.
    fn leaf(&self, node: usize) -> &'a [f64] {
        let at = self.left[node] as usize * self.outputs;
        &self.leaves[at..at + self.outputs]
    }

    /// The most splits on a way to a leaf.
    fn depth(&self) -> usize {
        let mut depths = vec![0usize; self.feature.len()];
        for node in 0..depths.len() {
            if !self.is_leaf(node) {
                for child in [self.left[node], self.right[node]] {
                    depths[child as usize] = depths[child as usize].max(depths[node] + 1);
                }
            }
        }
        depths.into_iter().max().unwrap_or(0)
    }

    /// How many different columns the splits ask about.
    fn columns(&self) -> usize {
        let mut columns: Vec<u32> =
            self.feature.iter().copied().filter(|&column| column != Trees::LEAF).collect();
        columns.sort_unstable();
        columns.dedup();
        columns.len()
    }

    /// First node and end of every tree.
    fn ranges(&self) -> impl Iterator<Item = (usize, usize)> {
        let ends = self.starts.iter().skip(1).map(|&end| end as usize);
        self.starts.iter().map(|&start| start as usize).zip(ends.chain([self.feature.len()]))
    }

    /// What the answer is on average over the training rows of each tree, an output each.
    pub(super) fn baselines(&self) -> Vec<f64> {
        let scores = self.scores();
        let of = |output: usize| {
            let mut sum = ExactSum::new();
            sum.add(self.offsets.get(output).copied().unwrap_or(0.0));
            let turn = if scores > 1 { output } else { 0 };
            for (start, end) in self.ranges().skip(turn).step_by(scores) {
                let mut tree = ExactDot::new();
                for node in (start..end).filter(|&node| self.is_leaf(node)) {
                    let value = self.leaf(node)[if scores > 1 { 0 } else { output }];
                    tree.add(value, f64::from(self.cover[node]));
                }
                sum.add(tree.sum() / f64::from(self.cover[start]));
            }
            sum.sum() / self.divisor
        };
        (0..self.all()).map(of).collect()
    }

    /// How far the baseline and the contributions may be from the answer.
    ///
    /// With F columns split on, depth δ, T trees and S the sum over the trees of the largest output of a leaf in size,
    /// with the largest offset, divided as the answer is: 2⁻⁵³ S (17 F (δ + 1) + 3 T + 8). A term of a leaf is positive
    /// factors and sums of such, of at most 7δ + 6 roundings, of which 2δ are of the shares; the terms of one column are
    /// changes of a mean with weights, so in size at most twice the tree's largest output together; 1 − z adds the error
    /// of z. Sums over leaves are kept in two numbers, sums over trees are exact; what is left are the roundings of the
    /// totals, of the baseline, of outputs made of others, and of the answer itself.
    #[expect(clippy::cast_precision_loss, reason = "counts of columns, splits and trees")]
    pub(super) fn bound(&self) -> f64 {
        let largest = |values: &[f64]| values.iter().fold(0.0, |a, b| exact::max(a, b.abs()));
        let mut sum = ExactSum::new();
        sum.add(largest(self.offsets));
        for (start, end) in self.ranges() {
            let leaves = (start..end).filter(|&node| self.is_leaf(node));
            sum.add(leaves.fold(0.0, |most, node| exact::max(most, largest(self.leaf(node)))));
        }
        let size = sum.sum() / self.divisor;
        let (columns, depth) = (self.columns() as f64, self.depth() as f64);
        let roundings = 17.0 * columns * (depth + 1.0) + 3.0 * self.starts.len() as f64 + 8.0;
        f64::EPSILON / 2.0 * size * roundings
    }

    /// The most different columns one way can ask about, as far as a glance tells.
    pub(super) fn most(&self) -> usize {
        self.depth().min(self.columns())
    }
}

/// Two numbers that hold a sum: what it rounds to, and what that lacks.
#[derive(Debug, Clone, Copy, Default)]
struct Pair {
    high: f64,
    low: f64,
}

impl Pair {
    /// Knuth's two-sum: the error of the addition is found exactly and kept.
    fn add(&mut self, x: f64) {
        let sum = self.high + x;
        let back = sum - self.high;
        self.low += (self.high - (sum - back)) + (x - back);
        self.high = sum;
    }
}

/// What explains rows, with the room it needs, taken once.
pub(super) struct Shapley<'a> {
    trees: View<'a>,
    width: usize,
    weights: Weights,
    path: Path,
    stack: Vec<Step>,
    /// One a column and output, of one tree.
    within: Vec<Pair>,
    /// The same, over all trees.
    totals: Vec<ExactSum>,
}

impl<'a> Shapley<'a> {
    /// For rows of `width` cells; the trees must be sound and covered, and `most` at most [`MOST_COLUMNS`].
    pub(super) fn new(trees: View<'a>, width: usize) -> Shapley<'a> {
        let most = trees.most();
        Shapley {
            trees,
            width,
            weights: Weights::up_to(most),
            path: Path::new(width),
            stack: Vec::with_capacity(trees.depth() + 1),
            within: vec![Pair::default(); width * trees.outputs],
            totals: vec![ExactSum::new(); width * trees.all()],
        }
    }

    /// The contributions to each output of one row: `out` is all outputs × columns.
    pub(super) fn row(&mut self, x: &[f64], out: &mut [f64]) {
        self.totals.iter_mut().for_each(|total| *total = ExactSum::new());
        let View { starts, outputs, divisor, .. } = self.trees;
        let (scores, all) = (self.trees.scores(), self.trees.all());
        for (at, &root) in starts.iter().enumerate() {
            self.within.fill(Pair::default());
            self.tree(root as usize, x);
            let own = at % scores * outputs;
            let columns = self.totals.chunks_exact_mut(all).zip(self.within.chunks_exact(outputs));
            for (totals, pairs) in columns {
                for (total, pair) in totals.iter_mut().skip(own).zip(pairs) {
                    if pair.high != 0.0 || pair.low != 0.0 {
                        total.add(pair.high);
                        total.add(pair.low);
                    }
                }
            }
        }
        for (output, values) in out.chunks_exact_mut(self.width.max(1)).enumerate() {
            let own = self.totals.iter().skip(output).step_by(all);
            for (value, total) in values.iter_mut().zip(own) {
                *value = total.sum() / divisor;
            }
        }
    }

    /// Every leaf of a tree, from left to right.
    fn tree(&mut self, root: usize, x: &[f64]) {
        let trees = self.trees;
        self.path.clear();
        self.stack.clear();
        self.stack.push(Step::root(root));
        while let Some(step) = self.stack.pop() {
            self.path.take(&step);
            let node = step.node;
            if trees.is_leaf(node) {
                self.leaf(trees.leaf(node));
                continue;
            }
            let (left, right) = (trees.left[node] as usize, trees.right[node] as usize);
            let column = trees.feature[node] as usize;
            // A missing cell goes right, as when predicting.
            let goes_left = x[column] <= trees.threshold[node];
            let rows = f64::from(trees.cover[node]);
            for (child, follows) in [(right, !goes_left), (left, goes_left)] {
                let share = f64::from(trees.cover[child]) / rows;
                self.stack.push(self.path.step(child, column, share, follows));
            }
        }
    }

    /// Adds what a leaf with these outputs gives each column on the way to it.
    fn leaf(&mut self, values: &[f64]) {
        let outputs = self.trees.outputs;
        let within = &mut self.within;
        let mut give = |column: usize, weight: f64| {
            let pairs = &mut within[column * outputs..(column + 1) * outputs];
            for (pair, value) in pairs.iter_mut().zip(values) {
                pair.add(weight * value);
            }
        };
        self.path.part();
        let off = self.path.off();
        let (against, followed) = self.weights.of(self.path.columns().len(), self.path.followed());
        for (&(column, share), weight) in self.path.followed().iter().zip(followed) {
            give(column, (1.0 - share) * off * weight);
        }
        for &column in self.path.columns() {
            if !self.path.follows(column) {
                give(column, -(off * against));
            }
        }
    }
}

#[cfg(test)]
mod tests;
