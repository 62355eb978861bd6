//! Columns chosen by a score of each against the target.

mod choose;
mod score;

pub use choose::Choice;
pub use score::{Discrete, UnivariateTest};

use super::verdict::{check_target, complete, judges, refuse};
use super::{Judge, Selector, Verdicts};
use crate::data::{Labels, Table, Types, Vector};
use crate::error::Error;
use crate::pipeline::Target;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Keeps the numeric columns that say most about the target, each by itself.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. A dropped column need not be
/// there when the fitted stage is applied.
///
/// # Formula
/// A [`UnivariateTest`] gives each column a score, and but for two of them the probability of such a score
/// by chance; a [`Choice`] keeps the best.
///
/// # Learned state
/// Score, probability and verdict of each column.
///
/// # Determinism
/// Replay exact: no value is computed. Refit exact, in any row order: the statistics come from exact sums
/// and are rounded once; mutual information from counts.
///
/// # Errors
/// Fitting fails when no column is numeric, a value is missing or infinite, the target is not of the kind
/// the test takes, a parameter is outside its range, or the choice asks for probabilities and the test
/// has none.
///
/// # Source
/// `SelectKBest`, `SelectPercentile`, `SelectFpr`, `SelectFdr`, `SelectFwe` and
/// `GenericUnivariateSelect` of scikit-learn 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new()
///     .with("noise", Column::Real(vec![1.0, 2.0, 1.0, 2.0]))?
///     .with("signal", Column::Real(vec![0.0, 0.1, 5.0, 5.1]))?;
/// let y = Labels::from_texts(["no", "no", "yes", "yes"]);
/// let fitted = SelectUnivariate::best(UnivariateTest::anova(), 1).fit(&x, &y)?;
/// assert_eq!(fitted.dropped(), ["noise".into()]);
/// assert_eq!(fitted.scores()[0], 0.0);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "SelectKBest")]
#[doc(alias = "SelectPercentile")]
#[doc(alias = "SelectFpr")]
#[doc(alias = "SelectFdr")]
#[doc(alias = "SelectFwe")]
#[doc(alias = "GenericUnivariateSelect")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SelectUnivariate {
    test: UnivariateTest,
    choice: Choice,
}

impl SelectUnivariate {
    /// Keeps what `choice` says of the scores of `test`.
    #[must_use]
    pub fn new(test: UnivariateTest, choice: Choice) -> SelectUnivariate {
        SelectUnivariate { test, choice }
    }

    /// Keeps the `k` columns of the highest score; see [`Choice::Best`].
    #[doc(alias = "SelectKBest")]
    #[must_use]
    pub fn best(test: UnivariateTest, k: u64) -> SelectUnivariate {
        SelectUnivariate::new(test, Choice::Best(k))
    }

    /// Keeps a share of the columns, in per cent; see [`Choice::Percentile`].
    #[doc(alias = "SelectPercentile")]
    #[must_use]
    pub fn percentile(test: UnivariateTest, percentile: f64) -> SelectUnivariate {
        SelectUnivariate::new(test, Choice::Percentile(percentile))
    }

    /// Keeps columns with p below `alpha`; see [`Choice::FalsePositiveRate`].
    #[doc(alias = "SelectFpr")]
    #[must_use]
    pub fn false_positive_rate(test: UnivariateTest, alpha: f64) -> SelectUnivariate {
        SelectUnivariate::new(test, Choice::FalsePositiveRate(alpha))
    }

    /// Keeps columns by Benjamini and Hochberg's rule; see [`Choice::FalseDiscoveryRate`].
    #[doc(alias = "SelectFdr")]
    #[must_use]
    pub fn false_discovery_rate(test: UnivariateTest, alpha: f64) -> SelectUnivariate {
        SelectUnivariate::new(test, Choice::FalseDiscoveryRate(alpha))
    }

    /// Keeps columns with p below `alpha` over their number; see [`Choice::FamilyWiseError`].
    #[doc(alias = "SelectFwe")]
    #[must_use]
    pub fn family_wise_error(test: UnivariateTest, alpha: f64) -> SelectUnivariate {
        SelectUnivariate::new(test, Choice::FamilyWiseError(alpha))
    }

    /// The selector that comes of scores and probabilities computed elsewhere; the latter may be none.
    ///
    /// # Errors
    /// When there is not one a column, or the choice refuses them.
    pub fn by_scores(
        &self,
        columns: impl IntoIterator<Item = impl Into<Arc<str>>>,
        scores: Vec<f64>,
        p_values: Vec<f64>,
    ) -> Result<Selector<SelectUnivariate>, Error> {
        let columns: Arc<[Arc<str>]> = columns.into_iter().map(Into::into).collect();
        let lengths =
            [scores.len(), if p_values.is_empty() { columns.len() } else { p_values.len() }];
        if let Some(length) = lengths.iter().find(|length| **length != columns.len()) {
            let expected = format!("one a column, {}", columns.len());
            return Err(refuse(Self::KIND, "scores", &expected, length));
        }
        Ok(Selector::new(self.clone(), self.decide(columns, scores, p_values)?))
    }

    fn decide(
        &self,
        columns: Arc<[Arc<str>]>,
        scores: Vec<f64>,
        p_values: Vec<f64>,
    ) -> Result<Verdicts, Error> {
        let (kept, threshold) = self.choice.of(Self::KIND, &scores, &p_values)?;
        let verdicts = Verdicts::new(columns, scores).with_p_values(p_values);
        let verdicts = verdicts.keep(|at| kept.get(at).copied().unwrap_or(false));
        Ok(match threshold {
            Some(threshold) => verdicts.with_threshold(threshold),
            None => verdicts,
        })
    }
}

judges!(SelectUnivariate, Types::NUMERIC, Vector, Labels);

impl Judge for SelectUnivariate {
    const KIND: &'static str = "select.univariate";

    fn measure(&self) -> String {
        self.test.measure().to_owned()
    }

    fn objection(&self, verdicts: &Verdicts, _: usize) -> String {
        self.choice.objection(verdicts.threshold())
    }

    fn judge(&self, x: &Table, y: Target<'_>) -> Result<Verdicts, Error> {
        let complete = complete(Self::KIND, x)?;
        let (columns, values) = (Arc::clone(&complete.names), complete.columns());
        check_target(Self::KIND, x.rows(), y)?;
        let (scores, p_values) = self.test.of(Self::KIND, &columns, &values, y)?;
        self.decide(columns, scores, p_values)
    }
}

#[cfg(test)]
#[path = "univariate_tests.rs"]
mod tests;
