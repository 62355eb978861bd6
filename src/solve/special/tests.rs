//! Against mpmath 1.4.1 at 40 digits (scipy 1.17.1 gives the same within its own error), and laws.

use super::*;
use proptest::prelude::*;

fn off(found: f64, expected: f64) -> f64 {
    ((found - expected) / expected).abs()
}

/// Each row: arguments, then the value.
fn check<const N: usize>(bound: f64, rows: &[[f64; N]], f: impl Fn(&[f64]) -> f64) {
    for row in rows {
        let (arguments, expected) = (&row[..N - 1], row[N - 1]);
        let found = f(arguments);
        assert!(
            found == expected || off(found, expected) <= bound,
            "{arguments:?}: {found:e}, not {expected:e}"
        );
    }
}

#[test]
fn logarithm_of_gamma() {
    let rows = [
        [1e-10, 23.025850929882736],
        [0.1, 2.252712651734206],
        [0.5, 0.5723649429247001],
        [0.999, 0.0005780385328913802],
        [1.0000001, -5.772155829918507e-08],
        [1.4, -0.1196129141723713],
        [1.999, -0.0004224618006921073],
        [2.0000001, 4.227843666532498e-08],
        [2.5, 0.2846828704729192],
        [9.75, 12.242204940050762],
        [10.0, 12.801827480081469],
        [123.456, 469.6055471299295],
        [1e8, 1742068066.1038346],
        [1.0, 0.0],
        [2.0, 0.0],
        [0.0, f64::INFINITY],
        [3e305, f64::INFINITY],
    ];
    check(1e-15, &rows, |a| ln_gamma(a[0]));
    assert!(ln_gamma(-1.5).is_nan() && ln_gamma(f64::NAN).is_nan());
}

#[test]
fn derivative_of_it() {
    let rows = [
        [1e-05, -100000.57719921567],
        [0.25, -4.2274535333762655],
        [1.0, -0.5772156649015329],
        [1.4, -0.06138454458511624],
        [2.0, 0.42278433509846713],
        [9.5, 2.1977378764029494],
        [10.0, 2.251752589066721],
        [1234.5, 7.118016231827998],
        [0.0, f64::NEG_INFINITY],
    ];
    check(2e-14, &rows, |a| digamma(a[0]));
    assert!(digamma(-1.5).is_nan() && digamma(f64::NAN).is_nan());
}

