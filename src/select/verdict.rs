//! What selectors have in common: a verdict on each column, and why.

use crate::artifact::{Refit, Stage};
use crate::data::Table;
use crate::error::{Error, FitError};
use crate::exact::not_finite;
use crate::pipeline::per_column::{bad_column, check_columns};
use crate::pipeline::{Apply, Numbers, Pipeline, Target};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt::Debug;
use std::sync::Arc;

/// A recipe that judges columns, one by one or together, and drops some of them.
///
/// Fitted it is a [`Selector`] of itself, which keeps the score and the verdict of every column that was
/// judged. A selector of one's own needs nothing but this trait, and [`Fit`](crate::pipeline::Fit).
pub trait Judge:
    Pipeline<Input = Table, Output = Table>
    + Serialize
    + DeserializeOwned
    + Clone
    + Debug
    + Send
    + Sync
    + 'static
{
    /// The name in the file, such as `select.constant`; see [`Stage::KIND`].
    const KIND: &'static str;

    /// What the scores measure, in a word or two, as reports print it.
    fn measure(&self) -> String;

    /// Judges the columns.
    ///
    /// # Errors
    /// What the recipe cannot judge.
    fn judge(&self, x: &Table, y: Target<'_>) -> Result<Verdicts, Error>;

    /// Why a column was dropped, after its score.
    fn objection(&self, verdicts: &Verdicts, at: usize) -> String {
        match (verdicts.stand_in(at), verdicts.threshold()) {
            (Some(other), _) => format!(", `{other}` stays for it"),
            (None, Some(threshold)) => format!(", against {threshold}"),
            (None, None) => String::new(),
        }
    }

    /// Refuses parameters that no fit gives, when a stored stage is read.
    ///
    /// # Errors
    /// What does not fit together.
    fn check(&self, verdicts: &Verdicts) -> Result<(), String> {
        let _ = verdicts;
        Ok(())
    }
}

/// What was found of each column that was judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdicts {
    columns: Arc<[Arc<str>]>,
    kept: Vec<bool>,
    scores: Vec<f64>,
    /// One a column, or none at all.
    p_values: Vec<f64>,
    /// Positions of the columns that stay for those dropped; a column's own otherwise. Or none at all.
    stand_ins: Vec<u32>,
    threshold: Option<f64>,
}

impl Verdicts {
    /// Scores of columns, all of which stay; one that has no score has NaN.
    #[must_use]
    pub fn new(columns: Arc<[Arc<str>]>, scores: Vec<f64>) -> Verdicts {
        let kept = vec![true; columns.len()];
        let scores = scores.into_iter().map(crate::exact::canonical).collect();
        let (p_values, stand_ins) = (Vec::new(), Vec::new());
        Verdicts { columns, kept, scores, p_values, stand_ins, threshold: None }
    }

    /// Probabilities of such scores or better ones by chance, one a column.
    #[must_use]
    pub fn with_p_values(mut self, p_values: Vec<f64>) -> Verdicts {
        self.p_values = p_values.into_iter().map(crate::exact::canonical).collect();
        self
    }

    /// The score, or the probability, that decided.
    #[must_use]
    pub fn with_threshold(mut self, threshold: f64) -> Verdicts {
        self.threshold = Some(crate::exact::canonical(threshold));
        self
    }

    /// Keeps the columns at some positions, and drops the others.
    #[must_use]
    pub fn keep(mut self, mut kept: impl FnMut(usize) -> bool) -> Verdicts {
        self.kept = (0..self.columns.len()).map(&mut kept).collect();
        self
    }

    /// Drops each column for which another stays: the positions of those that stay, one a column.
    #[must_use]
    pub fn with_stand_ins(mut self, stand_ins: &[usize]) -> Verdicts {
        self.kept = stand_ins.iter().enumerate().map(|(at, &other)| at == other).collect();
        let word = |&at: &usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.stand_ins = stand_ins.iter().map(word).collect();
        self
    }

    /// The columns, in the order of the table.
    #[must_use]
    pub fn columns(&self) -> &Arc<[Arc<str>]> {
        &self.columns
    }

