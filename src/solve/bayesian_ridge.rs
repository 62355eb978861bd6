//! Ridge regression that learns its penalty.

use super::eigen::eigen;
use super::gram::{Linear, Products, Unsolved, centred};
use crate::exact;

/// When to stop, and the Gamma priors of the two precisions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BayesianRidge {
    pub(crate) max_iterations: u32,
    /// Stops when the coefficients have moved by less than this in sum.
    pub(crate) tolerance: f64,
    /// Shape and rate of the prior of the noise's precision.
    pub(crate) alpha: (f64, f64),
    /// Shape and rate of the prior of the weights' precision.
    pub(crate) lambda: (f64, f64),
    /// Where the noise's precision starts; without, at 1 / variance of the targets.
    pub(crate) alpha_start: Option<f64>,
    /// Where the weights' precision starts.
    pub(crate) lambda_start: f64,
    pub(crate) intercept: bool,
}

impl Default for BayesianRidge {
    fn default() -> Self {
        Self {
            max_iterations: 300,
            tolerance: 1e-3,
            alpha: (1e-6, 1e-6),
            lambda: (1e-6, 1e-6),
            alpha_start: None,
            lambda_start: 1.0,
            intercept: true,
        }
    }
}

/// What was learned.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BayesianFit {
    pub(crate) linear: Linear,
    /// Precision of the noise.
    pub(crate) alpha: f64,
    /// Precision of the weights.
    pub(crate) lambda: f64,
    /// Rounds taken.
    pub(crate) iterations: u32,
}

/// The fixed part of a fit: the eigenvectors of `XᵀX` and what the residuals need.
struct Problem {
    width: usize,
    /// Less their means.
    rows: Vec<f64>,
    targets: Vec<f64>,
    /// Of `XᵀX`, none below 0.
    values: Vec<f64>,
    vectors: Vec<f64>,
    /// `v·Xᵀy`, one an eigenvector; 0 in directions in which the rows do not spread.
    shares: Vec<f64>,
}

impl BayesianRidge {
    /// Fits row-major rows to their targets.
    ///
    /// The penalty λ/α is found in rounds (MacKay): the coefficients at the present penalty, then
    /// γ = Σ αs/(λ + αs) over the eigenvalues s of `XᵀX`, λ = γ/‖w‖², α = (n − γ)/‖residual‖², priors aside.
    /// Products and residuals are summed exactly: the order of rows is nothing.
    ///
    /// # Source
    /// `BayesianRidge` of scikit-learn 1.9, the order of its updates and its rule to stop.
    pub(crate) fn fit(
        &self,
        rows: &[f64],
        width: usize,
        targets: &[f64],
    ) -> Result<BayesianFit, Unsolved> {
        let products = Products::new(rows, width, targets, self.intercept)?;
        let variance = exact::variance(targets, 0);
        let variance = variance.ok_or(Unsolved::Rows { expected: 1, found: 0 })?;
        let problem = Problem::new(&products, rows, targets)?;
        let count = targets.len() as f64;
        let mut alpha = self.alpha_start.unwrap_or(1.0 / (variance + f64::EPSILON));
        let mut lambda = self.lambda_start;
        let mut before: Option<Vec<f64>> = None;
        let mut iterations = 0;
        while iterations < self.max_iterations {
            iterations += 1;
            let weights = problem.weights(lambda / alpha);
            let gamma = problem.values.iter().map(|s| (alpha * s) / (lambda + alpha * s));
            let gamma = exact::sum(&gamma.collect::<Vec<_>>());
            let squares = problem.squared_error(&weights);
            lambda = (gamma + 2.0 * self.lambda.0)
                / (exact::dot(&weights, &weights) + 2.0 * self.lambda.1);
            alpha = (count - gamma + 2.0 * self.alpha.0) / (squares + 2.0 * self.alpha.1);
            if before.is_some_and(|w| exact::absolute_distance(&w, &weights) < self.tolerance) {
                break;
            }
            before = Some(weights);
        }
        let linear = products.linear(problem.weights(lambda / alpha));
        let finite = linear.coefficients.iter().chain([&linear.intercept]).all(|x| x.is_finite());
        if finite {
            Ok(BayesianFit { linear, alpha, lambda, iterations })
        } else {
            Err(Unsolved::Range)
        }
    }
}

impl Problem {
    fn new(products: &Products, rows: &[f64], targets: &[f64]) -> Result<Self, Unsolved> {
        let width = products.width();
        let found = eigen(&products.gram, width).ok_or(Unsolved::Range)?;
        let spreads: Vec<f64> = products.gram.iter().step_by(width + 1).map(|x| x.sqrt()).collect();
        let share = |(value, vector): (f64, &[f64])| {
            // What rounding can make of an eigenvalue that is 0, twice over.
            let reach: Vec<f64> = vector.iter().zip(&spreads).map(|(v, s)| v.abs() * s).collect();
            let reach = exact::sum(&reach);
            let lost = value <= 2.0 * f64::EPSILON * reach * reach;
            if lost { 0.0 } else { exact::exact_dot(vector, &products.moment) }
        };
        let shares = found.pairs().map(share);
        Ok(Self {
            width,
            rows: centred(rows, &products.means),
            targets: targets.iter().map(|y| y - products.target_mean).collect(),
            shares: shares.collect(),
            values: found.values.iter().map(|value| exact::max(*value, 0.0)).collect(),
            vectors: found.vectors,
        })
    }

