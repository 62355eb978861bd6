//! The regularised incomplete beta function.

use super::gamma::stirling_error;
use super::incomplete_gamma::deviance;
use super::{MOST_STEPS, TINY, exp_of_sum};
use crate::exact::NAN;

/// `Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) · xᵃ yᵇ` with x + y = 1.
///
/// # Source
/// Loader, "Fast and accurate computation of binomial probabilities" (2000).
fn binomial(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    let stirling = stirling_error(n) - stirling_error(a) - stirling_error(b);
    let fall = deviance(a, n * x) + deviance(b, n * y);
    exp_of_sum(-fall, stirling) * (n / (2.0 * std::f64::consts::PI * a * b)).sqrt()
}

/// I_x(a, b) by its continued fraction, for x below about the mean (a + 1) / (a + b + 2); by the
/// modified method of Lentz.
///
/// This is the even part of the fraction in [`regularised_beta`]'s source, written with `y` as well:
/// where x is near 1, the rounding of x would weigh as much as y.
fn by_fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let nonzero = |x: f64| if x.abs() < TINY { TINY } else { x };
    let n = a + b;
    let surplus = a * y - b * x + 1.0;
    let mut fraction = nonzero(a * surplus / (a + 1.0));
    let (mut c, mut d) = (fraction, 0.0);
    for m in 1..MOST_STEPS {
        let m = f64::from(m);
        let before = a + 2.0 * m - 1.0;
        let own = m * (b - m) * x / before;
        let numerator = own * x * (a + m - 1.0) * ((n + m - 1.0) / before);
        let denominator = m + own + (a + m) * (surplus + m * (1.0 + y)) / (before + 2.0);
        d = 1.0 / nonzero(denominator + numerator * d);
        c = nonzero(denominator + numerator / c);
        let change = c * d;
        fraction *= change;
        if (change - 1.0).abs() <= f64::EPSILON {
            return binomial(a, b, x, y) * (a / n) * (b / fraction);
        }
    }
    NAN
}

/// I_x(a, b), given x and y = 1 − x both to full accuracy.
pub(super) fn beta_of(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let sound = a > 0.0 && b > 0.0 && a + b < f64::INFINITY;
    if !sound || !(0.0..=1.0).contains(&x) || !(0.0..=1.0).contains(&y) {
        return NAN;
    }
    if x == 0.0 || y == 0.0 {
        return if x == 0.0 { 0.0 } else { 1.0 };
    }
    if x <= (a + 1.0) / (a + b + 2.0) {
        by_fraction(a, b, x, y)
    } else {
        1.0 - by_fraction(b, a, y, x)
    }
}

/// I_x(a, b) = 1/B(a, b) ∫₀ˣ tᵃ⁻¹ (1 − t)ᵇ⁻¹ dt for finite a, b > 0 and 0 ≤ x ≤ 1.
///
/// # Source
/// DLMF 8.17.22 (continued fraction) and 8.17.4 (reflection); the even part as in Didonato and Morris,
/// "Algorithm 708: significant digit computation of the incomplete beta function ratios" (1992).
pub(crate) fn regularised_beta(a: f64, b: f64, x: f64) -> f64 {
    beta_of(a, b, x, 1.0 - x)
}
