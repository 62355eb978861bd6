//! One line of JSON as the cells of a flat object.

use super::cell::Cell;
use crate::error::clip;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The names and values of a flat object, in the order they were written.
#[derive(Debug, Default)]
pub(super) struct Object<'a>(pub(super) Vec<(Cow<'a, str>, Token<'a>)>);

/// One value of a flat object. Numbers stay in their own text.
#[derive(Debug)]
pub(super) enum Token<'a> {
    Null,
    Boolean(bool),
    Number(&'a str),
    Text(Cow<'a, str>),
}

impl Token<'_> {
    pub(super) fn cell(&self) -> Cell<'_> {
        match self {
            Token::Null => Cell::Missing,
            Token::Boolean(x) => Cell::Boolean(*x),
            Token::Number(text) => Cell::Number(text),
            Token::Text(text) => Cell::Text(text),
        }
    }
}

/// What is wrong with a line.
pub(super) type Problem = String;

impl<'a> Object<'a> {
    /// The object a line holds.
    pub(super) fn parse(line: &'a str) -> Result<Object<'a>, Problem> {
        let mut json = serde_json::Deserializer::from_str(line);
        let object =
            json.deserialize_map(ObjectVisitor).and_then(|object| json.end().map(|()| object));
        object.map_err(|error| problem(&error))
    }
}

/// A message of `serde_json` without its own line, which would be 1 for every line of the file.
fn problem(error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    let cut = message.rfind(" at line ").unwrap_or(message.len());
    let problem = message.get(..cut).unwrap_or(&message);
    match error.column() {
        column if error.is_syntax() => format!("{problem} at byte {column} of the line"),
        _ => problem.to_owned(),
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("one flat object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut object = Object::default();
        while let Some(name) = map.next_key::<Name<'de>>()? {
            let raw: &'de RawValue = map.next_value()?;
            let token = token(raw.get()).map_err(|found| {
                let name = clip(&name.0);
                serde::de::Error::custom(format!("`{name}` is {found}: a row is a flat object"))
            })?;
            object.0.push((name.0, token));
        }
        Ok(object)
    }
}

/// A name, borrowed from the line where it has no escapes.
#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

fn token(text: &str) -> Result<Token<'_>, &'static str> {
    Ok(match text.as_bytes().first() {
        Some(b'n') => Token::Null,
        Some(b't') => Token::Boolean(true),
        Some(b'f') => Token::Boolean(false),
        Some(b'{') => return Err("an object"),
        Some(b'[') => return Err("an array"),
        Some(b'"') => match serde_json::from_str::<Name<'_>>(text) {
            Ok(name) => Token::Text(name.0),
            Err(_) => return Err("a text with a broken escape"),
        },
        _ => Token::Number(text),
    })
}
