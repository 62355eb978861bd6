//! Least squares of several targets at once, with a penalty that leaves a column out for all of them or for none.

use super::gram::{Linear, Unsolved};
use super::lasso::{ElasticNet, reduction};
use super::scale::{exponent_of, times_two_to};
use crate::exact::{self, Gram};

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MultiTaskFit {
    /// One a target.
    pub(crate) linears: Vec<Linear>,
    /// Rounds over all columns.
    pub(crate) iterations: u32,
    /// Whether the duality gap came within the tolerance.
    pub(crate) converged: bool,
}

/// What the square loss depends on: products of centred columns and targets.
struct Products {
    /// How many columns there are.
    width: usize,
    /// How many targets there are.
    targets: usize,
    means: Vec<f64>,
    target_means: Vec<f64>,
    /// `XᵀX`, row-major.
    gram: Vec<f64>,
    /// `XᵀY`, one row a column.
    moments: Vec<f64>,
    /// The sum of squares of all targets.
    target_square: f64,
}

impl Products {
    fn of_columns(
        columns: &[&[f64]],
        targets: &[&[f64]],
        intercept: bool,
    ) -> Result<Self, Unsolved> {
        let (width, tasks) = (columns.len(), targets.len());
        let joined: Vec<&[f64]> = columns.iter().chain(targets).copied().collect();
        let count = joined.first().map_or(0, |column| column.len());
        if let Some(other) = joined.iter().find(|column| column.len() != count) {
            return Err(Unsolved::Targets { rows: count, found: other.len() });
        }
        let (mut means, products) = match intercept {
            true => Gram::about_means(&joined)?,
            false => (vec![0.0; joined.len()], Gram::of_columns(&joined)?),
        };
        let target_means = means.split_off(width);
        let product = |i, j| products.product(i, j).unwrap_or(exact::NAN);
        let all = |from: usize, to: usize| {
            let row = move |i: usize| (from..to).map(move |j| (i, j));
            (0..width).flat_map(row).map(|(i, j)| product(i, j)).collect::<Vec<f64>>()
        };
        let (gram, moments) = (all(0, width), all(width, width + tasks));
        let squares: Vec<f64> = (width..width + tasks).map(|t| product(t, t)).collect();
        let target_square = exact::sum(&squares);
        if !gram.iter().chain(&moments).chain([&target_square]).all(|x| x.is_finite()) {
            return Err(Unsolved::Range);
        }
        Ok(Self { width, targets: tasks, means, target_means, gram, moments, target_square })
    }

    /// The models of weights that stand one row a column.
    fn linears(&self, weights: &[f64]) -> Vec<Linear> {
        let of = |(target, mean): (usize, &f64)| {
            let own = weights.iter().skip(target).step_by(self.targets);
            let coefficients: Vec<f64> = own.copied().collect();
            let intercept = mean - exact::exact_dot(&self.means, &coefficients);
            Linear { coefficients, intercept }
        };
        self.target_means.iter().enumerate().map(of).collect()
    }
}

/// A descent under way.
struct Descent<'a> {
    products: &'a Products,
    l1: f64,
    l2: f64,
    /// `W`, one row a column.
    weights: Vec<f64>,
    /// `Xᵀ·(Y − X·W)`, one row a column.
    slopes: Vec<f64>,
}

/// The duality gap, the norm that scales the dual point, and the lengths of the rows of `XᵀR − l2·W`.
struct Gap {
    gap: f64,
    norm: f64,
    lengths: Vec<f64>,
}

