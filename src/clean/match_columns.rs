//! The columns of the training table, whatever comes.

use crate::artifact::{Refit, Stage};
use crate::data::{Column, ColumnType, Role, Table, Types};
use crate::error::{Error, FitError};
use crate::pipeline::per_column::{check_columns, wrong_type};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

use super::filler::Filler;

/// Gives every table the columns of the training table: others are dropped, those that lack are added,
/// and the order is fixed.
///
/// Takes and gives a [`Table`] and works on columns of every role. At the door of an artifact the schema
/// answers for columns; this stage does it in the midst of a pipeline, after one that may drop or add
/// some.
///
/// # Formula
/// A column that lacks is missing in every row, or holds the values of [`number`](Self::number) and
/// [`text`](Self::text) where its type has them. Integers and booleans become real where reals were at
/// fit, and booleans integers.
///
/// # Learned state
/// The names, types and roles of the columns.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when a table has sparse rows, and when a number to fill with is not finite; applying
/// when a column is of another type than at fit.
///
/// # Source
/// `MatchVariables` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let train = Table::new().with("a", Column::integers([1]))?.with("b", Column::text(["x"]))?;
/// let other = Table::new().with("c", Column::integers([5]))?.with("b", Column::text(["y"]))?;
/// let matched = MatchColumns::new().fit(&train, &())?.apply(&other)?;
/// assert_eq!(matched.names().map(|name| &**name).collect::<Vec<_>>(), ["a", "b"]);
/// assert_eq!(matched.value(0, "a"), Value::Missing);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "MatchVariables")]
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MatchColumns {
    number: Option<f64>,
    text: Option<String>,
}

impl MatchColumns {
    /// What lacks is missing.
    #[must_use]
    pub fn new() -> MatchColumns {
        MatchColumns::default()
    }

    /// What numeric columns that lack hold: integer ones when it is whole, boolean ones when it is 0 or 1.
    #[doc(alias = "fill_value")]
    #[must_use]
    pub fn number(mut self, value: f64) -> MatchColumns {
        self.number = Some(value);
        self
    }

    /// What text columns that lack hold.
    #[must_use]
    pub fn text(mut self, value: impl Into<String>) -> MatchColumns {
        self.text = Some(value.into());
        self
    }

    /// A column that lacks.
    fn absent(&self, column_type: ColumnType, rows: usize) -> Column {
        let filler = self.number.map(|number| Filler::of_type(number, column_type));
        match (column_type, filler, &self.text) {
            (ColumnType::Real, Some(Filler::Real(x)), _) => Column::Real(vec![x; rows]),
            (ColumnType::Integer, Some(Filler::Integer(x)), _) => {
                Column::Integer(vec![Some(x); rows])
            }
            (ColumnType::Boolean, Some(Filler::Boolean(x)), _) => {
                Column::Boolean(vec![Some(x); rows])
            }
            (ColumnType::Text, _, Some(text)) => Column::text(std::iter::repeat_n(text, rows)),
            _ => Column::missing(column_type, rows),
        }
    }
}

/// A fitted [`MatchColumns`].
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnMatcher {
    recipe: MatchColumns,
    state: ColumnMatcherState,
}

/// What [`ColumnMatcher`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnMatcherState {
    columns: Arc<[Arc<str>]>,
    types: Vec<ColumnType>,
    roles: Vec<Role>,
}

impl ColumnMatcher {
    /// The columns every table gets.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// Their types.
    #[must_use]
    pub fn types(&self) -> &[ColumnType] {
        &self.state.types
    }
}

/// The column, when it is of a type or of one that all of it can be.
fn of_type(name: &str, column: &Arc<Column>, wanted: ColumnType) -> Result<Arc<Column>, Error> {
    match (&**column, wanted) {
        (column, wanted) if column.column_type() == wanted => {}
        (Column::Boolean(rows), ColumnType::Integer) => {
            return Ok(Arc::new(Column::Integer(rows.iter().map(|x| x.map(i64::from)).collect())));
        }
        (column, ColumnType::Real) => {
            let values = column.reals().ok_or_else(|| wrong_type(name, Types::NUMERIC, column))?;
            return Ok(Arc::new(Column::Real(values.into_owned())));
        }
        (column, wanted) => return Err(wrong_type(name, Types::only(wanted), column)),
    }
    Ok(Arc::clone(column))
}

impl Pipeline for MatchColumns {
    type Input = Table;
    type Output = Table;
}

impl<Y: ?Sized> Fit<Y> for MatchColumns {
    type Fitted = ColumnMatcher;

