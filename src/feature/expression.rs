//! A user's own formulas over columns, as data.

use super::made::{check_made, with_made};
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types};
use crate::error::{Error, clip};
use crate::pipeline::per_column::{check_columns, reals};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
pub use parse::{ExpressionError, ExpressionProblem};
use program::Program;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

mod evaluate;
mod parse;
mod print;
mod program;

const KIND: &str = "feature.expression";

/// Adds columns computed by formulas of the user's own: `fare / (siblings + parents + 1)`.
///
/// Takes and gives a [`Table`]. A formula is text in a small language, read when the recipe is made into
/// a flat list of steps, which is what the artifact stores: data, not code. Numeric columns are read as
/// numbers, booleans as 1 and 0; the new columns, at the right end, are real numbers. A later formula can
/// use what an earlier one made.
///
/// # The language
/// | | |
/// |---|---|
/// | numbers | `7`, `0.5`, `1e-3` |
/// | columns | by name, if it is ASCII letters, digits and `_`; otherwise in backticks, two of them for one: `` `total £` `` |
/// | operators, from the strongest | `^` from the right; `-` before a number; `*` `/` `%`; `+` `-`; `<` `<=` `>` `>=` `==` `!=`, which do not chain; `not`; `and`; `or` |
/// | choice | `if(condition, then, else)`; `coalesce(a, b, …)`, the first that is not missing; `is_missing(a)` |
/// | rounding | `floor` `ceil`, `round` (halves to even), `abs`, `sign` |
/// | functions | `sqrt` `exp` `expm1` `ln` `ln1p` `log10` `log2` `pow(a, b)` `sin` `cos` `asin` `acos` `atan` `atan2(y, x)` `tanh` |
/// | several | `min(a, b, …)` `max(a, b, …)` of up to 16, `clamp(a, low, high)` |
///
/// Conditions are numbers: 0 is false, any other true; comparisons, `not`, `and` and `or` give 1 or 0.
/// `%` is what is left of a division rounded down, with the sign of the divisor.
///
/// # Missing values
/// A missing value makes what is computed from it missing, with these exceptions: `is_missing`, and
/// `coalesce`; `and` is false when one side is, and `or` true when one side is, whatever the other; `if`
/// with a condition that is there gives the branch chosen, whatever the other. A comparison with a missing
/// value is missing, and so is what has no number as its result: `0 / 0`, `ln(-1)`. `1 / 0` is ∞.
///
/// # Formula
/// The user's own.
///
/// # Learned state
/// Nothing.
///
/// # Determinism
/// Replay exact: every function is correctly rounded, every operator rounds once, in the order written.
/// Refit exact, in any row order.
///
/// # Errors
/// [`ExpressionError`], with the place, when a text is not in the language, nests more than 48 deep or
/// has more than 4,096 steps. Fitting fails when a column is not there or not numeric, and when a new
/// column would have the name of another.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("fare", Column::Real(vec![30.0, f64::NAN]))?
///     .with("siblings", Column::integers([2, 0]))?;
/// let recipe = Expression::new("share", "fare / (siblings + 1)")?
///     .and("cheap", "if(is_missing(share), 0, share < 20)")?;
/// let out = recipe.fit(&table, &())?.apply(&table)?;
/// assert_eq!(out.value(0, "share"), Value::Real(10.0));
/// assert_eq!(out.value(0, "cheap"), Value::Real(1.0));
/// assert_eq!(out.value(1, "cheap"), Value::Real(0.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "formula")]
#[doc(alias = "eval")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expression {
    formulas: Vec<Formula>,
}

/// A new column and how it is computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Formula {
    name: Arc<str>,
    program: Program,
}

impl Expression {
    /// One new column, computed by a formula.
    ///
    /// # Errors
    /// When the text is not in the language.
    pub fn new(name: impl Into<Arc<str>>, formula: &str) -> Result<Expression, ExpressionError> {
        Expression { formulas: Vec::new() }.and(name, formula)
    }

    /// One more, which can use those before it.
    ///
    /// # Errors
    /// When the text is not in the language.
    pub fn and(
        mut self,
        name: impl Into<Arc<str>>,
        formula: &str,
    ) -> Result<Expression, ExpressionError> {
        let program = parse::parse(formula)?;
        self.formulas.push(Formula { name: name.into(), program });
        Ok(self)
    }

    /// The new columns and their formulas, in words: with as few brackets as there can be.
    pub fn formulas(&self) -> impl Iterator<Item = (&Arc<str>, String)> {
        self.formulas.iter().map(|formula| (&formula.name, formula.program.to_string()))
    }

    fn names(&self) -> Vec<Arc<str>> {
        self.formulas.iter().map(|formula| Arc::clone(&formula.name)).collect()
    }
}

/// A fitted [`Expression`].
#[derive(Debug, Clone, PartialEq)]
pub struct ExpressionEvaluator {
    recipe: Expression,
}

impl ExpressionEvaluator {
    /// The formulas.
    #[must_use]
    pub fn expression(&self) -> &Expression {
        &self.recipe
    }
}

impl Formula {
    fn column(&self, x: &Table) -> Result<Column, Error> {
        let columns = self.program.columns.iter().map(|name| reals(x, name));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let mut stack = Vec::new();
        let cell = |row: usize, at: usize| {
            columns.get(at).and_then(|column| column.get(row)).copied().unwrap_or(f64::NAN)
        };
        let mut number = |row: usize| self.program.evaluate(&mut stack, |at| cell(row, at));
        Ok(Column::Real((0..x.rows()).map(&mut number).collect()))
    }
}

impl Pipeline for Expression {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for Expression {
    type Fitted = ExpressionEvaluator;

    fn fit(&self, x: &Table, _: &Y) -> Result<ExpressionEvaluator, Error> {
        let dropped: [&str; 0] = [];
        check_made(KIND, x, &dropped, &self.names())?;
        let fitted = ExpressionEvaluator { recipe: self.clone() };
        fitted.apply(&x.slice(0..0))?;
        Ok(fitted)
    }
}

impl Pipeline for ExpressionEvaluator {
    type Input = Table;
    type Output = Table;
}

impl Apply for ExpressionEvaluator {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let dropped: [&str; 0] = [];
        let mut out = x.clone();
        for formula in &self.recipe.formulas {
            let made = formula.column(&out)?;
            out = with_made(&out, &dropped, [(Arc::clone(&formula.name), made)])?;
        }
        Ok(out)
    }
}

impl Stage for ExpressionEvaluator {
    const KIND: &'static str = KIND;
    type Recipe = Expression;
    type State = ();

    fn recipe(&self) -> &Expression {
        &self.recipe
    }

    fn state(&self) -> &() {
        &()
    }

    fn restore(recipe: Expression, (): ()) -> Result<Self, String> {
        check_columns(&recipe.names(), &[])?;
        Ok(ExpressionEvaluator { recipe })
    }

    fn learn(recipe: &Expression, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        self.recipe.formulas().map(|(name, text)| (name.to_string(), clip(&text))).collect()
    }
}

#[cfg(test)]
mod tests;
