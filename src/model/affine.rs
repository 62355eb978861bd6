//! One weighted sum: the state and the prediction of linear regressions.

use super::input::{finite_cells, out_of_range, same_columns};
use crate::data::{Matrix, Vector};
use crate::error::Error;
use crate::exact;
use crate::pipeline::per_column::{check_columns, check_finite};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a linear regression stores: one coefficient a column, and the intercept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AffineState {
    pub(super) columns: Arc<[Arc<str>]>,
    pub(super) coefficients: Vec<f64>,
    pub(super) intercept: f64,
}

impl AffineState {
    /// Everything [`apply`](Self::apply) relies on.
    pub(super) fn check(&self) -> Result<(), String> {
        check_columns(&self.columns, &[self.coefficients.len()])?;
        if self.columns.is_empty() {
            return Err("no columns".to_owned());
        }
        check_finite("coefficients", &self.coefficients)?;
        check_finite("intercept", &[self.intercept])
    }

    /// x·w + b for every row.
    pub(super) fn apply(&self, stage: &str, x: &Matrix) -> Result<Vector, Error> {
        same_columns(stage, &self.columns, x)?;
        finite_cells(stage, x)?;
        let mut out = vec![0.0; x.rows()];
        exact::dot_rows(x.as_slice(), x.width(), &self.coefficients, self.intercept, &mut out);
        match out.iter().position(|y| !y.is_finite()) {
            Some(row) => Err(out_of_range(stage, "prediction", row, exact::canonical(out[row]))),
            None => Ok(Vector::new(out)),
        }
    }

    /// One line a coefficient, then the intercept.
    pub(super) fn report(&self) -> Vec<(String, String)> {
        let lines = self.columns.iter().zip(&self.coefficients);
        let mut lines: Vec<_> = lines.map(|(name, w)| (name.to_string(), w.to_string())).collect();
        lines.push(("intercept".to_owned(), self.intercept.to_string()));
        lines
    }
}

/// What can be asked of a fitted model of one weighted sum, which has an [`AffineState`] in `state`.
macro_rules! affine_accessors {
    ($model:ident) => {
        impl $model {
            /// The columns, in order.
            #[must_use]
            pub fn columns(&self) -> &[Arc<str>] {
                &self.state.columns
            }

            /// The coefficients, one a column.
            #[doc(alias = "coef_")]
            #[must_use]
            pub fn coefficients(&self) -> &[f64] {
                &self.state.coefficients
            }

            /// The intercept; 0 when none was learned.
            #[doc(alias = "intercept_")]
            #[must_use]
            pub fn intercept(&self) -> f64 {
                self.state.intercept
            }
        }
    };
}
pub(super) use affine_accessors;

/// The same, of a linear regression, and how it is applied.
macro_rules! affine_model {
    ($model:ident) => {
        $crate::model::affine::affine_accessors!($model);

        impl Pipeline for $model {
            type Input = Matrix;
            type Output = Vector;
        }

        impl Apply for $model {
            fn apply(&self, x: &Matrix) -> Result<Vector, Error> {
                self.state.apply(Self::KIND, x)
            }
        }
    };
}
pub(super) use affine_model;
