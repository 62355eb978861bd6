//! One number a level.

use super::codes::{Code, Encoded};
use super::encode::by_level::{ByLevel, LevelCounts, Seen};
use super::encode::coded::{Coded, coded_accessors};
use super::groups::{Frequency, Grouping, Groups};
use super::one_hot_layout::LevelOrder;
use crate::artifact::{Refit, Stage};
use crate::data::{Table, Types};
use crate::error::{Error, FitError};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Replaces each text column by one of numbers: 0 for the first level, 1 for the second, and so on.
///
/// Takes and gives a [`Table`]; a column keeps its name and place and becomes real. Levels are
/// ascending: text by code point, numbers by value; or in the order [given](Ordinal::levels).
/// Where a column had missing values at fit, missing stays missing, or becomes the
/// [value given](Ordinal::missing_value); where it had none, missing is an unknown level.
///
/// # Formula
/// z = the position of x among the levels, from 0.
///
/// # Learned state
/// The levels of each column and their codes.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is of the types taken, when a column has no value, a number is
/// infinite, or the value for missing or unknown is the code of a level. Applying refuses an unknown
/// level, unless a [value](Ordinal::unknown_value) is given for it.
///
/// # Source
/// `OrdinalEncoder` of scikit-learn 1.9, with its rules for infrequent levels.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("size", Column::text(["small", "large"]))?;
/// let coded = Ordinal::new().levels("size", ["small", "large"]).fit(&table, &())?.apply(&table)?;
/// assert_eq!(coded.value(1, "size"), Value::Real(1.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "OrdinalEncoder")]
#[doc(alias = "LabelEncoder")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ordinal {
    types: Types,
    unknown: Code,
    missing: Code,
    grouping: Grouping,
}

impl Default for Ordinal {
    fn default() -> Self {
        Ordinal::new()
    }
}

impl Ordinal {
    /// Text columns; unknown levels are refused, missing stays missing.
    #[must_use]
    pub fn new() -> Ordinal {
        Ordinal {
            types: Types::TEXT,
            unknown: Code::Refused,
            missing: Code::Missing,
            grouping: Grouping::default(),
        }
    }

    /// The types of column to encode; by default text. Timestamps cannot be.
    #[must_use]
    pub fn types(mut self, types: Types) -> Ordinal {
        self.types = types;
        self
    }

    /// What a level that was not there at fit becomes; NaN for missing. By default the row is refused.
    #[doc(alias = "handle_unknown")]
    #[must_use]
    pub fn unknown_value(mut self, value: f64) -> Ordinal {
        self.unknown = Code::of(value);
        self
    }

    /// What a missing value becomes in a column that had some at fit; by default it stays missing.
    #[doc(alias = "encoded_missing_value")]
    #[must_use]
    pub fn missing_value(mut self, value: f64) -> Ordinal {
        self.missing = Code::of(value);
        self
    }

    /// Gives all levels with fewer rows than this one code, after those of the others.
    #[doc(alias = "min_frequency")]
    #[must_use]
    pub fn min_count(mut self, rows: u64) -> Ordinal {
        self.grouping.frequency = Some(Frequency::Count(rows));
        self
    }

    /// Gives all levels with a smaller share of the rows than this, between 0 and 1, one code, after
    /// those of the others.
    #[doc(alias = "min_frequency")]
    #[must_use]
    pub fn min_share(mut self, share: f64) -> Ordinal {
        self.grouping.frequency = Some(Frequency::Share(share));
        self
    }

    /// Uses at most this many codes a column: the levels with fewest rows share the last. Of levels
    /// with equally many rows the first share it.
    #[must_use]
    pub fn max_categories(mut self, codes: u64) -> Ordinal {
        self.grouping.max = Some(codes);
        self
    }

    /// The levels of a column and their order, instead of those seen at fit, written as text.
    #[doc(alias = "categories")]
    #[must_use]
    pub fn levels<S: Into<String>>(
        mut self,
        column: impl Into<String>,
        levels: impl IntoIterator<Item = S>,
    ) -> Ordinal {
        self.grouping.given.insert(column.into(), levels.into_iter().map(Into::into).collect());
        self
    }