#[test]
fn incomplete_gamma() {
    let upper = [
        [0.001, 0.5, 0.0005600666564707498],
        [0.3, 0.01, 0.7207590036409851],
        [0.3, 1.05, 0.07842966394516059],
        [0.5, 3.0, 0.01430587843542964],
        [2.0, 1.0, 0.7357588823428847],
        [5.0, 5.0, 0.4404932850652124],
        [9.5, 40.0, 1.8596255029858508e-09],
        [50.0, 20.0, 0.9999999875410739],
        [100.0, 250.0, 1.1737017704487874e-27],
        [1000.0, 1100.0, 0.0010593232539299773],
        [3.0, 700.0, 2.4225323864783197e-299],
        [3.0, 0.0, 1.0],
        [3.0, f64::INFINITY, 0.0],
    ];
    check(5e-14, &upper, |a| regularised_gamma_q(a[0], a[1]));
    let lower = [
        [0.3, 0.01, 0.27924099635901484],
        [2.0, 1.0, 0.26424111765711533],
        [9.5, 0.5, 7.759390314817436e-10],
        [100.0, 20.0, 3.488878669689653e-37],
        [1000.0, 900.0, 0.0005499022657117829],
    ];
    check(5e-14, &lower, |a| regularised_gamma_p(a[0], a[1]));
    for (a, x) in [(0.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (f64::NAN, 1.0), (1.0, f64::NAN)] {
        assert!(regularised_gamma_q(a, x).is_nan(), "{a} {x}");
    }
}

#[test]
fn incomplete_beta() {
    let rows = [
        [0.5, 0.5, 0.25, 0.3333333333333333],
        [2.0, 3.0, 0.125, 0.078857421875],
        [30.0, 2.0, 0.9375, 0.4147402078820989],
        [100.0, 200.0, 0.25, 0.0006588924984657823],
        [200.0, 100.0, 0.75, 0.9993411075015343],
        [1000.0, 1000.0, 0.5, 0.5],
        [2.0, 3.0, 0.0, 0.0],
        [2.0, 3.0, 1.0, 1.0],
    ];
    check(1e-14, &rows, |a| regularised_beta(a[0], a[1], a[2]));
    assert!(regularised_beta(0.0, 1.0, 0.5).is_nan() && regularised_beta(1.0, 1.0, 1.5).is_nan());
}

#[test]
fn tails_of_chi_squared() {
    let rows = [
        [3.841458820694124, 1.0, 0.05000000000000006],
        [0.5, 2.0, 0.7788007830714049],
        [10.0, 7.0, 0.18857346751345008],
        [1400.0, 3.0, 2.945619361016309e-303],
        [1000.0, 100.0, 2.306076738035398e-148],
        [1250.0, 1200.0, 0.1537830310880865],
        [-1.0, 3.0, 1.0],
    ];
    check(1e-13, &rows, |a| chi2_sf(a[0], a[1]));
}

/// The third to fifth rows: statistics of iris's size (3 classes, 150 rows).
#[test]
fn tails_of_fisher() {
    let rows = [
        [1.0, 1.0, 1.0, 0.5],
        [0.25, 3.0, 7.0, 0.8589799251098863],
        [4.0, 2.0, 147.0, 0.020344372004321314],
        [119.26450218450468, 2.0, 147.0, 1.669669190769392e-31],
        [1180.161182252981, 2.0, 147.0, 2.856776610961562e-91],
        [15000.0, 2.0, 147.0, 1.1840844684582303e-170],
        [60.0, 20.0, 1000.0, 1.569763556953283e-155],
        [4000.0, 5.0, 330.0, 8.110382445335583e-293],
        [1.5, 2000.0, 3000.0, 5.3199117876802985e-24],
        // x is so near 1 here that its rounding alone would be off by 3e-12.
        [5.470645762947715, 1.0, 104189.0, 0.019340358500466667],
        [-1.0, 3.0, 4.0, 1.0],
        [f64::INFINITY, 3.0, 4.0, 0.0],
    ];
    check(1e-13, &rows, |a| f_sf(a[0], a[1], a[2]));
    assert!(f_sf(f64::NAN, 3.0, 4.0).is_nan() && f_sf(1.0, 0.0, 4.0).is_nan());
}

#[test]
fn tails_of_student() {
    let rows = [
        [0.5, 1.0, 0.35241638234956674],
        [2.0, 10.0, 0.03669401738537018],
        [-2.0, 10.0, 0.9633059826146298],
        [60.0, 500.0, 6.696770633632178e-231],
        [100000.0, 50.0, 1.6730302407549856e-209],
        [1e152, 1.0, 3.1830988618379065e-153],
        [0.0, 4.0, 0.5],
        [f64::NEG_INFINITY, 4.0, 1.0],
    ];
    check(1e-13, &rows, |a| t_sf(a[0], a[1]));
    assert!(t_sf(f64::NAN, 3.0).is_nan() && t_sf(1.0, 0.0).is_nan() && t_sf(1e200, 0.0).is_nan());
}

#[test]
fn tails_of_the_normal() {
    let rows = [
        [-3.0, 0.9986501019683699],
        [0.0, 0.5],
        [0.5, 0.3085375387259869],
        [1.96, 0.024997895148220435],
        [2.5, 0.006209665325776135],
        [10.0, 7.619853024160525e-24],
        [37.0, 5.725571222524577e-300],
        [f64::INFINITY, 0.0],
        [f64::NEG_INFINITY, 1.0],
    ];
    check(1e-15, &rows, |a| normal_sf(a[0]));
    assert!(normal_sf(f64::NAN).is_nan());
}

#[test]
fn tails_of_kolmogorov() {
    let rows = [
        [-1.0, 1.0],
        [0.05, 1.0],
        [0.3, 0.9999906941986655],
        [0.5, 0.9639452436648751],
        [0.8, 0.5441424115741981],
        [0.85, 0.4653192202251586],
        [1.0, 0.2699996716773545],
        [1.36, 0.04948587675537788],
        [3.0, 3.045995948942526e-08],
        [18.0, 7.554499944724249e-282],
        [30.0, 0.0],
    ];
    check(1e-15, &rows, |a| kolmogorov_sf(a[0]));
    assert!(kolmogorov_sf(f64::NAN).is_nan());
}

proptest! {
    /// Γ(x + 1) = xΓ(x), and the same differentiated.
    #[test]
    fn gamma_recurs(x in 0.01..200.0f64) {
        let step = ln_gamma(x + 1.0) - ln_gamma(x);
        prop_assert!((step - crate::exact::ln(x)).abs() < 1e-12);
        prop_assert!((digamma(x + 1.0) - digamma(x) - 1.0 / x).abs() < 1e-13 * (1.0 + 1.0 / x));
    }

    /// The sum of two exponential variables: Q(2, x) = (1 + x) e⁻ˣ.
    #[test]
    fn a_gamma_of_two(x in 0.0..700.0f64) {
        let expected = (1.0 + x) * crate::exact::exp(-x);
        prop_assert!(off(regularised_gamma_q(2.0, x), expected) < 2e-14);
    }

    /// I_x(a, 1) = xᵃ.
    #[test]
    fn a_beta_with_one(a in 0.5..200.0f64, x in 0.001..1.0f64) {
        let expected = crate::exact::pow(x, a);
        prop_assume!(expected > 1e-290);
        prop_assert!(off(regularised_beta(a, 1.0, x), expected) < 1e-12);
    }

    /// The square of a normal variable has one degree of freedom, that of a Student variable is F.
    #[test]
    fn squares_of_two_sided_variables(z in 0.1..30.0f64, df in 1u32..400) {
        prop_assert!(off(chi2_sf(z * z, 1.0), 2.0 * normal_sf(z)) < 1e-12);
        let df = f64::from(df);
        prop_assert!(off(f_sf(z * z, 1.0, df), 2.0 * t_sf(z, df)) < 1e-12);
    }
}
