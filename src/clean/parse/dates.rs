//! Dates and times in formats that are written down.

use crate::data::civil::{Date, days_in_month};
use crate::data::time;
use serde::{Deserialize, Serialize};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400;
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// How points in time are written: ISO 8601 when there is no format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Dates {
    pub(super) formats: Vec<String>,
}

/// One piece of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Literal(char),
    Field(char),
}

/// The pieces of a format, or what is wrong with it.
fn pieces(format: &str) -> Result<Vec<Piece>, String> {
    let mut out = Vec::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '%' => match chars.next() {
                Some('%') => Piece::Literal('%'),
                Some(field) if "YmdHMSybBpIfjz".contains(field) => Piece::Field(field),
                Some(other) => return Err(format!("`%{other}` in the format `{format}`")),
                None => return Err(format!("a `%` at the end of the format `{format}`")),
            },
            c => Piece::Literal(c),
        });
    }
    Ok(out)
}

/// What was read so far.
#[derive(Default)]
struct Parts {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    of_year: Option<i64>,
    hour: i64,
    twelve: Option<i64>,
    afternoon: Option<bool>,
    minute: i64,
    second: i64,
    micros: i64,
    offset: i64,
}

/// What is left to read.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    /// The digits in front, at least `least` and at most `most` of them.
    fn digits(&mut self, least: usize, most: usize) -> Option<&'a str> {
        let count = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        (count >= least).then_some(digits)
    }

    fn number(
        &mut self,
        least: usize,
        most: usize,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        let value = self.digits(least, most)?.parse().ok()?;
        range.contains(&value).then_some(value)
    }

    /// Passes over one of these words, in any ASCII case, and gives its place.
    fn word(&mut self, words: &[&str]) -> Option<usize> {
        let fits = |word: &&str| {
            self.0.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
        };
        let at = words.iter().position(fits)?;
        self.0 = self.0.get(words.get(at)?.len()..)?;
        Some(at)
    }

    /// `+0200`, `-05:30`, `Z`: seconds to take off.
    fn offset(&mut self) -> Option<i64> {
        if self.word(&["z"]).is_some() {
            return Some(0);
        }
        let sign = [1, -1][self.word(&["+", "-"])?];
        let hours = self.number(2, 2, 0..=23)?;
        let _ = self.word(&[":"]);
        Some(sign * (hours * 3600 + self.number(2, 2, 0..=59)? * 60))
    }

    fn literal(&mut self, c: char) -> Option<()> {
        self.0 = match c {
            // As in C: white space stands for any run of it, also none.
            ' ' => self.0.trim_start_matches([' ', '\t']),
            c => self.0.strip_prefix(c)?,
        };
        Some(())
    }

    fn field(&mut self, field: char, parts: &mut Parts) -> Option<()> {
        match field {
            'Y' => parts.year = Some(self.number(4, 4, 0..=9999)?),
            // POSIX: 69 to 99 are of the twentieth century.
            'y' => {
                let year = self.number(2, 2, 0..=99)?;
                parts.year = Some(year + if year < 69 { 2000 } else { 1900 });
            }
            'm' => parts.month = Some(self.number(1, 2, 1..=12)?),
            'b' | 'B' => {
                let short = MONTHS.map(|month| month.get(..3).unwrap_or(month));
                let at = self.word(&MONTHS).or_else(|| self.word(&short))?;
                parts.month = Some(i64::try_from(at).ok()? + 1);
            }
            'd' => parts.day = Some(self.number(1, 2, 1..=31)?),
            'j' => parts.of_year = Some(self.number(1, 3, 1..=366)?),
            'H' => parts.hour = self.number(1, 2, 0..=23)?,
            'I' => parts.twelve = Some(self.number(1, 2, 1..=12)?),
            'p' => parts.afternoon = Some(self.word(&["am", "pm"])? == 1),
            'M' => parts.minute = self.number(1, 2, 0..=59)?,
            'S' => parts.second = self.number(1, 2, 0..=59)?,
            'f' => {
                let digits = self.digits(1, 6)?;
                let missing = u32::try_from(6 - digits.len()).ok()?;
                parts.micros = digits.parse::<i64>().ok()? * 10i64.pow(missing);
            }
            'z' => parts.offset = self.offset()?,
            _ => return None,
        }
        Some(())
    }
}

impl Parts {
    fn micros(&self) -> Option<i64> {
        let year = self.year?;
        let days = match (self.of_year, self.month, self.day) {
            (Some(day), None, None) => {
                let first = Date { year, month: 1, day: 1 }.days();
                let next = Date { year: year + 1, month: 1, day: 1 }.days();
                (first + day <= next).then_some(first + day - 1)?
            }
            (None, Some(month), day) => {
                let day = day.unwrap_or(1);
                (day <= days_in_month(year, month)).then(|| Date { year, month, day }.days())?
            }
            (None, None, None) => Date { year, month: 1, day: 1 }.days(),
            _ => return None,
        };
        let hour = match (self.twelve, self.afternoon) {
            (Some(hour), Some(afternoon)) => hour % 12 + 12 * i64::from(afternoon),
            (None, None) => self.hour,
            _ => return None,
        };
        let seconds = days * DAY + hour * 3600 + self.minute * 60 + self.second - self.offset;
        Some(seconds * SECOND + self.micros)
    }
}

/// The point in time a text stands for in a format.
fn read(format: &str, text: &str) -> Option<i64> {
    let (mut rest, mut parts) = (Rest(text), Parts::default());
    for piece in pieces(format).ok()? {
        match piece {
            Piece::Literal(c) => rest.literal(c)?,
            Piece::Field(field) => rest.field(field, &mut parts)?,
        }
    }
    rest.0.is_empty().then(|| parts.micros()).flatten()
}

impl Dates {
    pub(super) fn iso() -> Dates {
        Dates { formats: Vec::new() }
    }

    pub(super) fn check(&self) -> Result<(), String> {
        for format in &self.formats {
            let pieces = pieces(format)?;
            let has = |wanted: char| pieces.contains(&Piece::Field(wanted));
            if !has('Y') && !has('y') {
                return Err(format!("the format `{format}` without a year"));
            }
            if has('I') != has('p') || has('I') && has('H') {
                return Err(format!("the hours of the format `{format}`"));
            }
            let (month, of_year) = (has('m') || has('b') || has('B'), has('j'));
            if of_year && (month || has('d')) || has('d') && !month {
                return Err(format!("the days of the format `{format}`"));
            }
        }
        Ok(())
    }

    /// The form, for messages.
    pub(super) fn describe(&self) -> String {
        match self.formats.is_empty() {
            true => "a date or a date and time in ISO 8601 form".to_owned(),
            false => format!("a date like {}", crate::error::list(&self.formats)),
        }
    }

    /// The point in time of a text, in microseconds since 1970.
    pub(super) fn read(&self, text: &str) -> Option<i64> {
        match self.formats.is_empty() {
            true => time::parse(text).ok(),
            false => self.formats.iter().find_map(|format| read(format, text)),
        }
    }
}
