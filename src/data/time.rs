//! Points in time as text: a subset of ISO 8601 that holds RFC 3339, and microseconds since 1970.
//!
//! ```text
//! 2024-02-29                            midnight
//! 2024-02-29T12:30     2024-02-29 12:30:15     2024-02-29t12:30:15.25
//! ... then nothing (UTC), Z or z (UTC), or an offset: +02:00, -0530 or +02
//! +012024-02-29        a year of six digits and a sign, for years outside 0000 to 9999
//! ```
//!
//! The calendar is the proleptic Gregorian one; the year `0000` is 1 BC. A text without an offset
//! is taken as UTC: no time zone of the machine is ever asked. An offset is subtracted and
//! forgotten. ASCII spaces and tabs around the text do not count. Refused: fractions that are not
//! whole microseconds (zeros after the sixth digit are let pass), the leap second `:60`, `24:00`,
//! dates that do not exist, week and ordinal dates, and what lies outside `i64` microseconds
//! (about ±292,000 years).
//!
//! Written out, a point in time is `2024-02-29T12:30:15Z`, or with six digits of fraction
//! when it is not a whole second, and reads back to the same microsecond.
//!
//! ```
//! use steadfast::data::time;
//! assert_eq!(time::parse("1970-01-02"), Ok(86_400_000_000));
//! assert_eq!(time::parse("1970-01-01T01:00:00.5+01:00"), Ok(500_000));
//! assert_eq!(time::write(500_000), "1970-01-01T00:00:00.500000Z");
//! assert!(time::parse("2023-02-29").is_err());
//! ```

mod pattern;

pub use pattern::TimePattern;

use super::civil::{Date, days_in_month};
use super::number::trim;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// Why a text is not a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeError {
    /// Not in the form of a date or a date and time.
    #[error("not a date or a date and time in ISO 8601 form")]
    Syntax,
    /// In the form of one, with a month, day, hour, minute, second or offset that does not exist.
    #[error("no such date or time")]
    Range,
    /// Finer than a microsecond.
    #[error("finer than a microsecond")]
    Precision,
    /// Too far from 1970 for `i64` microseconds.
    #[error("too far from 1970")]
    Overflow,
    /// A pattern with a directive there is not, or with none.
    #[error("not a pattern of points in time")]
    Pattern,
}

/// The point in time a text stands for, in microseconds since 1970-01-01T00:00:00Z.
///
/// # Errors
/// When it is not of the form above, does not exist, or cannot be said in microseconds.
pub fn parse(text: &str) -> Result<i64, TimeError> {
    parse_with_offset(text).map(|(micros, _)| micros)
}

/// The point in time a text stands for, as [`parse`] gives it, and the offset written in the text, in
/// seconds east of UTC; 0 where none is written.
///
/// # Errors
/// Those of [`parse`].
///
/// ```
/// use steadfast::data::time;
/// assert_eq!(time::parse_with_offset("1970-01-01T01:00+01:00"), Ok((0, 3600)));
/// ```
pub fn parse_with_offset(text: &str) -> Result<(i64, i32), TimeError> {
    let mut rest = Rest(trim(text).as_bytes());
    let date = rest.date()?;
    let (mut micros, mut offset) = (0, 0);
    if !rest.0.is_empty() {
        if !rest.eat(b"Tt ") {
            return Err(TimeError::Syntax);
        }
        micros = rest.time()?;
        offset = rest.offset()?;
    }
    if !rest.0.is_empty() {
        return Err(TimeError::Syntax);
    }
    Ok((instant(date, micros - offset)?, (offset / SECOND) as i32))
}

/// Microseconds since 1970, of a date and the microseconds since its midnight in UTC.
fn instant(date: Date, micros: i64) -> Result<i64, TimeError> {
    let micros = i128::from(date.days()) * i128::from(DAY) + i128::from(micros);
    i64::try_from(micros).map_err(|_| TimeError::Overflow)
}

/// The text of a point in time, given in microseconds since 1970-01-01T00:00:00Z.
#[must_use]
pub fn write(micros: i64) -> String {
    let Date { year, month, day } = Date::of_days(micros.div_euclid(DAY));
    let (seconds, fraction) = (micros.rem_euclid(DAY) / SECOND, micros.rem_euclid(SECOND));
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut text = match year {
        0..=9999 => format!("{year:04}"),
        _ => format!("{year:+07}"),
    };
    text.push_str(&format!("-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"));
    if fraction != 0 {
        text.push_str(&format!(".{fraction:06}"));
    }
    text.push('Z');
    text
}

/// What is left to read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    /// Passes over one byte when it is one of these.
    fn eat(&mut self, any: &[u8]) -> bool {
        match self.0 {
            [first, rest @ ..] if any.contains(first) => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), TimeError> {
        if self.eat(&[byte]) { Ok(()) } else { Err(TimeError::Syntax) }
    }

    fn digits(&mut self, count: usize) -> Result<i64, TimeError> {
        let (digits, rest) = self.0.split_at_checked(count).ok_or(TimeError::Syntax)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(TimeError::Syntax);
        }
        self.0 = rest;
        Ok(digits.iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0')))
    }

    fn date(&mut self) -> Result<Date, TimeError> {
        let minus = self.0.starts_with(b"-");
        let signed = self.eat(b"+-");
        let year = self.digits(if signed { 6 } else { 4 })?;
        self.expect(b'-')?;
        let month = self.digits(2)?;
        self.expect(b'-')?;
        let day = self.digits(2)?;
        let year = if minus { -year } else { year };
        // `-000000` is the year 0 under a name nobody writes on purpose.
        if day == 0 || day > days_in_month(year, month) || minus && year == 0 {
            return Err(TimeError::Range);
        }
        Ok(Date { year, month, day })
    }

    /// Microseconds since midnight.
    fn time(&mut self) -> Result<i64, TimeError> {
        let hour = self.digits(2)?;
        self.expect(b':')?;
        let minute = self.digits(2)?;
        let mut second = 0;
        let mut micros = 0;
        if self.eat(b":") {
            second = self.digits(2)?;
            if self.eat(b".") {
                micros = self.fraction()?;
            }
        }
        if hour > 23 || minute > 59 || second > 59 {
            return Err(TimeError::Range);
        }
        Ok(((hour * 60 + minute) * 60 + second) * SECOND + micros)
    }

    fn fraction(&mut self) -> Result<i64, TimeError> {
        let count = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let kept = count.min(6);
        if kept == 0 {
            return Err(TimeError::Syntax);
        }
        let mut micros = self.digits(kept)?;
        for _ in kept..6 {
            micros *= 10;
        }
        for _ in kept..count {
            if self.digits(1)? != 0 {
                return Err(TimeError::Precision);
            }
        }
        Ok(micros)
    }

    /// Microseconds east of UTC.
    fn offset(&mut self) -> Result<i64, TimeError> {
        if self.0.is_empty() || self.eat(b"Zz") {
            return Ok(0);
        }
        let west = self.0.starts_with(b"-");
        if !self.eat(b"+-") {
            return Err(TimeError::Syntax);
        }
        let hours = self.digits(2)?;
        let minutes = if self.0.is_empty() {
            0
        } else {
            self.eat(b":");
            self.digits(2)?
        };
        if hours > 23 || minutes > 59 {
            return Err(TimeError::Range);
        }
        let micros = (hours * 60 + minutes) * 60 * SECOND;
        Ok(if west { -micros } else { micros })
    }
}

#[cfg(test)]
mod tests;
