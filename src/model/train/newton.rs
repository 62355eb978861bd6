//! The objective of logistic regression, and Newton's method on it, in this crate's own arithmetic.

use crate::exact::{self, Cholesky};

/// −Σ ln P(class of the row) + λ/2 Σw² over weights that stand score after score, each a row of
/// coefficients and an intercept. Two classes have one score, that of the second.
pub(super) struct Problem {
    pub(super) width: usize,
    pub(super) classes: usize,
    /// Row after row, `width` numbers each.
    pub(super) rows: Vec<f64>,
    /// One a row, below `classes`.
    pub(super) codes: Vec<u32>,
    pub(super) l2: f64,
    pub(super) intercept: bool,
}

/// The derivatives at some weights.
struct Slope {
    gradient: Vec<f64>,
    /// Σ of the magnitudes each derivative is the sum of.
    magnitude: Vec<f64>,
}

impl Problem {
    /// Above this many weights the matrix of second derivatives costs more than it gives.
    const MOST_WEIGHTS: usize = 600;
    const MOST_STEPS: usize = 100;
    const MOST_HALVINGS: usize = 30;
    /// Where rounding begins.
    const DONE: f64 = 1e-14;

    fn scores(&self) -> usize {
        if self.classes == 2 { 1 } else { self.classes }
    }

    pub(super) fn zeros(&self) -> Vec<f64> {
        vec![0.0; self.scores() * (self.width + 1)]
    }

    /// The scores of a row. The first of two classes has none: it is 0.
    fn score(&self, row: &[f64], weights: &[f64]) -> Vec<f64> {
        let each = weights.chunks_exact(self.width + 1);
        each.map(|w| exact::affine(row, &w[..self.width], w[self.width])).collect()
    }

    fn each_row(&self) -> impl Iterator<Item = (&[f64], usize)> {
        self.rows.chunks_exact(self.width).zip(self.codes.iter().map(|&code| code as usize))
    }

    fn value(&self, weights: &[f64]) -> f64 {
        let loss = |(row, code): (&[f64], usize)| {
            let mut scores = self.score(row, weights);
            if self.classes == 2 {
                scores.insert(0, 0.0);
            }
            exact::log_sum_exp(&scores) - scores[code]
        };
        let losses: Vec<f64> = self.each_row().map(loss).collect();
        let squares = weights.chunks_exact(self.width + 1).map(|w| {
            let w = &w[..self.width];
            exact::dot(w, w)
        });
        exact::sum(&losses) + 0.5 * self.l2 * exact::sum(&squares.collect::<Vec<_>>())
    }

    /// The probabilities of the classes that have a score, row after row.
    fn shares(&self, weights: &[f64]) -> Vec<f64> {
        let share = |(row, _)| {
            let mut scores = self.score(row, weights);
            match *scores.as_slice() {
                [score] => scores = vec![exact::logistic(score)],
                _ => exact::softmax(&mut scores),
            }
            scores
        };
        self.each_row().flat_map(share).collect()
    }

    fn slope(&self, weights: &[f64], shares: &[f64]) -> Slope {
        let (scores, stride) = (self.scores(), self.width + 1);
        let mut gradient = vec![0.0; scores * stride];
        let mut magnitude = gradient.clone();
        for ((row, code), shares) in self.each_row().zip(shares.chunks_exact(scores)) {
            for (k, &share) in shares.iter().enumerate() {
                let hit = code == if scores == 1 { 1 } else { k };
                let error = if hit { share - 1.0 } else { share };
                let terms = row.iter().map(|x| x * error).chain([error]);
                for (j, term) in terms.enumerate() {
                    gradient[k * stride + j] += term;
                    magnitude[k * stride + j] += term.abs();
                }
            }
        }
        for (at, &w) in weights.iter().enumerate() {
            if at % stride < self.width {
                gradient[at] += self.l2 * w;
                magnitude[at] += (self.l2 * w).abs();
            } else if !self.intercept {
                gradient[at] = 0.0;
            }
        }
        Slope { gradient, magnitude }
    }

