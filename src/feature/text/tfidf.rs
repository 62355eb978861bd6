//! How much each term says of a text.

use super::Norm;
use super::analyzer::Analyzer;
use super::counting::{Counting, counting_setters, report};
use super::documents::{Index, normalise, refuse, replace_texts};
use super::vocabulary::TermCounts;
use crate::artifact::Stage;
use crate::data::{Table, Types};
use crate::error::Error;
use crate::exact;
use crate::pipeline::per_column::{PerColumn, check_columns, check_finite};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Replaces each text column by how much each term says of each text, sparse: often here, rare elsewhere.
///
/// Takes and gives a [`Table`]; the column keeps its name and place and becomes
/// [`Column::Sparse`](crate::data::Column::Sparse), with one feature a term. A missing text has no terms.
///
/// # Formula
/// z(row, term) = tf · idf, divided by the norm of the row; tf = how often the text has the term, or
/// 1 + ln of it; idf = 1 + ln((1 + n) / (1 + df)), n the number of texts at fit and df how many of them have
/// the term, or without smoothing 1 + ln(n / df). Norms are summed in the order of the features.
///
/// # Learned state
/// The terms of each column, by code point, or as they were given, and the idf of each.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order and from parts.
///
/// # Errors
/// Fitting fails when no column is text, when a column has no term within the limits, when a parameter is
/// out of its range, and, without smoothing, when a given term is in no text.
///
/// # Source
/// `TfidfVectorizer` of scikit-learn 1.9; of equally frequent terms at the cut of
/// [`max_features`](Self::max_features), which the peer leaves to an unstable sort, the first are kept.
///
/// # Examples
/// ```
/// use steadfast::feature::TfidfVectorize;
/// use steadfast::prelude::*;
/// let x = Table::new().with("title", Column::text(["oil", "oil on canvas"]))?;
/// let fitted = TfidfVectorize::new().fit(&x, &())?;
/// assert_eq!(fitted.idf("title").unwrap()[1], 1.0); // `oil` is in both
/// let out = fitted.apply(&x)?;
/// let Value::Sparse(row) = out.value(0, "title") else { panic!() };
/// assert_eq!(row.dense(3), [0.0, 1.0, 0.0]);
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "TfidfVectorizer")]
#[doc(alias = "tf-idf")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TfidfVectorize {
    counting: Counting,
    idf: bool,
    smooth: bool,
    sublinear: bool,
    norm: Norm,
}

impl Default for TfidfVectorize {
    fn default() -> Self {
        TfidfVectorize::new()
    }
}

impl TfidfVectorize {
    /// Every word of two characters or more; smooth idf, rows of length 1.
    #[must_use]
    pub fn new() -> TfidfVectorize {
        TfidfVectorize {
            counting: Counting::default(),
            idf: true,
            smooth: true,
            sublinear: false,
            norm: Norm::L2,
        }
    }

    /// Whether to weigh by idf; by default yes.
    #[doc(alias = "use_idf")]
    #[must_use]
    pub fn idf(mut self, idf: bool) -> Self {
        self.idf = idf;
        self
    }

    /// Whether idf is smoothed as if one more text had every term; by default yes.
    #[doc(alias = "smooth_idf")]
    #[must_use]
    pub fn smooth(mut self, smooth: bool) -> Self {
        self.smooth = smooth;
        self
    }

    /// Whether tf is 1 + ln of the count; by default no.
    #[doc(alias = "sublinear_tf")]
    #[must_use]
    pub fn sublinear(mut self, sublinear: bool) -> Self {
        self.sublinear = sublinear;
        self
    }

    /// What each row is divided by; by default its Euclidean length.
    #[must_use]
    pub fn norm(mut self, norm: Norm) -> Self {
        self.norm = norm;
        self
    }

    /// 1 + ln(n / df), both one more with smoothing.
    #[expect(clippy::cast_precision_loss, reason = "counts of documents are far below 2^53")]
    fn weight(&self, documents: u64, with: u64) -> f64 {
        let more = u64::from(self.smooth);
        if !self.idf {
            return 1.0;
        }
        exact::ln((documents + more) as f64 / (with + more) as f64) + 1.0
    }
}

counting_setters!(TfidfVectorize);

/// A fitted [`TfidfVectorize`].
#[derive(Debug, Clone, PartialEq)]
pub struct TfidfVectorizer {
    recipe: TfidfVectorize,
    state: TfidfVectorizerState,
    indices: Vec<Index>,
}

/// What [`TfidfVectorizer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TfidfVectorizerState {
    columns: Arc<[Arc<str>]>,
    terms: Vec<Vec<Arc<str>>>,
    idf: Vec<Vec<f64>>,
}

impl TfidfVectorizer {
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

    /// The idf of each term of a column; 1 for all without idf.
    #[doc(alias = "idf_")]
    #[must_use]
    pub fn idf(&self, column: &str) -> Option<&[f64]> {
        let at = self.state.columns.iter().position(|name| &**name == column)?;
        self.state.idf.get(at).map(Vec::as_slice)
    }

