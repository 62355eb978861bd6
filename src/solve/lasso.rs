//! Least squares with a penalty that leaves coefficients at zero.

use super::gram::{Linear, Products, Unsolved};
use super::scale::{exponent_of, times_two_to};
use crate::exact;

/// Minimises `‖y − X·w − b‖² / 2n + alpha·(ratio·‖w‖₁ + (1 − ratio)/2·‖w‖²)`, the intercept `b` free.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ElasticNet {
    pub(crate) alpha: f64,
    /// 1 for the lasso.
    pub(crate) ratio: f64,
    pub(crate) max_iterations: u32,
    /// Stops when the duality gap is within this share of `‖y‖²`.
    pub(crate) tolerance: f64,
    /// Whether coefficients below 0 are not allowed.
    pub(crate) positive: bool,
}

impl ElasticNet {
    /// Where scikit-learn starts: `Lasso(alpha)`.
    pub(crate) fn lasso(alpha: f64) -> Self {
        Self { alpha, ratio: 1.0, max_iterations: 1000, tolerance: 1e-4, positive: false }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ElasticNetFit {
    pub(crate) linear: Linear,
    /// Rounds over all coefficients.
    pub(crate) iterations: u32,
    /// Whether the duality gap came within the tolerance.
    pub(crate) converged: bool,
}

impl ElasticNetFit {
    /// The fit to columns and targets that were divided by powers of two.
    fn scaled_back(mut self, left: i32, right: i32) -> Result<Self, Unsolved> {
        let Linear { coefficients, intercept } = &mut self.linear;
        coefficients.iter_mut().for_each(|w| *w = times_two_to(*w, right - left) + 0.0);
        *intercept = times_two_to(*intercept, right);
        if coefficients.iter().chain([&*intercept]).any(|w| !w.is_finite()) {
            return Err(Unsolved::Range);
        }
        Ok(self)
    }
}

/// A descent under way.
struct Descent<'a> {
    products: &'a Products,
    l1: f64,
    l2: f64,
    positive: bool,
    weights: Vec<f64>,
    /// `Xᵀ·(y − X·w)`.
    slopes: Vec<f64>,
}

/// The duality gap, the norm that scales the dual point, and `Xᵀr − l2·w`.
struct Gap {
    gap: f64,
    norm: f64,
    dual: Vec<f64>,
}

impl ElasticNet {
    /// Coordinate after coordinate in order, from zero, with the coordinates left out that the gap proves to
    /// be zero, until the gap is small enough.
    ///
    /// # Source
    /// `ElasticNet` and `Lasso` of scikit-learn 1.9, `selection='cyclic'`: the same steps, gap, screening and
    /// rule to stop, on products of columns (Friedman, Hastie and Tibshirani, 2010; Fercoq, Gramfort and
    /// Salmon, "Mind the duality gap", 2015).
    pub(crate) fn fit(&self, products: &Products) -> Result<ElasticNetFit, Unsolved> {
        let (l1, l2) = self.penalties(products.rows);
        self.descend(products, l1, l2)
    }

    /// The same of columns and targets of any size: where squares could leave the range, columns or targets are
    /// brought near 1 by a power of two, which changes no digit, and the penalties with them.
    ///
    /// A column so much smaller than the largest that its squares vanish beside that one's has coefficient 0.
    pub(crate) fn fit_columns(
        &self,
        columns: &[&[f64]],
        targets: &[f64],
        intercept: bool,
    ) -> Result<ElasticNetFit, Unsolved> {
        let (left, right) = (reduction(columns), reduction(&[targets]));
        if (left, right) == (0, 0) {
            return self.fit(&Products::of_columns(columns, targets, intercept)?);
        }
        let scaled = |values: &[f64], e: i32| -> Vec<f64> {
            values.iter().map(|x| times_two_to(*x, -e)).collect()
        };
        let columns: Vec<Vec<f64>> = columns.iter().map(|column| scaled(column, left)).collect();
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let products = Products::of_columns(&columns, &scaled(targets, right), intercept)?;
        let (l1, l2) = self.penalties(targets.len());
        // A penalty that leaves the range leaves no coefficient, and one at its end neither.
        let penalty = |x: f64, e: i32| exact::min(times_two_to(x, e), 1e300);
        let found = self.descend(&products, penalty(l1, -left - right), penalty(l2, -2 * left))?;
        found.scaled_back(left, right)
    }

