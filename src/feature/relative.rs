//! Columns set against references: differences, ratios, powers.

use super::arithmetic::{divided_floor, divided_rest};
use super::made::{bad_parameter, check_made, with_made};
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types};
use crate::error::{Error, RowError, list};
use crate::exact::{NAN, canonical, pow};
use crate::pipeline::per_column::{check_columns, reals};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a column is done to with a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Operation {
    /// column + reference.
    Add,
    /// column · reference.
    Mul,
    /// column − reference.
    Sub,
    /// column / reference.
    Div,
    /// The same under its other name.
    TrueDiv,
    /// column / reference, rounded down.
    FloorDiv,
    /// What is left of that, with the sign of the reference.
    Mod,
    /// column to the power of reference.
    Pow,
}

impl Operation {
    /// The word between column and reference in the name of what it makes: `add`, `mul`, `sub`, `div`,
    /// `truediv`, `floordiv`, `mod` or `pow`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Operation::Add => "add",
            Operation::Mul => "mul",
            Operation::Sub => "sub",
            Operation::Div => "div",
            Operation::TrueDiv => "truediv",
            Operation::FloorDiv => "floordiv",
            Operation::Mod => "mod",
            Operation::Pow => "pow",
        }
    }

    fn divides(self) -> bool {
        use Operation::{Div, FloorDiv, Mod, TrueDiv};
        matches!(self, Div | TrueDiv | FloorDiv | Mod)
    }

    fn of(self, a: f64, b: f64) -> f64 {
        if a.is_nan() || b.is_nan() {
            return NAN;
        }
        canonical(match self {
            Operation::Add => a + b,
            Operation::Mul => a * b,
            Operation::Sub => a - b,
            Operation::Div | Operation::TrueDiv => a / b,
            Operation::FloorDiv => divided_floor(a, b),
            Operation::Mod => divided_rest(a, b),
            Operation::Pow => pow(a, b),
        })
    }
}

/// Adds what columns come to with reference columns: rent as a share of income, price less the mean.
///
/// Takes and gives a [`Table`]. For each operation, each reference and each column, in this order of
/// nesting, the new column `column_div_reference` stands at the right end. What is missing on either
/// side is missing. Columns and references stay, unless told otherwise.
///
/// # Formula
/// That of each [`Operation`], on numbers as `f64`.
///
/// # Learned state
/// Nothing.
///
/// # Determinism
/// Replay exact: one rounding an operation; rounding down and the rest by the rule of Python and NumPy;
/// powers correctly rounded. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when columns, references or operations are none, when a column is not there or not
/// numeric, and when a new column would have the name of another. Applying refuses a reference of 0 to
/// divide by, unless told what to fill in.
///
/// # Source
/// `RelativeFeatures` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::feature::Operation;
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("rent", Column::Real(vec![500.0, 300.0]))?
///     .with("income", Column::Real(vec![2000.0, 0.0]))?;
/// let recipe = Relative::new(["rent"], ["income"], [Operation::Div]).fill(1.0);
/// let out = recipe.fit(&table, &())?.apply(&table)?;
/// assert_eq!(out.value(0, "rent_div_income"), Value::Real(0.25));
/// assert_eq!(out.value(1, "rent_div_income"), Value::Real(1.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "RelativeFeatures")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Relative {
    columns: Vec<Arc<str>>,
    references: Vec<Arc<str>>,
    operations: Vec<Operation>,
    fill: Option<f64>,
    drop_sources: bool,
}

/// The most columns one stage makes.
const MOST: usize = 1 << 16;

impl Relative {
    /// Operations on columns with references, in these orders.
    #[must_use]
    pub fn new<A: Into<Arc<str>>, B: Into<Arc<str>>>(
        columns: impl IntoIterator<Item = A>,
        references: impl IntoIterator<Item = B>,
        operations: impl IntoIterator<Item = Operation>,
    ) -> Relative {
        Relative {
            columns: columns.into_iter().map(Into::into).collect(),
            references: references.into_iter().map(Into::into).collect(),
            operations: operations.into_iter().collect(),
            fill: None,
            drop_sources: false,
        }
    }

    /// What a division by 0 gives; by default the row is refused.
    #[doc(alias = "fill_value")]
    #[must_use]
    pub fn fill(mut self, value: f64) -> Relative {
        self.fill = Some(value);
        self
    }

    /// Whether columns and references are taken away; by default no.
    #[doc(alias = "drop_original")]
    #[must_use]
    pub fn drop_sources(mut self, drop: bool) -> Relative {
        self.drop_sources = drop;
        self
    }

    /// The new columns: operation, reference and column of each.
    fn triples(&self) -> impl Iterator<Item = (Operation, &Arc<str>, &Arc<str>)> {
        self.operations.iter().flat_map(move |&operation| {
            self.references.iter().flat_map(move |reference| {
                self.columns.iter().map(move |column| (operation, reference, column))
            })
        })
    }

