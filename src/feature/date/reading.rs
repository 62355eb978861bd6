//! Cells as points in time, and the clock to read them on.

use crate::data::civil::Wall;
use crate::data::time::{self, TimePattern};
use crate::data::{Column, Table, TimeZone, Types};
use crate::error::{Error, RowError, clip};
use crate::pipeline::per_column::wrong_type;
use serde::{Deserialize, Serialize};

/// The wall clock whose hours and days are meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Clock {
    /// That of a zone.
    Zone(TimeZone),
    /// That of the text itself, whatever its offset; UTC for points in time.
    Written,
}

/// How cells are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reading {
    pub(super) clock: Clock,
    pub(super) pattern: Option<TimePattern>,
}

impl Default for Reading {
    fn default() -> Self {
        Reading { clock: Clock::Zone(TimeZone::utc()), pattern: None }
    }
}

/// A point in time and the offset of the clock then, in microseconds and seconds.
pub(super) type Instant = (i64, i32);

impl Reading {
    /// The columns that can be read.
    pub(super) const TYPES: Types = Types::TIMESTAMP.or(Types::TEXT);

    fn expected(&self) -> String {
        match &self.pattern {
            None => "a date or a date and time in ISO 8601 form".to_owned(),
            Some(pattern) => format!("a date or time written {pattern:?}"),
        }
    }

    fn text(&self, text: &str) -> Option<Instant> {
        let read = match &self.pattern {
            None => time::parse_with_offset(text),
            Some(pattern) => pattern.parse_with_offset(text),
        };
        read.ok().map(|(micros, offset)| (micros, self.offset(micros, offset)))
    }

    fn offset(&self, micros: i64, written: i32) -> i32 {
        match &self.clock {
            Clock::Zone(zone) => zone.offset_at(micros),
            Clock::Written => written,
        }
    }

    /// The cells of a column; `None` where they are missing.
    pub(super) fn instants(
        &self,
        stage: &str,
        x: &Table,
        name: &str,
    ) -> Result<Vec<Option<Instant>>, Error> {
        match &**x.column(name)? {
            Column::Timestamp(rows) => {
                let instant = |micros: i64| (micros, self.offset(micros, 0));
                Ok(rows.iter().map(|row| row.map(instant)).collect())
            }
            Column::Text(rows) => {
                let levels: Vec<Option<Instant>> =
                    rows.levels().iter().map(|level| self.text(level)).collect();
                let cell = |(row, &code): (usize, &u32)| match levels.get(code as usize) {
                    None => Ok(None),
                    Some(Some(instant)) => Ok(Some(*instant)),
                    Some(None) => Err(RowError {
                        stage: stage.to_owned(),
                        column: name.to_owned(),
                        row: Some(row),
                        expected: self.expected(),
                        found: format!("`{}`", clip(rows.get(row).unwrap_or_default())),
                    }
                    .into()),
                };
                rows.codes().iter().enumerate().map(cell).collect()
            }
            column => Err(wrong_type(name, Self::TYPES, column)),
        }
    }

    /// Refuses what [`instants`](Self::instants) refuses, without keeping what is read.
    pub(super) fn check(&self, stage: &str, x: &Table, name: &str) -> Result<(), Error> {
        match &**x.column(name)? {
            Column::Timestamp(_) => Ok(()),
            _ => self.instants(stage, x, name).map(|_| ()),
        }
    }

    /// The same on the wall clock.
    pub(super) fn walls(
        &self,
        stage: &str,
        x: &Table,
        name: &str,
    ) -> Result<Vec<Option<Wall>>, Error> {
        let wall = |(micros, offset): Instant| Wall::of(micros, offset);
        Ok(self.instants(stage, x, name)?.into_iter().map(|cell| cell.map(wall)).collect())
    }
}

/// The setters of a recipe with a field `reading`.
macro_rules! reading_setters {
    () => {
        /// The zone on whose clock times are read; by default UTC. A text without an offset is a time in
        /// UTC.
        #[must_use]
        pub fn zone(mut self, zone: $crate::data::TimeZone) -> Self {
            self.reading.clock = super::reading::Clock::Zone(zone);
            self
        }

        /// Reads each text on its own clock, as it is written, whatever its offset from UTC.
        #[must_use]
        pub fn as_written(mut self) -> Self {
            self.reading.clock = super::reading::Clock::Written;
            self
        }

        /// How text columns are written; by default in ISO 8601 form.
        #[doc(alias = "format")]
        #[doc(alias = "dayfirst")]
        #[must_use]
        pub fn pattern(mut self, pattern: $crate::data::time::TimePattern) -> Self {
            self.reading.pattern = Some(pattern);
            self
        }
    };
}
pub(super) use reading_setters;
