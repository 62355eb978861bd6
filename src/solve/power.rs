//! Power transformations to a normal shape, and the exponent that does it best.

use super::brent::{bounded, brent};
use crate::exact;

/// Box and Cox's transformation of a positive number: (x^λ − 1) / λ, or ln x at λ = 0.
///
/// # Source
/// `scipy.special.boxcox` of SciPy 1.17, with its way around overflow.
pub(crate) fn box_cox(x: f64, lambda: f64) -> f64 {
    let power = lambda * exact::ln(x);
    if lambda.abs() < 1e-19 {
        exact::ln(x)
    } else if power < 709.78 {
        exact::exp_m1(power) / lambda
    } else {
        let size = exact::exp(power - exact::ln(lambda.abs()));
        (if lambda < 0.0 { -size } else { size }) - 1.0 / lambda
    }
}

/// Yeo and Johnson's transformation: Box and Cox's of 1 + x at λ for x ≥ 0, and of 1 − x at 2 − λ, turned
/// around, below.
///
/// # Source
/// `scipy.stats.yeojohnson` of SciPy 1.17.
pub(crate) fn yeo_johnson(x: f64, lambda: f64) -> f64 {
    yeo_johnson_of_logarithm(x >= 0.0, exact::ln_1p(x.abs()), lambda)
}

/// [`yeo_johnson`] of a number by its sign and ln(1 + |x|).
fn yeo_johnson_of_logarithm(positive: bool, logarithm: f64, lambda: f64) -> f64 {
    match (positive, 2.0 - lambda) {
        (true, _) if lambda.abs() < f64::EPSILON => logarithm,
        (true, _) => exact::exp_m1(lambda * logarithm) / lambda,
        (false, rest) if rest.abs() > f64::EPSILON => -exact::exp_m1(rest * logarithm) / rest,
        (false, _) => -logarithm,
    }
}

/// A number of values as a factor.
fn count(values: &[f64]) -> f64 {
    values.len() as f64
}

/// ln var(e^(λl) / λ), or of l itself at λ = 0.
///
/// The variance is taken of e^(λ(l − r)) − 1 with the r that leaves no exponent above 0: it neither
/// overflows, nor cancels where λ is near 0, or where the powers lie close together far from 0.
fn ln_variance_of_powers(lambda: f64, logarithms: &[f64]) -> f64 {
    let variance = |values: &[f64]| exact::variance(values, 0).unwrap_or(0.0);
    if lambda == 0.0 {
        return exact::ln(variance(logarithms));
    }
    let outermost = if lambda > 0.0 { exact::max } else { exact::min };
    let reference = logarithms.iter().copied().reduce(outermost).unwrap_or(0.0);
    let power = |l: &f64| exact::exp_m1(lambda * (l - reference));
    let powers: Vec<f64> = logarithms.iter().map(power).collect();
    exact::ln(variance(&powers)) + 2.0 * lambda * reference - 2.0 * exact::ln(lambda.abs())
}

/// (λ − 1) Σ ln x − n/2 · ln var(x^λ / λ): the logarithm of the likelihood of λ, less what does not depend
/// on it, of positive values given by their logarithms.
///
/// # Source
/// `scipy.stats.boxcox_llf` of SciPy 1.17; the same function, with fewer roundings.
fn box_cox_likelihood(lambda: f64, logarithms: &[f64]) -> f64 {
    let ln_variance = ln_variance_of_powers(lambda, logarithms);
    (lambda - 1.0) * exact::exact_sum(logarithms) - count(logarithms) / 2.0 * ln_variance
}

/// The λ at which positive values are likeliest to come from a normal distribution.
///
/// Where the values would overflow at it, the λ of the same sign at which the outermost becomes 1e-4 of the
/// largest `f64`. `None` when there is no value, one that is not positive and finite, no two different
/// ones, or when the likelihood has no maximum.
///
/// # Source
/// `scipy.stats.boxcox` of SciPy 1.17 (`brent` from (−2, 2)), which `PowerTransformer` and
/// feature-engine's `BoxCoxTransformer` ask.
pub(crate) fn box_cox_lambda(values: &[f64]) -> Option<f64> {
    let first = values.first()?;
    if !values.iter().all(|x| *x > 0.0 && x.is_finite()) || values.iter().all(|x| x == first) {
        return None;
    }
    let logarithms: Vec<f64> = values.iter().map(|x| exact::ln(*x)).collect();
    let lambda = brent(|lambda| -box_cox_likelihood(lambda, &logarithms), -2.0, 2.0)?;
    Some(within_range(values, lambda))
}

