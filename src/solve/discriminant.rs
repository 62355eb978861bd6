//! Classes that are normally distributed: one covariance for all, or one each.

use super::eigen::eigen;
use super::gram::{Unsolved, covariance};
use crate::exact::{self, Cholesky, ExactDot};

/// The least share of a column that the columns before must leave unexplained, or all are taken to depend on one
/// another: ten digits.
const LEAST_PIVOT: f64 = 1e-10;

/// The columns of the rows of one class.
pub(crate) type Group = Vec<Vec<f64>>;

/// A score x·w + b a class.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scores {
    /// Class after class, one a column.
    pub(crate) coefficients: Vec<f64>,
    pub(crate) intercepts: Vec<f64>,
}

/// A mean a column, and the lower factor of the covariance, packed row after row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Normal {
    pub(crate) means: Vec<f64>,
    pub(crate) factor: Vec<f64>,
}

fn lent(group: &Group) -> Vec<&[f64]> {
    group.iter().map(Vec::as_slice).collect()
}

/// `(1 − part)·matrix + part·shift·I`.
fn towards(matrix: &mut [f64], width: usize, part: f64, shift: f64) {
    matrix.iter_mut().for_each(|x| *x *= 1.0 - part);
    matrix.iter_mut().step_by(width + 1).for_each(|x| *x += part * shift);
}

/// The scores whose differences are the logarithms of the odds of two classes, their priors positive.
///
/// The covariance within is that of each class, divisor its rows, drawn by `shrinkage` towards as much variance in
/// every direction, and weighed by the priors. The means are taken about the mean of all: the differences between
/// scores are the same, with more of their digits. Where columns depend on one another within the classes, the
/// directions in which no class spreads have no part in the scores.
///
/// # Source
/// `LinearDiscriminantAnalysis(solver='lsqr')` of scikit-learn 1.9.
pub(crate) fn linear(groups: &[Group], priors: &[f64], shrinkage: f64) -> Result<Scores, Unsolved> {
    let width = groups.first().map_or(0, Vec::len);
    let all = exact::exact_sum(priors);
    let priors: Vec<f64> = priors.iter().map(|prior| prior / all).collect();
    let mut within = vec![ExactDot::new(); width * width];
    let mut centre = vec![ExactDot::new(); width];
    let mut means = Vec::new();
    for (group, prior) in groups.iter().zip(&priors) {
        let mut found = covariance(&lent(group), 0)?;
        let trace: Vec<f64> = found.matrix.iter().step_by(width + 1).copied().collect();
        if shrinkage > 0.0 {
            towards(&mut found.matrix, width, shrinkage, exact::sum(&trace) / width as f64);
        }
        within.iter_mut().zip(&found.matrix).for_each(|(sum, x)| sum.add(*prior, *x));
        centre.iter_mut().zip(&found.means).for_each(|(sum, x)| sum.add(*prior, *x));
        means.push(found.means);
    }
    let within: Vec<f64> = within.iter().map(ExactDot::sum).collect();
    let centre: Vec<f64> = centre.iter().map(ExactDot::sum).collect();
    let away = |means: &Vec<f64>| means.iter().zip(&centre).map(|(m, c)| m - c).collect();
    let away: Vec<Vec<f64>> = means.iter().map(away).collect();
    let solved = solve(&within, width, &away)?;
    let mut scores = Scores { coefficients: Vec::new(), intercepts: Vec::new() };
    for ((w, away), prior) in solved.iter().zip(&away).zip(&priors) {
        let mut own = ExactDot::new();
        w.iter().zip(away.iter().zip(&centre)).for_each(|(w, (away, centre))| {
            own.add(-0.5 * w, *away);
            own.add(-w, *centre);
        });
        own.add(exact::ln(*prior), 1.0);
        scores.coefficients.extend_from_slice(w);
        scores.intercepts.push(own.sum());
    }
    if scores.coefficients.iter().chain(&scores.intercepts).any(|x| !x.is_finite()) {
        return Err(Unsolved::Range);
    }
    Ok(scores)
}

