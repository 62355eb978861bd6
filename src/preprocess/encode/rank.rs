//! The place of a level among the others.

use super::by_level::{ByLevel, ByLevels, Seen};
use super::coded::{Coded, coded_accessors};
use super::policy::{MissingAs, Policy, Unseen, policy_setters};
use super::tally::{Answers, Tally};
use crate::artifact::{Refit, Stage};
use crate::data::{Labels, Table, Types, Vector};
use crate::error::{Error, TableError};
use crate::pipeline::per_column::all_missing;
use crate::pipeline::{Apply, Fit, Merge, PartialFit, Pipeline, Settle, Target};
use crate::preprocess::codes::Encoded;
use crate::preprocess::one_hot_layout::LevelOrder;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What levels are put in order by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum By {
    Target,
    Levels(LevelOrder),
}

/// Replaces each text column by one of numbers: 0 for the first level, 1 for the second, and so on, in an
/// order learned from the rows.
///
/// Takes and gives a [`Table`]; a column keeps its name and place and becomes real. Levels are in the order
/// of the mean of the target, of how many rows have them, or of first sight; for ascending levels, or an
/// order of one's own, see [`Ordinal`](crate::preprocess::Ordinal). A level that was not there at fit becomes
/// −1, and missing stays missing, unless told otherwise.
///
/// # Formula
/// z = how many levels come before x. Levels that are equal in what they are put in order by are ascending.
///
/// # Learned state
/// The levels of each column and their codes.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order, unless told to go by
/// [first sight](EncodeRank::by_first_seen).
///
/// # Errors
/// Fitting fails when no column is of the types taken, when a column has no level, a number is infinite, or
/// the order is that of a target and there is none. Applying refuses what it is [told](EncodeRank::unseen) to.
///
/// # Source
/// `OrdinalEncoder` of Feature-engine 1.9: `ordered` is by the target, `arbitrary` by first sight.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new().with("city", Column::text(["Rome", "Bari", "Rome"]))?;
/// let y = Vector::new(vec![1.0, 5.0, 2.0]);
/// let ranked = EncodeRank::by_target().fit(&x, &y)?.apply(&x)?;
/// assert_eq!(ranked.value(1, "city"), Value::Real(1.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "OrdinalEncoder")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EncodeRank {
    by: By,
    types: Types,
    policy: Policy,
}

policy_setters!(EncodeRank);

impl EncodeRank {
    pub(super) fn new(by: By) -> EncodeRank {
        let policy = Policy { missing: MissingAs::Missing, unseen: Unseen::Encode };
        EncodeRank { by, types: Types::TEXT, policy }
    }

    /// Ascending by the mean of the target: of numbers, of the share of the second of two classes, or of the
    /// place of the class among more.
    #[doc(alias = "ordered")]
    #[must_use]
    pub fn by_target() -> EncodeRank {
        EncodeRank::new(By::Target)
    }

    /// The level with most rows first.
    #[must_use]
    pub fn by_count() -> EncodeRank {
        EncodeRank::new(By::Levels(LevelOrder::Count))
    }

    /// In the order in which levels are first seen. What is learned then depends on the order of the rows, and
    /// parts learned apart must be merged in that order.
    #[doc(alias = "arbitrary")]
    #[must_use]
    pub fn by_first_seen() -> EncodeRank {
        EncodeRank::new(By::Levels(LevelOrder::FirstSeen))
    }

    fn learn_parts(&self, x: &Table, y: Target<'_>) -> Result<LevelRanks, Error> {
        const STAGE: &str = RankEncoder::KIND;
        self.policy.check(STAGE)?;
        let answers = match self.by {
            By::Target => Answers::of(STAGE, y, x.rows())?,
            By::Levels(_) => Answers::None,
        };
        let empty = (Seen::default(), answers.empty());
        let admit = |name: &str, column: &_| self.policy.admit(STAGE, name, column);
        let take = |(seen, tally): &mut (Seen, Tally), row| {
            seen.take(row);
            answers.take(tally, row);
        };
        let levels = ByLevels::learn(STAGE, x, self.types, &empty, admit, take)?;
        Ok(LevelRanks { levels, classes: answers.classes() })
    }

    pub(super) fn fit_to(&self, x: &Table, y: Target<'_>) -> Result<RankEncoder, Error> {
        self.settle(self.learn_parts(x, y)?)
    }

