//! How an ensemble answers: its trees in the layouts that answer fastest, made when the first row comes.
//!
//! Every layout gives each row the leaf that a plain walk ends in, and adds leaves in the order of the trees and in the
//! precision of the ensemble: the bits are those of one addition after the other, which the tests of this module compare
//! with. Nothing of it is stored.

mod planes;
mod small;
mod source;
#[cfg(test)]
mod tests;
mod walk;

use small::Small;
use std::sync::OnceLock;
use walk::Walk;

pub(in crate::model) use planes::Preparation;
pub(in crate::model) use source::{Source, Targets};

/// Splits on categories in one tree that a block takes.
const SETS: usize = 63;
/// Rows from which on blocks are worth their preparation.
const BLOCK: usize = 16;

/// The layouts of some trees.
#[derive(Debug)]
pub(in crate::model) struct Plan {
    small: Option<Small>,
    walk: Option<Walk>,
}

impl Plan {
    fn of(source: &Source<'_>, scores: usize) -> Plan {
        // Without columns there are no rows of cells to go through, without trees nothing is added.
        if source.starts.is_empty() || source.width == 0 {
            return Plan { small: None, walk: None };
        }
        Plan { small: Small::of(source, scores), walk: Walk::of(source) }
    }

    /// Adds the leaves of every row to its scores, which stand at the base; whether there is a layout to do it by.
    ///
    /// Leaves that are not one number in double precision are added one by one by `add`, which is given the tree, the
    /// leaf, the cells as they are compared and the scores of the row.
    pub(in crate::model) fn add(
        &self,
        source: &Source<'_>,
        base: &[f64],
        rows: &[f64],
        scores: &mut [f64],
        add: impl Fn(usize, usize, &[f64], &mut [f64]),
    ) -> bool {
        let (width, count) = (source.width, base.len());
        let sets = source.ensemble.map(|(trees, _)| trees);
        match (&self.small, &self.walk) {
            (Some(small), _) if rows.len() >= BLOCK * width => {
                small.add(rows, width, base, scores);
            }
            (_, Some(walk)) if source.adds_doubles() => {
                walk.each_leaf(sets, rows, |tree, row, leaf, _| {
                    scores[row * count + source.target(tree, count)] += source.leaves[leaf];
                });
            }
            (_, Some(walk)) => {
                walk.each_leaf(sets, rows, |tree, row, leaf, cells| {
                    add(tree, leaf, cells, &mut scores[row * count..(row + 1) * count]);
                });
            }
            _ => return false,
        }
        true
    }
}

/// The plan of some trees once it was made. It says nothing that the trees do not, so all are equal.
#[derive(Debug, Default)]
pub(crate) struct Compiled(OnceLock<Plan>);

impl Compiled {
    pub(in crate::model) fn plan(&self, source: &Source<'_>, scores: usize) -> &Plan {
        self.0.get_or_init(|| Plan::of(source, scores))
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
