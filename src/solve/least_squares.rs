//! Least squares on columns, corrected until rounding is what is left.

mod shortest;

use super::eigen::eigen;
use super::gram::{Linear, Unsolved, cross_products_within};
use super::scale::{exponent_of, times_two_to};
use crate::exact::vector::range::range;
use crate::exact::{self, Cholesky, ExactDot, ExactSum, RoundedDot, dot_columns};
use shortest::Shortest;

/// Corrections by the residuals of the rows; each gains about as many digits as the solution had.
const CORRECTIONS: usize = 2;
/// The least share of a column that the columns before must leave unexplained, or all are taken to depend on one
/// another: ten digits.
const LEAST_PIVOT: f64 = 1e-10;
/// From this many products on, each is rounded to 2^-51 of what bounds them, in place of their sum.
const MANY: usize = 1 << 15;
/// Singular values below this share of the largest count as 0 where columns depend on one another.
const CUTOFF: f64 = 1e-6;

/// Minimises `‖y − X·w − b‖² + penalty·‖w‖²`, the intercept `b` free or 0; of many minima the one with the smallest
/// `‖w‖`.
///
/// Columns and targets are put less their exact means and brought near 1 by powers of two, which changes no digit
/// and leaves no scale to depend on. Then the normal equations, whose every sum is exact, and corrections by the
/// residuals of the rows as they are, not by products of them: up to a condition of about 1e7 the solution is as good
/// as that by an orthogonal factor. Every sum over rows is exact, of terms that depend on one row each
/// and, where there are many, are rounded one by one, so that the order of the rows is nothing.
///
/// # Errors
/// [`Unsolved::Targets`], or [`Unsolved::Range`] where a number leaves the range.
///
/// # Source
/// Björck, "Stability analysis of the method of seminormal equations for linear least squares problems" (1987).
pub(crate) fn least_squares(
    columns: Vec<Vec<f64>>,
    targets: Vec<f64>,
    penalty: f64,
    intercept: bool,
) -> Result<Linear, Unsolved> {
    check_rows(&columns, targets.len())?;
    let sides: Vec<Side> = columns.into_iter().map(|column| Side::new(column, intercept)).collect();
    let target = Side::new(targets, intercept);
    minimum(&sides, &target, penalty, intercept)
}

/// Minimises `Σ weight·(y − x·w − b)² + penalty·‖w‖²`, as [`least_squares`] does: rows less their weighted means, times
/// the root of their weight, which is one rounding more a cell.
///
/// # Errors
/// Those of [`least_squares`].
///
/// # Source
/// `_preprocess_data` and `_rescale_data` of scikit-learn 1.9.
pub(crate) fn weighted_least_squares(
    (columns, targets, weights): (Vec<Vec<f64>>, Vec<f64>, &[f64]),
    penalty: f64,
    intercept: bool,
) -> Result<Linear, Unsolved> {
    check_rows(&columns, targets.len())?;
    check_rows(&columns, weights.len())?;
    // An even power of two, whose root is one too, brings the largest weight near 1.
    let halved = exponent_of(exact::largest(weights).unwrap_or(1.0)) / 2;
    let weights: Vec<f64> = weights.iter().map(|&w| times_two_to(w, -2 * halved)).collect();
    let roots: Vec<f64> = weights.iter().map(|&w| exact::sqrt(w)).collect();
    let side = |column| Side::weighted(column, &weights, &roots, intercept);
    let sides: Vec<Side> = columns.into_iter().map(side).collect();
    let target = Side::weighted(targets, &weights, &roots, intercept);
    minimum(&sides, &target, times_two_to(penalty, -2 * halved), intercept)
}

fn check_rows(columns: &[Vec<f64>], found: usize) -> Result<(), Unsolved> {
    match columns.iter().find(|column| column.len() != found) {
        Some(column) => Err(Unsolved::Targets { rows: column.len(), found }),
        None => Ok(()),
    }
}

fn minimum(
    sides: &[Side],
    target: &Side,
    penalty: f64,
    intercept: bool,
) -> Result<Linear, Unsolved> {
    if sides.iter().chain([target]).any(|side| !side.mean.is_finite()) {
        return Err(Unsolved::Range);
    }
    let system = System::new(sides, target, penalty)?;
    let solution = match system.solve() {
        Some(solution) => solution,
        None => system.shortest()?,
    };
    let back = |(w, side): (&f64, &Side)| times_two_to(*w, target.exponent - side.exponent) + 0.0;
    let coefficients: Vec<f64> = solution.iter().zip(sides).map(back).collect();
    let mut shift = ExactDot::new();
    coefficients.iter().zip(sides).for_each(|(w, side)| shift.add(-w, side.mean));
    shift.add(target.mean, 1.0);
    let intercept = if intercept { shift.sum() } else { 0.0 };
    if coefficients.iter().chain([&intercept]).any(|w| !w.is_finite()) {
        return Err(Unsolved::Range);
    }
    Ok(Linear { coefficients, intercept })
}

