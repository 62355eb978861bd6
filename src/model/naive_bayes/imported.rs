//! Gaussian naive Bayes in the order of scikit-learn's arithmetic.

use crate::data::{Classes, Matrix};
use crate::error::Error;
use crate::exact;
use crate::model::input::{finite_cells, out_of_range, same_columns};
use crate::model::keep::{Keep, Kept, KeptModel};
use crate::pipeline::per_column::{check_columns, check_finite};
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;
use std::sync::Arc;

/// What an [`ImportedGaussianNaiveBayes`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportedGaussians {
    pub(crate) columns: Arc<[Arc<str>]>,
    pub(crate) classes: Arc<[Arc<str>]>,
    pub(crate) priors: Vec<f64>,
    /// Class after class, one a column.
    pub(crate) means: Vec<f64>,
    pub(crate) variances: Vec<f64>,
}

impl ImportedGaussians {
    /// Of each class its prior, and its means and variances, one a column, class after class.
    #[must_use]
    pub fn new<S: AsRef<str>, T: AsRef<str>>(
        columns: impl IntoIterator<Item = S>,
        classes: impl IntoIterator<Item = T>,
        priors: Vec<f64>,
        means: Vec<f64>,
        variances: Vec<f64>,
    ) -> ImportedGaussians {
        let columns = columns.into_iter().map(|name| Arc::from(name.as_ref())).collect();
        let classes = classes.into_iter().map(|name| Arc::from(name.as_ref())).collect();
        ImportedGaussians { columns, classes, priors, means, variances }
    }
}

/// Gaussian naive Bayes as scikit-learn learned it and as it adds: [`Matrix`] in, [`Classes`] out.
///
/// [`GaussianNaiveBayes`](super::GaussianNaiveBayes) gives the same shares within rounding. Where a calibration
/// follows, whose line may climb by half within a few units in the last place of a share near 1, rounding has to be
/// the peer's own. It is its own recipe.
///
/// # Formula
/// sᵢ = ln priorᵢ + (−½ Σ ln 2πσ² − ½ Σ (x − μ)²/σ²), sums as NumPy adds a row; shares e^(sᵢ − L), where
/// L = ln(1 + r/m) + ln m + max s, m scores are the largest, and r is Σ e^(s − max s) of the others.
///
/// # Determinism
/// Replay exact: sums in one fixed order, correctly rounded functions. Refit exact: nothing is learned.
///
/// # Errors
/// Applying fails on other columns, on a cell that is not finite, and on a row without shares.
///
/// # Source
/// `GaussianNB` of scikit-learn 1.9; `numpy.sum` of NumPy 2.4 and `logsumexp` of SciPy 1.17.
///
/// # Examples
/// ```
/// use steadfast::model::{ImportedGaussians, Keep, Source};
/// use steadfast::prelude::*;
/// let state = ImportedGaussians::new(["a"], ["no", "yes"], vec![0.5; 2], vec![-1.0, 1.0], vec![1.0; 2]);
/// let from = |text: &str| text.to_owned();
/// let source = Source { library: from("by hand"), format: from("1"), objective: from("none") };
/// let answer = Keep::new(source, state)?.model()?.apply(&Matrix::from_rows(["a"], [[2.0]])?)?;
/// assert_eq!(answer.label(0), Some("yes"));
/// # Ok::<(), Error>(())
/// ```
pub type ImportedGaussianNaiveBayes = Keep<ImportedGaussians>;

/// An [`ImportedGaussianNaiveBayes`] in its place behind the columns it takes.
pub type ImportedGaussianNaiveBayesModel = KeptModel<ImportedGaussians>;

/// Numbers NumPy adds without halving a list.
const BLOCK: usize = 128;
/// Sums it carries side by side.
const LANES: usize = 8;

