//! An encoder of categories by columns that say which of them a cell is.

use super::imported::categorical;
use super::json::{self, Object};
use super::states::{Indicators, OneHotState};
use super::{malformed, parts, unsupported};
use crate::artifact::Record;
use crate::error::{ImportError, clip};
use crate::preprocess::{OneHot, OneHotEncoder, Unknown};
use serde::Serialize;
use serde_json::value::RawValue;
use std::sync::Arc;

/// Levels as the encoders store them: ascending.
#[derive(Serialize)]
pub(super) enum Levels {
    Text(Vec<Arc<str>>),
    Real(Vec<f64>),
}

/// The categories of one column.
pub(super) struct Categories {
    pub(super) levels: Levels,
    /// The place in the file of each level.
    pub(super) places: Vec<u32>,
    /// As the file writes them, in its order; the one for missing cells included.
    pub(super) names: Vec<String>,
    /// The place of the category that missing cells are.
    pub(super) missing: Option<u32>,
}

impl Categories {
    pub(super) fn read(raw: &RawValue, place: &str) -> Result<Categories, Box<ImportError>> {
        let (mut texts, mut reals, mut names) = (Vec::new(), Vec::new(), Vec::new());
        let mut missing = None;
        for (at, raw) in (0u32..).zip(json::list(raw, place)?) {
            match raw.get() {
                "null" => (missing = Some(at), names.push("nan".to_owned())).1,
                quoted if quoted.starts_with('"') => {
                    let text: String = serde_json::from_str(quoted)
                        .map_err(|error| malformed(place, error.to_string()))?;
                    if text.is_empty() {
                        missing = Some(at);
                    }
                    names.push(text.clone());
                    texts.push((Arc::<str>::from(text), at));
                }
                number => {
                    names.push(number.to_owned());
                    // No level is a zero with a sign.
                    reals.push((json::number(raw, place)? + 0.0, at));
                }
            }
        }
        if !texts.is_empty() && !reals.is_empty() {
            return Err(unsupported("categories of text and numbers in one column"));
        }
        texts.sort();
        reals.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let (levels, places) = if reals.is_empty() {
            let (levels, places) = texts.into_iter().unzip();
            (Levels::Text(levels), places)
        } else {
            let (levels, places) = reals.into_iter().unzip();
            (Levels::Real(levels), places)
        };
        Ok(Categories { levels, places, names, missing })
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self.levels, Levels::Text(_))
    }
}

pub(super) fn all(
    one: &Object<'_>,
    columns: &[Arc<str>],
) -> Result<Vec<Categories>, Box<ImportError>> {
    let place = one.at("categories");
    let lists = one.list("categories")?;
    parts::as_long(&place, columns.len(), &[lists.len()])?;
    lists.into_iter().map(|raw| Categories::read(raw, &place)).collect()
}

pub(super) fn texts(columns: &[Arc<str>], all: &[Categories]) -> Vec<Arc<str>> {
    let text = columns.iter().zip(all).filter(|(_, one)| one.is_text());
    text.map(|(name, _)| Arc::clone(name)).collect()
}

/// The place of the category without an indicator, of each column.
fn dropped(one: &Object<'_>, columns: usize) -> Result<Vec<Option<u32>>, Box<ImportError>> {
    let Some(raw) = one.find("drop") else { return Ok(vec![None; columns]) };
    let places: Vec<Option<u32>> = serde_json::from_str(raw.get())
        .map_err(|_| unsupported(format!("`drop` of OneHotEncoder as `{}`", clip(raw.get()))))?;
    parts::as_long(&one.at("drop"), columns, &[places.len()])?;
    Ok(places)
}