/// Minimises `‖Y − X·W − b‖² / 2n + alpha·(ratio·Σ‖W_j‖ + (1 − ratio)/2·‖W‖²)`, `W_j` the weights of a column, the
/// intercepts `b` free: column after column in order, from zero, each brought to its minimum for all targets at once,
/// with those left out that the duality gap proves to be zero, until the gap is small enough.
///
/// Products of columns are from exact sums, so that the order of rows is nothing. Where squares could leave the range,
/// columns or targets are brought near 1 by a power of two, which changes no digit, and the penalties with them.
///
/// # Source
/// `MultiTaskElasticNet` of scikit-learn 1.9, `selection='cyclic'`, on products of columns: Simon, Friedman and
/// Hastie, "A blockwise descent algorithm for group-penalized multiresponse and multinomial regression" (2013);
/// Ndiaye, Fercoq, Gramfort and Salmon, "Gap safe screening rules for sparse multi-task and multi-class models" (2015).
pub(crate) fn multi_task(
    net: &ElasticNet,
    columns: &[&[f64]],
    targets: &[&[f64]],
    intercept: bool,
) -> Result<MultiTaskFit, Unsolved> {
    let count = targets.first().map_or(0, |target| target.len());
    let (l1, l2) = net.penalties(count);
    let (left, right) = (reduction(columns), reduction(targets));
    if (left, right) == (0, 0) {
        return descend(net, &Products::of_columns(columns, targets, intercept)?, l1, l2);
    }
    let scaled = |columns: &[&[f64]], e: i32| -> Vec<Vec<f64>> {
        columns.iter().map(|column| column.iter().map(|x| times_two_to(*x, -e)).collect()).collect()
    };
    let (columns, targets) = (scaled(columns, left), scaled(targets, right));
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let targets: Vec<&[f64]> = targets.iter().map(Vec::as_slice).collect();
    let products = Products::of_columns(&columns, &targets, intercept)?;
    // A penalty that leaves the range leaves no weight, and one at its end neither.
    let penalty = |x: f64, e: i32| exact::min(times_two_to(x, e), 1e300);
    let mut found = descend(net, &products, penalty(l1, -left - right), penalty(l2, -2 * left))?;
    for Linear { coefficients, intercept } in &mut found.linears {
        coefficients.iter_mut().for_each(|w| *w = times_two_to(*w, right - left) + 0.0);
        *intercept = times_two_to(*intercept, right);
        if coefficients.iter().chain([&*intercept]).any(|w| !w.is_finite()) {
            return Err(Unsolved::Range);
        }
    }
    Ok(found)
}

fn descend(
    net: &ElasticNet,
    products: &Products,
    l1: f64,
    l2: f64,
) -> Result<MultiTaskFit, Unsolved> {
    let weights = vec![0.0; products.moments.len()];
    let mut descent = Descent { products, l1, l2, weights, slopes: products.moments.clone() };
    let (iterations, converged) = descent.run(net);
    if descent.weights.iter().any(|w| !w.is_finite()) {
        return Err(Unsolved::Range);
    }
    Ok(MultiTaskFit { linears: products.linears(&descent.weights), iterations, converged })
}

/// The root of the sum of squares, which stay in range where the root does.
fn length(values: &[f64]) -> f64 {
    const FAR: i32 = 400;
    let largest = values.iter().fold(0.0, |largest, x| exact::max(largest, x.abs()));
    let e = if largest > 0.0 && largest.is_finite() { exponent_of(largest) } else { 0 };
    if e.abs() < FAR {
        return exact::dot(values, values).sqrt();
    }
    let near: Vec<f64> = values.iter().map(|x| times_two_to(*x, -e)).collect();
    times_two_to(exact::dot(&near, &near).sqrt(), e)
}

