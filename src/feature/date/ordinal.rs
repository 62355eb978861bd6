//! Days counted.

use super::reading::{Reading, reading_setters};
use crate::artifact::{Refit, Stage};
use crate::data::time::{self, TimeError};
use crate::data::{Column, Table, Types};
use crate::error::Error;
use crate::feature::made::{check_made, dropped, with_made};
use crate::pipeline::per_column::{check_columns, columns_for};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Replaces points in time by the number of their day, counted from 0001-01-01 or from a day of choice.
///
/// Takes and gives a [`Table`]. The new columns stand at the right end, named `column_ordinal`: whole
/// numbers, 1 for the first day. The columns themselves are taken away, unless told otherwise. A missing
/// value stays missing.
///
/// # Formula
/// z = day(x) − day(start) + 1 in the proleptic Gregorian calendar, on the clock of a zone, by default
/// UTC.
///
/// # Learned state
/// The names of the columns.
///
/// # Determinism
/// Replay exact: whole numbers alone. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is of the types taken, when a new column would have the name of
/// another, and when a text is not a point in time; so does applying, by column and row.
///
/// # Source
/// `DatetimeOrdinal` of Feature-engine 1.9; `datetime.toordinal` of Python.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let at = steadfast::data::time::parse("2023-01-03").ok();
/// let table = Table::new().with("at", Column::Timestamp(vec![at]))?;
/// let days = DateOrdinal::new().since("2023-01-01")?.fit(&table, &())?.apply(&table)?;
/// assert_eq!(days.value(0, "at_ordinal"), Value::Integer(3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "DatetimeOrdinal")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateOrdinal {
    types: Types,
    reading: Reading,
    /// The day before the first, in days since 1970-01-01.
    before: i64,
    drop_sources: bool,
}

/// 0000-12-31, in days since 1970-01-01.
const BEFORE: i64 = -719_163;
const DAY: i64 = 86_400_000_000;
/// More days than an `i64` of microseconds has.
const MOST: i64 = 1 << 40;

impl Default for DateOrdinal {
    fn default() -> Self {
        DateOrdinal::new()
    }
}

impl DateOrdinal {
    /// The days of timestamp columns since 0001-01-01, which is day 1.
    #[must_use]
    pub fn new() -> DateOrdinal {
        let (types, reading) = (Types::TIMESTAMP, Reading::default());
        DateOrdinal { types, reading, before: BEFORE, drop_sources: true }
    }

    /// Counts from this day, which is day 1.
    ///
    /// # Errors
    /// When the text is not a date in ISO 8601 form.
    #[doc(alias = "start_date")]
    pub fn since(mut self, day: &str) -> Result<DateOrdinal, TimeError> {
        self.before = time::parse(day)?.div_euclid(DAY) - 1;
        Ok(self)
    }

    /// The types of column to count: timestamps, text, or both; by default timestamps.
    #[must_use]
    pub fn types(mut self, types: Types) -> DateOrdinal {
        self.types = types.and(Reading::TYPES);
        self
    }

    reading_setters!();

    /// Whether the columns themselves are taken away; by default yes.
    #[doc(alias = "drop_original")]
    #[must_use]
    pub fn drop_sources(mut self, drop: bool) -> DateOrdinal {
        self.drop_sources = drop;
        self
    }
}

/// A fitted [`DateOrdinal`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateCounter {
    recipe: DateOrdinal,
    state: DateCounterState,
    names: Arc<[Arc<str>]>,
}

/// What [`DateCounter`] stores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateCounterState {
    columns: Arc<[Arc<str>]>,
}

impl DateCounter {
    /// The columns it counts.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    fn of(recipe: DateOrdinal, state: DateCounterState) -> DateCounter {
        let names = state.columns.iter().map(|name| Arc::from(format!("{name}_ordinal"))).collect();
        DateCounter { recipe, state, names }
    }

    fn dropped(&self) -> &[Arc<str>] {
        dropped(&self.state.columns, self.recipe.drop_sources)
    }

    fn count(&self, x: &Table, name: &str) -> Result<Column, Error> {
        let walls = self.recipe.reading.walls(Self::KIND, x, name)?;
        let day = |days: i64| days - self.recipe.before;
        Ok(Column::Integer(walls.iter().map(|wall| wall.map(|wall| day(wall.days))).collect()))
    }
}

impl Pipeline for DateOrdinal {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        self.types
    }
}

impl<Y: ?Sized> Fit<Y> for DateOrdinal {
    type Fitted = DateCounter;

    fn fit(&self, x: &Table, _: &Y) -> Result<DateCounter, Error> {
        let columns = columns_for(DateCounter::KIND, x, self.types)?;
        let fitted = DateCounter::of(self.clone(), DateCounterState { columns });
        check_made(DateCounter::KIND, x, fitted.dropped(), fitted.names.iter())?;
        fitted.columns().iter().try_for_each(|name| fitted.count(x, name).map(|_| ()))?;
        Ok(fitted)
    }
}

impl Pipeline for DateCounter {
    type Input = Table;
    type Output = Table;
}

impl Apply for DateCounter {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let made = self.columns().iter().map(|name| self.count(x, name));
        let made = made.collect::<Result<Vec<_>, _>>()?;
        with_made(x, self.dropped(), self.names.iter().cloned().zip(made))
    }
}

impl Stage for DateCounter {
    const KIND: &'static str = "feature.date_ordinal";
    type Recipe = DateOrdinal;
    type State = DateCounterState;

    fn recipe(&self) -> &DateOrdinal {
        &self.recipe
    }

    fn state(&self) -> &DateCounterState {
        &self.state
    }

    fn restore(recipe: DateOrdinal, state: DateCounterState) -> Result<Self, String> {
        if !(-MOST..=MOST).contains(&recipe.before) {
            return Err(format!("it counts from day {}", recipe.before));
        }
        check_columns(&state.columns, &[])?;
        let stage = DateCounter::of(recipe, state);
        check_columns(&stage.names, &[])?;
        Ok(stage)
    }

    fn learn(recipe: &DateOrdinal, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let first = time::write((self.recipe.before + 1).saturating_mul(DAY));
        let day = first.split('T').next().unwrap_or_default();
        let line = |name: &Arc<str>| (name.to_string(), format!("days since {day}, which is 1"));
        self.columns().iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Value;

    /// Python: `date(1, 1, 1).toordinal()` is 1, `date(2023, 1, 1).toordinal()` is 738521.
    #[test]
    fn counts_as_python_does() -> Result<(), Error> {
        let x = Table::new().with(
            "t",
            Column::Text(
                [Some("0001-01-01T23:59:59"), Some("2023-01-01"), None].into_iter().collect(),
            ),
        )?;
        let recipe = DateOrdinal::new().types(Types::TEXT);
        let out = recipe.fit(&x, &())?.apply(&x)?;
        assert_eq!(
            out.column("t_ordinal")?.as_ref(),
            &Column::Integer(vec![Some(1), Some(738_521), None])
        );
        let since = recipe.since("2022-12-31T12:00").unwrap().drop_sources(false).fit(&x, &())?;
        assert_eq!(since.apply(&x)?.value(1, "t_ordinal"), Value::Integer(2));
        assert_eq!(since.report()[0].1, "days since 2022-12-31, which is 1");
        assert!(DateOrdinal::new().since("first of May").is_err());
        Ok(())
    }
}
