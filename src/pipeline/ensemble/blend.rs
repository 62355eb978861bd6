//! Means of answers.

use crate::data::{Classes, Data, DataKind, Kind, Vector};
use crate::error::{Error, SchemaError, TableError};
use crate::exact;
use std::sync::Arc;

/// The answers of classifiers, which must know the same classes.
pub(super) fn classes(answers: Vec<Data>) -> Result<Vec<Classes>, Error> {
    let each = answers.into_iter().map(super::typed::<Classes>);
    let answers = each.collect::<Result<Vec<_>, _>>()?;
    let Some(first) = answers.first() else { return Err(nobody()) };
    match answers.iter().find(|other| other.classes() != first.classes()) {
        Some(other) => {
            let list = |of: &Classes| format!("classes {}", crate::error::list(&**of.classes()));
            let (expected, found) = (list(first), list(other));
            Err(SchemaError::Output { expected, found }.into())
        }
        None => Ok(answers),
    }
}

/// There is always a member: what is read from a file is checked for it.
pub(super) fn nobody() -> Error {
    TableError::Record { row: 0, problem: "an ensemble without members".to_owned() }.into()
}

/// The weighted mean of numbers, or of the probabilities of each class.
///
/// Of each number: Σ w·x / Σ w over the members in their order, both sums left to right.
pub(super) fn mean(answers: Vec<Data>, weights: &[f64]) -> Result<Data, Error> {
    let total = exact::sum_ordered(weights);
    let blend = |of: &[&[f64]]| -> Vec<f64> {
        let mut one = vec![0.0; of.len()];
        let length = of.first().map_or(0, |first| first.len());
        let mix = |at: usize| {
            for (slot, member) in one.iter_mut().zip(of) {
                *slot = member.get(at).copied().unwrap_or(exact::NAN);
            }
            exact::canonical(exact::dot_ordered(&one, weights) / total)
        };
        (0..length).map(mix).collect()
    };
    match answers.first().map(|first| first.lend().kind()) {
        None => Err(nobody()),
        Some(Kind::Vector) => {
            let each = answers.into_iter().map(super::typed::<Vector>);
            let answers = each.collect::<Result<Vec<_>, _>>()?;
            let values: Vec<&[f64]> = answers.iter().map(Vector::values).collect();
            Ok(Vector::new(blend(&values)).into())
        }
        Some(_) => {
            let answers = classes(answers)?;
            let values: Vec<&[f64]> = answers.iter().map(Classes::probabilities).collect();
            let known = answers.first().map(|first| Arc::clone(first.classes()));
            Ok(Classes::new(known.unwrap_or_default(), blend(&values))?.into())
        }
    }
}

/// The share of the weight of the members that choose a class, for each row and class.
pub(super) fn majority(answers: Vec<Data>, weights: &[f64]) -> Result<Data, Error> {
    let answers = classes(answers)?;
    let Some(first) = answers.first() else { return Err(nobody()) };
    let (rows, width) = (first.rows(), first.classes().len());
    let total = exact::sum_ordered(weights);
    let mut votes = vec![0.0; rows * width];
    for (row, votes) in votes.chunks_exact_mut(width).enumerate() {
        for (answer, weight) in answers.iter().zip(weights) {
            let chosen = answer.code(row).and_then(|code| votes.get_mut(code as usize));
            if let Some(chosen) = chosen {
                *chosen += weight;
            }
        }
        votes.iter_mut().for_each(|votes| *votes /= total);
    }
    Ok(Classes::new(Arc::clone(first.classes()), votes)?.into())
}
