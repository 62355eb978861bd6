//! UBJSON to [`Value`], without recursion.
//!
//! Source: the specification of UBJSON, draft 12, as far as XGBoost writes it: objects that end with `}`, arrays that end
//! with `]`, arrays with a count, and arrays of one number type with a count.

use super::value::{DEPTH, Value, number, size_of};
use std::borrow::Cow;

/// What is open: an array, perhaps with how many values are still to come, or an object with the name whose value is
/// next.
enum Open<'a> {
    List(Vec<Value<'a>>, Option<usize>),
    Object(Vec<(Cow<'a, str>, Value<'a>)>, Cow<'a, str>),
}

type Read<T> = Result<T, (usize, &'static str)>;

/// Reads one value and nothing after it; an error says at which byte.
pub(super) fn parse(bytes: &[u8]) -> Read<Value<'_>> {
    let mut reader = Reader { bytes, at: 0 };
    let mut open: Vec<Open<'_>> = Vec::new();
    'value: loop {
        let marker = reader.byte()?;
        let mut value = match marker {
            b'Z' => Value::Null,
            b'T' => Value::Bool(true),
            b'F' => Value::Bool(false),
            b'S' => Value::Text(reader.text()?),
            b'C' => Value::Text(Cow::Borrowed(reader.utf8(1)?)),
            b'd' | b'D' => Value::Real(reader.number(marker)?.1),
            b'i' | b'U' | b'I' | b'l' | b'L' => Value::Int(reader.number(marker)?.0),
            b'{' => {
                if reader.take(b'}') {
                    Value::Object(Vec::new())
                } else {
                    let name = reader.text()?;
                    reader.push(&mut open, Open::Object(Vec::new(), name))?;
                    continue;
                }
            }
            b'[' => {
                if reader.take(b'$') {
                    let kind = reader.byte()?;
                    let size =
                        size_of(kind).ok_or((reader.at - 1, "an array of no number type"))?;
                    if !reader.take(b'#') {
                        return Err((reader.at, "a type without a count"));
                    }
                    let count = reader.count()?;
                    let length = count.checked_mul(size).ok_or((reader.at, "too many numbers"))?;
                    Value::Typed(kind, reader.slice(length)?)
                } else if reader.take(b'#') {
                    let count = reader.count()?;
                    // Each value takes a byte at least.
                    if count > reader.bytes.len() - reader.at {
                        return Err((reader.at, "more values than bytes"));
                    }
                    if count > 0 {
                        reader.push(&mut open, Open::List(Vec::new(), Some(count)))?;
                        continue;
                    }
                    Value::List(Vec::new())
                } else if reader.take(b']') {
                    Value::List(Vec::new())
                } else {
                    reader.push(&mut open, Open::List(Vec::new(), None))?;
                    continue;
                }
            }
            _ => return Err((reader.at - 1, "an unknown marker")),
        };
        // The value is whole: it goes into what is open, which may be whole then too.
        loop {
            match open.pop() {
                None if reader.at == bytes.len() => return Ok(value),
                None => return Err((reader.at, "more after the end")),
                Some(Open::List(mut values, left)) => {
                    values.push(value);
                    let left = left.map(|left| left - 1);
                    let ends = match left {
                        Some(left) => left == 0,
                        None => reader.take(b']'),
                    };
                    if !ends {
                        open.push(Open::List(values, left));
                        continue 'value;
                    }
                    value = Value::List(values);
                }
                Some(Open::Object(mut fields, name)) => {
                    if fields.iter().any(|(other, _)| *other == name) {
                        return Err((reader.at, "a name is there twice"));
                    }
                    fields.push((name, value));
                    if !reader.take(b'}') {
                        let name = reader.text()?;
                        open.push(Open::Object(fields, name));
                        continue 'value;
                    }
                    value = Value::Object(fields);
                }
            }
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Read<u8> {
        let byte =
            self.bytes.get(self.at).copied().ok_or((self.at, "the file ends inside a value"))?;
        self.at += 1;
        Ok(byte)
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(there);
        there
    }

    fn push(&self, open: &mut Vec<Open<'a>>, new: Open<'a>) -> Read<()> {
        if open.len() == DEPTH {
            return Err((self.at, "nested too deep"));
        }
        open.push(new);
        Ok(())
    }

    fn slice(&mut self, length: usize) -> Read<&'a [u8]> {
        let end = self.at.checked_add(length);
        let slice = end.and_then(|end| self.bytes.get(self.at..end));
        let slice = slice.ok_or((self.at, "the file ends inside a value"))?;
        self.at += length;
        Ok(slice)
    }

    fn number(&mut self, kind: u8) -> Read<(i64, f64)> {
        let start = self.at;
        let size = size_of(kind).ok_or((start, "no number type"))?;
        number(kind, self.slice(size)?).ok_or((start, "no number"))
    }

    fn count(&mut self) -> Read<usize> {
        let start = self.at;
        let kind = self.byte()?;
        if matches!(kind, b'd' | b'D') {
            return Err((start, "a count that is not whole"));
        }
        let (count, _) = self.number(kind)?;
        usize::try_from(count).map_err(|_| (start, "a count below 0"))
    }

    /// A length and as many bytes of text.
    fn text(&mut self) -> Read<Cow<'a, str>> {
        let length = self.count()?;
        Ok(Cow::Borrowed(self.utf8(length)?))
    }

    fn utf8(&mut self, length: usize) -> Read<&'a str> {
        let start = self.at;
        std::str::from_utf8(self.slice(length)?).map_err(|_| (start, "not UTF-8 text"))
    }
}