    /// The same where each row counts as much as its weight: `Σ weight·(y − x·w − b)² / 2Σ weight` and the penalties.
    ///
    /// Rows stand less their weighted means, times the roots of their weights, which are brought near 1 by an even power
    /// of two.
    ///
    /// # Source
    /// `ElasticNet.fit` of scikit-learn 1.9, with `sample_weight`.
    pub(crate) fn fit_weighted(
        &self,
        columns: &[&[f64]],
        (targets, weights): (&[f64], &[f64]),
        intercept: bool,
    ) -> Result<ElasticNetFit, Unsolved> {
        let (left, right) = (reduction(columns), reduction(&[targets]));
        let halved = exponent_of(exact::largest(weights).unwrap_or(1.0)) / 2;
        let weights: Vec<f64> = weights.iter().map(|&w| times_two_to(w, -2 * halved)).collect();
        let roots: Vec<f64> = weights.iter().map(|&w| exact::sqrt(w)).collect();
        let about = |values: &[f64], e: i32| {
            let mut values: Vec<f64> = values.iter().map(|x| times_two_to(*x, -e)).collect();
            let mean = match intercept {
                true => exact::weighted_mean(&values, &weights).unwrap_or(exact::NAN),
                false => 0.0,
            };
            values.iter_mut().zip(&roots).for_each(|(x, root)| *x = (*x - mean) * root);
            (mean, values)
        };
        let (means, columns): (Vec<f64>, Vec<Vec<f64>>) =
            columns.iter().map(|column| about(column, left)).unzip();
        let (target_mean, targets) = about(targets, right);
        if means.iter().chain([&target_mean]).any(|mean| !mean.is_finite()) {
            return Err(Unsolved::Range);
        }
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let products = Products::of_columns(&columns, &targets, false)?;
        let products = Products { means, target_mean, ..products };
        let total = exact::exact_sum(&weights);
        let (l1, l2) = (self.alpha * self.ratio * total, self.alpha * (1.0 - self.ratio) * total);
        let penalty = |x: f64, e: i32| exact::min(times_two_to(x, e), 1e300);
        let found = self.descend(&products, penalty(l1, -left - right), penalty(l2, -2 * left))?;
        found.scaled_back(left, right)
    }

    /// The factors of `‖w‖₁` and of `‖w‖²/2` beside half the sum of squares.
    pub(super) fn penalties(&self, rows: usize) -> (f64, f64) {
        let count = rows as f64;
        (self.alpha * self.ratio * count, self.alpha * (1.0 - self.ratio) * count)
    }

    fn descend(&self, products: &Products, l1: f64, l2: f64) -> Result<ElasticNetFit, Unsolved> {
        let mut descent = Descent {
            products,
            l1,
            l2,
            positive: self.positive,
            weights: vec![0.0; products.width()],
            slopes: products.moment.clone(),
        };
        let (iterations, converged) = descent.run(self);
        if descent.weights.iter().any(|w| !w.is_finite()) {
            return Err(Unsolved::Range);
        }
        Ok(ElasticNetFit { linear: products.linear(descent.weights), iterations, converged })
    }
}

/// `e` for a division by `2^e`: 0 unless the largest number is so large or so small that products of four of its like
/// come near an end of the range.
pub(super) fn reduction(columns: &[&[f64]]) -> i32 {
    const FAR: i32 = 200;
    let cells = columns.iter().flat_map(|column| column.iter());
    let largest = cells.fold(0.0, |largest, x| exact::max(largest, x.abs()));
    match exponent_of(largest) {
        e if largest > 0.0 && e.abs() > FAR => e,
        _ => 0,
    }
}

impl Descent<'_> {
    /// The rounds taken, and whether they came to the end.
    fn run(&mut self, settings: &ElasticNet) -> (u32, bool) {
        let goal = settings.tolerance * self.products.target_square;
        let mut active: Vec<usize> = (0..self.weights.len()).collect();
        let gap = self.gap();
        if gap.gap <= goal {
            return (0, true);
        }
        self.screen(&mut active, &gap);
        for round in 1..=settings.max_iterations {
            let (mut largest, mut largest_step) = (0.0, 0.0);
            for &j in &active {
                let step = self.update(j);
                largest_step = exact::max(largest_step, step.abs());
                largest = exact::max(largest, self.weights[j].abs());
            }
            let still = largest == 0.0 || largest_step / largest <= settings.tolerance;
            if still || round == settings.max_iterations {
                let gap = self.gap();
                if gap.gap <= goal {
                    return (round, true);
                }
                self.screen(&mut active, &gap);
            }
        }
        (settings.max_iterations, false)
    }

    fn row(&self, j: usize) -> &[f64] {
        let width = self.weights.len();
        &self.products.gram[j * width..(j + 1) * width]
    }

