//! Gaps filled with a value from the end of the distribution.

use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types};
use crate::error::{Error, FitError};
use crate::exact::{self, ExactMoments, Quantile, Tally};
use crate::pipeline::per_column::{
    Absorb, PerColumn, all_missing, bad_column, check_columns, check_finite, map_reals,
    present_part,
};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Fills missing values with a value at the end of a column's distribution, so that a model can tell
/// them from the rest.
///
/// Takes and gives a [`Table`] and works on numeric columns, which become real; others pass through.
///
/// # Formula
/// | rule | right tail | left tail |
/// |---|---|---|
/// | [`gaussian`](Self::gaussian) | mean + fold · standard deviation (n − 1) | mean − fold · standard deviation |
/// | [`iqr`](Self::iqr) | third quartile + fold · IQR | first quartile − fold · IQR |
/// | [`max`](Self::max) | fold · greatest value | fold · greatest value |
///
/// Quantiles are read off by a straight line between neighbours.
///
/// # Learned state
/// One fill a column.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is numeric, when a column has no value, an infinite one or, by the
/// Gaussian rule, only one, and when fold is not above 0 and finite.
///
/// # Source
/// `EndTailImputer` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("age", Column::Real(vec![20.0, f64::NAN, 40.0]))?;
/// let filled = ImputeEndTail::max(3.0).fit(&table, &())?.apply(&table)?;
/// assert_eq!(filled.value(1, "age"), Value::Real(120.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "EndTailImputer")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImputeEndTail {
    rule: Rule,
    fold: f64,
    left: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Rule {
    Gaussian,
    Iqr,
    Max,
}

impl ImputeEndTail {
    fn new(rule: Rule, fold: f64) -> ImputeEndTail {
        ImputeEndTail { rule, fold, left: false }
    }

    /// A value `fold` standard deviations from the mean; 3 is usual.
    #[must_use]
    pub fn gaussian(fold: f64) -> ImputeEndTail {
        ImputeEndTail::new(Rule::Gaussian, fold)
    }

    /// A value `fold` interquartile ranges beyond a quartile; 1.5 is usual.
    #[must_use]
    pub fn iqr(fold: f64) -> ImputeEndTail {
        ImputeEndTail::new(Rule::Iqr, fold)
    }

    /// `fold` times the greatest value, whichever tail is chosen.
    #[must_use]
    pub fn max(fold: f64) -> ImputeEndTail {
        ImputeEndTail::new(Rule::Max, fold)
    }

    /// At the left end; by default at the right.
    #[doc(alias = "tail")]
    #[must_use]
    pub fn left(mut self) -> ImputeEndTail {
        self.left = true;
        self
    }

    fn learn_column(&self, name: &str, column: &Column) -> Result<EndTailPart, Error> {
        let values = present_part(EndTailImputer::KIND, name, column)?;
        Ok(match self.rule {
            Rule::Gaussian => {
                let moments = ExactMoments::of(&values);
                EndTailPart::Moments(moments)
            }
            Rule::Iqr => EndTailPart::Values(Tally::of(&values)),
            Rule::Max => EndTailPart::Greatest(values.iter().copied().reduce(exact::max)),
        })
    }

    /// The fill of a column.
    fn fill(&self, name: &str, part: &EndTailPart) -> Result<f64, Error> {
        let end = |center: f64, spread: f64| match self.left {
            true => center - self.fold * spread,
            false => center + self.fold * spread,
        };
        let found = match part {
            EndTailPart::Greatest(greatest) => greatest.map(|x| x * self.fold),
            EndTailPart::Values(values) => {
                let quartile = |q| values.quantile(q, Quantile::Linear);
                quartile(0.25)
                    .zip(quartile(0.75))
                    .map(|(first, third)| end(if self.left { first } else { third }, third - first))
            }
            EndTailPart::Moments(moments) if moments.count() == 1 => {
                let problem = "one value alone has no standard deviation".to_owned();
                return Err(bad_column(EndTailImputer::KIND, name, problem));
            }
            EndTailPart::Moments(moments) => {
                moments.mean().zip(moments.variance(1)).map(|(mean, v)| end(mean, v.sqrt()))
            }
        };
        let fill = found.ok_or_else(|| all_missing(EndTailImputer::KIND, name))?;
        if fill.is_finite() {
            return Ok(fill);
        }
        Err(bad_column(
            EndTailImputer::KIND,
            name,
            "the fill is beyond the range of f64".to_owned(),
        ))
    }
}

