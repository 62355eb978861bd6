//! A column that says where another has no value.

use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Text, Types};
use crate::error::{Error, TableError};
use crate::pipeline::per_column::{Absorb, PerColumn, check_columns};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Adds, for each column that had missing values at fit, a boolean column that is true where the
/// value is missing.
///
/// Takes and gives a [`Table`] and works on features of every type. The new columns come last, in
/// the order of their sources, named `missingindicator_age` or, with [`suffix`](Self::suffix), `age_na`.
///
/// # Formula
/// 1 where the cell is missing, else 0.
///
/// # Learned state
/// The names of the columns that are marked, and of those that were looked at.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when there is no feature, or when a new name is that of a column there is.
///
/// # Source
/// `MissingIndicator` of scikit-learn 1.9 (which gives the new columns alone:
/// [`keep_sources(false)`](Self::keep_sources)) and `AddMissingIndicator` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("age", Column::Real(vec![20.0, f64::NAN]))?
///     .with("fare", Column::Real(vec![7.0, 8.0]))?;
/// let marked = MissingIndicator::new().suffix("_na").fit(&table, &())?.apply(&table)?;
/// assert_eq!(marked.width(), 3);
/// assert_eq!(marked.value(1, "age_na"), Value::Boolean(true));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "AddMissingIndicator")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingIndicator {
    all: bool,
    names: Naming,
    keep_sources: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Naming {
    Prefix(String),
    Suffix(String),
}

/// The prefix of scikit-learn, which imputers use too.
pub(super) const PREFIX: &str = "missingindicator_";

impl Default for MissingIndicator {
    fn default() -> Self {
        MissingIndicator::new()
    }
}

impl MissingIndicator {
    /// Marks the columns that had missing values at fit.
    #[must_use]
    pub fn new() -> MissingIndicator {
        let names = Naming::Prefix(PREFIX.to_owned());
        MissingIndicator { all: false, names, keep_sources: true }
    }

    /// Marks every column, with or without missing values at fit.
    #[doc(alias = "missing_only")]
    #[must_use]
    pub fn all(mut self) -> MissingIndicator {
        self.all = true;
        self
    }

    /// Names a new column by what comes before the name of its source.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> MissingIndicator {
        self.names = Naming::Prefix(prefix.into());
        self
    }

    /// Names a new column by what comes after the name of its source.
    #[must_use]
    pub fn suffix(mut self, suffix: impl Into<String>) -> MissingIndicator {
        self.names = Naming::Suffix(suffix.into());
        self
    }

    /// Whether the columns looked at stay in the table; by default yes.
    #[must_use]
    pub fn keep_sources(mut self, keep: bool) -> MissingIndicator {
        self.keep_sources = keep;
        self
    }

    fn name(&self, source: &str) -> Arc<str> {
        match &self.names {
            Naming::Prefix(prefix) => format!("{prefix}{source}").into(),
            Naming::Suffix(suffix) => format!("{source}{suffix}").into(),
        }
    }
}

/// A fitted [`MissingIndicator`].
#[derive(Debug, Clone, PartialEq)]
pub struct MissingMarker {
    recipe: MissingIndicator,
    state: MissingMarkerState,
}

/// What [`MissingMarker`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MissingMarkerState {
    sources: Arc<[Arc<str>]>,
    marked: Arc<[Arc<str>]>,
}

impl MissingMarker {
    /// The columns that were looked at.
    #[must_use]
    pub fn sources(&self) -> &[Arc<str>] {
        &self.state.sources
    }

    /// The columns that are marked.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.marked
    }
}

/// True where a column has no value.
pub(super) fn marks(column: &Column) -> Column {
    fn absent<T>(rows: &[Option<T>]) -> Vec<Option<bool>> {
        rows.iter().map(|row| Some(row.is_none())).collect()
    }
    Column::Boolean(match column {
        Column::Real(rows) => rows.iter().map(|x| Some(x.is_nan())).collect(),
        Column::Integer(rows) | Column::Timestamp(rows) => absent(rows),
        Column::Boolean(rows) => absent(rows),
        Column::Text(rows) => rows.codes().iter().map(|&c| Some(c == Text::MISSING)).collect(),
        Column::Sparse(rows) => vec![Some(false); rows.len()],
    })
}

