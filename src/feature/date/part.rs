//! The parts of a point in time.

use crate::data::Column;
use crate::data::civil::{Wall, days_in_month, is_leap};
use serde::{Deserialize, Serialize};

/// A part of a date or time on a wall clock.
///
/// ```
/// use steadfast::feature::DatePart;
/// assert_eq!(DatePart::DayOfWeek.name(), "day_of_week");
/// assert_eq!(DatePart::ALL.len(), 20);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum DatePart {
    /// 1 to 12.
    Month,
    /// 1 to 4.
    Quarter,
    /// 1 to June, 2 from July.
    Semester,
    /// The year.
    Year,
    /// The week of ISO 8601, 1 to 53.
    Week,
    /// 0 for Monday to 6 for Sunday.
    DayOfWeek,
    /// 1 to 31.
    DayOfMonth,
    /// 1 to 366.
    DayOfYear,
    /// Whether it is Saturday or Sunday.
    Weekend,
    /// Whether it is the first day of a month.
    MonthStart,
    /// Whether it is the last day of a month.
    MonthEnd,
    /// Whether it is the first day of January, April, July or October.
    QuarterStart,
    /// Whether it is the last day of March, June, September or December.
    QuarterEnd,
    /// Whether it is 1 January.
    YearStart,
    /// Whether it is 31 December.
    YearEnd,
    /// Whether the year has a 29 February.
    LeapYear,
    /// 28 to 31.
    DaysInMonth,
    /// 0 to 23.
    Hour,
    /// 0 to 59.
    Minute,
    /// 0 to 59.
    Second,
}

impl DatePart {
    /// Every part, in the order of Feature-engine.
    pub const ALL: [DatePart; 20] = [
        DatePart::Month,
        DatePart::Quarter,
        DatePart::Semester,
        DatePart::Year,
        DatePart::Week,
        DatePart::DayOfWeek,
        DatePart::DayOfMonth,
        DatePart::DayOfYear,
        DatePart::Weekend,
        DatePart::MonthStart,
        DatePart::MonthEnd,
        DatePart::QuarterStart,
        DatePart::QuarterEnd,
        DatePart::YearStart,
        DatePart::YearEnd,
        DatePart::LeapYear,
        DatePart::DaysInMonth,
        DatePart::Hour,
        DatePart::Minute,
        DatePart::Second,
    ];

    /// The parts Feature-engine takes when none is named.
    pub const COMMON: [DatePart; 7] = [
        DatePart::Month,
        DatePart::Year,
        DatePart::DayOfWeek,
        DatePart::DayOfMonth,
        DatePart::Hour,
        DatePart::Minute,
        DatePart::Second,
    ];

    /// What a column of it is called after the name of its source and `_`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DatePart::Month => "month",
            DatePart::Quarter => "quarter",
            DatePart::Semester => "semester",
            DatePart::Year => "year",
            DatePart::Week => "week",
            DatePart::DayOfWeek => "day_of_week",
            DatePart::DayOfMonth => "day_of_month",
            DatePart::DayOfYear => "day_of_year",
            DatePart::Weekend => "weekend",
            DatePart::MonthStart => "month_start",
            DatePart::MonthEnd => "month_end",
            DatePart::QuarterStart => "quarter_start",
            DatePart::QuarterEnd => "quarter_end",
            DatePart::YearStart => "year_start",
            DatePart::YearEnd => "year_end",
            DatePart::LeapYear => "leap_year",
            DatePart::DaysInMonth => "days_in_month",
            DatePart::Hour => "hour",
            DatePart::Minute => "minute",
            DatePart::Second => "second",
        }
    }

    fn of(self, wall: &Wall) -> Cell {
        let date = wall.date;
        let last = date.day == days_in_month(date.year, date.month);
        match self {
            DatePart::Month => Cell::Number(date.month),
            DatePart::Quarter => Cell::Number((date.month + 2) / 3),
            DatePart::Semester => Cell::Number(if date.month <= 6 { 1 } else { 2 }),
            DatePart::Year => Cell::Number(date.year),
            DatePart::Week => Cell::Number(wall.week()),
            DatePart::DayOfWeek => Cell::Number(wall.weekday()),
            DatePart::DayOfMonth => Cell::Number(date.day),
            DatePart::DayOfYear => Cell::Number(wall.day_of_year()),
            DatePart::Weekend => Cell::Flag(wall.weekday() >= 5),
            DatePart::MonthStart => Cell::Flag(date.day == 1),
            DatePart::MonthEnd => Cell::Flag(last),
            DatePart::QuarterStart => Cell::Flag(date.day == 1 && date.month % 3 == 1),
            DatePart::QuarterEnd => Cell::Flag(last && date.month % 3 == 0),
            DatePart::YearStart => Cell::Flag(date.day == 1 && date.month == 1),
            DatePart::YearEnd => Cell::Flag(last && date.month == 12),
            DatePart::LeapYear => Cell::Flag(is_leap(date.year)),
            DatePart::DaysInMonth => Cell::Number(days_in_month(date.year, date.month)),
            DatePart::Hour => Cell::Number(wall.second / 3600),
            DatePart::Minute => Cell::Number(wall.second / 60 % 60),
            DatePart::Second => Cell::Number(wall.second % 60),
        }
    }

    /// What pandas makes of a missing time where it compares it: false, so that what is told by a
    /// comparison with something smaller comes out as the other.
    fn of_nothing(self) -> Option<Cell> {
        match self {
            DatePart::Semester => Some(Cell::Number(2)),
            DatePart::Weekend => Some(Cell::Flag(true)),
            _ if self.is_flag() => Some(Cell::Flag(false)),
            _ => None,
        }
    }

    /// Whether it is true or false, rather than a number.
    #[must_use]
    pub fn is_flag(self) -> bool {
        matches!(
            self,
            DatePart::Weekend
                | DatePart::MonthStart
                | DatePart::MonthEnd
                | DatePart::QuarterStart
                | DatePart::QuarterEnd
                | DatePart::YearStart
                | DatePart::YearEnd
                | DatePart::LeapYear
        )
    }

    /// The column of it.
    pub(super) fn column(self, walls: &[Option<Wall>], compare_missing: bool) -> Column {
        let nothing = if compare_missing { self.of_nothing() } else { None };
        let cells = walls.iter().map(|wall| wall.as_ref().map(|wall| self.of(wall)).or(nothing));
        if self.is_flag() {
            Column::Boolean(cells.map(|cell| cell.map(|cell| cell == Cell::Flag(true))).collect())
        } else {
            let number = |cell| match cell {
                Cell::Number(number) => number,
                Cell::Flag(flag) => i64::from(flag),
            };
            Column::Integer(cells.map(|cell| cell.map(number)).collect())
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Cell {
    Number(i64),
    Flag(bool),
}
