//! Linear discriminant analysis.

use super::{Parted, part, share};
use crate::artifact::{Refit, Stage};
use crate::data::{Classes, Labels, Matrix};
use crate::error::Error;
use crate::model::check;
use crate::model::input::{DEADLINE_SECONDS, deadline_seconds};
use crate::model::logistic::LogisticState;
use crate::model::logistic::line_classifier;
use crate::model::naive_bayes::ClassPrior;
use crate::model::stage_parts::stage_parts;
use crate::model::trainer::Trainer;
use crate::pipeline::{Apply, Fit, Pipeline, Target, guard};
use crate::solve::discriminant;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Linear discriminant analysis: classes whose rows are normally distributed with one covariance.
///
/// Takes a [`Matrix`] and a target of [`Labels`], gives [`Classes`] with their probabilities. A class of the list of
/// labels that has no row to learn from keeps its place, with probability 0.
///
/// # Formula
/// P(class | x) = softmax of (x − ½(m + c))ᵀ·S⁻¹·(m − c) + ln P(class), up to what all classes share: m the means of
/// the class, c those of all rows weighed by the priors, and S = Σ P(class)·(covariance of the class, divisor its
/// rows). With [shrinkage](Self::shrinkage) s each covariance C is (1 − s)·C + s·(trace C / columns)·I. Where columns
/// depend on one another within the classes, the directions in which no class spreads have no part.
///
/// # Learned state
/// One coefficient a column and one intercept: once, for the second class, of two; once a class for more. The
/// coefficients of more than two have the mean 0 over the classes, weighed by the priors.
///
/// # Determinism
/// Replay exact: [`exact::affine`](crate::exact::affine), then [`exact::logistic`](crate::exact::logistic) or
/// [`exact::softmax`](crate::exact::softmax). Refit exact, in any order of the rows: means and covariances are exact
/// sums, solved in one order.
///
/// # Errors
/// Fitting fails with a shrinkage that is not between 0 and 1, priors that are not probabilities or 0 for a class with
/// rows, rows of only one class, a value that is not finite, and numbers that leave their range. A row with a cell
/// that is not finite is refused when predicting.
///
/// # Source
/// `LinearDiscriminantAnalysis(solver="lsqr")` of scikit-learn 1.9. Its coefficients of more than two classes differ
/// from these by what all classes share, which is nothing to the probabilities.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[-3.0], [-1.0], [1.0], [3.0]])?;
/// let y = Labels::from_texts(["no", "no", "yes", "yes"]);
/// let model = LinearDiscriminant::new().fit(&x, &y)?;
/// // The means are 4 apart and the variance is 1.
/// assert!((model.coefficients()[0] - 4.0).abs() < 1e-12);
/// assert_eq!(model.apply(&x)?.label(3), Some("yes"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "LinearDiscriminantAnalysis")]
#[doc(alias = "LDA")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinearDiscriminant {
    prior: ClassPrior,
    shrinkage: f64,
    deadline_seconds: u64,
}

impl Default for LinearDiscriminant {
    fn default() -> Self {
        LinearDiscriminant::new()
    }
}

impl LinearDiscriminant {
    /// With learned priors and no shrinkage.
    #[must_use]
    pub fn new() -> LinearDiscriminant {
        let deadline_seconds = DEADLINE_SECONDS;
        LinearDiscriminant { prior: ClassPrior::Learned, shrinkage: 0.0, deadline_seconds }
    }

    /// How probable each class is before a row is looked at; by default its share of the rows.
    #[doc(alias = "priors")]
    #[must_use]
    pub fn prior(mut self, prior: ClassPrior) -> LinearDiscriminant {
        self.prior = prior;
        self
    }

    /// How far each covariance is drawn towards as much variance in every direction, from 0 to 1; by default 0.
    #[must_use]
    pub fn shrinkage(mut self, part: f64) -> LinearDiscriminant {
        self.shrinkage = part;
        self
    }

    /// How long fitting may take, rounded up to whole seconds; by default 600 s.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> LinearDiscriminant {
        self.deadline_seconds = deadline_seconds(deadline);
        self
    }
}

/// A fitted [`LinearDiscriminant`].
#[derive(Debug, Clone, PartialEq)]
pub struct LinearDiscriminantModel {
    recipe: LinearDiscriminant,
    state: LogisticState,
}

line_classifier!(LinearDiscriminantModel);

impl Pipeline for LinearDiscriminant {
    type Input = Matrix;
    type Output = Classes;
}

impl Fit<Labels> for LinearDiscriminant {
    type Fitted = LinearDiscriminantModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<LinearDiscriminantModel, Error> {
        const STAGE: &str = LinearDiscriminantModel::KIND;
        share(STAGE, "shrinkage", self.shrinkage)?;
        let Parted { seen, groups, priors } = part(STAGE, &self.prior, x, y)?;
        let (shrinkage, width) = (self.shrinkage, x.width());
        let solve = move || {
            discriminant::linear(&groups, &priors, shrinkage).map_err(|error| error.to_string())
        };
        let deadline = Duration::from_secs(self.deadline_seconds);
        let mut found = guard::run(STAGE, Trainer::EXACT, deadline, solve)?;
        if let (&[first, second], [one, other]) =
            (&*found.intercepts, &*found.coefficients.chunks_exact(width).collect::<Vec<_>>())
        {
            found.coefficients = other.iter().zip(*one).map(|(other, one)| other - one).collect();
            found.intercepts = vec![second - first];
        }
        check::learned(STAGE, "coefficients", &found.coefficients)?;
        check::learned(STAGE, "intercepts", &found.intercepts)?;
        let state = LogisticState {
            columns: seen.columns,
            classes: seen.classes,
            present: seen.present,
            coefficients: found.coefficients,
            intercepts: found.intercepts,
        };
        Ok(LinearDiscriminantModel { recipe: self.clone(), state })
    }
}

impl Stage for LinearDiscriminantModel {
    const KIND: &'static str = "model.discriminant.linear";
    type Recipe = LinearDiscriminant;
    type State = LogisticState;

    stage_parts!(LinearDiscriminant, LogisticState, checked);

    fn learn(recipe: &LinearDiscriminant, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, y.labels(Self::KIND)?)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.report()
    }
}
