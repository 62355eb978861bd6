//! Least squares with a square penalty.

use super::eigen::eigen;
use super::gram::{Linear, Products, Unsolved};
use crate::exact::{Cholesky, ExactDot};

/// Singular values below this share of the largest count as 0 in [`least_squares`].
const CUTOFF: f64 = 1e-6;
/// Corrections of a solution by its exact residual; each gains about as many digits as the first had.
const REFINEMENTS: usize = 3;

/// Minimises `‖y − X·w − b‖² + alpha·‖w‖²`, the intercept `b` free.
///
/// Cholesky's factor of `XᵀX + alpha·I`, then corrections by residuals that are summed exactly: what is
/// left of rounding is that of the products, times the condition of the system.
///
/// # Errors
/// [`Unsolved::Singular`] when the system is, which no `alpha` above rounding allows; without a penalty
/// [`least_squares`] is asked.
///
/// # Source
/// `Ridge` of scikit-learn 1.9 (the penalty is not divided by the number of rows).
pub(crate) fn ridge(products: &Products, alpha: f64) -> Result<Linear, Unsolved> {
    if alpha == 0.0 {
        return least_squares(products);
    }
    let mut system = products.gram.clone();
    system.iter_mut().step_by(products.width() + 1).for_each(|x| *x += alpha);
    Ok(products.linear(solve(&system, &products.moment)?))
}

/// The solution of a symmetric positive definite system, corrected.
pub(crate) fn solve(system: &[f64], right: &[f64]) -> Result<Vec<f64>, Unsolved> {
    let factor = Cholesky::new(system, right.len()).map_err(|_| Unsolved::Singular)?;
    let mut solution = factor.solve(right).map_err(|_| Unsolved::Singular)?;
    for _ in 0..REFINEMENTS {
        let rest = residual(system, right, &solution);
        let step = factor.solve(&rest).map_err(|_| Unsolved::Singular)?;
        solution.iter_mut().zip(&step).for_each(|(x, d)| *x += d);
    }
    if solution.iter().all(|x| x.is_finite()) { Ok(solution) } else { Err(Unsolved::Singular) }
}

/// `b − A·x`, each entry rounded once.
fn residual(system: &[f64], right: &[f64], x: &[f64]) -> Vec<f64> {
    let entry = |(row, b): (&[f64], &f64)| {
        let mut sum = ExactDot::new();
        sum.add(*b, 1.0);
        row.iter().zip(x).for_each(|(a, x)| sum.add(-a, *x));
        sum.sum()
    };
    system.chunks_exact(right.len().max(1)).zip(right).map(entry).collect()
}

