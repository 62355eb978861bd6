//! Columns side by side: the matrix a model takes.

use crate::artifact::{Refit, Stage};
use crate::data::{Matrix, Role, Table, Types};
use crate::error::{Error, FitError, RowError, list};
use crate::exact::canonical;
use crate::pipeline::per_column::{check_columns, columns_for, reals};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Puts every numeric feature into the columns of one [`Matrix`], in the order of the fitted table.
///
/// Takes a [`Table`] and gives a [`Matrix`]. Only columns with [`Role::Feature`] enter it; those with
/// another role are left behind. Integers become the nearest `f64`, booleans 1 and 0. Columns are
/// found by name, so an input may hold them in another order, among others.
///
/// # Formula
/// m(row, column) = the value as `f64`.
///
/// # Learned state
/// The names of the columns.
///
/// # Determinism
/// Replay exact: no value is computed. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when a feature is text or a timestamp, and when there is no feature. Applying refuses
/// a missing or infinite value, by column and row, unless told to let it through.
///
/// # Source
/// The name by which Spark knows it is `VectorAssembler`.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("age", Column::Real(vec![22.5, 38.0]))?
///     .with("siblings", Column::integers([1, 0]))?;
/// let matrix = Assemble::new().fit(&table, &())?.apply(&table)?;
/// assert_eq!(matrix.row(0), [22.5, 1.0]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "VectorAssembler")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assemble {
    allow_missing: bool,
    allow_infinite: bool,
}

impl Assemble {
    /// Missing and infinite values are refused.
    #[must_use]
    pub fn new() -> Assemble {
        Assemble::default()
    }

    /// Lets missing values through as NaN, for models that take them, such as trees.
    #[must_use]
    pub fn allow_missing(mut self) -> Assemble {
        self.allow_missing = true;
        self
    }

    /// Lets ±∞ through, for models that only compare, such as trees.
    #[must_use]
    pub fn allow_infinite(mut self) -> Assemble {
        self.allow_infinite = true;
        self
    }

    fn allows(&self, value: f64) -> bool {
        value.is_finite()
            || (value.is_nan() && self.allow_missing)
            || (value.is_infinite() && self.allow_infinite)
    }

    fn expected(&self) -> &'static str {
        match (self.allow_missing, self.allow_infinite) {
            (false, false) => "a finite number",
            (true, false) => "a finite number or missing",
            (false, true) => "a number",
            (true, true) => "a number or missing",
        }
    }
}

/// A fitted [`Assemble`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assembler {
    recipe: Assemble,
    state: AssemblerState,
}

/// What [`Assembler`] stores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssemblerState {
    columns: Arc<[Arc<str>]>,
}

impl Assembler {
    /// The columns of the matrix, from left to right.
    #[must_use]
    pub fn columns(&self) -> &Arc<[Arc<str>]> {
        &self.state.columns
    }

    /// The first value that is not allowed, in the lowest row.
    fn check(&self, values: &[f64]) -> Result<(), RowError> {
        let Some(at) = values.iter().position(|&x| !self.recipe.allows(x)) else { return Ok(()) };
        let (width, value) = (self.state.columns.len(), values[at]);
        Err(RowError {
            stage: Self::KIND.to_owned(),
            column: self.state.columns[at % width].to_string(),
            row: Some(at / width),
            expected: self.recipe.expected().to_owned(),
            found: if value.is_nan() { "missing".to_owned() } else { value.to_string() },
        })
    }
}

/// Text and timestamps have no place in a matrix; leaving them out in silence would lose them.
fn refuse_others(x: &Table) -> Result<(), Error> {
    let others: Vec<(&Arc<str>, String)> = x
        .columns()
        .filter(|(name, _)| x.role(name) == Some(Role::Feature))
        .filter(|(_, column)| !Types::NUMERIC.contains(column.column_type()))
        .map(|(name, column)| (name, format!("{name}: {}", column.column_type())))
        .collect();
    let Some((first, _)) = others.first() else { return Ok(()) };
    let problem =
        format!("a matrix holds numbers, encode it or drop it first; so for {}", listed(&others));
    Err(FitError::Column { stage: Assembler::KIND.to_owned(), column: first.to_string(), problem }
        .into())
}

fn listed(others: &[(&Arc<str>, String)]) -> String {
    list(others.iter().map(|(_, typed)| typed))
}

