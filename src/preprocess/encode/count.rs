//! How many rows a level has.

use super::by_level::{ByLevel, ByLevels, LevelCounts, Seen};
use super::coded::{Coded, coded_accessors};
use super::policy::{MissingAs, Policy, Unseen, policy_setters};
use crate::artifact::{Refit, Stage};
use crate::data::{Table, Types};
use crate::error::Error;
use crate::pipeline::per_column::all_missing;
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use crate::preprocess::codes::Encoded;
use serde::{Deserialize, Serialize};

/// Replaces each text column by one of numbers: how many rows of the training data have the level.
///
/// Takes and gives a [`Table`]; a column keeps its name and place and becomes real. A level that was
/// not there at fit becomes 0, and missing stays missing, unless told otherwise.
///
/// # Formula
/// z = n(level), or n(level) / Σ n with [`frequency`](EncodeCount::frequency).
///
/// # Learned state
/// The levels of each column and their numbers.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is of the types taken, when a column has no level, or a number is
/// infinite. Applying refuses what it is [told](EncodeCount::unseen) to.
///
/// # Source
/// `CountFrequencyEncoder` of Feature-engine 1.9, `CountEncoder` of category_encoders.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("city", Column::text(["Rome", "Bari", "Rome"]))?;
/// let counted = EncodeCount::new().fit(&table, &())?.apply(&table)?;
/// assert_eq!(counted.value(0, "city"), Value::Real(2.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "CountFrequencyEncoder")]
#[doc(alias = "CountEncoder")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EncodeCount {
    types: Types,
    frequency: bool,
    policy: Policy,
}

impl Default for EncodeCount {
    fn default() -> Self {
        EncodeCount::new()
    }
}

policy_setters!(EncodeCount);

impl EncodeCount {
    /// Text columns, counts; an unseen level is 0, missing stays missing.
    #[must_use]
    pub fn new() -> EncodeCount {
        let policy = Policy { missing: MissingAs::Missing, unseen: Unseen::Encode };
        EncodeCount { types: Types::TEXT, frequency: false, policy }
    }

    /// The share of the rows that have a level, instead of their number. Missing values are among the
    /// rows where they are a level.
    #[doc(alias = "normalize")]
    #[doc(alias = "encoding_method")]
    #[must_use]
    pub fn frequency(mut self) -> EncodeCount {
        self.frequency = true;
        self
    }

    fn encode(&self, name: &str, seen: &ByLevel<Seen>) -> Result<Encoded, Error> {
        let missing =
            (self.policy.is_level() && seen.of_missing.rows > 0).then_some(seen.of_missing.rows);
        let all =
            seen.of_level.iter().map(|seen| seen.rows).chain(missing).fold(0, u64::saturating_add);
        if all == 0 {
            return Err(all_missing(CountEncoder::KIND, name));
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "a count of rows in memory is far below 2^53"
        )]
        let number = |rows: u64| match self.frequency {
            true => rows as f64 / all as f64,
            false => rows as f64,
        };
        Ok(Encoded {
            levels: seen.levels.clone(),
            codes: seen.of_level.iter().map(|seen| number(seen.rows)).collect(),
            missing: self.policy.missing(missing.map(number), 0.0),
            unknown: self.policy.unseen(0.0),
        })
    }
}

/// A fitted [`EncodeCount`].
#[derive(Debug, Clone, PartialEq)]
pub struct CountEncoder {
    recipe: EncodeCount,
    state: CountState,
}

/// What [`CountEncoder`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountState(Coded);

coded_accessors!(CountEncoder, state.0, "count or share");

impl Pipeline for EncodeCount {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        self.types
    }
}

impl<Y: ?Sized> Fit<Y> for EncodeCount {
    type Fitted = CountEncoder;

    fn fit(&self, x: &Table, y: &Y) -> Result<CountEncoder, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for EncodeCount {
    fn partial(&self, x: &Table, _: &Y) -> Result<LevelCounts, Error> {
        const STAGE: &str = CountEncoder::KIND;
        self.policy.check(STAGE)?;
        let admit = |name: &str, column: &_| self.policy.admit(STAGE, name, column);
        let learned = ByLevels::learn(STAGE, x, self.types, &Seen::default(), admit, Seen::take)?;
        Ok(LevelCounts(learned))
    }
}

impl Settle for EncodeCount {
    type Partial = LevelCounts;
    type Settled = CountEncoder;

