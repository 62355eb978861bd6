//! Days and dates of the proleptic Gregorian calendar, by integer rules alone.
//!
//! The year is taken to begin in March, so that the leap day is its last, and 400 years are one
//! cycle of 146,097 days: then no table of months is needed.
//! Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013).

/// Days in 400 years.
const ERA: i64 = 146_097;
/// From the first of March of the year 0 to 1970-01-01.
const EPOCH: i64 = 719_468;

/// A date of the proleptic Gregorian calendar; the year 0 is 1 BC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Date {
    pub(crate) year: i64,
    /// 1 to 12.
    pub(crate) month: i64,
    /// 1 to 31.
    pub(crate) day: i64,
}

/// Whether a year has a 29 February.
pub(crate) fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// How many days a month has; 0 when there is no such month.
pub(crate) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

impl Date {
    /// Days since 1970-01-01. The date is one that exists, its year within ±10⁹.
    pub(crate) fn days(self) -> i64 {
        let from_march = (self.month + 9) % 12;
        let year = self.year - i64::from(self.month <= 2);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * from_march + 2) / 5 + self.day - 1;
        year.div_euclid(400) * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH
    }

    /// The date so many days after 1970-01-01. At most 10¹² days away from it.
    pub(crate) fn of_days(days: i64) -> Date {
        let days = days + EPOCH;
        let in_era = days.rem_euclid(ERA);
        // Leap days met so far are taken out, to leave years of 365.
        let of_era = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
        let of_year = in_era - (365 * of_era + of_era / 4 - of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let month = (from_march + 2) % 12 + 1;
        Date {
            year: days.div_euclid(ERA) * 400 + of_era + i64::from(month <= 2),
            month,
            day: of_year - (153 * from_march + 2) / 5 + 1,
        }
    }
}

/// A point in time on a wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wall {
    pub(crate) date: Date,
    /// Days since 1970-01-01.
    pub(crate) days: i64,
    /// Seconds since midnight.
    pub(crate) second: i64,
}

impl Wall {
    /// So many microseconds since 1970 in UTC, on a clock so many seconds east of it.
    pub(crate) fn of(micros: i64, offset: i32) -> Wall {
        // Seconds of an `i64` of microseconds leave room for any offset.
        let seconds = micros.div_euclid(1_000_000) + i64::from(offset);
        let days = seconds.div_euclid(86_400);
        Wall { date: Date::of_days(days), days, second: seconds.rem_euclid(86_400) }
    }

    /// 0 for Monday to 6 for Sunday.
    pub(crate) fn weekday(&self) -> i64 {
        // 1970-01-01 was a Thursday.
        (self.days + 3).rem_euclid(7)
    }

    /// 1 to 366.
    pub(crate) fn day_of_year(&self) -> i64 {
        self.days - Date { month: 1, day: 1, ..self.date }.days() + 1
    }

    /// The week of ISO 8601, 1 to 53: that of the year in which its Thursday is.
    pub(crate) fn week(&self) -> i64 {
        let thursday = self.days - self.weekday() + 3;
        let first = Date { year: Date::of_days(thursday).year, month: 1, day: 1 }.days();
        (thursday - first) / 7 + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_thousand_years_follows_the_one_before() {
        let mut date = Date { year: -2000, month: 1, day: 1 };
        let first = date.days();
        // Counting by the calendar's own rule is the oracle.
        for days in first..first + 4000 * 366 {
            assert_eq!(date.days(), days, "{date:?}");
            assert_eq!(Date::of_days(days), date);
            date.day += 1;
            if date.day > days_in_month(date.year, date.month) {
                date = Date { day: 1, month: date.month + 1, ..date };
            }
            if date.month > 12 {
                date = Date { month: 1, year: date.year + 1, ..date };
            }
        }
        assert_eq!(Date { year: 1970, month: 1, day: 1 }.days(), 0);
    }
}
