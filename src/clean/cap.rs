//! Values capped at limits that are given.

use crate::artifact::{Refit, Stage};
use crate::data::{Table, Types};
use crate::error::{Error, FitError};
use crate::exact;
use crate::pipeline::per_column::{check_columns, columns_for, map_reals, reals};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Caps values at limits given for each column, or for all.
///
/// Takes and gives a [`Table`] and works on the numeric columns that have a limit, which become real;
/// others pass through. Missing values stay missing. [`Winsorize`](super::Winsorize) learns its limits.
///
/// # Formula
/// y = max(least, min(x, greatest)).
///
/// # Learned state
/// The columns with their limits.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when there is no limit, when one is NaN or least is above greatest, and when a
/// column that is named is not there or not numeric.
///
/// # Source
/// `ArbitraryOutlierCapper` of Feature-engine 1.9; `clip` of pandas.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("age", Column::Real(vec![-3.0, 20.0, 190.0]))?;
/// let recipe = Cap::new().at_least("age", 0.0).at_most("age", 110.0);
/// let capped = recipe.fit(&table, &())?.apply(&table)?;
/// assert_eq!(capped.value(0, "age"), Value::Real(0.0));
/// assert_eq!(capped.value(2, "age"), Value::Real(110.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "ArbitraryOutlierCapper")]
#[doc(alias = "clip")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cap {
    all: Option<(f64, f64)>,
    least: BTreeMap<String, f64>,
    greatest: BTreeMap<String, f64>,
}

impl Default for Cap {
    fn default() -> Self {
        Cap::new()
    }
}

impl Cap {
    /// No limit yet.
    #[must_use]
    pub fn new() -> Cap {
        Cap { all: None, least: BTreeMap::new(), greatest: BTreeMap::new() }
    }

    /// Limits of every numeric column, save those given for one; an infinite one caps nothing.
    #[must_use]
    pub fn all(least: f64, greatest: f64) -> Cap {
        Cap { all: Some((least, greatest)), ..Cap::new() }
    }

    /// The least value of a column.
    #[doc(alias = "min_capping_dict")]
    #[must_use]
    pub fn at_least(mut self, column: impl Into<String>, least: f64) -> Cap {
        self.least.insert(column.into(), least);
        self
    }

    /// The greatest value of a column.
    #[doc(alias = "max_capping_dict")]
    #[must_use]
    pub fn at_most(mut self, column: impl Into<String>, greatest: f64) -> Cap {
        self.greatest.insert(column.into(), greatest);
        self
    }

    fn limits(&self, column: &str) -> Option<(f64, f64)> {
        let (least, greatest) = (self.least.get(column), self.greatest.get(column));
        if self.all.is_none() && least.is_none() && greatest.is_none() {
            return None;
        }
        let (low, high) = self.all.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        Some((least.copied().unwrap_or(low), greatest.copied().unwrap_or(high)))
    }
}

/// A fitted [`Cap`].
#[derive(Debug, Clone, PartialEq)]
pub struct Capper {
    recipe: Cap,
    state: CapperState,
}

/// What [`Capper`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CapperState {
    columns: Arc<[Arc<str>]>,
    least: Vec<f64>,
    greatest: Vec<f64>,
}

impl Capper {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The least value of each column; −∞ where there is none.
    #[doc(alias = "left_tail_caps_")]
    #[must_use]
    pub fn least(&self) -> &[f64] {
        &self.state.least
    }

    /// The greatest value of each column; ∞ where there is none.
    #[doc(alias = "right_tail_caps_")]
    #[must_use]
    pub fn greatest(&self) -> &[f64] {
        &self.state.greatest
    }
}

impl Pipeline for Cap {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for Cap {
    type Fitted = Capper;

