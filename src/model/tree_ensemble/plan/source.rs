//! Trees as a plan reads them, whoever holds them.

use super::super::rule::{Comparison, Rule};
use super::super::trees::{EnsembleTrees, LEAF};
use super::planes::Preparation;

/// To which scores the leaves of a tree add.
#[derive(Debug, Clone, Copy)]
pub(in crate::model) enum Targets<'t> {
    /// The one number of a leaf to the score of its tree.
    Each(&'t [u32]),
    /// The one number of a leaf to one score after the other, from the first again.
    InTurn,
    /// The numbers of a leaf to all scores.
    All,
}

/// Flat trees: at a leaf both children are its number.
#[derive(Debug, Clone, Copy)]
pub(in crate::model) struct Source<'t> {
    pub(in crate::model) width: usize,
    pub(in crate::model) preparation: Preparation,
    /// Whether leaves are added in single precision.
    pub(in crate::model) single: bool,
    pub(in crate::model) starts: &'t [u32],
    pub(in crate::model) feature: &'t [u32],
    pub(in crate::model) threshold: &'t [f64],
    pub(in crate::model) left: &'t [u32],
    pub(in crate::model) right: &'t [u32],
    pub(in crate::model) outputs: usize,
    pub(in crate::model) leaves: &'t [f64],
    pub(in crate::model) targets: Targets<'t>,
    /// Rules, sets, lines and weights that trees of other libraries have; else cells up to the threshold go left.
    pub(in crate::model) ensemble: Option<(&'t EnsembleTrees, &'t [f64])>,
}

impl Source<'_> {
    pub(super) fn is_leaf(&self, at: usize) -> bool {
        self.feature[at] == LEAF
    }

    pub(super) fn rule(&self, at: usize) -> Rule {
        match self.ensemble {
            Some((trees, _)) => Rule::from_word(trees.rule[at]),
            None => Rule::new(Comparison::AtMost, false),
        }
    }

    /// The nodes of each tree.
    pub(super) fn ranges(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        let ends = self.starts.iter().skip(1).map(|&end| end as usize).chain([self.feature.len()]);
        self.starts.iter().zip(ends).map(|(&start, end)| start as usize..end)
    }

    /// The numbers of a leaf.
    pub(in crate::model) fn row(&self, leaf: usize) -> &[f64] {
        &self.leaves[leaf * self.outputs..(leaf + 1) * self.outputs]
    }

    /// The score that a tree of one number a leaf adds to, of `scores`.
    #[inline]
    pub(super) fn target(&self, tree: usize, scores: usize) -> usize {
        match self.targets {
            Targets::Each(targets) => targets[tree] as usize,
            Targets::InTurn => tree % scores,
            Targets::All => 0,
        }
    }

    /// What a number of a leaf counts in a tree.
    pub(super) fn weigh(&self, tree: usize, value: f64) -> f64 {
        match self.ensemble.and_then(|(_, weights)| weights.get(tree)) {
            // Weights are XGBoost's alone, and single as its leaves are.
            Some(&weight) => f64::from(value as f32 * weight as f32),
            None => value,
        }
    }

    /// Whether leaves have lines.
    pub(super) fn has_lines(&self) -> bool {
        self.ensemble.is_some_and(|(trees, _)| !trees.linear.constants.is_empty())
    }

    /// Whether every leaf is one number, added in double precision as it is.
    pub(super) fn adds_doubles(&self) -> bool {
        !self.single && !matches!(self.targets, Targets::All) && !self.has_lines()
    }
}
