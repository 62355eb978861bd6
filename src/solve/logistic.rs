//! The objective of logistic regression, and Newton's method on it.

use crate::exact::{self, Cholesky, Gram};

/// −Σ ln P(class of the row) + λ/2 Σw² over weights that stand score after score, each a row of
/// coefficients and an intercept. Two classes have one score, that of the second.
///
/// Every sum over rows is exact, of terms that depend on one row each: the order of rows is nothing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Problem {
    pub(crate) width: usize,
    pub(crate) classes: usize,
    /// Row after row, `width` numbers each.
    pub(crate) rows: Vec<f64>,
    /// One a row, below `classes`.
    pub(crate) codes: Vec<u32>,
    /// λ, or 1/C as scikit-learn has it.
    pub(crate) l2: f64,
    pub(crate) intercept: bool,
}

impl Problem {
    /// Above this many weights the matrix of second derivatives costs more than it gives.
    const MOST_WEIGHTS: usize = 600;

    fn scores(&self) -> usize {
        if self.classes == 2 { 1 } else { self.classes }
    }

    pub(crate) fn zeros(&self) -> Vec<f64> {
        vec![0.0; self.scores() * (self.width + 1)]
    }

    /// The largest derivative, as a share of the magnitudes it is the sum of: near 0 at the minimum
    /// whatever the scale of the columns, and 1 where every row pulls the same way.
    pub(crate) fn residual(&self, weights: &[f64]) -> f64 {
        let newton = Newton::new(self);
        newton.slope(weights, &newton.shares(weights)).residual()
    }

    /// Newton's method with halved steps from `weights`; stops where nothing more is gained.
    ///
    /// More than 600 weights are given back as they are.
    pub(crate) fn minimise(&self, weights: Vec<f64>) -> Vec<f64> {
        if weights.len() > Self::MOST_WEIGHTS {
            return weights;
        }
        Newton::new(self).run(weights)
    }
}

/// A problem with its columns at hand in one piece each.
struct Newton<'a> {
    problem: &'a Problem,
    columns: Vec<Vec<f64>>,
}

/// The derivatives at some weights.
struct Slope {
    gradient: Vec<f64>,
    /// Σ of the magnitudes each derivative is the sum of.
    magnitude: Vec<f64>,
}

/// Rows that are weighed and quantised together.
const BLOCK: usize = 1024;

impl<'a> Newton<'a> {
    const MOST_STEPS: usize = 100;
    const MOST_HALVINGS: usize = 30;
    /// Where rounding begins.
    const DONE: f64 = 1e-14;

    fn new(problem: &'a Problem) -> Self {
        let column = |j| problem.rows.iter().skip(j).step_by(problem.width).copied().collect();
        Self { problem, columns: (0..problem.width).map(column).collect() }
    }

    /// Numbers a score: a coefficient a column, and the intercept.
    fn stride(&self) -> usize {
        self.problem.width + 1
    }

    fn row(&self, i: usize) -> &[f64] {
        &self.problem.rows[i * self.problem.width..(i + 1) * self.problem.width]
    }

    /// The scores of a row. The first of two classes has none: it is 0.
    fn score(&self, i: usize, weights: &[f64]) -> Vec<f64> {
        let row = self.row(i);
        let each = weights.chunks_exact(self.stride());
        each.map(|w| exact::affine(row, &w[..row.len()], w[row.len()])).collect()
    }

    fn loss(&self, i: usize, weights: &[f64]) -> f64 {
        let scores = self.score(i, weights);
        let code = self.problem.codes[i] as usize;
        match *scores.as_slice() {
            [score] => {
                let own = if code == 1 { score } else { 0.0 };
                exact::log_sum_exp(&[0.0, score]) - own
            }
            _ => exact::log_sum_exp(&scores) - scores.get(code).copied().unwrap_or(exact::NAN),
        }
    }