impl Pipeline for Assemble {
    type Input = Table;
    type Output = Matrix;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for Assemble {
    type Fitted = Assembler;

    fn fit(&self, x: &Table, _: &Y) -> Result<Assembler, Error> {
        refuse_others(x)?;
        let columns = columns_for(Assembler::KIND, x, Types::NUMERIC)?;
        Ok(Assembler { recipe: self.clone(), state: AssemblerState { columns } })
    }
}

impl Pipeline for Assembler {
    type Input = Table;
    type Output = Matrix;
}

impl Apply for Assembler {
    fn apply(&self, x: &Table) -> Result<Matrix, Error> {
        let columns = &self.state.columns;
        let width = columns.len();
        let mut values = vec![0.0; x.rows() * width];
        for (at, name) in columns.iter().enumerate() {
            let cells = values.iter_mut().skip(at).step_by(width);
            for (cell, &value) in cells.zip(reals(x, name)?.iter()) {
                *cell = canonical(value);
            }
        }
        self.check(&values)?;
        Matrix::from_row_major(Arc::clone(columns), values)
    }
}

impl Stage for Assembler {
    const KIND: &'static str = "assemble";
    type Recipe = Assemble;
    type State = AssemblerState;

    fn recipe(&self) -> &Assemble {
        &self.recipe
    }

    fn state(&self) -> &AssemblerState {
        &self.state
    }

    fn restore(recipe: Assemble, state: AssemblerState) -> Result<Self, String> {
        if state.columns.is_empty() {
            return Err("no column".to_owned());
        }
        check_columns(&state.columns, &[])?;
        Ok(Assembler { recipe, state })
    }

    fn learn(recipe: &Assemble, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let place = |(at, name): (usize, &Arc<str>)| (name.to_string(), format!("column {at}"));
        self.state.columns.iter().enumerate().map(place).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Column;

    fn table() -> Result<Table, Error> {
        Table::new()
            .with("a", Column::Real(vec![0.5, f64::NAN, -f64::INFINITY]))?
            .with("id", Column::integers([7, 8, 9]))?
            .with("b", Column::Boolean(vec![Some(true), None, Some(false)]))?
            .with("c", Column::Integer(vec![Some(-3), Some(1 << 53), None]))?
            .with_role("id", Role::Identifier)
    }

    #[test]
    fn keeps_features_in_order_and_refuses_what_no_sum_survives() -> Result<(), Error> {
        let x = table()?;
        let fitted = Assemble::new().fit(&x, &())?;
        assert_eq!(fitted.columns().iter().map(|n| &**n).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(fitted.apply(&x.slice(0..1))?.row(0), [0.5, 1.0, -3.0]);
        let message = |rows| fitted.apply(&x.slice(rows)).unwrap_err().to_string();
        let expected =
            "stage `assemble`, column `a`, row 1: expected a finite number, found missing";
        assert_eq!(message(0..3), expected);
        assert_eq!(
            message(2..3),
            "stage `assemble`, column `a`, row 0: expected a finite number, found -inf"
        );
        Ok(())
    }

    #[test]
    fn lets_through_what_it_was_told_to() -> Result<(), Error> {
        let x = table()?;
        let fitted = Assemble::new().allow_missing().fit(&x, &())?;
        let row = fitted.apply(&x.slice(1..2))?;
        assert_eq!(row.row(0)[0].to_bits(), 0x7ff8_0000_0000_0000);
        assert_eq!(row.row(0)[2], 9_007_199_254_740_992.0);
        assert_eq!(
            fitted.apply(&x).unwrap_err().to_string(),
            "stage `assemble`, column `a`, row 2: expected a finite number or missing, found -inf"
        );
        let all = Assemble::new().allow_missing().allow_infinite().fit(&x, &())?.apply(&x)?;
        assert_eq!(all.row(2)[0], f64::NEG_INFINITY);
        Ok(())
    }

    #[test]
    fn says_what_to_do_with_text() -> Result<(), Error> {
        let x = table()?
            .with("sex", Column::text(["m", "f", "m"]))?
            .with("at", Column::Timestamp(vec![None; 3]))?;
        assert_eq!(
            Assemble::new().fit(&x, &()).unwrap_err().to_string(),
            "stage `assemble`, column `sex`: a matrix holds numbers, encode it or drop it first; \
             so for `sex: text`, `at: timestamp`"
        );
        Ok(())
    }

    #[test]
    fn a_hostile_state_is_refused() {
        let restore = |columns: &[&str]| {
            let columns = columns.iter().map(|&name| Arc::from(name)).collect();
            Assembler::restore(Assemble::new(), AssemblerState { columns })
        };
        assert_eq!(restore(&[]).unwrap_err(), "no column");
        assert_eq!(restore(&["a", "b", "a"]).unwrap_err(), "column `a` appears twice");
        assert!(restore(&["b", "a"]).is_ok());
    }
}
