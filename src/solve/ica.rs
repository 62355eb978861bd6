//! Independent components by FastICA, all at once, with the function ln cosh.
//!
//! Rows are taken in canonical order, and sums over them in the fixed order of [`dot`](crate::exact::dot): the order
//! they came in does not matter.

use super::eigen::eigen;
use super::gram::covariance;
use super::rows::canonical_order;
use crate::exact;

/// Variances along principal components below this share of the largest are none.
const LEAST_SHARE: f64 = 1e-12;
/// Weights of a component that differ by no more than this share are equal when its sign is chosen.
const EQUAL: f64 = 1e-12;

/// How components are sought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Search {
    pub(crate) count: usize,
    pub(crate) tolerance: f64,
    pub(crate) max_iterations: u32,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Components {
    pub(crate) means: Vec<f64>,
    /// Component after component, in each one a column.
    pub(crate) unmixing: Vec<f64>,
    /// Column after column, in each one a component: what gives the columns less their means back.
    pub(crate) mixing: Vec<f64>,
    pub(crate) iterations: u32,
    pub(crate) converged: bool,
}

impl Search {
    /// The components of columns of at least two rows, from `count × count` weights to start with.
    ///
    /// # Source
    /// `FastICA(algorithm="parallel", whiten="unit-variance")` of scikit-learn 1.9, which leaves the sign as it comes.
    pub(crate) fn fit(self, columns: &[&[f64]], start: &[f64]) -> Result<Components, String> {
        let (width, count) = (columns.len(), self.count);
        let found = covariance(columns, 0).map_err(|error| error.to_string())?;
        let pairs = eigen(&found.matrix, width).ok_or("the covariances are not finite")?;
        let largest = pairs.values.first().copied().unwrap_or(0.0);
        let rank = pairs.values.iter().take_while(|v| **v > LEAST_SHARE * largest).count();
        if rank < count {
            return Err(format!(
                "the columns vary in {rank} directions, fewer than {count} components; ask for fewer"
            ));
        }
        let (mut whitening, mut colouring) = (Vec::new(), Vec::new());
        for (variance, vector) in pairs.pairs().take(count) {
            let deviation = variance.sqrt();
            let first = vector.iter().find(|x| **x != 0.0).is_some_and(|x| *x < 0.0);
            let sign = if first { -1.0 } else { 1.0 };
            whitening.extend(vector.iter().map(|x| sign * x / deviation));
            colouring.extend(vector.iter().map(|x| sign * x * deviation));
        }
        let white = whitened(columns, &found.means, &whitening);
        let (turn, iterations, converged) = self.turn(&white, start)?;
        let mut unmixing = product(&turn, &whitening, count);
        let mut mixing = vec![0.0; width * count];
        let coloured = product(&turn, &colouring, count);
        let rows = unmixing.chunks_exact_mut(width.max(1)).zip(coloured.chunks_exact(width.max(1)));
        for (at, (unmixing, coloured)) in rows.enumerate() {
            let most = unmixing.iter().fold(0.0, |most, x| exact::max(most, x.abs()));
            let leading = unmixing.iter().find(|x| x.abs() >= most * (1.0 - EQUAL));
            let sign = if leading.is_some_and(|x| *x < 0.0) { -1.0 } else { 1.0 };
            unmixing.iter_mut().for_each(|x| *x *= sign);
            let places = mixing.iter_mut().skip(at).step_by(count);
            places.zip(coloured).for_each(|(place, x)| *place = sign * x);
        }
        Ok(Components { means: found.means, unmixing, mixing, iterations, converged })
    }

    /// The turn of white rows that makes them least normal, row-major.
    fn turn(self, white: &[Vec<f64>], start: &[f64]) -> Result<(Vec<f64>, u32, bool), String> {
        let count = self.count;
        let rows = white.first().map_or(0, Vec::len);
        let columns: Vec<&[f64]> = white.iter().map(Vec::as_slice).collect();
        let mut turn = decorrelated(start, count)?;
        let mut sources = vec![vec![0.0; rows]; count];
        let (mut iterations, mut converged) = (0, false);
        while !converged && iterations < self.max_iterations {
            iterations += 1;
            let directions: Vec<&[f64]> = turn.chunks_exact(count).collect();
            exact::dot_columns(&columns, &[], &directions, &mut sources);
            let mut next = Vec::with_capacity(count * count);
            for (own, source) in turn.chunks_exact(count).zip(&mut sources) {
                // tanh u = 2 / (1 + e^−2u) − 1.
                source.iter_mut().for_each(|u| *u *= 2.0);
                exact::slices::logistic(source);
                source.iter_mut().for_each(|u| *u = 2.0 * *u - 1.0);
                let slope = 1.0 - exact::dot(source, source) / rows as f64;
                let each = columns.iter().zip(own);
                next.extend(each.map(|(z, w)| exact::dot(source, z) / rows as f64 - slope * w));
            }
            let next = decorrelated(&next, count)?;
            let pairs = next.chunks_exact(count).zip(turn.chunks_exact(count));
            let moved = pairs.map(|(new, old)| (exact::dot(new, old).abs() - 1.0).abs());
            converged = moved.fold(0.0, exact::max) < self.tolerance;
            turn = next;
        }
        Ok((turn, iterations, converged))
    }
}

