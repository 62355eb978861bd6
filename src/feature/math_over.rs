//! Sums, means and the like over columns, row by row.

use super::made::{bad_parameter, check_made, dropped, with_made};
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types};
use crate::error::{Error, list};
use crate::exact::{self, NAN, canonical, sum_ordered};
use crate::pipeline::per_column::{check_columns, reals};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What becomes of the numbers of a row.
///
/// Sums and products are taken from left to right, in the order the columns are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Reduction {
    /// Their sum; 0 of none.
    Sum,
    /// Their product; 1 of none.
    Product,
    /// Sum / number.
    Mean,
    /// √variance.
    StandardDeviation,
    /// Σ(x − mean)² / (number − 1); missing unless there are two.
    Variance,
    /// The largest.
    Maximum,
    /// The smallest.
    Minimum,
    /// The middle one, or the mean of the middle two.
    Median,
    /// How many are not missing.
    Count,
}

impl Reduction {
    /// The word a column of it begins with: `sum`, `prod`, `mean`, `std`, `var`, `max`, `min`, `median`
    /// or `count`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Reduction::Sum => "sum",
            Reduction::Product => "prod",
            Reduction::Mean => "mean",
            Reduction::StandardDeviation => "std",
            Reduction::Variance => "var",
            Reduction::Maximum => "max",
            Reduction::Minimum => "min",
            Reduction::Median => "median",
            Reduction::Count => "count",
        }
    }

    /// Of numbers none of which is missing; NaN where there are too few.
    #[expect(clippy::cast_precision_loss, reason = "a number of columns is far below 2^53")]
    pub(super) fn of(self, values: &[f64]) -> f64 {
        let n = values.len() as f64;
        let extreme =
            |extreme: fn(f64, f64) -> f64| values.iter().copied().reduce(extreme).unwrap_or(NAN);
        canonical(match self {
            Reduction::Sum => sum_ordered(values),
            Reduction::Product => values.iter().fold(1.0, |product, x| product * x),
            Reduction::Mean => sum_ordered(values) / n,
            Reduction::StandardDeviation => Reduction::Variance.of(values).sqrt(),
            Reduction::Variance => {
                let mean = sum_ordered(values) / n;
                let squares = values.iter().fold(0.0, |total, x| total + (mean - x) * (mean - x));
                if values.len() > 1 { squares / (n - 1.0) } else { NAN }
            }
            Reduction::Maximum => extreme(exact::max),
            Reduction::Minimum => extreme(exact::min),
            Reduction::Median => exact::median(values).unwrap_or(NAN),
            Reduction::Count => n,
        })
    }
}

/// Adds reductions over columns: the sum of debts, the mean of five marks.
///
/// Takes and gives a [`Table`]. The new columns stand at the right end, one a reduction, named
/// `sum_a_b`. A row with a missing value among the columns has missing reductions but for the count,
/// unless told to skip it. The columns themselves stay, unless told otherwise.
///
/// # Formula
/// That of each [`Reduction`], over the columns from left to right as they are named.
///
/// # Learned state
/// Nothing.
///
/// # Determinism
/// Replay exact: the order of additions and multiplications is that of the names. Refit exact, in any
/// row order.
///
/// # Errors
/// Fitting fails when there are not two columns, or no reduction, when a column is not there or not
/// numeric, and when a new column would have the name of another.
///
/// # Source
/// `MathFeatures` of Feature-engine 1.9, over the rules of pandas.
///
/// # Examples
/// ```
/// use steadfast::feature::Reduction;
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("a", Column::integers([1, 2]))?
///     .with("b", Column::Real(vec![4.0, 6.0]))?;
/// let recipe = MathOver::new(["a", "b"], [Reduction::Sum, Reduction::Mean]);
/// let out = recipe.fit(&table, &())?.apply(&table)?;
/// assert_eq!(out.value(0, "sum_a_b"), Value::Real(5.0));
/// assert_eq!(out.value(1, "mean_a_b"), Value::Real(4.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "MathFeatures")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MathOver {
    columns: Vec<Arc<str>>,
    reductions: Vec<Reduction>,
    names: Vec<Arc<str>>,
    skip_missing: bool,
    drop_sources: bool,
}

impl MathOver {
    /// Reductions over columns, in these orders.
    #[must_use]
    pub fn new<S: Into<Arc<str>>>(
        columns: impl IntoIterator<Item = S>,
        reductions: impl IntoIterator<Item = Reduction>,
    ) -> MathOver {
        MathOver {
            columns: columns.into_iter().map(Into::into).collect(),
            reductions: reductions.into_iter().collect(),
            names: Vec::new(),
            skip_missing: false,
            drop_sources: false,
        }
    }

