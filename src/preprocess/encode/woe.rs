//! Weight of evidence.

use super::by_level::ByLevel;
use super::coded::{Coded, coded_accessors};
use super::policy::{MissingAs, Policy, Unseen, policy_setters};
use super::tally::{LevelTargets, Tally};
use crate::artifact::{Refit, Stage};
use crate::data::{Labels, Table, Types};
use crate::error::{Error, FitError, clip};
use crate::exact::{exact_dot, ln};
use crate::pipeline::per_column::{all_missing, bad_column, check_finite};
use crate::pipeline::{Apply, PartialFit, Pipeline, Settle, Target, supervised};
use crate::preprocess::bad_parameter;
use crate::preprocess::codes::Encoded;
use serde::{Deserialize, Serialize};

/// What becomes of a level that all rows of one class lack.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum Zero {
    Refused,
    Filled(f64),
    Regularized(f64),
}

/// Replaces each text column by the weight of evidence of its levels for the second of two classes.
///
/// Takes and gives a [`Table`]; a column keeps its name and place and becomes real. Classes are in
/// ascending order, so that of `no` and `yes` the evidence is for `yes`. A level that was not there at
/// fit becomes 0, no evidence, and missing stays missing, unless told otherwise.
///
/// # Formula
/// z = ln((n₁(level) / n₁) / (n₀(level) / n₀)), where n₁ and n₀ count the rows of the second class and of
/// the first. A share that is 0 becomes the [fill value](EncodeWoe::fill_value); with
/// [`regularization`](EncodeWoe::regularization) r, the shares are (n₁(level) + r) / (n₁ + 2r) and
/// likewise for the first.
///
/// # Learned state
/// The levels of each column with their weights, and the information value of each column.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order: counts are whole and the logarithm correctly rounded.
///
/// # Errors
/// Fitting fails when the target does not have two classes with rows of each, when no column is of the
/// types taken, when a column has no level, or when a level lacks rows of a class and no fill value
/// and no regularization is given. Applying refuses what it is [told](EncodeWoe::unseen) to.
///
/// # Source
/// `WoEEncoder` of Feature-engine 1.9; `WOEEncoder` of category_encoders for the regularization.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new().with("plan", Column::text(["a", "a", "a", "b", "b"]))?;
/// let y = Labels::from_texts(["no", "no", "yes", "yes", "no"]);
/// let fitted = EncodeWoe::new().fit(&x, &y)?;
/// // One of two rows with `yes` has plan `a`, and two of three with `no`.
/// assert_eq!(fitted.apply(&x)?.value(0, "plan"), Value::Real(-0.287_682_072_451_780_9));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "WoEEncoder")]
#[doc(alias = "WOEEncoder")]
#[doc(alias = "weight of evidence")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EncodeWoe {
    types: Types,
    zero: Zero,
    policy: Policy,
}

impl Default for EncodeWoe {
    fn default() -> Self {
        EncodeWoe::new()
    }
}

policy_setters!(EncodeWoe);

impl EncodeWoe {
    /// Text columns; a level that lacks a class is refused, an unseen one is 0, missing stays missing.
    #[must_use]
    pub fn new() -> EncodeWoe {
        let policy = Policy { missing: MissingAs::Missing, unseen: Unseen::Encode };
        EncodeWoe { types: Types::TEXT, zero: Zero::Refused, policy }
    }

    /// The share, greater than 0, that a class with no row of a level is taken to have there.
    #[must_use]
    pub fn fill_value(mut self, share: f64) -> EncodeWoe {
        self.zero = Zero::Filled(share);
        self
    }

    /// So many rows, greater than 0, are added to each class of each level.
    #[must_use]
    pub fn regularization(mut self, rows: f64) -> EncodeWoe {
        self.zero = Zero::Regularized(rows);
        self
    }

    fn check(&self) -> Result<(), Error> {
        let stage = WoeEncoder::KIND;
        self.policy.check(stage)?;
        let positive = |parameter: &str, value: f64| match value.is_finite() && value > 0.0 {
            true => Ok(()),
            false => {
                Err(bad_parameter(stage, parameter, "greater than 0 and finite", value.to_string()))
            }
        };
        match self.zero {
            Zero::Refused => Ok(()),
            Zero::Filled(share) => positive("fill_value", share),
            Zero::Regularized(rows) => positive("regularization", rows),
        }
    }

