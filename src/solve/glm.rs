//! Generalised linear models: Newton's method on a mean deviance with a penalty.
//!
//! | file | what it holds |
//! |---|---|
//! | `family` | what each row says: loss, slope and curvature along its predictor |
//! | `newton` | the steps |

mod family;
mod newton;

pub(crate) use family::Family;

use super::gram::{Linear, Unsolved};
use super::least_squares::{Side, least_squares, weighted_least_squares};
use super::scale::times_two_to;
use crate::exact::{self, ExactDot};

/// What is fitted, and how far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glm {
    pub(crate) family: Family,
    /// On half the squares of the coefficients, beside the mean of the losses.
    pub(crate) alpha: f64,
    pub(crate) intercept: bool,
    pub(crate) max_iterations: u32,
}

/// A fit, and how near it is to the minimum.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GlmFit {
    pub(crate) linear: Linear,
    /// The largest derivative, as a share of the sizes of the terms it is the sum of.
    pub(crate) residual: f64,
}

/// Why there is no fit.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum NoFit {
    #[error(transparent)]
    Unsolved(#[from] Unsolved),
    #[error(
        "there is no mean above 0 to start from; learn an intercept, or use the logarithm as link"
    )]
    Start,
    #[error("the losses leave the range of numbers; scale the target")]
    Range,
}

/// Columns less their means and brought near 1, then the ones of the intercept.
struct Problem {
    family: Family,
    columns: Vec<Vec<f64>>,
    /// One a column.
    penalties: Vec<f64>,
    targets: Vec<f64>,
    /// What each row counts; once without.
    counts: Option<Vec<f64>>,
}

impl Glm {
    /// Minimises `Σ loss(x·w + b, y) / n + alpha/2·‖w‖²`.
    ///
    /// Columns are put less their exact means and brought near 1 by powers of two, so that neither their scale nor
    /// their place is anything to the steps. Every sum over rows is exact, of terms that depend on one row each: the
    /// order of the rows is nothing. Where columns depend on one another without a penalty, one of the many minima.
    pub(crate) fn fit(&self, columns: &[&[f64]], targets: &[f64]) -> Result<GlmFit, NoFit> {
        self.fit_counting(columns, targets, None)
    }

    /// The same where each row counts as much as its weight: `Σ weight·loss / Σ weight` and the penalty.
    pub(crate) fn fit_counting(
        &self,
        columns: &[&[f64]],
        targets: &[f64],
        counts: Option<&[f64]>,
    ) -> Result<GlmFit, NoFit> {
        if let Some(column) = columns.iter().find(|column| column.len() != targets.len()) {
            return Err(Unsolved::Targets { rows: column.len(), found: targets.len() }.into());
        }
        let sides: Vec<Side> =
            columns.iter().map(|column| Side::new(*column, self.intercept)).collect();
        if sides.iter().any(|side| !side.mean.is_finite()) {
            return Err(Unsolved::Range.into());
        }
        let whole = self.alpha * counts.map_or(targets.len() as f64, exact::exact_sum);
        // A column so small that its penalty leaves the range gets as good as no coefficient.
        let penalty = |side: &Side| exact::min(times_two_to(whole, -2 * side.exponent), 1e300);
        let mut penalties: Vec<f64> = sides.iter().map(penalty).collect();
        let start = self.start(columns, (targets, counts), &sides)?;
        let places: Vec<(f64, i32)> = sides.iter().map(|side| (side.mean, side.exponent)).collect();
        let mut values: Vec<Vec<f64>> = sides.into_iter().map(|side| side.values).collect();
        if self.intercept {
            values.push(vec![1.0; targets.len()]);
            penalties.push(0.0);
        }
        let (family, targets) = (self.family, targets.to_vec());
        let counts = counts.map(<[f64]>::to_vec);
        let problem = Problem { family, columns: values, penalties, targets, counts };
        let (weights, residual) =
            problem.minimum(start, self.max_iterations).ok_or(NoFit::Range)?;
        let coefficients: Vec<f64> =
            weights.iter().zip(&places).map(|(w, (_, e))| times_two_to(*w, -e) + 0.0).collect();
        let mut shift = ExactDot::new();
        if let Some(own) = weights.get(places.len()) {
            coefficients.iter().zip(&places).for_each(|(w, (mean, _))| shift.add(-w, *mean));
            shift.add(*own, 1.0);
        }
        Ok(GlmFit { linear: Linear { coefficients, intercept: shift.sum() }, residual })
    }

    /// Where the steps set out: no coefficients and the mean of the targets, where that is a mean to have.
    fn start(
        &self,
        columns: &[&[f64]],
        (targets, counts): (&[f64], Option<&[f64]>),
        sides: &[Side],
    ) -> Result<Vec<f64>, NoFit> {
        let mut weights = vec![0.0; sides.len() + usize::from(self.intercept)];
        let mean = match counts {
            None => exact::mean(targets),
            Some(counts) => exact::weighted_mean(targets, counts),
        };
        let mean = mean.unwrap_or(0.0);
        if self.intercept {
            let own = match (self.family.log, mean > 0.0) {
                (true, true) => exact::ln(mean),
                (true, false) if self.family.power <= 0.0 => 0.0,
                (false, positive) if positive || self.family.power == 0.0 => mean,
                _ => return Err(NoFit::Start),
            };
            if let Some(last) = weights.last_mut() {
                *last = own;
            }
        } else if !self.family.log && self.family.power != 0.0 {
            // Nothing is the mean that no coefficients give, and no mean of this family.
            let owned = columns.iter().map(|column| column.to_vec()).collect();
            let found = match counts {
                None => least_squares(owned, targets.to_vec(), 0.0, false)?,
                Some(counts) => {
                    weighted_least_squares((owned, targets.to_vec(), counts), 0.0, false)?
                }
            };
            let each = weights.iter_mut().zip(found.coefficients.iter().zip(sides));
            each.for_each(|(to, (w, side))| *to = times_two_to(*w, side.exponent));
            let row = |i: usize| columns.iter().map(|column| column[i]).collect::<Vec<f64>>();
            if !(0..targets.len()).all(|i| exact::dot(&row(i), &found.coefficients) > 0.0) {
                return Err(NoFit::Start);
            }
        }
        Ok(weights)
    }
}

#[cfg(test)]
mod tests;
