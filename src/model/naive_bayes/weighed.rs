//! Rows that count with weights, class by class.

use super::answer::Domain;
use super::seen::SeenClasses;
use crate::artifact::Stage;
use crate::artifact::codec::Node;
use crate::data::Labels;
use crate::error::Error;
use crate::exact;
use crate::model::check;
use crate::model::trainer;
use crate::model::weights::Rows;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a naive Bayes learned of weights, where rows had some: sums in the place of numbers of rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeighedClasses {
    /// Those of the rows of each class that has some.
    pub(super) classes: Vec<f64>,
    /// Those of the rows that each count is of; none where no rows are counted.
    pub(super) counts: Vec<f64>,
}

impl WeighedClasses {
    /// Checks what a file says.
    pub(super) fn check(&self, seen: &SeenClasses, counts: usize) -> Result<(), String> {
        if self.classes.len() != seen.present.len() || self.counts.len() != counts {
            let (classes, found) = (self.classes.len(), self.counts.len());
            return Err(format!("weights of {classes} classes and {found} counts"));
        }
        if let Some(odd) = self.classes.iter().find(|w| !(w.is_finite() && **w > 0.0)) {
            return Err(format!("a class learned has weight {odd}"));
        }
        if !exact::exact_sum(&self.classes).is_finite() {
            return Err("more weight than there are numbers".to_owned());
        }
        match self.counts.iter().find(|w| !(w.is_finite() && **w >= 0.0)) {
            Some(odd) => Err(format!("a count has weight {odd}")),
            None => Ok(()),
        }
    }
}

/// Checks what weights a file says there were, if any.
pub(super) fn check(
    weights: Option<&WeighedClasses>,
    seen: &SeenClasses,
    counts: usize,
) -> Result<(), String> {
    weights.map_or(Ok(()), |weights| weights.check(seen, counts))
}

/// The version that a model is stored as: the second holds weights, and is read wherever the first is; what is fitted without
/// weights stays of the first.
pub(super) fn version(weights: Option<&WeighedClasses>) -> u32 {
    if weights.is_some() { 2 } else { 1 }
}

/// Reads a model of either version; the first says nothing of weights.
pub(super) fn decode<S: Stage>(
    version: u32,
    params: &Node,
    state: &Node,
) -> Option<Result<S, String>> {
    let complete =
        |params: &Node, state: &Node| Ok((params.clone(), state.with("weights", Node::Null)));
    trainer::decode(version, params, state, complete)
}

/// The rows of one class: what each counts, and their cells column after column.
pub(super) struct OfClass {
    pub(super) weights: Vec<f64>,
    pub(super) columns: Vec<Vec<f64>>,
}

/// The rows class by class, and the sum of the weights of each.
pub(super) fn by_class(
    stage: &str,
    rows: &Rows<'_, Labels>,
    domain: Domain,
) -> Result<(SeenClasses, Vec<f64>, Vec<OfClass>), Error> {
    domain.check_fit(stage, &rows.x)?;
    let present = check::classes(stage, rows.y())?;
    let empty = || OfClass { weights: Vec::new(), columns: vec![Vec::new(); rows.x.width()] };
    let mut classes: Vec<OfClass> = present.classes.iter().map(|_| empty()).collect();
    for ((cells, &weight), &code) in rows.x.iter_rows().zip(rows.weights()).zip(&present.codes) {
        let Some(class) = classes.get_mut(code as usize) else { continue };
        class.weights.push(weight);
        class.columns.iter_mut().zip(cells).for_each(|(column, &cell)| column.push(cell));
    }
    let of_rows = classes.iter().map(|class| class.weights.len() as u64).collect();
    let sums = classes.iter().map(|class| exact::exact_sum(&class.weights)).collect();
    let seen = SeenClasses {
        columns: Arc::clone(rows.x.names()),
        classes: Arc::clone(rows.y().classes()),
        present: present.classes,
        rows: of_rows,
    };
    Ok((seen, sums, classes))
}