    fn weigh(&self, at: usize, mut row: Vec<(usize, f64)>) -> Vec<(usize, f64)> {
        let TfidfVectorize { sublinear, norm, .. } = self.recipe;
        let idf = self.state.idf.get(at).map(Vec::as_slice).unwrap_or_default();
        for (feature, count) in &mut row {
            let mut tf = *count;
            if sublinear {
                tf = exact::ln(tf) + 1.0;
            }
            *count = tf * idf.get(*feature).copied().unwrap_or(0.0);
        }
        normalise(&mut row, norm);
        row
    }
}

impl Pipeline for TfidfVectorize {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::TEXT
    }
}

impl<Y: ?Sized> Fit<Y> for TfidfVectorize {
    type Fitted = TfidfVectorizer;

    fn fit(&self, x: &Table, y: &Y) -> Result<TfidfVectorizer, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for TfidfVectorize {
    fn partial(&self, x: &Table, _: &Y) -> Result<PerColumn<TermCounts>, Error> {
        self.counting.partial(TfidfVectorizer::KIND, x)
    }
}

impl Settle for TfidfVectorize {
    type Partial = PerColumn<TermCounts>;
    type Settled = TfidfVectorizer;

    fn settle(&self, partial: PerColumn<TermCounts>) -> Result<TfidfVectorizer, Error> {
        const STAGE: &str = TfidfVectorizer::KIND;
        let settled = partial.settle(|name, counts| {
            let terms = counts.keep(&self.counting.limits, STAGE, name)?;
            let weight = |term: &Arc<str>| self.weight(counts.documents(), counts.with(term));
            let idf: Vec<f64> = terms.iter().map(weight).collect();
            Ok((terms, idf))
        })?;
        let (terms, idf) = settled.into_iter().unzip();
        let state = TfidfVectorizerState { columns: partial.columns, terms, idf };
        TfidfVectorizer::restore(self.clone(), state).map_err(|found| {
            refuse(STAGE, ("vocabulary", "distinct terms, without smoothing in a text each", found))
        })
    }
}

impl Pipeline for TfidfVectorizer {
    type Input = Table;
    type Output = Table;
}

impl Apply for TfidfVectorizer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        replace_texts(x, &self.state.columns, &self.indices, |at, index, level| {
            self.weigh(at, self.recipe.counting.counts(level, index))
        })
    }
}

impl Stage for TfidfVectorizer {
    const KIND: &'static str = "text.tfidf";
    type Recipe = TfidfVectorize;
    type State = TfidfVectorizerState;

    fn recipe(&self) -> &TfidfVectorize {
        &self.recipe
    }

    fn state(&self) -> &TfidfVectorizerState {
        &self.state
    }

    fn restore(recipe: TfidfVectorize, state: TfidfVectorizerState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.terms.len(), state.idf.len()])?;
        for (terms, idf) in state.terms.iter().zip(&state.idf) {
            if terms.len() != idf.len() {
                return Err(format!("{} weights for {} terms", idf.len(), terms.len()));
            }
            check_finite("idf", idf)?;
        }
        let indices = recipe.counting.indices(&state.terms)?;
        Ok(TfidfVectorizer { recipe, state, indices })
    }

    fn learn(recipe: &TfidfVectorize, x: &Table, y: Target<'_>) -> Result<Self, Error> {
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

    /// Two texts: `oil` in both, `on` in one; by hand idf 1 and 1 + ln(3/2), and a row 2·1, 1·(1 + ln 1.5).
    #[test]
    fn weighs_by_rarity() -> Result<(), Error> {
        let x = Table::new().with("t", Column::text(["oil", "oil on oil"]))?;
        let fitted = TfidfVectorize::new().norm(Norm::None).fit(&x, &())?;
        let rare = 1.0 + exact::ln(1.5);
        assert_eq!(fitted.idf("t"), Some(&[1.0, rare][..]));
        let row = |recipe: TfidfVectorize| -> Result<Vec<f64>, Error> {
            let out = recipe.fit(&x, &())?.apply(&x)?;
            let Column::Sparse(rows) = &**out.column("t")? else { return Ok(Vec::new()) };
            Ok(rows.row(1).dense(2))
        };
        let plain = TfidfVectorize::new().norm(Norm::None);
        assert_eq!(row(plain.clone())?, [2.0, rare]);
        assert_eq!(row(plain.clone().sublinear(true))?, [1.0 + exact::ln(2.0), rare]);
        assert_eq!(row(plain.clone().smooth(false))?[1], 1.0 + exact::ln(2.0));
        assert_eq!(row(plain.clone().idf(false).norm(Norm::L1))?, [2.0 / 3.0, 1.0 / 3.0]);
        assert_eq!(row(plain.idf(false).binary(true).norm(Norm::L2))?[0], 1.0 / 2f64.sqrt());
        let unseen = TfidfVectorize::new().smooth(false).vocabulary(["water"]).fit(&x, &());
        assert!(unseen.unwrap_err().to_string().contains("in a text each"));
        Ok(())
    }
}
