//! Lists of the file, in no more memory than they are long.

use super::json::parse;
use super::malformed;
use crate::error::{ImportError, clip};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

type Read<T> = Result<T, Box<ImportError>>;

/// A list, of which each entry is read before the next: a list of references would be several times its text.
struct Each<'p, T> {
    place: &'p str,
    read: fn(&RawValue, &str) -> Read<T>,
    failed: &'p mut Option<Box<ImportError>>,
    /// How many entries there are, at most.
    entries: usize,
}

impl<'de, T> DeserializeSeed<'de> for Each<'_, T> {
    type Value = Vec<T>;

    fn deserialize<D: Deserializer<'de>>(self, raw: D) -> Result<Vec<T>, D::Error> {
        raw.deserialize_seq(self)
    }
}

impl<'de, T> Visitor<'de> for Each<'_, T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut out = Vec::new();
        while let Some(raw) = list.next_element::<&RawValue>()? {
            match (self.read)(raw, self.place) {
                Ok(one) => {
                    if out.is_empty() {
                        out.reserve_exact(self.entries);
                    }
                    out.push(one);
                }
                Err(error) => {
                    *self.failed = Some(error);
                    return Err(Error::custom("an entry"));
                }
            }
        }
        Ok(out)
    }
}

pub(super) fn each<T>(
    raw: &RawValue,
    place: &str,
    read: fn(&RawValue, &str) -> Read<T>,
) -> Read<Vec<T>> {
    // Room for what is there, in place of room that doubles; no entry that is a list is shorter than `[],`.
    let least = if size_of::<T>() > size_of::<f64>() { 3 } else { 2 };
    let most = raw.get().len() / least + 1;
    let entries = parse::<Vec<IgnoredAny>>(raw, place, "a list")?.len().min(most);
    let mut failed = None;
    let mut reader = serde_json::Deserializer::from_str(raw.get());
    let read = Each { place, read, failed: &mut failed, entries }.deserialize(&mut reader);
    read.map_err(|_| {
        let found = || format!("expected a list, found `{}`", clip(raw.get()));
        failed.unwrap_or_else(|| malformed(place, found()))
    })
}

pub(super) fn list<'a>(raw: &'a RawValue, place: &str) -> Read<Vec<&'a RawValue>> {
    struct All(usize);
    impl<'de> Visitor<'de> for All {
        type Value = Vec<&'de RawValue>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut all = Vec::with_capacity(self.0);
            while let Some(raw) = list.next_element()? {
                all.push(raw);
            }
            Ok(all)
        }
    }
    let entries = parse::<Vec<IgnoredAny>>(raw, place, "a list")?.len();
    let read = serde_json::Deserializer::from_str(raw.get()).deserialize_seq(All(entries));
    read.map_err(|error| malformed(place, error.to_string()))
}
