//! Values where there were none.

use super::counted::Counted;
use super::filler::{Filler, check_fills};
use super::gaps::{TypedColumns, check_mark, check_marked, push_marks};
use super::missing_indicator::has_missing;
use crate::artifact::{Refit, Stage};
use crate::data::{Column, ColumnType, Table, Types};
use crate::error::{Error, FitError};
use crate::exact::{self, ExactSum};
use crate::pipeline::per_column::{Absorb, all_missing, check_columns, finite_part, present_part};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Fills missing values with one value a column, learned or given.
///
/// Takes and gives a [`Table`]. [`mean`](Self::mean), [`median`](Self::median) and
/// [`constant`](Self::constant) work on numeric columns, [`most_frequent`](Self::most_frequent) on
/// numeric and text columns, [`constant_text`](Self::constant_text) on text; others pass through.
///
/// Types: a mean or median makes integer and boolean columns real, with or without a gap in them.
/// The most frequent value keeps every type. A constant keeps integer columns when it is whole and
/// boolean columns when it is 0 or 1, and makes them real otherwise.
///
/// # Formula
/// x where there is a value, else the fill: the mean (the sum exact before it is rounded), the median
/// (the middle of two when their number is even), or the value that occurs most often, the smallest
/// of several (false before true, text by its UTF-8 bytes).
///
/// # Learned state
/// One fill a column, and the names of the columns that are marked or dropped.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is of a type it works on, when a column has an infinite value or, see
/// [`all_missing`](Self::all_missing), no value, and when a constant is not finite.
///
/// # Source
/// `SimpleImputer` of scikit-learn 1.9; `MeanMedianImputer`, `ArbitraryNumberImputer` and
/// `CategoricalImputer` of Feature-engine 1.9 (which refuses a tie of most frequent categories).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("age", Column::Real(vec![20.0, f64::NAN, 40.0]))?
///     .with("fare", Column::Real(vec![7.0, 8.0, 9.0]))?;
/// let filled = Impute::median().indicator().fit(&table, &())?.apply(&table)?;
/// assert_eq!(filled.value(1, "age"), Value::Real(30.0));
/// assert_eq!(filled.value(1, "missingindicator_age"), Value::Boolean(true));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "SimpleImputer")]
#[doc(alias = "MeanMedianImputer")]
#[doc(alias = "ArbitraryNumberImputer")]
#[doc(alias = "CategoricalImputer")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Impute {
    strategy: Strategy,
    indicator: bool,
    all_missing: AllMissing,
}

/// What an [`Impute`] fills with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Strategy {
    /// The mean of the column.
    Mean,
    /// The median of the column.
    Median,
    /// The value that occurs most often in the column.
    MostFrequent,
    /// One number for all columns.
    Constant(f64),
    /// One text for all columns.
    ConstantText(String),
}

/// What becomes of a column that has no value at all when an [`Impute`] is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub enum AllMissing {
    /// Fitting fails, unless the fill is a constant, which needs no value to learn from.
    #[default]
    Refuse,
    /// The column is dropped: scikit-learn's default.
    Drop,
    /// The column is filled with 0, or with the constant: scikit-learn's `keep_empty_features`.
    /// Fitting the most frequent text fails: there is no zero of text.
    Zero,
}

impl Impute {
    fn new(strategy: Strategy) -> Impute {
        Impute { strategy, indicator: false, all_missing: AllMissing::Refuse }
    }

    /// Fills numeric columns with their means.
    #[must_use]
    pub fn mean() -> Impute {
        Impute::new(Strategy::Mean)
    }

    /// Fills numeric columns with their medians.
    #[must_use]
    pub fn median() -> Impute {
        Impute::new(Strategy::Median)
    }

    /// Fills numeric and text columns with the value that occurs most often, the smallest of several.
    #[doc(alias = "mode")]
    #[must_use]
    pub fn most_frequent() -> Impute {
        Impute::new(Strategy::MostFrequent)
    }

    /// Fills numeric columns with a number.
    #[must_use]
    pub fn constant(value: f64) -> Impute {
        Impute::new(Strategy::Constant(value))
    }

    /// Fills text columns with a text.
    #[must_use]
    pub fn constant_text(value: impl Into<String>) -> Impute {
        Impute::new(Strategy::ConstantText(value.into()))
    }

    /// Adds `missingindicator_age`, true where the value was missing, for each column that had missing
    /// values at fit.
    #[doc(alias = "add_indicator")]
    #[must_use]
    pub fn indicator(mut self) -> Impute {
        self.indicator = true;
        self
    }

