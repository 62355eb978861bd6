//! What a logistic regression stores, and the probabilities it gives.

use crate::exact;
use crate::pipeline::per_column::{check_columns, check_finite};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What [`LogisticModel`](super::LogisticModel) stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogisticState {
    pub(in crate::model) columns: Arc<[Arc<str>]>,
    pub(in crate::model) classes: Arc<[Arc<str>]>,
    /// Which classes were learned, as indices into `classes`, rising.
    pub(in crate::model) present: Vec<u32>,
    /// One row of weights for two classes (those of the second), one a class for more.
    pub(in crate::model) coefficients: Vec<f64>,
    pub(in crate::model) intercepts: Vec<f64>,
}

impl LogisticState {
    pub(super) fn check(&self) -> Result<(), String> {
        let (width, classes) = (self.columns.len(), self.present.len());
        check_columns(&self.columns, &[])?;
        check_columns(&self.classes, &[]).map_err(|problem| format!("classes: {problem}"))?;
        if width == 0 || classes < 2 {
            return Err(format!("{width} columns and {classes} classes learned"));
        }
        let in_range = self.present.iter().all(|&code| (code as usize) < self.classes.len());
        if !in_range || self.present.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err("the classes learned are not rising indices of classes".to_owned());
        }
        let rows = if classes == 2 { 1 } else { classes };
        let cells = rows.checked_mul(width);
        if self.intercepts.len() != rows || Some(self.coefficients.len()) != cells {
            let (found, intercepts) = (self.coefficients.len(), self.intercepts.len());
            return Err(format!(
                "{found} coefficients and {intercepts} intercepts for {rows} x {width}"
            ));
        }
        check_finite("coefficients", &self.coefficients)?;
        check_finite("intercepts", &self.intercepts)
    }

    /// The probabilities of the classes learned, into `out`.
    pub(super) fn probabilities(&self, x: &[f64], out: &mut Vec<f64>) -> Result<(), f64> {
        out.clear();
        let rows = self.coefficients.chunks_exact(self.columns.len()).zip(&self.intercepts);
        out.extend(rows.map(|(w, &b)| exact::affine(x, w, b)));
        if let Some(score) = out.iter().find(|score| !score.is_finite()) {
            return Err(exact::canonical(*score));
        }
        match *out.as_slice() {
            [score] => {
                let second = exact::logistic(score);
                out.clear();
                out.extend([1.0 - second, second]);
            }
            _ => exact::softmax(out),
        }
        Ok(())
    }
}