    /// Brings coordinate `j` to its minimum; the change.
    fn update(&mut self, j: usize) -> f64 {
        let square = self.row(j)[j];
        if square == 0.0 {
            return 0.0;
        }
        let before = self.weights[j];
        let pull = self.slopes[j] + before * square;
        let size = exact::max(pull.abs() - self.l1, 0.0) / (square + self.l2);
        let after = match pull {
            pull if pull > 0.0 => size,
            pull if pull < 0.0 && !self.positive => -size,
            _ => 0.0,
        };
        // No negative zero is kept.
        self.set(j, after + 0.0);
        after - before
    }

    fn set(&mut self, j: usize, weight: f64) {
        let change = self.weights[j] - weight;
        self.weights[j] = weight;
        if change != 0.0 {
            let width = self.weights.len();
            let row = &self.products.gram[j * width..(j + 1) * width];
            self.slopes.iter_mut().zip(row).for_each(|(slope, x)| *slope += change * x);
        }
    }

    fn gap(&self) -> Gap {
        let (w, products) = (&self.weights, self.products);
        let explained = exact::exact_dot(w, &products.moment);
        let fitted: Vec<f64> =
            products.moment.iter().zip(&self.slopes).map(|(q, s)| q - s).collect();
        let square = exact::exact_dot(w, w);
        let rest = products.target_square + exact::exact_dot(w, &fitted) - 2.0 * explained;
        let along = products.target_square - explained;
        if self.l1 == 0.0 {
            let norm = exact::exact_dot(&self.slopes, &self.slopes);
            let ridge = rest + 0.5 * self.l2 * square - along + 1.0 / (2.0 * self.l2) * norm;
            let gap = if self.l2 == 0.0 { norm } else { ridge };
            return Gap { gap, norm, dual: self.slopes.clone() };
        }
        let dual: Vec<f64> = self.slopes.iter().zip(w).map(|(s, w)| s - self.l2 * w).collect();
        let size = |x: &f64| if self.positive { *x } else { x.abs() };
        let norm = dual.iter().map(size).reduce(exact::max).unwrap_or(0.0);
        let absolute: Vec<f64> = w.iter().map(|w| w.abs()).collect();
        let primal = 0.5 * (rest + self.l2 * square) + self.l1 * exact::sum(&absolute);
        let scale = if norm > self.l1 { self.l1 / norm } else { 1.0 };
        let lower = -0.5 * (scale * scale) * (rest + self.l2 * square) + scale * along;
        Gap { gap: primal - lower, norm, dual }
    }

