//! Time between two points.

use super::reading::{Reading, reading_setters};
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types};
use crate::error::{Error, list};
use crate::exact::NAN;
use crate::feature::made::{bad_parameter, check_made, with_made};
use crate::pipeline::per_column::check_columns;
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What time is measured in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum TimeUnit {
    /// The mean year of the Gregorian calendar: 365.2425 days.
    Years,
    /// A twelfth of that: 30.436875 days.
    Months,
    /// 7 days.
    Weeks,
    /// 24 hours.
    #[default]
    Days,
    /// 3,600 seconds.
    Hours,
    /// 60 seconds.
    Minutes,
    /// Seconds.
    Seconds,
    /// Thousandths of a second.
    Milliseconds,
    /// Millionths of a second.
    Microseconds,
    /// Thousand-millionths of a second.
    Nanoseconds,
}

impl TimeUnit {
    /// So many microseconds in the unit.
    fn measure(self, micros: i128) -> f64 {
        const SECOND: i128 = 1_000_000;
        let (times, unit) = match self {
            TimeUnit::Years => (1, 31_556_952 * SECOND),
            TimeUnit::Months => (1, 2_629_746 * SECOND),
            TimeUnit::Weeks => (1, 7 * 86_400 * SECOND),
            TimeUnit::Days => (1, 86_400 * SECOND),
            TimeUnit::Hours => (1, 3600 * SECOND),
            TimeUnit::Minutes => (1, 60 * SECOND),
            TimeUnit::Seconds => (1, SECOND),
            TimeUnit::Milliseconds => (1, 1000),
            TimeUnit::Microseconds => (1, 1),
            TimeUnit::Nanoseconds => (1000, 1),
        };
        #[expect(clippy::cast_precision_loss, reason = "documented: each side to the nearest f64")]
        let (micros, unit) = ((micros * times) as f64, unit as f64);
        micros / unit
    }
}

/// Adds the time from some points in time to others.
///
/// Takes and gives a [`Table`]. For each reference in turn, and each column, the new column
/// `column_sub_reference` stands at the right end. Columns of timestamps and of text are read; what is
/// missing on either side is missing.
///
/// # Formula
/// z = (column − reference) / unit: both in microseconds, each rounded to the nearest `f64` before the
/// division; exactly rounded as a whole up to 285 years.
///
/// # Learned state
/// Nothing.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when a column is not there or is of another type, when a new column would have the name
/// of another, and when a text is not a point in time; so does applying, by column and row.
///
/// # Source
/// `DatetimeSubtraction` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let at = |text| vec![steadfast::data::time::parse(text).ok()];
/// let table = Table::new()
///     .with("out", Column::Timestamp(at("2024-03-01T12:00")))?
///     .with("in", Column::Timestamp(at("2024-02-28")))?;
/// let stays = DateDifference::new(["out"], ["in"]).fit(&table, &())?.apply(&table)?;
/// assert_eq!(stays.value(0, "out_sub_in"), Value::Real(2.5));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "DatetimeSubtraction")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateDifference {
    columns: Vec<Arc<str>>,
    references: Vec<Arc<str>>,
    names: Vec<Arc<str>>,
    unit: TimeUnit,
    reading: Reading,
    drop_sources: bool,
}

impl DateDifference {
    /// The days from each reference to each column.
    #[must_use]
    pub fn new<A: Into<Arc<str>>, B: Into<Arc<str>>>(
        columns: impl IntoIterator<Item = A>,
        references: impl IntoIterator<Item = B>,
    ) -> DateDifference {
        DateDifference {
            columns: columns.into_iter().map(Into::into).collect(),
            references: references.into_iter().map(Into::into).collect(),
            names: Vec::new(),
            unit: TimeUnit::Days,
            reading: Reading::default(),
            drop_sources: false,
        }
    }

    /// What time is measured in; by default days.
    #[doc(alias = "output_unit")]
    #[must_use]
    pub fn unit(mut self, unit: TimeUnit) -> DateDifference {
        self.unit = unit;
        self
    }

    /// The names of the new columns: for each reference in turn, one a column.
    #[doc(alias = "new_variables_names")]
    #[must_use]
    pub fn names<S: Into<Arc<str>>>(
        mut self,
        names: impl IntoIterator<Item = S>,
    ) -> DateDifference {
        self.names = names.into_iter().map(Into::into).collect();
        self
    }

