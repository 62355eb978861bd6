//! The header: canonical JSON with integers and texts, arrays by reference to sections.

use super::Limits;
use super::sections::{self, Section};
use crate::artifact::codec::Node;
use crate::error::LoadError;
use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use std::cell::Cell;

pub(super) fn problem(problem: impl Into<String>) -> LoadError {
    LoadError::Header { problem: problem.into() }
}

/// The header and the bytes of the sections.
pub(super) fn write(node: &Node) -> (String, Vec<u8>) {
    let mut writer = Writer::default();
    let mut body = String::new();
    writer.node(node, &mut body);
    let sections: Vec<String> = writer.sections.iter().map(Section::entry).collect();
    (format!("{{\"body\":{body},\"sections\":[{}]}}", sections.join(",")), writer.bytes)
}

#[derive(Default)]
struct Writer {
    sections: Vec<Section>,
    bytes: Vec<u8>,
}

impl Writer {
    fn node(&mut self, node: &Node, out: &mut String) {
        match node {
            Node::Null => out.push_str("null"),
            Node::Bool(x) => out.push_str(if *x { "true" } else { "false" }),
            Node::Int(x) => out.push_str(&x.to_string()),
            Node::Uint(x) => out.push_str(&x.to_string()),
            Node::Real(x) => out.push_str(&format!("\"{:016x}\"", x.to_bits())),
            Node::Text(text) => text_json(text, out),
            Node::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    self.node(item, out);
                }
                out.push(']');
            }
            Node::Record(fields) => {
                let mut sorted: Vec<&(String, Node)> = fields.iter().collect();
                sorted.sort_by(|a, b| a.0.cmp(&b.0));
                out.push('{');
                for (at, (name, node)) in sorted.into_iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    text_json(name, out);
                    out.push(':');
                    self.node(node, out);
                }
                out.push('}');
            }
            array => {
                out.push_str(&format!("{{\"$\":{}}}", self.sections.len()));
                self.sections.push(sections::write(array, &mut self.bytes));
            }
        }
    }
}

