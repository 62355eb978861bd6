//! What boosted trees store, and the answers they give.

use crate::data::{Classes, Matrix, Vector};
use crate::error::Error;
use crate::exact;
use crate::model::input::{out_of_range, same_columns};
use crate::model::tree::Trees;
use crate::pipeline::per_column::{check_columns, check_finite};
use crate::solve::tree::Tree;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Trees as they are stored, with their answers as they are.
pub(super) fn stored(
    trees: &[Tree],
    outputs: usize,
    importances: Vec<f64>,
) -> Result<Trees, String> {
    let mut out = Trees::empty(u32::try_from(outputs).map_err(|_| "too many classes")?);
    for tree in trees {
        out.push_grown(tree, |answer, leaf| leaf.extend_from_slice(answer))?;
    }
    Ok(out.with_importances(importances))
}

/// The classes learned must be at least two, rising indices of all.
fn check_classes(classes: &[Arc<str>], present: &[u32]) -> Result<(), String> {
    check_columns(classes, &[]).map_err(|problem| format!("classes: {problem}"))?;
    let in_range = present.iter().all(|&code| (code as usize) < classes.len());
    if present.len() < 2 || !in_range || present.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err("the classes learned are not two or more rising indices".to_owned());
    }
    Ok(())
}

/// Puts the probabilities of the classes learned in their places among all.
fn spread(
    classes: &Arc<[Arc<str>]>,
    present: &[u32],
    x: &Matrix,
    mut shares: impl FnMut(usize, &[f64], &mut Vec<f64>) -> Result<(), Error>,
) -> Result<Classes, Error> {
    let mut all = vec![0.0; x.rows() * classes.len()];
    let mut own = Vec::with_capacity(present.len());
    let answers = all.chunks_exact_mut(classes.len());
    for (row, (cells, answer)) in x.iter_rows().zip(answers).enumerate() {
        own.clear();
        shares(row, cells, &mut own)?;
        for (&code, &share) in present.iter().zip(&own) {
            answer[code as usize] = share;
        }
    }
    Classes::new(Arc::clone(classes), all)
}

/// What [`GradientBoostingRegressorModel`](super::GradientBoostingRegressorModel) stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoostedNumbersState {
    pub(super) columns: Arc<[Arc<str>]>,
    pub(super) base: f64,
    pub(super) trees: Trees,
}

impl BoostedNumbersState {
    pub(super) fn check(&self) -> Result<(), String> {
        check_columns(&self.columns, &[])?;
        check_finite("base", &[self.base])?;
        self.trees.check(self.columns.len(), 1, true)
    }

    pub(super) fn apply(&self, stage: &str, x: &Matrix) -> Result<Vector, Error> {
        same_columns(stage, &self.columns, x)?;
        let mut sums = vec![self.base; x.rows()];
        self.trees.add_to(x, &[self.base], &mut sums);
        match sums.iter().enumerate().find(|(_, sum)| !sum.is_finite()) {
            Some((row, &sum)) => Err(out_of_range(stage, "prediction", row, exact::canonical(sum))),
            None => Ok(Vector::new(sums)),
        }
    }
}

/// What [`GradientBoostingClassifierModel`](super::GradientBoostingClassifierModel) stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoostedClassesState {
    pub(super) columns: Arc<[Arc<str>]>,
    pub(super) classes: Arc<[Arc<str>]>,
    /// Which classes were learned, as indices into `classes`, rising.
    pub(super) present: Vec<u32>,
    /// One score for two classes (that of the second), one a class for more.
    pub(super) base: Vec<f64>,
    pub(super) trees: Trees,
}

impl BoostedClassesState {
    pub(super) fn check(&self) -> Result<(), String> {
        check_columns(&self.columns, &[])?;
        check_classes(&self.classes, &self.present)?;
        check_finite("base", &self.base)?;
        let scores = if self.present.len() == 2 { 1 } else { self.present.len() };
        self.trees.check(self.columns.len(), 1, true)?;
        if self.base.len() != scores || !self.trees.count().is_multiple_of(scores) {
            let (base, trees) = (self.base.len(), self.trees.count());
            return Err(format!("{base} bases and {trees} trees for {scores} scores"));
        }
        Ok(())
    }

    pub(super) fn apply(&self, stage: &str, x: &Matrix) -> Result<Classes, Error> {
        same_columns(stage, &self.columns, x)?;
        let mut scores = self.base.repeat(x.rows());
        self.trees.add_to(x, &self.base, &mut scores);
        let mut scores = scores.chunks_exact(self.base.len());
        spread(&self.classes, &self.present, x, |row, _, out| {
            out.extend_from_slice(scores.next().unwrap_or_default());
            if let Some(&score) = out.iter().find(|score| !score.is_finite()) {
                return Err(out_of_range(stage, "score", row, exact::canonical(score)));
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
        })
    }
}

/// What [`AdaBoostModel`](super::AdaBoostModel) stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdaBoostState {
    pub(super) columns: Arc<[Arc<str>]>,
    pub(super) classes: Arc<[Arc<str>]>,
    /// Which classes were learned, as indices into `classes`, rising.
    pub(super) present: Vec<u32>,
    /// One a tree, above 0.
    pub(super) weights: Vec<f64>,
    /// One a tree: the share of the weights it erred on.
    pub(super) errors: Vec<f64>,
    pub(super) trees: Trees,
}

impl AdaBoostState {
    pub(super) fn check(&self) -> Result<(), String> {
        check_columns(&self.columns, &[])?;
        check_classes(&self.classes, &self.present)?;
        self.trees.check(self.columns.len(), self.present.len(), true)?;
        let lengths = [self.weights.len(), self.errors.len()];
        if lengths != [self.trees.count(); 2] {
            let trees = self.trees.count();
            return Err(format!("{lengths:?} weights and errors for {trees} trees"));
        }
        check_finite("weights", &self.weights)?;
        if !self.weights.iter().all(|weight| *weight > 0.0) {
            return Err("weights that are not above 0".to_owned());
        }
        if !self.errors.iter().all(|error| (0.0..=1.0).contains(error)) {
            return Err("errors that are not shares".to_owned());
        }
        check_finite("the sum of the weights", &[self.total()])
    }

    fn total(&self) -> f64 {
        exact::sum_ordered(&self.weights)
    }

    pub(super) fn apply(&self, stage: &str, x: &Matrix) -> Result<Classes, Error> {
        same_columns(stage, &self.columns, x)?;
        let (total, classes) = (self.total(), self.present.len());
        #[expect(clippy::cast_precision_loss, reason = "at most as many as there are texts")]
        let others = (classes - 1) as f64;
        spread(&self.classes, &self.present, x, |_, cells, out| {
            out.resize(classes, 0.0);
            for (answer, weight) in self.trees.answers(cells).zip(&self.weights) {
                if let Some(votes) = exact::argmax(answer).and_then(|class| out.get_mut(class)) {
                    *votes += weight;
                }
            }
            match *out.as_slice() {
                [first, second] => {
                    let second = exact::logistic(2.0 * ((second - first) / total));
                    out.clear();
                    out.extend([1.0 - second, second]);
                }
                _ => {
                    for votes in out.iter_mut() {
                        *votes = (*votes - (total - *votes) / others) / total / others;
                    }
                    exact::softmax(out);
                }
            }
            Ok(())
        })
    }
}
