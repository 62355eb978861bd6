//! The compiled time zone file, as RFC 9636 writes it down.

use super::ZoneError;
use crate::data::civil::{Date, days_in_month, is_leap};

/// The year up to whose end the rule of the footer is written out.
const LAST_YEAR: i64 = 2100;
/// The first year a rule speaks of in a file that has no change before it.
const FIRST_YEAR: i64 = 1900;
const DAY: i64 = 86_400;

/// A point in time in seconds, and the offset from then on.
type Change = (i64, i32);

fn wrong(problem: &str) -> ZoneError {
    ZoneError::File { problem: problem.to_owned() }
}

/// The offset before the first change, and the changes.
pub(super) fn read(bytes: &[u8]) -> Result<(i32, Vec<Change>), ZoneError> {
    let mut rest = Rest(bytes);
    let first = rest.header()?;
    if first.version == 0 {
        return Err(wrong("it is of version 1, whose times end in 2038"));
    }
    // What version 1 reads: the same zone, cut short.
    rest.take(first.length(4).ok_or_else(|| wrong("its counts overflow"))?)?;
    let header = rest.header()?;
    if header.version != first.version {
        return Err(wrong("its two headers are of two versions"));
    }
    let (before, mut changes) = rest.data(&header)?;
    let footer = rest.footer()?;
    let rule = Rule::parse(footer)?;
    let first = match &rule {
        Some(rule) if changes.is_empty() => rule.standard,
        _ => before,
    };
    if let Some(rule) = rule {
        rule.extend(&mut changes);
    }
    // A change to the offset there already is, of name or of kind alone, moves no clock.
    let mut offset = first;
    changes.retain(|change| std::mem::replace(&mut offset, change.1) != change.1);
    Ok((first, changes))
}

/// The counts of a header.
struct Header {
    version: u8,
    utc_marks: usize,
    standard_marks: usize,
    leaps: usize,
    times: usize,
    types: usize,
    letters: usize,
}

impl Header {
    /// How many bytes the data after it has, whose times are so wide.
    fn length(&self, width: usize) -> Option<usize> {
        let parts = [
            self.times.checked_mul(width + 1)?,
            self.types.checked_mul(6)?,
            self.letters,
            self.leaps.checked_mul(width + 4)?,
            self.standard_marks,
            self.utc_marks,
        ];
        parts.iter().try_fold(0usize, |total, part| total.checked_add(*part))
    }
}

/// What is left to read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], ZoneError> {
        let (taken, rest) =
            self.0.split_at_checked(count).ok_or_else(|| wrong("it ends too early"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn count(&mut self) -> Result<usize, ZoneError> {
        let bytes = self.take(4)?.first_chunk::<4>().copied().unwrap_or_default();
        usize::try_from(u32::from_be_bytes(bytes)).map_err(|_| wrong("its counts overflow"))
    }

    fn header(&mut self) -> Result<Header, ZoneError> {
        if self.take(4)? != b"TZif" {
            return Err(wrong("it does not begin with `TZif`"));
        }
        let version = match self.take(16)?.first() {
            Some(0) => 0,
            Some(version @ b'2'..=b'4') => *version,
            _ => return Err(wrong("it is of no version from 1 to 4")),
        };
        Ok(Header {
            version,
            utc_marks: self.count()?,
            standard_marks: self.count()?,
            leaps: self.count()?,
            times: self.count()?,
            types: self.count()?,
            letters: self.count()?,
        })
    }

    /// The offset before the first change, and the changes.
    fn data(&mut self, header: &Header) -> Result<(i32, Vec<Change>), ZoneError> {
        let length = header.length(8).ok_or_else(|| wrong("its counts overflow"))?;
        if self.0.len() < length {
            return Err(wrong("it ends too early"));
        }
        if header.leaps != 0 {
            return Err(wrong("it counts leap seconds, which points in time here do not"));
        }
        let times = self.take(8 * header.times)?;
        let kinds = self.take(header.times)?;
        let types = self.take(6 * header.types)?;
        self.take(header.letters + header.standard_marks + header.utc_marks)?;
        let (types, _) = types.as_chunks::<6>();
        let offset = |kind: usize| {
            let [a, b, c, d, ..] = *types.get(kind).ok_or_else(|| wrong("a type is not there"))?;
            super::check_offset(i64::from(i32::from_be_bytes([a, b, c, d])))
        };
        let before = offset(0)?;
        let (times, _) = times.as_chunks::<8>();
        let times = times.iter().map(|time| i64::from_be_bytes(*time));
        let changes = times.zip(kinds).map(|(time, kind)| Ok((time, offset(usize::from(*kind))?)));
        let changes = changes.collect::<Result<Vec<Change>, ZoneError>>()?;
        if !changes.is_sorted_by(|a, b| a.0 < b.0) {
            return Err(wrong("its changes do not ascend"));
        }
        Ok((before, changes))
    }

    fn footer(&mut self) -> Result<&'a str, ZoneError> {
        match self.0 {
            [b'\n', rule @ .., b'\n'] if rule.is_ascii() && !rule.contains(&b'\n') => {
                std::str::from_utf8(rule).map_err(|_| wrong("its last line is not a rule"))
            }
            _ => Err(wrong("it does not end with a line for the rule")),
        }
    }
}

/// The rule for the time after the last change: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct Rule {
    standard: i32,
    summer: Option<Summer>,
}

/// Summer time: its offset, and the days and local times at which it begins and ends.
struct Summer {
    offset: i32,
    begin: (Day, i64),
    end: (Day, i64),
}

