//! JSON whose numbers are read correctly rounded, with the place of what is wrong.

use super::lists::each;
pub(super) use super::lists::list;
use super::malformed;
use crate::error::{ImportError, clip};
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
pub(super) fn parse<'a, T: serde::Deserialize<'a>>(
    raw: &'a RawValue,
    place: &str,
    expected: &str,
) -> Read<T> {
    serde_json::from_str(raw.get())
        .map_err(|_| malformed(place, format!("expected {expected}, found `{}`", clip(raw.get()))))
}

/// A number as the 16 digits of its bits.
fn bits(raw: &RawValue, place: &str) -> Read<f64> {
    let text = raw.get();
    let digits = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let read = digits
        .filter(|text| text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .and_then(|text| u64::from_str_radix(text, 16).ok());
    read.map(f64::from_bits)
        .ok_or_else(|| malformed(place, format!("expected 16 digits, found `{}`", clip(text))))
}

/// How a number is written.
type Written = fn(&RawValue, &str) -> Read<f64>;

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

/// How many lists and objects may stand in each other; a model in a model is four more.
const DEPTH: usize = 128;

/// How many do.
fn depth(text: &str) -> usize {
    let (mut now, mut most, mut quoted, mut escaped) = (0usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => now += 1,
            b']' | b'}' if !quoted => now = now.saturating_sub(1),
            _ => {}
        }
        most = most.max(now);
    }
    most
}

/// The most fields an object has; those of the form have fewer than twenty.
const FIELDS: usize = 64;

struct Fields<'a>(BTreeMap<String, &'a RawValue>);

impl<'de: 'a, 'a> serde::Deserialize<'de> for Fields<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(raw: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> serde::de::Visitor<'de> for All {
            type Value = BTreeMap<String, &'de RawValue>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Self::Value, A::Error> {
                let mut all = BTreeMap::new();
                while let Some((key, raw)) = map.next_entry()? {
                    if all.len() == FIELDS || all.insert(key, raw).is_some() {
                        return Err(serde::de::Error::custom("a field"));
                    }
                }
                Ok(all)
            }
        }
        raw.deserialize_map(All).map(Fields)
    }
}

impl<'a> Object<'a> {
    pub(super) fn root(text: &'a str) -> Read<Object<'a>> {
        let raw: &RawValue = serde_json::from_str(text)
            .map_err(|error| malformed("the file", format!("not JSON: {error}")))?;
        // Estimators stand in others, and each is read by what reads the other.
        if depth(text) > DEPTH {
            return Err(malformed("the file", format!("more than {DEPTH} lists in each other")));
        }
        Object::of(raw, "the file".to_owned())
    }

    pub(super) fn of(raw: &'a RawValue, place: String) -> Read<Object<'a>> {
        let Fields(fields) = parse(raw, &place, "an object of few fields, each there once")?;
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
            let plain = key.strip_suffix("_hex").unwrap_or(key);
            plain != "type" && raw.get() != "null" && !known.contains(&plain)
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

    /// The field with how its numbers are written: by their bits, where there is a `_hex` of its name.
    fn written(&self, key: &str) -> Read<(&'a RawValue, String, Written)> {
        let hex = format!("{key}_hex");
        match self.find(&hex) {
            Some(raw) => Ok((raw, self.at(&hex), bits)),
            None => Ok((self.raw(key)?, self.at(key), number)),
        }
    }

    /// Whether the field is there, in digits or bits.
    pub(super) fn has(&self, key: &str) -> bool {
        self.find(key).is_some() || self.find(&format!("{key}_hex")).is_some()
    }

    pub(super) fn number(&self, key: &str) -> Read<f64> {
        let (raw, place, read) = self.written(key)?;
        read(raw, &place)
    }

    /// A count from 0 to 10⁹.
    pub(super) fn count(&self, key: &str) -> Read<u32> {
        let found: u32 = parse(self.raw(key)?, &self.at(key), "a count")?;
        if found > 1_000_000_000 {
            return Err(malformed(self.at(key), "not a count"));
        }
        Ok(found)
    }

    pub(super) fn list(&self, key: &str) -> Read<Vec<&'a RawValue>> {
        list(self.raw(key)?, &self.at(key))
    }

    pub(super) fn numbers(&self, key: &str) -> Read<Vec<f64>> {
        let (raw, place, read) = self.written(key)?;
        each(raw, &place, read)
    }

    /// Rows of numbers. Bits may stand in one list, which is dealt to rows as the digits beside it are.
    pub(super) fn rows(&self, key: &str) -> Read<Vec<Vec<f64>>> {
        let digits = |raw: &RawValue, place: &str| each(raw, place, number);
        let hex = format!("{key}_hex");
        let Some(raw) = self.find(&hex) else { return each(self.raw(key)?, &self.at(key), digits) };
        let place = self.at(&hex);
        let flat = raw.get().trim_start_matches(['[', ' ', '\n', '\r', '\t']).len();
        let nested = raw.get()[..raw.get().len() - flat].matches('[').count() > 1;
        if !nested && self.find(key).is_some() {
            let flat = each(raw, &place, bits)?;
            let mut rows: Vec<Vec<f64>> = each(self.raw(key)?, &self.at(key), digits)?;
            let length = rows.iter().fold(0, |sum: usize, row| sum + row.len());
            if length != flat.len() {
                return Err(malformed(place, format!("{} numbers, not {length}", flat.len())));
            }
            rows.iter_mut().flatten().zip(flat).for_each(|(to, from)| *to = from);
            return Ok(rows);
        }
        each(raw, &place, |raw, place| each(raw, place, bits))
    }

    /// Tables of numbers, one after the other.
    pub(super) fn tables(&self, key: &str) -> Read<Vec<Vec<Vec<f64>>>> {
        let hex = format!("{key}_hex");
        match self.find(&hex) {
            Some(raw) => each(raw, &self.at(&hex), |raw, place| {
                each(raw, place, |raw, place| each(raw, place, bits))
            }),
            None => each(self.raw(key)?, &self.at(key), |raw, place| {
                each(raw, place, |raw, place| each(raw, place, number))
            }),
        }
    }

    pub(super) fn integers(&self, key: &str) -> Read<Vec<i64>> {
        each(self.raw(key)?, &self.at(key), |raw, place| parse(raw, place, "a whole number"))
    }

    pub(super) fn flags(&self, key: &str) -> Read<Vec<bool>> {
        parse(self.raw(key)?, &self.at(key), "a list of true and false")
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
