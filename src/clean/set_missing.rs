//! Values that stand for a missing one.

use crate::artifact::{Refit, Stage};
use crate::data::{Column, ColumnType, Table, Types};
use crate::error::{Error, FitError};
use crate::pipeline::per_column::{check_columns, columns_for};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Makes the values that stand for a missing one missing: −1, 999, `?`, `n/a`.
///
/// Takes and gives a [`Table`]. Numbers are looked for in real and integer columns, texts in text
/// columns; others pass through.
///
/// # Formula
/// Missing where the cell equals one of the values: numbers as numbers, so that 0 is −0; texts byte by
/// byte.
///
/// # Learned state
/// The names of the columns.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is of a type that is looked at, when no value is given, and when a
/// number is NaN, which is missing already.
///
/// # Source
/// `missing_values` of scikit-learn 1.9's imputers; `na_values` of pandas.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("age", Column::Real(vec![20.0, -1.0]))?
///     .with("city", Column::text(["?", "Rome"]))?;
/// let recipe = SetMissing::numbers([-1.0]).texts(["?", "n/a"]);
/// let out = recipe.fit(&table, &())?.apply(&table)?;
/// assert_eq!(out.value(1, "age"), Value::Missing);
/// assert_eq!(out.value(0, "city"), Value::Missing);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "missing_values")]
#[doc(alias = "na_values")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SetMissing {
    numbers: Vec<f64>,
    texts: Vec<String>,
}

impl SetMissing {
    /// Numbers that stand for a missing value; infinities can.
    pub fn numbers(numbers: impl IntoIterator<Item = f64>) -> SetMissing {
        SetMissing { numbers: numbers.into_iter().collect(), texts: Vec::new() }
    }

    /// Texts that do, in place of those given before.
    #[must_use]
    pub fn texts<S: Into<String>>(mut self, texts: impl IntoIterator<Item = S>) -> SetMissing {
        self.texts = texts.into_iter().map(Into::into).collect();
        self
    }

    fn is_missing(&self, x: f64) -> bool {
        self.numbers.contains(&x)
    }

    /// The numbers an integer can be.
    fn integers(&self) -> Vec<i64> {
        const END: f64 = 9_223_372_036_854_775_808.0;
        let whole = self.numbers.iter().filter(|x| **x == x.floor() && (-END..END).contains(*x));
        #[expect(clippy::cast_possible_truncation, reason = "whole and in range")]
        whole.map(|x| *x as i64).collect()
    }
}

/// A fitted [`SetMissing`].
#[derive(Debug, Clone, PartialEq)]
pub struct MissingSetter {
    recipe: SetMissing,
    state: MissingSetterState,
}

/// What [`MissingSetter`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MissingSetterState {
    columns: Arc<[Arc<str>]>,
}

impl MissingSetter {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }
}

impl Pipeline for SetMissing {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        const NUMBERS: Types = Types::only(ColumnType::Real).or(Types::only(ColumnType::Integer));
        match (self.numbers.is_empty(), self.texts.is_empty()) {
            (false, true) => NUMBERS,
            (true, false) => Types::TEXT,
            _ => NUMBERS.or(Types::TEXT),
        }
    }
}

impl<Y: ?Sized> Fit<Y> for SetMissing {
    type Fitted = MissingSetter;

    fn fit(&self, x: &Table, _: &Y) -> Result<MissingSetter, Error> {
        let found = match () {
            () if self.numbers.is_empty() && self.texts.is_empty() => "none",
            () if self.numbers.iter().any(|x| x.is_nan()) => "NaN",
            () => {
                let columns = columns_for(MissingSetter::KIND, x, self.takes())?;
                return Ok(MissingSetter {
                    recipe: self.clone(),
                    state: MissingSetterState { columns },
                });
            }
        };
        Err(FitError::Parameter {
            stage: MissingSetter::KIND.to_owned(),
            parameter: "values".to_owned(),
            expected: "at least one that is there".to_owned(),
            found: found.to_owned(),
        }
        .into())
    }
}

impl Pipeline for MissingSetter {
    type Input = Table;
    type Output = Table;
}

impl Apply for MissingSetter {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let integers = self.recipe.integers();
        x.map_columns(&self.state.columns, |_, column| {
            Ok(match column {
                Column::Real(rows) => {
                    let cell = |x: &f64| if self.recipe.is_missing(*x) { f64::NAN } else { *x };
                    Column::Real(rows.iter().map(cell).collect())
                }
                Column::Integer(rows) => {
                    let keep = |x: &Option<i64>| x.filter(|x| !integers.contains(x));
                    Column::Integer(rows.iter().map(keep).collect())
                }
                Column::Text(rows) => Column::Text(rows.map_levels(|level| {
                    let stands = self.recipe.texts.iter().any(|text| text == level);
                    (!stands).then(|| Arc::from(level))
                })),
                other => other.clone(),
            })
        })
    }
}

impl Stage for MissingSetter {
    const KIND: &'static str = "set_missing";
    type Recipe = SetMissing;
    type State = MissingSetterState;

    fn recipe(&self) -> &SetMissing {
        &self.recipe
    }

    fn state(&self) -> &MissingSetterState {
        &self.state
    }

    fn restore(recipe: SetMissing, state: MissingSetterState) -> Result<Self, String> {
        check_columns(&state.columns, &[])?;
        Ok(MissingSetter { recipe, state })
    }

    fn learn(recipe: &SetMissing, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let SetMissing { numbers, texts } = &self.recipe;
        let values = numbers.iter().map(ToString::to_string);
        let values =
            values.chain(texts.iter().map(|text| format!("`{}`", crate::error::clip(text))));
        let line = format!("missing where {}", values.collect::<Vec<_>>().join(", "));
        self.state.columns.iter().map(|name| (name.to_string(), line.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Value;

    #[test]
    fn equal_values_are_missing_and_types_stay() -> Result<(), Error> {
        let x = Table::new()
            .with("a", Column::Real(vec![-1.0, -0.0, f64::INFINITY, 5.0]))?
            .with("n", Column::integers([-1, 0, i64::MAX, 5]))?
            .with("b", Column::Boolean(vec![Some(false); 4]))?
            .with("t", Column::text(["-1", "?", "", "x"]))?;
        let recipe = SetMissing::numbers([-1.0, 0.0, f64::INFINITY, 0.5]).texts(["?", ""]);
        let out = recipe.fit(&x, &())?.apply(&x)?;
        let missing =
            |name: &str| (0..4).map(|row| out.value(row, name).is_missing()).collect::<Vec<_>>();
        assert_eq!(missing("a"), [true, true, true, false]);
        assert_eq!(missing("n"), [true, true, false, false]);
        assert_eq!(missing("b"), [false; 4]);
        assert_eq!(missing("t"), [false, true, true, false]);
        assert_eq!(out.value(3, "n"), Value::Integer(5));
        Ok(())
    }

    #[test]
    fn says_what_it_cannot_look_for() -> Result<(), Error> {
        let x = Table::new().with("a", Column::Real(vec![1.0]))?;
        let message = |recipe: SetMissing| recipe.fit(&x, &()).unwrap_err().to_string();
        let begin =
            "stage `set_missing`: parameter `values` must be at least one that is there, found ";
        assert_eq!(message(SetMissing::numbers([])), format!("{begin}none"));
        assert_eq!(message(SetMissing::numbers([f64::NAN])), format!("{begin}NaN"));
        assert!(message(SetMissing::numbers([]).texts(["x"])).contains("takes text columns"));
        Ok(())
    }
}
