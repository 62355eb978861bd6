//! One fitted stage for each group of rows, and one for all the others.

use super::{Apply, Fit, Learn, Outline, Pipeline};
use crate::data::{Column, ColumnType, DataKind, Table, Text, Types};
use crate::error::{Error, FitError, TableError};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub(crate) const PER_GROUP: &str = "per_group";

/// What makes a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grouping {
    column: String,
    min_rows: u64,
}

/// A stage for each group of rows; made by [`per_group`].
#[derive(Debug, Clone, PartialEq)]
pub struct PerGroup<S> {
    grouping: Grouping,
    stage: S,
}

/// Fits `stage` once to all rows and once to the rows of each level of a text column: one model a city.
///
/// A row is answered by the stage of its level; one of an unseen level, of no level, or of a level with
/// fewer rows than [`min_rows`](PerGroup::min_rows), by the stage that was fitted to all. The stages see
/// the column itself too; [`on`](super::on) takes it away. All of them must yield the same columns or
/// classes.
///
/// # Errors
/// Fitting fails when there is no such text column, and as `stage` does, for the group that is named.
///
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new()
///     .with("city", Column::text(["Rome", "Rome", "Bari", "Bari"]))?
///     .with("rent", Column::Real(vec![10.0, 30.0, 1.0, 3.0]))?;
/// let fitted = per_group("city", Standardize::new()).fit(&x, &())?;
/// assert_eq!(fitted.apply(&x)?.value(3, "rent"), Value::Real(1.0));
/// # Ok::<(), Error>(())
/// ```
pub fn per_group<S: Pipeline<Input = Table>>(column: impl Into<String>, stage: S) -> PerGroup<S> {
    PerGroup { grouping: Grouping { column: column.into(), min_rows: 1 }, stage }
}

impl<S> PerGroup<S> {
    /// The least number of rows that gives a level a stage of its own; by default 1.
    #[must_use]
    pub fn min_rows(mut self, rows: u64) -> Self {
        self.grouping.min_rows = rows;
        self
    }
}

/// The fitted stages of the groups, and the one for all the others.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedBy<S> {
    grouping: Grouping,
    levels: Arc<[Arc<str>]>,
    /// The fallback, then one a level.
    stages: Vec<S>,
}

impl<S> GroupedBy<S> {
    /// Puts the parts together; there must be one stage more than levels, which are ascending.
    pub(crate) fn restore(
        grouping: Grouping,
        levels: Arc<[Arc<str>]>,
        stages: Vec<S>,
    ) -> Result<Self, String> {
        if stages.len() != levels.len() + 1 {
            return Err(format!("{} stages for {} groups", stages.len(), levels.len()));
        }
        if !levels.is_sorted_by(|a, b| a < b) {
            return Err("the groups are not ascending and distinct".to_owned());
        }
        Ok(GroupedBy { grouping, levels, stages })
    }

    /// The levels that have a stage of their own, ascending.
    #[must_use]
    pub fn groups(&self) -> &Arc<[Arc<str>]> {
        &self.levels
    }

    /// The stage of a level; the fallback when it has none of its own.
    #[must_use]
    pub fn stage(&self, level: &str) -> Option<&S> {
        let at = self.levels.binary_search_by(|known| (**known).cmp(level)).map_or(0, |at| at + 1);
        self.stages.get(at)
    }

    /// The fallback, then one stage a group.
    pub(crate) fn stages(&self) -> &[S] {
        &self.stages
    }

    pub(crate) fn grouping(&self) -> &Grouping {
        &self.grouping
    }

