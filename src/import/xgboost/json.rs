//! JSON to [`Value`], without recursion.
//!
//! Not by `serde_json`: its numbers are rounded to 64 bits before they can be rounded to 32, and a value of its own for
//! every number takes many times the file.

use super::value::{DEPTH, Value};
use std::borrow::Cow;

/// What is open: an array, or an object with the name whose value is next.
enum Open<'a> {
    List(Vec<Value<'a>>),
    Object(Vec<(Cow<'a, str>, Value<'a>)>, Cow<'a, str>),
}

/// Reads one value and nothing after it; an error says at which byte.
pub(super) fn parse(text: &str) -> Result<Value<'_>, (usize, &'static str)> {
    let mut reader = Reader { text, at: 0 };
    let mut open: Vec<Open<'_>> = Vec::new();
    'value: loop {
        reader.space();
        let mut value = match reader.peek() {
            Some(b'{') => {
                reader.at += 1;
                reader.space();
                if reader.take(b'}') {
                    Value::Object(Vec::new())
                } else {
                    let name = reader.name()?;
                    reader.push(&mut open, Open::Object(Vec::new(), name))?;
                    continue;
                }
            }
            Some(b'[') => {
                reader.at += 1;
                match reader.flat() {
                    Some(inside) => Value::Flat(inside),
                    None => {
                        reader.push(&mut open, Open::List(Vec::new()))?;
                        continue;
                    }
                }
            }
            Some(b'"') => Value::Text(reader.string()?),
            Some(_) => reader.word()?,
            None => return Err((reader.at, "the file ends inside a value")),
        };
        // The value is whole: it goes into what is open, which may be whole then too.
        loop {
            reader.space();
            match open.pop() {
                None if reader.at == text.len() => return Ok(value),
                None => return Err((reader.at, "more after the end")),
                Some(Open::List(mut values)) => {
                    values.push(value);
                    if reader.take(b',') {
                        open.push(Open::List(values));
                        continue 'value;
                    }
                    reader.expect(b']', "expected `,` or `]`")?;
                    value = Value::List(values);
                }
                Some(Open::Object(mut fields, name)) => {
                    if fields.iter().any(|(other, _)| *other == name) {
                        return Err((reader.at, "a name is there twice"));
                    }
                    fields.push((name, value));
                    if reader.take(b',') {
                        reader.space();
                        let name = reader.name()?;
                        open.push(Open::Object(fields, name));
                        continue 'value;
                    }
                    reader.expect(b'}', "expected `,` or `}`")?;
                    value = Value::Object(fields);
                }
            }
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

type Read<T> = Result<T, (usize, &'static str)>;

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, byte: u8, problem: &'static str) -> Read<()> {
        if self.take(byte) { Ok(()) } else { Err((self.at, problem)) }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn push(&self, open: &mut Vec<Open<'a>>, new: Open<'a>) -> Read<()> {
        if open.len() == DEPTH {
            return Err((self.at, "nested too deep"));
        }
        open.push(new);
        Ok(())
    }

    /// The inside of an array up to its end, where it holds neither text nor arrays nor objects.
    fn flat(&mut self) -> Option<&'a str> {
        let rest = &self.text[self.at..];
        let length = rest.find(['"', '[', ']', '{', '}'])?;
        if rest.as_bytes()[length] != b']' {
            return None;
        }
        self.at += length + 1;
        Some(&rest[..length])
    }

    /// The name of a field and the colon behind it.
    fn name(&mut self) -> Read<Cow<'a, str>> {
        let name = self.string()?;
        self.space();
        self.expect(b':', "expected `:`")?;
        Ok(name)
    }

    /// A number, or `true`, `false`, `null`.
    fn word(&mut self) -> Read<Value<'a>> {
        let rest = &self.text[self.at..];
        let ends =
            |c: char| matches!(c, ',' | ']' | '}' | ':' | '"' | '[' | '{') || c.is_whitespace();
        let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
        let value = match word {
            "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ if word.starts_with(|c: char| c.is_ascii_digit() || c == '-') => Value::Number(word),
            _ => return Err((self.at, "no value")),
        };
        self.at += word.len();
        Ok(value)
    }

    fn string(&mut self) -> Read<Cow<'a, str>> {
        self.expect(b'"', "expected a text")?;
        let rest = &self.text[self.at..];
        let end = rest.find(['"', '\\']).ok_or((self.at, "a text that does not end"))?;
        if rest.as_bytes()[end] == b'"' {
            self.at += end + 1;
            return Ok(Cow::Borrowed(&rest[..end]));
        }
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let end = rest.find(['"', '\\']).ok_or((self.at, "a text that does not end"))?;
            out.push_str(&rest[..end]);
            self.at += end + 1;
            if rest.as_bytes()[end] == b'"' {
                return Ok(Cow::Owned(out));
            }
            let escape = self.peek().ok_or((self.at, "a text that does not end"))?;
            self.at += 1;
            out.push(match escape {
                b'"' | b'\\' | b'/' => char::from(escape),
                b'n' => '\n',
                b't' => '\t',
                b'r' => '\r',
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'u' => self.unicode()?,
                _ => return Err((self.at - 1, "an unknown escape")),
            });
        }
    }

    /// The character of `\uXXXX`, or of a pair of those.
    fn unicode(&mut self) -> Read<char> {
        let start = self.at;
        let first = self.hex()?;
        let code = if (0xD800..0xDC00).contains(&first) {
            self.expect(b'\\', "half a pair")?;
            self.expect(b'u', "half a pair")?;
            let second = self.hex()?;
            if !(0xDC00..0xE000).contains(&second) {
                return Err((start, "half a pair"));
            }
            0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
        } else {
            first
        };
        char::from_u32(code).ok_or((start, "no character"))
    }

    fn hex(&mut self) -> Read<u32> {
        let digits = self
            .text
            .get(self.at..self.at + 4)
            .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        self.at += 4;
        code.ok_or((self.at - 4, "four hexadecimal digits expected"))
    }
}
