//! One cell as text.

use crate::data::{Value, number, time};
use std::borrow::Cow;

/// The text of a cell by the contracts of [`number`] and [`time`]; `None` when it is missing.
pub(super) fn text(value: Value<'_>) -> Option<Cow<'_, str>> {
    Some(match value {
        Value::Missing => return None,
        Value::Real(x) => number::write_real(x).into(),
        Value::Integer(x) => x.to_string().into(),
        Value::Boolean(x) => if x { "true" } else { "false" }.into(),
        Value::Text(x) => x.into(),
        Value::Timestamp(x) => time::write(x).into(),
        Value::Sparse(row) => row.to_string().into(),
    })
}
