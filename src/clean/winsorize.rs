//! Extreme values capped.

use super::missing_indicator::check_new;
use crate::artifact::{Refit, Stage};
use crate::data::{Column, ColumnType, Table, Types};
use crate::error::{Error, FitError};
use crate::exact::{self, ExactMoments, Quantile, Tally};
use crate::pipeline::per_column::{
    Absorb, PerColumn, all_missing, bad_column, check_columns, check_finite, present_part, reals,
};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Caps values that lie too far out, at limits learned for each column.
///
/// Takes and gives a [`Table`] and works on real and integer columns, which become real; others pass
/// through. Missing values are left out when learning and stay missing.
///
/// # Formula
/// y = max(left, min(x, right)), with
///
/// | rule | left, right |
/// |---|---|
/// | [`gaussian`](Self::gaussian) | mean ∓ fold · population standard deviation |
/// | [`iqr`](Self::iqr) | first quartile − fold · IQR, third quartile + fold · IQR |
/// | [`mad`](Self::mad) | median ∓ fold · (median absolute deviation / 0.67449) |
/// | [`quantiles`](Self::quantiles) | the fold and the 1 − fold quantile |
///
/// Quantiles are read off by a straight line between neighbours.
///
/// # Learned state
/// One limit a column and tail.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is real or integer, when a column has no value, an infinite one, or
/// no spread by the rule (every value would be capped to one), and when fold is out of its range.
///
/// # Source
/// `Winsorizer` of Feature-engine 1.9, which caps the right tail alone by default; here both.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("fare", Column::Real(vec![1.0, 2.0, 3.0, 4.0, 100.0]))?;
/// let capped = Winsorize::iqr(1.5).fit(&table, &())?.apply(&table)?;
/// assert_eq!(capped.value(4, "fare"), Value::Real(7.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "Winsorizer")]
#[doc(alias = "clip")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Winsorize {
    rule: Rule,
    fold: f64,
    tail: Tail,
    indicators: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Rule {
    Gaussian,
    Iqr,
    Mad,
    Quantiles,
}

/// Which end of a column is capped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Tail {
    /// Small and large values.
    #[default]
    Both,
    /// Small values.
    Left,
    /// Large values.
    Right,
}

impl Winsorize {
    fn new(rule: Rule, fold: f64) -> Winsorize {
        Winsorize { rule, fold, tail: Tail::Both, indicators: false }
    }

    /// Limits `fold` standard deviations from the mean; 3 is usual.
    #[must_use]
    pub fn gaussian(fold: f64) -> Winsorize {
        Winsorize::new(Rule::Gaussian, fold)
    }

    /// Limits `fold` interquartile ranges beyond the quartiles; 1.5 is usual.
    #[must_use]
    pub fn iqr(fold: f64) -> Winsorize {
        Winsorize::new(Rule::Iqr, fold)
    }

    /// Limits `fold` normal-consistent median absolute deviations from the median; 3.29 is usual.
    #[must_use]
    pub fn mad(fold: f64) -> Winsorize {
        Winsorize::new(Rule::Mad, fold)
    }

    /// Limits at the `fold` and the 1 − `fold` quantile; 0.05 is usual.
    #[must_use]
    pub fn quantiles(fold: f64) -> Winsorize {
        Winsorize::new(Rule::Quantiles, fold)
    }

    /// Which end is capped; by default both.
    #[must_use]
    pub fn tail(mut self, tail: Tail) -> Winsorize {
        self.tail = tail;
        self
    }

    /// Adds `fare_left` and `fare_right`, true where a value was capped, for each tail and column.
    #[doc(alias = "add_indicators")]
    #[must_use]
    pub fn indicators(mut self) -> Winsorize {
        self.indicators = true;
        self
    }

    /// The rule with its fold and tail.
    pub(super) fn described(&self) -> (&'static str, f64, Tail) {
        let rule = match self.rule {
            Rule::Gaussian => "gaussian",
            Rule::Iqr => "iqr",
            Rule::Mad => "mad",
            Rule::Quantiles => "quantiles",
        };
        (rule, self.fold, self.tail)
    }

    fn check(&self) -> Result<(), Error> {
        let (fits, expected) = match self.rule {
            Rule::Quantiles => (self.fold < 0.5, "above 0 and below 0.5"),
            _ => (self.fold.is_finite(), "above 0 and finite"),
        };
        if fits && self.fold > 0.0 {
            return Ok(());
        }
        let (stage, parameter) = (Winsorizer::KIND.to_owned(), "fold".to_owned());
        let (expected, found) = (expected.to_owned(), self.fold.to_string());
        Err(FitError::Parameter { stage, parameter, expected, found }.into())
    }

    /// What is learned of a column from some of its rows.
    fn learn_column(&self, name: &str, column: &Column) -> Result<WinsorizePart, Error> {
        let values = present_part(Winsorizer::KIND, name, column)?;
        Ok(match self.rule {
            Rule::Gaussian => {
                let moments = ExactMoments::of(&values);
                WinsorizePart::Moments(moments)
            }
            Rule::Iqr | Rule::Mad | Rule::Quantiles => WinsorizePart::Values(Tally::of(&values)),
        })
    }

