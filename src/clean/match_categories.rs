//! No levels but those of the training table.

use super::counted::count_levels;
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types};
use crate::error::{Error, RowError, list};
use crate::pipeline::per_column::{Absorb, PerColumn, check_columns, texts};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Makes the levels of text columns that were not there at fit missing.
///
/// Takes and gives a [`Table`]; columns that are not text pass through.
///
/// # Formula
/// x when it was there at fit, else missing.
///
/// # Learned state
/// The levels of each column, ascending.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is text; applying, with [`refuse_unseen`](Self::refuse_unseen), when a
/// level was not there at fit.
///
/// # Source
/// `MatchCategories` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let train = Table::new().with("city", Column::text(["Rome", "Bari"]))?;
/// let other = Table::new().with("city", Column::text(["Bari", "Oslo"]))?;
/// let matched = MatchCategories::new().fit(&train, &())?.apply(&other)?;
/// assert_eq!(matched.value(1, "city"), Value::Missing);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MatchCategories {
    refuse_unseen: bool,
}

impl MatchCategories {
    /// Other levels become missing.
    #[must_use]
    pub fn new() -> MatchCategories {
        MatchCategories::default()
    }

    /// Other levels are errors.
    #[doc(alias = "missing_values")]
    #[must_use]
    pub fn refuse_unseen(mut self) -> MatchCategories {
        self.refuse_unseen = true;
        self
    }
}

/// The levels of a column in some of the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels(BTreeSet<Arc<str>>);

impl Absorb for Levels {
    fn absorb(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
    }
}

/// A fitted [`MatchCategories`].
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryMatcher {
    recipe: MatchCategories,
    state: CategoryMatcherState,
}

/// What [`CategoryMatcher`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CategoryMatcherState {
    columns: Arc<[Arc<str>]>,
    levels: Vec<Vec<Arc<str>>>,
}

impl CategoryMatcher {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The levels of each column, ascending.
    #[doc(alias = "category_dict_")]
    #[must_use]
    pub fn levels(&self) -> &[Vec<Arc<str>>] {
        &self.state.levels
    }
}

fn knows(levels: &[Arc<str>], level: &str) -> bool {
    levels.binary_search_by(|known| (**known).cmp(level)).is_ok()
}

impl Pipeline for MatchCategories {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::TEXT
    }
}

impl<Y: ?Sized> Fit<Y> for MatchCategories {
    type Fitted = CategoryMatcher;

    fn fit(&self, x: &Table, y: &Y) -> Result<CategoryMatcher, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for MatchCategories {
    fn partial(&self, x: &Table, _: &Y) -> Result<PerColumn<Levels>, Error> {
        PerColumn::learn(CategoryMatcher::KIND, x, Types::TEXT, |name, _| {
            Ok(Levels(count_levels(texts(x, name)?).into_keys().collect()))
        })
    }
}

impl Settle for MatchCategories {
    type Partial = PerColumn<Levels>;
    type Settled = CategoryMatcher;

    fn settle(&self, partial: PerColumn<Levels>) -> Result<CategoryMatcher, Error> {
        let levels = partial.settle(|_, levels| Ok(levels.0.iter().cloned().collect()))?;
        let state = CategoryMatcherState { columns: partial.columns, levels };
        Ok(CategoryMatcher { recipe: self.clone(), state })
    }
}

impl Pipeline for CategoryMatcher {
    type Input = Table;
    type Output = Table;
}

impl Apply for CategoryMatcher {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let mut out = x.clone();
        for (name, levels) in self.state.columns.iter().zip(&self.state.levels) {
            let rows = texts(x, name)?;
            let unseen = |x: &Option<&str>| x.is_some_and(|level| !knows(levels, level));
            if self.recipe.refuse_unseen
                && let Some((row, found)) = rows.iter().enumerate().find(|(_, x)| unseen(x))
            {
                return Err(RowError {
                    stage: Self::KIND.to_owned(),
                    column: name.to_string(),
                    row: Some(row),
                    expected: format!("one of {}", list(levels)),
                    found: format!("`{}`", crate::error::clip(found.unwrap_or_default())),
                }
                .into());
            }
            let keep = |level: &str| knows(levels, level).then(|| Arc::from(level));
            out.replace(name, Column::Text(rows.map_levels(keep)))?;
        }
        Ok(out)
    }
}

impl Stage for CategoryMatcher {
    const KIND: &'static str = "match_categories";
    type Recipe = MatchCategories;
    type State = CategoryMatcherState;

    fn recipe(&self) -> &MatchCategories {
        &self.recipe
    }

    fn state(&self) -> &CategoryMatcherState {
        &self.state
    }

    fn restore(recipe: MatchCategories, state: CategoryMatcherState) -> Result<Self, String> {
        let CategoryMatcherState { columns, levels } = &state;
        check_columns(columns, &[levels.len()])?;
        let unsorted =
            |(_, levels): &(&Arc<str>, &Vec<Arc<str>>)| !levels.is_sorted_by(|a, b| a < b);
        match columns.iter().zip(levels).find(unsorted) {
            Some((name, _)) => {
                Err(format!("column `{name}`: levels are not ascending and distinct"))
            }
            None => Ok(CategoryMatcher { recipe, state }),
        }
    }

    fn learn(recipe: &MatchCategories, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let columns = self.state.columns.iter().zip(&self.state.levels);
        columns
            .map(|(name, levels)| (name.to_string(), format!("knows {}", list(levels))))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn city(rows: &[Option<&str>]) -> Result<Table, Error> {
        Table::new().with("city", Column::Text(rows.iter().copied().collect()))
    }

    #[test]
    fn other_levels_are_missing_or_errors() -> Result<(), Error> {
        // Oslo is in the dictionary of the column and in none of its rows.
        let train = city(&[Some("Rome"), None, Some("Oslo"), Some("Bari")])?.take(&[0, 1, 3]);
        let later = city(&[Some("Bari"), None, Some("Oslo"), Some("bari")])?;
        let fitted = MatchCategories::new().fit(&train, &())?;
        assert_eq!(fitted.apply(&later)?, city(&[Some("Bari"), None, None, None])?);
        let strict = MatchCategories::new().refuse_unseen().fit(&train, &())?;
        assert_eq!(strict.apply(&train)?, train);
        let expected = "stage `match_categories`, column `city`, row 2: expected one of `Bari`, \
                        `Rome`, found `Oslo`";
        assert_eq!(strict.apply(&later).unwrap_err().to_string(), expected);
        Ok(())
    }

    #[test]
    fn refuses_a_state_that_does_not_fit_together() {
        let columns: Arc<[Arc<str>]> = ["a".into()].into();
        let levels = vec![vec!["b".into(), "a".into()]];
        let state = CategoryMatcherState { columns, levels };
        let problem = CategoryMatcher::restore(MatchCategories::new(), state).unwrap_err();
        assert_eq!(problem, "column `a`: levels are not ascending and distinct");
    }
}
