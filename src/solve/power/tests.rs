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
        assert_close(
            box_cox_likelihood(lambda, &logarithms, exact::exact_sum(&logarithms)),
            expected,
            bound,
        );
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