/// Rows in canonical order, projected on directions of the columns less their means.
fn whitened(columns: &[&[f64]], means: &[f64], directions: &[f64]) -> Vec<Vec<f64>> {
    let rows = columns.first().map_or(0, |column| column.len());
    let order = canonical_order(columns, rows);
    let sorted: Vec<Vec<f64>> =
        columns.iter().map(|column| order.iter().map(|&row| column[row]).collect()).collect();
    let sorted: Vec<&[f64]> = sorted.iter().map(Vec::as_slice).collect();
    let directions: Vec<&[f64]> = directions.chunks_exact(columns.len().max(1)).collect();
    let mut out = vec![vec![0.0; rows]; directions.len()];
    exact::dot_columns(&sorted, means, &directions, &mut out);
    out
}

/// (WWᵀ)^−½ W, its rows at right angles and of length 1.
fn decorrelated(weights: &[f64], count: usize) -> Result<Vec<f64>, String> {
    let row = |at: usize| &weights[at * count..(at + 1) * count];
    let squares: Vec<f64> =
        (0..count * count).map(|at| exact::dot(row(at / count), row(at % count))).collect();
    let pairs = eigen(&squares, count).ok_or("the weights are not finite")?;
    let mut root = vec![0.0; count * count];
    for (value, vector) in pairs.pairs() {
        let scale = 1.0 / exact::max(value, f64::MIN_POSITIVE).sqrt();
        for (i, row) in root.chunks_exact_mut(count).enumerate() {
            row.iter_mut().zip(vector).for_each(|(sum, x)| *sum += scale * vector[i] * x);
        }
    }
    Ok(product(&root, weights, count))
}

/// Row-major: `count × count` times `count × any`.
fn product(a: &[f64], b: &[f64], count: usize) -> Vec<f64> {
    let width = b.len() / count.max(1);
    let mut out = vec![0.0; b.len()];
    for (out, a) in out.chunks_exact_mut(width.max(1)).zip(a.chunks_exact(count.max(1))) {
        for (factor, row) in a.iter().zip(b.chunks_exact(width.max(1))) {
            out.iter_mut().zip(row).for_each(|(sum, x)| *sum += factor * x);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two rectangles' sides turned: the sides come back, each of variance 1, up to order.
    #[test]
    fn sides_of_a_turned_rectangle() {
        let side = |i: u32| if i.is_multiple_of(2) { 1.0 } else { -1.0 };
        let rows: Vec<(f64, f64)> = (0..40).map(|i| (side(i), side(i / 2))).collect();
        let a: Vec<f64> = rows.iter().map(|(s, t)| 3.0 * s + t).collect();
        let b: Vec<f64> = rows.iter().map(|(s, t)| s - 2.0 * t).collect();
        let search = Search { count: 2, tolerance: 1e-12, max_iterations: 200 };
        let found = search.fit(&[&a, &b], &[1.0, 0.5, -0.5, 1.0]).unwrap();
        assert!(found.converged);
        // Sources of ±1, so that mixing holds 3, 1, 1 and −2 in some order and sign.
        let mut sizes: Vec<f64> = found.mixing.iter().map(|x| x.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        for (size, expected) in sizes.iter().zip([1.0, 1.0, 2.0, 3.0]) {
            assert!((size - expected).abs() <= 1e-9, "{found:?}");
        }
        let unit = product(&found.unmixing, &found.mixing, 2);
        for (x, expected) in unit.iter().zip([1.0, 0.0, 0.0, 1.0]) {
            assert!((x - expected).abs() <= 1e-12, "{unit:?}");
        }
        assert!(search.fit(&[&a, &a], &[1.0, 0.0, 0.0, 1.0]).unwrap_err().contains("1 directions"));
    }
}
