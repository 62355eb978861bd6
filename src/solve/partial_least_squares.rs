//! Least squares on a few weighted sums of the columns, chosen for their covariance with the target.

use super::eigen::eigen;
use super::gram::{Linear, Unsolved};
use super::scale::{exponent_of, times_two_to};
use crate::exact::{self, ExactDot, dot_columns};

/// A target whose largest rest is below this share of what it was has nothing left to explain.
const NOTHING: f64 = 10.0 * f64::EPSILON;

/// A column of which less than this share is left is what rounding made of 0.
const ROUNDING: f64 = 1e-13;

/// A linear model, and the components it took.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Components {
    pub(crate) linear: Linear,
    pub(crate) found: usize,
}

/// A column less its mean, in units of its spread.
struct Side {
    mean: f64,
    spread: f64,
    values: Vec<f64>,
}

impl Side {
    fn new(values: &[f64], scale: bool) -> Self {
        let mean = exact::mean(values).unwrap_or(0.0);
        let spread = if scale { exact::standard_deviation(values, 1) } else { None };
        let spread = spread.filter(|spread| *spread != 0.0).unwrap_or(1.0);
        Self { mean, spread, values: values.iter().map(|x| (x - mean) / spread).collect() }
    }

    fn is_finite(&self) -> bool {
        self.spread.is_finite() && self.values.iter().all(|x| x.is_finite())
    }

    /// The largest value in size.
    fn size(&self) -> f64 {
        self.values.iter().fold(0.0, |size, x| exact::max(size, x.abs()))
    }

    /// Makes it 0 where it is no larger than that.
    fn drop_below(&mut self, least: f64) {
        if self.size() <= least {
            self.values.fill(0.0);
        }
    }
}

/// At most `components` components, one after another: weights along the covariances with what is left of the target,
/// the rows' scores on them, and columns and target less what the scores explain.
///
/// Every sum over rows is exact, of terms that depend on one row each: the order of the rows is nothing. It ends
/// early where nothing is left to explain, or nothing to explain it by.
///
/// # Source
/// `PLSRegression` of scikit-learn 1.9 for one target, whose weights are found in one round. Wold, Sjöström and
/// Eriksson, "PLS-regression: a basic tool of chemometrics" (2001).
pub(crate) fn partial_least_squares(
    columns: &[&[f64]],
    targets: &[f64],
    components: usize,
    scale: bool,
) -> Result<Components, Unsolved> {
    let (mut linears, found) = of_targets(columns, &[targets], components, scale, 0.0)?;
    let linear = linears.pop().ok_or(Unsolved::Range)?;
    Ok(Components { linear, found })
}

/// The same for several targets, one model each, from the same components: the weights are along the covariances with
/// the sum of what is left of the targets that a sum of the columns has most in common with. Columns of which only
/// rounding is left explain nothing.
///
/// # Source
/// `PLSRegression` of scikit-learn 1.9, its rounds for the weights gone to their end: the first left singular vector
/// of the covariances. Wegelin, "A survey of partial least squares (PLS) methods, with emphasis on the two-block case"
/// (2000).
pub(crate) fn partial_least_squares_of_targets(
    columns: &[&[f64]],
    targets: &[&[f64]],
    components: usize,
    scale: bool,
) -> Result<Vec<Linear>, Unsolved> {
    Ok(of_targets(columns, targets, components, scale, ROUNDING)?.0)
}

