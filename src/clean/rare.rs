//! Rare levels under one name.

use super::counted::{add_counts, count_levels};
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Text, Types};
use crate::error::{Error, FitError, list};
use crate::pipeline::per_column::{
    Absorb, PerColumn, all_missing, check_columns, columns_for, texts,
};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Replaces the rare levels of each text column, and those not seen at fit, by one level.
///
/// Takes and gives a [`Table`]; columns that are not text pass through. Missing values stay missing.
/// A column with few levels is left as it is, but a level that was not there at fit still is rare.
///
/// # Formula
/// A level is kept when its share of the values that are there is at least the tolerance; of more than
/// the greatest number kept, those with most rows, and among equals those first by code point.
///
/// # Learned state
/// The levels kept of each column.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order, unless told to go by [first
/// sight](GroupRare::first_seen).
///
/// # Errors
/// Fitting fails when no column is text, when a column has no value, and when a parameter is out of
/// its range.
///
/// # Source
/// `RareLabelEncoder` of Feature-engine 1.9, which goes by first sight.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("city", Column::text(["Rome", "Rome", "Rome", "Bari"]))?;
/// let grouped = GroupRare::new().tolerance(0.5).few(1).fit(&table, &())?.apply(&table)?;
/// assert_eq!(grouped.value(3, "city"), Value::Text("Rare"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "RareLabelEncoder")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupRare {
    tolerance: f64,
    few: u64,
    most: Option<u64>,
    first_seen: bool,
    name: String,
}

impl Default for GroupRare {
    fn default() -> Self {
        GroupRare::new()
    }
}

impl GroupRare {
    /// Levels with less than 5 % of the values become `Rare`, in columns with more than ten levels.
    #[must_use]
    pub fn new() -> GroupRare {
        let name = "Rare".to_owned();
        GroupRare { tolerance: 0.05, few: 10, most: None, first_seen: false, name }
    }

    /// The least share, 0 to 1, of the values of a level that is not rare; by default 0.05.
    #[doc(alias = "tol")]
    #[must_use]
    pub fn tolerance(mut self, share: f64) -> GroupRare {
        self.tolerance = share;
        self
    }

    /// A column with at most this many levels, missing counted as one, keeps them all; by default 10.
    #[doc(alias = "n_categories")]
    #[must_use]
    pub fn few(mut self, levels: u64) -> GroupRare {
        self.few = levels;
        self
    }

    /// Keeps at most this many levels of a column with more than [`few`](Self::few).
    #[doc(alias = "max_n_categories")]
    #[must_use]
    pub fn most(mut self, levels: u64) -> GroupRare {
        self.most = Some(levels);
        self
    }

    /// Of levels with equally many rows, [`most`](Self::most) keeps those seen first, as Feature-engine
    /// does, and not those first by code point. What is learned then depends on the order of the rows.
    #[must_use]
    pub fn first_seen(mut self) -> GroupRare {
        self.first_seen = true;
        self
    }

    /// What rare levels are called; by default `Rare`.
    #[doc(alias = "replace_with")]
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> GroupRare {
        self.name = name.into();
        self
    }

    fn refuse(&self, parameter: &str, expected: &str, found: String) -> Error {
        let (stage, parameter) = (RareGrouper::KIND.to_owned(), parameter.to_owned());
        FitError::Parameter { stage, parameter, expected: expected.to_owned(), found }.into()
    }

    fn check(&self) -> Result<(), Error> {
        if !(0.0..=1.0).contains(&self.tolerance) {
            let found = self.tolerance.to_string();
            return Err(self.refuse("tolerance", "between 0 and 1", found));
        }
        match self.most {
            Some(0) => Err(self.refuse("most", "at least 1", "0".to_owned())),
            _ => Ok(()),
        }
    }

    /// The levels kept, ascending, of counted levels in the order in which equals go first.
    fn keep(
        &self,
        name: &str,
        mut counted: Vec<(Arc<str>, u64)>,
        gap: bool,
    ) -> Result<Vec<Arc<str>>, Error> {
        if counted.is_empty() {
            return Err(all_missing(RareGrouper::KIND, name));
        }
        let levels = counted.len() + usize::from(gap);
        if u64::try_from(levels).unwrap_or(u64::MAX) > self.few {
            let values = counted.iter().fold(0, |all, (_, rows)| all + rows);
            #[expect(clippy::cast_precision_loss, reason = "counts of rows are far below 2^53")]
            counted.retain(|(_, rows)| *rows as f64 / values as f64 >= self.tolerance);
            if let Some(most) = self.most {
                // Stable, so that equals keep their order.
                counted.sort_by_key(|(_, rows)| Reverse(*rows));
                counted.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            }
        }
        counted.sort_unstable();
        Ok(counted.into_iter().map(|(level, _)| level).collect())
    }
}

/// The levels of a column with how many rows have each, and whether a row has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelCounts {
    counts: BTreeMap<Arc<str>, u64>,
    gap: bool,
}

impl Absorb for LevelCounts {
    fn absorb(&mut self, other: &Self) {
        self.gap |= other.gap;
        add_counts(&mut self.counts, &other.counts);
    }
}

