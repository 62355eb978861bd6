//! One indicator column a level.

use super::encode::by_level::{ByLevel, LevelCounts, Seen};
use super::groups::{Frequency, Grouping, Groups};
use super::indicators::Encoded;
use super::one_hot_layout::{Custom, DropLevel, Layout, LevelOrder};
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types};
use crate::error::{Error, list};
use crate::pipeline::per_column::{bad_column, check_columns};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What becomes of a level that was not there at fit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Unknown {
    /// The row is refused.
    #[default]
    Error,
    /// All its indicators are 0.
    Ignore,
    /// It counts as infrequent; where no level was grouped as infrequent, all its indicators are 0.
    Infrequent,
}

/// Replaces each text column by one indicator column a level: 1 where the row has the level, else 0.
///
/// Takes and gives a [`Table`]. The column itself is taken away; its indicators stand at the right end,
/// in the order of the columns, ascending by level, named `column_level`. Text is ordered by code
/// point, numbers by value. A value missing at fit is a level of its own, the last, named
/// `column_nan`; where none was missing at fit, missing is an unknown level.
///
/// # Formula
/// z(column_level) = 1 if x(column) = level, else 0.
///
/// # Learned state
/// The levels of each column, and the indicator each belongs to.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order, unless told to go by [first sight](LevelOrder::FirstSeen).
///
/// # Errors
/// Fitting fails when no column is of the types taken, when a column has no level, a number is
/// infinite, a level to be dropped is not there, or an indicator would have the name of another column. Applying refuses an unknown
/// level, unless [`unknown`](OneHot::unknown) says otherwise.
///
/// # Source
/// `OneHotEncoder` of scikit-learn 1.9, with its rules for infrequent levels and for names; that of
/// Feature-engine 1.9 for the [top](OneHot::top) levels and the last that is dropped.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("sex", Column::text(["male", "female"]))?;
/// let coded = OneHot::new().fit(&table, &())?.apply(&table)?;
/// assert_eq!(coded.value(0, "sex_female"), Value::Real(0.0));
/// assert_eq!(coded.value(0, "sex_male"), Value::Real(1.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "OneHotEncoder")]
#[doc(alias = "dummy")]
#[doc(alias = "get_dummies")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OneHot {
    types: Types,
    unknown: Unknown,
    drop: Layout,
    missing_level: bool,
    infrequent_name: String,
    grouping: Grouping,
}

impl Default for OneHot {
    fn default() -> Self {
        OneHot::new()
    }
}

impl OneHot {
    /// Text columns; unknown levels are refused, none is grouped, none left out.
    #[must_use]
    pub fn new() -> OneHot {
        OneHot {
            types: Types::TEXT,
            unknown: Unknown::Error,
            drop: Layout::None,
            missing_level: true,
            infrequent_name: "infrequent".to_owned(),
            grouping: Grouping::default(),
        }
    }

    /// The types of column to encode; by default text. Timestamps cannot be.
    #[must_use]
    pub fn types(mut self, types: Types) -> OneHot {
        self.types = types;
        self
    }

    /// What becomes of a level that was not there at fit; by default the row is refused.
    #[doc(alias = "handle_unknown")]
    #[must_use]
    pub fn unknown(mut self, unknown: Unknown) -> OneHot {
        self.unknown = unknown;
        self
    }

    /// Which indicator is left out; by default none.
    #[must_use]
    pub fn drop(mut self, drop: DropLevel) -> OneHot {
        self.drop.change(|layout| layout.drop = drop);
        self
    }

    /// The level of a column, written as text, whose indicator is left out.
    #[must_use]
    pub fn drop_level(mut self, column: impl Into<String>, level: impl Into<String>) -> OneHot {
        self.drop.change(|layout| {
            layout.dropped.insert(column.into(), Some(level.into()));
        });
        self
    }

    /// Leaves out the indicator of missing values of a column.
    #[must_use]
    pub fn drop_missing(mut self, column: impl Into<String>) -> OneHot {
        self.drop.change(|layout| {
            layout.dropped.insert(column.into(), None);
        });
        self
    }

    /// The order of the indicators of a column; by default ascending by level. Levels that are
    /// [given](OneHot::levels) have their own.
    #[must_use]
    pub fn order(mut self, order: LevelOrder) -> OneHot {
        self.drop.change(|layout| layout.order = order);
        self
    }

    /// Makes indicators of so many levels of a column, those with most rows, and none of the others. Of
    /// levels with equally many rows the first have one.
    #[doc(alias = "top_categories")]
    #[must_use]
    pub fn top(mut self, levels: u64) -> OneHot {
        self.drop.change(|layout| layout.top = Some(levels));
        self
    }

    /// Makes one sparse column of the indicators of each column, in its place and with its name; the
    /// indicators inside are called by level.
    #[doc(alias = "sparse_output")]
    #[must_use]
    pub fn sparse(mut self) -> OneHot {
        self.drop.change(|layout| layout.sparse = true);
        self
    }