    fn fit(&self, x: &Table, _: &Y) -> Result<ColumnMatcher, Error> {
        if let Some(number) = self.number.filter(|number| !number.is_finite()) {
            return Err(FitError::Parameter {
                stage: ColumnMatcher::KIND.to_owned(),
                parameter: "number".to_owned(),
                expected: "finite".to_owned(),
                found: number.to_string(),
            }
            .into());
        }
        if let Some((name, column)) =
            x.columns().find(|(_, column)| column.column_type() == ColumnType::Sparse)
        {
            return Err(wrong_type(name, Types::ALL, column));
        }
        let state = ColumnMatcherState {
            columns: x.names().cloned().collect(),
            types: x.types().collect(),
            roles: x.names().map(|name| x.role(name).unwrap_or_default()).collect(),
        };
        Ok(ColumnMatcher { recipe: self.clone(), state })
    }
}

impl Pipeline for ColumnMatcher {
    type Input = Table;
    type Output = Table;
}

impl Apply for ColumnMatcher {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let ColumnMatcherState { columns, types, roles } = &self.state;
        let mut out = Table::of_rows(x.rows());
        let each = columns.iter().zip(types).zip(roles).map(|((name, wanted), role)| {
            let column = match x.get(name) {
                Some(column) => of_type(name, column, *wanted)?,
                None => Arc::new(self.recipe.absent(*wanted, x.rows())),
            };
            Ok((Arc::clone(name), *role, column))
        });
        out.extend_shared(each.collect::<Result<Vec<_>, Error>>()?)?;
        Ok(out)
    }
}

impl Stage for ColumnMatcher {
    const KIND: &'static str = "columns.match";
    type Recipe = MatchColumns;
    type State = ColumnMatcherState;

    fn recipe(&self) -> &MatchColumns {
        &self.recipe
    }

    fn state(&self) -> &ColumnMatcherState {
        &self.state
    }

    fn restore(recipe: MatchColumns, state: ColumnMatcherState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.types.len(), state.roles.len()])?;
        match state.types.contains(&ColumnType::Sparse) {
            true => Err("a column of sparse rows".to_owned()),
            false => Ok(ColumnMatcher { recipe, state }),
        }
    }

    fn learn(recipe: &MatchColumns, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let columns = self.state.columns.iter().zip(&self.state.types);
        columns.map(|(name, column_type)| (name.to_string(), column_type.to_string())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Value;

    fn train() -> Result<Table, Error> {
        Table::new()
            .with("id", Column::integers([7]))?
            .with("a", Column::Real(vec![0.5]))?
            .with("n", Column::integers([3]))?
            .with("b", Column::Boolean(vec![None]))?
            .with("t", Column::text(["x"]))?
            .with("when", Column::Timestamp(vec![Some(0)]))?
            .with_role("id", Role::Identifier)
    }

    #[test]
    fn adds_drops_and_orders() -> Result<(), Error> {
        let fitted = MatchColumns::new().number(0.5).text("?").fit(&train()?, &())?;
        let other = Table::new()
            .with("extra", Column::integers([1, 2]))?
            .with("n", Column::Boolean(vec![Some(true), None]))?
            .with("id", Column::integers([8, 9]))?;
        let out = fitted.apply(&other)?;
        assert_eq!(out.names().collect::<Vec<_>>(), train()?.names().collect::<Vec<_>>());
        assert_eq!(out.types().collect::<Vec<_>>(), train()?.types().collect::<Vec<_>>());
        assert_eq!(out.role("id"), Some(Role::Identifier));
        assert_eq!(out.value(0, "n"), Value::Integer(1));
        assert_eq!(out.value(1, "n"), Value::Missing);
        assert_eq!(out.value(1, "a"), Value::Real(0.5));
        // One half is no truth value.
        assert_eq!(out.value(1, "b"), Value::Missing);
        assert_eq!(out.value(1, "t"), Value::Text("?"));
        assert_eq!(out.value(1, "when"), Value::Missing);
        assert_eq!(fitted.apply(&train()?)?, train()?);
        Ok(())
    }

    #[test]
    fn another_type_is_an_error() -> Result<(), Error> {
        let fitted = MatchColumns::new().fit(&train()?, &())?;
        let other = Table::new().with("n", Column::Real(vec![1.0]))?;
        let message = fitted.apply(&other).unwrap_err().to_string();
        assert_eq!(message, "column `n` is real, expected integer");
        let other = Table::new().with("a", Column::text(["1"]))?;
        let message = fitted.apply(&other).unwrap_err().to_string();
        assert_eq!(message, "column `a` is text, expected real, integer or boolean");
        Ok(())
    }
}
