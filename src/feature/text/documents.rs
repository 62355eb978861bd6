//! What the vectorisers have in common: terms to features, rows to sparse rows.

use super::Norm;
use super::analyzer::Analyzer;
use crate::data::{Column, Dictionary, FeatureNames, Sparse, Table, Text};
use crate::error::{Error, FitError};
use crate::exact;
use crate::pipeline::per_column::texts;
use std::sync::Arc;

/// Terms with the number of the feature of each, for looking up.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Index {
    /// In the order of the features.
    names: Arc<[Arc<str>]>,
    features: Dictionary,
}

impl Index {
    /// An index of distinct terms.
    pub(super) fn new(terms: &[Arc<str>]) -> Result<Index, String> {
        let mut features = Dictionary::default();
        for (feature, term) in terms.iter().enumerate() {
            if features.intern(Arc::clone(term)) as usize != feature {
                return Err(format!("the term `{term}` appears twice"));
            }
        }
        Ok(Index { names: terms.into(), features })
    }

    fn feature(&self, term: &str) -> Option<usize> {
        self.features.get(term).map(|feature| feature as usize)
    }

    pub(super) fn no_rows(&self) -> Sparse {
        Sparse::of_names(FeatureNames::Listed(Arc::clone(&self.names)))
    }

    /// How often a text has each of the terms, features ascending.
    pub(super) fn counts(&self, text: &str, analyzer: &Analyzer) -> Vec<(usize, f64)> {
        let mut found = Vec::new();
        analyzer.each_term(text, |term| found.extend(self.feature(term)));
        found.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "terms of one text are far below 2^53")]
        let count = |run: &[usize]| (run[0], run.len() as f64);
        found.chunk_by(|a, b| a == b).map(count).collect()
    }
}

/// Divides the numbers of one row by their norm, summed in the order of the features.
pub(super) fn normalise(row: &mut [(usize, f64)], norm: Norm) {
    let values: Vec<f64> = row.iter().map(|(_, x)| *x).collect();
    let size = match norm {
        Norm::None => return,
        Norm::L1 => exact::sum_ordered(&values.iter().map(|x| x.abs()).collect::<Vec<_>>()),
        Norm::L2 => exact::sqrt(exact::dot_ordered(&values, &values)),
    };
    if size > 0.0 {
        row.iter_mut().for_each(|(_, x)| *x /= size);
    }
}

/// The table with each named text column replaced by the sparse rows that `vectorise` makes of its
/// distinct texts, by the terms of an index each.
pub(super) fn replace_texts(
    x: &Table,
    columns: &[Arc<str>],
    indices: &[Index],
    vectorise: impl Fn(usize, &Index, &str) -> Vec<(usize, f64)>,
) -> Result<Table, Error> {
    let mut out = x.clone();
    for (at, (name, index)) in columns.iter().zip(indices).enumerate() {
        let rows =
            sparse_rows(texts(x, name)?, index.no_rows(), |text| vectorise(at, index, text))?;
        out.replace(name, Column::Sparse(rows))?;
    }
    Ok(out)
}

/// Adds the row that `vectorise` makes of each text. A text of several rows is taken apart once, a missing
/// one has no terms.
pub(super) fn sparse_rows(
    text: &Text,
    mut rows: Sparse,
    vectorise: impl Fn(&str) -> Vec<(usize, f64)>,
) -> Result<Sparse, Error> {
    let used = text.levels().iter().zip(text.counts());
    let levels: Vec<Vec<(usize, f64)>> =
        used.map(|(level, rows)| if rows > 0 { vectorise(level) } else { Vec::new() }).collect();
    for &code in text.codes() {
        let level = levels.get(code as usize).map(Vec::as_slice).unwrap_or_default();
        rows.push(level.iter().copied())?;
    }
    Ok(rows)
}

/// A parameter outside its range, as an error.
pub(super) fn refuse(stage: &str, problem: (&str, &str, String)) -> Error {
    let (parameter, expected, found) = problem;
    let (stage, parameter) = (stage.to_owned(), parameter.to_owned());
    FitError::Parameter { stage, parameter, expected: expected.to_owned(), found }.into()
}
