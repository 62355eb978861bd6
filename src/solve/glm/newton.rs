//! Newton's method with halved steps.

use super::Problem;
use super::family::Terms;
use crate::exact::{self, Cholesky, ExactDot, ExactSum, Gram, dot_columns, slices};

const MOST_HALVINGS: usize = 40;
/// Where rounding begins.
const DONE: f64 = 1e-15;
/// Where a whole step that gains nothing means that there is nothing to gain.
const NEAR: f64 = 1e-8;
/// What is added to the diagonal, of ones, in turn until there is a factor: columns that depend on one another bend
/// nothing along one direction.
const DAMPING: [f64; 3] = [1e-12, 1e-9, 1e-6];

/// Some weights, and what there is to know of them.
struct Point {
    weights: Vec<f64>,
    value: f64,
    /// What the value would be if no loss were below 0.
    size: f64,
    terms: Terms,
    gradient: Vec<f64>,
}

impl Problem {
    /// The weights at the minimum, and the residual there; `None` where the losses at the start are not finite.
    pub(super) fn minimum(&self, start: Vec<f64>, steps: u32) -> Option<(Vec<f64>, f64)> {
        let mut point = self.point(start);
        if !(point.value.is_finite() && point.gradient.iter().all(|x| x.is_finite())) {
            return None;
        }
        for _ in 0..steps {
            if self.residual(&point) <= DONE {
                break;
            }
            let Some(step) = self.step(&point) else { break };
            let Some(next) = self.shorten(&point, &step) else { break };
            point = next;
        }
        let residual = self.residual(&point);
        Some((point.weights, residual))
    }

    fn point(&self, weights: Vec<f64>) -> Point {
        let columns: Vec<&[f64]> = self.columns.iter().map(Vec::as_slice).collect();
        let mut predictors = [vec![0.0; self.targets.len()]];
        dot_columns(&columns, &[], &[&weights], &mut predictors);
        let mut terms = self.family.terms(&predictors[0], &self.targets);
        if let Some(counts) = &self.counts {
            terms.weigh(counts);
        }
        let each = weights.iter().zip(&self.penalties);
        let penalty: Vec<f64> = each.map(|(w, penalty)| 0.5 * penalty * w * w).collect();
        let penalty = exact::sum(&penalty);
        let mut size = ExactSum::new();
        terms.losses.iter().for_each(|loss| size.add(loss.abs()));
        let gradient = columns.iter().zip(weights.iter().zip(&self.penalties));
        let gradient = gradient.map(|(column, (w, penalty))| {
            let mut sum = ExactDot::new();
            sum.add_slices(column, &terms.slopes);
            sum.add(*penalty, *w);
            sum.sum()
        });
        let gradient = gradient.collect();
        let value = exact::exact_sum(&terms.losses) + penalty;
        Point { value, size: size.sum() + penalty, gradient, weights, terms }
    }

    /// The largest derivative, as a share of the sizes of its terms: near 0 at the minimum whatever the scale, and 1
    /// where every row pulls the same way.
    fn residual(&self, point: &Point) -> f64 {
        let mut pulls = vec![0.0; self.targets.len()];
        let mut worst = 0.0;
        for (((column, penalty), w), g) in
            self.columns.iter().zip(&self.penalties).zip(&point.weights).zip(&point.gradient)
        {
            if *g == 0.0 {
                continue;
            }
            slices::products(column, &point.terms.slopes, &mut pulls);
            pulls.iter_mut().for_each(|pull| *pull = pull.abs());
            let size = exact::exact_sum(&pulls) + (penalty * w).abs();
            worst = exact::max(worst, g.abs() / size);
        }
        worst
    }

    /// What is to be taken off the weights: by the curvature there, or by the expected one where that has no minimum.
    fn step(&self, point: &Point) -> Option<Vec<f64>> {
        let Terms { bends, expected, .. } = &point.terms;
        let mut tries = [(bends, DAMPING[0])].into_iter().chain(DAMPING.map(|d| (expected, d)));
        tries.find_map(|(bends, damping)| self.newton(&point.gradient, bends, damping))
    }

    fn newton(&self, gradient: &[f64], bends: &[f64], damping: f64) -> Option<Vec<f64>> {
        let size = self.columns.len();
        let mut matrix = self.curvature(bends)?;
        let diagonal: Vec<f64> = matrix.iter().step_by(size + 1).copied().collect();
        if diagonal.iter().any(|bend| !(*bend >= 0.0 && bend.is_finite())) {
            return None;
        }
        let root = |bend: f64| if bend > 0.0 { bend.sqrt() } else { 1.0 };
        let scale: Vec<f64> = diagonal.into_iter().map(root).collect();
        for (row, s) in matrix.chunks_exact_mut(size).zip(&scale) {
            row.iter_mut().zip(&scale).for_each(|(x, t)| *x = *x / s / t);
        }
        matrix.iter_mut().step_by(size + 1).for_each(|x| *x = 1.0 + damping);
        let scaled: Vec<f64> = gradient.iter().zip(&scale).map(|(g, s)| g / s).collect();
        let step = Cholesky::new(&matrix, size).ok()?.solve(&scaled).ok()?;
        let step: Vec<f64> = step.iter().zip(&scale).map(|(d, s)| d / s).collect();
        step.iter().all(|d| d.is_finite()).then_some(step)
    }

    /// `Σ bend·z·zᵀ` over the rows `z`, and the penalties: row-major.
    fn curvature(&self, bends: &[f64]) -> Option<Vec<f64>> {
        let size = self.columns.len();
        let mut matrix = vec![0.0; size * size];
        // Rows that bend the other way are taken off.
        for sign in [1.0, -1.0] {
            if !bends.iter().any(|bend| sign * bend > 0.0) {
                continue;
            }
            let root = |bend: &f64| exact::max(sign * bend, 0.0).sqrt();
            let roots: Vec<f64> = bends.iter().map(root).collect();
            let weighed = self.columns.iter().map(|column| {
                let mut out = vec![0.0; roots.len()];
                slices::products(&roots, column, &mut out);
                out
            });
            let weighed: Vec<Vec<f64>> = weighed.collect();
            let weighed: Vec<&[f64]> = weighed.iter().map(Vec::as_slice).collect();
            let gram = Gram::of_columns(&weighed).ok()?;
            for i in 0..size {
                for j in 0..size {
                    matrix[i * size + j] += sign * gram.product(i, j)?;
                }
            }
        }
        let diagonal = matrix.iter_mut().step_by(size + 1);
        diagonal.zip(&self.penalties).for_each(|(x, penalty)| *x += penalty);
        Some(matrix)
    }

    /// The first of the step and its halves that lowers the objective, or keeps it and brings the derivatives down:
    /// near the minimum the objective no longer shows the difference.
    fn shorten(&self, from: &Point, step: &[f64]) -> Option<Point> {
        let mut part = 1.0;
        for _ in 0..MOST_HALVINGS {
            let weights = from.weights.iter().zip(step).map(|(w, d)| w - part * d).collect();
            let next = self.point(weights);
            let finite = next.gradient.iter().all(|x| x.is_finite());
            // What stands still in sight of rounding goes by its derivatives alone.
            let level = (next.value - from.value).abs() <= from.size * 1e-14;
            if finite && level {
                let before = self.residual(from);
                if self.residual(&next) < before {
                    return Some(next);
                }
                if before < NEAR {
                    return None;
                }
            }
            if finite && next.value < from.value {
                return Some(next);
            }
            part *= 0.5;
        }
        None
    }
}