    /// Whether each stays.
    #[must_use]
    pub fn kept(&self) -> &[bool] {
        &self.kept
    }

    /// The score of each, NaN where there is none.
    #[must_use]
    pub fn scores(&self) -> &[f64] {
        &self.scores
    }

    /// The probability of each score or a better one by chance; empty when the score has none.
    #[must_use]
    pub fn p_values(&self) -> &[f64] {
        &self.p_values
    }

    /// What the scores were held against.
    #[must_use]
    pub fn threshold(&self) -> Option<f64> {
        self.threshold
    }

    /// The column that stays for one that is dropped.
    #[must_use]
    pub fn stand_in(&self, at: usize) -> Option<&Arc<str>> {
        let other = *self.stand_ins.get(at)? as usize;
        if other == at { None } else { self.columns.get(other) }
    }

    fn dropped(&self) -> Vec<Arc<str>> {
        let judged = self.columns.iter().zip(&self.kept);
        judged.filter(|(_, kept)| !**kept).map(|(name, _)| Arc::clone(name)).collect()
    }

    /// One entry a column everywhere, and stand-ins that stay.
    fn check(&self) -> Result<(), String> {
        check_columns(&self.columns, &[self.kept.len(), self.scores.len()])?;
        for length in [self.p_values.len(), self.stand_ins.len()] {
            if length != 0 && length != self.columns.len() {
                return Err(format!("{length} entries for {} columns", self.columns.len()));
            }
        }
        for (at, &other) in self.stand_ins.iter().enumerate() {
            if self.stand_ins.get(other as usize) != Some(&other) {
                return Err(format!("column {other} stays for another, and is dropped itself"));
            }
            if self.kept.get(at) != Some(&(other as usize == at)) {
                return Err(format!("column {at} is kept and has column {other} in its place"));
            }
        }
        Ok(())
    }
}

/// A fitted recipe that [judges](Judge) columns: it drops those it judged so, and passes all others.
#[derive(Debug, Clone, PartialEq)]
pub struct Selector<R> {
    recipe: R,
    verdicts: Verdicts,
    dropped: Vec<Arc<str>>,
}

impl<R: Judge> Selector<R> {
    /// The selector that comes of verdicts, as `fit` makes it.
    #[must_use]
    pub fn new(recipe: R, verdicts: Verdicts) -> Selector<R> {
        let dropped = verdicts.dropped();
        Selector { recipe, verdicts, dropped }
    }

    /// What was found of each column.
    #[must_use]
    pub fn verdicts(&self) -> &Verdicts {
        &self.verdicts
    }

    /// The columns it judged.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.verdicts.columns
    }

    /// The score of each column it judged.
    #[must_use]
    pub fn scores(&self) -> &[f64] {
        &self.verdicts.scores
    }

    /// The columns it drops.
    #[must_use]
    pub fn dropped(&self) -> &[Arc<str>] {
        &self.dropped
    }

    fn line(&self, at: usize) -> String {
        let of = |values: &[f64]| values.get(at).copied();
        let mut line = match self.verdicts.kept.get(at) {
            Some(true) => "kept".to_owned(),
            _ => "dropped".to_owned(),
        };
        match of(&self.verdicts.scores) {
            Some(score) if !score.is_nan() => {
                line += &format!(": {} {score}", self.recipe.measure());
            }
            _ => line += &format!(": no {}", self.recipe.measure()),
        }
        if let Some(p) = of(&self.verdicts.p_values).filter(|p| !p.is_nan()) {
            // What is tiny, with an exponent.
            line +=
                &if p > 0.0 && p < 1e-4 { format!(", p = {p:e}") } else { format!(", p = {p}") };
        }
        if self.verdicts.kept.get(at) != Some(&true) {
            line += &self.recipe.objection(&self.verdicts, at);
        }
        line
    }
}

impl<R: Judge> Pipeline for Selector<R> {
    type Input = Table;
    type Output = Table;
}

impl<R: Judge> Apply for Selector<R> {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        Ok(x.without(&self.dropped))
    }
}

