//! Lines of `key=value`, and lists of numbers.

use super::malformed;
use crate::error::ImportError;
use std::str::FromStr;

/// The lines of a file, counted from 1.
pub(super) struct Lines<'a> {
    rest: std::iter::Peekable<std::iter::Enumerate<std::str::Lines<'a>>>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Lines<'a> {
        Lines { rest: text.lines().enumerate().peekable() }
    }

    /// The next line.
    pub(super) fn next(&mut self) -> Option<(usize, &'a str)> {
        self.rest.next().map(|(at, line)| (at + 1, line.trim_end()))
    }

    /// The next line, which stays.
    pub(super) fn peek(&mut self) -> Option<&'a str> {
        self.rest.peek().map(|(_, line)| line.trim_end())
    }

    /// The fields up to an empty line, or up to a line for which `ends` holds, which stays.
    pub(super) fn fields(
        &mut self,
        ends: impl Fn(&str) -> bool,
    ) -> Result<Fields<'a>, Box<ImportError>> {
        let mut fields = Fields { start: 0, entries: Vec::new() };
        while let Some(line) = self.peek() {
            if ends(line) {
                break;
            }
            let Some((at, _)) = self.next() else { break };
            if fields.start == 0 {
                fields.start = at;
            }
            if line.is_empty() {
                continue;
            }
            let (key, value) = line.split_once('=').unwrap_or((line, ""));
            if fields.entries.iter().any(|(other, _)| *other == key) {
                return Err(malformed(format!("line {at}"), format!("`{key}` is there twice")));
            }
            if fields.entries.len() >= 64 {
                return Err(malformed(format!("line {at}"), "more than 64 fields"));
            }
            fields.entries.push((key, value));
        }
        Ok(fields)
    }
}

/// Fields of one part of the file, no key twice.
pub(super) struct Fields<'a> {
    start: usize,
    entries: Vec<(&'a str, &'a str)>,
}

impl<'a> Fields<'a> {
    /// Where the part is, for errors.
    pub(super) fn place(&self, key: &str) -> String {
        format!("from line {}, `{key}`", self.start)
    }

    pub(super) fn find(&self, key: &str) -> Option<&'a str> {
        self.entries.iter().find(|(other, _)| *other == key).map(|(_, value)| *value)
    }

    pub(super) fn text(&self, key: &str) -> Result<&'a str, Box<ImportError>> {
        self.find(key).ok_or_else(|| malformed(self.place(key), "is missing"))
    }

    /// One number.
    pub(super) fn number<T: FromStr>(&self, key: &str) -> Result<T, Box<ImportError>> {
        let text = self.text(key)?;
        text.parse().map_err(|_| {
            malformed(self.place(key), format!("`{}` is no number for it", short(text)))
        })
    }

    /// Exactly `count` numbers.
    pub(super) fn numbers<T: FromStr>(
        &self,
        key: &str,
        count: usize,
    ) -> Result<Vec<T>, Box<ImportError>> {
        self.parse(key, self.text(key)?, count)
    }

    /// Exactly `count` numbers, or none where the field is not there or empty.
    pub(super) fn numbers_or_none<T: FromStr>(
        &self,
        key: &str,
        count: usize,
    ) -> Result<Option<Vec<T>>, Box<ImportError>> {
        match self.find(key).map(str::trim) {
            None | Some("") => Ok(None),
            Some(text) => Ok(Some(self.parse(key, text, count)?)),
        }
    }

    fn parse<T: FromStr>(
        &self,
        key: &str,
        text: &str,
        count: usize,
    ) -> Result<Vec<T>, Box<ImportError>> {
        // Nothing is reserved for what a file only says it holds.
        let mut out = Vec::with_capacity(count.min(text.len() / 2 + 1));
        for word in text.split_ascii_whitespace() {
            if out.len() == count {
                return Err(malformed(self.place(key), format!("more than {count} numbers")));
            }
            let number = word.parse().map_err(|_| {
                malformed(self.place(key), format!("`{}` is no number for it", short(word)))
            })?;
            out.push(number);
        }
        if out.len() < count {
            return Err(malformed(self.place(key), format!("{} numbers, not {count}", out.len())));
        }
        Ok(out)
    }
}

/// The start of a text, for a message.
pub(super) fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
