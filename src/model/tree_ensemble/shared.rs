//! Trees whose branches may meet again: a question asked of many categories ends in one place.

use super::build::{Child, Leaf, Split};
use super::trees::EnsembleTrees;

/// How far a walk over the nodes has come with one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Walked {
    Not,
    /// Its children are being walked over.
    Open,
    Done,
}

impl EnsembleTrees {
    /// Adds nodes that may be reached by more ways than one, every node before those below it.
    ///
    /// A node that is above itself is refused, and one that is not reached.
    pub(crate) fn push_shared(
        &mut self,
        root: Child,
        splits: &[Split<'_>],
        leaves: &[Leaf<'_>],
    ) -> Result<(), String> {
        let below_first = below_first(root, splits, leaves.len())?;
        let first = self.nodes();
        let last = first + below_first.len();
        // The place of each split and leaf.
        let mut places = (vec![0u32; splits.len()], vec![0u32; leaves.len()]);
        for (back, child) in below_first.iter().enumerate() {
            let place = u32::try_from(last - 1 - back).map_err(|_| "too many nodes".to_owned())?;
            match *child {
                Child::Split(index) => places.0[index] = place,
                Child::Leaf(index) => places.1[index] = place,
            }
        }
        let place = |child: Child| match child {
            Child::Split(index) => places.0[index],
            Child::Leaf(index) => places.1[index],
        };
        for child in below_first.iter().rev() {
            match *child {
                Child::Split(index) => {
                    let split = &splits[index];
                    self.push_split(split)?;
                    if let (Some(left), Some(right)) = (self.left.last_mut(), self.right.last_mut())
                    {
                        (*left, *right) = (place(split.left), place(split.right));
                    }
                }
                Child::Leaf(index) => self.push_leaf(&leaves[index])?,
            }
        }
        self.starts.push(first as u32);
        Ok(())
    }
}

/// All nodes, each after those below it.
fn below_first(root: Child, splits: &[Split<'_>], leaves: usize) -> Result<Vec<Child>, String> {
    let mut walked = (vec![Walked::Not; splits.len()], vec![Walked::Not; leaves]);
    let mut order = Vec::with_capacity(splits.len() + leaves);
    let mut open = vec![root];
    while let Some(&child) = open.last() {
        let state = match child {
            Child::Split(index) => walked.0.get_mut(index),
            Child::Leaf(index) => walked.1.get_mut(index),
        };
        let state = state.ok_or_else(|| format!("no {child:?}"))?;
        match (*state, child) {
            (Walked::Not, Child::Split(index)) => {
                *state = Walked::Open;
                for below in [splits[index].left, splits[index].right] {
                    if let Child::Split(other) = below
                        && walked.0.get(other) == Some(&Walked::Open)
                    {
                        return Err(format!("split {other} is above itself"));
                    }
                    open.push(below);
                }
            }
            (Walked::Done, _) => {
                open.pop();
            }
            _ => {
                *state = Walked::Done;
                order.push(child);
                open.pop();
            }
        }
    }
    let missed = walked.0.iter().chain(&walked.1).position(|state| *state == Walked::Not);
    match missed {
        Some(at) => Err(format!("node {at} is not reached from the root")),
        None => Ok(order),
    }
}
