//! Functions of one cell, the same for every column.

use crate::artifact::Stage;
use crate::data::{Column, Table, Types};
use crate::error::{Error, RowError};
use crate::exact;
use crate::pipeline::per_column::{Absorb, PerColumn, bad_column, check_columns, wrong_type};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What becomes of a value that a function is not defined on, such as the logarithm of 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Undefined {
    /// The row is refused, at fit too.
    #[default]
    Error,
    /// It becomes missing.
    Missing,
}

/// The numbers a function is defined on.
pub(super) trait Domain {
    /// Whether it holds a number that is not NaN.
    fn holds(&self, x: f64) -> bool;

    /// Whether it lacks one of some numbers, NaN apart: asked without a way out, for of most slices it lacks none.
    fn lacks_any(&self, values: &[f64]) -> bool {
        values.iter().fold(false, |any, x| any | (!x.is_nan() & !self.holds(*x)))
    }
}

impl<F: Fn(f64) -> bool> Domain for F {
    fn holds(&self, x: f64) -> bool {
        self(x)
    }
}

/// The numbers above a bound.
#[derive(Clone, Copy)]
pub(super) struct Above(pub(super) f64);

impl Domain for Above {
    fn holds(&self, x: f64) -> bool {
        x > self.0
    }

    fn lacks_any(&self, values: &[f64]) -> bool {
        exact::slices::any_at_most(values, self.0)
    }
}

/// Values that stay near while they are read, replaced and made canonical.
const PART: usize = 1024;

impl Undefined {
    /// What a rule makes of the cells of a numeric column; nothing of those that are missing, or where the
    /// rule gives nothing and undefined cells become missing.
    pub(super) fn cells<T>(
        self,
        stage: &str,
        expected: impl Fn() -> String,
        name: &str,
        column: &Column,
        rule: impl Fn(f64) -> Option<T>,
    ) -> Result<Vec<Option<T>>, Error> {
        let values = column.reals().ok_or_else(|| wrong_type(name, Types::NUMERIC, column))?;
        let mut out = Vec::with_capacity(values.len());
        for (row, &value) in values.iter().enumerate() {
            let made = if value.is_nan() { None } else { rule(value) };
            if made.is_none() && !value.is_nan() && self == Undefined::Error {
                let (stage, column_name) = (stage.to_owned(), name.to_owned());
                let (expected, found) = (expected(), column.value(row).to_string());
                let row = Some(row);
                return Err(RowError { stage, column: column_name, row, expected, found }.into());
            }
            out.push(made);
        }
        Ok(out)
    }

    /// The table with each named numeric column put through a rule, by the column's place; missing stays
    /// missing. The rule replaces numbers, all of a part of a column that it is defined on, or NaN.
    pub(super) fn map<D: Domain>(
        self,
        stage: &str,
        expected: impl Fn(usize) -> String,
        x: &Table,
        names: &[Arc<str>],
        defined: impl Fn(usize) -> D,
        rule: impl Fn(usize, &mut [f64]),
    ) -> Result<Table, Error> {
        x.map_columns(names, |at, column| {
            let name = &names[at];
            let given = column.reals().ok_or_else(|| wrong_type(name, Types::NUMERIC, column))?;
            let mut out = Vec::with_capacity(given.len());
            let defined = defined(at);
            for given in given.chunks(PART) {
                let refused = |x: &f64| !x.is_nan() & !defined.holds(*x);
                let odd = defined.lacks_any(given);
                if odd && self == Undefined::Error {
                    let row = out.len() + given.iter().position(refused).unwrap_or(0);
                    let (stage, column_name) = (stage.to_owned(), name.to_string());
                    let (expected, found) = (expected(at), column.value(row).to_string());
                    let row = Some(row);
                    let error = RowError { stage, column: column_name, row, expected, found };
                    return Err(error.into());
                }
                let start = out.len();
                out.extend_from_slice(given);
                let made = &mut out[start..];
                if odd {
                    made.iter_mut().filter(|x| refused(x)).for_each(|x| *x = exact::NAN);
                }
                rule(at, made);
                exact::slices::canonical_all(made);
            }
            Ok(Column::Real(out))
        })
    }

