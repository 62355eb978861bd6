//! Least squares on a few weighted sums of the columns, chosen for their covariance with the target.

use super::gram::{Linear, Unsolved};
use crate::exact::{self, ExactDot, dot_columns};

/// A target whose largest rest is below this share of what it was has nothing left to explain.
const NOTHING: f64 = 10.0 * f64::EPSILON;

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
    if let Some(column) = columns.iter().find(|column| column.len() != targets.len()) {
        return Err(Unsolved::Targets { rows: column.len(), found: targets.len() });
    }
    let mut sides: Vec<Side> = columns.iter().map(|column| Side::new(*column, scale)).collect();
    let mut target = Side::new(targets, scale);
    if !sides.iter().chain([&target]).all(Side::is_finite) {
        return Err(Unsolved::Range);
    }
    let size = |values: &[f64]| values.iter().fold(0.0, |size, x| exact::max(size, x.abs()));
    let begun = size(&target.values);
    // Of each component: how a row's score is had from the columns as they came, the loadings of the columns and
    // of the target.
    let (mut rotations, mut loadings, mut shares) =
        (Vec::<Vec<f64>>::new(), Vec::<Vec<f64>>::new(), Vec::new());
    for _ in 0..components {
        if size(&target.values) <= NOTHING * begun {
            break;
        }
        let along = |side: &Side| exact::exact_dot(&side.values, &target.values);
        let mut weights: Vec<f64> = sides.iter().map(along).collect();
        let length = exact::exact_dot(&weights, &weights).sqrt();
        if length == 0.0 {
            break;
        }
        weights.iter_mut().for_each(|w| *w /= length);
        let mut scores = [vec![0.0; targets.len()]];
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
        let share = loading(&target);
        for (side, loading) in sides.iter_mut().zip(&loaded).chain([(&mut target, &share)]) {
            side.values.iter_mut().zip(&scores).for_each(|(x, t)| *x -= t * loading);
        }
        let mut rotation = weights.clone();
        for (before, loaded) in rotations.iter().zip(&loadings) {
            let part = exact::dot(loaded, &weights);
            rotation.iter_mut().zip(before).for_each(|(r, before)| *r -= part * before);
        }
        rotations.push(rotation);
        loadings.push(loaded);
        shares.push(share);
    }
    let coefficients = sides.iter().enumerate().map(|(j, side)| {
        let mut sum = ExactDot::new();
        rotations.iter().zip(&shares).for_each(|(rotation, share)| sum.add(rotation[j], *share));
        sum.sum() * target.spread / side.spread
    });
    let coefficients: Vec<f64> = coefficients.collect();
    let mut shift = ExactDot::new();
    coefficients.iter().zip(&sides).for_each(|(w, side)| shift.add(-w, side.mean));
    shift.add(target.mean, 1.0);
    let linear = Linear { coefficients, intercept: shift.sum() };
    let finite = linear.coefficients.iter().chain([&linear.intercept]).all(|x| x.is_finite());
    if finite { Ok(Components { linear, found: shares.len() }) } else { Err(Unsolved::Range) }
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
}