    fn value(&self, weights: &[f64]) -> f64 {
        let rows = 0..self.problem.codes.len();
        let losses: Vec<f64> = rows.map(|i| self.loss(i, weights)).collect();
        let squares = weights.chunks_exact(self.stride()).map(|w| {
            let w = &w[..self.problem.width];
            exact::dot(w, w)
        });
        let penalty = 0.5 * self.problem.l2 * exact::sum(&squares.collect::<Vec<_>>());
        exact::exact_sum(&losses) + penalty
    }

    /// The probabilities of the classes that have a score, score after score.
    fn shares(&self, weights: &[f64]) -> Vec<Vec<f64>> {
        let count = self.problem.codes.len();
        let mut out = vec![Vec::with_capacity(count); self.problem.scores()];
        for i in 0..count {
            let mut scores = self.score(i, weights);
            match *scores.as_slice() {
                [score] => scores = vec![exact::logistic(score)],
                _ => exact::softmax(&mut scores),
            }
            out.iter_mut().zip(scores).for_each(|(shares, p)| shares.push(p));
        }
        out
    }

    fn slope(&self, weights: &[f64], shares: &[Vec<f64>]) -> Slope {
        let problem = self.problem;
        let (mut gradient, mut magnitude) = (Vec::new(), Vec::new());
        let mut push = |terms: &mut Vec<f64>| {
            gradient.push(exact::exact_sum(terms));
            terms.iter_mut().for_each(|term| *term = term.abs());
            magnitude.push(exact::exact_sum(terms));
        };
        for (k, (shares, w)) in shares.iter().zip(weights.chunks_exact(self.stride())).enumerate() {
            let class = if problem.scores() == 1 { 1 } else { k };
            let error =
                |(p, code): (&f64, &u32)| if *code as usize == class { p - 1.0 } else { *p };
            let mut errors: Vec<f64> = shares.iter().zip(&problem.codes).map(error).collect();
            for (column, w) in self.columns.iter().zip(w) {
                let mut terms: Vec<f64> = column.iter().zip(&errors).map(|(x, e)| x * e).collect();
                terms.push(problem.l2 * w);
                push(&mut terms);
            }
            if !problem.intercept {
                errors.clear();
            }
            push(&mut errors);
        }
        Slope { gradient, magnitude }
    }

    /// `Σ f·g·zᵢ·zⱼ` over the rows, `z` being a row and 1 (0 without an intercept), for every pair of the
    /// factors `f` and `g`, each one number a row: blocks of a symmetric matrix.
    fn products(&self, factors: &[Vec<f64>]) -> Option<Gram> {
        let one = if self.problem.intercept { 1.0 } else { 0.0 };
        let largest = |factor: &[f64], column: &[f64]| {
            factor.iter().zip(column).fold(0.0, |most, (f, x)| exact::max(most, (f * x).abs()))
        };
        let ones = vec![one; self.problem.codes.len()];
        let all = self.columns.iter().chain([&ones]);
        let maxima = factors.iter().flat_map(|f| all.clone().map(|column| largest(f, column)));
        let mut gram = Gram::with_maxima(&maxima.collect::<Vec<_>>()).ok()?;
        let rows: Vec<usize> = (0..self.problem.codes.len()).collect();
        for block in rows.chunks(BLOCK) {
            let mut weighed = Vec::with_capacity(block.len() * gram.width());
            for &i in block {
                for factor in factors {
                    weighed.extend(self.row(i).iter().chain([&one]).map(|x| factor[i] * x));
                }
            }
            gram.add_rows(&weighed).ok()?;
        }
        Some(gram)
    }

