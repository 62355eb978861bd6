//! Second derivatives of the objective, whole or along one direction.

use super::passes::{Passes, largest};
use crate::exact::{self, ExactDot, Gram, slices};

/// Rows that are weighed together, so that they stay near.
const BLOCK: usize = 1024;

/// `Σ f·g·zᵢ·zⱼ` over the rows, `z` being a row and 1 (0 without an intercept), for every pair of the
/// factors `f` and `g`, each one number a row: blocks of a symmetric matrix.
fn products(passes: &Passes<'_>, factors: &[&[f64]]) -> Option<Gram> {
    let one = if passes.problem.intercept { 1.0 } else { 0.0 };
    let columns = passes.stride() * factors.len();
    let mut weighed = vec![vec![0.0; BLOCK.min(passes.rows())]; columns];
    let blocks = || (0..passes.rows()).step_by(BLOCK);
    let weigh = |start: usize, weighed: &mut [Vec<f64>]| {
        let range = start..passes.rows().min(start + BLOCK);
        for (factor, weighed) in factors.iter().zip(weighed.chunks_mut(passes.stride())) {
            let factor = &factor[range.clone()];
            for (to, column) in weighed.iter_mut().zip(&passes.columns) {
                slices::products(factor, &column[range.clone()], to);
            }
            if let Some(last) = weighed.last_mut() {
                last.iter_mut().zip(factor).for_each(|(to, f)| *to = f * one);
            }
        }
        range.len()
    };
    let mut maxima = vec![0.0; columns];
    for start in blocks() {
        let count = weigh(start, &mut weighed);
        for (most, weighed) in maxima.iter_mut().zip(&weighed) {
            *most = exact::max(*most, largest(&weighed[..count]));
        }
    }
    let mut gram = Gram::with_maxima(&maxima).ok()?;
    for start in blocks() {
        let count = weigh(start, &mut weighed);
        let columns: Vec<&[f64]> = weighed.iter().map(|column| &column[..count]).collect();
        gram.add_columns(&columns).ok()?;
    }
    Some(gram)
}

/// The matrix of second derivatives, row-major.
///
/// Between two scores the derivative is −Σ p·q·z·zᵀ; of one score Σ p·(1 − p)·z·zᵀ; each row as it counts.
pub(super) fn matrix(passes: &Passes<'_>, shares: &[Vec<f64>]) -> Option<Vec<f64>> {
    let stride = passes.stride();
    let size = shares.len() * stride;
    let mut matrix = vec![0.0; size * size];
    let mut set = |i: usize, j: usize, x: f64| {
        (matrix[i * size + j], matrix[j * size + i]) = (x, x);
    };
    if shares.len() > 1 {
        let halves: Vec<Vec<f64>> = shares.iter().map(|shares| passes.halves(shares)).collect();
        let between = products(passes, &halves.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
        for i in 0..size {
            for j in i..size {
                set(i, j, -between.product(i, j)?);
            }
        }
    }
    for (k, shares) in shares.iter().enumerate() {
        let bend = passes.bends(shares);
        let within = products(passes, &[&bend])?;
        let penalty = |i: usize| if i < passes.problem.width { passes.problem.l2 } else { 0.0 };
        for i in 0..stride {
            for j in i..stride {
                let more = if i == j { penalty(i) } else { 0.0 };
                set(k * stride + i, k * stride + j, within.product(i, j)? + more);
            }
        }
    }
    Some(matrix)
}

/// The second derivatives times a direction: one pass over the rows there and one back.
pub(super) fn along(passes: &Passes<'_>, shares: &[Vec<f64>], direction: &[f64]) -> Vec<f64> {
    let mut turned = passes.scores(direction);
    match turned.as_mut_slice() {
        [turned] => {
            turned.iter_mut().zip(&shares[0]).for_each(|(u, p)| *u *= p * (1.0 - p));
        }
        _ => {
            let mut mean = vec![0.0; passes.rows()];
            for (turned, shares) in turned.iter().zip(shares) {
                let both = turned.iter().zip(shares);
                mean.iter_mut().zip(both).for_each(|(mean, (u, p))| *mean += u * p);
            }
            for (turned, shares) in turned.iter_mut().zip(shares) {
                let both = mean.iter().zip(shares);
                turned.iter_mut().zip(both).for_each(|(u, (mean, p))| *u = p * (*u - mean));
            }
        }
    }
    turned.iter_mut().for_each(|turned| passes.weigh(0..passes.rows(), turned));
    let problem = passes.problem;
    let mut out = Vec::with_capacity(direction.len());
    for (turned, direction) in turned.iter().zip(direction.chunks_exact(passes.stride())) {
        for (column, d) in passes.columns.iter().zip(direction) {
            let mut sum = ExactDot::new();
            sum.add_slices(column, turned);
            sum.add(problem.l2, *d);
            out.push(sum.sum());
        }
        out.push(if problem.intercept { exact::exact_sum(turned) } else { 0.0 });
    }
    out
}

/// The diagonal of [`matrix`].
pub(super) fn diagonal(passes: &Passes<'_>, shares: &[Vec<f64>]) -> Vec<f64> {
    let problem = passes.problem;
    let mut out = Vec::with_capacity(shares.len() * passes.stride());
    for shares in shares {
        let bend = passes.bends(shares);
        for column in &passes.columns {
            let mut sum = ExactDot::new();
            let weighed: Vec<f64> = bend.iter().zip(column).map(|(f, x)| f * x).collect();
            sum.add_squares(&weighed);
            sum.add(problem.l2, 1.0);
            out.push(sum.sum());
        }
        let mut sum = ExactDot::new();
        sum.add_squares(&bend);
        out.push(if problem.intercept { sum.sum() } else { 0.0 });
    }
    out
}
