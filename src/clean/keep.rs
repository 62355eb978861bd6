//! Chosen columns, and no others.

use crate::artifact::{Refit, Stage};
use crate::data::Table;
use crate::error::{Error, FitError};
use crate::pipeline::per_column::check_columns;
use crate::pipeline::{Apply, Columns, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Keeps the chosen columns and drops all others, whatever their role.
///
/// Takes and gives a [`Table`]. The choice is made when the stage is fitted, so a column that
/// appears later is dropped even where the choice would have taken it.
///
/// # Formula
/// None: cells are passed on as they are, columns in the order of the table at fit.
///
/// # Learned state
/// The names the choice came to.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when a column chosen by name is not there, or when none is chosen; applying when a
/// kept column is not there.
///
/// # Source
/// Our own; `ColumnTransformer` of scikit-learn 1.9 does it with `("keep", "passthrough", columns)`.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("age", Column::Real(vec![20.0]))?
///     .with("name", Column::text(["Ann"]))?;
/// let kept = KeepColumns::new(numeric()).fit(&table, &())?.apply(&table)?;
/// assert_eq!(kept.width(), 1);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "select")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepColumns {
    columns: Columns,
}

impl KeepColumns {
    /// Keeps the columns a choice comes to.
    #[must_use]
    pub fn new(columns: Columns) -> KeepColumns {
        KeepColumns { columns }
    }
}

/// A fitted [`KeepColumns`].
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnKeeper {
    recipe: KeepColumns,
    state: ColumnKeeperState,
}

/// What [`ColumnKeeper`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnKeeperState {
    columns: Arc<[Arc<str>]>,
}

impl ColumnKeeper {
    /// The columns it keeps.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }
}

impl Pipeline for KeepColumns {
    type Input = Table;
    type Output = Table;
}

impl<Y: ?Sized> Fit<Y> for KeepColumns {
    type Fitted = ColumnKeeper;

    fn fit(&self, x: &Table, _: &Y) -> Result<ColumnKeeper, Error> {
        let columns = self.columns.resolve(x)?;
        if columns.is_empty() {
            let (stage, takes) = (ColumnKeeper::KIND.to_owned(), self.columns.to_string());
            return Err(FitError::NoColumns { stage, takes, have: x.typed_names() }.into());
        }
        Ok(ColumnKeeper { recipe: self.clone(), state: ColumnKeeperState { columns } })
    }
}

impl Pipeline for ColumnKeeper {
    type Input = Table;
    type Output = Table;
}

impl Apply for ColumnKeeper {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        x.select(&self.state.columns)
    }
}

impl Stage for ColumnKeeper {
    const KIND: &'static str = "columns.keep";
    type Recipe = KeepColumns;
    type State = ColumnKeeperState;

    fn recipe(&self) -> &KeepColumns {
        &self.recipe
    }

    fn state(&self) -> &ColumnKeeperState {
        &self.state
    }

    fn restore(recipe: KeepColumns, state: ColumnKeeperState) -> Result<Self, String> {
        check_columns(&state.columns, &[])?;
        Ok(ColumnKeeper { recipe, state })
    }

    fn learn(recipe: &KeepColumns, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.columns.iter().map(|name| (name.to_string(), "kept".to_owned())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Column, Role};
    use crate::pipeline::{matching, named, text};

    fn table() -> Result<Table, Error> {
        Table::new()
            .with("id", Column::integers([7]))?
            .with("b", Column::Real(vec![f64::NAN]))?
            .with("a", Column::text(["x"]))?
            .with_role("id", Role::Identifier)
    }

    fn kept(columns: Columns, x: &Table) -> Result<Vec<String>, Error> {
        let out = KeepColumns::new(columns).fit(x, &())?.apply(x)?;
        Ok(out.names().map(ToString::to_string).collect())
    }

    #[test]
    fn keeps_what_is_chosen_in_the_order_of_the_table() -> Result<(), Error> {
        let x = table()?;
        assert_eq!(kept(named(["a", "b"]), &x)?, ["b", "a"]);
        assert_eq!(kept(text().and(named(["id"])), &x)?, ["id", "a"]);
        Ok(())
    }

    #[test]
    fn a_column_that_appears_later_is_dropped() -> Result<(), Error> {
        let fitted = KeepColumns::new(text()).fit(&table()?, &())?;
        let out = fitted.apply(&table()?.with("new", Column::text(["y"]))?)?;
        assert_eq!(out.names().map(|name| &**name).collect::<Vec<_>>(), ["a"]);
        Ok(())
    }

    #[test]
    fn says_what_it_cannot_keep() -> Result<(), Error> {
        let message = |columns| kept(columns, &table().unwrap()).unwrap_err().to_string();
        assert_eq!(
            message(named(["c"])),
            "a choice of columns names column `c`; the table has `id`, `b`, `a`"
        );
        assert_eq!(
            message(matching("z*")),
            "stage `columns.keep` takes `z*` columns, and there is none; \
             the input has `id: integer`, `b: real`, `a: text`"
        );
        let fitted = KeepColumns::new(text()).fit(&table()?, &())?;
        let error = fitted.apply(&table()?.without(&["a"])).unwrap_err();
        assert_eq!(error.to_string(), "no column `a`; the table has `id`, `b`");
        Ok(())
    }
}