    reading_setters!();

    /// Whether columns and references are taken away; by default no.
    #[doc(alias = "drop_original")]
    #[must_use]
    pub fn drop_sources(mut self, drop: bool) -> DateDifference {
        self.drop_sources = drop;
        self
    }

    /// Column and reference of each new column, in order.
    fn pairs(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<str>)> {
        self.references
            .iter()
            .flat_map(|reference| self.columns.iter().map(move |column| (column, reference)))
    }

    /// The names of the new columns, or how many there must be.
    fn made(&self) -> Result<Vec<Arc<str>>, String> {
        let pairs = self.columns.len().saturating_mul(self.references.len());
        match self.names.len() {
            0 if pairs == 0 => Err("a column and a reference".to_owned()),
            0 if pairs > 1 << 16 => Err("at most 65,536 differences".to_owned()),
            0 => Ok(self.pairs().map(|(a, b)| Arc::from(format!("{a}_sub_{b}"))).collect()),
            names if names == pairs => Ok(self.names.clone()),
            _ => Err(format!("{pairs} names")),
        }
    }

    fn dropped(&self) -> Vec<Arc<str>> {
        match self.drop_sources {
            true => self.columns.iter().chain(&self.references).cloned().collect(),
            false => Vec::new(),
        }
    }
}

/// A fitted [`DateDifference`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateSubtractor {
    recipe: DateDifference,
    names: Arc<[Arc<str>]>,
}

impl DateSubtractor {
    /// The columns it makes.
    #[must_use]
    pub fn made(&self) -> &[Arc<str>] {
        &self.names
    }
}

impl Pipeline for DateDifference {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Reading::TYPES
    }
}

impl<Y: ?Sized> Fit<Y> for DateDifference {
    type Fitted = DateSubtractor;

    fn fit(&self, x: &Table, _: &Y) -> Result<DateSubtractor, Error> {
        const STAGE: &str = DateSubtractor::KIND;
        let names = self
            .made()
            .map_err(|expected| bad_parameter(STAGE, "names", expected, self.names.len()))?;
        check_made(STAGE, x, &self.dropped(), &names)?;
        let fitted = DateSubtractor { recipe: self.clone(), names: names.into() };
        let mut read = self.columns.iter().chain(&self.references);
        read.try_for_each(|name| self.reading.check(STAGE, x, name))?;
        Ok(fitted)
    }
}

impl Pipeline for DateSubtractor {
    type Input = Table;
    type Output = Table;
}

impl Apply for DateSubtractor {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let DateDifference { columns, references, unit, reading, .. } = &self.recipe;
        let read = |names: &[Arc<str>]| {
            let read = names.iter().map(|name| reading.instants(Self::KIND, x, name));
            read.collect::<Result<Vec<_>, Error>>()
        };
        let (columns, references) = (read(columns)?, read(references)?);
        type Local = Option<(i64, i32)>;
        let difference = |(a, b): (&Local, &Local)| match (a, b) {
            (Some((a, _)), Some((b, _))) => unit.measure(i128::from(*a) - i128::from(*b)),
            _ => NAN,
        };
        let made = references.iter().flat_map(|reference| {
            columns.iter().map(move |column| {
                Column::Real(column.iter().zip(reference).map(difference).collect())
            })
        });
        with_made(x, &self.recipe.dropped(), self.names.iter().cloned().zip(made))
    }
}

impl Stage for DateSubtractor {
    const KIND: &'static str = "feature.date_difference";
    type Recipe = DateDifference;
    type State = ();

    fn recipe(&self) -> &DateDifference {
        &self.recipe
    }

    fn state(&self) -> &() {
        &()
    }

    fn restore(recipe: DateDifference, (): ()) -> Result<Self, String> {
        let names: Arc<[Arc<str>]> =
            recipe.made().map_err(|expected| format!("needs {expected}"))?.into();
        check_columns(&names, &[])?;
        Ok(DateSubtractor { recipe, names })
    }

    fn learn(recipe: &DateDifference, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let DateDifference { references, unit, .. } = &self.recipe;
        let line = format!("less {} in {unit:?}", list(references));
        self.recipe.columns.iter().map(|name| (name.to_string(), line.clone())).collect()
    }
}

#[cfg(test)]
mod tests;
