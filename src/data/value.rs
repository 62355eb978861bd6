//! One cell.

use super::SparseRow;

/// One cell of a [`Table`](super::Table), borrowed.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// No value.
    Missing,
    /// A number. Never NaN when it comes out of a table: NaN is missing.
    Real(f64),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// Text, or a level of a category.
    Text(&'a str),
    /// Microseconds since 1970-01-01T00:00:00Z.
    Timestamp(i64),
    /// A row of many named numbers, nearly all zero.
    Sparse(SparseRow<'a>),
}

impl Value<'_> {
    /// Whether there is no value.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Value::Missing)
    }
}

impl std::fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Missing => f.write_str("missing"),
            Value::Real(x) => write!(f, "{x}"),
            Value::Integer(x) => write!(f, "{x}"),
            Value::Boolean(x) => write!(f, "{x}"),
            Value::Text(x) => write!(f, "`{}`", crate::error::clip(x)),
            Value::Timestamp(x) => write!(f, "{x} µs since 1970"),
            Value::Sparse(row) => write!(f, "{} numbers other than 0", row.values.len()),
        }
    }
}