    /// What becomes of a column without any value at fit; by default fitting fails.
    #[doc(alias = "keep_empty_features")]
    #[must_use]
    pub fn all_missing(mut self, rule: AllMissing) -> Impute {
        self.all_missing = rule;
        self
    }

    /// What is learned of a column from some of its rows.
    fn learn_column(&self, name: &str, column: &Column, rows: Rows) -> Result<ImputePart, Error> {
        const STAGE: &str = Imputer::KIND;
        let values = match &self.strategy {
            Strategy::Median if rows == Rows::All => {
                let median = exact::median(&present_part(STAGE, name, column)?);
                Gathered::Fill(median.map(Filler::Real))
            }
            Strategy::MostFrequent
                if rows == Rows::All && column.column_type() == ColumnType::Real =>
            {
                let most = exact::most_frequent(&finite_part(STAGE, name, column)?);
                Gathered::Fill(most.map(Filler::Real))
            }
            Strategy::Mean => {
                let mut sum = ExactSum::new();
                sum.add_slice(&present_part(STAGE, name, column)?);
                Gathered::Sum(sum)
            }
            Strategy::Median => Gathered::Values(Counted::numbers(STAGE, name, column)?),
            Strategy::MostFrequent => Gathered::Values(Counted::of(STAGE, name, column)?),
            Strategy::Constant(_) | Strategy::ConstantText(_) => Gathered::Nothing,
        };
        let present = (0..column.len()).any(|row| !column.is_missing(row));
        Ok(ImputePart { gap: has_missing(column), present, values })
    }

    /// The fill of a column, or `None` when it has no value and is to be dropped.
    fn fill(
        &self,
        name: &str,
        column_type: ColumnType,
        part: &ImputePart,
    ) -> Result<Option<Filler>, Error> {
        let constant = match &self.strategy {
            Strategy::Constant(value) => Some(Filler::of_type(*value, column_type)),
            Strategy::ConstantText(value) => Some(Filler::Text(value.clone())),
            _ => None,
        };
        if !part.present {
            let zero = match (&self.strategy, column_type) {
                (Strategy::MostFrequent, ColumnType::Text) => None,
                (Strategy::MostFrequent, _) => Some(Filler::of_type(0.0, column_type)),
                _ => Some(Filler::Real(0.0)),
            };
            return match self.all_missing {
                AllMissing::Drop => Ok(None),
                AllMissing::Zero => {
                    constant.or(zero).map(Some).ok_or_else(|| all_missing(Imputer::KIND, name))
                }
                AllMissing::Refuse => {
                    constant.map(Some).ok_or_else(|| all_missing(Imputer::KIND, name))
                }
            };
        }
        let learned = match (&self.strategy, &part.values) {
            (Strategy::MostFrequent, Gathered::Values(values)) => values.most_frequent(),
            (_, Gathered::Fill(fill)) => fill.clone(),
            (_, Gathered::Values(values)) => values.median().map(Filler::Real),
            (_, Gathered::Sum(sum)) => sum.mean().map(Filler::Real),
            (_, Gathered::Nothing) => constant,
        };
        learned.map(Some).ok_or_else(|| all_missing(Imputer::KIND, name))
    }
}

/// What an [`Impute`] learns of a column from some of its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct ImputePart {
    gap: bool,
    present: bool,
    values: Gathered,
}

#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one a column, and never many of them")]
enum Gathered {
    Nothing,
    Sum(ExactSum),
    Values(Counted),
    /// What all values come to, where no others are to be taken in.
    Fill(Option<Filler>),
}

/// Which rows are learned from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rows {
    All,
    Some,
}

impl Absorb for ImputePart {
    fn absorb(&mut self, other: &Self) {
        self.gap |= other.gap;
        self.present |= other.present;
        match (&mut self.values, &other.values) {
            (Gathered::Sum(one), Gathered::Sum(other)) => one.merge(other),
            (Gathered::Values(one), Gathered::Values(other)) => one.absorb(other),
            // The parts of one recipe gather alike.
            _ => {}
        }
    }
}

/// A fitted [`Impute`].
#[derive(Debug, Clone, PartialEq)]
pub struct Imputer {
    recipe: Impute,
    state: ImputerState,
}

/// What [`Imputer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImputerState {
    columns: Arc<[Arc<str>]>,
    fills: Vec<Filler>,
    dropped: Arc<[Arc<str>]>,
    marked: Arc<[Arc<str>]>,
}

