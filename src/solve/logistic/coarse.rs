//! The way down by a coarse curvature, corrected by what the steps since have shown.
//!
//! Products of columns to three digits cost a fraction of exact ones, and where they lead to is the same minimum. The
//! limited-memory BFGS update makes up for the digits that are missing, for the curvature being that of a point some
//! steps back, and, of more than two classes, for what is between the scores, which is left out.
//!
//! # Source
//! Nocedal and Wright, *Numerical Optimization*, 2nd ed. (2006), algorithm 7.4.

use super::newton::Point;
use super::passes::{Passes, largest};
use crate::exact::{self, Cholesky, CoarseProducts};

/// Added to the diagonal, in units of it, and ten times as much until that suffices; at most as much as the second.
const MORE: f64 = 1e-7;
const MOST: f64 = 10.0;

/// A curvature, and the steps taken since.
pub(super) struct Curvature {
    blocks: Vec<Block>,
    steps: Vec<Step>,
}

/// The curvature along the weights of one score.
struct Block {
    scale: Vec<f64>,
    factor: Cholesky,
}

/// A step: the change of the weights, that of the gradient, and one over the product of both.
struct Step {
    weights: Vec<f64>,
    gradient: Vec<f64>,
    rate: f64,
}

impl Block {
    /// From the curvature, row-major; `None` when it leaves the range of numbers.
    fn new(mut matrix: Vec<f64>, size: usize) -> Option<Self> {
        let root = |bend: f64| if bend > 0.0 { bend.sqrt() } else { 1.0 };
        let scale: Vec<f64> = matrix.iter().step_by(size + 1).map(|&bend| root(bend)).collect();
        for (row, s) in matrix.chunks_exact_mut(size).zip(&scale) {
            row.iter_mut().zip(&scale).for_each(|(x, t)| *x /= s * t);
        }
        let mut more = MORE;
        while more <= MOST {
            matrix.iter_mut().step_by(size + 1).for_each(|x| *x = 1.0 + more);
            if let Ok(factor) = Cholesky::new(&matrix, size) {
                return Some(Self { scale, factor });
            }
            more *= 10.0;
        }
        None
    }

    /// Solves for a part of the gradient, in place.
    fn solve(&self, part: &mut [f64]) -> Option<()> {
        part.iter_mut().zip(&self.scale).for_each(|(r, s)| *r /= s);
        let solved = self.factor.solve(part).ok()?;
        let each = part.iter_mut().zip(&solved).zip(&self.scale);
        each.for_each(|((to, d), s)| *to = d / s);
        Some(())
    }
}

impl Curvature {
    /// That at a point; `None` when it leaves the range of numbers.
    pub(super) fn at(passes: &Passes<'_>, point: &Point) -> Option<Self> {
        let one = if passes.problem.intercept { 1.0 } else { 0.0 };
        let last = vec![one; passes.rows()];
        let columns: Vec<&[f64]> =
            passes.columns.iter().chain([&last]).map(Vec::as_slice).collect();
        let size = columns.len();
        let block = |shares: &Vec<f64>| {
            let bend = passes.bends(shares);
            let most = largest(&bend);
            let bounds: Vec<f64> = passes.sizes.iter().chain([&one]).map(|s| s * most).collect();
            let mut products = CoarseProducts::new(&bounds)?;
            products.add(&bend, &columns);
            let mut matrix = vec![0.0; size * size];
            for i in 0..size {
                for j in i..size {
                    let penalised = i == j && i < passes.problem.width;
                    let penalty = if penalised { passes.problem.l2 } else { 0.0 };
                    let x = products.product(i, j) + penalty;
                    (matrix[i * size + j], matrix[j * size + i]) = (x, x);
                }
            }
            Block::new(matrix, size)
        };
        let blocks = point.shares.iter().map(block).collect::<Option<Vec<_>>>()?;
        Some(Self { blocks, steps: Vec::new() })
    }

    /// How many steps were learned from.
    pub(super) fn age(&self) -> usize {
        self.steps.len()
    }

    /// Takes in where a step led.
    pub(super) fn learn(&mut self, from: &Point, to: &Point) {
        let difference = |to: &[f64], from: &[f64]| -> Vec<f64> {
            to.iter().zip(from).map(|(to, from)| to - from).collect()
        };
        let weights = difference(&to.weights, &from.weights);
        let gradient = difference(&to.gradient, &from.gradient);
        let rate = 1.0 / exact::dot(&weights, &gradient);
        if rate > 0.0 && rate.is_finite() {
            self.steps.push(Step { weights, gradient, rate });
        }
    }

    /// The step up whose inverse leads down from where the gradient is this; `None` when it leaves the range.
    pub(super) fn step(&self, gradient: &[f64]) -> Option<Vec<f64>> {
        let mut out = gradient.to_vec();
        let mut shares = Vec::with_capacity(self.steps.len());
        for step in self.steps.iter().rev() {
            let share = step.rate * exact::dot(&step.weights, &out);
            out.iter_mut().zip(&step.gradient).for_each(|(r, y)| *r -= share * y);
            shares.push(share);
        }
        let size = out.len().checked_div(self.blocks.len())?;
        for (block, part) in self.blocks.iter().zip(out.chunks_exact_mut(size)) {
            block.solve(part)?;
        }
        for (step, share) in self.steps.iter().zip(shares.iter().rev()) {
            let more = share - step.rate * exact::dot(&step.gradient, &out);
            out.iter_mut().zip(&step.weights).for_each(|(d, s)| *d += more * s);
        }
        out.iter().all(|d| d.is_finite()).then_some(out)
    }
}
