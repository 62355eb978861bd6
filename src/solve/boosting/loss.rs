//! What is boosted: squared error, or the log loss of two or more classes.

use crate::exact::{self, ExactSum};
use crate::solve::tree::{LEAF, Tree};

/// A loss as boosting sees it.
pub(crate) trait Loss: Sync {
    /// Numbers that tell the rows' targets apart.
    fn target(&self) -> &[f64];
    /// Where the scores start.
    fn base(&self, weights: Option<&[f64]>) -> Vec<f64>;
    /// The negative gradient in each score, row by row.
    fn gradients(&self, scores: &[Vec<f64>]) -> Vec<Vec<f64>>;
    /// Gives the leaves of a tree grown on a gradient their answers, from the rows it was grown on.
    fn answer(
        &self,
        tree: &mut Tree,
        leaf: &[u32],
        gradient: &[f64],
        counts: impl Fn(usize) -> Option<f64>,
    );
}

/// Squared error.
#[derive(Clone, Debug)]
pub(crate) struct Squares {
    /// The numbers to learn.
    pub(crate) target: Vec<f64>,
}

impl Loss for Squares {
    fn target(&self) -> &[f64] {
        &self.target
    }

    fn base(&self, weights: Option<&[f64]>) -> Vec<f64> {
        let mean = match weights {
            None => exact::mean(&self.target),
            Some(weights) => exact::weighted_mean(&self.target, weights),
        };
        vec![mean.unwrap_or(0.0)]
    }

    fn gradients(&self, scores: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let rest = |score: &Vec<f64>| self.target.iter().zip(score).map(|(y, s)| y - s).collect();
        scores.iter().map(rest).collect()
    }

    /// The mean of the residuals, which the tree knows.
    fn answer(&self, _: &mut Tree, _: &[u32], _: &[f64], _: impl Fn(usize) -> Option<f64>) {}
}

/// The log loss of classes.
#[derive(Clone, Debug)]
pub(crate) struct Counts {
    /// The class of each row, as a number from 0.
    pub(crate) target: Vec<f64>,
    /// How many classes there are, at least 2; each has a row.
    pub(crate) classes: u32,
}

impl Counts {
    /// Classes of rows.
    pub(crate) fn new(codes: &[u32], classes: u32) -> Counts {
        Counts { target: codes.iter().map(|&code| f64::from(code)).collect(), classes }
    }
}

/// The mean second derivative from which a leaf takes no step.
const FLAT: f64 = 1e-150;

impl Loss for Counts {
    fn target(&self) -> &[f64] {
        &self.target
    }

    fn base(&self, weights: Option<&[f64]>) -> Vec<f64> {
        let rows = weights.map_or(self.target.len() as f64, exact::exact_sum);
        let count = |class: u32| {
            let is = |own: f64| own == f64::from(class);
            match weights {
                None => self.target.iter().filter(|&&own| is(own)).count() as f64,
                Some(weights) => {
                    let each = self.target.iter().zip(weights).filter(|(own, _)| is(**own));
                    exact::exact_sum(&each.map(|(_, weight)| *weight).collect::<Vec<_>>())
                }
            }
        };
        if self.classes == 2 {
            return vec![exact::ln(count(1) / count(0))];
        }
        let logs: Vec<f64> =
            (0..self.classes).map(|class| exact::ln(count(class) / rows)).collect();
        let mean = exact::mean(&logs).unwrap_or(0.0);
        logs.iter().map(|log| log - mean).collect()
    }

    fn gradients(&self, scores: &[Vec<f64>]) -> Vec<Vec<f64>> {
        if let [score] = scores {
            // 1 − p is the logistic function of the opposite.
            let pull = |(&y, &s): (&f64, &f64)| {
                if y > 0.0 { exact::logistic(-s) } else { -exact::logistic(s) }
            };
            return vec![self.target.iter().zip(score).map(pull).collect()];
        }
        let mut out: Vec<Vec<f64>> = vec![Vec::with_capacity(self.target.len()); scores.len()];
        let mut shares = Vec::with_capacity(scores.len());
        for (row, &y) in self.target.iter().enumerate() {
            shares.clear();
            shares.extend(scores.iter().filter_map(|score| score.get(row).copied()));
            exact::softmax(&mut shares);
            for ((out, &share), class) in out.iter_mut().zip(&shares).zip(0u32..) {
                out.push(if y == f64::from(class) { 1.0 - share } else { -share });
            }
        }
        out
    }

    fn answer(
        &self,
        tree: &mut Tree,
        leaf: &[u32],
        gradient: &[f64],
        counts: impl Fn(usize) -> Option<f64>,
    ) {
        let empty = (ExactSum::new(), ExactSum::new(), ExactSum::new());
        let mut sums = vec![empty; tree.len()];
        for (row, (&leaf, &pull)) in leaf.iter().zip(gradient).enumerate() {
            if let Some(weight) = counts(row)
                && let Some((pulls, bends, rows)) = sums.get_mut(leaf as usize)
            {
                pulls.add(weight * pull);
                bends.add(weight * (pull.abs() * (1.0 - pull.abs())));
                rows.add(weight);
            }
        }
        let classes = f64::from(self.classes);
        let factor = if self.classes == 2 { 1.0 } else { (classes - 1.0) / classes };
        let leaves = tree.feature.iter().zip(&mut tree.values).zip(&sums);
        for ((_, value), (pulls, bends, rows)) in leaves.filter(|((at, _), _)| **at == LEAF) {
            let (pulls, bends, rows) = (pulls.sum(), bends.sum(), rows.sum());
            *value = if bends / rows >= FLAT { factor * pulls / bends } else { 0.0 };
        }
    }
}