/// One model a target, and how many components there are; columns below the share `least` of what they were are 0.
fn of_targets(
    columns: &[&[f64]],
    targets: &[&[f64]],
    components: usize,
    scale: bool,
    least: f64,
) -> Result<(Vec<Linear>, usize), Unsolved> {
    let rows = targets.first().map_or(0, |target| target.len());
    if let Some(column) = columns.iter().chain(targets).find(|column| column.len() != rows) {
        return Err(Unsolved::Targets { rows: column.len(), found: rows });
    }
    let side = |column| Side::new(column, scale);
    let mut sides: Vec<Side> = columns.iter().copied().map(side).collect();
    let mut targets: Vec<Side> = targets.iter().copied().map(side).collect();
    if !sides.iter().chain(&targets).all(Side::is_finite) {
        return Err(Unsolved::Range);
    }
    let begun: Vec<f64> = targets.iter().map(Side::size).collect();
    let columns_begun: Vec<f64> = sides.iter().map(Side::size).collect();
    // Of each component: how a row's score is had from the columns as they came, the loadings of the columns and
    // of the targets.
    let (mut rotations, mut loadings, mut shares) =
        (Vec::<Vec<f64>>::new(), Vec::<Vec<f64>>::new(), Vec::<Vec<f64>>::new());
    for _ in 0..components {
        targets
            .iter_mut()
            .zip(&begun)
            .for_each(|(target, begun)| target.drop_below(NOTHING * begun));
        if targets.iter().all(|target| target.size() == 0.0) {
            break;
        }
        let mut weights = weights(&sides, &targets)?;
        let length = exact::exact_dot(&weights, &weights).sqrt();
        if length == 0.0 {
            break;
        }
        weights.iter_mut().for_each(|w| *w /= length);
        let mut scores = [vec![0.0; rows]];
        {
            let values: Vec<&[f64]> = sides.iter().map(|side| side.values.as_slice()).collect();
            dot_columns(&values, &[], &[&weights], &mut scores);
        }
        let [scores] = scores;
        let square = exact::exact_dot(&scores, &scores);
        if !(length.is_finite() && square.is_finite()) {
            return Err(Unsolved::Range);
        }
        if square == 0.0 {
            break;
        }
        let loading = |side: &Side| exact::exact_dot(&side.values, &scores) / square;
        let loaded: Vec<f64> = sides.iter().map(loading).collect();
        let share: Vec<f64> = targets.iter().map(loading).collect();
        for (side, loading) in sides.iter_mut().zip(&loaded).chain(targets.iter_mut().zip(&share)) {
            side.values.iter_mut().zip(&scores).for_each(|(x, t)| *x -= t * loading);
        }
        sides
            .iter_mut()
            .zip(&columns_begun)
            .for_each(|(side, begun)| side.drop_below(least * begun));
        let mut rotation = weights.clone();
        for (before, loaded) in rotations.iter().zip(&loadings) {
            let part = exact::dot(loaded, &weights);
            rotation.iter_mut().zip(before).for_each(|(r, before)| *r -= part * before);
        }
        rotations.push(rotation);
        loadings.push(loaded);
        shares.push(share);
    }
    let linear = |(at, target): (usize, &Side)| {
        let coefficients = sides.iter().enumerate().map(|(j, side)| {
            let mut sum = ExactDot::new();
            let parts = rotations.iter().zip(&shares);
            parts.for_each(|(rotation, share)| sum.add(rotation[j], share[at]));
            sum.sum() * target.spread / side.spread
        });
        let coefficients: Vec<f64> = coefficients.collect();
        let mut shift = ExactDot::new();
        coefficients.iter().zip(&sides).for_each(|(w, side)| shift.add(-w, side.mean));
        shift.add(target.mean, 1.0);
        let linear = Linear { coefficients, intercept: shift.sum() };
        let finite = linear.coefficients.iter().chain([&linear.intercept]).all(|x| x.is_finite());
        if finite { Ok(linear) } else { Err(Unsolved::Range) }
    };
    let linears = targets.iter().enumerate().map(linear).collect::<Result<_, _>>()?;
    Ok((linears, shares.len()))
}