    fn made(&self) -> Option<Arc<[Arc<str>]>> {
        let counts = [&self.columns, &self.references].map(Vec::len);
        let made = counts.iter().try_fold(self.operations.len(), |n, m| n.checked_mul(*m))?;
        let name = |(operation, reference, column): (Operation, _, _)| {
            Arc::from(format!("{column}_{}_{reference}", operation.name()))
        };
        (1..=MOST).contains(&made).then(|| self.triples().map(name).collect())
    }

    fn dropped(&self) -> Vec<Arc<str>> {
        match self.drop_sources {
            true => self.columns.iter().chain(&self.references).cloned().collect(),
            false => Vec::new(),
        }
    }

    fn divided_by_zero(&self, reference: &str, row: usize) -> Error {
        RowError {
            stage: RelativeMaker::KIND.to_owned(),
            column: reference.to_owned(),
            row: Some(row),
            expected: "a number other than 0 to divide by".to_owned(),
            found: "0".to_owned(),
        }
        .into()
    }

    fn column(
        &self,
        operation: Operation,
        reference: (&str, &[f64]),
        column: &[f64],
    ) -> Result<Column, Error> {
        fn each(column: &[f64], reference: &[f64], of: impl Fn(f64, f64) -> f64) -> Column {
            Column::Real(column.iter().zip(reference).map(|(&a, &b)| of(a, b)).collect())
        }
        let (name, reference) = reference;
        if !operation.divides() {
            // A loop for each of the quick ones; these give NaN for a missing side by themselves.
            return Ok(match operation {
                Operation::Add => each(column, reference, |a, b| canonical(a + b)),
                Operation::Sub => each(column, reference, |a, b| canonical(a - b)),
                Operation::Mul => each(column, reference, |a, b| canonical(a * b)),
                _ => each(column, reference, |a, b| operation.of(a, b)),
            });
        }
        let Some(fill) = self.fill.map(canonical) else {
            return match reference.iter().zip(column).position(|(b, _)| *b == 0.0) {
                Some(row) => Err(self.divided_by_zero(name, row)),
                None => Ok(each(column, reference, |a, b| operation.of(a, b))),
            };
        };
        Ok(match operation {
            Operation::Div | Operation::TrueDiv => each(column, reference, |a, b| {
                let quotient = canonical(a / b);
                if b == 0.0 { fill } else { quotient }
            }),
            _ => {
                let of = |a, b| if b == 0.0 { fill } else { operation.of(a, b) };
                each(column, reference, of)
            }
        })
    }
}

/// A fitted [`Relative`].
#[derive(Debug, Clone, PartialEq)]
pub struct RelativeMaker {
    recipe: Relative,
    names: Arc<[Arc<str>]>,
}

impl RelativeMaker {
    /// The columns it makes.
    #[must_use]
    pub fn made(&self) -> &[Arc<str>] {
        &self.names
    }
}

impl Pipeline for Relative {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for Relative {
    type Fitted = RelativeMaker;

    fn fit(&self, x: &Table, _: &Y) -> Result<RelativeMaker, Error> {
        const STAGE: &str = RelativeMaker::KIND;
        let names = self.made().ok_or_else(|| {
            let expected = "at least one, with a column and a reference, and at most 65,536 in all";
            bad_parameter(STAGE, "operations", expected, self.operations.len())
        })?;
        check_made(STAGE, x, &self.dropped(), names.iter())?;
        let mut sources = self.columns.iter().chain(&self.references);
        sources.try_for_each(|name| reals(x, name).map(|_| ()))?;
        Ok(RelativeMaker { recipe: self.clone(), names })
    }
}

impl Pipeline for RelativeMaker {
    type Input = Table;
    type Output = Table;
}

impl Apply for RelativeMaker {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let mut made = Vec::with_capacity(self.names.len());
        for (operation, reference, column) in self.recipe.triples() {
            let (values, against) = (reals(x, column)?, reals(x, reference)?);
            made.push(self.recipe.column(operation, (reference, &against), &values)?);
        }
        with_made(x, &self.recipe.dropped(), self.names.iter().cloned().zip(made))
    }
}

impl Stage for RelativeMaker {
    const KIND: &'static str = "feature.relative";
    type Recipe = Relative;
    type State = ();

    fn recipe(&self) -> &Relative {
        &self.recipe
    }

    fn state(&self) -> &() {
        &()
    }

    fn restore(recipe: Relative, (): ()) -> Result<Self, String> {
        let names = recipe.made().ok_or("no column is made, or too many")?;
        check_columns(&names, &[])?;
        Ok(RelativeMaker { recipe, names })
    }

    fn learn(recipe: &Relative, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let made = format!("by {} to {}", list(&self.recipe.references), self.names.len());
        let line = |name: &Arc<str>| (name.to_string(), format!("{made} columns"));
        self.recipe.columns.iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests;