/// JSON text with the fewest escapes: the quotation mark, the backslash and control characters.
fn text_json(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Reads the header and puts the sections in their places.
pub(super) fn read(text: &str, bytes: &[u8], limits: &Limits) -> Result<Node, LoadError> {
    let left = Cell::new(limits.nodes);
    let mut json = serde_json::Deserializer::from_str(text);
    let parsed = Value { left: &left }
        .deserialize(&mut json)
        .and_then(|value| json.end().map(|()| value))
        .map_err(|e| problem(e.to_string()))?;
    // One spelling only: no white space, no other escapes, sorted and distinct names.
    let mut canonical = String::with_capacity(text.len());
    parsed.write(&mut canonical);
    if canonical != text {
        return Err(problem("it is not in canonical form"));
    }
    let Parsed::Record(fields) = parsed else { return Err(problem("it is not a record")) };
    let mut fields = fields.into_iter();
    let (Some((body, node)), Some((list, Parsed::List(entries))), None) =
        (fields.next(), fields.next(), fields.next())
    else {
        return Err(problem("it must hold `body` and `sections`, and nothing else"));
    };
    if body != "body" || list != "sections" {
        return Err(problem("it must hold `body` and `sections`, and nothing else"));
    }
    if entries.len() as u64 > limits.sections {
        let found = entries.len() as u64;
        return Err(LoadError::Limit { what: "sections", limit: limits.sections, found });
    }
    let mut arrays = sections::read(&entries, bytes)?.into_iter().enumerate();
    let node = node.place(&mut arrays)?;
    match arrays.next() {
        None => Ok(node),
        Some((index, _)) => {
            let problem = "nothing refers to it".to_owned();
            Err(LoadError::Section { index, problem })
        }
    }
}

/// A header value before the sections are put in.
#[derive(Debug)]
pub(super) enum Parsed {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Text(String),
    List(Vec<Parsed>),
    Record(Vec<(String, Parsed)>),
}

impl Parsed {
    pub(super) fn get(&self, name: &str) -> Option<&Parsed> {
        match self {
            Parsed::Record(fields) => fields.iter().find(|(n, _)| n == name).map(|(_, v)| v),
            _ => None,
        }
    }

    /// Recursion is bounded: the JSON parser refuses more than 128 levels.
    fn write(&self, out: &mut String) {
        match self {
            Parsed::Null => out.push_str("null"),
            Parsed::Bool(x) => out.push_str(if *x { "true" } else { "false" }),
            Parsed::Int(x) => out.push_str(&x.to_string()),
            Parsed::Uint(x) => out.push_str(&x.to_string()),
            Parsed::Text(text) => text_json(text, out),
            Parsed::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Parsed::Record(fields) => {
                out.push('{');
                let mut before: Option<&str> = None;
                for (name, value) in fields {
                    // A name out of order or twice writes nothing here, so the texts differ.
                    if before.is_some_and(|before| before >= name.as_str()) {
                        continue;
                    }
                    if before.is_some() {
                        out.push(',');
                    }
                    text_json(name, out);
                    out.push(':');
                    value.write(out);
                    before = Some(name);
                }
                out.push('}');
            }
        }
    }

    /// Puts the arrays where they are referred to: each once, in order.
    fn place(self, arrays: &mut impl Iterator<Item = (usize, Node)>) -> Result<Node, LoadError> {
        Ok(match self {
            Parsed::Null => Node::Null,
            Parsed::Bool(x) => Node::Bool(x),
            Parsed::Int(x) => Node::Int(x),
            Parsed::Uint(x) => Node::Uint(x),
            Parsed::Text(text) => Node::Text(text),
            Parsed::List(items) => {
                Node::List(items.into_iter().map(|i| i.place(arrays)).collect::<Result<_, _>>()?)
            }
            Parsed::Record(fields) => {
                if let [(name, Parsed::Uint(index))] = fields.as_slice()
                    && name == "$"
                {
                    return match arrays.next() {
                        Some((next, array)) if next as u64 == *index => Ok(array),
                        _ => Err(problem(format!("section {index} is referred to out of order"))),
                    };
                }
                let mut placed = Vec::with_capacity(fields.len());
                for (name, value) in fields {
                    if name.starts_with('$') {
                        return Err(problem("a reference to a section is malformed"));
                    }
                    placed.push((name, value.place(arrays)?));
                }
                Node::Record(placed)
            }
        })
    }
}

/// Parses a value, counting it.
#[derive(Clone, Copy)]
struct Value<'a> {
    left: &'a Cell<u64>,
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = Parsed;
    fn deserialize<D: de::Deserializer<'de>>(self, json: D) -> Result<Parsed, D::Error> {
        let left = self.left.get();
        if left == 0 {
            return Err(de::Error::custom("it holds more values than the limit"));
        }
        self.left.set(left - 1);
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = Parsed;
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("null, a boolean, an integer, text, a list or a record")
    }
    fn visit_unit<E>(self) -> Result<Parsed, E> {
        Ok(Parsed::Null)
    }
    fn visit_bool<E>(self, x: bool) -> Result<Parsed, E> {
        Ok(Parsed::Bool(x))
    }
    fn visit_i64<E>(self, x: i64) -> Result<Parsed, E> {
        Ok(Parsed::Int(x))
    }
    fn visit_u64<E>(self, x: u64) -> Result<Parsed, E> {
        Ok(Parsed::Uint(x))
    }
    fn visit_str<E>(self, text: &str) -> Result<Parsed, E> {
        Ok(Parsed::Text(text.to_owned()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Parsed, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Parsed::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parsed, A::Error> {
        let mut fields = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            fields.push((name, map.next_value_seed(self)?));
        }
        Ok(Parsed::Record(fields))
    }
}