    /// Where the tails of a column begin, from parts.
    fn tails_of(&self, part: &WinsorizePart) -> Option<Tails> {
        match part {
            WinsorizePart::Moments(moments) => {
                let spread = moments.variance(0).map(f64::sqrt);
                moments.mean().zip(spread).map(|(x, spread)| (x, x, spread, "standard deviation"))
            }
            WinsorizePart::Values(values) => self.tails(values),
        }
    }

    /// The left and right limit of a column.
    fn limits(&self, name: &str, found: Option<Tails>) -> Result<(f64, f64), Error> {
        let refuse = |problem: String| bad_column(Winsorizer::KIND, name, problem);
        let (left, right, spread, measure) =
            found.ok_or_else(|| all_missing(Winsorizer::KIND, name))?;
        if spread == 0.0 {
            return Err(refuse(format!("the {measure} is 0, so all would be capped to one")));
        }
        let (left, right) = match self.rule {
            Rule::Quantiles => (left, right),
            _ => (left - self.fold * spread, right + self.fold * spread),
        };
        if left.is_finite() && right.is_finite() {
            return Ok((left, right));
        }
        Err(refuse("the limits are beyond the range of f64".to_owned()))
    }

    /// The two quantiles that the rule reads, and what the range between them is called.
    fn quantiles_read(&self) -> ([f64; 2], &'static str) {
        match self.rule {
            Rule::Quantiles => ([self.fold, 1.0 - self.fold], "range between the quantiles"),
            _ => ([0.25, 0.75], "interquartile range"),
        }
    }

    fn tails(&self, values: &Tally) -> Option<Tails> {
        if self.rule == Rule::Mad {
            return Some(around(values.median()?, values.median_absolute_deviation()?));
        }
        let ([left, right], measure) = self.quantiles_read();
        let quantile = |q: f64| values.quantile(q, Quantile::Linear);
        let (left, right) = (quantile(left)?, quantile(right)?);
        Some((left, right, right - left, measure))
    }

    /// The same from all values at once, which need not be sorted.
    fn tails_at_once(&self, values: &[f64]) -> Option<Tails> {
        if self.rule == Rule::Mad {
            let (median, deviation) = exact::median_and_deviation(values)?;
            return Some(around(median, deviation));
        }
        let (qs, measure) = self.quantiles_read();
        let read = exact::quantiles(values, &qs, Quantile::Linear)?;
        let (left, right) = (*read.first()?, *read.last()?);
        Some((left, right, right - left, measure))
    }

    /// The fitted stage, when the tails of each column are known.
    fn settled<A>(
        &self,
        learned: PerColumn<A>,
        tails: impl Fn(&A) -> Option<Tails>,
    ) -> Result<Winsorizer, Error> {
        let limits = learned.settle(|name, one| self.limits(name, tails(one)))?;
        let left = limits.iter().filter(|_| self.tail != Tail::Right).map(|(left, _)| *left);
        let right = limits.iter().filter(|_| self.tail != Tail::Left).map(|(_, right)| *right);
        let (left, right) = (left.collect(), right.collect());
        let state = WinsorizerState { columns: learned.columns, left, right };
        Ok(Winsorizer { recipe: self.clone(), state })
    }

    /// Learns of each column.
    fn learn<A>(
        &self,
        x: &Table,
        learn: impl Fn(&str, &Column) -> Result<A, Error>,
    ) -> Result<PerColumn<A>, Error> {
        self.check()?;
        PerColumn::learn(Winsorizer::KIND, x, Winsorizer::TYPES, |name, column| {
            for mark in Winsorizer::mark_names(self, name) {
                check_new(x, &mark)?;
            }
            learn(name, column)
        })
    }
}

/// Where the tails begin, the spread that the fold multiplies, and what that is called.
type Tails = (f64, f64, f64, &'static str);

fn around(median: f64, deviation: f64) -> Tails {
    (median, median, deviation / 0.67449, "median absolute deviation")
}

/// What a [`Winsorize`] learns of a column from some of its rows.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one a column, and never many of them")]
pub enum WinsorizePart {
    /// Sums, for the mean and the deviation.
    Moments(ExactMoments),
    /// All values, for quantiles.
    Values(Tally),
}

impl Absorb for WinsorizePart {
    fn absorb(&mut self, other: &Self) {
        match (self, other) {
            (WinsorizePart::Moments(one), WinsorizePart::Moments(other)) => one.merge(other),
            (WinsorizePart::Values(one), WinsorizePart::Values(other)) => one.merge(other),
            // The parts of one recipe are of one kind.
            _ => {}
        }
    }
}

/// A fitted [`Winsorize`].
#[derive(Debug, Clone, PartialEq)]
pub struct Winsorizer {
    recipe: Winsorize,
    state: WinsorizerState,
}

/// What [`Winsorizer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WinsorizerState {
    columns: Arc<[Arc<str>]>,
    left: Vec<f64>,
    right: Vec<f64>,
}

