//! Time zones: how far a wall clock is from UTC, at every point in time.
//!
//! No zone is ever looked up in the machine: the offsets, and the points in time at which they change,
//! are part of the value, and so of the artifact it is stored in. A law that moves a clock changes no
//! stored model.

#[cfg(test)]
mod tests;
mod tzif;

use serde::{Deserialize, Serialize};

/// Why there is no such time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ZoneError {
    /// An offset that no clock on Earth has.
    #[error("an offset of {seconds} s is not within 25 hours of UTC")]
    Offset {
        /// Seconds east of UTC.
        seconds: i64,
    },
    /// Bytes that are not a time zone file.
    #[error("not a time zone file: {problem}")]
    File {
        /// What is wrong.
        problem: String,
    },
    /// Offsets and changes that do not fit together.
    #[error("a time zone {problem}")]
    State {
        /// What is wrong.
        problem: String,
    },
}

/// A wall clock: UTC, a fixed offset from it, or a zone with all its changes.
///
/// ```
/// use steadfast::data::TimeZone;
/// let india = TimeZone::fixed(5 * 3600 + 1800)?;
/// assert_eq!(india.offset_at(0), 19_800);
/// assert_eq!(india.to_string(), "+05:30");
/// assert_eq!(TimeZone::utc().offset_at(0), 0);
/// # Ok::<(), steadfast::data::ZoneError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ZoneState", into = "ZoneState")]
pub struct TimeZone {
    name: String,
    /// The offset before the first change.
    first: i32,
    /// When the offset changes, in seconds since 1970-01-01T00:00:00Z, ascending.
    changes: Vec<i64>,
    /// The offset from each change on, in seconds east of UTC.
    offsets: Vec<i32>,
}

/// The stored form of a [`TimeZone`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ZoneState {
    name: String,
    first: i32,
    changes: Vec<i64>,
    offsets: Vec<i32>,
}

/// The most changes one zone can have; the longest of the time zone database has some 400.
const MOST_CHANGES: usize = 1 << 14;

fn check_offset(seconds: i64) -> Result<i32, ZoneError> {
    match i32::try_from(seconds) {
        Ok(offset) if (-25 * 3600..=25 * 3600).contains(&offset) => Ok(offset),
        _ => Err(ZoneError::Offset { seconds }),
    }
}

impl TryFrom<ZoneState> for TimeZone {
    type Error = ZoneError;

    fn try_from(state: ZoneState) -> Result<TimeZone, ZoneError> {
        let ZoneState { name, first, changes, offsets } = state;
        let wrong = |problem: &str| ZoneError::State { problem: problem.to_owned() };
        if changes.len() != offsets.len() {
            return Err(wrong("has not one offset a change"));
        }
        if changes.len() > MOST_CHANGES {
            return Err(wrong("has more than 16,384 changes"));
        }
        if !changes.is_sorted_by(|a, b| a < b) {
            return Err(wrong("has changes that do not ascend"));
        }
        for &offset in offsets.iter().chain([&first]) {
            check_offset(offset.into())?;
        }
        Ok(TimeZone { name, first, changes, offsets })
    }
}

impl From<TimeZone> for ZoneState {
    fn from(zone: TimeZone) -> ZoneState {
        let TimeZone { name, first, changes, offsets } = zone;
        ZoneState { name, first, changes, offsets }
    }
}

impl Default for TimeZone {
    fn default() -> Self {
        TimeZone::utc()
    }
}

impl TimeZone {
    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> TimeZone {
        let name = "UTC".to_owned();
        TimeZone { name, first: 0, changes: Vec::new(), offsets: Vec::new() }
    }

    /// A clock that is always so many seconds east of UTC.
    ///
    /// # Errors
    /// When that is more than 25 hours.
    pub fn fixed(seconds: i32) -> Result<TimeZone, ZoneError> {
        let first = check_offset(seconds.into())?;
        let (sign, far) = (if first < 0 { '-' } else { '+' }, first.unsigned_abs());
        let mut name = format!("{sign}{:02}:{:02}", far / 3600, far / 60 % 60);
        if far % 60 != 0 {
            name.push_str(&format!(":{:02}", far % 60));
        }
        Ok(TimeZone { name, first, ..TimeZone::utc() })
    }

    /// The zone of a compiled time zone file (TZif, RFC 9636), such as those under
    /// `/usr/share/zoneinfo`, under a name of the caller's choice.
    ///
    /// The rule at the end of the file for the time after its last change is written out up to the
    /// year 2100; from then on the last offset stays. Files that count leap seconds are refused.
    ///
    /// # Errors
    /// When the bytes are not such a file, version 2 or later, to the last byte.
    pub fn from_tzif(name: impl Into<String>, bytes: &[u8]) -> Result<TimeZone, ZoneError> {
        let (first, changes) = tzif::read(bytes)?;
        let (changes, offsets) = changes.into_iter().unzip();
        ZoneState { name: name.into(), first, changes, offsets }.try_into()
    }

    /// The name: `UTC`, `+05:30`, or that of a zone.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many times the offset changes.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.changes.len()
    }

    /// How many seconds east of UTC the clock is at a point in time, given in microseconds since
    /// 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn offset_at(&self, micros: i64) -> i32 {
        let seconds = micros.div_euclid(1_000_000);
        let past = self.changes.partition_point(|change| *change <= seconds);
        let at = past.checked_sub(1).and_then(|at| self.offsets.get(at));
        at.copied().unwrap_or(self.first)
    }
}

impl std::fmt::Display for TimeZone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

/// By name: outlines and reports print recipes as they debug.
impl std::fmt::Debug for TimeZone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.changes.len() {
            0 => write!(f, "TimeZone({})", self.name),
            changes => write!(f, "TimeZone({}, {changes} changes)", self.name),
        }
    }
}