/// Whether a column has a row without a value.
pub(super) fn has_missing(column: &Column) -> bool {
    match column {
        Column::Real(rows) => rows.iter().any(|x| x.is_nan()),
        Column::Integer(rows) | Column::Timestamp(rows) => rows.contains(&None),
        Column::Boolean(rows) => rows.contains(&None),
        Column::Text(rows) => rows.codes().contains(&Text::MISSING),
        Column::Sparse(_) => false,
    }
}

/// Checks at fit that a column can be added, so that the first batch served does not find out.
pub(super) fn check_new(x: &Table, name: &str) -> Result<(), Error> {
    match x.position(name) {
        Some(_) => Err(TableError::DuplicateName { name: name.to_owned() }.into()),
        None => Ok(()),
    }
}

impl Pipeline for MissingIndicator {
    type Input = Table;
    type Output = Table;
}

impl<Y: ?Sized> Fit<Y> for MissingIndicator {
    type Fitted = MissingMarker;

    fn fit(&self, x: &Table, y: &Y) -> Result<MissingMarker, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for MissingIndicator {
    fn partial(&self, x: &Table, _: &Y) -> Result<PerColumn<HasGap>, Error> {
        PerColumn::learn(MissingMarker::KIND, x, Types::ALL, |source, column| {
            let gap = has_missing(column);
            if self.all || gap {
                check_new(x, &self.name(source))?;
            }
            Ok(HasGap(gap))
        })
    }
}

impl Settle for MissingIndicator {
    type Partial = PerColumn<HasGap>;
    type Settled = MissingMarker;

    fn settle(&self, partial: PerColumn<HasGap>) -> Result<MissingMarker, Error> {
        let sources = partial.columns.iter().zip(&partial.learned);
        let marked = sources.filter(|(_, gap)| self.all || gap.0).map(|(name, _)| Arc::clone(name));
        let marked = marked.collect();
        let state = MissingMarkerState { sources: partial.columns, marked };
        Ok(MissingMarker { recipe: self.clone(), state })
    }
}

/// Whether a column has a row without a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HasGap(bool);

impl Absorb for HasGap {
    fn absorb(&mut self, other: &Self) {
        self.0 |= other.0;
    }
}

impl Pipeline for MissingMarker {
    type Input = Table;
    type Output = Table;
}

impl Apply for MissingMarker {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let MissingMarkerState { sources, marked } = &self.state;
        let mut out = if self.recipe.keep_sources { x.clone() } else { x.without(sources) };
        for source in marked.iter() {
            out.push(self.recipe.name(source), marks(x.column(source)?))?;
        }
        Ok(out)
    }
}

impl Stage for MissingMarker {
    const KIND: &'static str = "missing_indicator";
    type Recipe = MissingIndicator;
    type State = MissingMarkerState;

    fn recipe(&self) -> &MissingIndicator {
        &self.recipe
    }

    fn state(&self) -> &MissingMarkerState {
        &self.state
    }

    fn restore(recipe: MissingIndicator, state: MissingMarkerState) -> Result<Self, String> {
        check_columns(&state.sources, &[])?;
        check_columns(&state.marked, &[])?;
        let known: BTreeSet<&Arc<str>> = state.sources.iter().collect();
        match state.marked.iter().find(|name| !known.contains(name)) {
            Some(name) => Err(format!("column `{name}` is marked and was not looked at")),
            None => Ok(MissingMarker { recipe, state }),
        }
    }

    fn learn(recipe: &MissingIndicator, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = |source: &Arc<str>| format!("marked in `{}`", self.recipe.name(source));
        self.state.marked.iter().map(|source| (source.to_string(), line(source))).collect()
    }
}

#[cfg(test)]
mod tests;
