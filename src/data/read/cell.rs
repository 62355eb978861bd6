//! One cell as a source gives it, and the value it has in a column of a type.

use crate::data::{ColumnType, Types, Value, number, time};
use crate::error::clip;

/// One cell as a source gives it, before its column's type is applied.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    /// No value.
    Missing,
    /// Text that may stand for a value of any type, as in CSV.
    Raw(&'a str),
    /// A number in its own text, as in JSON.
    Number(&'a str),
    /// True or false.
    Boolean(bool),
    /// Text that is meant as text.
    Text(&'a str),
    /// A number that is already one.
    Real(f64),
    /// A whole number that is already one.
    Integer(i64),
}

/// The set of no type.
pub(super) const NO_TYPE: Types = Types::TEXT.and(Types::NUMERIC);

/// What the text of an integer may be.
const WHOLE: Types =
    Types::only(ColumnType::Integer).or(Types::only(ColumnType::Real)).or(Types::TEXT);

/// What a column expected and what it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mismatch {
    pub(crate) expected: String,
    pub(crate) found: String,
}

impl<'a> Cell<'a> {
    /// The value in a column of a type.
    pub(crate) fn read(
        self,
        as_type: ColumnType,
        missing: &[Box<str>],
    ) -> Result<Value<'a>, Box<Mismatch>> {
        let value = match (self, as_type) {
            (Cell::Missing, _) => Ok(Value::Missing),
            (Cell::Raw(text), _) if self.is_marker(text, as_type, missing) => Ok(Value::Missing),
            (Cell::Raw(text) | Cell::Number(text), ColumnType::Real) => real(text),
            // JSON has no numbers for these, so they are let in as words.
            (Cell::Text(text), ColumnType::Real) if matches!(text, "inf" | "-inf" | "nan") => {
                real(text)
            }
            (Cell::Real(x), ColumnType::Real) if x.is_nan() => Ok(Value::Missing),
            (Cell::Real(x), ColumnType::Real) => Ok(Value::Real(x)),
            #[expect(clippy::cast_precision_loss, reason = "documented: the nearest f64")]
            (Cell::Integer(x), ColumnType::Real) => Ok(Value::Real(x as f64)),
            (Cell::Raw(text) | Cell::Number(text), ColumnType::Integer) => integer(text),
            (Cell::Integer(x), ColumnType::Integer) => Ok(Value::Integer(x)),
            (Cell::Raw(text), ColumnType::Boolean) => {
                number::boolean(text).map(Value::Boolean).map_err(|_| String::new())
            }
            (Cell::Boolean(x), ColumnType::Boolean) => Ok(Value::Boolean(x)),
            (Cell::Raw(text) | Cell::Text(text), ColumnType::Timestamp) => {
                time::parse(text).map(Value::Timestamp).map_err(|error| format!(" ({error})"))
            }
            (Cell::Number(text), ColumnType::Timestamp) => match integer(text) {
                Ok(Value::Integer(x)) => Ok(Value::Timestamp(x)),
                _ => Err(" (whole microseconds since 1970)".to_owned()),
            },
            (Cell::Integer(x), ColumnType::Timestamp) => Ok(Value::Timestamp(x)),
            (Cell::Raw(text) | Cell::Text(text), ColumnType::Text) => Ok(Value::Text(text)),
            _ => Err(String::new()),
        };
        value.map_err(|why| {
            Box::new(Mismatch { expected: format!("{as_type}{why}"), found: self.show() })
        })
    }

    /// Around everything but text, ASCII spaces and tabs do not count.
    fn is_marker(self, text: &str, as_type: ColumnType, missing: &[Box<str>]) -> bool {
        let text = if as_type == ColumnType::Text { text } else { number::trim(text) };
        missing.iter().any(|marker| **marker == *text)
    }

    /// The types among `of` whose columns could hold this cell, by the rule of inference.
    pub(crate) fn types(self, of: Types, missing: &[Box<str>]) -> Types {
        if let Cell::Raw(text) = self
            && !self.is_marker(text, ColumnType::Integer, missing)
            && of.contains(ColumnType::Integer)
            && self.may_be(ColumnType::Integer)
            && number::integer(text).is_ok()
        {
            // By far the most frequent, and what an integer may be besides is known.
            return of.and(WHOLE);
        }
        let mut types = NO_TYPE;
        for column_type in ColumnType::ALL {
            if of.contains(column_type)
                && self.may_be(column_type)
                && self.read(column_type, missing).is_ok()
            {
                types = types.or(Types::only(column_type));
            }
        }
        types
    }

    /// What inference asks beyond reading: no digit of a code may be lost.
    fn may_be(self, column_type: ColumnType) -> bool {
        match (self, column_type) {
            (Cell::Raw(text), ColumnType::Integer | ColumnType::Real) => {
                let text = number::trim(text);
                !number::zero_padded(text)
                    && (column_type == ColumnType::Integer
                        || number::form(text) != Some(number::Form::Whole)
                        || number::integer(text).is_ok())
            }
            // What has a type of its own is not guessed to be another.
            (Cell::Number(_) | Cell::Integer(_), ColumnType::Timestamp)
            | (Cell::Text(_), ColumnType::Real | ColumnType::Timestamp) => false,
            _ => true,
        }
    }

    /// The cell for a message.
    pub(super) fn show(self) -> String {
        match self {
            Cell::Missing => "missing".to_owned(),
            Cell::Raw(text) | Cell::Number(text) => clip(text),
            Cell::Text(text) => format!("\"{}\"", clip(text)),
            Cell::Boolean(x) => x.to_string(),
            Cell::Real(x) => number::write_real(x),
            Cell::Integer(x) => x.to_string(),
        }
    }
}

fn real<'a>(text: &str) -> Result<Value<'a>, String> {
    match number::real(text) {
        Ok(x) if x.is_nan() => Ok(Value::Missing),
        Ok(x) => Ok(Value::Real(x)),
        Err(number::NumberError::Range) => Err(" within the range of f64".to_owned()),
        Err(_) => Err(String::new()),
    }
}

fn integer<'a>(text: &str) -> Result<Value<'a>, String> {
    number::integer(text).map(Value::Integer).map_err(|error| match error {
        number::NumberError::Range => " within the range of i64".to_owned(),
        number::NumberError::Syntax => String::new(),
    })
}
