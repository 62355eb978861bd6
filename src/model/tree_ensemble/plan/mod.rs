//! How an ensemble answers: its trees in the layouts that answer fastest, made when the first row comes.
//!
//! Every layout gives each row the leaf that a plain walk ends in, and adds leaves in the order of the trees and in the
//! precision of the ensemble: the bits are those of [`EnsembleTrees::leaf`](super::EnsembleTrees) and one addition after
//! the other, which the tests of this module compare with. Nothing of it is stored.

mod planes;
mod small;
#[cfg(test)]
mod tests;
mod walk;

use super::ensemble::TreeEnsemble;
use small::Small;
use std::sync::OnceLock;
use walk::Walk;

/// Splits on categories in one tree that a block takes.
const SETS: usize = 63;
/// Rows from which on blocks are worth their preparation.
const BLOCK: usize = 16;

/// The layouts of an ensemble.
#[derive(Debug)]
pub(super) struct Plan {
    small: Option<Small>,
    walk: Option<Walk>,
}

impl Plan {
    fn of(ensemble: &TreeEnsemble) -> Plan {
        // Without columns there are no rows of cells to go through, without trees nothing is added.
        if ensemble.trees().count() == 0 || ensemble.columns().is_empty() {
            return Plan { small: None, walk: None };
        }
        Plan { small: Small::of(ensemble), walk: Walk::of(ensemble) }
    }

    /// Adds the leaves of every row to its scores, which stand at the base.
    pub(super) fn add(&self, ensemble: &TreeEnsemble, rows: &[f64], scores: &mut [f64]) -> bool {
        let (width, count) = (ensemble.columns().len(), ensemble.scores());
        match (&self.small, &self.walk) {
            (Some(small), _) if rows.len() >= BLOCK * width => {
                small.add(rows, width, ensemble.base(), scores);
            }
            (_, Some(walk)) if ensemble.adds_doubles() => {
                let (leaves, targets) = (ensemble.trees().leaves(), &ensemble.targets);
                walk.each_leaf(ensemble.trees(), rows, |tree, row, leaf, _| {
                    scores[row * count + targets[tree] as usize] += leaves[leaf];
                });
            }
            (_, Some(walk)) => {
                walk.each_leaf(ensemble.trees(), rows, |tree, row, leaf, cells| {
                    let scores = &mut scores[row * count..(row + 1) * count];
                    ensemble.add_leaf(tree, leaf, cells, scores);
                });
            }
            _ => return false,
        }
        true
    }
}

/// The plan of an ensemble once it was made. It says nothing that the ensemble does not, so all are equal.
#[derive(Debug, Default)]
pub(crate) struct Compiled(OnceLock<Plan>);

impl Compiled {
    pub(super) fn plan(&self, ensemble: &TreeEnsemble) -> &Plan {
        self.0.get_or_init(|| Plan::of(ensemble))
    }
}

impl Clone for Compiled {
    fn clone(&self) -> Compiled {
        Compiled::default()
    }
}

impl PartialEq for Compiled {
    fn eq(&self, _: &Compiled) -> bool {
        true
    }
}
