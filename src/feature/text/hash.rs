//! Terms to numbered features without a vocabulary.

use super::Norm;
use super::analyzer::Analyzer;
use super::documents::{normalise, refuse, sparse_rows};
use crate::artifact::Stage;
use crate::data::{Column, Sparse, Table, Types, hashed_column};
use crate::error::Error;
use crate::pipeline::per_column::{check_columns, columns_for, texts};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Replaces each text column by counts of its terms, each term under the number its hash gives, sparse.
///
/// Takes and gives a [`Table`]; the column keeps its name and place and becomes
/// [`Column::Sparse`](crate::data::Column::Sparse). Nothing is learned of the texts, so no term is ever
/// unknown; two terms may share a feature. A missing text has no terms.
///
/// # Formula
/// h = MurmurHash3_x86_32 of the term's UTF-8, signed; its feature is |h| modulo the number of features, and
/// it counts there as the sign of h, or as 1. Then each row is divided by its norm, summed in the order
/// of the features.
///
/// # Learned state
/// The names of the columns.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is text, and when a parameter is out of its range.
///
/// # Source
/// `HashingVectorizer` of scikit-learn 1.9; Weinberger et al., "Feature hashing for large scale multitask
/// learning" (2009).
///
/// # Examples
/// ```
/// use steadfast::feature::HashVectorize;
/// use steadfast::prelude::*;
/// let x = Table::new().with("title", Column::text(["Oil on canvas"]))?;
/// let fitted = HashVectorize::new(16).fit(&x, &())?;
/// let out = fitted.apply(&x)?;
/// let Value::Sparse(row) = out.value(0, "title") else { panic!() };
/// assert!(row.features.len() <= 3);
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "HashingVectorizer")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashVectorize {
    analyzer: Analyzer,
    features: u32,
    signed: bool,
    binary: bool,
    norm: Norm,
}

impl HashVectorize {
    /// Every word of two characters or more; signed counts, rows of length 1. The peer's number of
    /// features is 2²⁰.
    #[must_use]
    pub fn new(features: u32) -> HashVectorize {
        let analyzer = Analyzer::new();
        HashVectorize { analyzer, features, signed: true, binary: false, norm: Norm::L2 }
    }

    /// How texts are cut into terms.
    #[must_use]
    pub fn analyzer(mut self, analyzer: Analyzer) -> Self {
        self.analyzer = analyzer;
        self
    }

    /// Whether a term counts as 1 or −1 by its hash, so that terms which share a feature cancel on the
    /// whole; by default yes.
    #[doc(alias = "alternate_sign")]
    #[must_use]
    pub fn signed(mut self, signed: bool) -> Self {
        self.signed = signed;
        self
    }

    /// Whether every feature that a text has is 1; by default no.
    #[must_use]
    pub fn binary(mut self, binary: bool) -> Self {
        self.binary = binary;
        self
    }

    /// What each row is divided by; by default its Euclidean length.
    #[must_use]
    pub fn norm(mut self, norm: Norm) -> Self {
        self.norm = norm;
        self
    }

    fn problem(&self) -> Option<(&'static str, &'static str, String)> {
        let none = || ("features", "at least 1", "0".to_owned());
        self.analyzer.problem().or_else(|| (self.features == 0).then(none))
    }

    fn row(&self, text: &str) -> Vec<(usize, f64)> {
        let mut found: BTreeMap<usize, f64> = BTreeMap::new();
        self.analyzer.each_term(text, |term| {
            if let Some((feature, negative)) = hashed_column(term.as_bytes(), self.features) {
                let one = if negative && self.signed { -1.0 } else { 1.0 };
                // Whole numbers, so that their order is nothing.
                *found.entry(feature as usize).or_insert(0.0) += one;
            }
        });
        if self.binary {
            // Of terms that cancelled too, as the peer has it.
            found.values_mut().for_each(|count| *count = 1.0);
        }
        let mut row: Vec<(usize, f64)> = found.into_iter().collect();
        normalise(&mut row, self.norm);
        row
    }
}

/// A fitted [`HashVectorize`].
#[derive(Debug, Clone, PartialEq)]
pub struct HashVectorizer {
    recipe: HashVectorize,
    state: HashVectorizerState,
}

/// What [`HashVectorizer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HashVectorizerState {
    columns: Arc<[Arc<str>]>,
}

impl HashVectorizer {
    /// The columns it replaces.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }
}

impl Pipeline for HashVectorize {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::TEXT
    }
}

impl<Y: ?Sized> Fit<Y> for HashVectorize {
    type Fitted = HashVectorizer;

    fn fit(&self, x: &Table, _: &Y) -> Result<HashVectorizer, Error> {
        if let Some(problem) = self.problem() {
            return Err(refuse(HashVectorizer::KIND, problem));
        }
        let columns = columns_for(HashVectorizer::KIND, x, Types::TEXT)?;
        Ok(HashVectorizer { recipe: self.clone(), state: HashVectorizerState { columns } })
    }
}

impl Pipeline for HashVectorizer {
    type Input = Table;
    type Output = Table;
}

impl Apply for HashVectorizer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let mut out = x.clone();
        for name in self.state.columns.iter() {
            let none = Sparse::numbered(self.recipe.features);
            let rows = sparse_rows(texts(x, name)?, none, |text| self.recipe.row(text))?;
            out.replace(name, Column::Sparse(rows))?;
        }
        Ok(out)
    }
}

impl Stage for HashVectorizer {
    const KIND: &'static str = "text.hash";
    type Recipe = HashVectorize;
    type State = HashVectorizerState;

    fn recipe(&self) -> &HashVectorize {
        &self.recipe
    }

    fn state(&self) -> &HashVectorizerState {
        &self.state
    }

    fn restore(recipe: HashVectorize, state: HashVectorizerState) -> Result<Self, String> {
        if let Some((parameter, expected, found)) = recipe.problem() {
            return Err(format!("{parameter}: expected {expected}, found {found}"));
        }
        check_columns(&state.columns, &[])?;
        Ok(HashVectorizer { recipe, state })
    }

    fn learn(recipe: &HashVectorize, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = || format!("{} features by hash", self.recipe.features);
        self.state.columns.iter().map(|name| (name.to_string(), line())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `HashingVectorizer(n_features=8, norm=None).transform(["foo bar foo"])` of scikit-learn 1.9.1: `foo`
    /// hashes to feature 0 with sign −1 (see `hashed_column`).
    #[test]
    fn hashes_as_the_peer_does() -> Result<(), Error> {
        let x = Table::new().with("t", Column::text(["foo foo"]))?;
        let row = |recipe: HashVectorize| -> Result<Vec<f64>, Error> {
            let out = recipe.fit(&x, &())?.apply(&x)?;
            let Column::Sparse(rows) = &**out.column("t")? else { return Ok(Vec::new()) };
            Ok(rows.row(0).values.to_vec())
        };
        let plain = HashVectorize::new(8).norm(Norm::None);
        assert_eq!(row(plain.clone())?, [-2.0]);
        assert_eq!(row(plain.clone().signed(false))?, [2.0]);
        assert_eq!(row(plain.binary(true))?, [1.0]);
        assert_eq!(row(HashVectorize::new(8))?, [-1.0]);
        let none = HashVectorize::new(0).fit(&x, &()).unwrap_err().to_string();
        assert!(none.contains("`features`"), "{none}");
        Ok(())
    }
}
