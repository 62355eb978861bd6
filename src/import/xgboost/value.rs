//! What a JSON or UBJSON file says, with its arrays of numbers left in the bytes of the file.

use std::borrow::Cow;

/// Nested deeper than any model.
pub(super) const DEPTH: usize = 64;

/// A value of either form. An array of plain values stays as it is written until it is asked for, so that reading
/// takes no more memory than the file has text, and a number is rounded once, to the width it is used in.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number of JSON, as written.
    Number(&'a str),
    /// A whole number of UBJSON.
    Int(i64),
    /// A number of UBJSON.
    Real(f64),
    /// Text.
    Text(Cow<'a, str>),
    /// The inside of a JSON array without quotes and brackets.
    Flat(&'a str),
    /// Numbers of one UBJSON type, as bytes.
    Typed(u8, &'a [u8]),
    /// An array of anything else.
    List(Vec<Value<'a>>),
    /// Values by name.
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
}

/// A number type of UBJSON: how many bytes one takes.
pub(super) fn size_of(kind: u8) -> Option<usize> {
    Some(match kind {
        b'i' | b'U' => 1,
        b'I' => 2,
        b'l' | b'd' => 4,
        b'L' | b'D' => 8,
        _ => return None,
    })
}

/// One number of UBJSON, of as many bytes as its type takes.
#[expect(clippy::cast_precision_loss, reason = "a whole number in place of a real one")]
pub(super) fn number(kind: u8, bytes: &[u8]) -> Option<(i64, f64)> {
    let whole = match kind {
        b'i' => i64::from(i8::from_be_bytes(bytes.try_into().ok()?)),
        b'U' => i64::from(u8::from_be_bytes(bytes.try_into().ok()?)),
        b'I' => i64::from(i16::from_be_bytes(bytes.try_into().ok()?)),
        b'l' => i64::from(i32::from_be_bytes(bytes.try_into().ok()?)),
        b'L' => i64::from_be_bytes(bytes.try_into().ok()?),
        b'd' => return real(f64::from(f32::from_be_bytes(bytes.try_into().ok()?))),
        b'D' => return real(f64::from_be_bytes(bytes.try_into().ok()?)),
        _ => return None,
    };
    Some((whole, whole as f64))
}

/// A real number, and itself as a whole one where it is.
#[expect(clippy::cast_possible_truncation, reason = "only what is whole is used")]
fn real(x: f64) -> Option<(i64, f64)> {
    Some((if x.fract() == 0.0 { x as i64 } else { i64::MIN }, x))
}

impl<'a> Value<'a> {
    /// The value of a name.
    pub(super) fn get(&self, name: &str) -> Option<&Value<'a>> {
        match self {
            Value::Object(fields) => {
                fields.iter().find(|(other, _)| other == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// Text.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A list of anything, empty where an array has no value.
    pub(super) fn list(&self) -> Option<&[Value<'a>]> {
        match self {
            Value::List(values) => Some(values),
            Value::Flat(text) if text.trim().is_empty() => Some(&[]),
            Value::Typed(_, []) => Some(&[]),
            _ => None,
        }
    }

    /// Numbers of single precision.
    pub(super) fn singles(&self) -> Option<Vec<f32>> {
        #[expect(clippy::cast_possible_truncation, reason = "rounded to what XGBoost reads it as")]
        match self {
            Value::Flat(text) => items(text).map(single).collect(),
            Value::Typed(kind, bytes) => {
                let one = |bytes| number(*kind, bytes).map(|(_, x)| x as f32);
                bytes.chunks_exact(size_of(*kind)?).map(one).collect()
            }
            Value::List(values) => values.iter().map(Value::single).collect(),
            _ => None,
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "rounded to what XGBoost reads it as")]
    fn single(&self) -> Option<f32> {
        match self {
            Value::Number(text) => single(text),
            #[expect(clippy::cast_precision_loss, reason = "a whole number in place of a real one")]
            Value::Int(x) => Some(*x as f32),
            Value::Real(x) => Some(*x as f32),
            _ => None,
        }
    }

    /// Whole numbers; `true` and `false` are 1 and 0.
    pub(super) fn wholes(&self) -> Option<Vec<i64>> {
        match self {
            Value::Flat(text) => items(text).map(whole).collect(),
            Value::Typed(kind, bytes) => {
                let one = |bytes| number(*kind, bytes).map(|(x, _)| x).filter(|x| *x != i64::MIN);
                bytes.chunks_exact(size_of(*kind)?).map(one).collect()
            }
            Value::List(values) => {
                let one = |value: &Value<'_>| match value {
                    Value::Number(text) => whole(text),
                    Value::Int(x) => Some(*x),
                    Value::Bool(x) => Some(i64::from(*x)),
                    _ => None,
                };
                values.iter().map(one).collect()
            }
            _ => None,
        }
    }
}

/// The values of a flat array.
fn items(text: &str) -> impl Iterator<Item = &str> {
    let text = text.trim();
    let none = text.is_empty();
    text.split(',').map(str::trim).skip(usize::from(none))
}

fn single(text: &str) -> Option<f32> {
    let sign = text.strip_prefix(['+', '-']).unwrap_or(text);
    match sign {
        "NaN" | "Infinity" => text.parse().ok(),
        _ if sign.starts_with(|c: char| c.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    }
}

fn whole(text: &str) -> Option<i64> {
    match text {
        "true" => Some(1),
        "false" => Some(0),
        _ => text.parse().ok(),
    }
}