/// `matrix⁻¹·side` of each side, scaled so that the columns share one unit; a column without variance has 0.
fn solve(matrix: &[f64], width: usize, sides: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, Unsolved> {
    let cosines = Cosines::new(matrix, width);
    let used = &cosines.used;
    let scaled = |side: &Vec<f64>| -> Vec<f64> {
        used.iter().zip(&cosines.scale).map(|(&j, s)| side[j] / s).collect()
    };
    let back = |solution: &[f64]| {
        let mut out = vec![0.0; width];
        for ((&j, s), x) in used.iter().zip(&cosines.scale).zip(solution) {
            out[j] = x / s;
        }
        out
    };
    if let Some(factor) = cosines.factor() {
        let each = sides.iter().map(|side| factor.solve(&scaled(side)).map(|x| back(&x)));
        return each.collect::<Result<_, _>>().map_err(|_| Unsolved::Singular);
    }
    let found = eigen(&cosines.matrix, used.len()).ok_or(Unsolved::Range)?;
    let top = found.values.first().copied().unwrap_or(0.0);
    let kept: Vec<(f64, &[f64])> =
        found.pairs().filter(|(value, _)| *value > LEAST_PIVOT * top).collect();
    let shortest = |side: &Vec<f64>| {
        let side = scaled(side);
        let mut sums = vec![ExactDot::new(); used.len()];
        for (value, vector) in &kept {
            let share = exact::exact_dot(vector, &side) / value;
            sums.iter_mut().zip(*vector).for_each(|(sum, v)| sum.add(share, *v));
        }
        back(&sums.iter().map(ExactDot::sum).collect::<Vec<_>>())
    };
    Ok(sides.iter().map(shortest).collect())
}

/// A covariance in units of the deviations of its columns, those without variance left out.
struct Cosines {
    used: Vec<usize>,
    scale: Vec<f64>,
    matrix: Vec<f64>,
}

impl Cosines {
    fn new(matrix: &[f64], width: usize) -> Self {
        let used: Vec<usize> = (0..width).filter(|&j| matrix[j * width + j] > 0.0).collect();
        let scale: Vec<f64> = used.iter().map(|&j| matrix[j * width + j].sqrt()).collect();
        let mut cosines = Vec::with_capacity(used.len() * used.len());
        for (&i, a) in used.iter().zip(&scale) {
            let row = used.iter().zip(&scale);
            let cosine =
                |(&j, b): (&usize, &f64)| if i == j { 1.0 } else { matrix[i * width + j] / a / b };
            cosines.extend(row.map(cosine));
        }
        Self { used, scale, matrix: cosines }
    }

    /// Where no column depends on the others.
    fn factor(&self) -> Option<Cholesky> {
        let factor = Cholesky::new(&self.matrix, self.used.len()).ok()?;
        let dependent = factor.pivots().any(|pivot| pivot <= LEAST_PIVOT);
        (!dependent).then_some(factor)
    }
}

/// The mean and the factor of the covariance, divisor the rows, of which there are two at least, drawn by `part` towards variance 1 in
/// every direction.
///
/// # Source
/// `QuadraticDiscriminantAnalysis` of scikit-learn 1.9, whose `reg_param` the part is.
pub(crate) fn normal(group: &Group, part: f64) -> Result<Normal, Unsolved> {
    let width = group.len();
    let rows = group.first().map_or(0, Vec::len);
    if rows < 2 {
        return Err(Unsolved::Rows { expected: 2, found: rows });
    }
    let mut found = covariance(&lent(group), 0)?;
    if part > 0.0 {
        towards(&mut found.matrix, width, part, 1.0);
    }
    let cosines = Cosines::new(&found.matrix, width);
    let factor = cosines.factor().filter(|_| cosines.used.len() == width);
    let factor = factor.ok_or(Unsolved::Singular)?;
    let mut packed = Vec::with_capacity(width * (width + 1) / 2);
    for (row, s) in factor.rows().zip(&cosines.scale) {
        packed.extend(row.iter().map(|x| x * s));
    }
    if packed.iter().any(|x| !x.is_finite()) {
        return Err(Unsolved::Range);
    }
    Ok(Normal { means: found.means, factor: packed })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: means ±1 and variance 2/3 each; the odds are 1.5·2·x.
    #[test]
    fn two_classes_on_a_line() {
        let groups = [vec![vec![-2.0, -1.0, 0.0]], vec![vec![0.0, 1.0, 2.0]]];
        let found = linear(&groups, &[0.5, 0.5], 0.0).unwrap();
        for (a, b) in found.coefficients.iter().zip([-1.5, 1.5]) {
            assert!((a - b).abs() < 1e-14, "{found:?}");
        }
        assert_eq!(found.intercepts[0], found.intercepts[1]);
        // A column twice shares what one of them had.
        let twice = groups.clone().map(|group| vec![group[0].clone(), group[0].clone()]);
        let found = linear(&twice, &[0.5, 0.5], 0.0).unwrap();
        assert!((found.coefficients[2] - 0.75).abs() < 1e-13, "{found:?}");
        assert_eq!(normal(&twice[0], 0.0), Err(Unsolved::Singular));
        let own = normal(&vec![vec![-2.0, 0.0, 0.0, 2.0]], 0.5).unwrap();
        // Half the variance of 2 and half of 1.
        assert_eq!((own.means, own.factor), (vec![0.0], vec![f64::sqrt(1.5)]));
    }
}
