//! Products of columns.

use super::made::{bad_parameter, check_made, with_made};
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types};
use crate::error::{Error, clip};
use crate::pipeline::per_column::{check_columns, columns_for, reals};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use terms::Terms;

mod terms;

/// Replaces the numeric columns by their products of every degree up to a given one.
///
/// Takes and gives a [`Table`]. The numeric columns are taken away; the terms stand at the right end: a
/// column of ones called `1`, the columns themselves, then the products of two, of three and so on,
/// each degree in the order of the columns, named `a b` and `a^2 b`. Other columns pass through. A
/// product with a missing value is missing.
///
/// # Formula
/// z = xᵢ · xⱼ · … · xₖ for columns i ≤ j ≤ … ≤ k, or i < j < … < k for interactions alone; the
/// right-most two are multiplied first, then each to the left of them, as scikit-learn does.
///
/// # Learned state
/// The names of the columns.
///
/// # Determinism
/// Replay exact: the order of multiplication is written down. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is numeric, when the degrees leave no term or more than 262,144, or a
/// term would have the name of another column.
///
/// # Source
/// `PolynomialFeatures` of scikit-learn 1.9, with its order of terms and its names.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("a", Column::Real(vec![2.0]))?
///     .with("b", Column::Real(vec![3.0]))?;
/// let terms = Polynomial::new(2).fit(&table, &())?.apply(&table)?;
/// let names: Vec<&str> = terms.names().map(|name| &**name).collect();
/// assert_eq!(names, ["1", "a", "b", "a^2", "a b", "b^2"]);
/// assert_eq!(terms.value(0, "a b"), Value::Real(6.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "PolynomialFeatures")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Polynomial {
    min_degree: u32,
    max_degree: u32,
    interaction_only: bool,
    bias: bool,
}

impl Polynomial {
    /// Products of up to `degree` columns, powers among them, and the column of ones.
    #[doc(alias = "degree")]
    #[must_use]
    pub fn new(degree: u32) -> Polynomial {
        Polynomial { min_degree: 0, max_degree: degree, interaction_only: false, bias: true }
    }

    /// Leaves out products of fewer columns than this; by default none is left out.
    #[must_use]
    pub fn min_degree(mut self, degree: u32) -> Polynomial {
        self.min_degree = degree;
        self
    }

    /// Products of distinct columns alone: no powers.
    #[must_use]
    pub fn interaction_only(mut self) -> Polynomial {
        self.interaction_only = true;
        self
    }

    /// Whether there is a column of ones, which a linear model with an intercept does not need; by
    /// default yes.
    #[doc(alias = "include_bias")]
    #[must_use]
    pub fn bias(mut self, bias: bool) -> Polynomial {
        self.bias = bias;
        self
    }

    fn terms(&self, columns: &[Arc<str>]) -> Result<Terms, &'static str> {
        let degrees = self.min_degree..=self.max_degree;
        Terms::new(columns, degrees, self.interaction_only, self.bias)
    }
}

/// A fitted [`Polynomial`].
#[derive(Debug, Clone, PartialEq)]
pub struct PolynomialExpander {
    recipe: Polynomial,
    state: PolynomialState,
    terms: Terms,
}

/// What [`PolynomialExpander`] stores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolynomialState {
    columns: Arc<[Arc<str>]>,
}

impl PolynomialExpander {
    /// The columns it replaces.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The terms it makes, in order.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = &Arc<str>> {
        self.terms.names().iter()
    }
}

impl Pipeline for Polynomial {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for Polynomial {
    type Fitted = PolynomialExpander;

    fn fit(&self, x: &Table, _: &Y) -> Result<PolynomialExpander, Error> {
        const STAGE: &str = PolynomialExpander::KIND;
        let columns = columns_for(STAGE, x, Types::NUMERIC)?;
        let terms = self.terms(&columns).map_err(|expected| {
            let found = format!("{} to {}", self.min_degree, self.max_degree);
            bad_parameter(STAGE, "degree", expected, found)
        })?;
        check_made(STAGE, x, &columns, terms.names().iter())?;
        Ok(PolynomialExpander { recipe: self.clone(), state: PolynomialState { columns }, terms })
    }
}

impl Pipeline for PolynomialExpander {
    type Input = Table;
    type Output = Table;
}

impl Apply for PolynomialExpander {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let columns = &self.state.columns;
        let values = columns.iter().map(|name| reals(x, name)).collect::<Result<Vec<_>, _>>()?;
        let made = self.terms.names().iter().cloned().zip(self.terms.values(&values, x.rows()));
        with_made(x, columns, made.map(|(name, values)| (name, Column::Real(values))))
    }
}

impl Stage for PolynomialExpander {
    const KIND: &'static str = "feature.polynomial";
    type Recipe = Polynomial;
    type State = PolynomialState;

    fn recipe(&self) -> &Polynomial {
        &self.recipe
    }

    fn state(&self) -> &PolynomialState {
        &self.state
    }

    fn restore(recipe: Polynomial, state: PolynomialState) -> Result<Self, String> {
        check_columns(&state.columns, &[])?;
        let terms = recipe.terms(&state.columns).map_err(|expected| format!("needs {expected}"))?;
        check_columns(terms.names(), &[])?;
        Ok(PolynomialExpander { recipe, state, terms })
    }

    fn learn(recipe: &Polynomial, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let names = self.terms.names();
        let last = names.last().map_or("", |name| name);
        let line = format!("in {} terms, the last `{}`", names.len(), clip(last));
        self.state.columns.iter().map(|name| (name.to_string(), line.clone())).collect()
    }
}

#[cfg(test)]
mod tests;
