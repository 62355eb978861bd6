//! An encoder of categories by their places.

use super::categories::{Categories, Levels, all, texts};
use super::imported::categorical;
use super::json::Object;
use super::{malformed, parts, unsupported};
use crate::artifact::Record;
use crate::error::{ImportError, clip};
use crate::preprocess::{Ordinal, OrdinalEncoder};
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
enum Code {
    Number(f64),
    Missing,
    Refused,
}

#[derive(Serialize)]
struct Coded {
    levels: Levels,
    codes: Vec<f64>,
    missing: Code,
    unknown: Code,
}

#[derive(Serialize)]
struct Codes<'a> {
    columns: &'a [Arc<str>],
    encoded: Vec<Coded>,
}

fn code(value: f64) -> Code {
    if value.is_nan() { Code::Missing } else { Code::Number(value) }
}

/// The encoder, and the columns it takes as text.
pub(super) fn ordinal(
    one: &Object<'_>,
    columns: &[Arc<str>],
) -> Result<(Record, Vec<Arc<str>>), Box<ImportError>> {
    one.only(&["categories", "codes", "handle_unknown", "unknown_value", "encoded_missing_value"])?;
    let unknown = match one.text("handle_unknown")?.as_str() {
        "error" => None,
        "use_encoded_value" => Some(one.number("unknown_value")?),
        other => return Err(unsupported(format!("`handle_unknown` {}", clip(other)))),
    };
    let of_missing = if one.has("encoded_missing_value") {
        one.number("encoded_missing_value")?
    } else {
        f64::NAN
    };
    let all = all(one, columns)?;
    let text = texts(columns, &all);
    // Rare categories may share one code.
    let codes = if one.has("codes") { Some(one.rows("codes")?) } else { None };
    if let Some(codes) = &codes {
        let as_many = |(of, codes): (&Categories, &Vec<f64>)| of.names.len() == codes.len();
        if codes.len() != all.len() || !all.iter().zip(codes).all(as_many) {
            return Err(malformed(one.at("codes"), "not one number a category"));
        }
    }
    let number = |column: usize, place: u32| match &codes {
        Some(codes) => codes[column][place as usize],
        None => f64::from(place),
    };
    let encode = |(column, categories): (usize, Categories)| {
        // scikit-learn has one code for the category of missing cells, and for `""` that of its place.
        let empty = categories.names.iter().position(String::is_empty);
        let missing = match (categories.missing, empty) {
            (Some(place), Some(_)) => Code::Number(number(column, place)),
            (Some(_), None) => code(of_missing),
            (None, _) => unknown.map_or(Code::Refused, code),
        };
        Coded {
            levels: categories.levels,
            codes: categories.places.iter().map(|&place| number(column, place)).collect(),
            missing,
            unknown: unknown.map_or(Code::Refused, code),
        }
    };
    let encoded = all.into_iter().enumerate().map(encode).collect();
    let recipe = Ordinal::new().types(categorical());
    let recipe = unknown.map_or(recipe.clone(), |value| recipe.unknown_value(value));
    let recipe = recipe.missing_value(of_missing);
    let state = Codes { columns, encoded };
    Ok((parts::stage::<OrdinalEncoder>(&one.place, recipe, &state)?, text))
}

/// Lists of categories, a column each: by the bits of numbers, or as they are.
pub(super) fn lists(one: &Object<'_>, key: &str) -> Result<Vec<Categories>, Box<ImportError>> {
    if one.find(key).is_some() {
        let place = one.at(key);
        return one.list(key)?.into_iter().map(|raw| Categories::read(raw, &place)).collect();
    }
    let of = |numbers: Vec<f64>| {
        let reals: Vec<f64> = numbers.into_iter().filter(|x| !x.is_nan()).collect();
        let places = (0u32..).zip(&reals).map(|(at, _)| at).collect();
        Categories { levels: Levels::Real(reals), places, names: Vec::new(), missing: None }
    };
    Ok(one.rows(key)?.into_iter().map(of).collect())
}

/// Categories as their places in lists, others and missing ones as missing: what histogram boosting does first.
pub(super) fn places(
    place: &str,
    columns: &[Arc<str>],
    lists: Vec<Categories>,
) -> Result<Record, Box<ImportError>> {
    let encode = |Categories { levels, places, .. }: Categories| {
        let codes = places.into_iter().map(f64::from).collect();
        Coded { levels, codes, missing: Code::Missing, unknown: Code::Missing }
    };
    let encoded = lists.into_iter().map(encode).collect();
    let recipe = Ordinal::new().types(categorical());
    let recipe = recipe.unknown_value(f64::NAN).missing_value(f64::NAN);
    parts::stage::<OrdinalEncoder>(place, recipe, &Codes { columns, encoded })
}
