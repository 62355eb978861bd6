//! Where a model comes from.

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::sync::Arc;

/// Where a model comes from. It holds nothing the caller did not give or the data did not fix, so
/// equal inputs give equal bytes: no clock, no host name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Provenance {
    pub(crate) crate_version: String,
    pub(crate) data: String,
    pub(crate) rows: u64,
    pub(crate) columns: u64,
    pub(crate) target: Option<String>,
    pub(crate) classes: Option<Arc<[Arc<str>]>>,
    pub(crate) seed: Option<u64>,
    pub(crate) created_at: Option<String>,
    pub(crate) note: Option<String>,
    /// What row filters did. Artifacts older than filters have no such field, nor do those of models
    /// that were fitted without.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "some_lines")]
    pub(crate) filters: Vec<String>,
}

/// The fields that every artifact has.
const FIELDS: [&str; 9] =
    ["classes", "columns", "crate_version", "created_at", "data", "note", "rows", "seed", "target"];

impl Serialize for Provenance {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Provenance::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Provenance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Provenance;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("where a model comes from")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Provenance, A::Error> {
                Provenance::deserialize(MapAccessDeserializer::new(map))
            }
        }
        deserializer.deserialize_struct("Provenance", &FIELDS, Fields)
    }
}

/// Lines, of which there must be one: without any the field is not there.
fn some_lines<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let lines = Vec::<String>::deserialize(deserializer)?;
    if lines.is_empty() { Err(D::Error::custom("expected at least one filter")) } else { Ok(lines) }
}

impl Provenance {
    /// The version of this crate that fitted it.
    #[must_use]
    pub fn crate_version(&self) -> &str {
        &self.crate_version
    }

    /// The [`fingerprint`](super::fingerprint) of the rows it was fitted on.
    #[must_use]
    pub fn data(&self) -> &str {
        &self.data
    }

    /// How many rows it was fitted on.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// How many columns it was fitted on.
    #[must_use]
    pub fn columns(&self) -> u64 {
        self.columns
    }

    /// The name of the target, when it was given.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }

    /// The classes of the target, for a classification.
    #[must_use]
    pub fn classes(&self) -> Option<&[Arc<str>]> {
        self.classes.as_deref()
    }

    /// The seed, when it was given.
    #[must_use]
    pub fn seed(&self) -> Option<u64> {
        self.seed
    }

    /// When it was made, in the caller's words, when they were given.
    #[must_use]
    pub fn created_at(&self) -> Option<&str> {
        self.created_at.as_deref()
    }

    /// The caller's note.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// What the row filters did before it was fitted, one line each.
    #[must_use]
    pub fn filters(&self) -> &[String] {
        &self.filters
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::codec::{Node, from_node, to_node};

    fn provenance(filters: &[&str]) -> Provenance {
        Provenance {
            crate_version: "1".to_owned(),
            data: "2".to_owned(),
            rows: 3,
            columns: 4,
            target: None,
            classes: None,
            seed: Some(5),
            created_at: None,
            note: None,
            filters: filters.iter().map(ToString::to_string).collect(),
        }
    }

    fn fields(provenance: &Provenance) -> Vec<(String, Node)> {
        match to_node(provenance) {
            Ok(Node::Record(fields)) => fields,
            other => vec![(format!("{other:?}"), Node::Null)],
        }
    }

    #[test]
    fn without_filters_there_is_no_such_field() {
        let names = |filters: &[&str]| -> Vec<String> {
            fields(&provenance(filters)).into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(names(&[]), FIELDS);
        assert_eq!(names(&["a"]).len(), FIELDS.len() + 1);
        for filters in [&[][..], &["a", "b"]] {
            let node = to_node(&provenance(filters)).unwrap();
            assert_eq!(from_node::<Provenance>(&node).unwrap(), provenance(filters));
        }
    }

    #[test]
    fn other_fields_are_refused() {
        let read = |fields| from_node::<Provenance>(&Node::Record(fields)).unwrap_err().to_string();
        let mut less = fields(&provenance(&["a"]));
        less.retain(|(name, _)| name != "note");
        assert_eq!(read(less), "missing field `note`");
        let with = |name: &str, node| {
            let mut more = fields(&provenance(&[]));
            more.push((name.to_owned(), node));
            more.sort_by(|a, b| a.0.cmp(&b.0));
            read(more)
        };
        assert!(with("filters", Node::List(Vec::new())).contains("at least one filter"));
        assert!(with("filtres", Node::Null).contains("filtres"));
    }
}