/// The levels there are, each with how many rows have it, in the order in which they first appear.
fn by_first_sight(text: &Text) -> Vec<(Arc<str>, u64)> {
    let mut counts = text.counts();
    let mut seen = Vec::new();
    for &code in text.codes() {
        // Taken at first sight; 0 from then on.
        if let (Some(level), Some(count)) =
            (text.levels().get(code as usize), counts.get_mut(code as usize))
            && *count > 0
        {
            seen.push((Arc::clone(level), std::mem::take(count)));
        }
    }
    seen
}

/// A fitted [`GroupRare`].
#[derive(Debug, Clone, PartialEq)]
pub struct RareGrouper {
    recipe: GroupRare,
    state: RareGrouperState,
}

/// What [`RareGrouper`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RareGrouperState {
    columns: Arc<[Arc<str>]>,
    kept: Vec<Vec<Arc<str>>>,
}

impl RareGrouper {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The levels of a column that are not rare, ascending; `None` when it is not one it works on.
    #[must_use]
    pub fn kept(&self, column: &str) -> Option<&[Arc<str>]> {
        let at = self.state.columns.iter().position(|name| &**name == column)?;
        self.state.kept.get(at).map(Vec::as_slice)
    }
}

impl Pipeline for GroupRare {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::TEXT
    }
}

impl<Y: ?Sized> Fit<Y> for GroupRare {
    type Fitted = RareGrouper;

    fn fit(&self, x: &Table, y: &Y) -> Result<RareGrouper, Error> {
        if !self.first_seen {
            return self.settle(self.partial(x, y)?);
        }
        self.check()?;
        let columns = columns_for(RareGrouper::KIND, x, Types::TEXT)?;
        let kept = columns.iter().map(|name| {
            let text = texts(x, name)?;
            self.keep(name, by_first_sight(text), text.iter().any(|row| row.is_none()))
        });
        let kept = kept.collect::<Result<_, Error>>()?;
        Ok(RareGrouper { recipe: self.clone(), state: RareGrouperState { columns, kept } })
    }
}

impl<Y: ?Sized> PartialFit<Y> for GroupRare {
    fn partial(&self, x: &Table, _: &Y) -> Result<PerColumn<LevelCounts>, Error> {
        self.check()?;
        if self.first_seen {
            let found = "the parts of a fit, which have no order".to_owned();
            return Err(self.refuse("first_seen", "fitted to all rows at once", found));
        }
        PerColumn::learn(RareGrouper::KIND, x, Types::TEXT, |name, _| {
            let text = texts(x, name)?;
            Ok(LevelCounts { counts: count_levels(text), gap: text.iter().any(|r| r.is_none()) })
        })
    }
}

impl Settle for GroupRare {
    type Partial = PerColumn<LevelCounts>;
    type Settled = RareGrouper;

    fn settle(&self, partial: PerColumn<LevelCounts>) -> Result<RareGrouper, Error> {
        let kept = partial.settle(|name, LevelCounts { counts, gap }| {
            let counted = counts.iter().map(|(level, rows)| (Arc::clone(level), *rows));
            self.keep(name, counted.collect(), *gap)
        })?;
        let state = RareGrouperState { columns: partial.columns, kept };
        Ok(RareGrouper { recipe: self.clone(), state })
    }
}

impl Pipeline for RareGrouper {
    type Input = Table;
    type Output = Table;
}

impl Apply for RareGrouper {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let rare: Arc<str> = Arc::from(self.recipe.name.as_str());
        let mut out = x.clone();
        for (name, kept) in self.state.columns.iter().zip(&self.state.kept) {
            let rule = |level: &str| match kept.binary_search_by(|kept| (**kept).cmp(level)) {
                Ok(at) => kept.get(at).cloned(),
                Err(_) => Some(Arc::clone(&rare)),
            };
            let grouped = texts(x, name)?.map_levels(rule);
            out.replace(name, Column::Text(grouped))?;
        }
        Ok(out)
    }
}

impl Stage for RareGrouper {
    const KIND: &'static str = "group_rare";
    type Recipe = GroupRare;
    type State = RareGrouperState;

    fn recipe(&self) -> &GroupRare {
        &self.recipe
    }

    fn state(&self) -> &RareGrouperState {
        &self.state
    }

    fn restore(recipe: GroupRare, state: RareGrouperState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.kept.len()])?;
        let unsorted = |kept: &Vec<Arc<str>>| !kept.is_sorted_by(|a, b| a < b);
        match state.kept.iter().position(unsorted) {
            Some(at) => {
                let name = state.columns.get(at).map_or("", |name| name);
                Err(format!("column `{name}`: levels are not ascending and distinct"))
            }
            None => Ok(RareGrouper { recipe, state }),
        }
    }

    fn learn(recipe: &GroupRare, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let columns = self.state.columns.iter().zip(&self.state.kept);
        columns.map(|(name, kept)| (name.to_string(), format!("kept {}", list(kept)))).collect()
    }
}

#[cfg(test)]
#[path = "rare_tests.rs"]
mod tests;
