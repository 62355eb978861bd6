//! What is computed of every row: scores, probabilities, losses.

use super::Problem;
use crate::exact::{self, dot_columns, slices};
use crate::solve::rows::transposed;
use core::ops::Range;

/// Rows whose probabilities are computed together.
const BLOCK: usize = 512;
/// Lanes in which [`exact::softmax`] adds.
const LANES: usize = 8;

/// A problem with its columns at hand in one piece each.
pub(super) struct Passes<'a> {
    pub(super) problem: &'a Problem,
    pub(super) columns: Vec<Vec<f64>>,
    /// The largest size in each column.
    pub(super) sizes: Vec<f64>,
    /// What each row counts, at most 1; as often as any other where there is none.
    weights: Option<&'a [f64]>,
}

/// The largest size of values.
pub(super) fn largest(values: &[f64]) -> f64 {
    exact::largest(values).unwrap_or(exact::NAN)
}

/// What the rows say of some weights.
pub(super) struct Answers {
    /// Of the classes that have a score, score after score.
    pub(super) shares: Vec<Vec<f64>>,
    /// −ln P(class of the row), as the row counts.
    pub(super) losses: Vec<f64>,
}

impl<'a> Passes<'a> {
    pub(super) fn new(problem: &'a Problem, weights: Option<&'a [f64]>) -> Self {
        let columns = transposed(&problem.rows, problem.width);
        let sizes = columns.iter().map(|column| largest(column)).collect();
        Self { problem, columns, sizes, weights }
    }

    /// Makes each of some rows' values count as its row does.
    pub(super) fn weigh(&self, rows: Range<usize>, values: &mut [f64]) {
        if let Some(weights) = self.weights.and_then(|weights| weights.get(rows)) {
            values.iter_mut().zip(weights).for_each(|(x, weight)| *x *= weight);
        }
    }

    /// √(p·(1 − p)) of every row, as it counts: the second derivative along a score is its square.
    pub(super) fn bends(&self, shares: &[f64]) -> Vec<f64> {
        let mut bends: Vec<f64> = shares.iter().map(|p| p * (1.0 - p)).collect();
        self.weigh(0..bends.len(), &mut bends);
        bends.iter_mut().for_each(|bend| *bend = bend.sqrt());
        bends
    }

    /// The probabilities of one score, each times the root of what its row counts.
    pub(super) fn halves(&self, shares: &[f64]) -> Vec<f64> {
        let mut halves = shares.to_vec();
        if let Some(weights) = self.weights {
            halves.iter_mut().zip(weights).for_each(|(p, weight)| *p *= weight.sqrt());
        }
        halves
    }

    pub(super) fn rows(&self) -> usize {
        self.problem.codes.len()
    }

    /// Numbers a score: a coefficient a column, and the intercept.
    pub(super) fn stride(&self) -> usize {
        self.problem.width + 1
    }

    /// x·w + b for every row and each row of weights.
    pub(super) fn scores(&self, weights: &[f64]) -> Vec<Vec<f64>> {
        self.scores_of(0..self.rows(), weights)
    }

    /// The same of some of the rows.
    pub(super) fn scores_of(&self, rows: Range<usize>, weights: &[f64]) -> Vec<Vec<f64>> {
        let columns: Vec<&[f64]> = self.columns.iter().map(|x| &x[rows.clone()]).collect();
        let each = weights.chunks_exact(self.stride());
        let (directions, shifts): (Vec<&[f64]>, Vec<f64>) =
            each.map(|w| (&w[..self.problem.width], w[self.problem.width])).unzip();
        let mut scores = vec![vec![0.0; rows.len()]; directions.len()];
        dot_columns(&columns, &[], &directions, &mut scores);
        for (scores, shift) in scores.iter_mut().zip(shifts) {
            scores.iter_mut().for_each(|score| *score += shift);
        }
        scores
    }

    /// Probabilities and losses from scores.
    pub(super) fn answers(&self, scores: Vec<Vec<f64>>) -> Answers {
        self.answers_of(0..self.rows(), scores)
    }

    /// The same of some of the rows.
    pub(super) fn answers_of(&self, rows: Range<usize>, mut scores: Vec<Vec<f64>>) -> Answers {
        let codes = &self.problem.codes[rows.clone()];
        let mut losses = match scores.as_mut_slice() {
            [scores] => of_two(scores, codes),
            _ => of_many(&mut scores, codes),
        };
        self.weigh(rows, &mut losses);
        Answers { shares: scores, losses }
    }

    /// p − 1 where the class of a score is the row's, else p, as the row counts: of some of the rows, whose
    /// probabilities are given.
    pub(super) fn errors_of(&self, rows: Range<usize>, k: usize, shares: &[f64]) -> Vec<f64> {
        let class = if self.problem.scores() == 1 { 1 } else { k };
        let error = |(p, code): (&f64, &u32)| if *code as usize == class { p - 1.0 } else { *p };
        let codes = &self.problem.codes[rows.clone()];
        let mut errors: Vec<f64> = shares.iter().zip(codes).map(error).collect();
        self.weigh(rows, &mut errors);
        errors
    }
}

