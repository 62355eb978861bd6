//! The regularised incomplete gamma functions.

use super::gamma::{ln_gamma_of_1_plus, stirling_error};
use super::{MOST_STEPS, TINY, exp_of_sum};
use crate::exact::{NAN, exp, exp_m1, ln};

/// Below this parameter the factor before the series is computed from logarithms.
const SADDLE_POINT_FROM: f64 = 10.0;

/// `a ln(a/x) + x − a`: by how much `e^-…` falls from its peak at `x = a`, without cancellation.
///
/// # Source
/// Loader, "Fast and accurate computation of binomial probabilities" (2000).
pub(super) fn deviance(a: f64, x: f64) -> f64 {
    let difference = a - x;
    let v = difference / (a + x);
    if v.abs() > 0.5 {
        return a * ln(a / x) - difference;
    }
    // ln(a/x) = 2 (v + v³/3 + v⁵/5 + …), and a·2v − (a − x) = (a − x)·v.
    let square = v * v;
    let (mut power, mut series) = (square * v, 0.0);
    for odd in (3..).step_by(2) {
        let next = series + power / f64::from(odd);
        if next == series {
            break;
        }
        series = next;
        power *= square;
    }
    difference * v + 2.0 * a * series
}

/// `xᵃ e⁻ˣ / Γ(a + 1)` for a > 0 and 0 < x < ∞.
fn poisson(a: f64, x: f64) -> f64 {
    if a < SADDLE_POINT_FROM {
        return exp_of_sum(a * ln(x) - ln_gamma_of_1_plus(a), -x);
    }
    exp_of_sum(-deviance(a, x), -stirling_error(a)) / (2.0 * std::f64::consts::PI * a).sqrt()
}

/// P by its series `poisson · Σ xⁿ / ((a + 1) … (a + n))`, for x below about a + 1.
fn lower_by_series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for n in 1..MOST_STEPS {
        term *= x / (a + f64::from(n));
        let next = sum + term;
        if next == sum {
            return poisson(a, x) * sum;
        }
        sum = next;
    }
    NAN
}

/// Q by Legendre's continued fraction, for x above about a + 1; by the modified method of Lentz.
fn upper_by_fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for n in 1..MOST_STEPS {
        let n = f64::from(n);
        let numerator = n * (a - n);
        b += 2.0;
        d = nonzero(numerator * d + b);
        c = nonzero(b + numerator / c);
        d = 1.0 / d;
        let change = c * d;
        fraction *= change;
        if (change - 1.0).abs() <= f64::EPSILON {
            return poisson(a, x) * a * fraction;
        }
    }
    NAN
}

/// Q for a < 1 and small x as the difference of two terms that are both of the order of `a`.
fn upper_for_small(a: f64, x: f64) -> f64 {
    let (mut power, mut series) = (1.0, 0.0);
    for n in 1..MOST_STEPS {
        let n = f64::from(n);
        power *= -x / n;
        let next = series + power / (a + n);
        if next == series {
            break;
        }
        series = next;
    }
    let exponent = a * ln(x) - ln_gamma_of_1_plus(a);
    -exp_m1(exponent) - exp(exponent) * a * series
}

fn nonzero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}

/// Which of the two functions is computed, the other being its complement.
enum Part {
    Lower(f64),
    Upper(f64),
}

fn either(a: f64, x: f64) -> Part {
    if a.is_nan() || x.is_nan() || a <= 0.0 || a == f64::INFINITY || x < 0.0 {
        return Part::Lower(NAN);
    }
    if x == 0.0 {
        return Part::Lower(0.0);
    }
    if x == f64::INFINITY {
        return Part::Upper(0.0);
    }
    if a < 1.0 && x < 1.1 {
        if x < 0.5 * a {
            Part::Lower(lower_by_series(a, x))
        } else {
            Part::Upper(upper_for_small(a, x))
        }
    } else if x < a + 1.0 {
        Part::Lower(lower_by_series(a, x))
    } else {
        Part::Upper(upper_by_fraction(a, x))
    }
}

/// P(a, x) = 1/Γ(a) ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt for finite a > 0 and x ≥ 0.
///
/// # Source
/// DLMF 8.11.4 (series) and 8.9.2 (continued fraction); Gil, Segura and Temme, "Efficient and accurate
/// algorithms for the computation and inversion of the incomplete gamma function ratios" (2012), for
/// small a.
pub(crate) fn regularised_gamma_p(a: f64, x: f64) -> f64 {
    match either(a, x) {
        Part::Lower(p) => p,
        Part::Upper(q) => 1.0 - q,
    }
}

/// Q(a, x) = 1 − P(a, x), with its own relative accuracy; domain and source as for
/// [`regularised_gamma_p`].
pub(crate) fn regularised_gamma_q(a: f64, x: f64) -> f64 {
    match either(a, x) {
        Part::Lower(p) => 1.0 - p,
        Part::Upper(q) => q,
    }
}