/// Adds as NumPy does: eight sums side by side, then those in pairs; longer lists in halves.
fn sum(values: &[f64]) -> f64 {
    if values.len() > BLOCK {
        let half = values.len() / 2;
        let (first, second) = values.split_at(half - half % LANES);
        return sum(first) + sum(second);
    }
    if values.len() < LANES {
        return values.iter().fold(-0.0, |sum, value| sum + value);
    }
    let (lanes, rest) = values.split_at(values.len() - values.len() % LANES);
    let mut r = [-0.0; LANES];
    for eight in lanes.chunks_exact(LANES) {
        r.iter_mut().zip(eight).for_each(|(lane, value)| *lane += value);
    }
    let all = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    rest.iter().fold(all, |sum, value| sum + value)
}

/// Scores to shares.
fn share(scores: &mut [f64]) {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, exact::max);
    let (mut largest, mut others) = (0.0, 0.0);
    for &score in scores.iter() {
        if score == most {
            largest += 1.0;
        } else {
            others += exact::exp(score - most);
        }
    }
    let whole = exact::ln_1p(others / largest) + exact::ln(largest) + most;
    scores.iter_mut().for_each(|score| *score = exact::canonical(exact::exp(*score - whole)));
}

impl Kept for ImportedGaussians {
    const KIND: &'static str = "model.naive_bayes.gaussian.imported";
    type Input = Matrix;
    type Answer = Classes;

    fn columns(&self) -> &[Arc<str>] {
        &self.columns
    }

    fn check(&self) -> Result<(), String> {
        check_columns(&self.columns, &[])?;
        check_columns(&self.classes, &[self.priors.len()])
            .map_err(|problem| format!("classes: {problem}"))?;
        let cells = self.columns.len().checked_mul(self.classes.len());
        let lengths = [self.means.len(), self.variances.len()].map(Some);
        if self.columns.is_empty() || self.classes.is_empty() || lengths != [cells; 2] {
            return Err(format!("{lengths:?} means and variances for {cells:?} cells"));
        }
        check_finite("priors", &self.priors)?;
        check_finite("means", &self.means)?;
        check_finite("variances", &self.variances)?;
        match self.priors.iter().chain(&self.variances).find(|x| **x <= 0.0) {
            Some(x) => Err(format!("a prior or variance of {x}")),
            None => Ok(()),
        }
    }

    fn fits(&self, x: &Matrix) -> Result<(), Error> {
        same_columns(Self::KIND, self.columns(), x)
    }

    fn answer(&self, x: &Matrix) -> Result<Classes, Error> {
        finite_cells(Self::KIND, x)?;
        let width = self.columns.len();
        let mut terms: Vec<f64> = Vec::with_capacity(width);
        let per_class = || self.means.chunks_exact(width).zip(self.variances.chunks_exact(width));
        let mut starts = Vec::with_capacity(self.classes.len());
        for (_, variances) in per_class() {
            terms.clear();
            terms.extend(variances.iter().map(|variance| exact::ln(2.0 * PI * variance)));
            starts.push(-0.5 * sum(&terms));
        }
        let mut out = Vec::with_capacity(x.rows() * self.classes.len());
        for (at, row) in x.iter_rows().enumerate() {
            let begin = out.len();
            for ((means, variances), (start, prior)) in
                per_class().zip(starts.iter().zip(&self.priors))
            {
                terms.clear();
                let cells = row.iter().zip(means).zip(variances);
                terms.extend(cells.map(|((cell, mean), variance)| {
                    let distance = cell - mean;
                    distance * distance / variance
                }));
                out.push(exact::ln(*prior) + (start - 0.5 * sum(&terms)));
            }
            share(&mut out[begin..]);
            if out[begin..].iter().any(|share| !share.is_finite()) {
                return Err(out_of_range(Self::KIND, "probability", at, exact::NAN));
            }
        }
        Classes::new(Arc::clone(&self.classes), out)
    }

    fn report(&self) -> Vec<(String, String)> {
        let line =
            |(class, prior): (&Arc<str>, &f64)| (class.to_string(), format!("prior {prior}"));
        self.classes.iter().zip(&self.priors).map(line).collect()
    }
}
