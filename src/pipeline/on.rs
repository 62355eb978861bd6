//! A stage on chosen columns.

use super::{Apply, Columns, Fit, Outline, Pipeline};
use crate::data::{Beside, Table};
use crate::error::{Error, FitError};
use std::sync::Arc;

/// A stage on chosen columns; made by [`on`].
#[doc(alias = "ColumnTransformer")]
#[derive(Debug, Clone, PartialEq)]
pub struct On<S> {
    columns: Columns,
    stage: S,
}

/// Runs `stage` on the chosen columns.
///
/// A stage that yields a table gives its columns back among the others: one that keeps its name keeps
/// its place, new ones come last. A stage that yields a matrix gives only what it made of the chosen
/// columns; [`join`](super::join) sets it beside the rest.
///
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("age", Column::Real(vec![20.0, f64::NAN, 40.0]))?
///     .with("fare", Column::Real(vec![1.0, 2.0, f64::NAN]))?;
/// let filled = on(named(["age"]), Impute::mean()).fit(&table, &())?.apply(&table)?;
/// assert_eq!(filled.value(1, "age"), Value::Real(30.0));
/// assert_eq!(filled.value(2, "fare"), Value::Missing);
/// # Ok::<(), steadfast::Error>(())
/// ```
///
/// # Errors
/// Fitting fails when a column chosen by name is not there or is of a type the stage does not take,
/// or when no column is chosen.
pub fn on<S>(columns: Columns, stage: S) -> On<S>
where
    S: Pipeline<Input = Table, Output: Beside>,
{
    On { columns, stage }
}

/// A fitted stage and the columns it was fitted on.
#[derive(Debug, Clone, PartialEq)]
pub struct OnChosen<S> {
    columns: Columns,
    chosen: Arc<[Arc<str>]>,
    stage: S,
}

impl<S> On<S> {
    pub(crate) fn draw_on(outline: &mut Outline, columns: &Columns, stage: Outline) {
        outline.branches(&format!("on {columns}"), [stage]);
    }

    /// The choice of columns.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The stage.
    pub fn stage(&self) -> &S {
        &self.stage
    }
}

impl<S> OnChosen<S> {
    pub(crate) fn new(columns: Columns, chosen: Arc<[Arc<str>]>, stage: S) -> Self {
        OnChosen { columns, chosen, stage }
    }

    /// The choice of columns.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The names of the columns it came to, when the pipeline was fitted.
    pub fn chosen(&self) -> &Arc<[Arc<str>]> {
        &self.chosen
    }

    /// The fitted stage.
    pub fn stage(&self) -> &S {
        &self.stage
    }
}

impl<S: Pipeline<Input = Table, Output: Beside>> Pipeline for On<S> {
    type Input = Table;
    type Output = S::Output;

    fn draw(&self, outline: &mut Outline) {
        On::<()>::draw_on(outline, &self.columns, self.stage.outline());
    }
}

impl<S: Pipeline<Input = Table, Output: Beside>> Pipeline for OnChosen<S> {
    type Input = Table;
    type Output = S::Output;

    fn draw(&self, outline: &mut Outline) {
        On::<()>::draw_on(outline, &self.columns, self.stage.outline());
    }
}

impl<S: Pipeline<Input = Table>> On<S> {
    fn choose(&self, x: &Table) -> Result<Arc<[Arc<str>]>, Error> {
        let chosen = self.columns.resolve_some(x)?;
        let takes = self.stage.takes();
        for name in self.columns.explicit() {
            let column_type = x.column(name)?.column_type();
            if !takes.contains(column_type) {
                return Err(FitError::Column {
                    stage: "on".to_owned(),
                    column: name.to_owned(),
                    problem: format!("the stage takes {takes} columns, and this is {column_type}"),
                }
                .into());
            }
        }
        Ok(chosen)
    }
}

impl<Y: ?Sized, S: Fit<Y> + Pipeline<Input = Table, Output: Beside>> Fit<Y> for On<S> {
    type Fitted = OnChosen<S::Fitted>;

    fn fit(&self, x: &Table, y: &Y) -> Result<Self::Fitted, Error> {
        let chosen = self.choose(x)?;
        let stage = self.stage.fit(&x.select(&chosen)?, y)?;
        Ok(OnChosen { columns: self.columns.clone(), chosen, stage })
    }

    fn fit_apply(&self, x: &Table, y: &Y) -> Result<(Self::Fitted, Self::Output), Error> {
        let chosen = self.choose(x)?;
        let (stage, out) = self.stage.fit_apply(&x.select(&chosen)?, y)?;
        let out = out.among(x, &chosen)?;
        Ok((OnChosen { columns: self.columns.clone(), chosen, stage }, out))
    }
}

impl<S: Apply + Pipeline<Input = Table, Output: Beside>> Apply for OnChosen<S> {
    fn apply(&self, x: &Table) -> Result<Self::Output, Error> {
        self.stage.apply(&x.select(&self.chosen)?)?.among(x, &self.chosen)
    }
}