    /// Whether missing values seen at fit are a level of their own, as they are by default. If not, all
    /// indicators of a row without a value are 0.
    #[must_use]
    pub fn missing_level(mut self, missing_level: bool) -> OneHot {
        self.missing_level = missing_level;
        self
    }

    /// Whether missing is a level of this column, whatever is seen at fit; where it is none, it is an
    /// unknown level.
    #[must_use]
    pub fn missing_level_of(mut self, column: impl Into<String>, is_level: bool) -> OneHot {
        self.drop.change(|layout| {
            layout.missing.insert(column.into(), is_level);
        });
        self
    }

    /// Groups the levels with fewer rows than this as infrequent.
    #[doc(alias = "min_frequency")]
    #[must_use]
    pub fn min_count(mut self, rows: u64) -> OneHot {
        self.grouping.frequency = Some(Frequency::Count(rows));
        self
    }

    /// Groups the levels with a smaller share of the rows than this, between 0 and 1, as infrequent.
    #[doc(alias = "min_frequency")]
    #[must_use]
    pub fn min_share(mut self, share: f64) -> OneHot {
        self.grouping.frequency = Some(Frequency::Share(share));
        self
    }

    /// Groups the levels with fewest rows, so that at most this many indicators, that of the
    /// infrequent ones included, are made of a column. Of levels with equally many rows the first are
    /// grouped.
    #[must_use]
    pub fn max_categories(mut self, indicators: u64) -> OneHot {
        self.grouping.max = Some(indicators);
        self
    }

    /// What the indicator of infrequent levels is called: `column_name`; by default `infrequent`.
    #[must_use]
    pub fn infrequent_name(mut self, name: impl Into<String>) -> OneHot {
        self.infrequent_name = name.into();
        self
    }

    /// The levels of a column and their order, instead of those seen at fit, written as text.
    #[doc(alias = "categories")]
    #[must_use]
    pub fn levels<S: Into<String>>(
        mut self,
        column: impl Into<String>,
        levels: impl IntoIterator<Item = S>,
    ) -> OneHot {
        self.grouping.given.insert(column.into(), levels.into_iter().map(Into::into).collect());
        self
    }

    fn encode(&self, name: &str, groups: Groups, layout: &Custom) -> Result<Encoded, Error> {
        let dropped = layout.dropped(OneHotEncoder::KIND, name, &groups)?;
        let width = dropped.iter().filter(|dropped| !**dropped).count();
        let mut kept = 0..;
        // The indicator of each group; past the last means none.
        let indicators: Vec<usize> = dropped
            .iter()
            .map(|&dropped| if dropped { width } else { kept.next().unwrap_or(width) })
            .collect();
        let indicator = |group: usize| word(indicators.get(group).copied().unwrap_or(width));
        let unknown = match self.unknown {
            Unknown::Error => None,
            Unknown::Ignore => Some(word(width)),
            Unknown::Infrequent => Some(groups.infrequent().map_or(word(width), indicator)),
        };
        let missing = match groups.of_missing {
            Some(group) => Some(indicator(group)),
            None if self.missing_level || layout.missing.contains_key(name) => unknown,
            None => Some(word(width)),
        };
        let label = |label: &Option<String>| {
            let label = label.as_ref().unwrap_or(&self.infrequent_name);
            Arc::from(if layout.sparse { label.clone() } else { format!("{name}_{label}") })
        };
        let names = groups.labels.iter().zip(&dropped).filter(|(_, dropped)| !**dropped);
        Ok(Encoded {
            names: names.map(|(name, _)| label(name)).collect(),
            indicators: groups.of_level.iter().map(|&group| indicator(group)).collect(),
            missing,
            unknown,
            levels: groups.levels,
        })
    }
}

fn word(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// A fitted [`OneHot`].
#[derive(Debug, Clone, PartialEq)]
pub struct OneHotEncoder {
    recipe: OneHot,
    state: OneHotState,
}

/// What [`OneHotEncoder`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OneHotState {
    columns: Arc<[Arc<str>]>,
    encoded: Vec<Encoded>,
}

impl OneHotEncoder {
    /// The columns it replaces.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The indicator columns it makes, in order.
    pub fn indicators(&self) -> impl Iterator<Item = &Arc<str>> {
        self.state.encoded.iter().flat_map(|encoded| &encoded.names)
    }

    /// The levels of a column, in words, ascending, without missing; `None` when it is not one it replaces.
    #[must_use]
    pub fn levels(&self, column: &str) -> Option<Vec<String>> {
        let at = self.state.columns.iter().position(|name| &**name == column)?;
        Some(self.state.encoded.get(at)?.levels.labels())
    }
}

impl OneHotEncoder {
    fn is_sparse(&self) -> bool {
        matches!(&self.recipe.drop, Layout::Custom(custom) if custom.sparse)
    }