    /// Refuses a training column with a value that applying would refuse.
    pub(super) fn check(
        self,
        stage: &str,
        expected: impl Fn() -> String,
        name: &str,
        column: &Column,
        defined: impl Domain,
    ) -> Result<(), Error> {
        let values = column.reals().ok_or_else(|| wrong_type(name, Types::NUMERIC, column))?;
        if self == Undefined::Missing {
            return Ok(());
        }
        let refused = |x: &f64| !x.is_nan() & !defined.holds(*x);
        let mut parts = values.chunks(PART).enumerate();
        let Some((at, part)) = parts.find(|(_, part)| defined.lacks_any(part)) else {
            return Ok(());
        };
        let row = at * PART + part.iter().position(refused).unwrap_or(0);
        let (found, expected) = (column.value(row), expected());
        Err(bad_column(stage, name, format!("row {row} is {found}, expected {expected}")))
    }
}

/// A recipe that is one function of a number, the same for every cell; fitted it is [`Mapped`].
pub trait Elementwise:
    Pipeline<Input = Table, Output = Table>
    + Fit<(), Fitted = Mapped<Self>>
    + Clone
    + Serialize
    + DeserializeOwned
    + Send
    + Sync
    + 'static
{
    /// The name in the file.
    const KIND: &'static str;

    /// The numbers it is defined on, in words.
    const DOMAIN: &'static str;

    /// What becomes of a number it is not defined on.
    fn undefined(&self) -> Undefined {
        Undefined::Error
    }

    /// Checks its parameters.
    ///
    /// # Errors
    /// [`FitError::Parameter`](crate::error::FitError::Parameter).
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Its value at a number that is not NaN; `None` where it is not defined.
    fn value(&self, x: f64) -> Option<f64>;

    /// Whether it is defined on a number that is not NaN.
    fn is_defined(&self, x: f64) -> bool {
        self.value(x).is_some()
    }

    /// Replaces numbers it is defined on by its values, to the bit those of [`value`](Self::value); NaN stays.
    fn replace(&self, values: &mut [f64]) {
        for x in values.iter_mut().filter(|x| !x.is_nan()) {
            *x = self.value(*x).unwrap_or(exact::NAN);
        }
    }

    /// Itself in a formula, for the report.
    fn formula(&self) -> String;
}

/// A fitted [`Elementwise`] recipe, which has learned nothing but the names of its columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapped<F> {
    recipe: F,
    state: MappedState,
}

/// What [`Mapped`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MappedState {
    columns: Arc<[Arc<str>]>,
}

/// That a column was seen; there is nothing else to learn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen;

impl Absorb for Seen {
    fn absorb(&mut self, _: &Self) {}
}

impl<F: Elementwise> Mapped<F> {
    pub(super) fn learn_part(recipe: &F, x: &Table) -> Result<PerColumn<Seen>, Error> {
        recipe.check()?;
        PerColumn::learn(F::KIND, x, Types::NUMERIC, |name, column| {
            let defined = |value| recipe.is_defined(value);
            let expected = || F::DOMAIN.to_owned();
            recipe.undefined().check(F::KIND, expected, name, column, defined)?;
            Ok(Seen)
        })
    }

    pub(super) fn settled(recipe: &F, partial: PerColumn<Seen>) -> Self {
        Mapped { recipe: recipe.clone(), state: MappedState { columns: partial.columns } }
    }

    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }
}

impl<F: Elementwise> Pipeline for Mapped<F> {
    type Input = Table;
    type Output = Table;
}

impl<F: Elementwise> Apply for Mapped<F> {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let defined = |_| |x| self.recipe.is_defined(x);
        let replace = |_: usize, values: &mut [f64]| self.recipe.replace(values);
        let domain = |_| F::DOMAIN.to_owned();
        self.recipe.undefined().map(F::KIND, domain, x, &self.state.columns, defined, replace)
    }
}