    /// The share of a class that a level has.
    fn share(&self, rows: u64, all: u64) -> Option<f64> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a count of rows in memory is far below 2^53"
        )]
        let (rows, all) = (rows as f64, all as f64);
        match self.zero {
            Zero::Regularized(more) => Some((rows + more) / (all + 2.0 * more)),
            Zero::Filled(share) if rows == 0.0 => Some(share),
            Zero::Refused if rows == 0.0 => None,
            Zero::Refused | Zero::Filled(_) => Some(rows / all),
        }
    }

    /// The weights of a column, and its information value.
    fn encode(
        &self,
        name: &str,
        learned: &ByLevel<Tally>,
        classes: [&str; 2],
    ) -> Result<(Encoded, f64), Error> {
        let stage = WoeEncoder::KIND;
        let missing = (self.policy.is_level() && learned.of_missing.rows() > 0)
            .then_some(&learned.of_missing);
        let levels = || learned.of_level.iter().chain(missing);
        if levels().next().is_none() {
            return Err(all_missing(stage, name));
        }
        let all = [0, 1]
            .map(|class| levels().map(|tally| tally.of_class(class)).fold(0, u64::saturating_add));
        if let Some(class) = (0..2).find(|&class| all[class] == 0) {
            let class = clip(classes[class]);
            return Err(bad_column(stage, name, format!("no row of class `{class}` has a level")));
        }
        let mut shares = [Vec::new(), Vec::new()];
        for (at, tally) in levels().enumerate() {
            for (class, shares) in shares.iter_mut().enumerate() {
                let share = self.share(tally.of_class(class), all[class]).ok_or_else(|| {
                    let labels = learned.levels.labels();
                    let level = labels.get(at).map_or("missing".to_owned(), |l| format!("`{}`", clip(l)));
                    let class = clip(classes[class]);
                    let problem = format!("level {level} has no row of class `{class}`, and its weight would be infinite");
                    bad_column(stage, name, problem)
                })?;
                shares.push(share);
            }
        }
        let [first, second] = shares;
        let mut codes: Vec<f64> = second.iter().zip(&first).map(|(p, n)| ln(p / n)).collect();
        let differences: Vec<f64> = second.iter().zip(&first).map(|(p, n)| p - n).collect();
        let information = exact_dot(&differences, &codes);
        let missing = missing.and_then(|_| codes.pop());
        let encoded = Encoded {
            levels: learned.levels.clone(),
            codes,
            missing: self.policy.missing(missing, 0.0),
            unknown: self.policy.unseen(0.0),
        };
        Ok((encoded, information))
    }

    fn fit_to(&self, x: &Table, y: Target<'_>) -> Result<WoeEncoder, Error> {
        self.settle(self.partial(x, y.labels(WoeEncoder::KIND)?)?)
    }
}

/// A fitted [`EncodeWoe`].
#[derive(Debug, Clone, PartialEq)]
pub struct WoeEncoder {
    recipe: EncodeWoe,
    state: WoeState,
}

/// What [`WoeEncoder`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WoeState {
    coded: Coded,
    information: Vec<f64>,
}

coded_accessors!(WoeEncoder, state.coded, "weight of evidence");

impl WoeEncoder {
    /// The information value of a column: Σ (n₁(level) / n₁ − n₀(level) / n₀) · z, over its levels; `None`
    /// when it is not one it works on.
    #[doc(alias = "IV")]
    #[must_use]
    pub fn information_value(&self, column: &str) -> Option<f64> {
        self.state.information.get(self.state.coded.position(column)?).copied()
    }
}

impl Pipeline for EncodeWoe {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        self.types
    }
}

supervised!(EncodeWoe => WoeEncoder: Labels);

impl PartialFit<Labels> for EncodeWoe {
    fn partial(&self, x: &Table, y: &Labels) -> Result<LevelTargets, Error> {
        const STAGE: &str = WoeEncoder::KIND;
        self.check()?;
        let admit = |name: &str, column: &_| self.policy.admit(STAGE, name, column);
        LevelTargets::learn(STAGE, x, self.types, y.into(), admit)
    }
}

impl Settle for EncodeWoe {
    type Partial = LevelTargets;
    type Settled = WoeEncoder;

    fn settle(&self, partial: LevelTargets) -> Result<WoeEncoder, Error> {
        let classes = partial.classes.as_deref().unwrap_or_default();
        let [first, second] = classes else {
            return Err(FitError::Target {
                stage: WoeEncoder::KIND.to_owned(),
                expected: "two classes".to_owned(),
                found: classes.len().to_string(),
            }
            .into());
        };
        let columns = partial.levels.iter();
        let encoded = columns.map(|(name, learned)| self.encode(name, learned, [first, second]));
        let (encoded, information) = encoded.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        let coded = Coded { columns: partial.levels.columns, encoded };
        Ok(WoeEncoder { recipe: self.clone(), state: WoeState { coded, information } })
    }
}

impl Pipeline for WoeEncoder {
    type Input = Table;
    type Output = Table;
}

impl Apply for WoeEncoder {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        self.state.coded.apply(Self::KIND, x)
    }
}

impl Stage for WoeEncoder {
    const KIND: &'static str = "encode.woe";
    type Recipe = EncodeWoe;
    type State = WoeState;

    fn recipe(&self) -> &EncodeWoe {
        &self.recipe
    }

    fn state(&self) -> &WoeState {
        &self.state
    }

    fn restore(recipe: EncodeWoe, state: WoeState) -> Result<Self, String> {
        state.coded.check()?;
        check_finite("information", &state.information)?;
        match state.information.len() == state.coded.columns.len() {
            true => Ok(WoeEncoder { recipe, state }),
            false => Err(format!("{} information values", state.information.len())),
        }
    }

    fn learn(recipe: &EncodeWoe, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit_to(x, y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let mut lines = self.state.coded.report();
        for ((_, line), value) in lines.iter_mut().zip(&self.state.information) {
            line.push_str(&format!("; information value {value}"));
        }
        lines
    }
}

#[cfg(test)]
#[path = "woe_tests.rs"]
mod tests;
