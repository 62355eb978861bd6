//! Agreement beyond chance: Matthews' correlation and Cohen's kappa.

use super::ConfusionMatrix;
use crate::exact;

/// How much a wrong label costs in Cohen's kappa.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Disagreement {
    /// Every wrong label costs the same.
    Nominal,
    /// The distance between the codes, for ordered classes.
    Linear,
    /// The square of that distance.
    Quadratic,
}

impl Disagreement {
    fn cost(self, truth: usize, predicted: usize) -> f64 {
        let distance = truth.abs_diff(predicted) as f64;
        match self {
            Self::Nominal => f64::from(u8::from(truth != predicted)),
            Self::Linear => distance,
            Self::Quadratic => distance * distance,
        }
    }
}

impl ConfusionMatrix {
    /// Matthews' correlation coefficient, in −1 to 1; 0 when the truth or the prediction is constant.
    ///
    /// # Source
    /// Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient",
    /// Computational Biology and Chemistry 28 (2004); `matthews_corrcoef`.
    #[must_use]
    pub fn matthews_correlation(&self) -> f64 {
        let (truth, predicted) = (self.truth_totals(), self.predicted_totals());
        let (hits, total) = (exact::exact_sum(&self.hits()), self.total());
        // a·b − Σ u·v with one rounding, so that a constant side gives zero and nothing near it.
        let covariance = |a: f64, u: &[f64], v: &[f64]| {
            let left: Vec<f64> = core::iter::once(a).chain(u.iter().map(|x| -x)).collect();
            let right: Vec<f64> = core::iter::once(total).chain(v.iter().copied()).collect();
            exact::exact_dot(&left, &right)
        };
        let variances =
            covariance(total, &truth, &truth) * covariance(total, &predicted, &predicted);
        if variances == 0.0 {
            return 0.0;
        }
        exact::canonical(covariance(hits, &truth, &predicted) / variances.sqrt())
    }

    /// Cohen's kappa: `1 − Σ cost · observed / Σ cost · expected by chance`.
    ///
    /// NaN when chance alone cannot disagree (one label on both sides).
    ///
    /// # Source
    /// Cohen, "Weighted kappa", Psychological Bulletin 70 (1968); `cohen_kappa_score`.
    #[must_use]
    pub fn cohen_kappa(&self, disagreement: Disagreement) -> f64 {
        let (truth, predicted) = (self.truth_totals(), self.predicted_totals());
        let total = self.total();
        let (mut costs, mut chance) = (Vec::new(), Vec::new());
        for (t, &in_truth) in truth.iter().enumerate() {
            for (p, &in_predicted) in predicted.iter().enumerate() {
                costs.push(disagreement.cost(t, p));
                chance.push(in_truth * in_predicted / total);
            }
        }
        let by_chance = exact::exact_dot(&costs, &chance);
        if by_chance == 0.0 {
            return exact::NAN;
        }
        exact::canonical(1.0 - exact::exact_dot(&costs, self.as_slice()) / by_chance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn perfect_inverted_and_constant() {
        let of =
            |p: &[bool]| ConfusionMatrix::binary(&[true, true, false, false], p, None).unwrap();
        let cases = [
            (of(&[true, true, false, false]), 1.0, 1.0),
            (of(&[false, false, true, true]), -1.0, -1.0),
            (of(&[true, true, true, true]), 0.0, 0.0),
        ];
        for (matrix, mcc, kappa) in cases {
            assert_eq!(matrix.matthews_correlation(), mcc);
            assert_eq!(matrix.cohen_kappa(Disagreement::Nominal), kappa);
        }
    }

    #[test]
    fn one_label_on_both_sides_has_no_kappa() {
        let matrix = ConfusionMatrix::binary(&[true, true], &[true, true], None).unwrap();
        assert!(matrix.cohen_kappa(Disagreement::Linear).is_nan());
        assert_eq!(matrix.matthews_correlation(), 0.0);
    }

    #[test]
    fn distance_counts_when_it_is_asked_to() {
        let near = ConfusionMatrix::new(&[0, 1, 2, 3], &[1, 1, 2, 3], 4, None).unwrap();
        let far = ConfusionMatrix::new(&[0, 1, 2, 3], &[3, 1, 2, 3], 4, None).unwrap();
        for cost in [Disagreement::Linear, Disagreement::Quadratic] {
            assert!(near.cohen_kappa(cost) > far.cohen_kappa(cost));
        }
    }
}
