//! Columns of another type.

use super::parse::Unreadable;
use crate::artifact::{Refit, Stage};
use crate::data::{Column, ColumnType, Table, Types, Value, number, time};
use crate::error::{Error, FitError, RowError, clip};
use crate::pipeline::per_column::{check_columns, columns_for, wrong_type};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Makes columns of one type columns of another.
///
/// Takes and gives a [`Table`] and works on the columns of every type that can become the one wanted;
/// choose some with [`on`](crate::pipeline::on). Nothing is lost unseen: a cell that has no counterpart,
/// such as 2.5 as an integer, is [refused](Unreadable::Refuse), or missing where that is chosen. Missing
/// cells stay missing.
///
/// # Formula
/// | from \ to | real | integer | boolean | text | timestamp |
/// |---|---|---|---|---|---|
/// | real | x | whole, within `i64` | 0 or 1 | shortest decimal | – |
/// | integer | nearest `f64` | x | 0 or 1 | decimal | µs since 1970 |
/// | boolean | 0 or 1 | 0 or 1 | x | `true`, `false` | – |
/// | text | [`data::number`] | [`data::number`] | [`data::number`] | x | [`data::time`] |
/// | timestamp | – | µs since 1970 | – | ISO 8601 | x |
///
/// Texts in other forms are read by [`Parse`](super::Parse).
///
/// [`data::number`]: crate::data::number
/// [`data::time`]: crate::data::time
///
/// # Learned state
/// The names of the columns.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column can become the type; applying when a cell cannot, by its column and
/// row.
///
/// # Source
/// `astype` of pandas, which wraps and truncates.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("zip", Column::integers([501, 90210]))?;
/// let out = Cast::to(ColumnType::Text).fit(&table, &())?.apply(&table)?;
/// assert_eq!(out.value(0, "zip"), Value::Text("501"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "astype")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cast {
    to: ColumnType,
    unreadable: Unreadable,
}

impl Cast {
    /// Makes columns of this type.
    #[must_use]
    pub fn to(column_type: ColumnType) -> Cast {
        Cast { to: column_type, unreadable: Unreadable::Refuse }
    }

    /// What becomes of a cell that has no counterpart; by default its row is refused.
    #[must_use]
    pub fn unreadable(mut self, unreadable: Unreadable) -> Cast {
        self.unreadable = unreadable;
        self
    }