/// Minimises `‖y − X·w − b‖²`; of many minima the one with the smallest `‖w‖`.
///
/// Directions in which the columns spread less than 1e-6 of the largest (their singular values) count as
/// directions in which they do not.
///
/// # Source
/// `LinearRegression` of scikit-learn 1.9 with its `tol = 1e-6`.
pub(crate) fn least_squares(products: &Products) -> Result<Linear, Unsolved> {
    let found = eigen(&products.gram, products.width()).ok_or(Unsolved::Range)?;
    let largest = found.values.first().copied().unwrap_or(0.0);
    let least = CUTOFF * CUTOFF * largest;
    if found.values.iter().all(|&value| value > least)
        && let Ok(solution) = solve(&products.gram, &products.moment)
    {
        return Ok(products.linear(solution));
    }
    let mut coefficients = vec![ExactDot::new(); products.width()];
    for (value, vector) in found.pairs().filter(|&(value, _)| value > least) {
        let share = crate::exact::exact_dot(vector, &products.moment) / value;
        coefficients.iter_mut().zip(vector).for_each(|(sum, v)| sum.add(share, *v));
    }
    Ok(products.linear(coefficients.iter().map(ExactDot::sum).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: [f64; 18] =
        [1.0, 5.0, 2.0, 2.0, 3.0, 9.0, 3.0, 8.0, 4.0, 4.0, 1.0, 1.0, 5.0, 9.0, 7.0, 7.0, 2.0, 6.0];
    const TARGETS: [f64; 6] = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0];

    fn products(intercept: bool) -> Products {
        Products::new(&ROWS, 3, &TARGETS, intercept).unwrap()
    }

    fn assert_close(found: &Linear, coefficients: &[f64], intercept: f64) {
        assert_eq!(found.coefficients.len(), coefficients.len());
        let pairs = found.coefficients.iter().zip(coefficients);
        for (a, b) in pairs.chain([(&found.intercept, &intercept)]) {
            assert!((a - b).abs() <= 2e-14, "{found:?}");
        }
    }

    /// `coef_` and `intercept_` of `Ridge(alpha)`, scikit-learn 1.9.1.
    #[test]
    fn penalised_as_by_scikit_learn() {
        let cases = [
            (
                1.0,
                [1.0492978576972074, 0.2098109560557028, 0.01693048864418444],
                -1.0750406349299308,
            ),
            (
                0.1,
                [1.0935645021500333, 0.21861794328219333, 0.009153335240168498],
                -1.2408613635278383,
            ),
            (
                25.0,
                [0.5102216597457017, 0.10621702780248163, 0.07524488630540138],
                1.1031575007114065,
            ),
        ];
        for (alpha, coefficients, intercept) in cases {
            assert_close(&ridge(&products(true), alpha).unwrap(), &coefficients, intercept);
        }
        let coefficients = [0.9361286117749301, 0.14381924831631498, -0.02998044753421682];
        assert_close(&ridge(&products(false), 1.0).unwrap(), &coefficients, 0.0);
    }

    /// `LinearRegression`, scikit-learn 1.9.1; also with a fourth column that is the sum of two.
    #[test]
    fn without_a_penalty_as_by_scikit_learn() {
        let coefficients = [1.0987219180185257, 0.219647152141651, 0.008226293434317578];
        assert_close(&ridge(&products(true), 0.0).unwrap(), &coefficients, -1.2600941609948335);
        let rows: Vec<f64> = ROWS.chunks(3).flat_map(|r| [r[0], r[1], r[2], r[0] + r[1]]).collect();
        let products = Products::new(&rows, 4, &TARGETS, true).unwrap();
        let coefficients =
            [0.6592655612984665, -0.21980920457840758, 0.008226293434317467, 0.43945635672005867];
        assert_close(&least_squares(&products).unwrap(), &coefficients, -1.2600941609948317);
    }

    /// By hand: no column, one constant column, and targets without a mean.
    #[test]
    fn nothing_to_learn_from() {
        let products = Products::new(&[], 0, &[1.0, 3.0], true).unwrap();
        assert_close(&ridge(&products, 1.0).unwrap(), &[], 2.0);
        let products = Products::new(&[5.0, 5.0], 1, &[1.0, 3.0], true).unwrap();
        assert_close(&least_squares(&products).unwrap(), &[0.0], 2.0);
        assert_close(&ridge(&products, 1e-3).unwrap(), &[0.0], 2.0);
        assert_eq!(ridge(&products, -1.0), Err(Unsolved::Singular));
    }

    /// A Hilbert matrix of size 8 has condition 1.5e10; corrected by exact residuals, the solution is that
    /// of the entries as they are rounded. By mpmath 1.3 at 60 digits, right side all ones.
    #[test]
    fn corrections_recover_the_digits() {
        let entry = |at: usize| 1.0 / (at / 8 + at % 8 + 1) as f64;
        let found = solve(&(0..64).map(entry).collect::<Vec<_>>(), &[1.0; 8]).unwrap();
        let expected = HILBERT;
        for (a, b) in found.iter().zip(expected) {
            assert!((a - b).abs() <= 1e-13 * b.abs(), "{a} {b}");
        }
    }

    const HILBERT: [f64; 8] = [
        -7.999999949964206,
        503.9999950878592,
        -7559.999915088206,
        46199.999455705794,
        -138599.99835567476,
        216215.99746902086,
        -168167.99807885004,
        51479.99942952376,
    ];
}
