//! Logarithms.

use super::bad_parameter;
use super::elementwise::{Above, Undefined};
use crate::artifact::{Refit, Stage};
use crate::data::{Table, Types};
use crate::error::Error;
use crate::exact::{self, Extremes};
use crate::pipeline::per_column::{
    PerColumn, all_missing, check_columns, check_finite, present_part, reals,
};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Replaces each number by its logarithm, or by that of the number and a constant.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through, and missing stays missing.
///
/// # Formula
/// y = log(x + C), for x + C > 0, with C = 0 by default. Base e, 2 and 10 are correctly rounded after the
/// addition; another base b is ln(x + C) / ln b. [`plus_one`](Self::plus_one) is ln(1 + x), which has no rounding of
/// the sum, and ln(1 + x) / ln b.
///
/// # Learned state
/// C of each column, where it is [learned](Self::plus_learned).
///
/// # Determinism
/// Replay exact. Refit exact, in any row order and from parts.
///
/// # Errors
/// Fitting fails when no column is numeric, when the base is not above 0, finite and other than 1, when a
/// constant is not finite or named for a column that is not there, and, where constants are learned, when a
/// column has no value or an infinite one. A number without a logarithm is refused, at fit and later,
/// unless it is to become [missing](Undefined::Missing).
///
/// # Source
/// `LogTransformer` and `LogCpTransformer` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("income", Column::Real(vec![0.1, 10.0, 1000.0]))?;
/// let orders = Log::decimal().fit(&table, &())?.apply(&table)?;
/// assert_eq!(orders.value(2, "income"), Value::Real(3.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "LogTransformer")]
#[doc(alias = "LogCpTransformer")]
#[doc(alias = "log1p")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Log {
    base: Base,
    plus: Plus,
    plus_of: BTreeMap<String, f64>,
    undefined: Undefined,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum Base {
    E,
    Two,
    Ten,
    Other(f64),
}

/// Where the constant comes from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum Plus {
    Given(f64),
    /// 1, added without a rounding.
    One,
    Learned,
}

impl Default for Log {
    fn default() -> Self {
        Log::natural()
    }
}

impl Log {
    fn new(base: Base) -> Log {
        let (plus, plus_of) = (Plus::Given(0.0), BTreeMap::new());
        Log { base, plus, plus_of, undefined: Undefined::Error }
    }

    /// Base e.
    #[must_use]
    pub fn natural() -> Log {
        Log::new(Base::E)
    }

    /// Base 2.
    #[must_use]
    pub fn binary() -> Log {
        Log::new(Base::Two)
    }

    /// Base 10.
    #[must_use]
    pub fn decimal() -> Log {
        Log::new(Base::Ten)
    }

    /// Any base above 0 but 1.
    #[must_use]
    pub fn base(base: f64) -> Log {
        Log::new(Base::Other(base))
    }

    /// Adds a constant first.
    #[doc(alias = "C")]
    #[must_use]
    pub fn plus(mut self, constant: f64) -> Log {
        self.plus = Plus::Given(constant);
        self
    }

    /// Adds a constant of its own to one column first.
    #[must_use]
    pub fn plus_of(mut self, column: impl Into<String>, constant: f64) -> Log {
        self.plus_of.insert(column.into(), constant);
        self
    }

    /// Adds 1 first, without a rounding: numbers near 0 keep their digits.
    #[doc(alias = "log1p")]
    #[must_use]
    pub fn plus_one(mut self) -> Log {
        self.plus = Plus::One;
        self
    }

    /// Adds to each column 1 + |its smallest value| first, or nothing where that value is above 0.
    #[must_use]
    pub fn plus_learned(mut self) -> Log {
        self.plus = Plus::Learned;
        self
    }

    /// What becomes of a number without a logarithm; by default the row is refused.
    #[must_use]
    pub fn undefined(mut self, undefined: Undefined) -> Log {
        self.undefined = undefined;
        self
    }

    fn check(&self) -> Result<(), Error> {
        let refuse = |parameter, expected, found: f64| {
            Err(bad_parameter(Logarithm::KIND, parameter, expected, found.to_string()))
        };
        match self.base {
            Base::Other(base) if !(base > 0.0 && base.is_finite() && base != 1.0) => {
                return refuse("base", "above 0, finite and not 1", base);
            }
            _ => {}
        }
        let given = if let Plus::Given(constant) = self.plus { constant } else { 0.0 };
        match self.plus_of.values().chain([&given]).find(|constant| !constant.is_finite()) {
            Some(constant) => refuse("plus", "finite", *constant),
            None => Ok(()),
        }
    }

    /// The constant of a column, where it need not be learned.
    fn constant(&self, column: &str) -> Option<f64> {
        let own = self.plus_of.get(column).copied();
        own.or(match self.plus {
            Plus::Given(constant) => Some(constant),
            Plus::One => Some(1.0),
            Plus::Learned => None,
        })
    }

