//! What both linear machines share: the loss, the intercept, and when a fit ends.

use crate::data::Matrix;
use crate::error::{Error, FitError};
use crate::model::check;
use crate::model::input::{DEADLINE_SECONDS, at_least, not_negative};
use crate::model::svm::machine::above;
use crate::model::trainer::Trainer;
use crate::solve::linear_svm::LinearSvm;
use serde::{Deserialize, Serialize};

/// Beyond this, squares may leave the range of numbers.
const LARGEST: f64 = 1e150;

/// A linear machine of either kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct LinearMachine {
    pub(super) c: f64,
    pub(super) squared: bool,
    pub(super) intercept: bool,
    pub(super) intercept_scaling: f64,
    pub(super) tolerance: f64,
    pub(super) max_iterations: u32,
    pub(super) allow_unconverged: bool,
    pub(super) deadline_seconds: u64,
}

impl LinearMachine {
    pub(super) fn new(squared: bool) -> LinearMachine {
        LinearMachine {
            c: 1.0,
            squared,
            intercept: true,
            intercept_scaling: 1.0,
            tolerance: 1e-4,
            max_iterations: 1000,
            allow_unconverged: false,
            deadline_seconds: DEADLINE_SECONDS,
        }
    }

    /// Checks parameters and rows, and says how to fit to them.
    pub(super) fn settings(
        &self,
        stage: &str,
        x: &Matrix,
        targets: usize,
    ) -> Result<LinearSvm, Error> {
        above(stage, "c", self.c)?;
        above(stage, "intercept_scaling", self.intercept_scaling)?;
        not_negative(stage, "tolerance", self.tolerance)?;
        at_least(stage, "max_iterations", 1, self.max_iterations)?;
        check::features(stage, x, targets)?;
        check::magnitude(stage, x, LARGEST)?;
        let LinearMachine { c, squared, tolerance, max_iterations, .. } = *self;
        Ok(LinearSvm { c, squared, tolerance, max_iterations })
    }

    /// The rows in that order, with the cell of the intercept behind each where one is learned; and their width.
    pub(super) fn rows(&self, x: &Matrix, order: &[usize]) -> (Vec<f64>, usize) {
        let last = self.intercept.then_some(self.intercept_scaling);
        let cells = order.iter().flat_map(|&row| x.row(row).iter().copied().chain(last));
        (cells.collect(), x.width() + usize::from(self.intercept))
    }

    /// The intercept, taken off the end of the weights.
    pub(super) fn intercept_of(&self, weights: &mut Vec<f64>) -> f64 {
        let last = if self.intercept { weights.pop() } else { None };
        last.unwrap_or(0.0) * self.intercept_scaling
    }

    /// The error of a fit that did not come to its end, unless that is allowed.
    pub(super) fn converged(&self, stage: &str, converged: bool) -> Result<(), Error> {
        if converged || self.allow_unconverged {
            return Ok(());
        }
        let message = format!(
            "did not converge in {} passes over the rows; standardise the columns, lower `c`, raise the tolerance or \
             the passes, or allow it",
            self.max_iterations
        );
        let (stage, trainer) = (stage.to_owned(), Trainer::EXACT.to_owned());
        Err(FitError::Trainer { stage, trainer, message }.into())
    }
}

/// The setters that both recipes share.
macro_rules! linear_setters {
    ($recipe:ident) => {
        impl $recipe {
            /// What a unit of loss costs; by default 1. The larger, the closer the fit.
            #[doc(alias = "C")]
            #[must_use]
            pub fn c(mut self, c: f64) -> $recipe {
                self.machine.c = c;
                self
            }

            /// Whether to learn an intercept; by default yes. Without one it is 0.
            #[doc(alias = "fit_intercept")]
            #[must_use]
            pub fn intercept(mut self, intercept: bool) -> $recipe {
                self.machine.intercept = intercept;
                self
            }

            /// What the column of the intercept is, everywhere; by default 1. The larger, the less its weight is
            /// penalised.
            #[must_use]
            pub fn intercept_scaling(mut self, scaling: f64) -> $recipe {
                self.machine.intercept_scaling = scaling;
                self
            }

            /// How far from those of a minimum derivatives may be; by default 1e-4.
            #[doc(alias = "tol")]
            #[must_use]
            pub fn tolerance(mut self, tolerance: f64) -> $recipe {
                self.machine.tolerance = tolerance;
                self
            }

            /// The most passes over the rows; by default 1000.
            #[doc(alias = "max_iter")]
            #[must_use]
            pub fn max_iterations(mut self, passes: u32) -> $recipe {
                self.machine.max_iterations = passes;
                self
            }

            /// Whether a fit that did not converge is kept; by default it is an error.
            #[must_use]
            pub fn allow_unconverged(mut self, allow: bool) -> $recipe {
                self.machine.allow_unconverged = allow;
                self
            }

            /// How long fitting may take, rounded up to whole seconds; by default 600 s.
            #[must_use]
            pub fn deadline(mut self, deadline: std::time::Duration) -> $recipe {
                self.machine.deadline_seconds = crate::model::input::deadline_seconds(deadline);
                self
            }
        }
    };
}

pub(super) use linear_setters;
