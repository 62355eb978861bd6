//! Shapley's weights, summed over the sets of columns on one way.

/// The weights of coalitions, and room for the polynomials of one way.
///
/// Of d columns, coalitions of k others weigh k! (d − 1 − k)! / d! each.
#[derive(Debug)]
pub(super) struct Weights {
    /// Row d − 1 holds d weights.
    coalitions: Vec<Vec<f64>>,
    /// Row i: coefficient k is the sum, over the sets of k of the first i columns, of the product of the
    /// shares of the others of them.
    before: Vec<f64>,
    /// Coefficient k is what a set of k columns before weighs, over all sets behind.
    behind: Vec<f64>,
    /// One a column that the row follows.
    found: Vec<f64>,
}

/// Where row `i` of a triangle starts.
fn row(i: usize) -> usize {
    i * (i + 1) / 2
}

impl Weights {
    /// For ways of at most `most` different columns.
    #[expect(clippy::cast_precision_loss, reason = "counts of columns")]
    pub(super) fn up_to(most: usize) -> Weights {
        let mut coalitions = Vec::with_capacity(most);
        let mut choose: Vec<f64> = Vec::with_capacity(most);
        for d in 1..=most {
            // Pascal's triangle: from the choices among d − 2 to those among d − 1.
            choose.push(1.0);
            for k in (1..choose.len().saturating_sub(1)).rev() {
                choose[k] += choose[k - 1];
            }
            coalitions.push(choose.iter().map(|choices| 1.0 / (d as f64 * choices)).collect());
        }
        let before = vec![0.0; row(most + 1)];
        Weights { coalitions, before, behind: vec![0.0; most + 1], found: vec![0.0; most] }
    }

    /// For a way that asks about `different` columns: the sum for a column at which the row leaves it, the same for
    /// each, and the sums for the columns at which it follows, given with their shares.
    pub(super) fn of(&mut self, different: usize, followed: &[(usize, f64)]) -> (f64, &[f64]) {
        let Some(weights) = different.checked_sub(1).and_then(|at| self.coalitions.get(at)) else {
            return (0.0, &[]);
        };
        let many = followed.len();
        self.before[0] = 1.0;
        for (i, &(_, share)) in followed.iter().enumerate() {
            let (known, next) = self.before.split_at_mut(row(i + 1));
            let known = &known[row(i)..];
            next[0] = share * known[0];
            for k in 1..=i {
                next[k] = share * known[k] + known[k - 1];
            }
            next[i + 1] = known[i];
        }
        let mut against = 0.0;
        if many < different {
            let all = &self.before[row(many)..=row(many) + many];
            for (coefficient, weight) in all.iter().zip(weights) {
                against += coefficient * weight;
            }
        }
        self.behind[..many].copy_from_slice(&weights[..many]);
        for (i, &(_, share)) in followed.iter().enumerate().rev() {
            let before = &self.before[row(i)..=row(i) + i];
            let mut sum = 0.0;
            for (coefficient, weight) in before.iter().zip(&self.behind) {
                sum += coefficient * weight;
            }
            self.found[i] = sum;
            for k in 0..i {
                self.behind[k] = share * self.behind[k] + self.behind[k + 1];
            }
        }
        (against, &self.found[..many])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coalitions_of_four_columns() {
        let weights = Weights::up_to(4);
        let close = |found: &[f64], expected: &[f64]| {
            assert_eq!(found.len(), expected.len());
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-16), "{found:?}");
        };
        close(&weights.coalitions[0], &[1.0]);
        close(&weights.coalitions[1], &[0.5, 0.5]);
        close(&weights.coalitions[2], &[1.0 / 3.0, 1.0 / 6.0, 1.0 / 3.0]);
        close(&weights.coalitions[3], &[0.25, 1.0 / 12.0, 1.0 / 12.0, 0.25]);
    }

    /// The weights of all coalitions add up to 1, also where there are 512 columns.
    #[test]
    fn all_coalitions_weigh_one() {
        let mut weights = Weights::up_to(512);
        for different in [1, 2, 3, 17, 100, 512] {
            let followed: Vec<(usize, f64)> = (0..different).map(|column| (column, 1.0)).collect();
            let (against, found) = weights.of(different, &followed);
            assert_eq!(against, 0.0);
            assert!(found.iter().all(|sum| (sum - 1.0).abs() < 1e-12), "{different}: {found:?}");
        }
    }
}
