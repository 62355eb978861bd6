//! One weighted sum a target: the state and the predictions of linear regressions of several targets.

use super::input::{finite_cells, out_of_range, same_columns};
use crate::data::Matrix;
use crate::error::Error;
use crate::exact;
use crate::pipeline::per_column::{check_columns, check_finite};
use crate::solve::gram::Linear;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a linear regression of several targets stores: for each of them one coefficient a column, and an intercept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AffineTargetsState {
    pub(super) columns: Arc<[Arc<str>]>,
    pub(super) targets: Arc<[Arc<str>]>,
    /// One row a target.
    pub(super) coefficients: Vec<f64>,
    pub(super) intercepts: Vec<f64>,
}

impl AffineTargetsState {
    /// The models of the columns of `y`, one after another.
    pub(super) fn of(x: &Matrix, y: &Arc<[Arc<str>]>, linears: &[Linear]) -> Self {
        let rows = linears.iter().flat_map(|linear| &linear.coefficients);
        AffineTargetsState {
            columns: Arc::clone(x.names()),
            targets: Arc::clone(y),
            coefficients: rows.copied().collect(),
            intercepts: linears.iter().map(|linear| linear.intercept).collect(),
        }
    }

    /// Everything [`apply`](Self::apply) relies on.
    pub(super) fn check(&self) -> Result<(), String> {
        let (width, targets) = (self.columns.len(), self.targets.len());
        check_columns(&self.columns, &[])?;
        check_columns(&self.targets, &[]).map_err(|problem| format!("targets: {problem}"))?;
        if width == 0 || targets == 0 {
            return Err(format!("{width} columns and {targets} targets"));
        }
        let (cells, intercepts) = (self.coefficients.len(), self.intercepts.len());
        if Some(cells) != width.checked_mul(targets) || intercepts != targets {
            return Err(format!(
                "{cells} coefficients and {intercepts} intercepts for {targets} x {width}"
            ));
        }
        check_finite("coefficients", &self.coefficients)?;
        check_finite("intercepts", &self.intercepts)
    }

    /// The coefficients of each target.
    fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.coefficients.chunks_exact(self.columns.len().max(1))
    }

    /// The coefficients of the target of this name.
    pub(super) fn of_target(&self, target: &str) -> Option<&[f64]> {
        let at = self.targets.iter().position(|name| &**name == target)?;
        self.rows().nth(at)
    }

    /// x·w + b of every target, for every row.
    pub(super) fn apply(&self, stage: &str, x: &Matrix) -> Result<Matrix, Error> {
        same_columns(stage, &self.columns, x)?;
        finite_cells(stage, x)?;
        let mut out = Vec::with_capacity(x.rows().saturating_mul(self.targets.len()));
        for (row, cells) in x.iter_rows().enumerate() {
            for ((weights, b), name) in self.rows().zip(&self.intercepts).zip(self.targets.iter()) {
                let answer = exact::affine(cells, weights, *b);
                if !answer.is_finite() {
                    return Err(out_of_range(stage, name, row, exact::canonical(answer)));
                }
                out.push(answer);
            }
        }
        Matrix::from_row_major(Arc::clone(&self.targets), out)
    }

    /// One line a coefficient, then the intercept, target after target.
    pub(super) fn report(&self) -> Vec<(String, String)> {
        let mut lines = Vec::new();
        for ((weights, b), target) in self.rows().zip(&self.intercepts).zip(self.targets.iter()) {
            let each = self.columns.iter().zip(weights);
            lines.extend(each.map(|(name, w)| (format!("{target}: {name}"), w.to_string())));
            lines.push((format!("{target}: intercept"), b.to_string()));
        }
        lines
    }
}

/// What can be asked of a fitted regression of several targets, which has its state in `state`.
macro_rules! affine_targets {
    ($model:ident) => {
        impl $model {
            /// The columns, in order.
            #[must_use]
            pub fn columns(&self) -> &[Arc<str>] {
                &self.state.columns
            }

            /// The names of the targets, in order: the columns of the predictions.
            #[must_use]
            pub fn targets(&self) -> &[Arc<str>] {
                &self.state.targets
            }

            /// The coefficients, target after target, one a column.
            #[doc(alias = "coef_")]
            #[must_use]
            pub fn coefficients(&self) -> &[f64] {
                &self.state.coefficients
            }

            /// The coefficients of one target, one a column; nothing when there is no such target.
            #[must_use]
            pub fn coefficients_of(&self, target: &str) -> Option<&[f64]> {
                self.state.of_target(target)
            }

            /// The intercepts, one a target; 0 when none was learned.
            #[doc(alias = "intercept_")]
            #[must_use]
            pub fn intercepts(&self) -> &[f64] {
                &self.state.intercepts
            }
        }

        impl Pipeline for $model {
            type Input = Matrix;
            type Output = Matrix;
        }

        impl Apply for $model {
            fn apply(&self, x: &Matrix) -> Result<Matrix, Error> {
                self.state.apply(Self::KIND, x)
            }
        }
    };
}
pub(super) use affine_targets;

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> AffineTargetsState {
        let names = |names: [&str; 2]| names.map(Arc::from).to_vec().into();
        AffineTargetsState {
            columns: names(["a", "b"]),
            targets: names(["u", "v"]),
            coefficients: vec![1.0, 2.0, -3.0, 0.5],
            intercepts: vec![0.0, 10.0],
        }
    }

    #[test]
    fn a_target_a_column() -> Result<(), Error> {
        let x = Matrix::from_rows(["a", "b"], [[1.0, 2.0], [0.0, 4.0]])?;
        let out = state().apply("m", &x)?;
        assert_eq!(out, Matrix::from_rows(["u", "v"], [[5.0, 8.0], [8.0, 12.0]])?);
        assert_eq!(state().of_target("v"), Some(&[-3.0, 0.5][..]));
        assert_eq!(state().of_target("a"), None);
        let large = Matrix::from_rows(["a", "b"], [[0.0, 0.0], [1e308, 1e308]])?;
        assert_eq!(
            state().apply("m", &large).unwrap_err().to_string(),
            "stage `m`, column `u`, row 1: expected a finite result, found inf"
        );
        Ok(())
    }

    #[test]
    fn a_state_that_does_not_fit_together_is_refused() {
        let refused = |change: fn(&mut AffineTargetsState)| {
            let mut state = state();
            change(&mut state);
            state.check().is_err()
        };
        assert!(!refused(|_| {}));
        assert!(refused(|state| state.coefficients.push(0.0)));
        assert!(refused(|state| state.intercepts.push(0.0)));
        assert!(refused(|state| state.coefficients[3] = f64::NAN));
        assert!(refused(|state| state.intercepts[1] = f64::INFINITY));
        assert!(refused(|state| state.targets = ["u".into(), "u".into()].into()));
        assert!(refused(|state| state.columns = [].into()));
        assert!(refused(|state| state.targets = [].into()));
    }
}
