//! What counting terms takes: how they are cut, and which are kept.

use super::analyzer::Analyzer;
use super::documents::{Index, refuse};
use super::vocabulary::{Limits, TermCounts};
use crate::data::{Column, Table, Types};
use crate::error::{Error, list};
use crate::pipeline::per_column::{PerColumn, wrong_type};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How terms are cut, which are kept, and whether a term counts once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Counting {
    pub(super) analyzer: Analyzer,
    pub(super) limits: Limits,
    pub(super) binary: bool,
}

impl Counting {
    /// What is wrong with the parameters: the name of one, what was expected, what was found.
    pub(super) fn problem(&self) -> Option<(&'static str, &'static str, String)> {
        self.analyzer.problem().or_else(|| self.limits.problem())
    }

    /// Counts the terms of each text column.
    pub(super) fn partial(&self, stage: &str, x: &Table) -> Result<PerColumn<TermCounts>, Error> {
        if let Some(problem) = self.problem() {
            return Err(refuse(stage, problem));
        }
        PerColumn::learn(stage, x, Types::TEXT, |name, column| match column {
            Column::Text(text) => Ok(TermCounts::of(text, &self.analyzer)),
            other => Err(wrong_type(name, Types::TEXT, other)),
        })
    }

    /// The indices of stored terms, after a check of the stored parameters.
    pub(super) fn indices(&self, terms: &[Vec<Arc<str>>]) -> Result<Vec<Index>, String> {
        if let Some((parameter, expected, found)) = self.problem() {
            return Err(format!("{parameter}: expected {expected}, found {found}"));
        }
        terms.iter().map(|terms| Index::new(terms)).collect()
    }

    /// How often a text has each term of an index.
    pub(super) fn counts(&self, text: &str, index: &Index) -> Vec<(usize, f64)> {
        let mut row = index.counts(text, &self.analyzer);
        if self.binary {
            row.iter_mut().for_each(|(_, count)| *count = 1.0);
        }
        row
    }
}

/// One line a column: how many terms, and which.
pub(super) fn report(columns: &[Arc<str>], terms: &[Vec<Arc<str>>]) -> Vec<(String, String)> {
    let line = |terms: &[Arc<str>]| format!("{} terms: {}", terms.len(), list(terms));
    columns.iter().zip(terms).map(|(name, terms)| (name.to_string(), line(terms))).collect()
}

/// The setters of a recipe that counts terms, by its field `counting`.
macro_rules! counting_setters {
    ($recipe:ty) => {
        impl $recipe {
            /// How texts are cut into terms.
            #[must_use]
            pub fn analyzer(mut self, analyzer: Analyzer) -> Self {
                self.counting.analyzer = analyzer;
                self
            }

            /// Leaves out terms in fewer documents than this.
            #[doc(alias = "min_df")]
            #[must_use]
            pub fn min_documents(mut self, documents: u64) -> Self {
                self.counting.limits.least =
                    $crate::feature::text::vocabulary::Share::Documents(documents);
                self
            }

            /// Leaves out terms in a smaller share of the documents than this, 0 to 1.
            #[doc(alias = "min_df")]
            #[must_use]
            pub fn min_share(mut self, share: f64) -> Self {
                self.counting.limits.least = $crate::feature::text::vocabulary::Share::Part(share);
                self
            }

            /// Leaves out terms in more documents than this.
            #[doc(alias = "max_df")]
            #[must_use]
            pub fn max_documents(mut self, documents: u64) -> Self {
                self.counting.limits.most =
                    $crate::feature::text::vocabulary::Share::Documents(documents);
                self
            }

            /// Leaves out terms in a greater share of the documents than this, 0 to 1.
            #[doc(alias = "max_df")]
            #[must_use]
            pub fn max_share(mut self, share: f64) -> Self {
                self.counting.limits.most = $crate::feature::text::vocabulary::Share::Part(share);
                self
            }

            /// Keeps the terms that occur most often, at most this many; of equally frequent ones those first by
            /// code point.
            #[must_use]
            pub fn max_features(mut self, terms: u64) -> Self {
                self.counting.limits.max_features = Some(terms);
                self
            }

            /// The terms, and the order of their features, instead of those learned.
            #[must_use]
            pub fn vocabulary<S: Into<String>>(
                mut self,
                terms: impl IntoIterator<Item = S>,
            ) -> Self {
                self.counting.limits.given = Some(terms.into_iter().map(Into::into).collect());
                self
            }

            /// Whether a term counts once, however often a text has it; by default no.
            #[must_use]
            pub fn binary(mut self, binary: bool) -> Self {
                self.counting.binary = binary;
                self
            }
        }
    };
}
pub(super) use counting_setters;
