//! All columns but the chosen ones.

use crate::artifact::{Refit, Stage};
use crate::data::Table;
use crate::error::Error;
use crate::pipeline::per_column::check_columns;
use crate::pipeline::{Apply, Columns, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Drops the chosen columns and passes all others on.
///
/// Takes and gives a [`Table`]. The choice is made when the stage is fitted. A dropped column need
/// not be there when the stage is applied: nothing depends on it.
///
/// # Formula
/// None: cells are passed on as they are.
///
/// # Learned state
/// The names the choice came to, which may be none.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when a column chosen by name is not there.
///
/// # Source
/// `DropFeatures` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("age", Column::Real(vec![20.0]))?
///     .with("name", Column::text(["Ann"]))?;
/// let rest = DropColumns::new(named(["name"])).fit(&table, &())?.apply(&table)?;
/// assert_eq!(rest.width(), 1);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "DropFeatures")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropColumns {
    columns: Columns,
}

impl DropColumns {
    /// Drops the columns a choice comes to.
    #[must_use]
    pub fn new(columns: Columns) -> DropColumns {
        DropColumns { columns }
    }
}

/// A fitted [`DropColumns`].
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnDropper {
    recipe: DropColumns,
    state: ColumnDropperState,
}

/// What [`ColumnDropper`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnDropperState {
    columns: Arc<[Arc<str>]>,
}

impl ColumnDropper {
    /// The columns it drops.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }
}

impl Pipeline for DropColumns {
    type Input = Table;
    type Output = Table;
}

impl<Y: ?Sized> Fit<Y> for DropColumns {
    type Fitted = ColumnDropper;

    fn fit(&self, x: &Table, _: &Y) -> Result<ColumnDropper, Error> {
        let columns = self.columns.resolve(x)?;
        Ok(ColumnDropper { recipe: self.clone(), state: ColumnDropperState { columns } })
    }
}

impl Pipeline for ColumnDropper {
    type Input = Table;
    type Output = Table;
}

impl Apply for ColumnDropper {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        Ok(x.without(&self.state.columns))
    }
}

impl Stage for ColumnDropper {
    const KIND: &'static str = "columns.drop";
    type Recipe = DropColumns;
    type State = ColumnDropperState;

    fn recipe(&self) -> &DropColumns {
        &self.recipe
    }

    fn state(&self) -> &ColumnDropperState {
        &self.state
    }

    fn restore(recipe: DropColumns, state: ColumnDropperState) -> Result<Self, String> {
        check_columns(&state.columns, &[])?;
        Ok(ColumnDropper { recipe, state })
    }

    fn learn(recipe: &DropColumns, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.columns.iter().map(|name| (name.to_string(), "dropped".to_owned())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Column, Role};
    use crate::pipeline::{named, numeric, text};

    fn table() -> Result<Table, Error> {
        Table::new()
            .with("id", Column::integers([7]))?
            .with("b", Column::Real(vec![f64::NAN]))?
            .with("a", Column::text(["x"]))?
            .with_role("id", Role::Identifier)
    }

    #[test]
    fn drops_what_is_chosen_and_keeps_roles() -> Result<(), Error> {
        let x = table()?;
        let out = DropColumns::new(numeric()).fit(&x, &())?.apply(&x)?;
        assert_eq!(out.names().map(|name| &**name).collect::<Vec<_>>(), ["id", "a"]);
        assert_eq!(out.role("id"), Some(Role::Identifier));
        Ok(())
    }

    #[test]
    fn a_dropped_column_need_not_be_there() -> Result<(), Error> {
        let fitted = DropColumns::new(text()).fit(&table()?, &())?;
        let without = table()?.without(&["a"]);
        assert_eq!(fitted.apply(&without)?, without);
        Ok(())
    }

    #[test]
    fn a_name_that_is_not_there_at_fit_is_an_error() -> Result<(), Error> {
        let error = DropColumns::new(named(["c"])).fit(&table()?, &()).unwrap_err();
        let expected = "a choice of columns names column `c`; the table has `id`, `b`, `a`";
        assert_eq!(error.to_string(), expected);
        Ok(())
    }
}