    fn settle(&self, partial: LevelCounts) -> Result<CountEncoder, Error> {
        let encoded = partial.0.iter().map(|(name, seen)| self.encode(name, seen));
        let encoded = encoded.collect::<Result<_, _>>()?;
        let state = CountState(Coded { columns: partial.0.columns, encoded });
        Ok(CountEncoder { recipe: self.clone(), state })
    }
}

impl Pipeline for CountEncoder {
    type Input = Table;
    type Output = Table;
}

impl Apply for CountEncoder {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        self.state.0.apply(Self::KIND, x)
    }
}

impl Stage for CountEncoder {
    const KIND: &'static str = "encode.count";
    type Recipe = EncodeCount;
    type State = CountState;

    fn recipe(&self) -> &EncodeCount {
        &self.recipe
    }

    fn state(&self) -> &CountState {
        &self.state
    }

    fn restore(recipe: EncodeCount, state: CountState) -> Result<Self, String> {
        state.0.check()?;
        Ok(CountEncoder { recipe, state })
    }

    fn learn(recipe: &EncodeCount, x: &Table, y: Target<'_>) -> Result<Self, Error> {
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
mod tests {
    use super::*;
    use crate::data::{Column, Value};

    fn table(rows: [Option<&str>; 5]) -> Result<Table, Error> {
        Table::new().with("x", Column::Text(rows.into_iter().collect()))
    }

    /// `a` twice, `b` once, two missing; counted by hand.
    fn trained(recipe: EncodeCount) -> Result<Vec<String>, Error> {
        let x = table([Some("a"), None, Some("b"), Some("a"), None])?;
        let out =
            recipe.fit(&x, &())?.apply(&table([Some("a"), Some("b"), None, Some("z"), None])?);
        let out = out?;
        Ok((0..4).map(|row| out.value(row, "x").to_string()).collect())
    }

    #[test]
    fn counts_and_shares() -> Result<(), Error> {
        let level = EncodeCount::new().missing(MissingAs::Level);
        assert_eq!(trained(EncodeCount::new())?, ["2", "1", "missing", "0"]);
        assert_eq!(trained(level.clone())?, ["2", "1", "2", "0"]);
        assert_eq!(trained(level.frequency())?, ["0.4", "0.2", "0.4", "0"]);
        let thirds = trained(EncodeCount::new().frequency().missing(MissingAs::Unseen))?;
        assert_eq!(
            thirds,
            [(2.0 / 3.0).to_string(), (1.0 / 3.0).to_string(), "0".into(), "0".into()]
        );
        let ignore = EncodeCount::new().unseen(Unseen::Missing);
        assert_eq!(trained(ignore)?, ["2", "1", "missing", "missing"]);
        assert_eq!(trained(EncodeCount::new().unseen(Unseen::Value(-1.5)))?[3], "-1.5");
        Ok(())
    }

    #[test]
    fn refuses_what_it_is_told_to() -> Result<(), Error> {
        let message = |recipe| trained(recipe).unwrap_err().to_string();
        assert_eq!(
            message(EncodeCount::new().unseen(Unseen::Error)),
            "stage `encode.count`, column `x`, row 3: expected one of `a`, `b`, found `z`"
        );
        assert_eq!(
            message(EncodeCount::new().missing(MissingAs::Error)),
            "stage `encode.count`, column `x`: row 1 is missing"
        );
        assert_eq!(
            message(EncodeCount::new().missing(MissingAs::Unseen).unseen(Unseen::Error)),
            "stage `encode.count`, column `x`: row 1 is missing"
        );
        assert_eq!(
            message(EncodeCount::new().unseen(Unseen::Value(f64::NAN))),
            "stage `encode.count`: parameter `unseen` must be a finite number, found NaN"
        );
        let x = Table::new().with("n", Column::integers([7, 7, 8]))?;
        assert!(EncodeCount::new().fit(&x, &()).is_err());
        let out = EncodeCount::new().types(Types::NUMERIC).fit(&x, &())?.apply(&x)?;
        assert_eq!(out.value(0, "n"), Value::Real(2.0));
        Ok(())
    }
}
