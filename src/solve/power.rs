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
mod tests {
    use super::*;

    fn assert_close(found: f64, expected: f64, bound: f64) {
        let error = (found - expected).abs();
        assert!(error <= bound * exact::max(1.0, expected.abs()), "{found:?} {expected:?}");
    }

    const POSITIVE: [f64; 8] = [1.2, 0.5, 3.4, 7.1, 2.2, 0.9, 15.0, 4.4];
    const BOTH: [f64; 8] = [-3.1, 0.0, 0.7, 2.5, -0.2, 11.0, 1.4, -0.9];
    const NEGATIVE: [f64; 6] = [-3.1, -0.4, -7.7, -2.5, -0.2, -11.0];

    /// `scipy.special.boxcox` and `scipy.stats.yeojohnson`, SciPy 1.17.1.
    #[test]
    fn transformations_as_by_scipy() {
        let cases = [
            (
                -2.5,
                [-12.4, 0.0, 0.39996047152924785],
                [-310.34277465274835, 0.0, 0.19241230312259666, 0.39988395494962237],
            ),
            (
                -1e-20,
                [-1.3862943611198906, 0.0, 3.6888794541139363],
                [-11.999999999999998, 0.0, 0.26236426446749106, 3.258096538021482],
            ),
            (
                0.0,
                [-1.3862943611198906, 0.0, 3.6888794541139363],
                [-11.999999999999998, 0.0, 0.26236426446749106, 3.258096538021482],
            ),
            (
                0.5,
                [-1.0, 0.0, 10.649110640673516],
                [-6.78689325833263, 0.0, 0.280350850198276, 8.198039027185569],
            ),
            (3.0, [-0.328125, 0.0, 21333.000000000007], [-0.8, 0.0, 0.399, 5858.333333333337]),
        ];
        for (lambda, boxed, both) in cases {
            for (x, expected) in [0.25, 1.0, 40.0].into_iter().zip(boxed) {
                assert_close(box_cox(x, lambda), expected, 1e-15);
            }
            for (x, expected) in [-4.0, 0.0, 0.3, 25.0].into_iter().zip(both) {
                assert_close(yeo_johnson(x, lambda), expected, 2e-15);
            }
        }
        assert_close(yeo_johnson(-4.0, 2.0), -1.60943791, 1e-8);
        assert_eq!(box_cox(1e300, 1.05), f64::INFINITY);
    }

    /// `scipy.stats.boxcox_llf` and `yeojohnson_llf`, SciPy 1.17.1.
    #[test]
    fn likelihoods_as_by_scipy() {
        let logarithms: Vec<f64> = POSITIVE.iter().map(|x| exact::ln(*x)).collect();
        for (lambda, expected) in [
            (-1.5, -14.748903641145077),
            (0.0, -7.9710510299384785),
            (1e-6, -7.971051365850385),
            (0.3, -8.433291430031133),
            (2.0, -21.11561938352031),
        ] {
            // Near 0 SciPy loses digits.
            let bound = if lambda == 1e-6 { 1e-9 } else { 1e-14 };
            assert_close(box_cox_likelihood(lambda, &logarithms), expected, bound);
        }
        let both = Signed::new(&BOTH);
        for (lambda, expected) in [
            (-1.0, -21.995180054280944),
            (0.0, -11.62666581029454),
            (0.6, -9.031088802026783),
            (2.0, -22.32031725833304),
            (2.5, -29.080128547860006),
        ] {
            assert_close(both.likelihood(lambda).unwrap(), expected, 1e-14);
        }
        let negative = Signed::new(&NEGATIVE);
        for (lambda, expected) in
            [(0.5, -9.780317222890606), (2.0, -6.860025431380841), (3.0, -8.224377088641265)]
        {
            assert_close(negative.likelihood(lambda).unwrap(), expected, 1e-14);
        }
    }

    /// `boxcox_normmax(method='mle')` and `yeojohnson_normmax`, SciPy 1.17.1. The search stops within about
    /// 1e-8 of where the likelihood is flat to rounding, and SciPy's rounds more.
    #[test]
    fn exponents_as_by_scipy() {
        assert_close(box_cox_lambda(&POSITIVE).unwrap(), -0.042048769972469174, 1e-7);
        assert_close(yeo_johnson_lambda(&BOTH).unwrap(), 0.550414841500962, 1e-7);
        assert_close(yeo_johnson_lambda(&NEGATIVE).unwrap(), 1.9883003816025413, 1e-7);
        let positive = NEGATIVE.map(|x| -x);
        assert_close(yeo_johnson_lambda(&positive).unwrap(), 0.01169965282106288, 1e-7);
        assert_close(
            yeo_johnson_lambda(&[1e200, 2e200, 5e199, 1e100]).unwrap(),
            0.015597120919357572,
            1e-7,
        );
        assert_close(
            box_cox_lambda(&[0.00101, 0.00105, 0.00098, 0.00103]).unwrap(),
            7.188313025760803,
            1e-6,
        );
    }

    /// Where the derivative of the likelihood is 0, by mpmath 1.3 at 40 digits. SciPy 1.17.1 takes the variance
    /// of values that agree to nine digits as they are rounded, and stops at −1.98670441.
    #[test]
    fn what_is_nearly_constant_keeps_its_digits() {
        let values: Vec<f64> = [55.0, 61.0, 58.0, 57.0, 59.0, 62.0, 56.0, 58.0, 60.0, 55.0].into();
        assert_close(yeo_johnson_lambda(&values).unwrap(), -1.986704997733026, 1e-7);
    }

    /// The same λ as `boxcox_normmax` of SciPy 1.17.1 where it constrains λ.
    #[test]
    fn overflow_is_kept_off() {
        let years = [2003.0, 1950.0, 1997.0, 2000.0, 2009.0];
        assert_close(box_cox_lambda(&years).unwrap(), 92.71077985888486, 1e-13);
        let large = [1e200, 1.0000001e200, 0.9e200, 0.95e200];
        assert_close(box_cox_lambda(&large).unwrap(), 1.5221859159656033, 1e-13);
        let small = large.map(|x| 1.0 / x);
        assert_close(box_cox_lambda(&small).unwrap(), -1.5221859159656033, 1e-6);
        assert!(large.iter().all(|x| box_cox(*x, 1.5221859159656033).is_finite()));
    }

    #[test]
    fn where_there_is_no_exponent() {
        for values in [&[][..], &[1.0, 0.0], &[2.0, 2.0], &[1.0, f64::NAN], &[f64::INFINITY, 1.0]] {
            assert_eq!(box_cox_lambda(values), None);
        }
        assert_eq!(yeo_johnson_lambda(&[]), None);
        assert_eq!(yeo_johnson_lambda(&[f64::NAN]), None);
        assert_eq!(yeo_johnson_lambda(&[0.0, -0.0]), Some(1.0));
        assert!(yeo_johnson_lambda(&[3.0, 3.0]).unwrap().is_finite());
    }

    /// Sums are exact, so the order of values is nothing.
    #[test]
    fn order_does_not_matter() {
        let mut turned = BOTH;
        turned.reverse();
        assert_eq!(yeo_johnson_lambda(&turned), yeo_johnson_lambda(&BOTH));
        let mut turned = POSITIVE;
        turned.rotate_left(3);
        assert_eq!(box_cox_lambda(&turned), box_cox_lambda(&POSITIVE));
    }
}