/// A column less its mean, as `values·2^exponent`.
pub(super) struct Side {
    pub(super) mean: f64,
    pub(super) exponent: i32,
    pub(super) values: Vec<f64>,
    /// The largest size of the values.
    largest: f64,
}

impl Side {
    /// Of values that are its own when it is given them: those are scaled where they stand.
    pub(super) fn new(column: impl Into<Vec<f64>>, centre: bool) -> Self {
        let values: Vec<f64> = column.into();
        let ends = match range(&values) {
            Some((count, least, most)) if count == values.len() as u64 => [least, most],
            None if values.is_empty() => [0.0; 2],
            _ => [exact::NAN; 2],
        };
        let mut sum = ExactSum::new();
        if centre {
            let within = exact::max(ends[0].abs(), ends[1].abs());
            sum.add_slice_within(&values, Some(within).filter(|within| within.is_finite()));
        }
        Self::about(sum.mean().unwrap_or(0.0), values, ends)
    }

    /// The same about the weighted mean, every value times the root of its weight.
    fn weighted(column: Vec<f64>, weights: &[f64], roots: &[f64], centre: bool) -> Self {
        let ends = match range(&column) {
            Some((count, least, most)) if count == column.len() as u64 => [least, most],
            _ => [exact::NAN; 2],
        };
        let mean = match centre {
            true => exact::weighted_mean(&column, weights).unwrap_or(exact::NAN),
            false => 0.0,
        };
        let mut side = Self::about(mean, column, ends);
        side.values.iter_mut().zip(roots).for_each(|(x, root)| *x *= root);
        side.largest = exact::largest(&side.values).unwrap_or(exact::NAN);
        side
    }

    /// Of values between two ends.
    fn about(mean: f64, mut values: Vec<f64>, ends: [f64; 2]) -> Self {
        // Halves, for the difference of two numbers near the end of the range.
        let less = |x: f64| 0.5 * x - 0.5 * mean;
        // Differences are ordered as the values are, so the largest is that of an end.
        let largest = exact::max(less(ends[0]).abs(), less(ends[1]).abs());
        let exponent = if largest > 0.0 && largest.is_finite() { exponent_of(largest) } else { 0 };
        if exponent.abs() <= 1000 {
            let unit = times_two_to(1.0, -exponent);
            values.iter_mut().for_each(|x| *x = less(*x) * unit);
        } else {
            values.iter_mut().for_each(|x| *x = times_two_to(less(*x), -exponent));
        }
        Self { mean, exponent: exponent + 1, values, largest: times_two_to(largest, -exponent) }
    }
}

/// The normal equations of sides.
struct System<'s> {
    columns: Vec<&'s [f64]>,
    /// The largest size in each column.
    sizes: Vec<f64>,
    target: &'s [f64],
    /// The penalty of each, in the units of its column.
    penalties: Vec<f64>,
    exponents: Vec<i32>,
    /// `XᵀX` with the penalties.
    matrix: Vec<f64>,
}

impl<'s> System<'s> {
    fn new(sides: &'s [Side], target: &'s Side, penalty: f64) -> Result<Self, Unsolved> {
        let columns: Vec<&[f64]> = sides.iter().map(|side| side.values.as_slice()).collect();
        // A column so small that its penalty leaves the range gets as good as no coefficient.
        let scaled = |side: &Side| exact::min(times_two_to(penalty, -2 * side.exponent), 1e300);
        let penalties: Vec<f64> = sides.iter().map(scaled).collect();
        let sizes: Vec<f64> = sides.iter().map(|side| side.largest).collect();
        let mut matrix = cross_products_within(&columns, &sizes)?;
        let diagonal = matrix.iter_mut().step_by(columns.len() + 1);
        diagonal.zip(&penalties).for_each(|(x, penalty)| *x += penalty);
        let exponents = sides.iter().map(|side| side.exponent).collect();
        Ok(Self { columns, sizes, target: &target.values, penalties, exponents, matrix })
    }

    fn width(&self) -> usize {
        self.columns.len()
    }

    /// `Xᵀ·(y − X·w) − penalties·w`, each rounded once over residuals that are rounded row by row; of many rows the
    /// products are rounded too.
    fn slope(&self, w: &[f64]) -> Vec<f64> {
        let rest = if w.iter().all(|w| *w == 0.0) { self.target.to_vec() } else { self.rest(w) };
        let largest = exact::largest(&rest);
        let many = rest.len().saturating_mul(self.columns.len()) >= MANY;
        let entry = |(((column, size), penalty), w): (((&&[f64], &f64), &f64), &f64)| {
            let bound = largest.filter(|_| many).map(|largest| size * largest);
            if let Some(mut sum) = bound.and_then(RoundedDot::new) {
                sum.add(column, &rest);
                return sum.sum() - penalty * w;
            }
            let mut sum = ExactDot::new();
            sum.add_slices_within(column, &rest, [Some(*size), largest]);
            sum.add(-penalty, *w);
            sum.sum()
        };
        self.columns.iter().zip(&self.sizes).zip(&self.penalties).zip(w).map(entry).collect()
    }

