//! Random forests: the mean of trees grown on rows drawn with replacement.
//!
//! # Formula
//! Each tree is grown on as many rows as there are, or `max_samples`, drawn with replacement, and
//! searches only `max_features` columns a node. The forest answers with the sum of the trees' means, or
//! of their shares of the classes, in tree order, divided by their number.
//!
//! Rows with weights are drawn with chances by them, and a tree then counts how often each was drawn; a forest that draws
//! no rows grows its trees on the weights.
//!
//! # Determinism
//! The same bits everywhere and for any order of the rows. A draw names a place in the canonical order
//! of the rows by columns and target, which does not depend on how they came, and trees do not depend
//! on the order of their rows (see [`tree`](super::tree)). Draws are keyed by (seed, tree): no tree
//! depends on another, and they are grown on as many threads as there are cores.
//!
//! # Source
//! Breiman, "Random forests" (2001); `RandomForestClassifier` and `RandomForestRegressor` of scikit-learn
//! 1.9, which draw otherwise. Minima count the copies of a row one by one, where scikit-learn counts
//! the row once.

use super::parallel;
use super::rows::canonical_order;
use super::tree::{
    Growth, Impurity, Ranks, Tree, TreeError, cell, grow_classes, grow_classes_weighted,
    grow_numbers, grow_numbers_weighted, shares,
};
use crate::exact::{self, ExactSum, Random, sum_ordered};

/// The draws of rows.
const STREAM: u32 = 0x464f_5201;

/// How a forest is grown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bagging {
    /// How many trees; 0 is as 1.
    pub(crate) trees: u32,
    /// Whether each tree draws its rows; otherwise all grow on all rows and differ in the columns drawn.
    pub(crate) bootstrap: bool,
    /// How many rows a tree draws; as many as there are if `None`, and 0 is as 1.
    pub(crate) max_samples: Option<u32>,
    /// How each tree is grown. Its seed is the forest's; its number is replaced by the tree's own.
    pub(crate) growth: Growth,
}

impl Default for Bagging {
    fn default() -> Self {
        Self { trees: 100, bootstrap: true, max_samples: None, growth: Growth::default() }
    }
}

/// A grown forest.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Forest {
    /// At least one tree, all with the same number of outputs.
    pub(crate) trees: Vec<Tree>,
}

impl Bagging {
    /// Grows a forest of means.
    pub(crate) fn fit_numbers(
        &self,
        columns: &[&[f64]],
        target: &[f64],
    ) -> Result<Forest, TreeError> {
        self.fit(columns, (target, None), |ranks, copies, growth| {
            grow_numbers(ranks, target, copies, growth)
        })
    }

    /// The same of rows with weights: rows are drawn by them, or trees grown on them where all rows are taken.
    pub(crate) fn fit_numbers_weighted(
        &self,
        columns: &[&[f64]],
        (target, weights): (&[f64], &[f64]),
    ) -> Result<Forest, TreeError> {
        let rows = (target, Some(weights));
        self.fit(columns, rows, |ranks, copies, growth| match copies {
            Some(copies) => grow_numbers(ranks, target, Some(copies), growth),
            None => grow_numbers_weighted(ranks, (target, weights), None, growth),
        })
    }

    /// Grows a forest of the shares of `classes` classes, whose codes are below that number.
    pub(crate) fn fit_classes(
        &self,
        columns: &[&[f64]],
        (target, classes): (&[u32], u32),
        impurity: Impurity,
    ) -> Result<Forest, TreeError> {
        let codes: Vec<f64> = target.iter().map(|&code| f64::from(code)).collect();
        self.fit(columns, (&codes, None), |ranks, copies, growth| {
            grow_classes(ranks, (target, classes), impurity, copies, growth)
        })
    }

    /// The same of rows with weights.
    pub(crate) fn fit_classes_weighted(
        &self,
        columns: &[&[f64]],
        (target, classes, weights): (&[u32], u32, &[f64]),
        impurity: Impurity,
    ) -> Result<Forest, TreeError> {
        let codes: Vec<f64> = target.iter().map(|&code| f64::from(code)).collect();
        let rows = (codes.as_slice(), Some(weights));
        self.fit(columns, rows, |ranks, copies, growth| match copies {
            Some(copies) => grow_classes(ranks, (target, classes), impurity, Some(copies), growth),
            None => grow_classes_weighted(ranks, (target, classes, weights), impurity, growth),
        })
    }

