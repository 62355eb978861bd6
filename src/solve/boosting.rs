//! Gradient boosting: trees of numbers, each grown on what those before it leave.
//!
//! # Formula
//! A score starts at a base and gains `rate` times the answer of one tree a stage. A tree is grown on the negative
//! gradients of the loss at the scores so far, by squared error. For numbers these are the residuals, and a leaf
//! answers with their mean. For classes a leaf answers with one step of Newton's method, Σ g / Σ |g| (1 − |g|) over its
//! rows; g = y − p with p the logistic function of the one score of two classes, or the softmax of one score a class
//! for more, whose steps are multiplied by (K − 1) / K. The base is the mean, the logarithm of the odds, or those of
//! the shares less their mean. A leaf whose mean of |g| (1 − |g|) is below 1e-150 answers 0.
//!
//! # Determinism
//! The same bits everywhere and for any order of the rows. Gradients are each row's own, sums over the rows of a leaf
//! are exact, and trees do not depend on the order of their rows (see [`tree`](super::tree)). Rows left out of a stage
//! are drawn by place in the canonical order of the rows, keyed by (seed, stage).
//!
//! # Source
//! Friedman, "Greedy function approximation" (2001) and "Stochastic gradient boosting" (2002);
//! `GradientBoostingRegressor` and `GradientBoostingClassifier` of scikit-learn 1.9, which draw otherwise.

mod loss;

pub(crate) use loss::{Counts, Loss, Squares};

use super::parallel;
use super::rows::canonical_order;
use super::tree::{Growth, Ranks, Tree, TreeError, grow_numbers, grow_numbers_weighted, shares};
use crate::exact::{self, ExactSum, Random};

/// The draws of rows.
const STREAM: u32 = 0x4742_0001;

/// How boosting goes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Boosting {
    /// Stages; each has one tree a score.
    pub(crate) stages: u32,
    /// What a tree's answer is multiplied by.
    pub(crate) rate: f64,
    /// The share of the rows a stage is grown on, above 0 and up to 1.
    pub(crate) subsample: f64,
    /// How each tree is grown. Its seed is that of all draws; its number is replaced by the tree's own.
    pub(crate) growth: Growth,
}

/// What was learned.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Boosted {
    /// Where each score starts.
    pub(crate) base: Vec<f64>,
    /// Stage after stage, one a score; answers are multiplied by the rate.
    pub(crate) trees: Vec<Tree>,
    /// Each column's share of what all splits remove from the squares of the gradients.
    pub(crate) importances: Vec<f64>,
}

/// One grown tree, where each row comes to in it, and what its splits remove a column.
struct Stage {
    tree: Tree,
    leaf: Vec<u32>,
    removed: Vec<f64>,
}

impl Boosting {
    /// Boosts trees on columns of one length, which is the target's too.
    pub(crate) fn fit(&self, columns: &[&[f64]], loss: &impl Loss) -> Result<Boosted, TreeError> {
        self.fit_counting(columns, loss, None)
    }

    /// The same where each row counts as much as its weight, if there are weights.
    pub(crate) fn fit_counting(
        &self,
        columns: &[&[f64]],
        loss: &impl Loss,
        weights: Option<&[f64]>,
    ) -> Result<Boosted, TreeError> {
        let ranks = Ranks::new(columns)?;
        let target = loss.target();
        let rows = target.len();
        let all: Vec<&[f64]> = columns.iter().copied().chain([target]).chain(weights).collect();
        let order = if self.subsample < 1.0 { canonical_order(&all, rows) } else { Vec::new() };
        let base = loss.base(weights);
        let mut scores: Vec<Vec<f64>> = base.iter().map(|&base| vec![base; rows]).collect();
        let (mut trees, mut removed) = (Vec::new(), vec![ExactSum::new(); columns.len()]);
        for stage in 0..u64::from(self.stages) {
            let copies = (self.subsample < 1.0).then(|| self.draw(&order, stage));
            let gradients = loss.gradients(&scores);
            let first = stage * base.len() as u64;
            let grown = parallel::map(base.len(), |at| {
                let growth = Growth { tree: first + at as u64, ..self.growth.clone() };
                let gradient = gradients.get(at).map_or(&[][..], Vec::as_slice);
                let rows = (gradient, copies.as_deref(), weights);
                self.stage(&ranks, columns, loss, rows, &growth)
            });
            for (stage, score) in grown.into_iter().zip(&mut scores) {
                let Stage { tree, leaf, removed: own } = stage?;
                for (&leaf, score) in leaf.iter().zip(score) {
                    *score += tree.answer(leaf as usize).first().copied().unwrap_or(0.0);
                }
                removed.iter_mut().zip(own).for_each(|(sum, own)| sum.add(own));
                trees.push(tree);
            }
        }
        Ok(Boosted { base, trees, importances: shares(&removed) })
    }

    /// Grows one tree on gradients, and gives its leaves their answers.
    fn stage(
        &self,
        ranks: &Ranks,
        columns: &[&[f64]],
        loss: &impl Loss,
        (gradient, copies, weights): (&[f64], Option<&[u32]>, Option<&[f64]>),
        growth: &Growth,
    ) -> Result<Stage, TreeError> {
        let mut tree = match weights {
            None => grow_numbers(ranks, gradient, copies, growth)?,
            Some(weights) => grow_numbers_weighted(ranks, (gradient, weights), copies, growth)?,
        };
        let leaf = tree.leaf_index(columns, gradient.len());
        let grown_on = |row: usize| copies.is_none_or(|copies| copies.get(row) != Some(&0));
        let weight = |row: usize| weights.map_or(Some(1.0), |weights| weights.get(row).copied());
        let counts = |row: usize| weight(row).filter(|_| grown_on(row));
        loss.answer(&mut tree, &leaf, gradient, counts);
        tree.values.iter_mut().for_each(|value| *value *= self.rate);
        let inside: Vec<f64> = (0..gradient.len())
            .filter(|&row| grown_on(row))
            .filter_map(|row| gradient.get(row).copied())
            .collect();
        let variance = match weights {
            None => exact::variance(&inside, 0).unwrap_or(0.0),
            Some(_) => {
                let own: Vec<f64> = (0..gradient.len()).filter_map(counts).collect();
                let mean = exact::weighted_mean(&inside, &own).unwrap_or(0.0);
                let squares: Vec<f64> = inside.iter().map(|g| (g - mean) * (g - mean)).collect();
                exact::weighted_mean(&squares, &own).unwrap_or(0.0)
            }
        };
        let mut sums = vec![ExactSum::new(); columns.len()];
        for (&column, &decrease) in tree.feature.iter().zip(&tree.decrease) {
            if let Some(sum) = sums.get_mut(column as usize) {
                sum.add(decrease);
            }
        }
        let removed = sums.iter().map(|sum| sum.sum() * variance).collect();
        Ok(Stage { tree, leaf, removed })
    }

    /// Which rows a stage is grown on: 1 for each that is, 0 for the others.
    fn draw(&self, order: &[usize], stage: u64) -> Vec<u32> {
        // Truncated, and at most the number of rows.
        let wanted = ((order.len() as f64 * self.subsample) as usize).clamp(1, order.len().max(1));
        let mut copies = vec![0; order.len()];
        let mut random = Random::new(self.growth.seed, STREAM, stage);
        for place in random.sample_without_replacement(order.len(), wanted) {
            if let Some(copies) = order.get(place).and_then(|&row| copies.get_mut(row)) {
                *copies = 1;
            }
        }
        copies
    }
}

#[cfg(test)]
mod tests;