    /// A value for missing or unknown must not be the code of a level, nor infinite.
    fn check(&self, name: &str, parameter: &str, code: Code, codes: usize) -> Result<(), Error> {
        #[expect(clippy::cast_precision_loss, reason = "a count of levels is far below 2^53")]
        let taken = |value: f64| (0.0..codes as f64).contains(&value);
        match code {
            Code::Number(value) if taken(value) || value.is_infinite() => {
                Err(FitError::Parameter {
                    stage: OrdinalEncoder::KIND.to_owned(),
                    parameter: parameter.to_owned(),
                    expected: format!(
                        "finite and outside the codes 0 to {} of column `{name}`",
                        codes.saturating_sub(1)
                    ),
                    found: value.to_string(),
                }
                .into())
            }
            _ => Ok(()),
        }
    }

    fn encode(&self, name: &str, groups: Groups, missing: bool) -> Result<Encoded, Error> {
        let codes = groups.labels.len();
        self.check(name, "unknown_value", self.unknown, codes)?;
        if missing {
            self.check(name, "missing_value", self.missing, codes)?;
        }
        #[expect(clippy::cast_precision_loss, reason = "a count of levels is far below 2^53")]
        let codes = groups.of_level.iter().map(|&group| group as f64).collect();
        let missing = if missing { self.missing } else { self.unknown };
        Ok(Encoded { levels: groups.levels, codes, missing, unknown: self.unknown })
    }
}

/// A fitted [`Ordinal`].
#[derive(Debug, Clone, PartialEq)]
pub struct OrdinalEncoder {
    recipe: Ordinal,
    state: OrdinalState,
}

/// What [`OrdinalEncoder`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrdinalState(Coded);

coded_accessors!(OrdinalEncoder, state.0, "code");

impl Pipeline for Ordinal {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        self.types
    }
}

impl<Y: ?Sized> Fit<Y> for Ordinal {
    type Fitted = OrdinalEncoder;

    fn fit(&self, x: &Table, y: &Y) -> Result<OrdinalEncoder, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for Ordinal {
    fn partial(&self, x: &Table, _: &Y) -> Result<LevelCounts, Error> {
        const STAGE: &str = OrdinalEncoder::KIND;
        self.grouping.check(STAGE)?;
        let refuse_unknown = self.unknown == Code::Refused;
        LevelCounts::learn(STAGE, x, self.types, |name, column| {
            self.grouping.part(STAGE, name, column, refuse_unknown)
        })
    }
}

impl Settle for Ordinal {
    type Partial = LevelCounts;
    type Settled = OrdinalEncoder;

    fn settle(&self, partial: LevelCounts) -> Result<OrdinalEncoder, Error> {
        let partial = partial.0;
        let one = |(name, seen): (&Arc<str>, &ByLevel<Seen>)| {
            let missing = seen.of_missing.rows > 0;
            let (at, order) = ((OrdinalEncoder::KIND, &**name), LevelOrder::Ascending);
            // Missing is never grouped: it has a value of its own.
            let groups = self.grouping.settle(at, seen, partial.rows, order, |_| false)?;
            self.encode(name, groups, missing)
        };
        let encoded = partial.iter().map(one).collect::<Result<_, _>>()?;
        let state = OrdinalState(Coded { columns: partial.columns, encoded });
        Ok(OrdinalEncoder { recipe: self.clone(), state })
    }
}

impl Pipeline for OrdinalEncoder {
    type Input = Table;
    type Output = Table;
}

impl Apply for OrdinalEncoder {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        self.state.0.apply(Self::KIND, x)
    }
}

impl Stage for OrdinalEncoder {
    const KIND: &'static str = "encode.ordinal";
    type Recipe = Ordinal;
    type State = OrdinalState;

    fn recipe(&self) -> &Ordinal {
        &self.recipe
    }

    fn state(&self) -> &OrdinalState {
        &self.state
    }

    fn restore(recipe: Ordinal, state: OrdinalState) -> Result<Self, String> {
        state.0.check()?;
        Ok(OrdinalEncoder { recipe, state })
    }

    fn learn(recipe: &Ordinal, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.0.report()
    }
}

#[cfg(test)]
#[path = "ordinal_tests.rs"]
mod tests;
