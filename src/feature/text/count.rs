//! How often a text has each term.

use super::analyzer::Analyzer;
use super::counting::{Counting, counting_setters, report};
use super::documents::{Index, refuse, replace_texts};
use super::vocabulary::TermCounts;
use crate::artifact::Stage;
use crate::data::{Table, Types};
use crate::error::Error;
use crate::pipeline::per_column::{PerColumn, check_columns};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Replaces each text column by how often each text has each term, sparse.
///
/// Takes and gives a [`Table`]; the column keeps its name and place and becomes
/// [`Column::Sparse`](crate::data::Column::Sparse), with one feature a term; [`Densify`](crate::feature::Densify) makes columns of
/// them. A missing text has no terms.
///
/// # Formula
/// z(row, term) = how often the [`Analyzer`] finds the term in the text; of unknown terms nothing.
///
/// # Learned state
/// The terms of each column, by code point, or as they were given.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order and from parts.
///
/// # Errors
/// Fitting fails when no column is text, when a column has no term within the limits, and when a
/// parameter is out of its range.
///
/// # Source
/// `CountVectorizer` of scikit-learn 1.9; of equally frequent terms at the cut of
/// [`max_features`](Self::max_features), which the peer leaves to an unstable sort, the first are kept.
///
/// # Examples
/// ```
/// use steadfast::feature::CountVectorize;
/// use steadfast::prelude::*;
/// let x = Table::new().with("title", Column::text(["Oil on oil", "Oil on canvas"]))?;
/// let fitted = CountVectorize::new().fit(&x, &())?;
/// let names = fitted.feature_names_out(&x)?;
/// assert_eq!(names.iter().map(|n| &**n).collect::<Vec<_>>(), ["title_canvas", "title_oil", "title_on"]);
/// let out = fitted.apply(&x)?;
/// let Value::Sparse(row) = out.value(0, "title") else { panic!() };
/// assert_eq!(row.dense(3), [0.0, 2.0, 1.0]);
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "CountVectorizer")]
#[doc(alias = "bag of words")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountVectorize {
    counting: Counting,
}

impl Default for CountVectorize {
    fn default() -> Self {
        CountVectorize::new()
    }
}

impl CountVectorize {
    /// Every word of two characters or more.
    #[must_use]
    pub fn new() -> CountVectorize {
        CountVectorize { counting: Counting::default() }
    }
}

counting_setters!(CountVectorize);

/// A fitted [`CountVectorize`].
#[derive(Debug, Clone, PartialEq)]
pub struct CountVectorizer {
    recipe: CountVectorize,
    state: CountVectorizerState,
    indices: Vec<Index>,
}

/// What [`CountVectorizer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountVectorizerState {
    columns: Arc<[Arc<str>]>,
    terms: Vec<Vec<Arc<str>>>,
}

impl CountVectorizer {
    /// The columns it replaces.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The terms of a column, in the order of their features; `None` when it is not one it replaces.
    #[doc(alias = "vocabulary_")]
    #[must_use]
    pub fn terms(&self, column: &str) -> Option<&[Arc<str>]> {
        let at = self.state.columns.iter().position(|name| &**name == column)?;
        self.state.terms.get(at).map(Vec::as_slice)
    }
}

impl Pipeline for CountVectorize {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::TEXT
    }
}

impl<Y: ?Sized> Fit<Y> for CountVectorize {
    type Fitted = CountVectorizer;

    fn fit(&self, x: &Table, y: &Y) -> Result<CountVectorizer, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for CountVectorize {
    fn partial(&self, x: &Table, _: &Y) -> Result<PerColumn<TermCounts>, Error> {
        self.counting.partial(CountVectorizer::KIND, x)
    }
}

impl Settle for CountVectorize {
    type Partial = PerColumn<TermCounts>;
    type Settled = CountVectorizer;

    fn settle(&self, partial: PerColumn<TermCounts>) -> Result<CountVectorizer, Error> {
        let keep = |name: &Arc<str>, counts: &TermCounts| {
            counts.keep(&self.counting.limits, CountVectorizer::KIND, name)
        };
        let terms = partial.settle(keep)?;
        let state = CountVectorizerState { columns: partial.columns, terms };
        CountVectorizer::restore(self.clone(), state)
            .map_err(|found| refuse(CountVectorizer::KIND, ("vocabulary", "distinct terms", found)))
    }
}

impl Pipeline for CountVectorizer {
    type Input = Table;
    type Output = Table;
}

impl Apply for CountVectorizer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        replace_texts(x, &self.state.columns, &self.indices, |_, index, level| {
            self.recipe.counting.counts(level, index)
        })
    }
}

impl Stage for CountVectorizer {
    const KIND: &'static str = "text.count";
    type Recipe = CountVectorize;
    type State = CountVectorizerState;

    fn recipe(&self) -> &CountVectorize {
        &self.recipe
    }

    fn state(&self) -> &CountVectorizerState {
        &self.state
    }

    fn restore(recipe: CountVectorize, state: CountVectorizerState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.terms.len()])?;
        let indices = recipe.counting.indices(&state.terms)?;
        Ok(CountVectorizer { recipe, state, indices })
    }

    fn learn(recipe: &CountVectorize, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn report(&self) -> Vec<(String, String)> {
        report(&self.state.columns, &self.state.terms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Column;

    fn table() -> Result<Table, Error> {
        let rows = [Some("b a a"), None, Some("a c"), Some("B")];
        let words = Column::Text(rows.into_iter().collect());
        Table::new().with("t", words)
    }

    fn words() -> CountVectorize {
        CountVectorize::new().analyzer(Analyzer::new().tokens(super::super::Tokens::Words(1)))
    }

    /// Of a (3 times, 2 texts), b (2, 2), c (1, 1), by hand.
    #[test]
    fn keeps_terms_within_limits() -> Result<(), Error> {
        let x = table()?;
        let kept = |recipe: CountVectorize| -> Result<String, Error> {
            Ok(recipe.fit(&x, &())?.terms("t").unwrap_or_default().join(""))
        };
        assert_eq!(kept(words())?, "abc");
        assert_eq!(kept(words().min_documents(2))?, "ab");
        assert_eq!(kept(words().max_share(0.25))?, "c");
        assert_eq!(kept(words().max_documents(1))?, "c");
        assert_eq!(kept(words().max_features(1))?, "a");
        assert_eq!(kept(words().vocabulary(["c", "a"]))?, "ca");
        let none = words().min_share(0.9).fit(&x, &()).unwrap_err().to_string();
        assert_eq!(none, "stage `text.count`, column `t`: no term is within the limits");
        Ok(())
    }

    #[test]
    fn counts_and_marks() -> Result<(), Error> {
        let x = table()?;
        let rows = |recipe: CountVectorize| -> Result<Vec<Vec<f64>>, Error> {
            let out = recipe.fit(&x, &())?.apply(&x)?;
            let Column::Sparse(rows) = &**out.column("t")? else { return Ok(Vec::new()) };
            Ok(rows.rows().map(|row| row.dense(rows.width())).collect())
        };
        let expected =
            [vec![2.0, 1.0, 0.0], vec![0.0; 3], vec![1.0, 0.0, 1.0], vec![0.0, 1.0, 0.0]];
        assert_eq!(rows(words())?, expected);
        assert_eq!(rows(words().binary(true))?[0], [1.0, 1.0, 0.0]);
        Ok(())
    }
}