impl Winsorizer {
    const TYPES: Types = Types::only(ColumnType::Real).or(Types::only(ColumnType::Integer));

    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The least value of each column; empty when the left tail is not capped.
    #[doc(alias = "left_tail_caps_")]
    #[must_use]
    pub fn left(&self) -> &[f64] {
        &self.state.left
    }

    /// The greatest value of each column; empty when the right tail is not capped.
    #[doc(alias = "right_tail_caps_")]
    #[must_use]
    pub fn right(&self) -> &[f64] {
        &self.state.right
    }

    /// The names of the columns that mark what was capped in another.
    fn mark_names(recipe: &Winsorize, column: &str) -> Vec<String> {
        let sides: &[&str] = match recipe.tail {
            _ if !recipe.indicators => &[],
            Tail::Both => &["left", "right"],
            Tail::Left => &["left"],
            Tail::Right => &["right"],
        };
        sides.iter().map(|side| format!("{column}_{side}")).collect()
    }
}

impl Pipeline for Winsorize {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Winsorizer::TYPES
    }
}

impl<Y: ?Sized> Fit<Y> for Winsorize {
    type Fitted = Winsorizer;

    fn fit(&self, x: &Table, y: &Y) -> Result<Winsorizer, Error> {
        if self.rule == Rule::Gaussian {
            return self.settle(self.partial(x, y)?);
        }
        let tails = self.learn(x, |name, column| {
            Ok(self.tails_at_once(&present_part(Winsorizer::KIND, name, column)?))
        })?;
        self.settled(tails, |tails| *tails)
    }
}

impl<Y: ?Sized> PartialFit<Y> for Winsorize {
    fn partial(&self, x: &Table, _: &Y) -> Result<PerColumn<WinsorizePart>, Error> {
        self.learn(x, |name, column| self.learn_column(name, column))
    }
}

impl Settle for Winsorize {
    type Partial = PerColumn<WinsorizePart>;
    type Settled = Winsorizer;

    fn settle(&self, partial: PerColumn<WinsorizePart>) -> Result<Winsorizer, Error> {
        self.settled(partial, |part| self.tails_of(part))
    }
}

impl Pipeline for Winsorizer {
    type Input = Table;
    type Output = Table;
}

impl Apply for Winsorizer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let WinsorizerState { columns, left, right } = &self.state;
        let mut out = x.clone();
        for (at, name) in columns.iter().enumerate() {
            let (left, right) = (left.get(at).copied(), right.get(at).copied());
            let cap = |&x: &f64| {
                let x = right.map_or(x, |right| exact::min(x, right));
                left.map_or(x, |left| exact::max(x, left))
            };
            let values = reals(x, name)?;
            let capped: Vec<f64> = values.iter().map(cap).collect();
            for mark in Winsorizer::mark_names(&self.recipe, name) {
                let is_left = mark.ends_with("_left");
                let marks = values.iter().zip(&capped);
                let marks = marks.map(|(x, y)| Some(if is_left { y > x } else { y < x }));
                out.push(mark, Column::Boolean(marks.collect()))?;
            }
            out.replace(name, Column::Real(capped))?;
        }
        Ok(out)
    }
}

impl Stage for Winsorizer {
    const KIND: &'static str = "winsorize";
    type Recipe = Winsorize;
    type State = WinsorizerState;

    fn recipe(&self) -> &Winsorize {
        &self.recipe
    }

    fn state(&self) -> &WinsorizerState {
        &self.state
    }

    fn restore(recipe: Winsorize, state: WinsorizerState) -> Result<Self, String> {
        let WinsorizerState { columns, left, right } = &state;
        check_columns(columns, &[])?;
        for (tail, limits, free) in [("left", left, Tail::Right), ("right", right, Tail::Left)] {
            check_finite(tail, limits)?;
            let expected = if recipe.tail == free { 0 } else { columns.len() };
            if limits.len() != expected {
                let found = limits.len();
                return Err(format!("{found} limits of the {tail} tail, expected {expected}"));
            }
        }
        match left.iter().zip(right).find(|(left, right)| left > right) {
            Some((left, right)) => Err(format!("the limits {left} and {right} cross")),
            None => Ok(Winsorizer { recipe, state }),
        }
    }

    fn learn(recipe: &Winsorize, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let WinsorizerState { columns, left, right } = &self.state;
        let line = |at: usize| match (left.get(at), right.get(at)) {
            (Some(left), Some(right)) => format!("from {left} to {right}"),
            (Some(left), None) => format!("from {left}"),
            (_, Some(right)) => format!("to {right}"),
            (None, None) => "as it is".to_owned(),
        };
        columns.iter().enumerate().map(|(at, name)| (name.to_string(), line(at))).collect()
    }
}

#[cfg(test)]
mod tests;
