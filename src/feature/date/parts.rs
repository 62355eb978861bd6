//! Month, weekday, hour and the like.

use super::part::DatePart;
use super::reading::{Reading, reading_setters};
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types};
use crate::error::{Error, list};
use crate::feature::made::{bad_parameter, check_made, dropped, with_made};
use crate::pipeline::per_column::{check_columns, columns_for};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Replaces points in time by their parts: the month, the day of the week, the hour.
///
/// Takes and gives a [`Table`]. The parts stand at the right end, those of each column in turn, named
/// `column_month` and so on: whole numbers, and true or false for parts such as `weekend`. The columns
/// themselves are taken away, unless told otherwise. Points in time are read on the clock of a zone, by
/// default UTC; columns of text can be read as points in time too. The parts of a missing value are
/// missing.
///
/// # Formula
/// The proleptic Gregorian calendar; weeks by ISO 8601.
///
/// # Learned state
/// The names of the columns.
///
/// # Determinism
/// Replay exact: whole numbers alone, and the changes of the zone are stored with the stage. Refit
/// exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is of the types taken, when a part would have the name of another
/// column, and when a text is not a point in time; so does applying, by column and row.
///
/// # Source
/// `DatetimeFeatures` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::feature::DatePart;
/// use steadfast::prelude::*;
/// let at = steadfast::data::time::parse("2024-02-29T23:30:00Z").ok();
/// let table = Table::new().with("at", Column::Timestamp(vec![at]))?;
/// let recipe = DateParts::new().parts([DatePart::DayOfWeek, DatePart::MonthEnd, DatePart::Hour]);
/// let parts = recipe.fit(&table, &())?.apply(&table)?;
/// assert_eq!(parts.value(0, "at_day_of_week"), Value::Integer(3));
/// assert_eq!(parts.value(0, "at_month_end"), Value::Boolean(true));
/// assert_eq!(parts.value(0, "at_hour"), Value::Integer(23));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "DatetimeFeatures")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateParts {
    parts: Vec<DatePart>,
    types: Types,
    reading: Reading,
    drop_sources: bool,
    compare_missing: bool,
}

impl Default for DateParts {
    fn default() -> Self {
        DateParts::new()
    }
}

impl DateParts {
    /// Month, year, day of the week, day of the month, hour, minute and second of timestamp columns.
    #[must_use]
    pub fn new() -> DateParts {
        DateParts {
            parts: DatePart::COMMON.to_vec(),
            types: Types::TIMESTAMP,
            reading: Reading::default(),
            drop_sources: true,
            compare_missing: false,
        }
    }

    /// The parts, in this order.
    #[doc(alias = "features_to_extract")]
    #[must_use]
    pub fn parts(mut self, parts: impl IntoIterator<Item = DatePart>) -> DateParts {
        self.parts = parts.into_iter().collect();
        self
    }

    /// The types of column to take apart: timestamps, text, or both; by default timestamps.
    #[must_use]
    pub fn types(mut self, types: Types) -> DateParts {
        self.types = types.and(Reading::TYPES);
        self
    }

    reading_setters!();

    /// Whether the columns themselves are taken away; by default yes.
    #[doc(alias = "drop_original")]
    #[must_use]
    pub fn drop_sources(mut self, drop: bool) -> DateParts {
        self.drop_sources = drop;
        self
    }

    /// Whether parts that pandas finds by comparing are given for a missing value too, as
    /// Feature-engine does: true and false parts are false, but `weekend` is true and `semester` 2, since
    /// no comparison with nothing holds. By default they are missing.
    #[doc(alias = "missing_values")]
    #[must_use]
    pub fn compare_missing(mut self, compare: bool) -> DateParts {
        self.compare_missing = compare;
        self
    }
}

/// A fitted [`DateParts`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatePartExtractor {
    recipe: DateParts,
    state: DatePartExtractorState,
    names: Arc<[Arc<str>]>,
}

/// What [`DatePartExtractor`] stores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatePartExtractorState {
    columns: Arc<[Arc<str>]>,
}

impl DatePartExtractor {
    /// The columns it takes apart.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    fn of(recipe: DateParts, state: DatePartExtractorState) -> DatePartExtractor {
        let named = |name: &Arc<str>| {
            let name = Arc::clone(name);
            recipe.parts.iter().map(move |part| Arc::from(format!("{name}_{}", part.name())))
        };
        let names = state.columns.iter().flat_map(named).collect();
        DatePartExtractor { recipe, state, names }
    }

    fn dropped(&self) -> &[Arc<str>] {
        dropped(&self.state.columns, self.recipe.drop_sources)
    }
}

impl Pipeline for DateParts {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        self.types
    }
}

impl<Y: ?Sized> Fit<Y> for DateParts {
    type Fitted = DatePartExtractor;

    fn fit(&self, x: &Table, _: &Y) -> Result<DatePartExtractor, Error> {
        const STAGE: &str = DatePartExtractor::KIND;
        if self.parts.is_empty() {
            return Err(bad_parameter(STAGE, "parts", "at least one", "none"));
        }
        let columns = columns_for(STAGE, x, self.types)?;
        let fitted = DatePartExtractor::of(self.clone(), DatePartExtractorState { columns });
        check_made(STAGE, x, fitted.dropped(), fitted.names.iter())?;
        for name in fitted.columns() {
            self.reading.instants(STAGE, x, name)?;
        }
        Ok(fitted)
    }
}

impl Pipeline for DatePartExtractor {
    type Input = Table;
    type Output = Table;
}

impl Apply for DatePartExtractor {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let DateParts { parts, reading, compare_missing, .. } = &self.recipe;
        let mut made: Vec<Column> = Vec::with_capacity(self.names.len());
        for name in self.columns() {
            let walls = reading.walls(Self::KIND, x, name)?;
            made.extend(parts.iter().map(|part| part.column(&walls, *compare_missing)));
        }
        with_made(x, self.dropped(), self.names.iter().cloned().zip(made))
    }
}

impl Stage for DatePartExtractor {
    const KIND: &'static str = "feature.date_parts";
    type Recipe = DateParts;
    type State = DatePartExtractorState;

    fn recipe(&self) -> &DateParts {
        &self.recipe
    }

    fn state(&self) -> &DatePartExtractorState {
        &self.state
    }

    fn restore(recipe: DateParts, state: DatePartExtractorState) -> Result<Self, String> {
        check_columns(&state.columns, &[])?;
        let stage = DatePartExtractor::of(recipe, state);
        check_columns(&stage.names, &[])?;
        Ok(stage)
    }

    fn learn(recipe: &DateParts, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let parts = list(self.recipe.parts.iter().map(|part| part.name()));
        self.columns().iter().map(|name| (name.to_string(), format!("its {parts}"))).collect()
    }
}

#[cfg(test)]
mod tests;