/// The encoder, the columns it makes, and those it takes as text.
#[expect(clippy::type_complexity, reason = "three lists, named above")]
pub(super) fn one_hot(
    one: &Object<'_>,
    columns: &[Arc<str>],
) -> Result<(Record, Vec<Arc<str>>, Vec<Arc<str>>), Box<ImportError>> {
    one.only(&["categories", "handle_unknown", "drop", "indicators", "unknown"])?;
    if one.find("indicators").is_some() {
        return grouped(one, columns);
    }
    let drop = dropped(one, columns.len())?;
    let ignore = match one.text("handle_unknown")?.as_str() {
        "error" => false,
        "ignore" => true,
        other => return Err(unsupported(format!("`handle_unknown` {}", clip(other)))),
    };
    let all = all(one, columns)?;
    let text = texts(columns, &all);
    let (mut encoded, mut made) = (Vec::new(), Vec::new());
    let unknown = if ignore { Unknown::Ignore } else { Unknown::Error };
    let mut recipe = OneHot::new().types(categorical()).unknown(unknown);
    for ((name, categories), dropped) in columns.iter().zip(all).zip(drop) {
        let mut kept = categories.names.clone();
        if let Some(place) = dropped {
            if place as usize >= kept.len() {
                return Err(malformed(one.at("drop"), format!("category {place}")));
            }
            recipe = recipe.drop_level(name.to_string(), kept.remove(place as usize));
        }
        let names: Vec<Arc<str>> = kept.iter().map(|one| format!("{name}_{one}").into()).collect();
        let none = u32::try_from(names.len())
            .map_err(|_| malformed(one.at("categories"), "too many categories"))?;
        // Past the last indicator: none of them.
        let indicator = |place: u32| match dropped {
            Some(dropped) if place == dropped => none,
            Some(dropped) => place - u32::from(place > dropped),
            None => place,
        };
        let unknown = ignore.then_some(none);
        made.extend(names.iter().cloned());
        encoded.push(Indicators {
            indicators: categories.places.into_iter().map(indicator).collect(),
            levels: categories.levels,
            missing: categories.missing.map(indicator).or(unknown),
            unknown,
            names,
        });
    }
    let state = OneHotState { columns, encoded };
    Ok((parts::stage::<OneHotEncoder>(&one.place, recipe, &state)?, made, text))
}

/// The same where several categories have one indicator: the file says which each has, if any.
#[expect(clippy::type_complexity, reason = "three lists, as of `one_hot`")]
fn grouped(
    one: &Object<'_>,
    columns: &[Arc<str>],
) -> Result<(Record, Vec<Arc<str>>, Vec<Arc<str>>), Box<ImportError>> {
    let (place, all) = (one.at("indicators"), all(one, columns)?);
    let (indicators, unknown) = (one.list("indicators")?, one.integers("unknown")?);
    parts::as_long(&place, columns.len(), &[indicators.len(), unknown.len()])?;
    let text = texts(columns, &all);
    let (mut encoded, mut made) = (Vec::new(), Vec::new());
    let refuses = one.text("handle_unknown")? == "error";
    let columns_of = columns.iter().zip(all).zip(indicators).zip(unknown);
    for (((name, categories), raw), unknown) in columns_of {
        let of: Vec<i64> = json::parse(raw, &place, "a list of whole numbers")?;
        parts::as_long(&place, categories.names.len(), &[of.len()])?;
        // As many as are used; below 0 is none of them.
        let none = of.iter().copied().max().map_or(0, |most| most.max(-1) + 1);
        let indicator = |at: i64| u32::try_from(if at < 0 { none } else { at }).unwrap_or(u32::MAX);
        if usize::try_from(none).map_or(true, |none| none > of.len()) || unknown >= none {
            return Err(malformed(place, format!("{none} indicators of {} categories", of.len())));
        }
        let mut names = vec![Vec::new(); usize::try_from(none).unwrap_or(0)];
        for (word, &at) in categories.names.iter().zip(&of) {
            if let Some(own) = usize::try_from(at).ok().and_then(|at| names.get_mut(at)) {
                own.push(word);
            }
        }
        let label = |words: &Vec<&String>| match words[..] {
            [word] => format!("{name}_{word}").into(),
            _ => format!("{name}_infrequent_sklearn").into(),
        };
        let names: Vec<Arc<str>> = names.iter().map(label).collect();
        made.extend(names.iter().cloned());
        let unknown = (!refuses).then(|| indicator(unknown));
        let of_missing = categories.missing.and_then(|at| of.get(at as usize).copied());
        encoded.push(Indicators {
            // The places come from counting the same list.
            indicators: categories.places.iter().map(|&at| indicator(of[at as usize])).collect(),
            levels: categories.levels,
            missing: of_missing.map(indicator).or(unknown),
            unknown,
            names,
        });
    }
    let unknown = if refuses { Unknown::Error } else { Unknown::Ignore };
    let recipe = OneHot::new().types(categorical()).unknown(unknown);
    let state = OneHotState { columns, encoded };
    Ok((parts::stage::<OneHotEncoder>(&one.place, recipe, &state)?, made, text))
}
