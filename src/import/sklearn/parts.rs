//! From numbers to a stage as it is stored, checked by the stage itself.

use super::malformed;
use crate::artifact::codec::{from_node, to_node};
use crate::artifact::{Record, Stage};
use crate::error::ImportError;
use serde::Serialize;

/// A fitted stage of `recipe` with a state of the same fields as `state`.
pub(super) fn fitted<S: Stage>(
    place: &str,
    recipe: S::Recipe,
    state: &impl Serialize,
) -> Result<S, Box<ImportError>> {
    let state = to_node(state).and_then(|node| from_node(&node));
    let state = state.map_err(|error| malformed(place, error.to_string()))?;
    S::restore(recipe, state).map_err(|problem| malformed(place, problem))
}

/// What has the same fields as `state`.
pub(super) fn shaped<T: serde::de::DeserializeOwned>(
    place: &str,
    state: &impl Serialize,
) -> Result<T, Box<ImportError>> {
    let shaped = to_node(state).and_then(|node| from_node(&node));
    shaped.map_err(|error| malformed(place, error.to_string()))
}

pub(super) fn record<S: Stage>(place: &str, stage: &S) -> Result<Record, Box<ImportError>> {
    Record::leaf(stage).map_err(|error| malformed(place, error.to_string()))
}

/// [`fitted`] as a record.
pub(super) fn stage<S: Stage>(
    place: &str,
    recipe: S::Recipe,
    state: &impl Serialize,
) -> Result<Record, Box<ImportError>> {
    record(place, &fitted::<S>(place, recipe, state)?)
}

/// Refuses lists of another length than the columns.
pub(super) fn as_long(
    place: &str,
    columns: usize,
    lengths: &[usize],
) -> Result<(), Box<ImportError>> {
    match lengths.iter().find(|length| **length != columns) {
        Some(length) => Err(malformed(place, format!("{length} entries for {columns} columns"))),
        None => Ok(()),
    }
}
