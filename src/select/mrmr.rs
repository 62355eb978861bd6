//! Columns that say much about the target and little about one another.

use super::univariate::{Discrete, UnivariateTest};
use super::verdict::{check_target, complete, judges, refuse};
use super::{Estimator, Judge, Verdicts};
use crate::data::{Labels, Table, Types, Vector};
use crate::error::Error;
use crate::exact::{self, About, ExactComoments, Member};
use crate::pipeline::Target;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What relevance and redundance are, and how one is held against the other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum MrmrMethod {
    /// Mutual information over mutual information.
    #[doc(alias = "MIQ")]
    InformationQuotient,
    /// Mutual information less mutual information.
    #[doc(alias = "MID")]
    InformationDifference,
    /// F over correlation.
    #[doc(alias = "FCQ")]
    FQuotient,
    /// F less correlation.
    #[doc(alias = "FCD")]
    FDifference,
    /// The importance to a model over correlation; Feature-engine asks a random forest.
    #[doc(alias = "RFCQ")]
    ImportanceQuotient(Estimator),
}

/// Keeps numeric columns of maximal relevance and minimal redundance.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. A dropped column need not be
/// there when the fitted stage is applied.
///
/// # Formula
/// The most relevant column comes first; then, again and again, the one whose relevance is most against its mean
/// redundance with those chosen, their quotient or difference, of equals the first.
///
/// # Learned state
/// The relevance of each column.
///
/// # Determinism
/// Replay exact: no value is computed. Refit exact, in any row order, as the
/// [statistics](UnivariateTest) are.
///
/// # Errors
/// Fitting fails when no column is numeric, a value is missing or infinite, or a parameter is outside its
/// range.
///
/// # Source
/// `MRMR` of Feature-engine 1.9; Zhao, Anand and Wang, "Maximum relevance and minimum redundancy feature
/// selection methods for a marketing machine learning platform" (2019).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// use steadfast::select::{Mrmr, MrmrMethod};
/// let x = Table::new()
///     .with("a", Column::Real(vec![1.0, 2.0, 3.0, 4.5]))?
///     .with("b", Column::Real(vec![1.0, 2.0, 3.5, 4.0]))?
///     .with("c", Column::Real(vec![3.0, 1.0, 2.0, 4.0]))?;
/// let y = Vector::new(vec![1.0, 2.0, 3.0, 4.5]);
/// let fitted = Mrmr::new(MrmrMethod::FQuotient).most(2).fit(&x, &y)?;
/// assert_eq!(fitted.dropped().len(), 1);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "MRMR")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mrmr {
    method: MrmrMethod,
    most: Option<u64>,
    neighbors: u64,
}

impl Mrmr {
    /// Keeps a fifth of the columns, and two at least.
    #[must_use]
    pub fn new(method: MrmrMethod) -> Mrmr {
        Mrmr { method, most: None, neighbors: 3 }
    }

    /// How many columns stay; by default a fifth of them, and two at least.
    #[doc(alias = "max_features")]
    #[must_use]
    pub fn most(mut self, most: u64) -> Mrmr {
        self.most = Some(most);
        self
    }

    /// How many neighbours mutual information looks at; by default 3.
    #[doc(alias = "n_neighbors")]
    #[must_use]
    pub fn neighbors(mut self, neighbors: u64) -> Mrmr {
        self.neighbors = neighbors;
        self
    }

    fn information(&self) -> UnivariateTest {
        UnivariateTest::MutualInformation { neighbors: self.neighbors, discrete: Discrete::None }
    }

    fn by_information(&self) -> bool {
        matches!(self.method, MrmrMethod::InformationQuotient | MrmrMethod::InformationDifference)
    }

    /// What columns say about the one chosen.
    fn redundance(
        &self,
        columns: &[Arc<str>],
        values: &[&[f64]],
        members: &[Member<'_>],
        (chosen, left): (usize, &[usize]),
    ) -> Result<Vec<f64>, Error> {
        if self.by_information() {
            let columns: Vec<Arc<str>> = left.iter().map(|&at| Arc::clone(&columns[at])).collect();
            let others: Vec<&[f64]> = left.iter().map(|&at| values[at]).collect();
            let chosen = Vector::new(values[chosen].to_vec());
            let y = Target::Vector(&chosen);
            return Ok(self.information().of(Self::KIND, &columns, &others, y)?.0);
        }
        // The correlation that `UnivariateTest::correlation` gives, of moments taken once.
        let of = |&at: &usize| {
            let pairs = ExactComoments::of_members(&members[at], &members[chosen]);
            exact::correlation(&pairs, About::Mean).unwrap_or(0.0).abs()
        };
        Ok(left.iter().map(of).collect())
    }
}

judges!(Mrmr, Types::NUMERIC, Vector, Labels);

impl Judge for Mrmr {
    const KIND: &'static str = "select.mrmr";

    fn measure(&self) -> String {
        let measure = match self.method {
            MrmrMethod::ImportanceQuotient(_) => "importance",
            _ if self.by_information() => "mutual information",
            _ => "F",
        };
        measure.to_owned()
    }

    fn objection(&self, _: &Verdicts, _: usize) -> String {
        ", redundant or less relevant than those kept".to_owned()
    }

    fn judge(&self, x: &Table, y: Target<'_>) -> Result<Verdicts, Error> {
        let stage = Self::KIND;
        let complete = complete(stage, x)?;
        let (columns, values) = (Arc::clone(&complete.names), complete.columns());
        check_target(stage, x.rows(), y)?;
        let most = match self.most {
            Some(0) => return Err(refuse(stage, "most", "1 or more", 0)),
            Some(most) => usize::try_from(most).unwrap_or(usize::MAX),
            None => (columns.len() / 5).max(2),
        };
        let test = match (self.by_information(), y) {
            (true, _) => self.information(),
            (false, Target::Labels(_)) => UnivariateTest::anova(),
            (false, _) => UnivariateTest::regression(),
        };
        let relevance = match self.method {
            MrmrMethod::ImportanceQuotient(estimator) => {
                estimator.train(stage, &values, y)?.sizes(1.0)
            }
            _ => test.of(stage, &columns, &values, y)?.0,
        };
        let mut left: Vec<usize> = (0..columns.len()).collect();
        let mut redundance: Vec<exact::ExactSum> = vec![exact::ExactSum::new(); columns.len()];
        let mut kept = vec![false; columns.len()];
        // Mutual information asks for none.
        let asked = if self.by_information() { &[][..] } else { &values };
        let members: Vec<Member<'_>> = asked.iter().copied().map(Member::new).collect();
        let most = most.min(columns.len());
        for chosen in 1..=most {
            let merit = |&at: &usize| match redundance[at].mean() {
                None => relevance[at],
                Some(mean) => match self.method {
                    MrmrMethod::InformationDifference | MrmrMethod::FDifference => {
                        relevance[at] - mean
                    }
                    _ => relevance[at] / mean,
                },
            };
            // A column without relevance, such as a constant, is last.
            let merit =
                |at: &usize| Some(merit(at)).filter(|m| !m.is_nan()).unwrap_or(f64::NEG_INFINITY);
            let merits: Vec<f64> = left.iter().map(merit).collect();
            let Some(place) = exact::argmax(&merits) else { break };
            let best = left.remove(place);
            kept[best] = true;
            if chosen == most {
                break;
            }
            let more = self.redundance(&columns, &values, &members, (best, &left))?;
            for (&at, more) in left.iter().zip(more) {
                redundance[at].add(more);
            }
        }
        Ok(Verdicts::new(columns, relevance).keep(|at| kept[at]))
    }
}