    /// Second derivatives, scaled to ones on the diagonal, with the scale.
    fn curvature(&self, shares: &[Vec<f64>]) -> Option<(Vec<f64>, Vec<f64>)> {
        let stride = self.stride();
        let size = shares.len() * stride;
        let mut matrix = vec![0.0; size * size];
        // Between two scores the derivative is −Σ p·q·z·zᵀ; of one score Σ p·(1 − p)·z·zᵀ.
        if shares.len() > 1 {
            let between = self.products(shares)?;
            for (at, entry) in matrix.iter_mut().enumerate() {
                *entry = -between.product(at / size, at % size)?;
            }
        }
        for (k, shares) in shares.iter().enumerate() {
            let bend = shares.iter().map(|p| (p * (1.0 - p)).sqrt()).collect();
            let within = self.products(&[bend])?;
            for i in 0..stride {
                for j in 0..stride {
                    matrix[(k * stride + i) * size + k * stride + j] = within.product(i, j)?;
                }
            }
        }
        for at in (0..size).filter(|at| at % stride < self.problem.width) {
            matrix[at * size + at] += self.problem.l2;
        }
        let scale: Vec<f64> = (0..size)
            .map(|at| match matrix[at * size + at] {
                bend if bend > 0.0 => bend.sqrt(),
                _ => 1.0,
            })
            .collect();
        for i in 0..size {
            for j in 0..size {
                matrix[i * size + j] /= scale[i] * scale[j];
            }
            // Equal shifts of all intercepts bend nothing; a little is added so that the system has
            // one solution. Without a penalty, dependent columns are met by the same.
            matrix[i * size + i] = 1.0 + 1e-12;
        }
        Some((matrix, scale))
    }

    fn run(&self, mut weights: Vec<f64>) -> Vec<f64> {
        let mut value = self.value(&weights);
        for _ in 0..Self::MOST_STEPS {
            let shares = self.shares(&weights);
            let slope = self.slope(&weights, &shares);
            if slope.residual() <= Self::DONE {
                break;
            }
            let Some(step) = self.step(&slope, &shares) else { break };
            let Some((next, lower)) = self.shorten(&weights, value, &step) else { break };
            (weights, value) = (next, lower);
        }
        self.centre(&mut weights);
        weights
    }

    /// Of more than two classes, an equal shift of what is not penalised changes no probability: the
    /// weights with sum 0 over the classes are taken.
    fn centre(&self, weights: &mut [f64]) {
        if self.problem.scores() == 1 {
            return;
        }
        let stride = self.stride();
        for at in 0..stride {
            if at == self.problem.width || self.problem.l2 == 0.0 {
                let each: Vec<f64> = weights.iter().skip(at).step_by(stride).copied().collect();
                let mean = exact::mean(&each).unwrap_or(0.0);
                weights.iter_mut().skip(at).step_by(stride).for_each(|w| *w -= mean);
            }
        }
    }

    fn step(&self, slope: &Slope, shares: &[Vec<f64>]) -> Option<Vec<f64>> {
        let (matrix, scale) = self.curvature(shares)?;
        let scaled: Vec<f64> = slope.gradient.iter().zip(&scale).map(|(g, s)| g / s).collect();
        let step = Cholesky::new(&matrix, scale.len()).ok()?.solve(&scaled).ok()?;
        Some(step.iter().zip(&scale).map(|(d, s)| d / s).collect())
    }

    /// The first of the step and its halves that lowers the objective, or keeps it and brings the
    /// derivatives down: near the minimum the objective no longer shows the difference.
    fn shorten(&self, from: &[f64], value: f64, step: &[f64]) -> Option<(Vec<f64>, f64)> {
        let residual = |w: &[f64]| self.slope(w, &self.shares(w)).residual();
        let mut part = 1.0;
        for _ in 0..Self::MOST_HALVINGS {
            let next: Vec<f64> = from.iter().zip(step).map(|(w, d)| w - part * d).collect();
            let lower = self.value(&next);
            let close = lower <= value + value.abs() * 1e-14;
            if lower < value || (close && residual(&next) < residual(from)) {
                return Some((next, lower));
            }
            part *= 0.5;
        }
        None
    }
}

impl Slope {
    fn residual(&self) -> f64 {
        let share = |(&g, &m): (&f64, &f64)| if g == 0.0 { 0.0 } else { g.abs() / m };
        let shares = self.gradient.iter().zip(&self.magnitude).map(share);
        shares.fold(0.0, exact::max)
    }
}

#[cfg(test)]
mod tests;