    /// The largest derivative, as a share of the magnitudes it is the sum of: near 0 at the minimum
    /// whatever the scale of the columns, and 1 where every row pulls the same way.
    pub(super) fn residual(&self, weights: &[f64]) -> f64 {
        self.slope(weights, &self.shares(weights)).residual()
    }

    /// Second derivatives, scaled to ones on the diagonal, with the scale.
    fn curvature(&self, shares: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let (scores, stride) = (self.scores(), self.width + 1);
        let size = scores * stride;
        let mut matrix = vec![0.0; size * size];
        // Without an intercept its column is one of zeros, and its step none.
        let mut cells = vec![if self.intercept { 1.0 } else { 0.0 }; stride];
        for ((row, _), shares) in self.each_row().zip(shares.chunks_exact(scores)) {
            cells[..self.width].copy_from_slice(row);
            for (k, &p) in shares.iter().enumerate() {
                for (l, &q) in shares[..=k].iter().enumerate() {
                    let bend = if k == l { p * (1.0 - p) } else { -p * q };
                    for (i, &x) in cells.iter().enumerate() {
                        let start = (k * stride + i) * size + l * stride;
                        let line = &mut matrix[start..start + stride];
                        line.iter_mut().zip(&cells).for_each(|(m, &z)| *m += bend * x * z);
                    }
                }
            }
        }
        for at in 0..size {
            if at % stride < self.width {
                matrix[at * size + at] += self.l2;
            }
        }
        let scale: Vec<f64> = (0..size)
            .map(|at| match matrix[at * size + at] {
                bend if bend > 0.0 => bend.sqrt(),
                _ => 1.0,
            })
            .collect();
        for i in 0..size {
            for j in 0..=i {
                matrix[i * size + j] /= scale[i] * scale[j];
            }
            // Equal shifts of all intercepts bend nothing; a little is added so that the system has
            // one solution. Without a penalty, dependent columns are met by the same.
            matrix[i * size + i] = 1.0 + 1e-12;
        }
        (matrix, scale)
    }

    /// Newton's method with halved steps from `weights`; stops where nothing more is gained.
    pub(super) fn minimise(&self, mut weights: Vec<f64>) -> Vec<f64> {
        if weights.len() > Self::MOST_WEIGHTS {
            return weights;
        }
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
        if self.scores() == 1 {
            return;
        }
        let stride = self.width + 1;
        for at in 0..stride {
            if at == self.width || self.l2 == 0.0 {
                let each: Vec<f64> = weights.iter().skip(at).step_by(stride).copied().collect();
                let mean = exact::mean(&each).unwrap_or(0.0);
                weights.iter_mut().skip(at).step_by(stride).for_each(|w| *w -= mean);
            }
        }
    }

    fn step(&self, slope: &Slope, shares: &[f64]) -> Option<Vec<f64>> {
        let (matrix, scale) = self.curvature(shares);
        let scaled: Vec<f64> = slope.gradient.iter().zip(&scale).map(|(g, s)| g / s).collect();
        let step = Cholesky::new(&matrix, scale.len()).ok()?.solve(&scaled).ok()?;
        Some(step.iter().zip(&scale).map(|(d, s)| d / s).collect())
    }

    /// The first of the step and its halves that lowers the objective, or keeps it and brings the
    /// derivatives down: near the minimum the objective no longer shows the difference.
    fn shorten(&self, from: &[f64], value: f64, step: &[f64]) -> Option<(Vec<f64>, f64)> {
        let mut part = 1.0;
        for _ in 0..Self::MOST_HALVINGS {
            let next: Vec<f64> = from.iter().zip(step).map(|(w, d)| w - part * d).collect();
            let lower = self.value(&next);
            let close = lower <= value + value.abs() * 1e-14;
            if lower < value || (close && self.residual(&next) < self.residual(from)) {
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
