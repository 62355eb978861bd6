//! Numbers of dates. A date is a timestamp, or text that says one in the order year, month, day; its clock is its own.

use super::{Fitted, Read, named, variables, word};
use crate::data::Types;
use crate::error::clip;
use crate::feature::{
    DateCounter, DateDifference, DateOrdinal, DatePart, DatePartExtractor, DateParts,
    DateSubtractor, TimeUnit,
};
use crate::import::sklearn::json::{self, Object};
use crate::import::sklearn::{malformed, parts, unsupported};
use serde::Serialize;
use std::sync::Arc;

const TIMES: Types = Types::TIMESTAMP.or(Types::TEXT);

#[derive(Serialize)]
struct Columns<'a> {
    columns: &'a [Arc<str>],
}

pub(super) fn features(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    one.only(&["variables", "features", "missing_values", "drop_original"])?;
    let (names, drop) = (variables(one, columns)?, one.flag("drop_original")?);
    let part = |word: &Arc<str>| {
        let part = DatePart::ALL.into_iter().find(|part| *part.name() == **word);
        part.ok_or_else(|| unsupported(format!("the part {} of a date", clip(word))))
    };
    let features = json::names(one.raw("features")?, &one.at("features"))?;
    let features = features.iter().map(part).collect::<Result<Vec<_>, _>>()?;
    let of = |name: &Arc<str>| -> Vec<Arc<str>> {
        features.iter().map(|part| format!("{name}_{}", part.name()).into()).collect()
    };
    let made: Vec<Arc<str>> = names.iter().flat_map(of).collect();
    let ignores = word(one, "missing_values", &[("ignore", true), ("raise", false)])?;
    let recipe = DateParts::new()
        .as_written()
        .parts(features)
        .types(TIMES)
        .drop_sources(drop)
        .compare_missing(ignores);
    let state = Columns { columns: &names };
    let record = parts::stage::<DatePartExtractor>(&one.place, recipe, &state)?;
    let gone = if drop { names.clone() } else { Vec::new() };
    Ok(Fitted::remade(record, columns, &gone, made).takes_text(names))
}

pub(super) fn ordinal(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    one.only(&["variables", "since", "drop_original"])?;
    let (names, drop) = (variables(one, columns)?, one.flag("drop_original")?);
    let mut recipe = DateOrdinal::new();
    if one.find("since").is_some() {
        let day = one.text("since")?;
        recipe = recipe
            .since(&day)
            .map_err(|_| malformed(one.at("since"), format!("`{}` is no day", clip(&day))))?;
    }
    let recipe = recipe.types(TIMES).as_written().drop_sources(drop);
    let record = parts::stage::<DateCounter>(&one.place, recipe, &Columns { columns: &names })?;
    let made: Vec<Arc<str>> = names.iter().map(|name| format!("{name}_ordinal").into()).collect();
    let gone = if drop { names.clone() } else { Vec::new() };
    Ok(Fitted::remade(record, columns, &gone, made).takes_text(names))
}

pub(super) fn subtraction(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    let units = [
        ("Y", TimeUnit::Years),
        ("M", TimeUnit::Months),
        ("W", TimeUnit::Weeks),
        ("D", TimeUnit::Days),
        ("h", TimeUnit::Hours),
        ("m", TimeUnit::Minutes),
        ("s", TimeUnit::Seconds),
        ("ms", TimeUnit::Milliseconds),
        ("us", TimeUnit::Microseconds),
        ("ns", TimeUnit::Nanoseconds),
    ];
    one.only(&["variables", "reference", "names", "unit", "drop_original"])?;
    let (names, drop) = (variables(one, columns)?, one.flag("drop_original")?);
    let references = named(one, "reference", columns)?;
    let recipe = DateDifference::new(names.iter().cloned(), references.iter().cloned())
        .as_written()
        .unit(word(one, "unit", &units)?)
        .names(json::names(one.raw("names")?, &one.at("names"))?)
        .drop_sources(drop);
    let stage = parts::fitted::<DateSubtractor>(&one.place, recipe, &())?;
    let made = stage.made().to_vec();
    let record = parts::record(&one.place, &stage)?;
    let both = [names, references].concat();
    let gone = if drop { both.clone() } else { Vec::new() };
    Ok(Fitted::remade(record, columns, &gone, made).takes_text(both))
}
