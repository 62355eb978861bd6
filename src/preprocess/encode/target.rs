//! The mean of the target.

use super::by_level::ByLevel;
use super::policy::{MissingAs, Policy, Unseen, policy_setters};
use super::spread::Spread;
use super::tally::{LevelTargets, Moments, Tally};
use super::target_fitted::{TargetEncoder, TargetState};
use crate::artifact::Stage;
use crate::data::{Labels, Table, Types, Vector};
use crate::error::{Error, FitError, clip};
use crate::pipeline::per_column::{all_missing, bad_column};
use crate::pipeline::{PartialFit, Pipeline, Settle, Target, supervised};
use crate::preprocess::levels::Levels;
use crate::preprocess::{bad_parameter, beyond_f64};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// By which rows a training row is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Training {
    InSample,
    Folds(u32),
    LeaveOneOut,
}

/// Replaces each text column by the mean of the target among the training rows of the same level, drawn
/// towards the mean of all rows where the level has few.
///
/// Takes and gives a [`Table`]. For numbers, and for two classes (the share of the second), a column keeps
/// its name and place and becomes real. For more classes it is taken away, and one column a class,
/// `column_class`, stands at the right end.
///
/// Training rows are transformed by what *other* rows say, so that the model that follows does not see
/// its own target: [`Fit::fit_apply`](crate::pipeline::Fit::fit_apply) deals the rows into
/// [folds](EncodeTarget::folds) and encodes each by the rows of the others, or each row by
/// [all others](EncodeTarget::leave_one_out). [`in_sample`](EncodeTarget::in_sample) does without.
///
/// # Formula
/// z = λ·mean(level) + (1 − λ)·mean, where λ = n·σ² / (n·σ² + σ²(level)) for n rows of the level, σ² the
/// variance of the target and σ²(level) that among the rows of the level (empirical Bayes); or with
/// [`smooth`](EncodeTarget::smooth) m, z = (Σ(level) + m·mean) / (n + m). A level that was not there at fit
/// becomes the mean. Missing values are a level where there were some at fit, unless told otherwise.
///
/// # Learned state
/// The mean of the target, and the numbers of each level of each column.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order: sums are exact before they are rounded. The folds go by
/// what a row holds and by the seed, not by where the row stands.
///
/// # Errors
/// Fitting fails when no column is of the types taken, when a column has no level, when a number of the
/// target is not finite, and when there are fewer rows than folds. Applying refuses what it is
/// [told](EncodeTarget::unseen) to.
///
/// # Source
/// `TargetEncoder` of scikit-learn 1.9, whose folds are drawn by NumPy; `MeanEncoder` of Feature-engine
/// 1.9, which knows no folds. Micci-Barreca, "A preprocessing scheme for high-cardinality categorical
/// attributes", SIGKDD Explorations 3 (2001).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new().with("city", Column::text(["Rome", "Rome", "Bari"]))?;
/// let y = Vector::new(vec![2.0, 4.0, 9.0]);
/// let encoded = EncodeTarget::new().smooth(1.0).fit(&x, &y)?.apply(&x)?;
/// // (2 + 4 + 1 · 5) / (2 + 1)
/// assert_eq!(encoded.value(0, "city"), Value::Real(11.0 / 3.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "TargetEncoder")]
#[doc(alias = "MeanEncoder")]
#[doc(alias = "MEstimateEncoder")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EncodeTarget {
    types: Types,
    smooth: Option<f64>,
    pub(super) training: Training,
    pub(super) seed: u64,
    given: BTreeMap<String, Vec<String>>,
    policy: Policy,
}

impl Default for EncodeTarget {
    fn default() -> Self {
        EncodeTarget::new()
    }
}

policy_setters!(EncodeTarget);

impl EncodeTarget {
    /// Text columns, empirical Bayes, five folds; missing is a level, an unseen one is the mean.
    #[must_use]
    pub fn new() -> EncodeTarget {
        EncodeTarget {
            types: Types::TEXT,
            smooth: None,
            training: Training::Folds(5),
            seed: 0,
            given: BTreeMap::new(),
            policy: Policy { missing: MissingAs::Level, unseen: Unseen::Encode },
        }
    }

