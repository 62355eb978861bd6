//! Gaps filled with a value of their column's own.

use super::filler::{Filler, check_fills};
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types};
use crate::error::{Error, FitError};
use crate::pipeline::per_column::{check_columns, wrong_type};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Fills missing values with values given for each column.
///
/// Takes and gives a [`Table`]; columns that are not named pass through. A number keeps integer columns
/// when it is whole and boolean columns when it is 0 or 1, and makes them real otherwise, with or
/// without a gap.
///
/// # Formula
/// x where there is a value, else the value given for the column.
///
/// # Learned state
/// The columns with their values, as their types have them.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is named, a column is not there or of a type that has not the value, and
/// when a number is not finite.
///
/// # Source
/// `ArbitraryNumberImputer` of Feature-engine 1.9 with its `imputer_dict`.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("age", Column::Integer(vec![Some(20), None]))?
///     .with("city", Column::Text([None, Some("Rome")].into_iter().collect()))?;
/// let recipe = ImputeEach::new([("age", -1)]).fill("city", "none");
/// let filled = recipe.fit(&table, &())?.apply(&table)?;
/// assert_eq!(filled.value(1, "age"), Value::Integer(-1));
/// assert_eq!(filled.value(0, "city"), Value::Text("none"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "ArbitraryNumberImputer")]
#[doc(alias = "fillna")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImputeEach {
    fills: BTreeMap<String, Filler>,
}

impl ImputeEach {
    /// Fills the named columns with values, all of one type; more are added by [`fill`](Self::fill).
    pub fn new<N: Into<String>, V: Into<Filler>>(
        fills: impl IntoIterator<Item = (N, V)>,
    ) -> ImputeEach {
        let fills = fills.into_iter().map(|(name, fill)| (name.into(), fill.into()));
        ImputeEach { fills: fills.collect() }
    }

    /// Fills one more column with a value, or the same column with another value.
    #[doc(alias = "imputer_dict")]
    #[must_use]
    pub fn fill(mut self, column: impl Into<String>, value: impl Into<Filler>) -> ImputeEach {
        self.fills.insert(column.into(), value.into());
        self
    }
}

/// A fitted [`ImputeEach`].
#[derive(Debug, Clone, PartialEq)]
pub struct EachImputer {
    recipe: ImputeEach,
    state: EachImputerState,
}

/// What [`EachImputer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EachImputerState {
    columns: Arc<[Arc<str>]>,
    fills: Vec<Filler>,
}

impl EachImputer {
    /// The columns it fills.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// What it fills with, one a column.
    #[doc(alias = "imputer_dict_")]
    #[must_use]
    pub fn fills(&self) -> &[Filler] {
        &self.state.fills
    }
}

/// The value given for a column as the column's type has it.
fn typed(name: &str, fill: &Filler, column: &Column) -> Result<Filler, Error> {
    #[expect(clippy::cast_precision_loss, reason = "as numeric columns: the nearest f64")]
    let number = match fill {
        Filler::Real(x) => *x,
        Filler::Integer(x) => *x as f64,
        Filler::Boolean(x) => f64::from(u8::from(*x)),
        Filler::Text(_) => f64::NAN,
    };
    match (fill, column) {
        (Filler::Integer(_), Column::Integer(_)) | (Filler::Text(_), Column::Text(_)) => {
            Ok(fill.clone())
        }
        (Filler::Text(_), _) => Err(wrong_type(name, Types::TEXT, column)),
        _ if !number.is_finite() => Err(FitError::Parameter {
            stage: EachImputer::KIND.to_owned(),
            parameter: format!("fill of `{name}`"),
            expected: "finite".to_owned(),
            found: number.to_string(),
        }
        .into()),
        _ if Types::NUMERIC.contains(column.column_type()) => {
            Ok(Filler::of_type(number, column.column_type()))
        }
        _ => Err(wrong_type(name, Types::NUMERIC, column)),
    }
}

impl Pipeline for ImputeEach {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC.or(Types::TEXT)
    }
}

impl<Y: ?Sized> Fit<Y> for ImputeEach {
    type Fitted = EachImputer;

