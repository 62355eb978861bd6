//! The tree between serde values and bytes.

/// One value of the stored form.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Node {
    /// No value.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number of a signed type.
    Int(i64),
    /// A whole number of an unsigned type.
    Uint(u64),
    /// A number, by its bits; every NaN is stored as the canonical one.
    Real(f64),
    /// Text.
    Text(String),
    /// Values of mixed form, in order.
    List(Vec<Node>),
    /// Named values; stored sorted by name.
    Record(Vec<(String, Node)>),
    /// Raw little-endian `f64`.
    Reals(Vec<f64>),
    /// Raw little-endian `f32`.
    Singles(Vec<f32>),
    /// Raw little-endian `i64`.
    Ints(Vec<i64>),
    /// Raw little-endian `u64`.
    Uints(Vec<u64>),
    /// Raw little-endian `u32`.
    Words(Vec<u32>),
    /// Bytes 0 and 1.
    Bools(Vec<bool>),
    /// Texts, one after another, with their ends.
    Texts(Vec<String>),
}

/// In words, as people write such values; not the stored form.
impl std::fmt::Display for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        fn list<T>(
            f: &mut std::fmt::Formatter<'_>,
            items: &[T],
            show: impl Fn(&mut std::fmt::Formatter<'_>, &T) -> std::fmt::Result,
        ) -> std::fmt::Result {
            f.write_str("[")?;
            for (at, item) in items.iter().enumerate() {
                f.write_str(if at == 0 { "" } else { ", " })?;
                show(f, item)?;
            }
            f.write_str("]")
        }
        match self {
            Node::Null => f.write_str("none"),
            Node::Bool(x) => write!(f, "{x}"),
            Node::Int(x) => write!(f, "{x}"),
            Node::Uint(x) => write!(f, "{x}"),
            Node::Real(x) => write!(f, "{x}"),
            Node::Text(x) => f.write_str(x),
            Node::List(items) => list(f, items, |f, item| write!(f, "{item}")),
            Node::Record(fields) => list(f, fields, |f, (name, node)| write!(f, "{name}: {node}")),
            Node::Reals(items) => list(f, items, |f, item| write!(f, "{item}")),
            Node::Singles(items) => list(f, items, |f, item| write!(f, "{item}")),
            Node::Ints(items) => list(f, items, |f, item| write!(f, "{item}")),
            Node::Uints(items) => list(f, items, |f, item| write!(f, "{item}")),
            Node::Words(items) => list(f, items, |f, item| write!(f, "{item}")),
            Node::Bools(items) => list(f, items, |f, item| write!(f, "{item}")),
            Node::Texts(items) => list(f, items, |f, item| f.write_str(item)),
        }
    }
}

impl Node {
    /// The values of a record by name, in words; of any other node, itself under the empty name.
    pub(crate) fn entries(&self) -> Vec<(String, String)> {
        match self {
            Node::Null => Vec::new(),
            Node::Record(fields) => {
                fields.iter().map(|(name, node)| (name.clone(), node.to_string())).collect()
            }
            other => vec![(String::new(), other.to_string())],
        }
    }

    /// The named value of a record.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node> {
        match self {
            Node::Record(fields) => fields.iter().find(|(n, _)| n == name).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The record with one more value; any other node as it is.
    pub(crate) fn with(&self, name: &str, value: Node) -> Node {
        let mut out = self.clone();
        if let Node::Record(fields) = &mut out {
            fields.push((name.to_owned(), value));
        }
        out
    }

    /// The word for messages.
    #[must_use]
    pub fn form(&self) -> &'static str {
        match self {
            Node::Null => "null",
            Node::Bool(_) => "a boolean",
            Node::Int(_) | Node::Uint(_) => "an integer",
            Node::Real(_) => "a number",
            Node::Text(_) => "text",
            Node::List(_) => "a list",
            Node::Record(_) => "a record",
            Node::Reals(_) => "an array of f64",
            Node::Singles(_) => "an array of f32",
            Node::Ints(_) => "an array of i64",
            Node::Uints(_) => "an array of u64",
            Node::Words(_) => "an array of u32",
            Node::Bools(_) => "an array of booleans",
            Node::Texts(_) => "an array of texts",
        }
    }
}

/// A value that has no stored form, or a node that is not what its type takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CodecError(String);

impl CodecError {
    pub(crate) fn new(problem: impl Into<String>) -> CodecError {
        CodecError(problem.into())
    }

    /// A value that no field is before.
    pub(super) fn nameless() -> CodecError {
        CodecError::new("a value without its name")
    }

    /// The same problem, of a field.
    pub(super) fn within(self, name: &str) -> CodecError {
        CodecError(format!("`{name}`: {}", self.0))
    }
}

impl serde::ser::Error for CodecError {
    fn custom<T: std::fmt::Display>(problem: T) -> Self {
        CodecError(problem.to_string())
    }
}

impl serde::de::Error for CodecError {
    fn custom<T: std::fmt::Display>(problem: T) -> Self {
        CodecError(problem.to_string())
    }
}
