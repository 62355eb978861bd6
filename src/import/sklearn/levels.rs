//! An encoder of what the target is at each level.

use super::categories::Categories;
use super::imported::categorical;
use super::json::Object;
use super::states::{Spread, TargetState};
use super::{malformed, parts};
use crate::artifact::Record;
use crate::error::ImportError;
use crate::preprocess::{EncodeTarget, TargetEncoder};
use std::sync::Arc;

/// The encoder, the columns it makes, and those it takes as text.
#[expect(clippy::type_complexity, reason = "three lists, named above")]
pub(super) fn target(
    one: &Object<'_>,
    columns: &[Arc<str>],
) -> Result<(Record, Vec<Arc<str>>, Vec<Arc<str>>), Box<ImportError>> {
    one.only(&["categories", "encodings", "target_mean", "classes"])?;
    let classes = if one.find("classes").is_some() { one.classes()?.to_vec() } else { Vec::new() };
    let mean = one.numbers("target_mean")?;
    let (place, width) = (one.at("encodings"), mean.len());
    if width != classes.len().max(1) {
        return Err(malformed(one.at("target_mean"), format!("{width} means")));
    }
    let (lists, encodings) = (one.list("categories")?, one.rows("encodings")?);
    let each = columns.len().saturating_mul(width);
    parts::as_long(&one.at("categories"), columns.len(), &[lists.len()])?;
    parts::as_long(&place, each, &[encodings.len()])?;
    let (mut encoded, mut text) = (Vec::new(), Vec::new());
    for ((raw, of), name) in lists.into_iter().zip(encodings.chunks_exact(width)).zip(columns) {
        let categories = Categories::read(raw, &one.at("categories"))?;
        parts::as_long(
            &place,
            categories.names.len(),
            &of.iter().map(Vec::len).collect::<Vec<_>>(),
        )?;
        if categories.is_text() {
            text.push(Arc::clone(name));
        }
        // The places come from counting the same list.
        let row = |at: &u32| of.iter().map(|output| output[*at as usize]).collect::<Vec<_>>();
        let values = categories.places.iter().flat_map(row).collect();
        // Where no row had a gap, one is a level that was not there.
        let missing = categories.missing.as_ref().map_or_else(|| mean.clone(), row);
        let (missing, unknown) = (Some(missing), Some(mean.clone()));
        encoded.push(Spread { levels: categories.levels, values, missing, unknown });
    }
    let made = if classes.is_empty() {
        columns.to_vec()
    } else {
        let of = |name: &Arc<str>| {
            classes.iter().map(|class| format!("{name}_{class}").into()).collect::<Vec<Arc<str>>>()
        };
        columns.iter().flat_map(of).collect()
    };
    let recipe = EncodeTarget::new().types(categorical());
    let state = TargetState { columns, classes, mean, encoded };
    Ok((parts::stage::<TargetEncoder>(&one.place, recipe, &state)?, made, text))
}