    fn fit(&self, x: &Table, _: &Y) -> Result<Capper, Error> {
        let refuse = |parameter: &str, expected: &str, found: String| {
            let (stage, parameter) = (Capper::KIND.to_owned(), parameter.to_owned());
            Error::from(FitError::Parameter {
                stage,
                parameter,
                expected: expected.to_owned(),
                found,
            })
        };
        for name in self.least.keys().chain(self.greatest.keys()) {
            reals(x, name)?;
        }
        let columns: Arc<[Arc<str>]> = match self.all {
            Some(_) => columns_for(Capper::KIND, x, Types::NUMERIC)?,
            None => x.names().filter(|name| self.limits(name).is_some()).cloned().collect(),
        };
        if columns.is_empty() {
            return Err(refuse("limits", "at least one", "none".to_owned()));
        }
        let (mut least, mut greatest) = (Vec::new(), Vec::new());
        for (name, (low, high)) in
            columns.iter().filter_map(|name| Some((name, self.limits(name)?)))
        {
            if low.is_nan() || high.is_nan() || low > high {
                let parameter = format!("limits of `{name}`");
                return Err(refuse(
                    &parameter,
                    "least up to greatest",
                    format!("{low} and {high}"),
                ));
            }
            least.push(low);
            greatest.push(high);
        }
        Ok(Capper { recipe: self.clone(), state: CapperState { columns, least, greatest } })
    }
}

impl Pipeline for Capper {
    type Input = Table;
    type Output = Table;
}

impl Apply for Capper {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let CapperState { columns, least, greatest } = &self.state;
        map_reals(x, columns, |at, value| exact::max(least[at], exact::min(value, greatest[at])))
    }
}

impl Stage for Capper {
    const KIND: &'static str = "cap";
    type Recipe = Cap;
    type State = CapperState;

    fn recipe(&self) -> &Cap {
        &self.recipe
    }

    fn state(&self) -> &CapperState {
        &self.state
    }

    fn restore(recipe: Cap, state: CapperState) -> Result<Self, String> {
        let CapperState { columns, least, greatest } = &state;
        check_columns(columns, &[least.len(), greatest.len()])?;
        let crossed = |(low, high): &(&f64, &f64)| low.is_nan() || high.is_nan() || low > high;
        match least.iter().zip(greatest).find(crossed) {
            Some((low, high)) => Err(format!("the limits {low} and {high} cross")),
            None => Ok(Capper { recipe, state }),
        }
    }

    fn learn(recipe: &Cap, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let CapperState { columns, least, greatest } = &self.state;
        let limits = columns.iter().zip(least.iter().zip(greatest));
        limits
            .map(|(name, (low, high))| (name.to_string(), format!("from {low} to {high}")))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Column, Value};

    fn table() -> Result<Table, Error> {
        Table::new()
            .with("a", Column::Real(vec![-9.0, f64::NAN, 9.0]))?
            .with("n", Column::integers([-9, 1, 9]))?
            .with("t", Column::text(["x"; 3]))
    }

    #[test]
    fn columns_with_a_limit_are_capped() -> Result<(), Error> {
        let x = table()?;
        let out = Cap::new().at_most("a", 5.0).fit(&x, &())?.apply(&x)?;
        assert_eq!(out.value(0, "a"), Value::Real(-9.0));
        assert_eq!(out.value(1, "a"), Value::Missing);
        assert_eq!(out.value(2, "a"), Value::Real(5.0));
        assert_eq!(out.column("n")?, x.column("n")?);
        let out = Cap::all(-2.0, 2.0).at_least("n", 1.5).fit(&x, &())?.apply(&x)?;
        assert_eq!(out.column("n")?.reals().as_deref(), Some(&[1.5, 1.5, 2.0][..]));
        assert_eq!(out.value(0, "a"), Value::Real(-2.0));
        Ok(())
    }

    #[test]
    fn says_what_it_cannot_cap() -> Result<(), Error> {
        let x = table()?;
        let message = |recipe: Cap| recipe.fit(&x, &()).unwrap_err().to_string();
        assert_eq!(
            message(Cap::new()),
            "stage `cap`: parameter `limits` must be at least one, found none"
        );
        assert_eq!(
            message(Cap::all(0.0, 1.0).at_least("a", 2.0)),
            "stage `cap`: parameter `limits of `a`` must be least up to greatest, found 2 and 1"
        );
        assert_eq!(
            message(Cap::new().at_least("t", 2.0)),
            "column `t` is text, expected real, integer or boolean"
        );
        Ok(())
    }
}
