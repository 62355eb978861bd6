//! The objective of logistic regression, and Newton's method on it.
//!
//! | file | what it holds |
//! |---|---|
//! | `passes` | what is computed of every row: scores, probabilities, losses |
//! | `curvature` | second derivatives, whole or along one direction |
//! | `coarse` | the same to three digits, and what the steps since have shown of it |
//! | `newton` | the steps |
//! | `many` | the steps where there are many rows |

mod coarse;
mod curvature;
mod many;
mod newton;
mod passes;

use newton::Newton;

/// From this many products of cells and scores on, a pass over the rows costs more than what is done with its sums: the
/// products are then rounded to 2^-51 of what bounds them, and second derivatives are taken to three digits.
const MANY: usize = 1 << 15;

/// −Σ ln P(class of the row) + λ/2 Σw² over weights that stand score after score, each a row of
/// coefficients and an intercept. Two classes have one score, that of the second.
///
/// Every sum over rows is exact, of terms that depend on one row each and, where there are many, are rounded one by one:
/// the order of rows is nothing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Problem {
    pub(crate) width: usize,
    pub(crate) classes: usize,
    /// Row after row, `width` numbers each.
    pub(crate) rows: Vec<f64>,
    /// One a row, below `classes`.
    pub(crate) codes: Vec<u32>,
    /// λ, or 1/C as scikit-learn has it.
    pub(crate) l2: f64,
    pub(crate) intercept: bool,
}

impl Problem {
    fn scores(&self) -> usize {
        if self.classes == 2 { 1 } else { self.classes }
    }

    pub(crate) fn zeros(&self) -> Vec<f64> {
        vec![0.0; self.scores() * (self.width + 1)]
    }

    /// The largest derivative, as a share of the magnitudes it is the sum of: near 0 at the minimum
    /// whatever the scale of the columns, and 1 where every row pulls the same way.
    pub(crate) fn residual(&self, weights: &[f64]) -> f64 {
        Newton::new(self, None).residual(weights.to_vec())
    }

    /// Where [`minimise`](Self::minimise) comes to, and the [`residual`](Self::residual) there.
    pub(crate) fn minimum(&self, weights: Vec<f64>) -> (Vec<f64>, f64) {
        Newton::new(self, None).run(weights)
    }

    /// The same where each row counts as told, at most 1: losses are multiplied by that, the penalty is not.
    pub(crate) fn minimum_counting(&self, weights: Vec<f64>, counts: &[f64]) -> (Vec<f64>, f64) {
        Newton::new(self, Some(counts)).run(weights)
    }

    /// Newton's method with halved steps from `weights`; stops where nothing more is gained.
    pub(crate) fn minimise(&self, weights: Vec<f64>) -> Vec<f64> {
        self.minimum(weights).0
    }
}

#[cfg(test)]
mod tests;
