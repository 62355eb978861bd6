//! Points in time written another way than ISO 8601: day first, names of months, two-digit years.

use super::{SECOND, TimeError, instant};
use crate::data::civil::{Date, days_in_month, is_leap};
use serde::{Deserialize, Serialize};

/// How points in time are written, as a pattern of `strptime`: `%d/%m/%Y %H:%M`.
///
/// | directive | reads |
/// |---|---|
/// | `%Y` `%y` | the year: four digits; two, where 69 to 99 are 1969 to 1999 and 00 to 68 are 2000 to 2068 |
/// | `%m` `%b` `%B` | the month: one or two digits; its English name, short or long, in any case |
/// | `%d` `%j` | the day of the month, one or two digits; the day of the year, one to three |
/// | `%H` `%I` `%p` | the hour from 0 to 23; from 1 to 12, with `AM` or `PM` in any case |
/// | `%M` `%S` `%f` | minute and second, one or two digits; the fraction of a second, one to six |
/// | `%a` `%A` | the English name of the weekday, which is not checked |
/// | `%z` | an offset: `Z`, `+02`, `+0200` or `+02:00`, subtracted |
/// | `%F` `%D` `%T` `%R` | `%Y-%m-%d`, `%m/%d/%y`, `%H:%M:%S`, `%H:%M` |
/// | `%%` | a per cent sign |
///
/// A space stands for one or more spaces and tabs; any other character for itself. What is not written
/// is 1900-01-01T00:00:00Z.
///
/// ```
/// use steadfast::data::time::{self, TimePattern};
/// let pattern = TimePattern::new("%d %b %Y, %I:%M %p")?;
/// assert_eq!(pattern.parse("1 Mar 2024, 2:30 pm"), time::parse("2024-03-01T14:30"));
/// # Ok::<(), time::TimeError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimePattern {
    text: String,
    items: Vec<Item>,
}

/// By its text.
impl std::fmt::Debug for TimePattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Space,
    Letter(char),
    Directive(char),
}

/// The longest pattern.
const LONGEST: usize = 256;
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
const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl From<TimePattern> for String {
    fn from(pattern: TimePattern) -> String {
        pattern.text
    }
}

impl TryFrom<String> for TimePattern {
    type Error = TimeError;

    fn try_from(text: String) -> Result<TimePattern, TimeError> {
        let mut items = Vec::new();
        let mut letters = text.trim_matches([' ', '\t']).chars();
        while let Some(letter) = letters.next() {
            match letter {
                ' ' | '\t' if items.last() == Some(&Item::Space) => {}
                ' ' | '\t' => items.push(Item::Space),
                '%' => match letters.next() {
                    Some('%') => items.push(Item::Letter('%')),
                    Some('F') => items.extend(spelled("Y-m-d")),
                    Some('D') => items.extend(spelled("m/d/y")),
                    Some('T') => items.extend(spelled("H:M:S")),
                    Some('R') => items.extend(spelled("H:M")),
                    Some(d) if "YymbBdjHIpMSfaAz".contains(d) => items.push(Item::Directive(d)),
                    _ => return Err(TimeError::Pattern),
                },
                _ => items.push(Item::Letter(letter)),
            }
        }
        if text.len() > LONGEST || !items.iter().any(|item| matches!(item, Item::Directive(_))) {
            return Err(TimeError::Pattern);
        }
        Ok(TimePattern { text, items })
    }
}

/// Directives in letters, with what stands between them.
fn spelled(text: &str) -> impl Iterator<Item = Item> {
    let item = |letter: char| match letter.is_ascii_alphabetic() {
        true => Item::Directive(letter),
        false => Item::Letter(letter),
    };
    text.chars().map(item)
}

impl TimePattern {
    /// The pattern of a text.
    ///
    /// # Errors
    /// [`TimeError::Pattern`] when it holds a directive that is not in the table, none at all, or more
    /// than 256 bytes.
    pub fn new(text: impl Into<String>) -> Result<TimePattern, TimeError> {
        text.into().try_into()
    }

    /// The point in time a text written so stands for, in microseconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// When the text is not written so, or there is no such time.
    pub fn parse(&self, text: &str) -> Result<i64, TimeError> {
        self.parse_with_offset(text).map(|(micros, _)| micros)
    }

    /// The same, and the offset written in the text, in seconds east of UTC.
    ///
    /// # Errors
    /// Those of [`parse`](Self::parse).
    pub fn parse_with_offset(&self, text: &str) -> Result<(i64, i32), TimeError> {
        let mut rest = Rest(text.trim_matches([' ', '\t']));
        let mut found = Found::default();
        for item in &self.items {
            match *item {
                Item::Space => rest.spaces()?,
                Item::Letter(letter) => rest.letter(letter)?,
                Item::Directive(directive) => found.read(directive, &mut rest)?,
            }
        }
        if !rest.0.is_empty() {
            return Err(TimeError::Syntax);
        }
        found.instant()
    }
}