    fn encode(&self, name: &str, learned: &ByLevel<(Seen, Tally)>) -> Result<Encoded, Error> {
        let missing = self.policy.is_level() && learned.of_missing.0.rows > 0;
        // Missing, as a level, comes after those that are equal.
        let all: Vec<&(Seen, Tally)> =
            learned.of_level.iter().chain(missing.then_some(&learned.of_missing)).collect();
        if all.is_empty() {
            return Err(all_missing(RankEncoder::KIND, name));
        }
        let mut order: Vec<usize> = (0..all.len()).collect();
        match self.by {
            By::Target => {
                let places: Vec<f64> = all.iter().map(|(_, tally)| place(tally)).collect();
                order.sort_by(|&a, &b| places[a].total_cmp(&places[b]));
            }
            By::Levels(by) => order.sort_by(|&a, &b| by.compare(&all[a].0, &all[b].0)),
        }
        let mut codes = vec![0.0; all.len()];
        for (code, at) in order.into_iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a count of levels is far below 2^53")]
            let code = code as f64;
            codes[at] = code;
        }
        let missing = if missing { codes.pop() } else { None };
        Ok(Encoded {
            levels: learned.levels.clone(),
            codes,
            missing: self.policy.missing(missing, -1.0),
            unknown: self.policy.unseen(-1.0),
        })
    }
}

/// The mean of the target of some rows; of classes, the mean of their places.
fn place(tally: &Tally) -> f64 {
    let Tally::Classes(counts) = tally else {
        return tally.mean().unwrap_or(0.0);
    };
    let places = (0..).zip(counts).map(|(place, &count): (u64, _)| place.saturating_mul(count));
    #[expect(clippy::cast_precision_loss, reason = "a count of rows in memory is far below 2^53")]
    let mean = places.fold(0, u64::saturating_add) as f64 / tally.rows().max(1) as f64;
    mean
}

/// What levels are put in order by: what [`EncodeRank`] learns of some of the rows.
#[derive(Debug, Clone)]
pub struct LevelRanks {
    levels: ByLevels<(Seen, Tally)>,
    classes: Option<Arc<[Arc<str>]>>,
}

impl Merge for LevelRanks {
    fn merge(&mut self, other: Self) -> Result<(), Error> {
        if self.classes != other.classes {
            let problem = "parts whose targets have different classes".to_owned();
            return Err(TableError::Record { row: 0, problem }.into());
        }
        self.levels.merge(other.levels)
    }
}

/// A fitted [`EncodeRank`].
#[derive(Debug, Clone, PartialEq)]
pub struct RankEncoder {
    recipe: EncodeRank,
    state: RankState,
}

/// What [`RankEncoder`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankState(Coded);

coded_accessors!(RankEncoder, state.0, "code");

impl RankEncoder {
    /// The places of the levels, given away.
    pub(super) fn into_coded(self) -> Coded {
        self.state.0
    }
}

impl Pipeline for EncodeRank {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        self.types
    }
}

macro_rules! learns_from {
    ($($target:ty, $y:ident => $as:expr;)+) => { $(
        impl Fit<$target> for EncodeRank {
            type Fitted = RankEncoder;

            fn fit(&self, x: &Table, $y: &$target) -> Result<RankEncoder, Error> {
                self.fit_to(x, $as)
            }
        }

        impl PartialFit<$target> for EncodeRank {
            fn partial(&self, x: &Table, $y: &$target) -> Result<LevelRanks, Error> {
                self.learn_parts(x, $as)
            }
        }
    )+ };
}
learns_from! {
    (), _y => Target::None;
    Vector, y => y.into();
    Labels, y => y.into();
}

impl Settle for EncodeRank {
    type Partial = LevelRanks;
    type Settled = RankEncoder;

    fn settle(&self, partial: LevelRanks) -> Result<RankEncoder, Error> {
        let encoded = partial.levels.iter().map(|(name, learned)| self.encode(name, learned));
        let encoded = encoded.collect::<Result<_, _>>()?;
        let state = RankState(Coded { columns: partial.levels.columns, encoded });
        Ok(RankEncoder { recipe: self.clone(), state })
    }
}

impl Pipeline for RankEncoder {
    type Input = Table;
    type Output = Table;
}

impl Apply for RankEncoder {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        self.state.0.apply(Self::KIND, x)
    }
}

impl Stage for RankEncoder {
    const KIND: &'static str = "encode.rank";
    type Recipe = EncodeRank;
    type State = RankState;

    fn recipe(&self) -> &EncodeRank {
        &self.recipe
    }

    fn state(&self) -> &RankState {
        &self.state
    }

    fn restore(recipe: EncodeRank, state: RankState) -> Result<Self, String> {
        state.0.check()?;
        Ok(RankEncoder { recipe, state })
    }

    fn learn(recipe: &EncodeRank, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit_to(x, y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.0.report()
    }
}

#[cfg(test)]
mod tests;
