//! How many principal components there are, by likelihood.

use crate::exact;
use crate::solve::special::ln_gamma;

const EPS: f64 = 1e-15;

/// The number of components with the largest evidence, of at least one and fewer than variances.
///
/// # Source
/// Minka, "Automatic choice of dimensionality for PCA" (2000), as `PCA(n_components='mle')` of
/// scikit-learn 1.9 has it.
pub(super) fn most_likely(variances: &[f64], rows: usize) -> usize {
    let evidence: Vec<f64> = (0..variances.len()).map(|k| evidence(variances, k, rows)).collect();
    exact::argmax(&evidence).unwrap_or(0).max(1)
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows and columns are far below 2^53")]
fn evidence(variances: &[f64], rank: usize, rows: usize) -> f64 {
    let (width, n, k) = (variances.len() as f64, rows as f64, rank as f64);
    let (Some(last), (head, tail)) = (
        rank.checked_sub(1).and_then(|at| variances.get(at)),
        variances.split_at(rank.min(variances.len())),
    ) else {
        return f64::NEG_INFINITY;
    };
    if *last < EPS || tail.is_empty() {
        return f64::NEG_INFINITY;
    }
    let pi = std::f64::consts::PI;
    let prior = (1..=rank).map(|i| {
        let free = (width - i as f64 + 1.0) / 2.0;
        ln_gamma(free) - exact::ln(pi) * free
    });
    let prior = exact::sum_ordered(&prior.collect::<Vec<_>>()) - k * exact::ln(2.0);
    let logs: Vec<f64> = head.iter().map(|&v| exact::ln(v)).collect();
    let spread = -exact::sum_ordered(&logs) * n / 2.0;
    let noise = exact::max(EPS, exact::sum_ordered(tail) / (width - k));
    let noise_part = -exact::ln(noise) * n * (width - k) / 2.0;
    let free = width * k - k * (k + 1.0) / 2.0;
    let volume = exact::ln(2.0 * pi) * (free + k) / 2.0;
    let mut curvature = Vec::new();
    for (i, &a) in head.iter().enumerate() {
        for (j, &b) in variances.iter().enumerate().skip(i + 1) {
            let level = if j < rank { b } else { noise };
            curvature.push(exact::ln((a - b) * (1.0 / level - 1.0 / a)) + exact::ln(n));
        }
    }
    let curvature = exact::sum_ordered(&curvature);
    prior + spread + noise_part + volume - curvature / 2.0 - k * exact::ln(n) / 2.0
}