/// What an [`ImputeEndTail`] learns of a column from some of its rows.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one a column, and never many of them")]
pub enum EndTailPart {
    /// Sums, for the mean and the deviation.
    Moments(ExactMoments),
    /// All values, for quartiles.
    Values(Tally),
    /// The greatest value, if there is one.
    Greatest(Option<f64>),
}

impl Absorb for EndTailPart {
    fn absorb(&mut self, other: &Self) {
        match (self, other) {
            (EndTailPart::Moments(one), EndTailPart::Moments(other)) => one.merge(other),
            (EndTailPart::Values(one), EndTailPart::Values(other)) => one.merge(other),
            (EndTailPart::Greatest(one), EndTailPart::Greatest(other)) => {
                *one = one.iter().chain(other).copied().reduce(exact::max);
            }
            // The parts of one recipe are of one kind.
            _ => {}
        }
    }
}

/// A fitted [`ImputeEndTail`].
#[derive(Debug, Clone, PartialEq)]
pub struct EndTailImputer {
    recipe: ImputeEndTail,
    state: EndTailImputerState,
}

/// What [`EndTailImputer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EndTailImputerState {
    columns: Arc<[Arc<str>]>,
    fills: Vec<f64>,
}

impl EndTailImputer {
    /// The columns it fills.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// What it fills with, one a column.
    #[doc(alias = "imputer_dict_")]
    #[must_use]
    pub fn fills(&self) -> &[f64] {
        &self.state.fills
    }
}

impl Pipeline for ImputeEndTail {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for ImputeEndTail {
    type Fitted = EndTailImputer;

    fn fit(&self, x: &Table, y: &Y) -> Result<EndTailImputer, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for ImputeEndTail {
    fn partial(&self, x: &Table, _: &Y) -> Result<PerColumn<EndTailPart>, Error> {
        if self.fold <= 0.0 || !self.fold.is_finite() {
            return Err(FitError::Parameter {
                stage: EndTailImputer::KIND.to_owned(),
                parameter: "fold".to_owned(),
                expected: "above 0 and finite".to_owned(),
                found: self.fold.to_string(),
            }
            .into());
        }
        PerColumn::learn(EndTailImputer::KIND, x, Types::NUMERIC, |name, column| {
            self.learn_column(name, column)
        })
    }
}

impl Settle for ImputeEndTail {
    type Partial = PerColumn<EndTailPart>;
    type Settled = EndTailImputer;

    fn settle(&self, partial: PerColumn<EndTailPart>) -> Result<EndTailImputer, Error> {
        let fills = partial.settle(|name, part| self.fill(name, part))?;
        let state = EndTailImputerState { columns: partial.columns, fills };
        Ok(EndTailImputer { recipe: self.clone(), state })
    }
}

impl Pipeline for EndTailImputer {
    type Input = Table;
    type Output = Table;
}

impl Apply for EndTailImputer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let fills = &self.state.fills;
        map_reals(
            x,
            &self.state.columns,
            |at, value| if value.is_nan() { fills[at] } else { value },
        )
    }
}

impl Stage for EndTailImputer {
    const KIND: &'static str = "impute.end_tail";
    type Recipe = ImputeEndTail;
    type State = EndTailImputerState;

    fn recipe(&self) -> &ImputeEndTail {
        &self.recipe
    }

    fn state(&self) -> &EndTailImputerState {
        &self.state
    }

    fn restore(recipe: ImputeEndTail, state: EndTailImputerState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.fills.len()])?;
        check_finite("fills", &state.fills)?;
        Ok(EndTailImputer { recipe, state })
    }

    fn learn(recipe: &ImputeEndTail, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let fills = self.state.columns.iter().zip(&self.state.fills);
        fills.map(|(name, fill)| (name.to_string(), format!("filled with {fill}"))).collect()
    }
}

#[cfg(test)]
mod tests;