impl<F: Elementwise> Stage for Mapped<F> {
    const KIND: &'static str = F::KIND;
    type Recipe = F;
    type State = MappedState;

    fn recipe(&self) -> &F {
        &self.recipe
    }

    fn state(&self) -> &MappedState {
        &self.state
    }

    fn restore(recipe: F, state: MappedState) -> Result<Self, String> {
        check_columns(&state.columns, &[])?;
        recipe.check().map_err(|error| error.to_string())?;
        Ok(Mapped { recipe, state })
    }

    fn learn(recipe: &F, x: &Table, _: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &())
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = |name: &Arc<str>| (name.to_string(), self.recipe.formula());
        self.state.columns.iter().map(line).collect()
    }
}

/// Implements `Pipeline`, `Fit`, `PartialFit` and `Settle` for an [`Elementwise`] recipe.
macro_rules! elementwise {
    ($recipe:ty) => {
        impl $crate::pipeline::Pipeline for $recipe {
            type Input = $crate::data::Table;
            type Output = $crate::data::Table;

            fn takes(&self) -> $crate::data::Types {
                $crate::data::Types::NUMERIC
            }
        }

        impl<Y: ?Sized> $crate::pipeline::Fit<Y> for $recipe {
            type Fitted = $crate::preprocess::Mapped<$recipe>;

            fn fit(
                &self,
                x: &$crate::data::Table,
                y: &Y,
            ) -> Result<Self::Fitted, $crate::error::Error> {
                $crate::pipeline::Settle::settle(
                    self,
                    $crate::pipeline::PartialFit::partial(self, x, y)?,
                )
            }
        }

        impl<Y: ?Sized> $crate::pipeline::PartialFit<Y> for $recipe {
            fn partial(
                &self,
                x: &$crate::data::Table,
                _: &Y,
            ) -> Result<Self::Partial, $crate::error::Error> {
                $crate::preprocess::Mapped::learn_part(self, x)
            }
        }

        impl $crate::pipeline::Settle for $recipe {
            type Partial =
                $crate::pipeline::per_column::PerColumn<$crate::preprocess::elementwise::Seen>;
            type Settled = $crate::preprocess::Mapped<$recipe>;

            fn settle(
                &self,
                partial: Self::Partial,
            ) -> Result<Self::Settled, $crate::error::Error> {
                Ok($crate::preprocess::Mapped::settled(self, partial))
            }
        }
    };
}
pub(super) use elementwise;

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::preprocess::{Reciprocal, Undefined};

    /// Every function shares the rules of this file; the reciprocal stands for them.
    #[test]
    fn undefined_values_are_refused_or_go_missing() -> Result<(), Error> {
        let table = |values: [f64; 3]| Table::new().with("a", Column::Real(values.into()));
        let recipe = Reciprocal::new();
        let fitted = recipe.fit(&table([2.0, f64::NAN, -4.0])?, &())?;
        assert_eq!(fitted.apply(&table([2.0, f64::NAN, -4.0])?)?, table([0.5, f64::NAN, -0.25])?);
        let message = fitted.apply(&table([2.0, 0.0, 1.0])?).unwrap_err().to_string();
        assert_eq!(
            message,
            "stage `transform.reciprocal`, column `a`, row 1: expected a number other than 0, found 0"
        );
        let message = recipe.fit(&table([2.0, 1.0, -0.0])?, &()).unwrap_err().to_string();
        assert_eq!(
            message,
            "stage `transform.reciprocal`, column `a`: row 2 is -0, expected a number other than 0"
        );
        let missing = recipe.undefined(Undefined::Missing).fit(&table([2.0, 0.0, 1.0])?, &())?;
        assert_eq!(missing.apply(&table([2.0, 0.0, 1.0])?)?, table([0.5, f64::NAN, 1.0])?);
        Ok(())
    }
}
