//! JSON whose numbers are read correctly rounded, with the place of what is wrong.

use super::malformed;
use crate::error::{ImportError, clip};
use serde::Deserializer as _;
use serde::de::{Error as _, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::sync::Arc;

type Read<T> = Result<T, Box<ImportError>>;

/// An object of the file and where it stands.
#[derive(Debug)]
pub(super) struct Object<'a> {
    pub(super) place: String,
    fields: BTreeMap<String, &'a RawValue>,
}

/// Reads what has the shape of `T`.
fn parse<'a, T: serde::Deserialize<'a>>(raw: &'a RawValue, place: &str, expected: &str) -> Read<T> {
    serde_json::from_str(raw.get())
        .map_err(|_| malformed(place, format!("expected {expected}, found `{}`", clip(raw.get()))))
}

/// A number, in digits or one of the names the form has for those that JSON has no digits for.
pub(super) fn number(raw: &RawValue, place: &str) -> Read<f64> {
    let text = raw.get();
    let read = match text {
        "\"NaN\"" => Some(f64::NAN),
        "\"Infinity\"" => Some(f64::INFINITY),
        "\"-Infinity\"" => Some(f64::NEG_INFINITY),
        // Of a value that is JSON, only a number starts so.
        _ if text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    };
    read.ok_or_else(|| malformed(place, format!("expected a number, found `{}`", clip(text))))
}

impl<'a> Object<'a> {
    pub(super) fn root(text: &'a str) -> Read<Object<'a>> {
        let raw: &RawValue = serde_json::from_str(text)
            .map_err(|error| malformed("the file", format!("not JSON: {error}")))?;
        Object::of(raw, "the file".to_owned())
    }

    pub(super) fn of(raw: &'a RawValue, place: String) -> Read<Object<'a>> {
        let fields = parse(raw, &place, "an object")?;
        Ok(Object { place, fields })
    }

    pub(super) fn at(&self, key: &str) -> String {
        format!("{}, `{key}`", self.place)
    }

    /// The field, unless it is not there or `null`.
    pub(super) fn find(&self, key: &str) -> Option<&'a RawValue> {
        self.fields.get(key).copied().filter(|raw| raw.get() != "null")
    }

    pub(super) fn raw(&self, key: &str) -> Read<&'a RawValue> {
        self.find(key).ok_or_else(|| malformed(&*self.place, format!("no `{key}`")))
    }

    /// Refuses fields that are not known: what they say must not be lost in silence.
    pub(super) fn only(&self, known: &[&str]) -> Read<()> {
        match self.fields.iter().find(|(key, raw)| {
            key.as_str() != "type" && raw.get() != "null" && !known.contains(&key.as_str())
        }) {
            Some((key, _)) => {
                let kind = self.kind()?;
                Err(super::unsupported(format!("`{}` of {kind}", clip(key))))
            }
            None => Ok(()),
        }
    }

    pub(super) fn kind(&self) -> Read<String> {
        self.text("type")
    }

    pub(super) fn text(&self, key: &str) -> Read<String> {
        parse(self.raw(key)?, &self.at(key), "text")
    }

    /// The text of a field, or of one that is not there another.
    pub(super) fn text_or(&self, key: &str, other: &str) -> Read<String> {
        if self.find(key).is_some() { self.text(key) } else { Ok(other.to_owned()) }
    }

    pub(super) fn flag(&self, key: &str) -> Read<bool> {
        self.find(key).map_or(Ok(false), |raw| parse(raw, &self.at(key), "true or false"))
    }

    pub(super) fn number(&self, key: &str) -> Read<f64> {
        number(self.raw(key)?, &self.at(key))
    }

    pub(super) fn list(&self, key: &str) -> Read<Vec<&'a RawValue>> {
        list(self.raw(key)?, &self.at(key))
    }

    pub(super) fn numbers(&self, key: &str) -> Read<Vec<f64>> {
        numbers(self.raw(key)?, &self.at(key))
    }

    /// Rows of numbers.
    pub(super) fn rows(&self, key: &str) -> Read<Vec<Vec<f64>>> {
        let place = self.at(key);
        let mut rows = Vec::new();
        each(self.raw(key)?, &place, |row| numbers(row, &place).map(|row| rows.push(row)))?;
        Ok(rows)
    }

    pub(super) fn integers(&self, key: &str) -> Read<Vec<i64>> {
        parse(self.raw(key)?, &self.at(key), "whole numbers")
    }

    pub(super) fn object(&self, key: &str) -> Read<Object<'a>> {
        Object::of(self.raw(key)?, self.at(key))
    }

    /// The classes of a classifier as text, numbers as the file writes them.
    pub(super) fn classes(&self) -> Read<Arc<[Arc<str>]>> {
        let label = |raw: &RawValue| match raw.get() {
            text if text.starts_with('"') => parse::<String>(raw, &self.at("classes"), "text"),
            text => Ok(text.to_owned()),
        };
        self.list("classes")?.into_iter().map(|raw| label(raw).map(Arc::from)).collect()
    }
}

pub(super) fn list<'a>(raw: &'a RawValue, place: &str) -> Read<Vec<&'a RawValue>> {
    parse(raw, place, "a list")
}

/// Takes the values of a list one after the other, so that they need no list of their own.
fn each<'a>(
    raw: &'a RawValue,
    place: &str,
    mut take: impl FnMut(&'a RawValue) -> Read<()>,
) -> Read<()> {
    struct Each<F>(F);
    impl<'a, F: FnMut(&'a RawValue) -> Result<(), ()>> Visitor<'a> for Each<F> {
        type Value = ();

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'a>>(mut self, mut list: A) -> Result<(), A::Error> {
            while let Some(raw) = list.next_element()? {
                self.0(raw).map_err(|()| A::Error::custom("a value"))?;
            }
            Ok(())
        }
    }
    let mut wrong = None;
    let told = Each(|raw| take(raw).map_err(|error| wrong = Some(error)));
    let read = serde_json::Deserializer::from_str(raw.get()).deserialize_seq(told);
    match (read, wrong) {
        (Ok(()), _) => Ok(()),
        (Err(_), Some(error)) => Err(error),
        (Err(_), None) => {
            Err(malformed(place, format!("expected a list, found `{}`", clip(raw.get()))))
        }
    }
}

/// A list of numbers.
pub(super) fn numbers(raw: &RawValue, place: &str) -> Read<Vec<f64>> {
    let mut numbers = Vec::new();
    each(raw, place, |one| number(one, place).map(|x| numbers.push(x)))?;
    Ok(numbers)
}

pub(super) fn names(raw: &RawValue, place: &str) -> Read<Vec<Arc<str>>> {
    let names: Vec<String> = parse(raw, place, "a list of names")?;
    Ok(names.into_iter().map(Arc::from).collect())
}

/// A name and what stands behind it: a step, a transformer.
pub(super) fn named<'a>(
    raw: &'a RawValue,
    place: &str,
    parts: usize,
) -> Read<(String, Vec<&'a RawValue>)> {
    let mut all = list(raw, place)?;
    if all.len() != parts {
        return Err(malformed(place, format!("a step of {} parts, not {parts}", all.len())));
    }
    let name = parse(all.remove(0), place, "a name")?;
    Ok((name, all))
}
