//! What a logistic regression stores, and the probabilities it gives.

use crate::data::{Classes, Matrix};
use crate::error::Error;
use crate::exact;
use crate::model::input::{finite_cells, out_of_range, same_columns};
use crate::pipeline::per_column::{check_columns, check_finite};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What [`LogisticModel`](super::LogisticModel) stores, and other models whose classes have scores x·w + b.
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
    pub(in crate::model) fn check(&self) -> Result<(), String> {
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

    /// The classes that had rows to learn from.
    pub(in crate::model) fn learned(&self) -> impl Iterator<Item = &str> {
        let class = |&code: &u32| self.classes.get(code as usize).map(|class| &**class);
        self.present.iter().filter_map(class)
    }

    /// The probabilities of every row.
    pub(in crate::model) fn apply(&self, stage: &str, x: &Matrix) -> Result<Classes, Error> {
        let LogisticState { columns, classes, present, .. } = self;
        same_columns(stage, columns, x)?;
        finite_cells(stage, x)?;
        let mut all = vec![0.0; x.rows() * classes.len()];
        let mut shares = Vec::with_capacity(present.len());
        let answers = all.chunks_exact_mut(classes.len());
        for (row, (cells, answer)) in x.iter_rows().zip(answers).enumerate() {
            self.probabilities(cells, &mut shares)
                .map_err(|score| out_of_range(stage, "score", row, score))?;
            for (&code, &share) in present.iter().zip(&shares) {
                answer[code as usize] = share;
            }
        }
        Classes::new(Arc::clone(classes), all)
    }

    /// One line a coefficient and intercept, score after score.
    pub(in crate::model) fn report(&self) -> Vec<(String, String)> {
        let scores: Vec<&str> = match self.learned().collect::<Vec<_>>() {
            classes if classes.len() == 2 => classes[1..].to_vec(),
            classes => classes,
        };
        let mut lines = Vec::new();
        let rows = self.coefficients.chunks_exact(self.columns.len());
        for ((class, weights), b) in scores.iter().zip(rows).zip(&self.intercepts) {
            let each = self.columns.iter().zip(weights);
            lines.extend(each.map(|(name, w)| (format!("{class}: {name}"), w.to_string())));
            lines.push((format!("{class}: intercept"), b.to_string()));
        }
        lines
    }

    /// The probabilities of the classes learned, into `out`.
    fn probabilities(&self, x: &[f64], out: &mut Vec<f64>) -> Result<(), f64> {
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

/// What can be asked of a fitted classifier by lines, which has a [`LogisticState`] in `state`.
macro_rules! line_classifier {
    ($model:ident) => {
        impl $model {
            /// The columns, in order.
            #[must_use]
            pub fn columns(&self) -> &[Arc<str>] {
                &self.state.columns
            }

            /// The classes, in the order of the answers.
            #[doc(alias = "classes_")]
            #[must_use]
            pub fn classes(&self) -> &[Arc<str>] {
                &self.state.classes
            }

            /// The classes that had rows to learn from.
            pub fn learned(&self) -> impl Iterator<Item = &str> {
                self.state.learned()
            }

            /// The coefficients, row after row: one row, of the second class, for two classes learned; one row a class
            /// for more.
            #[doc(alias = "coef_")]
            #[must_use]
            pub fn coefficients(&self) -> &[f64] {
                &self.state.coefficients
            }

            /// The intercepts, one a row of coefficients.
            #[doc(alias = "intercept_")]
            #[must_use]
            pub fn intercepts(&self) -> &[f64] {
                &self.state.intercepts
            }
        }

        impl Pipeline for $model {
            type Input = Matrix;
            type Output = Classes;
        }

        impl Apply for $model {
            fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
                self.state.apply(Self::KIND, x)
            }
        }
    };
}
pub(in crate::model) use line_classifier;