/// What is left to read.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn letter(&mut self, letter: char) -> Result<(), TimeError> {
        self.0 = self.0.strip_prefix(letter).ok_or(TimeError::Syntax)?;
        Ok(())
    }

    fn spaces(&mut self) -> Result<(), TimeError> {
        let rest = self.0.trim_start_matches([' ', '\t']);
        if rest.len() == self.0.len() {
            return Err(TimeError::Syntax);
        }
        self.0 = rest;
        Ok(())
    }

    /// The digits, and how many.
    fn digits(&mut self, least: usize, most: usize) -> Result<(i64, usize), TimeError> {
        let digits = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        if digits < least {
            return Err(TimeError::Syntax);
        }
        let (number, rest) = self.0.split_at(digits);
        self.0 = rest;
        let value = number.bytes().fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
        Ok((value, digits))
    }

    fn number(&mut self, most: usize) -> Result<i64, TimeError> {
        self.digits(1, most).map(|(number, _)| number)
    }

    /// Which of the names comes, in any case; short names have three letters.
    fn name(&mut self, names: &[&str], short: bool) -> Result<i64, TimeError> {
        for (at, name) in names.iter().enumerate() {
            let length = if short { 3 } else { name.len() };
            let (word, rest) = match (self.0.get(..length), self.0.get(length..)) {
                (Some(word), Some(rest)) => (word, rest),
                _ => continue,
            };
            if name.get(..length).is_some_and(|name| name.eq_ignore_ascii_case(word)) {
                self.0 = rest;
                return i64::try_from(at).map_err(|_| TimeError::Range);
            }
        }
        Err(TimeError::Syntax)
    }

    /// Seconds east of UTC.
    fn offset(&mut self) -> Result<i64, TimeError> {
        if let Some(rest) = self.0.strip_prefix(['Z', 'z']) {
            self.0 = rest;
            return Ok(0);
        }
        let west = self.0.starts_with('-');
        self.0 = self.0.strip_prefix(['+', '-']).ok_or(TimeError::Syntax)?;
        let (hours, _) = self.digits(2, 2)?;
        let after = self.0.strip_prefix(':').unwrap_or(self.0);
        let mut minutes = 0;
        if after.bytes().take(2).filter(u8::is_ascii_digit).count() == 2 {
            self.0 = after;
            minutes = self.digits(2, 2)?.0;
        }
        if hours > 23 || minutes > 59 {
            return Err(TimeError::Range);
        }
        let seconds = hours * 3600 + minutes * 60;
        Ok(if west { -seconds } else { seconds })
    }
}

/// What was read so far.
struct Found {
    year: i64,
    month: i64,
    day: i64,
    day_of_year: Option<i64>,
    hour: i64,
    afternoon: Option<bool>,
    minute: i64,
    second: i64,
    micros: i64,
    offset: i64,
}

impl Default for Found {
    fn default() -> Self {
        Found {
            year: 1900,
            month: 1,
            day: 1,
            day_of_year: None,
            hour: 0,
            afternoon: None,
            minute: 0,
            second: 0,
            micros: 0,
            offset: 0,
        }
    }
}

impl Found {
    fn read(&mut self, directive: char, rest: &mut Rest<'_>) -> Result<(), TimeError> {
        match directive {
            'Y' => self.year = rest.digits(4, 4)?.0,
            'y' => {
                let (year, _) = rest.digits(2, 2)?;
                self.year = if year < 69 { 2000 + year } else { 1900 + year };
            }
            'm' => self.month = rest.number(2)?,
            'b' => self.month = rest.name(&MONTHS, true)? + 1,
            'B' => self.month = rest.name(&MONTHS, false)? + 1,
            'd' => self.day = rest.number(2)?,
            'j' => self.day_of_year = Some(rest.number(3)?),
            'H' => self.hour = rest.number(2)?,
            'I' => {
                let hour = rest.number(2)?;
                if !(1..=12).contains(&hour) {
                    return Err(TimeError::Range);
                }
                self.hour = hour % 12;
                self.afternoon = self.afternoon.or(Some(false));
            }
            'p' => self.afternoon = Some(rest.name(&["am", "pm"], false)? == 1),
            'M' => self.minute = rest.number(2)?,
            'S' => self.second = rest.number(2)?,
            'f' => {
                let (fraction, digits) = rest.digits(1, 6)?;
                self.micros = (digits..6).fold(fraction, |micros, _| micros * 10);
            }
            'a' => drop(rest.name(&DAYS, true)?),
            'A' => drop(rest.name(&DAYS, false)?),
            'z' => self.offset = rest.offset()?,
            _ => return Err(TimeError::Pattern),
        }
        Ok(())
    }

    fn instant(self) -> Result<(i64, i32), TimeError> {
        let Found { year, month, day, hour, minute, second, micros, offset, .. } = self;
        let mut date = Date { year, month, day };
        if day == 0 || day > days_in_month(year, month) || hour > 23 || minute > 59 || second > 59 {
            return Err(TimeError::Range);
        }
        if let Some(of_year) = self.day_of_year {
            if !(1..=365 + i64::from(is_leap(year))).contains(&of_year) {
                return Err(TimeError::Range);
            }
            let first = Date { year, month: 1, day: 1 }.days();
            date = Date::of_days(first + of_year - 1);
        }
        let hour = match self.afternoon {
            Some(true) if hour < 12 => hour + 12,
            _ => hour,
        };
        let seconds = (hour * 60 + minute) * 60 + second - offset;
        Ok((instant(date, seconds * SECOND + micros)?, offset as i32))
    }
}

#[cfg(test)]
mod tests;
