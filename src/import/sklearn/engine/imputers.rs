//! Imputers: a value for each column, whatever it was learned from.

use super::{Fitted, Read, variables};
use crate::clean::{EachImputer, Filler, ImputeEach, MissingIndicator, MissingMarker};
use crate::import::sklearn::json::{self, Object};
use crate::import::sklearn::parts;
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
struct State<'a> {
    columns: &'a [Arc<str>],
    fills: Vec<Filler>,
}

/// The stage; Feature-engine fills by what it learned, and so do all of these.
fn filled(
    one: &Object<'_>,
    names: &[Arc<str>],
    fills: Vec<Filler>,
    of: &[Arc<str>],
) -> Read<Fitted> {
    parts::as_long(&one.place, names.len(), &[fills.len()])?;
    let recipe = ImputeEach::new(names.iter().map(ToString::to_string).zip(fills.iter().cloned()));
    let state = State { columns: names, fills };
    let record = parts::stage::<EachImputer>(&one.place, recipe, &state)?;
    Ok(Fitted::in_place(record, of))
}

pub(super) fn numbers(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    one.only(&["variables", "fills"])?;
    let names = variables(one, columns)?;
    let fills = one.numbers("fills")?.into_iter().map(Filler::Real).collect();
    filled(one, &names, fills, columns)
}

pub(super) fn texts(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    one.only(&["variables", "fills"])?;
    let names = variables(one, columns)?;
    let place = one.at("fills");
    let (mut fills, mut text) = (Vec::new(), Vec::new());
    for (raw, name) in one.list("fills")?.into_iter().zip(&names) {
        if raw.get().starts_with('"') {
            text.push(Arc::clone(name));
            fills.push(Filler::Text(json::parse(raw, &place, "text")?));
        } else {
            fills.push(Filler::Real(json::number(raw, &place)?));
        }
    }
    Ok(filled(one, &names, fills, columns)?.takes_text(text))
}

/// A column that says whether there was a gap, for each.
pub(super) fn marks(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    #[derive(Serialize)]
    struct State<'a> {
        sources: &'a [Arc<str>],
        marked: &'a [Arc<str>],
    }
    one.only(&["variables"])?;
    let names = variables(one, columns)?;
    let state = State { sources: &names, marked: &names };
    let recipe = MissingIndicator::new().suffix("_na");
    let record = parts::stage::<MissingMarker>(&one.place, recipe, &state)?;
    let made = names.iter().map(|name| format!("{name}_na").into());
    Ok(Fitted::remade(record, columns, &[], made))
}
