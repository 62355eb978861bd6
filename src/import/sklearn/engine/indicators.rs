//! Encoders that ask which level a cell is, whether it is a frequent one, or how alike it is to each.

use super::{Fitted, Read, variables, word};
use crate::clean::{CategoryMatcher, GroupRare, MatchCategories, RareGrouper};
use crate::import::sklearn::categories::{Categories, Levels};
use crate::import::sklearn::imported::categorical;
use crate::import::sklearn::json::{self, Object};
use crate::import::sklearn::states::{Indicators, OneHotState};
use crate::import::sklearn::{malformed, parts};
use crate::preprocess::{
    EncodeSimilarity, MissingAs, OneHot, OneHotEncoder, SimilarityEncoder, Unknown,
};
use serde::Serialize;
use std::sync::Arc;

/// A column for each level that was kept; none of them for another, and no gaps.
pub(super) fn one_hot(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    one.only(&["variables", "levels"])?;
    let names = variables(one, columns)?;
    let (lists, place) = (one.list("levels")?, one.at("levels"));
    parts::as_long(&place, names.len(), &[lists.len()])?;
    let (mut encoded, mut made, mut text) = (Vec::new(), Vec::new(), Vec::new());
    for (raw, name) in lists.into_iter().zip(&names) {
        let Categories { levels, places, names: words, missing } = Categories::read(raw, &place)?;
        if missing.is_some() && words.len() != places.len() {
            return Err(malformed(place, "a gap among the levels"));
        }
        if matches!(levels, Levels::Text(_)) {
            text.push(Arc::clone(name));
        }
        let own: Vec<Arc<str>> = words.iter().map(|word| format!("{name}_{word}").into()).collect();
        let none = u32::try_from(own.len()).map_err(|_| malformed(&*place, "too many levels"))?;
        made.extend(own.iter().cloned());
        encoded.push(Indicators {
            levels,
            indicators: places,
            missing: None,
            unknown: Some(none),
            names: own,
        });
    }
    let recipe = OneHot::new().types(categorical()).unknown(Unknown::Ignore);
    let record = parts::stage::<OneHotEncoder>(
        &one.place,
        recipe,
        &OneHotState { columns: &names, encoded },
    )?;
    Ok(Fitted::remade(record, columns, &names, made).takes_text(text))
}

/// Lists of text, one a column.
fn texts(one: &Object<'_>, key: &str, columns: usize) -> Read<Vec<Vec<Arc<str>>>> {
    let place = one.at(key);
    let lists = one.list(key)?;
    parts::as_long(&place, columns, &[lists.len()])?;
    lists.into_iter().map(|raw| json::names(raw, &place)).collect()
}

/// Frequent levels stay, all others become one.
pub(super) fn rare(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        kept: Vec<Vec<Arc<str>>>,
    }
    one.only(&["variables", "levels", "replace_with"])?;
    let names = variables(one, columns)?;
    let mut kept = texts(one, "levels", names.len())?;
    kept.iter_mut().for_each(|levels| levels.sort());
    let recipe = GroupRare::new().name(one.text("replace_with")?);
    let state = State { columns: &names, kept };
    let record = parts::stage::<RareGrouper>(&one.place, recipe, &state)?;
    Ok(Fitted::in_place(record, columns).takes_text(names))
}

/// Levels that were there stay, all others become gaps.
pub(super) fn known(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        levels: Vec<Vec<Arc<str>>>,
    }
    one.only(&["variables", "levels"])?;
    let names = variables(one, columns)?;
    let mut levels = texts(one, "levels", names.len())?;
    levels.iter_mut().for_each(|levels| levels.sort());
    let state = State { columns: &names, levels };
    let record = parts::stage::<CategoryMatcher>(&one.place, MatchCategories::new(), &state)?;
    Ok(Fitted::in_place(record, columns).takes_text(names))
}

pub(super) fn similarity(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        levels: Vec<Vec<Arc<str>>>,
    }
    one.only(&["variables", "levels", "missing_values"])?;
    let names = variables(one, columns)?;
    let levels = texts(one, "levels", names.len())?;
    let missing =
        [("impute", MissingAs::Level), ("ignore", MissingAs::Missing), ("raise", MissingAs::Error)];
    let missing = word(one, "missing_values", &missing)?;
    let label = |level: &str| if level.is_empty() { "nan".to_owned() } else { level.to_owned() };
    let of = |(name, levels): (&Arc<str>, &Vec<Arc<str>>)| -> Vec<Arc<str>> {
        levels.iter().map(|level| format!("{name}_{}", label(level)).into()).collect()
    };
    let made: Vec<Arc<str>> = names.iter().zip(&levels).flat_map(of).collect();
    let recipe = EncodeSimilarity::new().missing(missing);
    let state = State { columns: &names, levels };
    let record = parts::stage::<SimilarityEncoder>(&one.place, recipe, &state)?;
    Ok(Fitted::remade(record, columns, &names, made).takes_text(names))
}
