//! Newton's method with halved steps.

use super::curvature;
use super::passes::{Answers, Passes, largest};
use super::{MANY, Problem};
use crate::exact::{self, Cholesky, ExactSum, RoundedDot, slices};

/// Above this many weights the matrix of second derivatives costs more than a few passes along it.
const MOST_WEIGHTS: usize = 1200;
const MOST_STEPS: usize = 100;
const MOST_HALVINGS: usize = 30;
/// Where rounding begins.
pub(super) const DONE: f64 = 1e-14;
/// As good as that, where a descent ends that is not Newton's own.
const CLOSE: f64 = 1e-11;
/// Where a whole step that gains nothing means that there is nothing to gain.
const NEAR: f64 = 1e-8;
/// Directions tried for one step along the matrix.
const MOST_DIRECTIONS: usize = 100;
/// How well such a step has to solve its system, at the worst.
const FORCING: f64 = 0.1;

pub(super) struct Newton<'a> {
    pub(super) passes: Passes<'a>,
    /// Whether there are so many terms that each is rounded rather than their sum.
    many: bool,
    /// √Σx² of every column, and of the ones of the intercept.
    pub(super) lengths: Vec<f64>,
}

/// Some weights, and what there is to know of them.
pub(super) struct Point {
    pub(super) weights: Vec<f64>,
    pub(super) value: f64,
    pub(super) shares: Vec<Vec<f64>>,
    pub(super) gradient: Vec<f64>,
}

impl<'a> Newton<'a> {
    pub(super) fn new(problem: &'a Problem, counts: Option<&'a [f64]>) -> Self {
        let passes = Passes::new(problem, counts);
        let weights = problem.scores() * passes.stride();
        let many = problem.width > 0
            && passes.rows().saturating_mul(weights) >= MANY
            && weights <= MOST_WEIGHTS
            && passes.sizes.iter().all(|&size| RoundedDot::new(size).is_some());
        let length = |column: &Vec<f64>| exact::exact_dot(column, column).sqrt();
        let one = if problem.intercept { (passes.rows() as f64).sqrt() } else { 0.0 };
        let lengths = passes.columns.iter().map(length).chain([one]).collect();
        Self { passes, many, lengths }
    }

    pub(super) fn residual(&self, weights: Vec<f64>) -> f64 {
        self.residual_at(&self.point(weights))
    }

    pub(super) fn point(&self, weights: Vec<f64>) -> Point {
        if self.many {
            return self.point_by_blocks(weights);
        }
        let Answers { shares, losses } = self.passes.answers(self.passes.scores(&weights));
        let value = exact::exact_sum(&losses) + self.penalty(&weights);
        let gradient = self.sums(&shares, &weights, false);
        Point { weights, value, shares, gradient }
    }

    /// λ/2 Σw².
    pub(super) fn penalty(&self, weights: &[f64]) -> f64 {
        let problem = self.passes.problem;
        let squares = weights.chunks_exact(self.passes.stride()).map(|w| {
            let w = &w[..problem.width];
            exact::dot(w, w)
        });
        0.5 * problem.l2 * exact::sum(&squares.collect::<Vec<_>>())
    }

    fn errors(&self, k: usize, shares: &[f64]) -> Vec<f64> {
        self.passes.errors_of(0..self.passes.rows(), k, shares)
    }

    /// The sums that the derivatives are, or those of the sizes of their terms.
    fn sums(&self, shares: &[Vec<f64>], weights: &[f64], of_sizes: bool) -> Vec<f64> {
        let problem = self.passes.problem;
        let of = |x: f64| if of_sizes { x.abs() } else { x };
        let mut out = Vec::with_capacity(weights.len());
        let mut terms = vec![0.0; self.passes.rows()];
        let each = shares.iter().zip(weights.chunks_exact(self.passes.stride()));
        for (k, (shares, w)) in each.enumerate() {
            let mut errors = self.errors(k, shares);
            if of_sizes {
                errors.iter_mut().for_each(|e| *e = e.abs());
            }
            let most = largest(&errors);
            let columns = self.passes.columns.iter().zip(&self.passes.sizes);
            for ((column, size), w) in columns.zip(w) {
                slices::products(column, &errors, &mut terms);
                if of_sizes {
                    terms.iter_mut().for_each(|term| *term = term.abs());
                }
                let mut sum = ExactSum::new();
                sum.add_slice_within(&terms, Some(size * most).filter(|most| most.is_finite()));
                sum.add(of(problem.l2 * w));
                out.push(sum.sum());
            }
            out.push(if problem.intercept { exact::exact_sum(&errors) } else { 0.0 });
        }
        out
    }

    fn residual_at(&self, point: &Point) -> f64 {
        let magnitudes = if self.many {
            self.magnitudes_by_blocks(&point.shares, &point.weights)
        } else {
            self.sums(&point.shares, &point.weights, true)
        };
        let share = |(&g, &m): (&f64, &f64)| if g == 0.0 { 0.0 } else { g.abs() / m };
        point.gradient.iter().zip(&magnitudes).map(share).fold(0.0, exact::max)
    }

    /// Whether [`residual_at`](Self::residual_at) is at most `limit`. By Cauchy and Schwarz no magnitude is larger
    /// than the length of the column times that of the errors, which mostly answers.
    pub(super) fn is_within(&self, point: &Point, limit: f64) -> bool {
        let problem = self.passes.problem;
        let each = point.gradient.chunks_exact(self.passes.stride());
        let weights = point.weights.chunks_exact(self.passes.stride());
        for (k, ((gradient, shares), w)) in each.zip(&point.shares).zip(weights).enumerate() {
            let errors = self.errors(k, shares);
            let length = exact::exact_dot(&errors, &errors).sqrt();
            for ((g, own), w) in gradient.iter().zip(&self.lengths).zip(w) {
                // A little more, for the roundings of the bound.
                let most = 1.001 * (own * length + (problem.l2 * w).abs());
                if g.abs() > limit * most {
                    return false;
                }
            }
        }
        self.residual_at(point) <= limit
    }