    /// The names of the new columns, one a reduction.
    #[doc(alias = "new_variables_names")]
    #[must_use]
    pub fn names<S: Into<Arc<str>>>(mut self, names: impl IntoIterator<Item = S>) -> MathOver {
        self.names = names.into_iter().map(Into::into).collect();
        self
    }

    /// Whether missing values are left out, as pandas does; by default they make a reduction missing.
    #[doc(alias = "missing_values")]
    #[doc(alias = "skipna")]
    #[must_use]
    pub fn skip_missing(mut self, skip: bool) -> MathOver {
        self.skip_missing = skip;
        self
    }

    /// Whether the columns themselves are taken away; by default no.
    #[doc(alias = "drop_original")]
    #[must_use]
    pub fn drop_sources(mut self, drop: bool) -> MathOver {
        self.drop_sources = drop;
        self
    }

    /// The names of the new columns, or the parameter at fault and what it must be.
    fn made(&self) -> Result<Arc<[Arc<str>]>, (&'static str, String)> {
        let reductions = self.reductions.len();
        if self.columns.len() < 2 || check_columns(&self.columns, &[]).is_err() {
            return Err(("columns", "at least two, distinct".to_owned()));
        }
        match self.names.len() {
            _ if reductions == 0 => Err(("reductions", "at least one".to_owned())),
            0 => {
                let over = self.columns.join("_");
                let name = |one: &Reduction| Arc::from(format!("{}_{over}", one.name()));
                Ok(self.reductions.iter().map(name).collect())
            }
            names if names == reductions => Ok(self.names.as_slice().into()),
            _ => Err(("names", format!("{reductions}, one a reduction"))),
        }
    }
}

/// A fitted [`MathOver`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MathReducer {
    recipe: MathOver,
    names: Arc<[Arc<str>]>,
}

impl MathReducer {
    /// The columns it makes.
    #[must_use]
    pub fn made(&self) -> &[Arc<str>] {
        &self.names
    }

    fn dropped(&self) -> &[Arc<str>] {
        dropped(&self.recipe.columns, self.recipe.drop_sources)
    }
}

impl Pipeline for MathOver {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for MathOver {
    type Fitted = MathReducer;

    fn fit(&self, x: &Table, _: &Y) -> Result<MathReducer, Error> {
        const STAGE: &str = MathReducer::KIND;
        let names = self.made().map_err(|(parameter, expected)| {
            bad_parameter(STAGE, parameter, expected, list(&self.columns))
        })?;
        let fitted = MathReducer { recipe: self.clone(), names };
        check_made(STAGE, x, fitted.dropped(), fitted.names.iter())?;
        self.columns.iter().try_for_each(|name| reals(x, name).map(|_| ()))?;
        Ok(fitted)
    }
}

impl Pipeline for MathReducer {
    type Input = Table;
    type Output = Table;
}

impl Apply for MathReducer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let MathOver { columns, reductions, skip_missing, .. } = &self.recipe;
        let columns = columns.iter().map(|name| reals(x, name)).collect::<Result<Vec<_>, _>>()?;
        let mut made = vec![Vec::with_capacity(x.rows()); reductions.len()];
        let mut values = Vec::with_capacity(columns.len());
        for row in 0..x.rows() {
            values.clear();
            values.extend(columns.iter().filter_map(|c| c.get(row)).filter(|x| !x.is_nan()));
            let whole = values.len() == columns.len() || *skip_missing;
            for (reduction, made) in reductions.iter().zip(&mut made) {
                let known = whole || *reduction == Reduction::Count;
                made.push(if known { reduction.of(&values) } else { NAN });
            }
        }
        let made = made.into_iter().map(Column::Real);
        with_made(x, self.dropped(), self.names.iter().cloned().zip(made))
    }
}

impl Stage for MathReducer {
    const KIND: &'static str = "feature.math_over";
    type Recipe = MathOver;
    type State = ();

    fn recipe(&self) -> &MathOver {
        &self.recipe
    }

    fn state(&self) -> &() {
        &()
    }

    fn restore(recipe: MathOver, (): ()) -> Result<Self, String> {
        let names = recipe
            .made()
            .map_err(|(parameter, expected)| format!("{parameter} must be {expected}"))?;
        check_columns(&names, &[])?;
        Ok(MathReducer { recipe, names })
    }

    fn learn(recipe: &MathOver, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let over = list(&self.recipe.columns);
        let line = |(name, one): (&Arc<str>, &Reduction)| {
            (name.to_string(), format!("{} of {over}", one.name()))
        };
        self.names.iter().zip(&self.recipe.reductions).map(line).collect()
    }
}

#[cfg(test)]
mod tests;