impl Imputer {
    /// The columns it fills.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// What it fills with, one a column.
    #[doc(alias = "statistics_")]
    #[must_use]
    pub fn fills(&self) -> &[Filler] {
        &self.state.fills
    }

    /// The columns it drops, because they had no value at fit.
    #[must_use]
    pub fn dropped(&self) -> &[Arc<str>] {
        &self.state.dropped
    }

    /// The columns it marks, because they had missing values at fit.
    #[must_use]
    pub fn marked(&self) -> &[Arc<str>] {
        &self.state.marked
    }
}

impl Pipeline for Impute {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        match self.strategy {
            Strategy::Mean | Strategy::Median | Strategy::Constant(_) => Types::NUMERIC,
            Strategy::MostFrequent => Types::NUMERIC.or(Types::TEXT),
            Strategy::ConstantText(_) => Types::TEXT,
        }
    }
}

impl<Y: ?Sized> Fit<Y> for Impute {
    type Fitted = Imputer;

    fn fit(&self, x: &Table, _: &Y) -> Result<Imputer, Error> {
        self.settle(self.learn(x, Rows::All)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for Impute {
    fn partial(&self, x: &Table, _: &Y) -> Result<TypedColumns<ImputePart>, Error> {
        self.learn(x, Rows::Some)
    }
}

impl Impute {
    fn learn(&self, x: &Table, rows: Rows) -> Result<TypedColumns<ImputePart>, Error> {
        if let Strategy::Constant(value) = self.strategy
            && !value.is_finite()
        {
            return Err(FitError::Parameter {
                stage: Imputer::KIND.to_owned(),
                parameter: "constant".to_owned(),
                expected: "finite".to_owned(),
                found: value.to_string(),
            }
            .into());
        }
        TypedColumns::learn(Imputer::KIND, x, self.takes(), |name, column| {
            if self.indicator && has_missing(column) {
                check_mark(x, name)?;
            }
            self.learn_column(name, column, rows)
        })
    }
}

impl Settle for Impute {
    type Partial = TypedColumns<ImputePart>;
    type Settled = Imputer;

    fn settle(&self, partial: TypedColumns<ImputePart>) -> Result<Imputer, Error> {
        let (mut columns, mut fills) = (Vec::new(), Vec::new());
        let (mut dropped, mut marked) = (Vec::new(), Vec::new());
        for (name, column_type, part) in partial.iter() {
            marked.extend((self.indicator && part.gap).then(|| Arc::clone(name)));
            match self.fill(name, column_type, part)? {
                Some(fill) => {
                    columns.push(Arc::clone(name));
                    fills.push(fill);
                }
                None => dropped.push(Arc::clone(name)),
            }
        }
        let (columns, dropped, marked) = (columns.into(), dropped.into(), marked.into());
        let state = ImputerState { columns, fills, dropped, marked };
        Ok(Imputer { recipe: self.clone(), state })
    }
}

impl Pipeline for Imputer {
    type Input = Table;
    type Output = Table;
}

impl Apply for Imputer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let ImputerState { columns, fills, dropped, marked } = &self.state;
        let mut out = if dropped.is_empty() { x.clone() } else { x.without(dropped) };
        for (name, fill) in columns.iter().zip(fills) {
            if let Some(column) = fill.filled(x, name)? {
                out.replace(name, column)?;
            }
        }
        push_marks(&mut out, x, marked)?;
        Ok(out)
    }
}

impl Stage for Imputer {
    const KIND: &'static str = "impute";
    type Recipe = Impute;
    type State = ImputerState;

    fn recipe(&self) -> &Impute {
        &self.recipe
    }

    fn state(&self) -> &ImputerState {
        &self.state
    }

    fn restore(recipe: Impute, state: ImputerState) -> Result<Self, String> {
        let ImputerState { columns, fills, dropped, marked } = &state;
        check_marked(columns, dropped, marked)?;
        check_columns(columns, &[fills.len()])?;
        check_fills(fills)?;
        Ok(Imputer { recipe, state })
    }

    fn learn(recipe: &Impute, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let ImputerState { columns, fills, dropped, .. } = &self.state;
        let filled = columns.iter().zip(fills).map(|(n, fill)| (n, format!("filled with {fill}")));
        let dropped = dropped.iter().map(|name| (name, "dropped: no value at fit".to_owned()));
        filled.chain(dropped).map(|(name, line)| (name.to_string(), line)).collect()
    }
}

#[cfg(test)]
mod tests;