/// Scores of the second class of two become its probabilities, [`exact::logistic`] each; the losses, which are
/// ln(1 + e^s) less s where the second class is the row's, as [`exact::log_sum_exp`] of 0 and s.
fn of_two(scores: &mut [f64], codes: &[u32]) -> Vec<f64> {
    let mut losses: Vec<f64> = scores.iter().map(|s| -s.abs()).collect();
    slices::exp(&mut losses);
    losses.iter_mut().for_each(|e| *e += 1.0);
    slices::ln(&mut losses);
    for ((loss, score), code) in losses.iter_mut().zip(scores.iter()).zip(codes) {
        let own = if *code == 1 { *score } else { 0.0 };
        *loss = exact::max(0.0, *score) + *loss - own;
    }
    slices::logistic(scores);
    losses
}

/// Scores of three or more classes become probabilities, [`exact::softmax`] of each row; the losses,
/// [`exact::log_sum_exp`] less the score of the row's class.
fn of_many(scores: &mut [Vec<f64>], codes: &[u32]) -> Vec<f64> {
    let mut losses = vec![0.0; codes.len()];
    for start in (0..codes.len()).step_by(BLOCK) {
        let range = start..codes.len().min(start + BLOCK);
        let count = range.len();
        let mut largest = [f64::NEG_INFINITY; BLOCK];
        for scores in scores.iter() {
            let of = largest.iter_mut().zip(&scores[range.clone()]);
            of.for_each(|(largest, s)| *largest = if *s > *largest { *s } else { *largest });
        }
        for (i, code) in range.clone().zip(&codes[range.clone()]) {
            losses[i] = scores.get(*code as usize).map_or(exact::NAN, |scores| scores[i]);
        }
        let mut lanes = [[0.0; BLOCK]; LANES];
        for (k, scores) in scores.iter_mut().enumerate() {
            let scores = &mut scores[range.clone()];
            scores.iter_mut().zip(&largest).for_each(|(s, largest)| *s -= largest);
            slices::exp(scores);
            let lane = &mut lanes[k % LANES];
            lane.iter_mut().zip(scores.iter()).for_each(|(lane, e)| *lane += e);
        }
        let [a, b, c, d, e, f, g, h] = &lanes;
        let mut totals = [0.0; BLOCK];
        for (i, total) in totals.iter_mut().enumerate() {
            *total = ((a[i] + e[i]) + (c[i] + g[i])) + ((b[i] + f[i]) + (d[i] + h[i]));
        }
        for scores in scores.iter_mut() {
            let of = scores[range.clone()].iter_mut().zip(&totals);
            of.for_each(|(share, total)| *share /= total);
        }
        slices::ln(&mut totals[..count]);
        for ((loss, total), largest) in losses[range].iter_mut().zip(&totals).zip(&largest) {
            *loss = largest + total - *loss;
        }
    }
    losses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::Random;

    /// Rows at a time are rows one by one, to the bit.
    #[test]
    fn answers_are_those_of_each_row() {
        let mut draw = Random::new(5, 0, 0);
        for classes in [2usize, 3, 9, 20] {
            let width = 3;
            let rows: Vec<f64> = (0..1300 * width).map(|_| draw.uniform() * 60.0 - 30.0).collect();
            let codes: Vec<u32> = (0..1300).map(|_| draw.below(classes as u64) as u32).collect();
            let problem = Problem { width, classes, rows, codes, l2: 1.0, intercept: true };
            let weights: Vec<f64> =
                problem.zeros().iter().map(|_| draw.uniform() * 4.0 - 2.0).collect();
            let passes = Passes::new(&problem, None);
            let found = passes.answers(passes.scores(&weights));
            for (i, row) in problem.rows.chunks(width).enumerate() {
                let score = |w: &[f64]| exact::affine(row, &w[..width], w[width]);
                let mut scores: Vec<f64> = weights.chunks(width + 1).map(score).collect();
                let code = problem.codes[i] as usize;
                let loss = match *scores.as_slice() {
                    [s] => exact::log_sum_exp(&[0.0, s]) - if code == 1 { s } else { 0.0 },
                    _ => exact::log_sum_exp(&scores) - scores[code],
                };
                match *scores.as_slice() {
                    [s] => scores = vec![exact::logistic(s)],
                    _ => exact::softmax(&mut scores),
                }
                let shares: Vec<f64> = found.shares.iter().map(|shares| shares[i]).collect();
                assert_eq!(shares, scores, "{classes} classes, row {i}");
                assert_eq!(found.losses[i].to_bits(), loss.to_bits(), "{classes} classes, row {i}");
            }
        }
    }
}
