//! The shortest of many solutions, by a factor of full rank.
//!
//! # Source
//! Courrieu, "Fast computation of Moore-Penrose inverse matrices" (2005); Higham, *Accuracy and Stability of Numerical
//! Algorithms*, 2nd ed. (2002), section 10.3, for the factor with complete pivoting.

use crate::exact::{self, Cholesky};

/// `A = L·Lᵀ` of rank `r`, and how to solve with `LᵀL`.
pub(super) struct Shortest {
    rank: usize,
    /// Row-major, `r` numbers a row.
    lower: Vec<f64>,
    inner: Cholesky,
}

impl Shortest {
    /// Of a symmetric row-major matrix of ones on the diagonal, its rows and columns then multiplied by `scale`.
    ///
    /// A row of which the rows before leave no more than `least` counts as made of them. `None` when the scales lie too far
    /// apart for their squares.
    pub(super) fn new(mut matrix: Vec<f64>, scale: &[f64], least: f64) -> Option<Self> {
        let width = scale.len();
        let mut left: Vec<usize> = (0..width).collect();
        let (mut columns, mut done) = (Vec::<Vec<f64>>::new(), Vec::new());
        loop {
            // The first of the largest.
            let ahead = |best: usize, &at: &usize| {
                if matrix[at * width + at] > matrix[best * width + best] { at } else { best }
            };
            let Some(&first) = left.first() else { break };
            let pivot = left.iter().fold(first, ahead);
            let rest = matrix[pivot * width + pivot];
            if !(rest > least && rest.is_finite()) {
                break;
            }
            let root = rest.sqrt();
            let mut column = matrix[pivot * width..(pivot + 1) * width].to_vec();
            column.iter_mut().for_each(|x| *x /= root);
            // Rows that are done are done: what rounding leaves of them is nothing.
            done.iter().for_each(|&at: &usize| column[at] = 0.0);
            for (row, factor) in matrix.chunks_exact_mut(width).zip(&column) {
                row.iter_mut().zip(&column).for_each(|(x, other)| *x -= factor * other);
            }
            left.retain(|&at| at != pivot);
            done.push(pivot);
            columns.push(column);
        }
        let rank = columns.len();
        let mut lower = Vec::with_capacity(width * rank);
        for (i, scale) in scale.iter().enumerate() {
            lower.extend(columns.iter().map(|column| column[i] * scale));
        }
        let mut inner = vec![0.0; rank * rank];
        for row in lower.chunks_exact(rank.max(1)) {
            for (to, factor) in inner.chunks_exact_mut(rank.max(1)).zip(row) {
                to.iter_mut().zip(row).for_each(|(x, other)| *x += factor * other);
            }
        }
        let inner = Cholesky::new(&inner, rank).ok()?;
        Some(Self { rank, lower, inner })
    }

    /// The shortest `x` of those for which `A·x` is nearest to `b`; `None` when a number leaves the range.
    pub(super) fn solve(&self, b: &[f64]) -> Option<Vec<f64>> {
        let mut within = vec![0.0; self.rank];
        for (row, b) in self.lower.chunks_exact(self.rank.max(1)).zip(b) {
            within.iter_mut().zip(row).for_each(|(sum, l)| *sum += l * b);
        }
        let within = self.inner.solve(&self.inner.solve(&within).ok()?).ok()?;
        let mut out: Vec<f64> =
            self.lower.chunks_exact(self.rank.max(1)).map(|row| exact::dot(row, &within)).collect();
        out.resize(b.len(), 0.0);
        out.iter().all(|x| x.is_finite()).then_some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two equal rows of length 5 share what there is.
    #[test]
    fn equal_rows_share() {
        let found = Shortest::new(vec![1.0; 4], &[5.0, 5.0], 1e-10).unwrap();
        assert_eq!(found.rank, 1);
        // 25·(x + y) = 100.
        let solution = found.solve(&[100.0, 100.0]).unwrap();
        assert!(solution.iter().all(|x| (x - 2.0).abs() < 1e-15), "{solution:?}");
    }

    #[test]
    fn of_full_rank_it_is_the_inverse() {
        let found = Shortest::new(vec![1.0, 0.5, 0.5, 1.0], &[1.0, 2.0], 1e-10).unwrap();
        // [[1, 1], [1, 4]]·(2, 3) = (5, 14).
        let solution = found.solve(&[5.0, 14.0]).unwrap();
        assert!((solution[0] - 2.0).abs() < 1e-14 && (solution[1] - 3.0).abs() < 1e-14);
    }

    #[test]
    fn nothing_to_solve() {
        let found = Shortest::new(vec![0.0; 4], &[1.0, 1.0], 1e-10).unwrap();
        assert_eq!(found.solve(&[0.0, 0.0]).unwrap(), [0.0, 0.0]);
        assert!(Shortest::new(vec![], &[], 1e-10).unwrap().solve(&[]).unwrap().is_empty());
        assert!(Shortest::new(vec![1.0], &[1e200], 1e-10).is_none());
    }
}
