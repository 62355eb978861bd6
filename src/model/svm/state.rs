//! What a support vector classifier stores.

use crate::pipeline::per_column::{check_columns, check_finite};
use crate::solve::svm::{Pair, Rows};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What [`SupportVectorClassifierModel`](super::SupportVectorClassifierModel) stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SupportVectorClassifierState {
    pub(super) columns: Arc<[Arc<str>]>,
    pub(super) classes: Arc<[Arc<str>]>,
    /// Which classes were learned, as indices into `classes`, rising.
    pub(super) present: Vec<u32>,
    pub(super) gamma: f64,
    /// Row after row, those of a class after those of the class before.
    pub(super) support_vectors: Vec<f64>,
    /// How many support vectors each class learned has.
    pub(super) sizes: Vec<u64>,
    /// One row for each class learned but one, a number a support vector: those of a class against the others in
    /// order.
    pub(super) dual_coefficients: Vec<f64>,
    /// One a pair.
    pub(super) intercepts: Vec<f64>,
    /// Slope and offset of each pair's sigmoid, pair after pair; or none.
    pub(super) sigmoids: Vec<f64>,
}

impl SupportVectorClassifierState {
    /// Takes what was learned of pairs apart. Of two classes the second is positive; of more, of each pair the first.
    pub(super) fn take(&mut self, classes: &[Rows], pairs: &[Pair]) {
        let count = classes.len();
        let sign = if count == 2 { -1.0 } else { 1.0 };
        // What each row of each class has against the others in order.
        let mut duals: Vec<Vec<Vec<f64>>> =
            classes.iter().map(|rows| vec![vec![0.0; count - 1]; rows.len()]).collect();
        let mut each = pairs.iter();
        for i in 0..count {
            for j in i + 1..count {
                let Some(Pair { solution, sigmoid }) = each.next() else { return };
                let (mine, theirs) = solution.coefficients.split_at(classes[i].len());
                let places = duals[i].iter_mut().map(|dual| &mut dual[j - 1]);
                places.zip(mine).for_each(|(place, x)| *place = sign * x);
                let places = duals[j].iter_mut().map(|dual| &mut dual[i]);
                places.zip(theirs).for_each(|(place, x)| *place = sign * x);
                self.intercepts.push(if count == 2 {
                    0.0 - solution.intercept
                } else {
                    solution.intercept
                });
                if let Some(sigmoid) = sigmoid {
                    // Of the other class, by the score turned round: the slope stays.
                    self.sigmoids.extend([sigmoid.slope, sign * sigmoid.offset]);
                }
            }
        }
        let mut kept: Vec<&[f64]> = Vec::new();
        for (rows, duals) in classes.iter().zip(&duals) {
            let before = kept.len();
            for (row, dual) in duals.iter().enumerate() {
                if dual.iter().any(|x| *x != 0.0) {
                    self.support_vectors.extend_from_slice(rows.row(row));
                    kept.push(dual);
                }
            }
            self.sizes.push((kept.len() - before) as u64);
        }
        for other in 0..count - 1 {
            self.dual_coefficients.extend(kept.iter().map(|dual| dual[other]));
        }
    }

    /// Checks what is stored, and gives where the support vectors of each class begin, and at last end.
    pub(super) fn check(&self, probability: bool) -> Result<Vec<usize>, String> {
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
        if self.sizes.len() != classes {
            return Err(format!("{} sizes for {classes} classes", self.sizes.len()));
        }
        let mut bounds = vec![0usize];
        for &size in &self.sizes {
            let next = usize::try_from(size).ok();
            let next = next.and_then(|size| bounds.last()?.checked_add(size));
            bounds.push(next.ok_or("more support vectors than can be counted")?);
        }
        let vectors = bounds.last().copied().unwrap_or(0);
        let pairs = classes * (classes - 1) / 2;
        let sigmoids = if probability { 2 * pairs } else { 0 };
        if vectors.checked_mul(width) != Some(self.support_vectors.len())
            || vectors.checked_mul(classes - 1) != Some(self.dual_coefficients.len())
            || self.intercepts.len() != pairs
            || self.sigmoids.len() != sigmoids
        {
            return Err(format!(
                "{} cells, {} dual coefficients, {} intercepts and {} numbers of sigmoids for {vectors} support \
                 vectors of {classes} classes and {width} columns",
                self.support_vectors.len(),
                self.dual_coefficients.len(),
                self.intercepts.len(),
                self.sigmoids.len(),
            ));
        }
        check_finite("gamma", &[self.gamma])?;
        check_finite("support vectors", &self.support_vectors)?;
        check_finite("dual coefficients", &self.dual_coefficients)?;
        check_finite("intercepts", &self.intercepts)?;
        check_finite("sigmoids", &self.sigmoids)?;
        Ok(bounds)
    }
}
