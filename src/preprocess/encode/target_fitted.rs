//! A fitted encoder by the mean of the target.

use super::spread::Spread;
use super::target::EncodeTarget;
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table};
use crate::error::{Error, list};
use crate::pipeline::per_column::{bad_column, check_columns, check_finite};
use crate::pipeline::{Apply, Pipeline, Target};
use crate::preprocess::clash;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A fitted [`EncodeTarget`].
#[derive(Debug, Clone, PartialEq)]
pub struct TargetEncoder {
    pub(super) recipe: EncodeTarget,
    pub(super) state: TargetState,
}

/// What [`TargetEncoder`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetState {
    pub(super) columns: Arc<[Arc<str>]>,
    /// Where a column becomes one a class; else none.
    pub(super) classes: Vec<Arc<str>>,
    /// One an output.
    pub(super) mean: Vec<f64>,
    pub(super) encoded: Vec<Spread>,
}

impl TargetEncoder {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The classes, when there are more than two and a column becomes one a class.
    #[must_use]
    pub fn classes(&self) -> &[Arc<str>] {
        &self.state.classes
    }

    /// The mean of the target: of the numbers, or the share of the second of two classes or of each of more.
    #[doc(alias = "target_mean_")]
    #[must_use]
    pub fn mean(&self) -> &[f64] {
        &self.state.mean
    }

    /// The levels of a column, in words, ascending, each with its numbers: one, or one a class; `None` when
    /// it is not a column it works on.
    #[doc(alias = "encodings_")]
    #[must_use]
    pub fn encodings(&self, column: &str) -> Option<Vec<(String, Vec<f64>)>> {
        let rows = self.spread(column)?.rows(self.state.mean.len());
        Some(rows.map(|(label, row)| (label, row.to_vec())).collect())
    }

    /// The numbers of missing values of a column; `None` when they are refused.
    #[must_use]
    pub fn missing_encodings(&self, column: &str) -> Option<&[f64]> {
        self.spread(column)?.missing.as_deref()
    }

    fn spread(&self, column: &str) -> Option<&Spread> {
        let at = self.state.columns.iter().position(|name| &**name == column)?;
        self.state.encoded.get(at)
    }

    /// The names of the columns it adds.
    fn names(&self) -> Vec<Arc<str>> {
        let TargetState { columns, classes, .. } = &self.state;
        let of = |name: &Arc<str>| {
            let name = Arc::clone(name);
            classes.iter().map(move |class| Arc::from(format!("{name}_{class}")))
        };
        columns.iter().flat_map(of).collect()
    }

    /// Refuses a table with a column whose name one of the new columns takes.
    pub(super) fn check_beside(&self, x: &Table) -> Result<(), Error> {
        let names = self.names();
        let kept = if names.is_empty() { Table::new() } else { x.without(&self.state.columns) };
        match (clash(&kept, &names), self.state.columns.first()) {
            (Some(name), Some(column)) => {
                let problem = format!("two columns would be named `{name}`");
                Err(bad_column(Self::KIND, column, problem))
            }
            _ => Ok(()),
        }
    }

    /// The new columns, as many for each column as there are outputs.
    pub(super) fn numbers(&self, x: &Table) -> Result<Vec<Vec<f64>>, Error> {
        let mut out = Vec::new();
        for (name, spread) in self.state.columns.iter().zip(&self.state.encoded) {
            out.extend(spread.apply((Self::KIND, name), x.column(name)?, self.state.mean.len())?);
        }
        Ok(out)
    }

    /// The table with its new columns.
    pub(super) fn place(&self, x: &Table, numbers: Vec<Vec<f64>>) -> Result<Table, Error> {
        let mut numbers = numbers.into_iter().map(Column::Real);
        if self.state.classes.is_empty() {
            return x.map_columns(&self.state.columns, |_, _| {
                Ok(numbers.next().unwrap_or(Column::Real(Vec::new())))
            });
        }
        let mut out = x.without(&self.state.columns);
        out.extend(self.names().into_iter().zip(numbers))?;
        Ok(out)
    }
}

impl Pipeline for TargetEncoder {
    type Input = Table;
    type Output = Table;
}

impl Apply for TargetEncoder {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        self.place(x, self.numbers(x)?)
    }
}

impl Stage for TargetEncoder {
    const KIND: &'static str = "encode.target";
    const CROSS_FITS: bool = true;
    type Recipe = EncodeTarget;
    type State = TargetState;

    fn recipe(&self) -> &EncodeTarget {
        &self.recipe
    }

    fn state(&self) -> &TargetState {
        &self.state
    }

    fn restore(recipe: EncodeTarget, state: TargetState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.encoded.len()])?;
        check_finite("mean", &state.mean)?;
        let width = state.mean.len();
        let outputs = if state.classes.is_empty() { 1 } else { state.classes.len() };
        if width != outputs {
            return Err(format!("{width} means for {outputs} outputs"));
        }
        for (name, spread) in state.columns.iter().zip(&state.encoded) {
            spread.check(width).map_err(|problem| format!("column `{name}`: {problem}"))?;
        }
        let fitted = TargetEncoder { recipe, state };
        match clash(&Table::new(), &fitted.names()) {
            Some(name) => Err(format!("column `{name}` appears twice")),
            None => Ok(fitted),
        }
    }

    fn learn(recipe: &EncodeTarget, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit_to(x, y)
    }

    fn learn_apply(
        recipe: &EncodeTarget,
        x: &Table,
        y: Target<'_>,
    ) -> Result<(Self, Table), Error> {
        recipe.fit_apply_to(x, y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = |spread: &Spread| {
            let rows = spread.rows(self.state.mean.len());
            list(rows.map(|(label, row)| match row {
                [one] => format!("{label} = {one}"),
                more => format!("{label} = {more:?}"),
            }))
        };
        let columns = self.state.columns.iter().zip(&self.state.encoded);
        let columns = columns.map(|(name, spread)| (name.to_string(), line(spread)));
        std::iter::once(("target".to_owned(), format!("mean {:?}", self.state.mean)))
            .chain(columns)
            .collect()
    }
}