/// A day of the year.
enum Day {
    /// `Jn`: from 1, 29 February not counted.
    Counted(i64),
    /// `n`: from 0, 29 February counted.
    Zero(i64),
    /// `Mm.w.d`: the d-th weekday, Sunday being 0, for the w-th time; 5 is the last time.
    Weekday(i64, i64, i64),
}

impl Day {
    /// Days since 1970-01-01.
    fn of(&self, year: i64) -> i64 {
        let first = Date { year, month: 1, day: 1 }.days();
        match *self {
            Day::Counted(n) => first + n - 1 + i64::from(is_leap(year) && n >= 60),
            Day::Zero(n) => first + n,
            Day::Weekday(month, week, weekday) => {
                let first = Date { year, month, day: 1 }.days();
                // 1970-01-01 was a Thursday.
                let to = (weekday - (first + 4)).rem_euclid(7);
                let last = days_in_month(year, month) - 1;
                let day = to + 7 * (week - 1);
                first + if day > last { day - 7 } else { day }
            }
        }
    }
}

impl Rule {
    fn parse(text: &str) -> Result<Option<Rule>, ZoneError> {
        if text.is_empty() {
            return Ok(None);
        }
        let mut rest = Text(text.as_bytes());
        let rule = rest.rule().filter(|_| rest.0.is_empty());
        let rule = rule.ok_or_else(|| wrong(&format!("`{text}` is not a rule")))?;
        super::check_offset(rule.standard.into())?;
        if let Some(summer) = &rule.summer {
            super::check_offset(summer.offset.into())?;
        }
        Ok(Some(rule))
    }

    /// Adds the changes after the last there is.
    fn extend(&self, changes: &mut Vec<Change>) {
        let last = changes.last().map(|change| change.0);
        let Some(summer) = &self.summer else {
            return;
        };
        let year = last.map_or(FIRST_YEAR, |last| Date::of_days(last.div_euclid(DAY)).year);
        let mut made: Vec<Change> = Vec::new();
        for year in year.clamp(FIRST_YEAR, LAST_YEAR + 1)..=LAST_YEAR {
            let at = |(day, time): &(Day, i64), offset: i32| {
                day.of(year) * DAY + time - i64::from(offset)
            };
            made.push((at(&summer.begin, self.standard), summer.offset));
            made.push((at(&summer.end, summer.offset), self.standard));
        }
        made.retain(|change| last.is_none_or(|last| change.0 > last));
        // Where summer time ends as the next begins, it goes on.
        made.sort_by_key(|change| (change.0, change.1 == summer.offset));
        for change in made {
            match changes.last_mut() {
                Some(before) if before.0 == change.0 => *before = change,
                _ => changes.push(change),
            }
        }
    }
}

/// What is left of a rule.
struct Text<'a>(&'a [u8]);

impl Text<'_> {
    fn eat(&mut self, byte: u8) -> Option<()> {
        let (first, rest) = self.0.split_first()?;
        (*first == byte).then(|| self.0 = rest)
    }

    fn name(&mut self) -> Option<()> {
        let quoted = self.eat(b'<').is_some();
        let in_name = |byte: &u8| {
            byte.is_ascii_alphabetic()
                || quoted && (byte.is_ascii_digit() || matches!(byte, b'+' | b'-'))
        };
        let length = self.0.iter().take_while(|byte| in_name(byte)).count();
        self.0 = self.0.get(length..)?;
        if quoted {
            self.eat(b'>')?;
        }
        (length >= 3).then_some(())
    }

    fn number(&mut self, most: i64) -> Option<i64> {
        let length = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(length)?;
        if !(1..=3).contains(&length) {
            return None;
        }
        self.0 = rest;
        let value = digits.iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
        (value <= most).then_some(value)
    }

    /// `[+-]h[:mm[:ss]]` in seconds.
    fn time(&mut self, hours: i64) -> Option<i64> {
        let minus = self.eat(b'-').is_some();
        if !minus {
            let _ = self.eat(b'+');
        }
        let mut seconds = 3600 * self.number(hours)?;
        if self.eat(b':').is_some() {
            seconds += 60 * self.number(59)?;
            if self.eat(b':').is_some() {
                seconds += self.number(59)?;
            }
        }
        Some(if minus { -seconds } else { seconds })
    }

    fn day(&mut self) -> Option<Day> {
        if self.eat(b'J').is_some() {
            return self.number(365).filter(|n| *n >= 1).map(Day::Counted);
        }
        if self.eat(b'M').is_none() {
            return self.number(365).map(Day::Zero);
        }
        let month = self.number(12).filter(|n| *n >= 1)?;
        self.eat(b'.')?;
        let week = self.number(5).filter(|n| *n >= 1)?;
        self.eat(b'.')?;
        Some(Day::Weekday(month, week, self.number(6)?))
    }

    /// A day and the local time on it.
    fn change(&mut self) -> Option<(Day, i64)> {
        self.eat(b',')?;
        let day = self.day()?;
        let time = if self.eat(b'/').is_some() { self.time(167)? } else { 2 * 3600 };
        Some((day, time))
    }

    fn rule(&mut self) -> Option<Rule> {
        self.name()?;
        // Here offsets are counted to the west.
        let west = i32::try_from(self.time(24)?).ok()?;
        let standard = -west;
        if self.0.is_empty() {
            return Some(Rule { standard, summer: None });
        }
        self.name()?;
        let offset = match self.0.first() {
            Some(b',') => standard + 3600,
            _ => -i32::try_from(self.time(24)?).ok()?,
        };
        let summer = Summer { offset, begin: self.change()?, end: self.change()? };
        Some(Rule { standard, summer: Some(summer) })
    }
}