/// Along the first left singular vector of the covariances of columns and targets.
fn weights(sides: &[Side], targets: &[Side]) -> Result<Vec<f64>, Unsolved> {
    let along = |target: &Side| -> Vec<f64> {
        sides.iter().map(|side| exact::exact_dot(&side.values, &target.values)).collect()
    };
    let mut covariances: Vec<Vec<f64>> = targets.iter().map(along).collect();
    if let [only] = &mut covariances[..] {
        return Ok(std::mem::take(only));
    }
    let cells = || covariances.iter().flatten();
    if !cells().all(|x| x.is_finite()) {
        return Err(Unsolved::Range);
    }
    // Near 1, so that no square leaves the range.
    let largest = cells().fold(0.0, |largest, x| exact::max(largest, x.abs()));
    let e = if largest > 0.0 { exponent_of(largest) } else { 0 };
    covariances.iter_mut().flatten().for_each(|x| *x = times_two_to(*x, -e));
    let by_column = |j: usize| covariances.iter().map(|row| row[j]).collect::<Vec<f64>>();
    let columns: Vec<Vec<f64>> = (0..sides.len()).map(by_column).collect();
    let first = |rows: &[Vec<f64>]| -> Result<Vec<f64>, Unsolved> {
        let products = rows.iter().flat_map(|a| rows.iter().map(|b| exact::exact_dot(a, b)));
        let found = eigen(&products.collect::<Vec<f64>>(), rows.len()).ok_or(Unsolved::Range)?;
        Ok(found.pairs().next().map(|(_, vector)| vector.to_vec()).unwrap_or_default())
    };
    let times = |rows: &[Vec<f64>], v: &[f64]| -> Vec<f64> {
        rows.iter().map(|row| exact::exact_dot(row, v)).collect()
    };
    // Of the two matrices of products the smaller; the last step is the same.
    let sums = match targets.len() <= sides.len() {
        true => first(&covariances)?,
        false => times(&covariances, &first(&columns)?),
    };
    Ok(times(&columns, &sums))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solve::least_squares::least_squares;

    const A: [f64; 6] = [1.0, 2.0, 4.0, 3.0, 7.0, 5.0];
    const B: [f64; 6] = [20.0, 10.0, 50.0, 30.0, 90.0, 10.0];
    const Y: [f64; 6] = [1.0, 2.0, 2.5, 4.0, 4.5, 6.0];

    /// As many components as columns are least squares.
    #[test]
    fn all_components_are_least_squares() {
        let whole = least_squares(vec![A.to_vec(), B.to_vec()], Y.to_vec(), 0.0, true).unwrap();
        for scale in [true, false] {
            let found = partial_least_squares(&[&A, &B], &Y, 2, scale).unwrap();
            assert_eq!(found.found, 2);
            for (a, b) in found.linear.coefficients.iter().zip(&whole.coefficients) {
                assert!((a - b).abs() < 1e-13, "{found:?} {whole:?}");
            }
            assert!((found.linear.intercept - whole.intercept).abs() < 1e-13);
        }
    }

    #[test]
    fn it_ends_where_nothing_is_left() {
        let constant = [3.0; 6];
        let found = partial_least_squares(&[&A, &constant], &A, 2, true).unwrap();
        assert_eq!(found.found, 1);
        assert_eq!(found.linear.coefficients, [1.0, 0.0]);
        let found = partial_least_squares(&[&A, &B], &constant, 2, true).unwrap();
        assert_eq!((found.found, found.linear.intercept), (0, 3.0));
        assert_eq!(found.linear.coefficients, [0.0, 0.0]);
        let huge = [1e308, -1e308, 1e308, -1e308, 1e308, -1e308];
        assert_eq!(partial_least_squares(&[&huge], &Y, 1, false), Err(Unsolved::Range));
    }

    const Z: [f64; 6] = [3.0, -2.0, 0.5, 4.0, -4.5, 1.0];

    /// As many components as columns are least squares of each target, however many of them.
    #[test]
    fn all_components_of_several_targets_are_least_squares() {
        let targets: [&[f64]; 3] = [&Y, &Z, &[2.0; 6]];
        for targets in [&targets[..], &targets[..2], &targets[1..]] {
            let found = partial_least_squares_of_targets(&[&A, &B], targets, 2, true).unwrap();
            for (linear, target) in found.iter().zip(targets) {
                let whole = least_squares(vec![A.to_vec(), B.to_vec()], target.to_vec(), 0.0, true)
                    .unwrap();
                for (a, b) in linear.coefficients.iter().zip(&whole.coefficients) {
                    assert!((a - b).abs() < 1e-13, "{found:?} {whole:?}");
                }
                assert!((linear.intercept - whole.intercept).abs() < 1e-12);
            }
        }
    }

    /// A target beside itself has what it has alone; a column beside itself gives each half of its share.
    #[test]
    fn targets_and_columns_that_say_the_same() {
        let alone = partial_least_squares(&[&A, &B], &Y, 1, true).unwrap().linear;
        let twice = partial_least_squares_of_targets(&[&A, &B], &[&Y, &Y], 1, true).unwrap();
        for linear in &twice {
            for (a, b) in linear.coefficients.iter().zip(&alone.coefficients) {
                assert!((a - b).abs() < 1e-14, "{twice:?} {alone:?}");
            }
        }
        let targets: [&[f64]; 2] = [&Y, &Z];
        let whole = least_squares(vec![A.to_vec()], Y.to_vec(), 0.0, true).unwrap().coefficients[0];
        let found = partial_least_squares_of_targets(&[&A, &A, &A], &targets, 3, true).unwrap();
        for w in &found[0].coefficients {
            assert!((w - whole / 3.0).abs() < 1e-14, "{found:?} {whole}");
        }
    }
}
