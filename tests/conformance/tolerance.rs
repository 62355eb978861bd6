//! How far a value may lie from the peer's, by kind of value. The same rules for every folder.
//!
//! Bits are compared where this crate and the peer promise bits. The peers' metrics promise none:
//! NumPy sums pairwise in an order of its own and its logarithms are within an ulp, while this crate
//! rounds exact sums once. What is allowed below is what that can do, and no more.

use steadfast::exact::{ln, max, pow};

/// What n roundings of a pairwise sum and a few elementwise operations do to a value of its own size.
const RELATIVE: f64 = 1e-12;

/// The inputs of a regression metric, for rules that depend on their size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Targets<'a> {
    /// What was true.
    pub(crate) truth: &'a [f64],
    /// What was predicted.
    pub(crate) prediction: &'a [f64],
}

impl Targets<'_> {
    fn largest(&self, size: impl Fn(f64) -> f64) -> f64 {
        let both = self.truth.iter().chain(self.prediction);
        both.map(|&x| size(x)).fold(0.0, max)
    }
}

/// The distance allowed for a metric of classification.
///
/// All of them but log loss lie in −1 to 1 and many are differences of shares (`1 − k`, `2a − 1`,
/// TPR − FPR), so what rounds is of size 1 and so is what the error is relative to. Log loss is a
/// mean of positive terms.
pub(crate) fn classification(name: &str, expected: f64) -> f64 {
    let size = if name == "log_loss" { expected.abs() } else { 1.0 };
    RELATIVE * size
}

/// The distance allowed for a metric of regression.
pub(crate) fn regression(name: &str, expected: f64, targets: Targets<'_>) -> f64 {
    let ulp = f64::EPSILON;
    let own = RELATIVE * expected.abs();
    match name {
        // Differences `1 − ratio` and quotients of order 1: relative to 1.
        "r2" | "explained_variance" | "d2_absolute" | "pearson_r" | "spearman_rho"
        | "kendall_tau_b" => RELATIVE * max(expected.abs(), 1.0),
        // The square of a difference of logarithms. An ulp in a logarithm moves the difference by as
        // much, and the mean square m by at most 2 √m times that.
        "msle" => {
            let logarithm = targets.largest(|x| ln(x + 1.0).abs());
            let step = 2.0 * ulp * logarithm;
            own + 2.0 * expected.abs().sqrt() * step + step * step
        }
        // Sums of terms that cancel: what is left has the roundings of the largest term.
        "gamma_deviance" => own + 4.0 * ulp,
        "poisson_deviance" => own + 4.0 * ulp * targets.largest(f64::abs),
        _ => match name.strip_prefix("tweedie_").and_then(|power| power.parse::<f64>().ok()) {
            None | Some(0.0) => own,
            Some(1.0) => own + 4.0 * ulp * targets.largest(f64::abs),
            Some(2.0) => own + 4.0 * ulp,
            Some(power) => {
                let (one, two) = (1.0 - power, 2.0 - power);
                let spread = 1.0 / (one * two).abs() + 1.0 / one.abs() + 1.0 / two.abs();
                own + 4.0 * ulp * spread * targets.largest(|x| pow(x.abs(), two))
            }
        },
    }
}