    fn fit(
        &self,
        columns: &[&[f64]],
        (target, weights): (&[f64], Option<&[f64]>),
        grow: impl Fn(&Ranks, Option<&[u32]>, &Growth) -> Result<Tree, TreeError> + Sync,
    ) -> Result<Forest, TreeError> {
        let ranks = Ranks::new(columns)?;
        let all: Vec<&[f64]> = columns.iter().copied().chain([target]).chain(weights).collect();
        let order = if self.bootstrap { canonical_order(&all, target.len()) } else { Vec::new() };
        let shares = weights.map(|weights| shares_up_to(&order, weights));
        let trees = parallel::map(self.trees.max(1) as usize, |tree| {
            let tree = tree as u64;
            let growth = Growth { tree, ..self.growth.clone() };
            let copies = self.bootstrap.then(|| match &shares {
                None => self.draw(&order, tree),
                Some(shares) => self.draw_by_weight(&order, shares, tree),
            });
            grow(&ranks, copies.as_deref(), &growth)
        });
        Ok(Forest { trees: trees.into_iter().collect::<Result<_, _>>()? })
    }

    /// How often each row is drawn for a tree, by the shares of the rows up to each place.
    fn draw_by_weight(&self, order: &[usize], shares: &[u64], tree: u64) -> Vec<u32> {
        let mut random = Random::new(self.growth.seed, STREAM, tree);
        let mut copies = vec![0; order.len()];
        let whole = shares.last().copied().unwrap_or(1);
        for _ in 0..self.max_samples.map_or(order.len(), |most| most.max(1) as usize) {
            let drawn = random.below(whole);
            let place = shares.partition_point(|&upto| upto <= drawn);
            if let Some(copies) = order.get(place).and_then(|&row| copies.get_mut(row)) {
                *copies += 1;
            }
        }
        copies
    }

    /// How often each row is drawn for a tree.
    fn draw(&self, order: &[usize], tree: u64) -> Vec<u32> {
        let mut random = Random::new(self.growth.seed, STREAM, tree);
        let mut copies = vec![0; order.len()];
        for _ in 0..self.max_samples.map_or(order.len(), |most| most.max(1) as usize) {
            let place = random.below(order.len() as u64) as usize;
            if let Some(copies) = order.get(place).and_then(|&row| copies.get_mut(row)) {
                *copies += 1;
            }
        }
        copies
    }
}

/// The shares in the sum of all weights of the rows up to each place of an order, in units of 2⁻⁵², rounded one by one
/// and one unit at least.
fn shares_up_to(order: &[usize], weights: &[f64]) -> Vec<u64> {
    const WHOLE: f64 = (1u64 << 52) as f64;
    let total = exact::exact_sum(weights);
    let mut upto = 0;
    let share = |&row: &usize| {
        let weight = weights.get(row).copied().unwrap_or(0.0);
        upto += ((weight / total * WHOLE).round_ties_even() as u64).max(1);
        upto
    };
    order.iter().map(share).collect()
}

impl Forest {
    /// The mean answers for `rows` rows, one after the other.
    pub(crate) fn predict(&self, columns: &[&[f64]], rows: usize) -> Vec<f64> {
        let trees = self.trees.len() as f64;
        let mut out = Vec::new();
        for row in 0..rows {
            let cell = |column| cell(columns, column, row);
            let answers: Vec<&[f64]> =
                self.trees.iter().map(|tree| tree.answer(tree.leaf(cell))).collect();
            for at in 0..answers.first().map_or(0, |answer| answer.len()) {
                let of_trees: Vec<f64> =
                    answers.iter().filter_map(|answer| answer.get(at).copied()).collect();
                out.push(sum_ordered(&of_trees) / trees);
            }
        }
        out
    }

    /// The mean importances over the trees that have a cut, as shares of their total.
    pub(crate) fn importances(&self, width: usize) -> Vec<f64> {
        let mut sums = vec![ExactSum::new(); width];
        for tree in self.trees.iter().filter(|tree| tree.len() > 1) {
            for (sum, importance) in sums.iter_mut().zip(tree.importances(width)) {
                sum.add(importance);
            }
        }
        shares(&sums)
    }
}

#[cfg(test)]
mod tests;
