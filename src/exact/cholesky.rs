//! Cholesky factorisation and solve in one fixed scalar order.

use super::vector::factor::subtract_panel;

/// Why a symmetric system was not solved.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CholeskyError {
    /// The number of values is not the square of the stated size, or the right side is not as long.
    #[error("expected {expected} values for a system of size {size}, found {found}")]
    Shape {
        /// Number of unknowns.
        size: usize,
        /// Number of values that size asks for.
        expected: usize,
        /// Number of values given.
        found: usize,
    },
    /// A pivot was zero, negative or NaN.
    #[error("the matrix is not positive definite: pivot {column} is {pivot}")]
    NotPositiveDefinite {
        /// Column at which factorisation stopped.
        column: usize,
        /// What was left on the diagonal there.
        pivot: f64,
    },
}

/// The lower factor `L` of a symmetric positive definite matrix `A = L·Lᵀ`.
///
/// Every entry subtracts its products from left to right, one multiplication and one subtraction
/// each, so that equal input gives equal bits everywhere. Only the lower triangle is read.
///
/// # Examples
/// ```
/// use steadfast::exact::Cholesky;
/// let factor = Cholesky::new(&[4.0, 2.0, 2.0, 5.0], 2)?;
/// assert_eq!(factor.solve(&[8.0, 12.0])?, [1.0, 2.0]);
/// # Ok::<(), steadfast::exact::CholeskyError>(())
/// ```
///
/// # Source
/// Golub and Van Loan, *Matrix Computations*, 4th ed., section 4.2 (row order).
#[derive(Clone, Debug, PartialEq)]
pub struct Cholesky {
    size: usize,
    /// Row-major `size × size`; the part above the diagonal stays zero.
    lower: Vec<f64>,
}

/// Columns whose products are subtracted from the rest in one pass.
const PANEL: usize = 32;

/// `start − Σ a[k]·b[k]`, from left to right.
fn subtract_products(start: f64, a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(start, |rest, (x, y)| rest - x * y)
}

impl Cholesky {
    /// Factorises the row-major `size × size` matrix `a`.
    ///
    /// # Errors
    /// [`CholeskyError::Shape`] or [`CholeskyError::NotPositiveDefinite`].
    pub fn new(a: &[f64], size: usize) -> Result<Self, CholeskyError> {
        let expected = size.saturating_mul(size);
        if a.len() != expected {
            return Err(CholeskyError::Shape { size, expected, found: a.len() });
        }
        let mut lower = vec![0.0; expected];
        for i in 0..size {
            lower[i * size..=i * size + i].copy_from_slice(&a[i * size..=i * size + i]);
        }
        // Column `k` of the panel below its diagonal, as a row.
        let mut panel = vec![0.0; PANEL * size];
        for start in (0..size).step_by(PANEL) {
            let end = size.min(start + PANEL);
            for k in start..end {
                let columns = &mut panel[(k - start) * size..][..size];
                let pivot = lower[k * size + k];
                if !(pivot > 0.0 && pivot.is_finite()) {
                    return Err(CholeskyError::NotPositiveDefinite { column: k, pivot });
                }
                let root = pivot.sqrt();
                lower[k * size + k] = root;
                for i in k + 1..size {
                    let row = &mut lower[i * size..(i + 1) * size];
                    row[k] /= root;
                    columns[i] = row[k];
                    let here = k + 1..end.min(i + 1);
                    let factor = row[k];
                    let others = &columns[here.clone()];
                    row[here].iter_mut().zip(others).for_each(|(x, other)| *x -= factor * other);
                }
            }
            for i in end..size {
                let (factors, rest) = lower[i * size..=i * size + i].split_at_mut(end);
                subtract_panel(rest, &factors[start..], &panel[end..], size);
            }
        }
        Ok(Self { size, lower })
    }

    /// What the columns before left of each diagonal entry.
    pub(crate) fn pivots(&self) -> impl Iterator<Item = f64> {
        self.lower.iter().step_by(self.size + 1).map(|root| root * root)
    }

    /// The rows of the factor, each to its diagonal.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[f64]> {
        (0..self.size).map(|i| &self.lower[i * self.size..=i * self.size + i])
    }

    /// `L⁻¹`, row-major; the part above the diagonal is zero.
    pub(crate) fn inverse_factor(&self) -> Vec<f64> {
        let size = self.size;
        let mut inverse = vec![0.0; size * size];
        for i in 0..size {
            let (above, row) = inverse.split_at_mut(i * size);
            let factor = &self.lower[i * size..=i * size + i];
            for (made, &l) in above.chunks_exact(size).zip(factor) {
                row.iter_mut().zip(made).take(i).for_each(|(x, y)| *x -= l * y);
            }
            row[i] = 1.0;
            row.iter_mut().take(i + 1).for_each(|x| *x /= factor[i]);
        }
        inverse
    }

    /// The solution `x` of `A·x = b`, by forward and then backward substitution.
    ///
    /// # Errors
    /// [`CholeskyError::Shape`] when `b` has not one value for each row.
    pub fn solve(&self, b: &[f64]) -> Result<Vec<f64>, CholeskyError> {
        let size = self.size;
        if b.len() != size {
            return Err(CholeskyError::Shape { size, expected: size, found: b.len() });
        }
        let mut x = b.to_vec();
        for i in 0..size {
            let row = &self.lower[i * size..(i + 1) * size];
            x[i] = subtract_products(x[i], &row[..i], &x[..i]) / row[i];
        }
        for i in (0..size).rev() {
            let column = (i + 1..size).map(|k| (self.lower[k * size + i], x[k]));
            let rest = column.fold(x[i], |rest, (l, y)| rest - l * y);
            x[i] = rest / self.lower[i * size + i];
        }
        Ok(x)
    }
}

