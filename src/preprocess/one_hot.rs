//! One indicator column a level.

use super::groups::{Frequency, Grouping, Groups};
use super::indicators::Encoded;
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types};
use crate::error::{Error, FitError, list};
use crate::pipeline::per_column::{check_columns, columns_for};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
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

/// Which indicator of a column is left out, as linear models without a penalty need.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum DropLevel {
    /// None.
    #[default]
    None,
    /// The first of every column.
    First,
    /// The first of every column that has two.
    IfBinary,
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
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is of the types taken, when a column has no level, a number is
/// infinite, or an indicator would have the name of another column. Applying refuses an unknown
/// level, unless [`unknown`](OneHot::unknown) says otherwise.
///
/// # Source
/// `OneHotEncoder` of scikit-learn 1.9, with its rules for infrequent levels and for names.
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OneHot {
    types: Types,
    unknown: Unknown,
    drop: DropLevel,
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
            drop: DropLevel::None,
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
        self.drop = drop;
        self
    }

    /// Whether missing values seen at fit are a level of their own, as they are by default. If not, all
    /// indicators of a row without a value are 0.
    #[must_use]
    pub fn missing_level(mut self, missing_level: bool) -> OneHot {
        self.missing_level = missing_level;
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

    fn encode(&self, name: &str, groups: Groups) -> Encoded {
        let dropped = match self.drop {
            DropLevel::First => Some(0),
            DropLevel::IfBinary if groups.labels.len() == 2 => Some(0),
            DropLevel::IfBinary | DropLevel::None => None,
        };
        let width = groups.labels.len() - usize::from(dropped.is_some());
        // The indicator of a group; past the last means none.
        let indicator = |group: usize| match dropped {
            Some(dropped) if dropped == group => width,
            Some(dropped) if dropped < group => group - 1,
            _ => group,
        };
        let unknown = match self.unknown {
            Unknown::Error => None,
            Unknown::Ignore => Some(width),
            Unknown::Infrequent => Some(groups.infrequent().map_or(width, indicator)),
        };
        let missing = match groups.of_missing {
            Some(group) => Some(indicator(group)),
            None if self.missing_level => unknown,
            None => Some(width),
        };
        let names = groups.labels.iter().enumerate().filter(|(at, _)| Some(*at) != dropped);
        Encoded {
            names: names
                .map(|(_, label)| label.as_ref().unwrap_or(&self.infrequent_name))
                .map(|label| Arc::from(format!("{name}_{label}")))
                .collect(),
            indicators: groups.of_level.iter().map(|&group| word(indicator(group))).collect(),
            missing: missing.map(word),
            unknown: unknown.map(word),
            levels: groups.levels,
        }
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

/// The name among `names` that two indicators have, or an indicator and a column of `kept`.
pub(super) fn clash<'a>(
    kept: &Table,
    names: impl IntoIterator<Item = &'a Arc<str>>,
) -> Option<&'a Arc<str>> {
    let mut seen: BTreeSet<&str> = kept.names().map(|name| &**name).collect();
    names.into_iter().find(|name| !seen.insert(name))
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

    fn fit(&self, x: &Table, _: &Y) -> Result<OneHotEncoder, Error> {
        const STAGE: &str = OneHotEncoder::KIND;
        self.grouping.check(STAGE)?;
        let columns = columns_for(STAGE, x, self.types)?;
        let kept = x.without(&columns);
        let refuse_unknown = self.unknown == Unknown::Error;
        let mut encoded: Vec<Encoded> = Vec::new();
        for name in columns.iter() {
            let column = x.column(name)?;
            let groups =
                self.grouping.learn(STAGE, name, column, self.missing_level, refuse_unknown)?;
            encoded.push(self.encode(name, groups));
            if let Some(taken) = clash(&kept, encoded.iter().flat_map(|e| &e.names)) {
                let problem = format!("two columns would be named `{taken}`");
                let (stage, column) = (STAGE.to_owned(), name.to_string());
                return Err(FitError::Column { stage, column, problem }.into());
            }
        }
        Ok(OneHotEncoder { recipe: self.clone(), state: OneHotState { columns, encoded } })
    }
}

impl Pipeline for OneHotEncoder {
    type Input = Table;
    type Output = Table;
}

impl Apply for OneHotEncoder {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let mut out = x.without(&self.state.columns);
        for (name, encoded) in self.state.columns.iter().zip(&self.state.encoded) {
            let indicators = encoded.apply(Self::KIND, name, x.column(name)?)?;
            for (name, values) in encoded.names.iter().zip(indicators) {
                out.push(Arc::clone(name), Column::Real(values))?;
            }
        }
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
        if let Some(name) = clash(&Table::new(), state.encoded.iter().flat_map(|e| &e.names)) {
            return Err(format!("indicator `{name}` appears twice"));
        }
        Ok(OneHotEncoder { recipe, state })
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
