//! Sequential minimal optimisation: two multipliers at a time.
//!
//! # Formula
//! Minimises ½ Σ αₛαₜyₛyₜK(s, t) + Σ pₜαₜ with 0 ≤ α ≤ C and Σ yα = 0. Of the multipliers that may move up the one
//! whose −y·gradient is largest is paired with the one that may move down and promises to gain most, until the largest
//! of the former is less than the tolerance above the smallest of the latter.
//!
//! # Source
//! Platt, "Sequential minimal optimization" (1998); Fan, Chen and Lin, "Working set selection using second order
//! information for training support vector machines" (2005), as LIBSVM 3.3 has it, without shrinking, which changes
//! the time and not the minimum. Of equal choices the first is taken.

use super::cache::Cache;
use super::kernel::{Function, Rows};
use crate::exact;

/// What stands for a curvature that is not above 0.
const LEAST_CURVATURE: f64 = 1e-12;

/// When a fit ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Settings {
    pub(crate) function: Function,
    /// The bound of multipliers.
    pub(crate) c: f64,
    pub(crate) tolerance: f64,
    pub(crate) max_iterations: u64,
}

/// Why there is no solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unsolved {
    /// A kernel, or a sum of them, is not finite.
    #[error("kernels of the rows leave the range of numbers; scale the columns")]
    Range,
    /// The steps were used up, or one changed nothing.
    #[error(
        "did not converge: after {iterations} steps the gradients are not within the tolerance; standardise the \
         columns, lower C, or raise the tolerance or the steps"
    )]
    Steps {
        /// How many were taken.
        iterations: u64,
    },
}

/// The function Σ coefficient·K(row, ·) + intercept.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Solution {
    /// One a row; 0 of those that are no support vectors.
    pub(crate) coefficients: Vec<f64>,
    pub(crate) intercept: f64,
}

impl Solution {
    /// Its value at a row; `room` holds one number a training row.
    pub(crate) fn at(&self, row: &[f64], rows: &Rows, of: Function, room: &mut [f64]) -> f64 {
        of.with_each(row, rows, room);
        exact::dot(room, &self.coefficients) + self.intercept
    }
}

/// A classification: rows of sign 1 and −1.
///
/// With `counts`, a row's deviation costs as many times C.
pub(crate) fn classify(
    rows: &Rows,
    (signs, counts): (&[f64], Option<&[f64]>),
    settings: &Settings,
) -> Result<Solution, Unsolved> {
    let bounds = bounds(settings, rows.len(), counts);
    Smo::new(rows, (signs.to_vec(), bounds), &vec![-1.0; signs.len()], settings)?.solve()
}

/// The bound of the multiplier of each row.
fn bounds(settings: &Settings, rows: usize, counts: Option<&[f64]>) -> Vec<f64> {
    match counts {
        None => vec![settings.c; rows],
        Some(counts) => counts.iter().map(|count| count * settings.c).collect(),
    }
}

/// A regression on targets, deviations of up to epsilon being free.
pub(crate) fn regress(
    rows: &Rows,
    (targets, counts): (&[f64], Option<&[f64]>),
    epsilon: f64,
    settings: &Settings,
) -> Result<Solution, Unsolved> {
    let bounds = bounds(settings, rows.len(), counts).repeat(2);
    let signs = targets.iter().map(|_| 1.0).chain(targets.iter().map(|_| -1.0)).collect();
    let above = targets.iter().map(|y| epsilon - y);
    let linear: Vec<f64> = above.chain(targets.iter().map(|y| epsilon + y)).collect();
    Smo::new(rows, (signs, bounds), &linear, settings)?.solve()
}

struct Smo<'r> {
    settings: Settings,
    cache: Cache<'r>,
    rows: usize,
    diagonal: Vec<f64>,
    /// One a multiplier, of which there are one or two a row: of the second, the number of rows further on.
    signs: Vec<f64>,
    /// No multiplier is larger.
    bounds: Vec<f64>,
    alphas: Vec<f64>,
    /// −y·gradient.
    pulls: Vec<f64>,
    /// Whether y·α may grow, and fall.
    up: Vec<bool>,
    down: Vec<bool>,
}

/// What a step begins with: a multiplier, the slot of its kernels, and one to pair it with.
struct Pair {
    first: usize,
    slot: usize,
    second: usize,
}

