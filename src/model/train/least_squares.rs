//! Least squares, with and without a penalty, by linfa's QR and smartcore's singular values.

use super::matrix::{array, dense};
use crate::data::{Matrix, Vector};
use crate::error::Error;
use crate::exact;
use crate::model::affine::AffineState;
use crate::model::check;
use crate::pipeline::guard;
use linfa::Dataset;
use linfa::traits::Fit;
use ndarray::Array1;
use smartcore::linalg::basic::arrays::Array;
use smartcore::linalg::traits::svd::SVDDecomposable;
use std::sync::Arc;
use std::time::Duration;

/// Minimises Σ(y − x·w − b)² + `penalty` Σw².
///
/// With an intercept, columns and target are put less their means first, and the intercept follows
/// from the means: the same minimum, better conditioned, and the intercept stays unpenalised.
pub(in crate::model) fn least_squares(
    stage: &str,
    x: &Matrix,
    y: &Vector,
    penalty: f64,
    intercept: bool,
    deadline: Duration,
) -> Result<AffineState, Error> {
    check::features(stage, x, y.rows())?;
    check::numbers(stage, y)?;
    let mean = |values: &[f64]| if intercept { exact::mean(values).unwrap_or(0.0) } else { 0.0 };
    let columns: Vec<Vec<f64>> = (0..x.width()).map(|at| x.column(at)).collect();
    let means: Vec<f64> = columns.iter().map(|column| mean(column)).collect();
    let y_mean = mean(y.values());
    let centred = |values: &[f64], mean: f64| values.iter().map(|v| v - mean).collect::<Vec<f64>>();
    let columns = columns.iter().zip(&means).map(|(column, &mean)| centred(column, mean)).collect();
    let system = System { columns, target: centred(y.values(), y_mean) };
    let solve = move || system.penalised(penalty).scaled_solve();
    let coefficients = guard::run(stage, "linfa-linear", deadline, solve)?;
    check::learned(stage, "coefficients", &coefficients)?;
    let intercept = if intercept { y_mean - exact::exact_dot(&means, &coefficients) } else { 0.0 };
    check::learned(stage, "intercept", &[intercept])?;
    Ok(AffineState { columns: Arc::clone(x.names()), coefficients, intercept })
}

/// Σ columns·w ≈ target.
struct System {
    columns: Vec<Vec<f64>>,
    target: Vec<f64>,
}

impl System {
    /// With √penalty below the columns on the diagonal: its least squares are the penalised ones.
    fn penalised(mut self, penalty: f64) -> System {
        if penalty > 0.0 {
            let width = self.columns.len();
            for (at, column) in self.columns.iter_mut().enumerate() {
                column.extend((0..width).map(|i| if i == at { penalty.sqrt() } else { 0.0 }));
            }
            self.target.extend(std::iter::repeat_n(0.0, width));
        }
        self
    }

    /// Solves after bringing both sides near 1 by powers of two, which changes no digit and keeps
    /// squares in range.
    fn scaled_solve(mut self) -> Result<Vec<f64>, String> {
        let largest = |values: &mut dyn Iterator<Item = &f64>| {
            values.fold(0.0, |largest, x| exact::max(largest, x.abs()))
        };
        let left = power_of_two(largest(&mut self.columns.iter().flatten()))?;
        let right = power_of_two(largest(&mut self.target.iter()))?;
        self.columns.iter_mut().flatten().for_each(|x| *x /= left);
        self.target.iter_mut().for_each(|x| *x /= right);
        let solution = match self.qr() {
            Some(solution) => solution,
            None => self.singular_values()?,
        };
        Ok(solution.into_iter().map(|w| w / left * right).collect())
    }

    fn row_major(&self) -> Vec<f64> {
        (0..self.target.len()).flat_map(|row| self.columns.iter().map(move |c| c[row])).collect()
    }

    /// Whether no column is a sum of the ones before it, to ten digits: a Cholesky factorisation of
    /// the cosines between columns, whose pivots are the shares not explained.
    fn independent(&self) -> bool {
        const LEAST_PIVOT: f64 = 1e-10;
        let width = self.columns.len();
        if self.target.len() < width {
            return false;
        }
        let norms: Vec<f64> = self.columns.iter().map(|c| exact::dot(c, c).sqrt()).collect();
        let mut factor: Vec<Vec<f64>> = Vec::with_capacity(width);
        for (i, column) in self.columns.iter().enumerate() {
            let mut row: Vec<f64> = Vec::with_capacity(i);
            for (j, above) in factor.iter().enumerate() {
                let cosine = exact::dot(column, &self.columns[j]) / norms[i] / norms[j];
                row.push((cosine - exact::dot(&row, &above[..j])) / above[j]);
            }
            let pivot = 1.0 - exact::dot(&row, &row);
            if !(norms[i] > 0.0 && pivot > LEAST_PIVOT) {
                return false;
            }
            row.push(pivot.sqrt());
            factor.push(row);
        }
        true
    }