    /// The weights at the minimum, and the residual there.
    pub(super) fn run(&self, weights: Vec<f64>) -> (Vec<f64>, f64) {
        let mut point = self.point(weights);
        if self.many {
            point = self.descend(point);
        }
        let done = if self.many { CLOSE } else { DONE };
        for _ in 0..MOST_STEPS {
            if self.is_within(&point, done) {
                break;
            }
            let Some(step) = self.step(&point) else { break };
            let Some(next) = self.shorten(&point, &step) else { break };
            point = next;
        }
        let residual = self.residual_at(&point);
        (self.centre(point.weights), residual)
    }

    /// Of more than two classes, an equal shift of what is not penalised changes no probability: the
    /// weights with sum 0 over the classes are taken.
    fn centre(&self, mut weights: Vec<f64>) -> Vec<f64> {
        let problem = self.passes.problem;
        let stride = self.passes.stride();
        for at in (0..stride).filter(|_| problem.scores() > 1) {
            if at == problem.width || problem.l2 == 0.0 {
                let each: Vec<f64> = weights.iter().skip(at).step_by(stride).copied().collect();
                let mean = exact::mean(&each).unwrap_or(0.0);
                weights.iter_mut().skip(at).step_by(stride).for_each(|w| *w -= mean);
            }
        }
        weights
    }

    /// What is to be taken off the weights.
    fn step(&self, point: &Point) -> Option<Vec<f64>> {
        if point.weights.len() > MOST_WEIGHTS {
            return self.step_along(point);
        }
        let size = point.weights.len();
        let mut matrix = curvature::matrix(&self.passes, &point.shares)?;
        let root = |bend: f64| if bend > 0.0 { bend.sqrt() } else { 1.0 };
        let scale: Vec<f64> = matrix.iter().step_by(size + 1).map(|&bend| root(bend)).collect();
        for (row, s) in matrix.chunks_exact_mut(size).zip(&scale) {
            row.iter_mut().zip(&scale).for_each(|(x, t)| *x /= s * t);
        }
        // Equal shifts of all intercepts bend nothing; a little is added so that the system has
        // one solution. Without a penalty, dependent columns are met by the same.
        matrix.iter_mut().step_by(size + 1).for_each(|x| *x = 1.0 + 1e-12);
        let scaled: Vec<f64> = point.gradient.iter().zip(&scale).map(|(g, s)| g / s).collect();
        let step = Cholesky::new(&matrix, size).ok()?.solve(&scaled).ok()?;
        Some(step.iter().zip(&scale).map(|(d, s)| d / s).collect())
    }

    /// The same by conjugate gradients, scaled by the diagonal, until the system is solved well enough for how far the
    /// minimum is.
    ///
    /// # Source
    /// Nocedal and Wright, *Numerical Optimization*, 2nd ed., algorithm 7.1.
    fn step_along(&self, point: &Point) -> Option<Vec<f64>> {
        let positive = |x: f64| if x > 0.0 { x } else { 1.0 };
        let diagonal: Vec<f64> =
            curvature::diagonal(&self.passes, &point.shares).into_iter().map(positive).collect();
        let scaled =
            |rest: &[f64]| -> Vec<f64> { rest.iter().zip(&diagonal).map(|(r, d)| r / d).collect() };
        let mut step = vec![0.0; point.weights.len()];
        let mut rest = point.gradient.clone();
        let mut towards = scaled(&rest);
        let mut direction = towards.clone();
        let mut length = exact::dot(&rest, &towards);
        let begun = length;
        // Near the minimum the systems are solved to more digits, so that the steps gain as Newton's do.
        let wanted = exact::min(FORCING, self.residual_at(point).sqrt());
        for _ in 0..MOST_DIRECTIONS {
            let along = curvature::along(&self.passes, &point.shares, &direction);
            let bend = exact::dot(&direction, &along);
            if !(bend > 0.0 && bend.is_finite()) {
                break;
            }
            let part = length / bend;
            step.iter_mut().zip(&direction).for_each(|(s, d)| *s += part * d);
            rest.iter_mut().zip(&along).for_each(|(r, a)| *r -= part * a);
            towards = scaled(&rest);
            let next = exact::dot(&rest, &towards);
            if next <= wanted * wanted * begun {
                break;
            }
            let keep = next / length;
            direction.iter_mut().zip(&towards).for_each(|(d, t)| *d = t + keep * *d);
            length = next;
        }
        step.iter().all(|x| x.is_finite()).then_some(step)
    }

    /// The first of the step and its halves that lowers the objective, or keeps it and brings the
    /// derivatives down: near the minimum the objective no longer shows the difference.
    pub(super) fn shorten(&self, from: &Point, step: &[f64]) -> Option<Point> {
        let mut part = 1.0;
        for _ in 0..MOST_HALVINGS {
            let weights = from.weights.iter().zip(step).map(|(w, d)| w - part * d).collect();
            let next = self.point(weights);
            if next.value < from.value {
                return Some(next);
            }
            if next.value <= from.value + from.value.abs() * 1e-14 {
                let before = self.residual_at(from);
                if self.residual_at(&next) < before {
                    return Some(next);
                }
                if before < NEAR {
                    return None;
                }
            }
            part *= 0.5;
        }
        None
    }
}