impl<'r> Smo<'r> {
    fn new(
        rows: &'r Rows,
        (signs, bounds): (Vec<f64>, Vec<f64>),
        linear: &[f64],
        settings: &Settings,
    ) -> Result<Smo<'r>, Unsolved> {
        let function = settings.function;
        let diagonal: Vec<f64> =
            (0..rows.len()).map(|row| function.with_itself(rows.row(row))).collect();
        if diagonal.iter().chain(&bounds).any(|x| !x.is_finite()) {
            return Err(Unsolved::Range);
        }
        let pulls = signs.iter().zip(linear).map(|(sign, p)| -(sign * p)).collect();
        let (up, down) = signs.iter().map(|sign| (*sign > 0.0, *sign < 0.0)).unzip();
        let (cache, alphas) = (Cache::new(rows, function), vec![0.0; signs.len()]);
        let (settings, rows) = (*settings, rows.len());
        Ok(Smo { settings, cache, rows, diagonal, signs, bounds, alphas, pulls, up, down })
    }

    /// The pair to move next; `None` at the minimum.
    fn choose(&mut self) -> Result<Option<Pair>, Unsolved> {
        let mut most = f64::NEG_INFINITY;
        let mut first = None;
        for (at, (&pull, &up)) in self.pulls.iter().zip(&self.up).enumerate() {
            if up && pull > most {
                (most, first) = (pull, Some(at));
            }
        }
        let Some(first) = first else { return Ok(None) };
        let slot = self.cache.load(first % self.rows)?;
        let (own, kernels) = (self.diagonal[first % self.rows], self.cache.values(slot));
        let (mut least, mut best, mut second) = (f64::INFINITY, 0.0, None);
        let halves = self.pulls.chunks_exact(self.rows).zip(self.down.chunks_exact(self.rows));
        for (half, (pulls, down)) in halves.enumerate() {
            let each = pulls.iter().zip(down).zip(kernels.iter().zip(&self.diagonal));
            for (at, ((&pull, &down), (kernel, other))) in each.enumerate() {
                if !down {
                    continue;
                }
                least = if pull < least { pull } else { least };
                let apart = most - pull;
                if apart > 0.0 {
                    let curvature = own + other - 2.0 * kernel;
                    let curvature = if curvature > 0.0 { curvature } else { LEAST_CURVATURE };
                    let gain = apart * apart / curvature;
                    if gain > best {
                        (best, second) = (gain, Some(half * self.rows + at));
                    }
                }
            }
        }
        match second {
            Some(second) if most - least >= self.settings.tolerance => {
                Ok(Some(Pair { first, slot, second }))
            }
            _ => Ok(None),
        }
    }

    /// How far a multiplier may move, y·α growing or falling.
    fn room(&self, at: usize, growing: bool) -> f64 {
        let alpha = self.alphas[at];
        if (self.signs[at] > 0.0) == growing { self.bounds[at] - alpha } else { alpha }
    }

    /// Moves y·α of a multiplier, to its very bound if that is how far it goes; gives by how much.
    fn shift(&mut self, at: usize, by: f64, limit: f64, growing: bool) -> f64 {
        let (old, c) = (self.alphas[at], self.bounds[at]);
        let rises = (self.signs[at] > 0.0) == growing;
        let new = match (by >= limit, rises) {
            (true, true) => c,
            (true, false) => 0.0,
            (false, true) => exact::clamp(old + by, 0.0, c),
            (false, false) => exact::clamp(old - by, 0.0, c),
        };
        self.alphas[at] = new;
        let positive = self.signs[at] > 0.0;
        self.up[at] = if positive { new < c } else { new > 0.0 };
        self.down[at] = if positive { new > 0.0 } else { new < c };
        self.signs[at] * (new - old)
    }

    fn solve(mut self) -> Result<Solution, Unsolved> {
        let mut iterations = 0;
        while let Some(Pair { first, slot, second }) = self.choose()? {
            iterations += 1;
            let other = self.cache.load(second % self.rows)?;
            let (i, j) = (first % self.rows, second % self.rows);
            let curvature = self.diagonal[i] + self.diagonal[j] - 2.0 * self.cache.values(slot)[j];
            let curvature = if curvature > 0.0 { curvature } else { LEAST_CURVATURE };
            let whole = (self.pulls[first] - self.pulls[second]) / curvature;
            let limits = [self.room(first, true), self.room(second, false)];
            let by = exact::min(whole, exact::min(limits[0], limits[1]));
            let a = self.shift(first, by, limits[0], true);
            let b = self.shift(second, by, limits[1], false);
            if (a == 0.0 && b == 0.0) || iterations > self.settings.max_iterations {
                return Err(Unsolved::Steps { iterations });
            }
            let (mine, theirs) = (self.cache.values(slot), self.cache.values(other));
            for pulls in self.pulls.chunks_exact_mut(self.rows) {
                for (pull, (x, y)) in pulls.iter_mut().zip(mine.iter().zip(theirs)) {
                    *pull -= x * a + y * b;
                }
            }
        }
        if self.pulls.iter().any(|pull| !pull.is_finite()) {
            return Err(Unsolved::Range);
        }
        Ok(Solution { intercept: self.intercept(), coefficients: self.coefficients() })
    }

    fn coefficients(&self) -> Vec<f64> {
        let mut out = vec![0.0; self.rows];
        let halves = self.alphas.chunks_exact(self.rows).zip(self.signs.chunks_exact(self.rows));
        for (alphas, signs) in halves {
            let each = out.iter_mut().zip(alphas.iter().zip(signs));
            each.for_each(|(sum, (alpha, sign))| *sum += alpha * sign);
        }
        out
    }

    /// The mean pull of multipliers between their bounds; without any, the middle of where it may be.
    fn intercept(&self) -> f64 {
        let (mut free, mut low, mut high) = (Vec::new(), f64::NEG_INFINITY, f64::INFINITY);
        for (at, &pull) in self.pulls.iter().enumerate() {
            match (self.up[at], self.down[at]) {
                (true, true) => free.push(pull),
                (true, false) => low = exact::max(low, pull),
                _ => high = exact::min(high, pull),
            }
        }
        match exact::mean(&free) {
            Some(mean) => mean,
            None if low.is_infinite() => high,
            None if high.is_infinite() => low,
            None => (low + high) / 2.0,
        }
    }
}

#[cfg(test)]
mod tests;