    /// A column of which an indicator has the name of another, or of a column of `kept`, and that name.
    /// Inside a sparse column, names are its own.
    fn clash(&self, kept: &Table) -> Option<(&Arc<str>, &Arc<str>)> {
        let mut seen: BTreeSet<&str> = kept.names().map(|name| &**name).collect();
        self.state.columns.iter().zip(&self.state.encoded).find_map(|(column, encoded)| {
            if self.is_sparse() {
                seen.clear();
            }
            encoded.names.iter().find(|name| !seen.insert(name)).map(|name| (column, name))
        })
    }

    fn check_names(&self, kept: &Table) -> Result<(), Error> {
        match self.clash(kept) {
            Some((column, taken)) => {
                let problem = format!("two columns would be named `{taken}`");
                Err(bad_column(Self::KIND, column, problem))
            }
            None => Ok(()),
        }
    }
}

impl Pipeline for OneHot {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        self.types
    }
}

impl<Y: ?Sized> Fit<Y> for OneHot {
    type Fitted = OneHotEncoder;

    fn fit(&self, x: &Table, y: &Y) -> Result<OneHotEncoder, Error> {
        let fitted = self.settle(self.partial(x, y)?)?;
        fitted.check_names(&x.without(&fitted.state.columns)).map(|()| fitted)
    }
}

impl<Y: ?Sized> PartialFit<Y> for OneHot {
    fn partial(&self, x: &Table, _: &Y) -> Result<LevelCounts, Error> {
        const STAGE: &str = OneHotEncoder::KIND;
        self.grouping.check(STAGE)?;
        self.drop.custom().check(STAGE)?;
        let refuse_unknown = self.unknown == Unknown::Error;
        LevelCounts::learn(STAGE, x, self.types, |name, column| {
            self.grouping.part(STAGE, name, column, refuse_unknown)
        })
    }
}

impl Settle for OneHot {
    type Partial = LevelCounts;
    type Settled = OneHotEncoder;

    fn settle(&self, partial: LevelCounts) -> Result<OneHotEncoder, Error> {
        let (partial, layout) = (partial.0, self.drop.custom());
        let one = |(name, seen): (&Arc<str>, &ByLevel<Seen>)| {
            let missing = |rows: u64| match layout.missing.get(&**name) {
                Some(&is_level) => is_level,
                None => self.missing_level && rows > 0,
            };
            let at = (OneHotEncoder::KIND, &**name);
            let groups = self.grouping.settle(at, seen, partial.rows, layout.order, missing)?;
            self.encode(name, groups, &layout)
        };
        let encoded = partial.iter().map(one).collect::<Result<_, _>>()?;
        let state = OneHotState { columns: partial.columns, encoded };
        let fitted = OneHotEncoder { recipe: self.clone(), state };
        fitted.check_names(&Table::new()).map(|()| fitted)
    }
}

impl Pipeline for OneHotEncoder {
    type Input = Table;
    type Output = Table;
}

impl Apply for OneHotEncoder {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let columns = &self.state.columns;
        if self.is_sparse() {
            return x.map_columns(columns, |at, column| {
                let (name, encoded) = (&columns[at], &self.state.encoded[at]);
                Ok(Column::Sparse(encoded.sparse(Self::KIND, name, column)?))
            });
        }
        let mut made = Vec::new();
        for (name, encoded) in columns.iter().zip(&self.state.encoded) {
            let indicators = encoded.apply(Self::KIND, name, x.column(name)?)?;
            made.extend(
                encoded.names.iter().cloned().zip(indicators.into_iter().map(Column::Real)),
            );
        }
        let mut out = x.without(columns);
        out.extend(made)?;
        Ok(out)
    }
}

impl Stage for OneHotEncoder {
    const KIND: &'static str = "encode.one_hot";
    type Recipe = OneHot;
    type State = OneHotState;

    fn recipe(&self) -> &OneHot {
        &self.recipe
    }

    fn state(&self) -> &OneHotState {
        &self.state
    }

    fn restore(recipe: OneHot, state: OneHotState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.encoded.len()])?;
        for (name, encoded) in state.columns.iter().zip(&state.encoded) {
            encoded.check().map_err(|problem| format!("column `{name}`: {problem}"))?;
        }
        let fitted = OneHotEncoder { recipe, state };
        match fitted.clash(&Table::new()) {
            Some((_, name)) => Err(format!("indicator `{name}` appears twice")),
            None => Ok(fitted),
        }
    }

    fn learn(recipe: &OneHot, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = |encoded: &Encoded| {
            let (levels, names) = (encoded.levels.len(), list(&encoded.names));
            format!("{levels} levels in {} indicators: {names}", encoded.names.len())
        };
        let columns = self.state.columns.iter().zip(&self.state.encoded);
        columns.map(|(name, encoded)| (name.to_string(), line(encoded))).collect()
    }
}

#[cfg(test)]
#[path = "one_hot_tests.rs"]
mod tests;
