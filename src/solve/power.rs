//! Power transformations to a normal shape, and the exponent that does it best.

use super::brent::{bounded, brent};
use crate::exact::{self, slices};

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
    let logarithm = exact::ln_1p(x.abs());
    match (x >= 0.0, 2.0 - lambda) {
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
    let mut powers: Vec<f64> = logarithms.iter().map(|l| lambda * (l - reference)).collect();
    slices::exp_m1(&mut powers);
    exact::ln(variance(&powers)) + 2.0 * lambda * reference - 2.0 * exact::ln(lambda.abs())
}

/// (λ − 1) Σ ln x − n/2 · ln var(x^λ / λ): the logarithm of the likelihood of λ, less what does not depend
/// on it, of positive values given by their logarithms and the sum of those.
///
/// # Source
/// `scipy.stats.boxcox_llf` of SciPy 1.17; the same function, with fewer roundings.
fn box_cox_likelihood(lambda: f64, logarithms: &[f64], sum: f64) -> f64 {
    let ln_variance = ln_variance_of_powers(lambda, logarithms);
    (lambda - 1.0) * sum - count(logarithms) / 2.0 * ln_variance
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
    let mut logarithms = values.to_vec();
    slices::ln(&mut logarithms);
    let sum = exact::exact_sum(&logarithms);
    let lambda = brent(|lambda| -box_cox_likelihood(lambda, &logarithms, sum), -2.0, 2.0)?;
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

/// (e^(exponent · l) − 1) / exponent of logarithms, or they themselves where the exponent is taken as 0.
fn transformed(logarithms: &[f64], exponent: f64, is_flat: bool) -> Vec<f64> {
    if is_flat {
        return logarithms.to_vec();
    }
    let mut powers: Vec<f64> = logarithms.iter().map(|l| exponent * l).collect();
    slices::exp_m1(&mut powers);
    powers.iter_mut().for_each(|power| *power /= exponent);
    powers
}

/// Values by the logarithms their likelihood takes.
///
/// Sums and variances are exact, so the order of the values does not matter.
struct Signed {
    /// ln(1 + x) of values of at least 0.
    positive: Vec<f64>,
    /// ln(1 − x) of values below 0.
    negative: Vec<f64>,
    /// Σ sign(x) ln(1 + |x|).
    shift: f64,
}

impl Signed {
    fn new(values: &[f64]) -> Self {
        let of = |below: bool| {
            let those = values.iter().filter(|x| (**x < 0.0) == below);
            let mut logarithms: Vec<f64> = those.map(|x| x.abs()).collect();
            slices::ln_1p(&mut logarithms);
            logarithms
        };
        let (positive, negative) = (of(false), of(true));
        let signed = positive.iter().copied().chain(negative.iter().map(|l| -l));
        let shift = exact::exact_sum(&signed.collect::<Vec<f64>>());
        Self { positive, negative, shift }
    }

    /// −n/2 · ln var(y) + (λ − 1) Σ sign(x) ln(1 + |x|): the logarithm of the likelihood of λ, less what
    /// does not depend on it; `None` where the variance leaves the normal range.
    ///
    /// # Source
    /// `scipy.stats.yeojohnson_llf` of SciPy 1.17; the same function, with fewer roundings. SciPy takes the
    /// variance of y as rounded, which loses all digits where y is nearly constant.
    fn likelihood(&self, lambda: f64) -> Option<f64> {
        let Self { positive, negative, shift } = self;
        // Where all have one sign the transformation is Box and Cox's of 1 + |x|, at 2 − λ turned around.
        let ln_variance = match (positive.is_empty(), negative.is_empty()) {
            (_, true) => ln_variance_of_powers(lambda, positive),
            (true, false) => ln_variance_of_powers(2.0 - lambda, negative),
            (false, false) => {
                let mut y = transformed(positive, lambda, lambda.abs() < f64::EPSILON);
                let rest = 2.0 - lambda;
                let below = transformed(negative, rest, rest.abs() <= f64::EPSILON);
                y.extend(below.iter().map(|y| -y));
                exact::ln(exact::variance(&y, 0).unwrap_or(0.0))
            }
        };
        let count = count(positive) + count(negative);
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
    let (lower, upper) = match (values.positive.is_empty(), values.negative.is_empty()) {
        (_, true) => (lower, upper),
        (true, false) => (2.0 - upper, 2.0 - lower),
        (false, false) => (exact::max(2.0 - upper, lower), exact::min(2.0 - lower, upper)),
    };
    let loss = |lambda| values.likelihood(lambda).map_or(f64::INFINITY, |likelihood| -likelihood);
    Some(bounded(loss, lower, upper, 1.48e-8))
}

#[cfg(test)]
mod tests;
