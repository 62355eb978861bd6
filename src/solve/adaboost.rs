//! AdaBoost for classes (SAMME): trees on rows that weigh more the more the trees before them erred.
//!
//! # Formula
//! Every row starts with weight 1/n. A tree is grown on the weights and names the class with the largest share in the
//! leaf, the first in a tie. Its error is the share of the weight it errs on; its own weight
//! `rate (ln((1 − error) / error) + ln(K − 1))`; the rows it errs on are multiplied by e to that weight, and all divided
//! by their sum. It ends early with a tree that does not err, which weighs 1, and before one that errs on 1 − 1/K (less 1e-12) or more.
//!
//! # Determinism
//! The same bits everywhere and for any order of the rows: weights are each row's own, their sums exact. A tree takes
//! whole numbers of rows: it is grown on each weight's share of the sum in units of 2⁻³⁰, rounded. A row below half a
//! unit is not seen by the tree, but weighs in its error.
//!
//! # Source
//! Freund and Schapire, "A decision-theoretic generalization of on-line learning" (1997); Zhu, Zou, Rosset and Hastie,
//! "Multi-class AdaBoost" (2009); `AdaBoostClassifier` of scikit-learn 1.9.

use super::tree::{Growth, Impurity, Ranks, Tree, TreeError, grow_classes, shares};
use crate::exact::{self, ExactSum};

/// The sum of the weights in whole rows.
const WHOLE: f64 = (1u64 << 30) as f64;

/// How boosting goes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AdaBoost {
    /// The most trees.
    pub(crate) trees: u32,
    /// What the trees' weights are multiplied by.
    pub(crate) rate: f64,
    /// What a split lowers.
    pub(crate) impurity: Impurity,
    /// How each tree is grown; its number is replaced by the tree's own.
    pub(crate) growth: Growth,
}

/// What was learned.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Voters {
    /// At least one, with the shares of the classes in each leaf.
    pub(crate) trees: Vec<Tree>,
    /// One a tree, above 0.
    pub(crate) weights: Vec<f64>,
    /// One a tree: the share of the weights it erred on.
    pub(crate) errors: Vec<f64>,
    /// The mean of the trees' importances, weighted as they are, as shares of their total.
    pub(crate) importances: Vec<f64>,
}

impl AdaBoost {
    /// Boosts trees of `classes` classes, at least two, whose codes are below that number. `None` if the first tree is
    /// no better than chance.
    pub(crate) fn fit(
        &self,
        columns: &[&[f64]],
        (target, classes): (&[u32], u32),
    ) -> Result<Option<Voters>, TreeError> {
        let start = vec![1.0 / target.len() as f64; target.len()];
        self.fit_from(columns, (target, classes), start)
    }

    /// The same from other weights than equal ones, which add up to 1.
    pub(crate) fn fit_from(
        &self,
        columns: &[&[f64]],
        (target, classes): (&[u32], u32),
        mut weights: Vec<f64>,
    ) -> Result<Option<Voters>, TreeError> {
        let ranks = Ranks::new(columns)?;
        // A share of equal weights is only as near to this as it is rounded.
        let chance = 1.0 - 1.0 / f64::from(classes) - 1e-12;
        let (mut trees, mut votes, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..u64::from(self.trees) {
            // As scikit-learn: no weight is lost for good.
            weights.iter_mut().for_each(|weight| *weight = exact::max(*weight, f64::EPSILON));
            let total = exact::exact_sum(&weights);
            let copies: Vec<u32> = weights
                .iter()
                .map(|weight| (weight / total * WHOLE).round_ties_even() as u32)
                .collect();
            let growth = Growth { tree: number, ..self.growth.clone() };
            let grown = (target, classes);
            let tree = grow_classes(&ranks, grown, self.impurity, Some(&copies), &growth)?;
            let wrong: Vec<bool> = tree
                .leaf_index(columns, target.len())
                .iter()
                .zip(target)
                .map(|(&leaf, &own)| {
                    exact::argmax(tree.answer(leaf as usize)) != Some(own as usize)
                })
                .collect();
            let mut erred = ExactSum::new();
            weights
                .iter()
                .zip(&wrong)
                .filter(|(_, wrong)| **wrong)
                .for_each(|(&w, _)| erred.add(w));
            let error = erred.sum() / total;
            if error >= chance {
                break;
            }
            let odds = exact::ln((1.0 - error) / error) + exact::ln(f64::from(classes) - 1.0);
            let vote = if error > 0.0 { self.rate * odds } else { 1.0 };
            trees.push(tree);
            votes.push(vote);
            errors.push(error);
            // A weight that leaves the range of numbers says no more.
            let factor = exact::exp(vote);
            if error <= 0.0 || !factor.is_finite() {
                break;
            }
            for (weight, _) in weights.iter_mut().zip(&wrong).filter(|(_, wrong)| **wrong) {
                *weight *= factor;
            }
            let total = exact::exact_sum(&weights);
            if !total.is_finite() || total <= 0.0 {
                break;
            }
            weights.iter_mut().for_each(|weight| *weight /= total);
        }
        if trees.is_empty() {
            return Ok(None);
        }
        let mut sums = vec![ExactSum::new(); columns.len()];
        for (tree, vote) in trees.iter().zip(&votes) {
            for (sum, own) in sums.iter_mut().zip(tree.importances(columns.len())) {
                sum.add(own * vote);
            }
        }
        Ok(Some(Voters { trees, weights: votes, errors, importances: shares(&sums) }))
    }
}

#[cfg(test)]
mod tests;
