//! Many rows: one pass over them a step, and steps by coarse curvatures.

use super::coarse::Curvature;
use super::newton::{DONE, Newton, Point};
use crate::exact::{self, ExactSum, RoundedDot};

/// Rows whose cells stay near while they are read twice.
const BLOCK: usize = 2048;
/// Where a step promises more than this share of what the last one did, the curvature is taken anew, though not before
/// so many steps have shown that it does not mend itself.
const SLOW: f64 = 0.05;
const PATIENCE: usize = 3;
/// Steps are cheap, so that there may be many.
const STEPS: usize = 500;
/// A step that promises less than this share of the objective is within what that is rounded by.
const FLAT: f64 = 1e-13;
/// So many such steps without one that lowers the derivatives end the descent.
const FLAT_STEPS: usize = 8;

impl Newton<'_> {
    /// Some weights, and what there is to know of them: block by block, with derivatives from rounded products.
    pub(super) fn point_by_blocks(&self, weights: Vec<f64>) -> Point {
        let (passes, stride) = (&self.passes, self.passes.stride());
        let mut shares = vec![Vec::with_capacity(passes.rows()); weights.len() / stride];
        let mut loss = ExactSum::new();
        // No error is larger than 1.
        let mut sums = self.sums_of(shares.len());
        let mut of_errors = vec![ExactSum::new(); shares.len()];
        for start in (0..passes.rows()).step_by(BLOCK) {
            let range = start..passes.rows().min(start + BLOCK);
            let scores = passes.scores_of(range.clone(), &weights);
            let answers = passes.answers_of(range.clone(), scores);
            loss.add_slice(&answers.losses);
            let each =
                answers.shares.iter().zip(sums.chunks_exact_mut(stride - 1).zip(&mut of_errors));
            for (k, (of_block, (sums, of_errors))) in each.enumerate() {
                let errors = passes.errors_of(range.clone(), k, of_block);
                let columns = passes.columns.iter().zip(sums);
                columns.for_each(|(x, sum)| sum.add(&x[range.clone()], &errors));
                of_errors.add_slice_within(&errors, Some(1.0));
            }
            let parts = shares.iter_mut().zip(&answers.shares);
            parts.for_each(|(all, of_block)| all.extend_from_slice(of_block));
        }
        let value = loss.sum() + self.penalty(&weights);
        let mut gradient = Vec::with_capacity(weights.len());
        let each = sums.chunks_exact(stride - 1).zip(&of_errors);
        for ((sums, of_errors), w) in each.zip(weights.chunks_exact(stride)) {
            let more = |w: &f64| passes.problem.l2 * w;
            gradient.extend(sums.iter().zip(w).map(|(sum, w)| sum.sum() + more(w)));
            gradient.push(if passes.problem.intercept { of_errors.sum() } else { 0.0 });
        }
        Point { weights, value, shares, gradient }
    }

    /// The sums of the sizes of the terms that the derivatives are sums of.
    pub(super) fn magnitudes_by_blocks(&self, shares: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
        let (passes, stride) = (&self.passes, self.passes.stride());
        let mut out = Vec::with_capacity(weights.len());
        for (k, (shares, w)) in shares.iter().zip(weights.chunks_exact(stride)).enumerate() {
            let mut errors = passes.errors_of(0..passes.rows(), k, shares);
            for ((column, mut sum), w) in passes.columns.iter().zip(self.sums_of(1)).zip(w) {
                sum.add_sizes(column, &errors);
                out.push(sum.sum() + (passes.problem.l2 * w).abs());
            }
            errors.iter_mut().for_each(|error| *error = error.abs());
            out.push(if passes.problem.intercept { exact::exact_sum(&errors) } else { 0.0 });
        }
        out
    }

    /// Empty sums of columns times errors, for each of `scores` scores.
    fn sums_of(&self, scores: usize) -> Vec<RoundedDot> {
        let sizes = (0..scores).flat_map(|_| &self.passes.sizes);
        sizes.filter_map(|&size| RoundedDot::new(size)).collect()
    }

    /// Takes steps by coarse curvatures for as long as they lead down, and to where rounding begins.
    pub(super) fn descend(&self, mut point: Point) -> Point {
        let Some(mut curvature) = Curvature::at(&self.passes, &point) else { return point };
        let patience = if self.passes.problem.scores() == 1 { PATIENCE } else { 4 * PATIENCE };
        let mut last = f64::INFINITY;
        let mut best: Option<Point> = None;
        let mut flat = 0;
        for _ in 0..STEPS {
            if self.is_within(&point, DONE) {
                return point;
            }
            let Some(step) = curvature.step(&point.gradient) else { break };
            // Twice what the step promises.
            let promise = exact::dot(&step, &point.gradient);
            if curvature.age() >= patience && promise > SLOW * last {
                let Some(anew) = Curvature::at(&self.passes, &point) else { break };
                (curvature, last) = (anew, f64::INFINITY);
                continue;
            }
            last = promise;
            let next = if promise > FLAT * point.value {
                self.shorten(&point, &step)
            } else {
                // The objective no longer tells which is the lower of two points; the derivatives do.
                flat += 1;
                Some(self.point(step.iter().zip(&point.weights).map(|(d, w)| w - d).collect()))
            };
            let Some(next) = next else { break };
            curvature.learn(&point, &next);
            let before = core::mem::replace(&mut point, next);
            if flat > 0 && best.as_ref().is_none_or(|best| self.slope(&before) < self.slope(best)) {
                (best, flat) = (Some(before), 1);
            }
            if flat > FLAT_STEPS {
                break;
            }
        }
        match best {
            Some(best) if self.slope(&best) <= self.slope(&point) => best,
            _ => point,
        }
    }

    /// The sum of squares of the derivatives, each in units of its column.
    fn slope(&self, point: &Point) -> f64 {
        let lengths = self.lengths.iter().cycle();
        let unit = |(g, length): (&f64, &f64)| if *length > 0.0 { g / length } else { *g };
        let units: Vec<f64> = point.gradient.iter().zip(lengths).map(unit).collect();
        exact::dot(&units, &units)
    }
}