/// λ, or what keeps the outermost value in range.
fn within_range(values: &[f64], lambda: f64) -> f64 {
    let largest = values.iter().copied().fold(0.0, exact::max);
    let smallest = values.iter().copied().fold(f64::INFINITY, exact::min);
    let up = smallest >= 1.0
        || (largest > 1.0 && box_cox(largest, lambda) > box_cox(smallest, lambda).abs());
    let outermost = if up { largest } else { smallest };
    let limit = f64::MAX / 10000.0;
    if box_cox(outermost, lambda).abs() <= limit {
        return lambda;
    }
    // With u = |λ ln x|: e^u / |λ| = limit, so u − ln u = ln(limit / |ln x|), by Newton's steps.
    let logarithm = exact::ln(outermost);
    let goal = exact::ln(limit) - exact::ln(logarithm.abs());
    let mut u = goal;
    for _ in 0..50 {
        u -= (u - exact::ln(u) - goal) / (1.0 - 1.0 / u);
    }
    u / logarithm
}

/// Values by the logarithms their likelihood takes.
enum Signed {
    /// All at least 0: ln(1 + x), of which the transformation is Box and Cox's.
    Positive(Vec<f64>),
    /// All below 0: ln(1 − x), of which the transformation is Box and Cox's at 2 − λ, turned around.
    Negative(Vec<f64>),
    /// Whether at least 0, and ln(1 + |x|).
    Both(Vec<(bool, f64)>),
}

impl Signed {
    fn new(values: &[f64]) -> Self {
        let logarithms = values.iter().map(|x| exact::ln_1p(x.abs()));
        match values.iter().filter(|x| **x < 0.0).count() {
            0 => Self::Positive(logarithms.collect()),
            count if count == values.len() => Self::Negative(logarithms.collect()),
            _ => Self::Both(values.iter().map(|x| *x >= 0.0).zip(logarithms).collect()),
        }
    }

    /// −n/2 · ln var(y) + (λ − 1) Σ sign(x) ln(1 + |x|): the logarithm of the likelihood of λ, less what
    /// does not depend on it; `None` where the variance leaves the normal range.
    ///
    /// # Source
    /// `scipy.stats.yeojohnson_llf` of SciPy 1.17; the same function, with fewer roundings. SciPy takes the
    /// variance of y as rounded, which loses all digits where y is nearly constant.
    fn likelihood(&self, lambda: f64) -> Option<f64> {
        let (ln_variance, shift, count) = match self {
            Self::Positive(l) => (ln_variance_of_powers(lambda, l), exact::exact_sum(l), count(l)),
            Self::Negative(l) => {
                (ln_variance_of_powers(2.0 - lambda, l), -exact::exact_sum(l), count(l))
            }
            Self::Both(pairs) => {
                let y = pairs.iter().map(|&(sign, l)| yeo_johnson_of_logarithm(sign, l, lambda));
                let variance = exact::variance(&y.collect::<Vec<_>>(), 0).unwrap_or(0.0);
                let signed = pairs.iter().map(|&(sign, l)| if sign { l } else { -l });
                let signed: Vec<f64> = signed.collect();
                (exact::ln(variance), exact::exact_sum(&signed), count(&signed))
            }
        };
        let normal = exact::ln(f64::MIN_POSITIVE)..=exact::ln(f64::MAX);
        let likelihood = -count / 2.0 * ln_variance + (lambda - 1.0) * shift;
        normal.contains(&ln_variance).then_some(likelihood)
    }
}

/// The λ at which values are likeliest to come from a normal distribution, within bounds that keep values
/// up to 20 times the largest in range; 1 when all are 0. `None` when there is no value or one not finite.
///
/// Of values that are all the same the likelihood says nothing; callers ask first.
///
/// # Source
/// `scipy.stats.yeojohnson` of SciPy 1.17 (`fminbound`), which `PowerTransformer` and feature-engine's
/// `YeoJohnsonTransformer` ask.
pub(crate) fn yeo_johnson_lambda(values: &[f64]) -> Option<f64> {
    if values.is_empty() || !values.iter().all(|x| x.is_finite()) {
        return None;
    }
    let largest = values.iter().fold(0.0, |largest, x| exact::max(largest, x.abs()));
    if largest == 0.0 {
        return Some(1.0);
    }
    let reach = exact::ln_1p(20.0 * largest);
    let ln_epsilon = exact::ln(f64::EPSILON);
    let lower = (exact::ln(f64::MIN_POSITIVE) - ln_epsilon) / 2.0 / reach;
    let upper = (exact::ln(f64::MAX) + ln_epsilon) / 2.0 / reach;
    let values = Signed::new(values);
    let (lower, upper) = match values {
        Signed::Positive(_) => (lower, upper),
        Signed::Negative(_) => (2.0 - upper, 2.0 - lower),
        Signed::Both(_) => (exact::max(2.0 - upper, lower), exact::min(2.0 - lower, upper)),
    };
    let loss = |lambda| values.likelihood(lambda).map_or(f64::INFINITY, |likelihood| -likelihood);
    Some(bounded(loss, lower, upper, 1.48e-8))
}

#[cfg(test)]
mod tests;