    /// Puts each cell through a rule, which gives `None` when it has no counterpart.
    fn cells<T>(
        &self,
        name: &str,
        column: &Column,
        rule: impl Fn(Value<'_>) -> Option<T>,
    ) -> Result<Vec<Option<T>>, Error> {
        let cell = |row: usize| {
            let value = column.value(row);
            if value.is_missing() {
                return Ok(None);
            }
            match rule(value) {
                None if self.unreadable == Unreadable::Refuse => Err(RowError {
                    stage: Caster::KIND.to_owned(),
                    column: name.to_owned(),
                    row: Some(row),
                    expected: format!("a value that is {}", self.to),
                    found: shown(value),
                }
                .into()),
                cell => Ok(cell),
            }
        };
        (0..column.len()).map(cell).collect()
    }

    fn column(&self, name: &str, column: &Column) -> Result<Column, Error> {
        if column.column_type() == self.to {
            return Ok(column.clone());
        }
        if !self.takes().contains(column.column_type()) {
            return Err(wrong_type(name, self.takes(), column));
        }
        Ok(match self.to {
            ColumnType::Real => {
                let cells = self.cells(name, column, real)?;
                Column::Real(cells.iter().map(|x| x.unwrap_or(f64::NAN)).collect())
            }
            ColumnType::Integer => Column::Integer(self.cells(name, column, integer)?),
            ColumnType::Boolean => Column::Boolean(self.cells(name, column, boolean)?),
            ColumnType::Timestamp => Column::Timestamp(self.cells(name, column, timestamp)?),
            _ => Column::Text(self.cells(name, column, text)?.into_iter().collect()),
        })
    }
}

fn shown(value: Value<'_>) -> String {
    match value {
        Value::Text(x) => format!("`{}`", clip(x)),
        value => text(value).unwrap_or_default(),
    }
}

fn real(value: Value<'_>) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "documented: the nearest f64")]
    match value {
        Value::Real(x) => Some(x),
        Value::Integer(x) => Some(x as f64),
        Value::Boolean(x) => Some(f64::from(u8::from(x))),
        Value::Text(x) => number::real(x).ok(),
        _ => None,
    }
}

fn integer(value: Value<'_>) -> Option<i64> {
    const END: f64 = 9_223_372_036_854_775_808.0;
    match value {
        #[expect(clippy::cast_possible_truncation, reason = "whole and in range")]
        Value::Real(x) => (x == x.floor() && (-END..END).contains(&x)).then_some(x as i64),
        Value::Integer(x) | Value::Timestamp(x) => Some(x),
        Value::Boolean(x) => Some(i64::from(x)),
        Value::Text(x) => number::integer(x).ok(),
        _ => None,
    }
}

fn boolean(value: Value<'_>) -> Option<bool> {
    match value {
        Value::Real(x) if x == 0.0 || x == 1.0 => Some(x == 1.0),
        Value::Integer(x @ (0 | 1)) => Some(x == 1),
        Value::Boolean(x) => Some(x),
        Value::Text(x) => number::boolean(x).ok(),
        _ => None,
    }
}

fn timestamp(value: Value<'_>) -> Option<i64> {
    match value {
        Value::Integer(x) | Value::Timestamp(x) => Some(x),
        Value::Text(x) => time::parse(x).ok(),
        _ => None,
    }
}

fn text(value: Value<'_>) -> Option<String> {
    match value {
        Value::Real(x) => Some(number::write_real(x)),
        Value::Integer(x) => Some(x.to_string()),
        Value::Boolean(x) => Some(x.to_string()),
        Value::Text(x) => Some(x.to_owned()),
        Value::Timestamp(x) => Some(time::write(x)),
        _ => None,
    }
}

/// A fitted [`Cast`].
#[derive(Debug, Clone, PartialEq)]
pub struct Caster {
    recipe: Cast,
    state: CasterState,
}

/// What [`Caster`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CasterState {
    columns: Arc<[Arc<str>]>,
}

impl Caster {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }
}

impl Pipeline for Cast {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        let whole = Types::only(ColumnType::Integer);
        match self.to {
            ColumnType::Real | ColumnType::Boolean => Types::NUMERIC.or(Types::TEXT),
            ColumnType::Integer => Types::NUMERIC.or(Types::TEXT).or(Types::TIMESTAMP),
            ColumnType::Timestamp => whole.or(Types::TEXT).or(Types::TIMESTAMP),
            _ => Types::NUMERIC.or(Types::TEXT).or(Types::TIMESTAMP),
        }
    }
}

impl<Y: ?Sized> Fit<Y> for Cast {
    type Fitted = Caster;

    fn fit(&self, x: &Table, _: &Y) -> Result<Caster, Error> {
        if self.to == ColumnType::Sparse {
            return Err(FitError::Parameter {
                stage: Caster::KIND.to_owned(),
                parameter: "to".to_owned(),
                expected: Types::ALL.to_string(),
                found: self.to.to_string(),
            }
            .into());
        }
        let columns = columns_for(Caster::KIND, x, self.takes())?;
        Ok(Caster { recipe: self.clone(), state: CasterState { columns } })
    }
}

impl Pipeline for Caster {
    type Input = Table;
    type Output = Table;
}

impl Apply for Caster {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let columns = &self.state.columns;
        x.map_columns(columns, |at, column| self.recipe.column(&columns[at], column))
    }
}

impl Stage for Caster {
    const KIND: &'static str = "cast";
    type Recipe = Cast;
    type State = CasterState;

    fn recipe(&self) -> &Cast {
        &self.recipe
    }

    fn state(&self) -> &CasterState {
        &self.state
    }

    fn restore(recipe: Cast, state: CasterState) -> Result<Self, String> {
        check_columns(&state.columns, &[])?;
        match recipe.to {
            ColumnType::Sparse => Err("a cast to sparse rows".to_owned()),
            _ => Ok(Caster { recipe, state }),
        }
    }

    fn learn(recipe: &Cast, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = format!("made {}", self.recipe.to);
        self.state.columns.iter().map(|name| (name.to_string(), line.clone())).collect()
    }
}

#[cfg(test)]
mod tests;