    /// Answers each group's rows by its stage, and puts the answers in the order of the rows.
    pub(crate) fn answer<D: DataKind>(
        &self,
        x: &Table,
        mut apply: impl FnMut(&S, &Table) -> Result<D, Error>,
    ) -> Result<D, Error> {
        let mut rows_of: Vec<Vec<usize>> = vec![Vec::new(); self.stages.len()];
        let text = self.grouping.key(x)?;
        let stage_of = |level: &Arc<str>| self.levels.binary_search(level).map_or(0, |at| at + 1);
        let stages: Vec<usize> = text.levels().iter().map(stage_of).collect();
        for (row, &code) in text.codes().iter().enumerate() {
            let stage = stages.get(code as usize).copied().unwrap_or(0);
            if let Some(rows) = rows_of.get_mut(stage) {
                rows.push(row);
            }
        }
        let (mut answers, mut order) = (Vec::new(), Vec::with_capacity(x.rows()));
        let mut refused: Option<Error> = None;
        for (at, (stage, rows)) in self.stages.iter().zip(rows_of).enumerate() {
            // No rows at all still have columns.
            if rows.is_empty() && !(x.rows() == 0 && at == 0) {
                continue;
            }
            match apply(stage, &x.take(&rows)) {
                Ok(answer) => answers.push(answer),
                Err(error) => {
                    let row = error.row().and_then(|row| rows.get(row)).copied();
                    let error = match row {
                        Some(row) => error.with_row(row),
                        None => return Err(error),
                    };
                    if refused.as_ref().is_none_or(|first| error.row() < first.row()) {
                        refused = Some(error);
                    }
                }
            }
            order.extend(rows);
        }
        if let Some(error) = refused {
            return Err(error);
        }
        let mut place = vec![0; order.len()];
        for (at, &row) in order.iter().enumerate() {
            if let Some(place) = place.get_mut(row) {
                *place = at;
            }
        }
        Ok(D::join_rows(answers)?.take_rows(&place))
    }
}

/// A level and its rows.
type Group = (Arc<str>, Vec<usize>);

impl Grouping {
    fn key<'a>(&self, x: &'a Table) -> Result<&'a Text, Error> {
        match &**x.column(&self.column)? {
            Column::Text(text) => Ok(text),
            other => Err(TableError::Type {
                name: self.column.clone(),
                expected: ColumnType::Text.to_string(),
                found: other.column_type().to_string(),
            }
            .into()),
        }
    }

    /// The levels with rows enough, ascending, each with its rows.
    pub(crate) fn groups(&self, x: &Table) -> Result<Vec<Group>, Error> {
        let text = self.key(x)?;
        let mut rows_of: Vec<Vec<usize>> = vec![Vec::new(); text.levels().len()];
        for (row, &code) in text.codes().iter().enumerate() {
            if let Some(rows) = rows_of.get_mut(code as usize) {
                rows.push(row);
            }
        }
        let enough = |rows: &Vec<usize>| !rows.is_empty() && rows.len() as u64 >= self.min_rows;
        let mut groups: Vec<Group> =
            text.levels().iter().cloned().zip(rows_of).filter(|(_, rows)| enough(rows)).collect();
        groups.sort();
        Ok(groups)
    }

    /// What went wrong in the fit of one group, with the group's name.
    pub(crate) fn in_group(&self, level: &str, error: Error) -> Error {
        let (stage, column) = (PER_GROUP.to_owned(), self.column.clone());
        let problem = format!("group `{}`: {error}", crate::error::clip(level));
        FitError::Column { stage, column, problem }.into()
    }

    pub(crate) fn draw_on(&self, outline: &mut Outline, stages: impl IntoIterator<Item = Outline>) {
        outline.branches(&format!("per group of `{}`", self.column), stages);
    }
}

impl<S: Pipeline<Input = Table>> Pipeline for PerGroup<S> {
    type Input = Table;
    type Output = S::Output;

    fn takes(&self) -> Types {
        self.stage.takes().or(Types::TEXT)
    }

    fn draw(&self, outline: &mut Outline) {
        self.grouping.draw_on(outline, [self.stage.outline()]);
    }
}

impl<S: Pipeline<Input = Table>> Pipeline for GroupedBy<S> {
    type Input = Table;
    type Output = S::Output;

    fn draw(&self, outline: &mut Outline) {
        self.grouping.draw_on(outline, self.stages.first().map(Pipeline::outline));
    }
}

impl<Y: Learn, S: Fit<Y> + Pipeline<Input = Table>> Fit<Y> for PerGroup<S> {
    type Fitted = GroupedBy<S::Fitted>;

    fn fit(&self, x: &Table, y: &Y) -> Result<Self::Fitted, Error> {
        let mut stages = vec![self.stage.fit(x, y)?];
        let mut levels = Vec::new();
        for (level, rows) in self.grouping.groups(x)? {
            let fitted = self.stage.fit(&x.take(&rows), &y.take_rows(&rows));
            stages.push(fitted.map_err(|error| self.grouping.in_group(&level, error))?);
            levels.push(level);
        }
        Ok(GroupedBy { grouping: self.grouping.clone(), levels: levels.into(), stages })
    }
}

impl<S: Apply + Pipeline<Input = Table>> Apply for GroupedBy<S> {
    fn apply(&self, x: &Table) -> Result<Self::Output, Error> {
        self.answer(x, |stage, x| stage.apply(x))
    }
}