    /// How many rows of the mean of all are added to each level, 0 or more, instead of the empirical Bayes
    /// estimate.
    #[doc(alias = "smoothing")]
    #[must_use]
    pub fn smooth(mut self, rows: f64) -> EncodeTarget {
        self.smooth = Some(rows);
        self
    }

    /// Into how many folds, at least two, training rows are dealt; by default five.
    #[doc(alias = "cv")]
    #[must_use]
    pub fn folds(mut self, folds: u32) -> EncodeTarget {
        self.training = Training::Folds(folds);
        self
    }

    /// Each training row is given what all other rows say, instead of those of other folds. For numbers
    /// [smoothed](EncodeTarget::smooth) by rows only.
    #[doc(alias = "LeaveOneOutEncoder")]
    #[must_use]
    pub fn leave_one_out(mut self) -> EncodeTarget {
        self.training = Training::LeaveOneOut;
        self
    }

    /// Training rows are given what all of them say, their own target included: what follows then learns
    /// from a leaked target, the more so the fewer rows a level has.
    #[must_use]
    pub fn in_sample(mut self) -> EncodeTarget {
        self.training = Training::InSample;
        self
    }

    /// The seed by which rows are dealt into folds; by default 0.
    #[doc(alias = "random_state")]
    #[must_use]
    pub fn seed(mut self, seed: u64) -> EncodeTarget {
        self.seed = seed;
        self
    }

    /// The levels of a column, instead of those seen at fit, written as text. Any other is unseen.
    #[doc(alias = "categories")]
    #[must_use]
    pub fn levels<S: Into<String>>(
        mut self,
        column: impl Into<String>,
        levels: impl IntoIterator<Item = S>,
    ) -> EncodeTarget {
        self.given.insert(column.into(), levels.into_iter().map(Into::into).collect());
        self
    }