impl Descent<'_> {
    /// The rounds taken, and whether they came to the end.
    fn run(&mut self, settings: &ElasticNet) -> (u32, bool) {
        let goal = settings.tolerance * self.products.target_square;
        let mut active: Vec<usize> = (0..self.products.width).collect();
        let gap = self.gap();
        if gap.gap <= goal {
            return (0, true);
        }
        self.screen(&mut active, &gap);
        let mut after = vec![0.0; self.products.targets];
        for round in 1..=settings.max_iterations {
            let (mut largest, mut largest_step) = (0.0, 0.0);
            for &j in &active {
                let (size, step) = self.update(j, &mut after);
                largest_step = exact::max(largest_step, step);
                largest = exact::max(largest, size);
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

    fn square(&self, j: usize) -> f64 {
        self.products.gram[j * self.products.width + j]
    }

    /// Brings the weights of column `j` to their minimum; the largest of them, and the largest change.
    fn update(&mut self, j: usize, after: &mut [f64]) -> (f64, f64) {
        let (square, tasks) = (self.square(j), self.products.targets);
        if square == 0.0 {
            return (0.0, 0.0);
        }
        let own = j * tasks..(j + 1) * tasks;
        let (before, slopes) = (&self.weights[own.clone()], &self.slopes[own]);
        for ((pull, slope), w) in after.iter_mut().zip(slopes).zip(before) {
            *pull = slope + w * square;
        }
        let norm = length(after);
        // Beside a pull of the size of the penalty, the difference keeps digits that their quotient would lose.
        let shrunk = if norm > self.l1 { (norm - self.l1) / norm } else { 0.0 };
        let over = square + self.l2;
        // No negative zero is kept.
        after.iter_mut().for_each(|pull| *pull = *pull * shrunk / over + 0.0);
        let size = |sizes: f64, x: f64| exact::max(sizes, x.abs());
        let step = before.iter().zip(&*after).map(|(a, b)| b - a).fold(0.0, size);
        self.set(j, after);
        (after.iter().copied().fold(0.0, size), step)
    }

    fn set(&mut self, j: usize, after: &[f64]) {
        let Products { width, targets, gram, .. } = self.products;
        let row = &gram[j * width..(j + 1) * width];
        for (target, &weight) in after.iter().enumerate() {
            let before = std::mem::replace(&mut self.weights[j * targets + target], weight);
            let change = before - weight;
            if change != 0.0 {
                let slopes = self.slopes.iter_mut().skip(target).step_by(*targets);
                slopes.zip(row).for_each(|(slope, x)| *slope += change * x);
            }
        }
    }

    fn gap(&self) -> Gap {
        let (w, products) = (&self.weights, self.products);
        let explained = exact::exact_dot(w, &products.moments);
        let fitted: Vec<f64> =
            products.moments.iter().zip(&self.slopes).map(|(q, s)| q - s).collect();
        let square = exact::exact_dot(w, w);
        let rest = products.target_square + exact::exact_dot(w, &fitted) - 2.0 * explained;
        let along = products.target_square - explained;
        if self.l1 == 0.0 {
            let norm = exact::exact_dot(&self.slopes, &self.slopes);
            let ridge = rest + 0.5 * self.l2 * square - along + 1.0 / (2.0 * self.l2) * norm;
            let gap = if self.l2 == 0.0 { norm } else { ridge };
            return Gap { gap, norm, lengths: Vec::new() };
        }
        let lengths = |values: &[f64]| -> Vec<f64> {
            values.chunks(products.targets.max(1)).map(length).collect()
        };
        let dual: Vec<f64> = self.slopes.iter().zip(w).map(|(s, w)| s - self.l2 * w).collect();
        let dual = lengths(&dual);
        let norm = dual.iter().copied().fold(0.0, exact::max);
        let primal = 0.5 * (rest + self.l2 * square) + self.l1 * exact::sum(&lengths(w));
        let scale = if norm > self.l1 { self.l1 / norm } else { 1.0 };
        let lower = -0.5 * (scale * scale) * (rest + self.l2 * square) + scale * along;
        Gap { gap: primal - lower, norm, lengths: dual }
    }

    /// Leaves out the columns whose weights are zero at the minimum, by the gap.
    fn screen(&mut self, active: &mut Vec<usize>, gap: &Gap) {
        if self.l1 == 0.0 {
            return;
        }
        let nothing = vec![0.0; self.products.targets];
        active.retain(|&j| {
            let square = self.square(j);
            let theta = gap.lengths[j] / exact::max(self.l1, gap.norm);
            let distance = (1.0 - theta) / (square + self.l2).sqrt();
            let kept = square != 0.0 && distance <= (2.0 * gap.gap).sqrt() / self.l1;
            if !kept {
                self.set(j, &nothing);
            }
            kept
        });
    }
}

#[cfg(test)]
mod tests;
