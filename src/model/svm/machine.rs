//! What both support vector machines share: the kernel, the bound of multipliers, and when a fit ends.

use crate::data::Matrix;
use crate::error::{Error, FitError};
use crate::exact;
use crate::model::check;
use crate::model::input::{DEADLINE_SECONDS, not_negative};
use crate::model::trainer::Trainer;
use crate::solve::rows::{canonical_order, transposed};
use crate::solve::svm::{Function, Kernel, Settings};
use serde::{Deserialize, Serialize};

/// Beyond this, squared distances may leave the range of numbers.
const LARGEST: f64 = 1e150;

/// How quickly rows cease to be alike.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [2.0]])?;
/// let y = Vector::new(vec![1.0, 5.0]);
/// // 1 / (1 column × variance 1).
/// let model = SupportVectorRegressor::new().gamma(Gamma::Scale).fit(&x, &y)?;
/// assert_eq!(model.gamma(), 1.0);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Gamma {
    /// 1 / (columns × the variance of all cells).
    Scale,
    /// 1 / columns.
    Auto,
    /// This number, above 0.
    Value(f64),
}

/// A support vector machine of either kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Machine {
    pub(super) kernel: Kernel,
    pub(super) gamma: Gamma,
    pub(super) coef0: f64,
    pub(super) degree: u32,
    pub(super) c: f64,
    pub(super) tolerance: f64,
    pub(super) max_iterations: u64,
    pub(super) deadline_seconds: u64,
}

impl Default for Machine {
    fn default() -> Self {
        Machine {
            kernel: Kernel::Rbf,
            gamma: Gamma::Scale,
            coef0: 0.0,
            degree: 3,
            c: 1.0,
            tolerance: 1e-3,
            max_iterations: 10_000_000,
            deadline_seconds: DEADLINE_SECONDS,
        }
    }
}

impl Machine {
    pub(super) fn function(&self, gamma: f64) -> Function {
        Function { kernel: self.kernel, gamma, coef0: self.coef0, degree: self.degree }
    }

    /// Checks parameters and rows, and says how to fit to them.
    pub(super) fn settings(
        &self,
        stage: &str,
        x: &Matrix,
        targets: usize,
    ) -> Result<Settings, Error> {
        let above = |parameter: &str, value: f64| above(stage, parameter, value);
        above("c", self.c)?;
        not_negative(stage, "tolerance", self.tolerance)?;
        not_negative(stage, "coef0", self.coef0.abs())?;
        if let Gamma::Value(gamma) = self.gamma {
            above("gamma", gamma)?;
        }
        check::features(stage, x, targets)?;
        check::magnitude(stage, x, LARGEST)?;
        let width = x.width() as f64;
        let gamma = match self.gamma {
            Gamma::Value(gamma) => gamma,
            Gamma::Auto => 1.0 / width,
            Gamma::Scale => match exact::variance(x.as_slice(), 0) {
                Some(variance) if variance > 0.0 => 1.0 / (width * variance),
                _ => 1.0,
            },
        };
        // Of cells that hardly vary, in numbers not at all.
        let gamma = above("gamma", gamma)?;
        let Machine { c, tolerance, max_iterations, .. } = *self;
        Ok(Settings { function: self.function(gamma), c, tolerance, max_iterations })
    }
}

/// Checks a parameter that must be finite and above 0.
pub(super) fn above(stage: &str, parameter: &str, value: f64) -> Result<f64, Error> {
    if value.is_finite() && value > 0.0 {
        return Ok(value);
    }
    let (stage, parameter) = (stage.to_owned(), parameter.to_owned());
    let (expected, found) = ("finite and above 0".to_owned(), value.to_string());
    Err(FitError::Parameter { stage, parameter, expected, found }.into())
}

/// The rows by their cells, those of equal cells by their target, then by their weight.
pub(super) fn order(x: &Matrix, targets: &[f64], weights: Option<&[f64]>) -> Vec<usize> {
    let columns = transposed(x.as_slice(), x.width());
    let keys = columns.iter().map(Vec::as_slice).chain([targets]).chain(weights);
    let keys: Vec<&[f64]> = keys.collect();
    canonical_order(&keys, x.rows())
}

/// What a hostile file must not hold, a fit must not make.
pub(super) fn fitted<S>(stage: &str, restored: Result<S, String>) -> Result<S, Error> {
    restored.map_err(|message| {
        let (stage, trainer) = (stage.to_owned(), Trainer::EXACT.to_owned());
        FitError::Trainer { stage, trainer, message }.into()
    })
}

/// The setters that both recipes share.
macro_rules! machine_setters {
    ($recipe:ident) => {
        impl $recipe {
            /// How alike rows are; by default [`Kernel::Rbf`].
            #[must_use]
            pub fn kernel(mut self, kernel: Kernel) -> $recipe {
                self.machine.kernel = kernel;
                self
            }

            /// How quickly rows cease to be alike, but for [`Kernel::Linear`]; by default [`Gamma::Scale`].
            #[must_use]
            pub fn gamma(mut self, gamma: Gamma) -> $recipe {
                self.machine.gamma = gamma;
                self
            }

            /// What is added in [`Kernel::Polynomial`] and [`Kernel::Sigmoid`]; by default 0.
            #[must_use]
            pub fn coef0(mut self, coef0: f64) -> $recipe {
                self.machine.coef0 = coef0;
                self
            }

            /// The power of [`Kernel::Polynomial`]; by default 3.
            #[must_use]
            pub fn degree(mut self, degree: u32) -> $recipe {
                self.machine.degree = degree;
                self
            }

            /// What a unit of deviation costs, and the bound of multipliers; by default 1. The larger, the closer the
            /// fit.
            #[doc(alias = "C")]
            #[must_use]
            pub fn c(mut self, c: f64) -> $recipe {
                self.machine.c = c;
                self
            }

            /// How far derivatives may be from those of a minimum; by default 1e-3.
            #[doc(alias = "tol")]
            #[must_use]
            pub fn tolerance(mut self, tolerance: f64) -> $recipe {
                self.machine.tolerance = tolerance;
                self
            }

            /// The most steps, of two multipliers each; by default ten million. A fit that needs more is an error.
            #[doc(alias = "max_iter")]
            #[must_use]
            pub fn max_iterations(mut self, steps: u64) -> $recipe {
                self.machine.max_iterations = steps;
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

pub(super) use machine_setters;