    fn check(&self) -> Result<(), Error> {
        let stage = TargetEncoder::KIND;
        self.policy.check(stage)?;
        if let Training::Folds(folds @ ..2) = self.training {
            return Err(bad_parameter(stage, "folds", "at least 2", folds.to_string()));
        }
        match self.smooth {
            None if self.training == Training::LeaveOneOut => {
                let expected = "a number of rows where one row is left out";
                Err(bad_parameter(stage, "smooth", expected, "none".to_owned()))
            }
            Some(rows) if !(rows.is_finite() && rows >= 0.0) => {
                Err(bad_parameter(stage, "smooth", "finite and not negative", rows.to_string()))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn tally(&self, x: &Table, y: Target<'_>) -> Result<LevelTargets, Error> {
        const STAGE: &str = TargetEncoder::KIND;
        self.check()?;
        let admit = |name: &str, column: &_| self.policy.admit(STAGE, name, column);
        LevelTargets::learn(STAGE, x, self.types, y, admit)
    }

    /// The number of a level with these moments, or with no rows.
    pub(super) fn number(&self, level: Option<Moments>, all: Moments) -> f64 {
        let Some(level) = level else { return all.mean };
        match self.smooth {
            Some(rows) => (rows * all.mean + level.sum) / (rows + level.rows),
            None => {
                let signal = all.variance * level.rows;
                let weight = signal / (signal + level.variance);
                match weight.is_nan() {
                    true => all.mean,
                    false => weight * level.mean + (1.0 - weight) * all.mean,
                }
            }
        }
    }

    /// The levels of a column: those given, or those seen.
    fn levels_of(&self, name: &str, learned: &ByLevel<Tally>) -> Result<Levels, Error> {
        let stage = TargetEncoder::KIND;
        let Some(given) = self.given.get(name) else { return Ok(learned.levels.clone()) };
        let refuse = |problem: String| bad_column(stage, name, problem);
        let levels = Levels::parse(given, learned.levels.column_type()).map_err(refuse)?;
        if levels.len() != given.len() {
            return Err(refuse("a given level appears twice".to_owned()));
        }
        if self.policy.unseen == Unseen::Error
            && let Some((_, given, seen)) = levels.united(&learned.levels)
            && let Some(at) = seen.iter().position(|place| given.binary_search(place).is_err())
        {
            let label =
                learned.levels.labels().get(at).map(|label| clip(label)).unwrap_or_default();
            return Err(refuse(format!("level `{label}` is not one of those given")));
        }
        Ok(levels)
    }

    /// The numbers of these levels of a column, given the moments of those at each place: the position of a
    /// level, or one more for missing.
    pub(super) fn encode(
        &self,
        name: &str,
        levels: Levels,
        missing_is_level: bool,
        moments: impl Fn(usize, usize) -> Option<Moments>,
        all: &[(usize, Moments)],
    ) -> Result<Spread, Error> {
        let row = |place: usize| {
            let number = |&(class, all): &(usize, Moments)| self.number(moments(place, class), all);
            all.iter().map(number).collect::<Vec<f64>>()
        };
        let values: Vec<f64> = (0..levels.len()).flat_map(row).collect();
        let missing = missing_is_level.then(|| row(levels.len()));
        let mean: Vec<f64> = all.iter().map(|(_, all)| all.mean).collect();
        if values.iter().chain(missing.iter().flatten()).any(|x| !x.is_finite()) {
            return Err(beyond_f64(TargetEncoder::KIND, name, "mean of the target"));
        }
        let unknown = self.policy.unseen_row(&mean);
        let missing = self.policy.missing_row(missing, &mean);
        Ok(Spread { levels, values, missing, unknown })
    }

    /// Whether missing values are a level of each column.
    pub(super) fn missing_levels(&self, learned: &LevelTargets) -> Vec<bool> {
        let is_level = |tally: &ByLevel<Tally>| tally.of_missing.rows() > 0;
        learned.levels.learned.iter().map(|one| self.policy.is_level() && is_level(one)).collect()
    }

    pub(super) fn fit_to(&self, x: &Table, y: Target<'_>) -> Result<TargetEncoder, Error> {
        self.settle_beside(self.tally(x, y)?, x)
    }

    /// Settles what was learned of a table, whose other columns stand beside the new ones.
    pub(super) fn settle_beside(
        &self,
        learned: LevelTargets,
        x: &Table,
    ) -> Result<TargetEncoder, Error> {
        let fitted = self.settle(learned)?;
        fitted.check_beside(x)?;
        Ok(fitted)
    }
}

/// The moments of the target, of each output.
pub(super) fn overall(
    outputs: &[usize],
    moments: impl Fn(usize) -> Option<Moments>,
) -> Result<Vec<(usize, Moments)>, Error> {
    let each = |class| Some((class, moments(class)?));
    outputs.iter().copied().map(each).collect::<Option<_>>().ok_or_else(|| {
        let stage = TargetEncoder::KIND.to_owned();
        FitError::Rows { stage, needs: 1, found: 0 }.into()
    })
}

impl Pipeline for EncodeTarget {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        self.types
    }
}

supervised!(cross_fitted EncodeTarget => TargetEncoder: Vector, Labels);

impl PartialFit<Vector> for EncodeTarget {
    fn partial(&self, x: &Table, y: &Vector) -> Result<LevelTargets, Error> {
        self.tally(x, y.into())
    }
}

impl PartialFit<Labels> for EncodeTarget {
    fn partial(&self, x: &Table, y: &Labels) -> Result<LevelTargets, Error> {
        self.tally(x, y.into())
    }
}

impl Settle for EncodeTarget {
    type Partial = LevelTargets;
    type Settled = TargetEncoder;

    fn settle(&self, partial: LevelTargets) -> Result<TargetEncoder, Error> {
        let all = overall(&partial.outputs(), |class| partial.all.moments(class))?;
        let mut encoded = Vec::new();
        let columns = partial.levels.iter().zip(self.missing_levels(&partial));
        for ((name, learned), missing) in columns {
            let levels = self.levels_of(name, learned)?;
            if levels.len() == 0 && !missing {
                return Err(all_missing(TargetEncoder::KIND, name));
            }
            let tallies = learned.of(&levels);
            let moments = |place: usize, class| match tallies.get(place) {
                Some(tally) => tally.and_then(|tally| tally.moments(class)),
                None => learned.of_missing.moments(class),
            };
            encoded.push(self.encode(name, levels.clone(), missing, moments, &all)?);
        }
        let classes = if all.len() > 1 { partial.classes.as_deref() } else { None };
        let state = TargetState {
            classes: classes.unwrap_or_default().to_vec(),
            columns: partial.levels.columns,
            mean: all.iter().map(|(_, all)| all.mean).collect(),
            encoded,
        };
        Ok(TargetEncoder { recipe: self.clone(), state })
    }
}

#[cfg(test)]
#[path = "target_tests.rs"]
mod tests;