/// Solves `A·x = b` for a symmetric positive definite row-major `A` with `b.len()` rows.
///
/// # Errors
/// As [`Cholesky::new`].
///
/// # Examples
/// ```
/// use steadfast::exact::solve_spd;
/// assert_eq!(solve_spd(&[4.0, 0.0, 0.0, 16.0], &[4.0, 8.0])?, [1.0, 0.5]);
/// assert!(solve_spd(&[1.0, 2.0, 2.0, 1.0], &[1.0, 1.0]).is_err());
/// # Ok::<(), steadfast::exact::CholeskyError>(())
/// ```
pub fn solve_spd(a: &[f64], b: &[f64]) -> Result<Vec<f64>, CholeskyError> {
    Cholesky::new(a, b.len())?.solve(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wrong_shapes_and_indefinite_matrices_are_named() {
        assert_eq!(
            Cholesky::new(&[1.0; 3], 2),
            Err(CholeskyError::Shape { size: 2, expected: 4, found: 3 })
        );
        assert_eq!(
            Cholesky::new(&[1.0, 0.0, 1.0, 0.0], 2),
            Err(CholeskyError::NotPositiveDefinite { column: 1, pivot: -1.0 })
        );
        assert!(Cholesky::new(&[f64::NAN], 1).is_err());
        assert!(Cholesky::new(&[f64::INFINITY], 1).is_err());
        let factor = Cholesky::new(&[1.0], 1).unwrap();
        assert!(factor.solve(&[]).is_err());
        assert_eq!(solve_spd(&[], &[]), Ok(vec![]));
    }

    /// Row after row, each entry by itself.
    fn plain(a: &[f64], size: usize) -> Result<Vec<f64>, (usize, f64)> {
        let mut lower = vec![0.0; size * size];
        for i in 0..size {
            let (above, row) = lower.split_at_mut(i * size);
            for j in 0..i {
                let other = &above[j * size..];
                row[j] = subtract_products(a[i * size + j], &row[..j], &other[..j]) / other[j];
            }
            let pivot = subtract_products(a[i * size + i], &row[..i], &row[..i]);
            if !(pivot > 0.0 && pivot.is_finite()) {
                return Err((i, pivot));
            }
            row[i] = pivot.sqrt();
        }
        Ok(lower)
    }

    /// By hand: of 4 2 / 2 5 the factor is 2 0 / 1 2.
    #[test]
    fn the_factor_is_inverted() {
        let factor = Cholesky::new(&[4.0, 2.0, 2.0, 5.0], 2).unwrap();
        assert_eq!(factor.inverse_factor(), [0.5, 0.0, -0.25, 0.5]);
    }

    proptest! {
        #[test]
        fn bits_are_those_of_entry_by_entry(
            size in 0usize..110, m in prop::collection::vec(-1.0..1.0f64, 110 * 4), more in -0.1..2.0f64,
        ) {
            let row = |i: usize| &m[4 * i..4 * i + 4];
            let entry = |i: usize, j: usize| {
                crate::exact::dot(row(i), row(j)) + if i == j { more } else { 0.0 }
            };
            let a: Vec<f64> = (0..size * size).map(|at| entry(at / size, at % size)).collect();
            match (Cholesky::new(&a, size), plain(&a, size)) {
                (Ok(found), Ok(expected)) => prop_assert_eq!(found.lower, expected),
                (Err(CholeskyError::NotPositiveDefinite { column, pivot }), Err(expected)) => {
                    prop_assert_eq!((column, pivot.to_bits()), (expected.0, expected.1.to_bits()));
                }
                (found, expected) => prop_assert!(false, "{:?} {:?}", found.is_ok(), expected.is_ok()),
            }
        }

        /// Integer systems small enough that the true solution is known: b = A·x by integers.
        #[test]
        fn known_solutions_come_back(
            m in prop::collection::vec(-5i32..6, 25), x in prop::collection::vec(-9i32..10, 5),
        ) {
            // A = M·Mᵀ + I is positive definite with integer entries.
            let a: Vec<i32> = (0..25).map(|at| {
                let (i, j) = (at / 5, at % 5);
                (0..5).fold(i32::from(i == j), |t, k| t + m[i * 5 + k] * m[j * 5 + k])
            }).collect();
            let b: Vec<f64> = (0..5).map(|i| f64::from((0..5).fold(0, |t, j| t + a[i * 5 + j] * x[j]))).collect();
            let a: Vec<f64> = a.into_iter().map(f64::from).collect();
            let solved = solve_spd(&a, &b).unwrap();
            for (s, t) in solved.iter().zip(&x) {
                // cond(A) ≤ 626 here, and 5·ε·cond·max|x| is below 1e-11.
                prop_assert!((s - f64::from(*t)).abs() < 1e-10, "{s} {t}");
            }
        }
    }
}