impl<R: Judge> Stage for Selector<R> {
    const KIND: &'static str = R::KIND;
    type Recipe = R;
    type State = Verdicts;

    fn recipe(&self) -> &R {
        &self.recipe
    }

    fn state(&self) -> &Verdicts {
        &self.verdicts
    }

    fn restore(recipe: R, verdicts: Verdicts) -> Result<Self, String> {
        verdicts.check()?;
        recipe.check(&verdicts)?;
        Ok(Selector::new(recipe, verdicts))
    }

    fn learn(recipe: &R, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        Ok(Selector::new(recipe.clone(), recipe.judge(x, y)?))
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let columns = self.verdicts.columns.iter().enumerate();
        columns.map(|(at, name)| (name.to_string(), self.line(at))).collect()
    }
}

/// Makes a recipe that [judges](Judge) a stage: of the columns it takes, and fitted to any target, or to
/// each of those named.
macro_rules! judges {
    ($recipe:ty, $takes:expr) => {
        $crate::select::verdict::judges!(@pipeline $recipe, $takes);

        impl<Y: ?Sized> $crate::pipeline::Fit<Y> for $recipe {
            type Fitted = $crate::select::Selector<$recipe>;

            fn fit(
                &self,
                x: &$crate::data::Table,
                _: &Y,
            ) -> Result<Self::Fitted, $crate::error::Error> {
                $crate::artifact::Stage::learn(self, x, $crate::pipeline::Target::None)
            }
        }
    };
    ($recipe:ty, $takes:expr, $($target:ty),+) => {
        $crate::select::verdict::judges!(@pipeline $recipe, $takes);

        $(impl $crate::pipeline::Fit<$target> for $recipe {
            type Fitted = $crate::select::Selector<$recipe>;

            fn fit(
                &self,
                x: &$crate::data::Table,
                y: &$target,
            ) -> Result<Self::Fitted, $crate::error::Error> {
                $crate::artifact::Stage::learn(self, x, y.into())
            }
        })+
    };
    (@pipeline $recipe:ty, $takes:expr) => {
        impl $crate::pipeline::Pipeline for $recipe {
            type Input = $crate::data::Table;
            type Output = $crate::data::Table;

            fn takes(&self) -> $crate::data::Types {
                $takes
            }
        }
    };
}
pub(crate) use judges;

/// A parameter outside its range.
pub(super) fn refuse(stage: &str, parameter: &str, expected: &str, found: impl ToString) -> Error {
    FitError::Parameter {
        stage: stage.to_owned(),
        parameter: parameter.to_owned(),
        expected: expected.to_owned(),
        found: found.to_string(),
    }
    .into()
}

/// The numeric columns, every value there and finite.
pub(super) fn complete<'t>(stage: &str, x: &'t Table) -> Result<Numbers<'t>, Error> {
    let numbers = Numbers::of(stage, x)?;
    let Some((name, row, value)) = numbers.not_finite() else { return Ok(numbers) };
    let found = if value.is_nan() { "missing".to_owned() } else { value.to_string() };
    Err(bad_column(stage, name, format!("row {row} is {found}")))
}

/// That a target is of numbers or classes, has one entry a row, and is finite where it is of numbers.
pub(super) fn check_target(stage: &str, rows: usize, y: Target<'_>) -> Result<(), Error> {
    let found = match y {
        Target::None => return Ok(()),
        Target::Vector(y) => match not_finite(y.values()) {
            Some(row) => format!("{} in row {row}", y.values()[row]),
            None if y.rows() != rows => format!("{} of them", y.rows()),
            None => return Ok(()),
        },
        Target::Labels(y) if y.rows() != rows => format!("{} of them", y.rows()),
        Target::Labels(_) => return Ok(()),
        other @ (Target::Matrix(_) | Target::WeightedVector(_) | Target::WeightedLabels(_)) => {
            return other.vector(stage).map(|_| ());
        }
    };
    let expected = format!("{rows}, one a row, all finite");
    Err(FitError::Target { stage: stage.to_owned(), expected, found }.into())
}

#[cfg(test)]
mod tests;