    /// `(XᵀX + penalty·I)⁻¹·Xᵀy`.
    fn weights(&self, penalty: f64) -> Vec<f64> {
        let scaled: Vec<f64> =
            self.shares.iter().zip(&self.values).map(|(c, s)| c / (s + penalty)).collect();
        let column = |j| self.vectors.iter().skip(j).step_by(self.width).copied();
        (0..self.width).map(|j| exact::dot(&column(j).collect::<Vec<_>>(), &scaled)).collect()
    }

    fn squared_error(&self, weights: &[f64]) -> f64 {
        let predicted = self.rows.chunks_exact(self.width.max(1)).map(|x| exact::dot(x, weights));
        // Without columns there are no rows to go by, and all is error.
        let predicted = predicted.chain(std::iter::repeat(0.0));
        let errors: Vec<f64> = self.targets.iter().zip(predicted).map(|(y, p)| y - p).collect();
        exact::exact_dot(&errors, &errors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: [f64; 18] =
        [1.0, 5.0, 2.0, 2.0, 3.0, 9.0, 3.0, 8.0, 4.0, 4.0, 1.0, 1.0, 5.0, 9.0, 7.0, 7.0, 2.0, 6.0];
    const TARGETS: [f64; 6] = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0];

    /// Coefficients, intercept, α, λ and rounds.
    type Expected = ([f64; 3], f64, f64, f64, u32);

    fn assert_close(recipe: BayesianRidge, rows: usize, expected: Expected) {
        let found = recipe.fit(&ROWS[..3 * rows], 3, &TARGETS[..rows]).unwrap();
        let (coefficients, intercept, alpha, lambda, iterations) = expected;
        assert_eq!(found.iterations, iterations);
        let linear = &found.linear;
        let numbers =
            linear.coefficients.iter().chain([&linear.intercept, &found.alpha, &found.lambda]);
        let expected = coefficients.iter().chain([&intercept, &alpha, &lambda]);
        for (a, b) in numbers.zip(expected) {
            assert!((a - b).abs() <= 1e-11 * exact::max(b.abs(), 1e-2), "{found:?} {b}");
        }
    }

    /// `BayesianRidge`, scikit-learn 1.9.1.
    #[test]
    fn as_by_scikit_learn() {
        let recipe = BayesianRidge::default();
        assert_close(
            recipe,
            6,
            (
                [0.0034468931945223235, 0.0009282841275140597, 0.0013654145263717462],
                3.8097632288142225,
                0.13409575996405185,
                956.301950331229,
                28,
            ),
        );
        assert_close(
            BayesianRidge { intercept: false, ..recipe },
            6,
            (
                [0.547898634868285, 0.1766721836012688, 0.15297695104391545],
                0.0,
                0.17326892256268525,
                5.508400859446644,
                8,
            ),
        );
        let tight = BayesianRidge {
            tolerance: 1e-9,
            alpha_start: Some(2.0),
            lambda_start: 0.5,
            alpha: (0.1, 0.3),
            lambda: (0.4, 0.2),
            ..recipe
        };
        assert_close(
            tight,
            6,
            (
                [0.5753767915410428, 0.11846513203638966, 0.07298303435648384],
                0.8180298154566863,
                0.18619892550527314,
                3.659241867614263,
                20,
            ),
        );
    }

    /// Fewer rows than columns leave only the prior to say how large the noise is. As above.
    #[test]
    fn with_few_rows() {
        let found = BayesianRidge::default().fit(&ROWS[..6], 3, &TARGETS[..2]).unwrap();
        let expected = [-0.03703700000078099, 0.07407400000156197, -0.25925900000546687];
        for (a, b) in found.linear.coefficients.iter().zip(expected) {
            assert!((a - b).abs() <= 1e-12, "{found:?}");
        }
        assert_eq!(found.iterations, 3);
        let recipe = BayesianRidge { max_iterations: 3, ..BayesianRidge::default() };
        let found = recipe.fit(&ROWS[..9], 3, &TARGETS[..3]).unwrap();
        let expected = [0.12713900266811187, 0.3789724046208585, -0.19559911267821503];
        for (a, b) in found.linear.coefficients.iter().zip(expected) {
            assert!((a - b).abs() <= 1e-12, "{found:?}");
        }
    }

    /// By hand: what is constant is its mean, whatever the columns; without columns too.
    #[test]
    fn with_nothing_to_learn() {
        let found = BayesianRidge::default().fit(&ROWS, 3, &[2.0; 6]).unwrap();
        assert_eq!(
            (found.linear.coefficients.as_slice(), found.linear.intercept),
            (&[0.0; 3][..], 2.0)
        );
        let found = BayesianRidge::default().fit(&[], 0, &[1.0, 3.0]).unwrap();
        assert_eq!(found.linear.intercept, 2.0);
        let found = BayesianRidge::default().fit(&[], 2, &[]);
        assert_eq!(found, Err(Unsolved::Rows { expected: 1, found: 0 }));
    }

    #[test]
    fn order_of_rows_does_not_matter() {
        let turned: Vec<f64> = ROWS.chunks(3).rev().flatten().copied().collect();
        let targets: Vec<f64> = TARGETS.iter().rev().copied().collect();
        let recipe = BayesianRidge::default();
        assert_eq!(recipe.fit(&ROWS, 3, &TARGETS), recipe.fit(&turned, 3, &targets));
    }
}