    /// `y − X·w`, row by row.
    fn rest(&self, w: &[f64]) -> Vec<f64> {
        let mut fitted = [vec![0.0; self.target.len()]];
        dot_columns(&self.columns, &[], &[w], &mut fitted);
        let [mut rest] = fitted;
        rest.iter_mut().zip(self.target).for_each(|(fitted, y)| *fitted = y - *fitted);
        rest
    }

    /// The one solution, where columns do not depend on one another; else the shortest of many, where their units allow it.
    fn solve(&self) -> Option<Vec<f64>> {
        let width = self.width();
        // A column without spread explains nothing, and has the coefficient 0.
        let used: Vec<usize> = (0..width).filter(|&j| self.matrix[j * width + j] > 0.0).collect();
        let length: Vec<f64> = used.iter().map(|&j| self.matrix[j * width + j].sqrt()).collect();
        let mut cosines = Vec::with_capacity(used.len() * used.len());
        for (&i, a) in used.iter().zip(&length) {
            cosines.extend(
                used.iter()
                    .zip(&length)
                    .map(|(&j, b)| if i == j { 1.0 } else { self.matrix[i * width + j] / a / b }),
            );
        }
        let factor = Cholesky::new(&cosines, used.len()).ok();
        if let Some(factor) = factor.filter(|f| f.pivots().all(|pivot| pivot > LEAST_PIVOT)) {
            let step = |slope: &[f64]| -> Option<Vec<f64>> {
                let scaled = used.iter().zip(&length).map(|(&j, s)| slope[j] / s);
                let step = factor.solve(&scaled.collect::<Vec<f64>>()).ok()?;
                Some(step.iter().zip(&length).map(|(d, s)| d / s).collect())
            };
            return self.corrected(&used, step);
        }
        // Units change the length of a solution, so they are put back.
        let unit: Vec<f64> = used.iter().map(|&j| self.unit(j)).collect();
        let scale: Vec<f64> = length.iter().zip(&unit).map(|(s, unit)| s * unit).collect();
        let shortest = Shortest::new(cosines, &scale, LEAST_PIVOT)?;
        let step = |slope: &[f64]| -> Option<Vec<f64>> {
            let scaled = used.iter().zip(&unit).map(|(&j, unit)| slope[j] * unit);
            let step = shortest.solve(&scaled.collect::<Vec<f64>>())?;
            Some(step.iter().zip(&unit).map(|(d, unit)| d * unit).collect())
        };
        self.corrected(&used, step)
    }

    /// A solution from 0 on, corrected by the residuals of the rows.
    fn corrected(
        &self,
        used: &[usize],
        step: impl Fn(&[f64]) -> Option<Vec<f64>>,
    ) -> Option<Vec<f64>> {
        let mut solution = vec![0.0; self.width()];
        for _ in 0..=CORRECTIONS {
            let step = step(&self.slope(&solution))?;
            used.iter().zip(&step).for_each(|(&j, d)| solution[j] += d);
        }
        solution.iter().all(|w| w.is_finite()).then_some(solution)
    }

    /// The unit of a column beside the largest, as far as squares of it have a range.
    fn unit(&self, j: usize) -> f64 {
        let largest = self.exponents.iter().copied().max().unwrap_or(0);
        times_two_to(1.0, (self.exponents[j] - largest).max(-480))
    }

    /// The shortest of many solutions, in the units that the columns came in: by eigenvectors, which bear any units.
    fn shortest(&self) -> Result<Vec<f64>, Unsolved> {
        let width = self.width();
        let unit = |j: usize| self.unit(j);
        let mut matrix = self.matrix.clone();
        for (at, x) in matrix.iter_mut().enumerate() {
            *x *= unit(at / width) * unit(at % width);
        }
        let found = eigen(&matrix, width).ok_or(Unsolved::Range)?;
        let top = found.values.first().copied().unwrap_or(0.0);
        let kept: Vec<(f64, &[f64])> =
            found.pairs().filter(|&(value, _)| value > CUTOFF * CUTOFF * top).collect();
        let mut solution = vec![0.0; width];
        for _ in 0..=CORRECTIONS {
            let mut slope = self.slope(&solution);
            slope.iter_mut().enumerate().for_each(|(j, g)| *g *= unit(j));
            let mut step = vec![ExactDot::new(); width];
            for &(value, vector) in &kept {
                let share = exact::exact_dot(vector, &slope) / value;
                step.iter_mut().zip(vector).for_each(|(sum, v)| sum.add(share, *v));
            }
            for (j, (w, step)) in solution.iter_mut().zip(&step).enumerate() {
                *w += step.sum() * unit(j);
            }
        }
        Ok(solution)
    }
}

#[cfg(test)]
mod tests;