    /// Leaves out the coordinates that are zero at the minimum, by the gap.
    fn screen(&mut self, active: &mut Vec<usize>, gap: &Gap) {
        if self.l1 == 0.0 {
            return;
        }
        active.retain(|&j| {
            let square = self.row(j)[j];
            let theta = gap.dual[j] / exact::max(self.l1, gap.norm);
            let distance = (1.0 - theta.abs()) / (square + self.l2).sqrt();
            let kept = square != 0.0 && distance <= (2.0 * gap.gap).sqrt() / self.l1;
            if !kept {
                self.set(j, 0.0);
            }
            kept
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: [[f64; 4]; 7] = [
        [1.0, 5.0, 2.0, 0.0],
        [2.0, 3.0, 9.0, 1.0],
        [3.0, 8.0, 4.0, 0.0],
        [4.0, 1.0, 1.0, 1.0],
        [5.0, 9.0, 7.0, 1.0],
        [7.0, 2.0, 6.0, 0.0],
        [0.0, 4.0, 8.0, 1.0],
    ];
    const TARGETS: [f64; 7] = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0];

    /// Coefficients, intercept and rounds of scikit-learn 1.9.1: where a descent stops is part of it.
    fn assert_is(recipe: ElasticNet, intercept: bool, expected: ([f64; 4], f64, u32)) {
        let products = Products::new(&ROWS.concat(), 4, &TARGETS, intercept).unwrap();
        let found = recipe.fit(&products).unwrap();
        let numbers = found.linear.coefficients.iter().zip(expected.0);
        for (a, b) in numbers.chain([(&found.linear.intercept, expected.1)]) {
            assert!((a - b).abs() <= 1e-13, "{found:?} {expected:?}");
            assert_eq!(*a == 0.0, b == 0.0);
        }
        assert_eq!((found.iterations, found.converged), (expected.2, expected.2 != 2));
    }

    #[test]
    fn the_lasso_as_by_scikit_learn() {
        let lasso = ElasticNet::lasso;
        let cases = [
            (
                0.1,
                [0.7687530513003142, 0.06313155414274611, 0.2909869839700576, -2.5776817513002825],
                0.8016331053048877,
                8,
            ),
            (
                0.5,
                [0.7663564226857379, 0.0906366808276335, 0.09003152468808227, -0.4737666991322001],
                0.5433836139284645,
                8,
            ),
            (1.0, [0.675497660922107, 0.045635526320739125, 0.0, 0.0], 1.2398163739214279, 3),
            (10.0, [0.0; 4], 3.5714285714285716, 0),
        ];
        for (alpha, coefficients, intercept, rounds) in cases {
            assert_is(lasso(alpha), true, (coefficients, intercept, rounds));
        }
        let coefficients =
            [0.7675508893650872, 0.07687685953181558, 0.19051734839100423, -1.5257514073129015];
        let tight = ElasticNet { tolerance: 1e-10, ..lasso(0.3) };
        assert_is(tight, true, (coefficients, 0.6725263811049196, 18));
        let coefficients =
            [0.8217752767250182, 0.11802845503786003, 0.21961103433834306, -1.3590719095193493];
        assert_is(lasso(0.3), false, (coefficients, 0.0, 22));
        let coefficients = [0.85217790186602, 0.14483934273548393, 0.09235548425893518, 0.0];
        let positive = ElasticNet { positive: true, ..lasso(0.2) };
        assert_is(positive, true, (coefficients, -0.2571322465955035, 4));
        let coefficients =
            [0.788765855261863, 0.10726424348466106, 0.28200038684274475, -2.8735173204593054];
        let short = ElasticNet { max_iterations: 2, ..lasso(0.01) };
        assert_is(short, true, (coefficients, 0.7535357659122179, 2));
    }

    #[test]
    fn the_elastic_net_as_by_scikit_learn() {
        let cases = [
            (
                0.5,
                0.5,
                [0.7694357040538148, 0.10560786820950704, 0.13699126056767205, -0.7849278547154483],
                0.3948567865671113,
                6,
            ),
            (
                0.2,
                0.1,
                [0.7989956274491319, 0.10757490304873149, 0.2198294821365605, -1.5465067237419838],
                0.29029076492498396,
                6,
            ),
            (
                0.2,
                0.0,
                [0.8011438899983003, 0.11060478506337164, 0.21961419598666207, -1.5193374970682674],
                0.2553008621108681,
                6,
            ),
        ];
        for (alpha, ratio, coefficients, intercept, rounds) in cases {
            let recipe = ElasticNet { ratio, ..ElasticNet::lasso(alpha) };
            assert_is(recipe, true, (coefficients, intercept, rounds));
        }
        let coefficients =
            [0.7693445146897459, 0.05624075940051126, 0.34124203375104717, -3.103714867923873];
        let plain = ElasticNet { tolerance: 1e-6, ..ElasticNet::lasso(0.0) };
        assert_is(plain, true, (coefficients, 0.8662315141308534, 11));
    }

    /// Scale is nothing where it is far from 1, and the ends of the range have an answer.
    #[test]
    fn powers_of_two_go_through() {
        let columns: Vec<Vec<f64>> =
            (0..4).map(|j| ROWS.iter().map(|row| row[j]).collect()).collect();
        let fit = |left: i32, right: i32, alpha: f64| {
            let scaled = |values: &[f64], e: i32| -> Vec<f64> {
                values.iter().map(|x| times_two_to(*x, e)).collect()
            };
            let columns: Vec<Vec<f64>> = columns.iter().map(|x| scaled(x, left)).collect();
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            ElasticNet::lasso(alpha).fit_columns(&columns, &scaled(&TARGETS, right), true).unwrap()
        };
        let plain = fit(0, 0, 0.125);
        for (left, right) in [(1019, -90), (-500, 400), (300, 0), (0, 500), (-900, -120)] {
            let found = fit(left, right, times_two_to(0.125, left + right));
            assert_eq!(found.iterations, plain.iterations);
            let linear = found.linear;
            for (a, b) in linear.coefficients.iter().zip(&plain.linear.coefficients) {
                assert_eq!(*a, times_two_to(*b, right - left));
            }
            assert_eq!(linear.intercept, times_two_to(plain.linear.intercept, right));
        }
        // Here the penalty is more than there is to explain.
        assert_eq!(fit(-1000, -1000, 1.0).linear.coefficients, [0.0; 4]);
    }

    /// By hand: a constant column takes no part, and no column leaves the mean.
    #[test]
    fn with_nothing_to_learn() {
        let products = Products::new(&[5.0, 5.0], 1, &[1.0, 3.0], true).unwrap();
        let found = ElasticNet::lasso(0.1).fit(&products).unwrap();
        assert_eq!((found.linear.coefficients, found.linear.intercept), (vec![0.0], 2.0));
        let products = Products::new(&[], 0, &[1.0, 3.0], true).unwrap();
        assert_eq!(ElasticNet::lasso(0.1).fit(&products).unwrap().linear.intercept, 2.0);
    }
}
