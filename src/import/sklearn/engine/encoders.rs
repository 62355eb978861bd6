//! Encoders that put a number in the place of each level.

use super::{Fitted, Read, variables, word};
use crate::artifact::Record;
use crate::import::sklearn::categories::{Categories, Levels};
use crate::import::sklearn::imported::categorical;
use crate::import::sklearn::json::Object;
use crate::import::sklearn::states::{Spread, TargetState};
use crate::import::sklearn::{malformed, parts};
use crate::preprocess::{
    CountEncoder, EncodeCount, EncodeRank, EncodeTarget, EncodeTree, EncodeWoe, MissingAs,
    RankEncoder, TargetEncoder, TreeEncoder, Unseen, WoeEncoder,
};
use serde::Serialize;
use std::sync::Arc;

#[derive(Clone, Copy, Serialize)]
enum Code {
    Number(f64),
    Missing,
    Refused,
}

#[derive(Serialize)]
struct Encoded {
    levels: Levels,
    codes: Vec<f64>,
    missing: Code,
    unknown: Code,
}

#[derive(Serialize)]
struct Coded<'a> {
    columns: &'a [Arc<str>],
    encoded: Vec<Encoded>,
}

/// What the file says of all these encoders.
struct Said {
    names: Vec<Arc<str>>,
    encoded: Vec<Encoded>,
    text: Vec<Arc<str>>,
    unseen: Unseen,
    missing: MissingAs,
}

const FIELDS: [&str; 6] =
    ["variables", "levels", "codes", "unseen", "unseen_code", "missing_values"];

/// What stands for levels that were not there, and for gaps: Feature-engine fills both alike behind the look-up.
fn others(one: &Object<'_>) -> Read<(Code, Code, Unseen, MissingAs)> {
    let known = [("ignore", Code::Missing), ("raise", Code::Refused), ("encode", Code::Missing)];
    let mut unseen = word(one, "unseen", &known)?;
    let mut rule = match unseen {
        Code::Refused => Unseen::Error,
        _ => Unseen::Missing,
    };
    if one.text("unseen")? == "encode" {
        let code = one.number("unseen_code")?;
        (unseen, rule) = (Code::Number(code), Unseen::Value(code));
    }
    let raises = word(one, "missing_values", &[("raise", true), ("ignore", false)])?;
    let missing = if raises { Code::Refused } else { unseen };
    let gaps = match (raises, unseen) {
        (true, _) | (_, Code::Refused) => MissingAs::Error,
        (_, Code::Missing) => MissingAs::Missing,
        _ => MissingAs::Unseen,
    };
    Ok((unseen, missing, rule, gaps))
}

fn encoded(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Said> {
    one.only(&FIELDS)?;
    let names = variables(one, columns)?;
    let (lists, codes) = (one.list("levels")?, one.rows("codes")?);
    parts::as_long(&one.place, names.len(), &[lists.len(), codes.len()])?;
    let (unknown, missing, unseen, gaps) = others(one)?;
    let place = one.at("levels");
    let (mut encoded, mut text) = (Vec::new(), Vec::new());
    for ((raw, codes), name) in lists.into_iter().zip(codes).zip(&names) {
        let categories = Categories::read(raw, &place)?;
        if categories.names.len() != codes.len() || categories.places.len() != codes.len() {
            let problem = format!("{} levels for {} codes", categories.places.len(), codes.len());
            return Err(malformed(place, problem));
        }
        if categories.is_text() {
            text.push(Arc::clone(name));
        }
        // The places come from counting the same list.
        let codes = categories.places.iter().map(|&at| codes[at as usize]).collect();
        encoded.push(Encoded { levels: categories.levels, codes, missing, unknown });
    }
    Ok(Said { names, encoded, text, unseen, missing: gaps })
}

fn done(record: Record, columns: &[Arc<str>], text: Vec<Arc<str>>) -> Fitted {
    Fitted::in_place(record, columns).takes_text(text)
}

pub(super) fn ordinal(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    let Said { names, encoded, text, unseen, missing } = encoded(one, columns)?;
    let recipe = EncodeRank::by_first_seen().types(categorical()).unseen(unseen).missing(missing);
    let state = Coded { columns: &names, encoded };
    Ok(done(parts::stage::<RankEncoder>(&one.place, recipe, &state)?, columns, text))
}

pub(super) fn counts(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    let Said { names, encoded, text, unseen, missing } = encoded(one, columns)?;
    let recipe = EncodeCount::new().types(categorical()).unseen(unseen).missing(missing);
    let state = Coded { columns: &names, encoded };
    Ok(done(parts::stage::<CountEncoder>(&one.place, recipe, &state)?, columns, text))
}

pub(super) fn tree(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    let Said { names, encoded, text, unseen, missing } = encoded(one, columns)?;
    let recipe = EncodeTree::new().types(categorical()).unseen(unseen).missing(missing);
    let state = Coded { columns: &names, encoded };
    Ok(done(parts::stage::<TreeEncoder>(&one.place, recipe, &state)?, columns, text))
}

pub(super) fn woe(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    #[derive(Serialize)]
    struct State<'a> {
        coded: Coded<'a>,
        information: Vec<f64>,
    }
    let Said { names, encoded, text, unseen, missing } = encoded(one, columns)?;
    let recipe = EncodeWoe::new().types(categorical()).unseen(unseen).missing(missing);
    // The file holds no information values; no answer asks for them.
    let information = vec![0.0; names.len()];
    let state = State { coded: Coded { columns: &names, encoded }, information };
    Ok(done(parts::stage::<WoeEncoder>(&one.place, recipe, &state)?, columns, text))
}

pub(super) fn means(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    let Said { names, encoded, text, unseen, missing } = encoded(one, columns)?;
    let row = |code: Code| match code {
        Code::Number(value) => Some(vec![value]),
        Code::Missing => Some(vec![f64::NAN]),
        Code::Refused => None,
    };
    let spread = |one: Encoded| Spread {
        levels: one.levels,
        values: one.codes,
        missing: row(one.missing),
        unknown: row(one.unknown),
    };
    // The mean of all rows is in the file only where it stands for new levels; no answer asks for it.
    let mean = if let Unseen::Value(mean) = unseen { vec![mean] } else { vec![0.0] };
    let recipe = EncodeTarget::new().types(categorical()).unseen(unseen).missing(missing);
    let encoded = encoded.into_iter().map(spread).collect();
    let state = TargetState { columns: &names, classes: Vec::new(), mean, encoded };
    Ok(done(parts::stage::<TargetEncoder>(&one.place, recipe, &state)?, columns, text))
}
