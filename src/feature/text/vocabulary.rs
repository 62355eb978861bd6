//! Which terms are kept.

use crate::data::{Dictionary, Text};
use crate::error::{Error, FitError};
use crate::pipeline::per_column::Absorb;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::analyzer::Analyzer;

/// Which terms become features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Limits {
    pub(super) least: Share,
    pub(super) most: Share,
    pub(super) max_features: Option<u64>,
    pub(super) given: Option<Vec<String>>,
}

/// A number of documents, or a share of them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) enum Share {
    Documents(u64),
    Part(f64),
}

impl Share {
    #[expect(clippy::cast_precision_loss, reason = "counts of documents are far below 2^53")]
    fn of(self, documents: u64) -> f64 {
        match self {
            Share::Documents(count) => count as f64,
            Share::Part(part) => part * documents as f64,
        }
    }

    fn fits(self) -> bool {
        match self {
            Share::Documents(_) => true,
            Share::Part(part) => (0.0..=1.0).contains(&part),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        let (least, most) = (Share::Documents(1), Share::Part(1.0));
        Limits { least, most, max_features: None, given: None }
    }
}

/// How often each term occurs, in all and by documents: what is learned of some rows of a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermCounts {
    documents: u64,
    terms: BTreeMap<Arc<str>, Occurrences>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Occurrences {
    total: u64,
    documents: u64,
}

impl Absorb for TermCounts {
    fn absorb(&mut self, other: &Self) {
        self.documents += other.documents;
        for (term, other) in &other.terms {
            let own = self.terms.entry(Arc::clone(term)).or_default();
            own.total += other.total;
            own.documents += other.documents;
        }
    }
}

impl TermCounts {
    /// Counts the terms of a column; a text that occurs in several rows is cut into terms once.
    pub(super) fn of(text: &Text, analyzer: &Analyzer) -> TermCounts {
        let mut terms = Dictionary::default();
        // By the numbers of the terms.
        let mut occurrences: Vec<Occurrences> = Vec::new();
        let mut own = Vec::new();
        for (level, rows) in text.levels().iter().zip(text.counts()) {
            if rows == 0 {
                continue;
            }
            own.clear();
            analyzer.each_term(level, |term| own.push(terms.intern(term)));
            own.sort_unstable();
            occurrences.resize(terms.len(), Occurrences::default());
            for run in own.chunk_by(|a, b| a == b) {
                let all = &mut occurrences[run[0] as usize];
                all.total += run.len() as u64 * rows;
                all.documents += rows;
            }
        }
        let terms = terms.into_texts().into_iter().zip(occurrences).collect();
        TermCounts { documents: text.len() as u64, terms }
    }

    /// How many documents there are.
    pub(super) fn documents(&self) -> u64 {
        self.documents
    }

    /// How many documents have a term.
    pub(super) fn with(&self, term: &str) -> u64 {
        self.terms.get(term).map_or(0, |found| found.documents)
    }

    /// The terms kept: given ones in their order, else those within the limits, by code point.
    #[expect(clippy::cast_precision_loss, reason = "counts of documents are far below 2^53")]
    pub(super) fn keep(
        &self,
        limits: &Limits,
        stage: &str,
        column: &str,
    ) -> Result<Vec<Arc<str>>, Error> {
        if let Some(given) = &limits.given {
            return Ok(given.iter().map(|term| Arc::from(term.as_str())).collect());
        }
        let (least, most) = (limits.least.of(self.documents), limits.most.of(self.documents));
        let within = |found: &Occurrences| {
            let documents = found.documents as f64;
            least <= documents && documents <= most
        };
        let mut kept: Vec<(&Arc<str>, u64)> = self
            .terms
            .iter()
            .filter(|(_, found)| within(found))
            .map(|(term, found)| (term, found.total))
            .collect();
        if let Some(most) = limits.max_features {
            // Stable, so that equally frequent terms stay in the order of their code points.
            kept.sort_by_key(|(_, total)| Reverse(*total));
            kept.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            kept.sort_unstable();
        }
        if kept.is_empty() {
            let problem = "no term is within the limits".to_owned();
            let (stage, column) = (stage.to_owned(), column.to_owned());
            return Err(FitError::Column { stage, column, problem }.into());
        }
        Ok(kept.into_iter().map(|(term, _)| Arc::clone(term)).collect())
    }
}

impl Limits {
    /// What is wrong with the limits: the name of one, what was expected, what was found.
    pub(super) fn problem(&self) -> Option<(&'static str, &'static str, String)> {
        let share = "a count, or a share of 0 to 1";
        let shown = |limit: Share| format!("{limit:?}");
        if !self.least.fits() {
            return Some(("min_documents", share, shown(self.least)));
        }
        if !self.most.fits() {
            return Some(("max_documents", share, shown(self.most)));
        }
        if self.max_features == Some(0) {
            return Some(("max_features", "at least 1", "0".to_owned()));
        }
        let given = self.given.as_ref()?;
        let mut sorted: Vec<&String> = given.iter().collect();
        sorted.sort_unstable();
        match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Some(("vocabulary", "distinct terms", format!("`{}` twice", pair[0]))),
            None if given.is_empty() => Some(("vocabulary", "a term", "none".to_owned())),
            None => None,
        }
    }
}
