//! One tree over a combination of columns, as it is stored.

use crate::exact::NAN;
use crate::solve::tree::{LEAF, Tree};
use serde::{Deserialize, Serialize};

/// A tree in arrays, one entry a node; children stand after their parents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Grown {
    /// The columns it was grown on, by their places among all.
    pub(super) columns: Vec<u32>,
    /// Which of these a node asks about; none of a leaf.
    feature: Vec<u32>,
    /// Values up to this go left.
    threshold: Vec<f64>,
    left: Vec<u32>,
    right: Vec<u32>,
    /// What a leaf answers; 0 where there is a cut.
    answers: Vec<f64>,
}

impl Grown {
    /// A tree with one answer a leaf, as `answer` makes it of the tree's own.
    pub(super) fn new(columns: Vec<u32>, tree: &Tree, answer: impl Fn(&[f64]) -> f64) -> Grown {
        let of = |(at, column): (usize, &u32)| match *column {
            LEAF => answer(tree.answer(at)),
            _ => 0.0,
        };
        Grown {
            columns,
            feature: tree.feature.clone(),
            threshold: tree.threshold.clone(),
            left: tree.left.clone(),
            right: tree.right.clone(),
            answers: tree.feature.iter().enumerate().map(of).collect(),
        }
    }

    /// Checks what [`answer`](Self::answer) relies on, for `width` columns in all and answers that `sound`
    /// takes.
    pub(super) fn check(&self, width: usize, sound: impl Fn(f64) -> bool) -> Result<(), String> {
        let nodes = self.feature.len();
        let lengths = [self.threshold.len(), self.left.len(), self.right.len(), self.answers.len()];
        if nodes == 0 || lengths != [nodes; 4] {
            return Err(format!("{nodes} nodes with arrays of {lengths:?}"));
        }
        if self.columns.is_empty() || !self.columns.is_sorted_by(|a, b| a < b) {
            return Err("a tree on columns that do not ascend".to_owned());
        }
        if self.columns.iter().any(|&column| column as usize >= width) {
            return Err(format!("a tree on a column past the {width} there are"));
        }
        for at in 0..nodes {
            let (left, right) = (self.left[at] as usize, self.right[at] as usize);
            let after = |child: usize| at < child && child < nodes;
            let fits = match self.feature[at] {
                LEAF => {
                    (left, right) == (0, 0) && self.threshold[at] == 0.0 && sound(self.answers[at])
                }
                column => {
                    (column as usize) < self.columns.len()
                        && self.threshold[at].is_finite()
                        && self.answers[at] == 0.0
                        && after(left)
                        && after(right)
                }
            };
            if !fits {
                return Err(format!("node {at} of {nodes} is neither a cut nor a leaf"));
            }
        }
        Ok(())
    }

    /// The answer for a row, whose cells `cell` gives by the column's place among all; NaN when one of
    /// the tree's columns is missing.
    pub(super) fn answer(&self, cell: impl Fn(usize) -> f64) -> f64 {
        if self.columns.iter().any(|&column| cell(column as usize).is_nan()) {
            return NAN;
        }
        let mut at = 0;
        // Children stand after their parents, so that the walk ends.
        while let Some(&column) = self.feature.get(at).and_then(|&f| self.columns.get(f as usize)) {
            let (Some(&threshold), Some(&left), Some(&right)) =
                (self.threshold.get(at), self.left.get(at), self.right.get(at))
            else {
                break;
            };
            at = if cell(column as usize) <= threshold { left } else { right } as usize;
        }
        self.answers.get(at).copied().unwrap_or(NAN)
    }

    /// How many leaves there are.
    pub(super) fn leaves(&self) -> usize {
        self.feature.iter().filter(|&&column| column == LEAF).count()
    }
}