    fn fit(&self, x: &Table, _: &Y) -> Result<EachImputer, Error> {
        if self.fills.is_empty() {
            return Err(FitError::Parameter {
                stage: EachImputer::KIND.to_owned(),
                parameter: "fills".to_owned(),
                expected: "of at least one column".to_owned(),
                found: "none".to_owned(),
            }
            .into());
        }
        for name in self.fills.keys() {
            x.column(name)?;
        }
        let (mut columns, mut fills) = (Vec::new(), Vec::new());
        for (name, column) in x.columns() {
            if let Some(fill) = self.fills.get(&**name) {
                fills.push(typed(name, fill, column)?);
                columns.push(Arc::clone(name));
            }
        }
        let state = EachImputerState { columns: columns.into(), fills };
        Ok(EachImputer { recipe: self.clone(), state })
    }
}

impl Pipeline for EachImputer {
    type Input = Table;
    type Output = Table;
}

impl Apply for EachImputer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let mut out = x.clone();
        for (name, fill) in self.state.columns.iter().zip(&self.state.fills) {
            if let Some(column) = fill.filled(x, name)? {
                out.replace(name, column)?;
            }
        }
        Ok(out)
    }
}

impl Stage for EachImputer {
    const KIND: &'static str = "impute.each";
    type Recipe = ImputeEach;
    type State = EachImputerState;

    fn recipe(&self) -> &ImputeEach {
        &self.recipe
    }

    fn state(&self) -> &EachImputerState {
        &self.state
    }

    fn restore(recipe: ImputeEach, state: EachImputerState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.fills.len()])?;
        check_fills(&state.fills)?;
        Ok(EachImputer { recipe, state })
    }

    fn learn(recipe: &ImputeEach, x: &Table, y: Target<'_>) -> Result<Self, Error> {
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
mod tests {
    use super::*;
    use crate::data::Value;

    fn table() -> Result<Table, Error> {
        Table::new()
            .with("a", Column::Real(vec![1.5, f64::NAN]))?
            .with("n", Column::Integer(vec![Some(7), None]))?
            .with("b", Column::Boolean(vec![Some(true), None]))?
            .with("t", Column::Text([Some("x"), None].into_iter().collect()))?
            .with("rest", Column::Real(vec![f64::NAN; 2]))
    }

    #[test]
    fn each_column_has_its_own_value() -> Result<(), Error> {
        let x = table()?;
        let recipe = ImputeEach::new([("n", 0.5), ("a", 3.0)]).fill("b", false).fill("t", "none");
        let fitted = recipe.fit(&x, &())?;
        assert_eq!(fitted.columns().iter().map(|n| &**n).collect::<Vec<_>>(), ["a", "n", "b", "t"]);
        let out = fitted.apply(&x)?;
        assert_eq!(out.value(1, "a"), Value::Real(3.0));
        assert_eq!(out.column("n")?.reals().as_deref(), Some(&[7.0, 0.5][..]));
        assert_eq!(out.value(1, "b"), Value::Boolean(false));
        assert_eq!(out.value(1, "t"), Value::Text("none"));
        assert_eq!(out.column("rest")?, x.column("rest")?);
        Ok(())
    }

    #[test]
    fn a_large_integer_is_not_rounded() -> Result<(), Error> {
        let out = ImputeEach::new([("n", i64::MAX)]).fit(&table()?, &())?.apply(&table()?)?;
        assert_eq!(out.value(1, "n"), Value::Integer(i64::MAX));
        Ok(())
    }

    #[test]
    fn says_what_it_cannot_fill() -> Result<(), Error> {
        let x = table()?;
        let message = |recipe: ImputeEach| recipe.fit(&x, &()).unwrap_err().to_string();
        assert_eq!(
            message(ImputeEach::new([("t", 1.0)])),
            "column `t` is text, expected real, integer or boolean"
        );
        assert_eq!(message(ImputeEach::new([("a", "x")])), "column `a` is real, expected text");
        assert_eq!(
            message(ImputeEach::new([("a", f64::NAN)])),
            "stage `impute.each`: parameter `fill of `a`` must be finite, found NaN"
        );
        assert_eq!(
            message(ImputeEach::new([("z", 1.0)])),
            "no column `z`; the table has `a`, `n`, `b`, `t`, `rest`"
        );
        assert!(message(ImputeEach::new::<String, f64>([])).contains("at least one column"));
        Ok(())
    }
}