    /// Whether the constant of a column is a 1 that is added without a rounding.
    fn is_one(&self, column: &str) -> bool {
        self.plus == Plus::One && !self.plus_of.contains_key(column)
    }

    /// Replaces numbers by their logarithms.
    fn replace(&self, values: &mut [f64], constant: f64, is_one: bool) {
        if is_one {
            exact::slices::ln_1p(values);
        } else {
            values.iter_mut().for_each(|x| *x += constant);
            match self.base {
                Base::E | Base::Other(_) => exact::slices::ln(values),
                Base::Two => exact::slices::log2(values),
                Base::Ten => exact::slices::log10(values),
            }
        }
        let divisor = match self.base {
            Base::Other(base) => exact::ln(base),
            Base::Two if is_one => std::f64::consts::LN_2,
            Base::Ten if is_one => std::f64::consts::LN_10,
            Base::E | Base::Two | Base::Ten => return,
        };
        values.iter_mut().for_each(|x| *x /= divisor);
    }
}

/// The numbers that have a logarithm with a constant: they add up to more than 0, which rounding does not change.
fn have_logarithms(constant: f64) -> Above {
    Above(-constant)
}

/// What has a logarithm, in words.
fn expected(constant: f64) -> String {
    format!("a number above {}", 0.0 - constant)
}

/// A fitted [`Log`].
#[derive(Debug, Clone, PartialEq)]
pub struct Logarithm {
    recipe: Log,
    state: LogarithmState,
}

/// What [`Logarithm`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogarithmState {
    columns: Arc<[Arc<str>]>,
    constant: Vec<f64>,
}

impl Logarithm {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// What is added, one a column.
    #[doc(alias = "C_")]
    #[must_use]
    pub fn constant(&self) -> &[f64] {
        &self.state.constant
    }
}

impl Pipeline for Log {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for Log {
    type Fitted = Logarithm;

    fn fit(&self, x: &Table, y: &Y) -> Result<Logarithm, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for Log {
    fn partial(&self, x: &Table, _: &Y) -> Result<PerColumn<Extremes>, Error> {
        const STAGE: &str = Logarithm::KIND;
        self.check()?;
        for name in self.plus_of.keys() {
            reals(x, name)?;
        }
        PerColumn::learn(STAGE, x, Types::NUMERIC, |name, column| {
            let mut extremes = Extremes::new();
            match self.constant(name) {
                None => extremes.add_slice(&present_part(STAGE, name, column)?),
                Some(constant) => {
                    let defined = have_logarithms(constant);
                    self.undefined.check(STAGE, || expected(constant), name, column, defined)?;
                }
            }
            Ok(extremes)
        })
    }
}

impl Settle for Log {
    type Partial = PerColumn<Extremes>;
    type Settled = Logarithm;

    fn settle(&self, partial: PerColumn<Extremes>) -> Result<Logarithm, Error> {
        let constant = partial.settle(|name, extremes| match self.constant(name) {
            Some(constant) => Ok(constant),
            None => match extremes.min() {
                None => Err(all_missing(Logarithm::KIND, name)),
                Some(min) => Ok(if min > 0.0 { 0.0 } else { min.abs() + 1.0 }),
            },
        })?;
        let state = LogarithmState { columns: partial.columns, constant };
        Ok(Logarithm { recipe: self.clone(), state })
    }
}

impl Pipeline for Logarithm {
    type Input = Table;
    type Output = Table;
}

impl Apply for Logarithm {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let LogarithmState { columns, constant } = &self.state;
        let is_one: Vec<bool> = columns.iter().map(|name| self.recipe.is_one(name)).collect();
        let expected = |at: usize| expected(constant[at]);
        let defined = |at: usize| have_logarithms(constant[at]);
        let replace =
            |at: usize, values: &mut [f64]| self.recipe.replace(values, constant[at], is_one[at]);
        self.recipe.undefined.map(Self::KIND, expected, x, columns, defined, replace)
    }
}

impl Stage for Logarithm {
    const KIND: &'static str = "transform.log";
    type Recipe = Log;
    type State = LogarithmState;

    fn recipe(&self) -> &Log {
        &self.recipe
    }

    fn state(&self) -> &LogarithmState {
        &self.state
    }

    fn restore(recipe: Log, state: LogarithmState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.constant.len()])?;
        check_finite("constant", &state.constant)?;
        recipe.check().map_err(|error| error.to_string())?;
        Ok(Logarithm { recipe, state })
    }

    fn learn(recipe: &Log, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let base = match self.recipe.base {
            Base::E => "e".to_owned(),
            Base::Two => "2".to_owned(),
            Base::Ten => "10".to_owned(),
            Base::Other(base) => base.to_string(),
        };
        let line = |constant: &f64| format!("log of x + {constant} to base {base}");
        let columns = self.state.columns.iter().zip(&self.state.constant);
        columns.map(|(name, constant)| (name.to_string(), line(constant))).collect()
    }
}

#[cfg(test)]
mod tests;