    /// By linfa, for independent columns.
    fn qr(&self) -> Option<Vec<f64>> {
        if !self.independent() {
            return None;
        }
        let x = array(self.target.len(), self.columns.len(), self.row_major()).ok()?;
        let data = Dataset::new(x, Array1::from(self.target.clone()));
        let model = linfa_linear::LinearRegression::new().with_intercept(false).fit(&data).ok()?;
        let solution = model.params().to_vec();
        solution.iter().all(|w| w.is_finite()).then_some(solution)
    }

    /// By smartcore's singular values, of which those below rounding count as zero: the smallest Σw²
    /// among all minima. The cut is the one LAPACK's `gelsd` is given by SciPy.
    fn singular_values(&self) -> Result<Vec<f64>, String> {
        let (rows, width) = (self.target.len(), self.columns.len());
        // smartcore takes no matrix wider than it is tall; its transpose has U and V exchanged.
        let wide = rows < width;
        let values = if wide { self.columns.concat() } else { self.row_major() };
        let x = if wide { dense(width, rows, values) } else { dense(rows, width, values) }?;
        let svd = x.svd_mut().map_err(|error| error.to_string())?;
        let (u, v) = if wide { (&svd.V, &svd.U) } else { (&svd.U, &svd.V) };
        let columns_of = |m: &smartcore::linalg::basic::matrix::DenseMatrix<f64>, at: usize| {
            (0..m.shape().0).map(|row| *m.get((row, at))).collect::<Vec<f64>>()
        };
        #[expect(clippy::cast_precision_loss, reason = "a count of rows or columns")]
        let cut = rows.max(width) as f64 * f64::EPSILON;
        let largest = svd.s.iter().fold(0.0, |largest, &s| exact::max(largest, s));
        let mut solution = vec![0.0; width];
        for (at, &s) in svd.s.iter().enumerate() {
            if s > cut * largest {
                let weight = exact::dot(&columns_of(u, at), &self.target) / s;
                for (w, direction) in solution.iter_mut().zip(columns_of(v, at)) {
                    *w += weight * direction;
                }
            }
        }
        Ok(solution)
    }
}

/// The power of two at or below `x`, 1 for 0.
fn power_of_two(x: f64) -> Result<f64, String> {
    const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
    if !x.is_finite() {
        return Err("values too far apart to be put less their mean".to_owned());
    }
    let power = f64::from_bits(x.to_bits() & EXPONENT);
    // A subnormal has no exponent bits.
    Ok(if power > 0.0 { power } else { 1.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::Random;
    use crate::model::{Linear, Ridge};
    use crate::pipeline::{Apply, Fit as _};
    use linfa::traits::Predict;

    fn data(rows: usize) -> (Matrix, Vector) {
        let mut draw = Random::new(5, 0, 0);
        let cells: Vec<f64> = (0..rows * 9).map(|_| draw.uniform() * 20.0 - 10.0).collect();
        let y = cells.chunks(9).map(|row| row[0] - 2.0 * row[4] + 7.0 + draw.uniform()).collect();
        let names: Vec<Arc<str>> = ('a'..='i').map(|name| Arc::from(name.to_string())).collect();
        (Matrix::from_row_major(names, cells).unwrap(), Vector::new(y))
    }

    /// linfa's own fit, intercept and all, and its own prediction. The problem is well conditioned, so
    /// both solutions agree to a few hundred units in the last place of numbers near 10.
    #[test]
    fn predictions_are_linfas_up_to_rounding() {
        let (x, y) = data(300);
        let model = Linear::new().fit(&x, &y).unwrap();
        let cells = x.clone().into_array();
        let data = Dataset::new(cells.clone(), Array1::from(y.values().to_vec()));
        let theirs = linfa_linear::LinearRegression::new().fit(&data).unwrap();
        for (a, b) in model.apply(&x).unwrap().values().iter().zip(theirs.predict(&cells)) {
            assert!((a - b).abs() <= 1e-12, "{a} and {b}");
        }
    }

    /// At the minimum every column is at right angles to what is left over, less the penalty's pull.
    #[test]
    fn the_normal_equations_hold() {
        let (x, y) = data(40);
        for alpha in [0.0, 1.0, 1e3] {
            let model = Ridge::new(alpha).fit(&x, &y).unwrap();
            let answers = model.apply(&x).unwrap();
            let left: Vec<f64> =
                y.values().iter().zip(answers.values()).map(|(y, a)| y - a).collect();
            assert!(exact::sum(&left).abs() < 1e-10, "the intercept is free");
            for (at, w) in model.coefficients().iter().enumerate() {
                let pull = exact::dot(&x.column(at), &left) - alpha * w;
                assert!(pull.abs() < 1e-9, "alpha {alpha}, column {at}: {pull}");
            }
        }
    }

    /// Independent columns by QR and by singular values: the same answer.
    #[test]
    fn both_solvers_agree() {
        let (x, y) = data(60);
        let columns = (0..x.width()).map(|at| x.column(at)).collect();
        let system = System { columns, target: y.into_values() };
        let qr = system.qr().unwrap();
        for (a, b) in qr.iter().zip(system.singular_values().unwrap()) {
            assert!((a - b).abs() < 1e-12, "{a} and {b}");
        }
    }
}
