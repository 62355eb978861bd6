//! Naive Bayes over counts.

use super::answer::{COUNTS, answer, check_input};
use super::parts::PerClass;
use super::prior::ClassPrior;
use super::seen::{SeenClasses, fitted, seen_accessors};
use super::total::Total;
use super::weighed::{self, OfClass, WeighedClasses, by_class};
use crate::artifact::Stage;
use crate::artifact::codec::Node;
use crate::data::{Classes, Labels, Matrix};
use crate::error::Error;
use crate::exact;
use crate::model::input::not_negative;
use crate::model::stage_parts::stage_parts;
use crate::model::weights::{self, Rows};
use crate::pipeline::per_column::{bad_column, check_finite};
use crate::pipeline::{Apply, Fit, FitWeighted, PartialFit, Pipeline, Settle, Target, Weighted};
use serde::{Deserialize, Serialize};

/// Naive Bayes over counts, such as how often each word occurs in a text.
///
/// Takes a [`Matrix`] of numbers from 0 and a target of [`Labels`], gives [`Classes`]: rows × classes probabilities,
/// columns in the order of the list of labels. A class without rows to learn from keeps its place, with
/// probability 0. Counts need not be whole: tf-idf works as well.
///
/// # Formula
/// P(class | x) = softmax of ln P(class) + Σ x · ln p, where p = (n + α) / Σ (n + α) and n is the sum of a column over
/// the rows of the class.
/// [Weights](Weighted) multiply the counts of rows, and their sums stand in the place of numbers of rows.
///
/// # Learned state
/// A sum a class and column, and how many rows each class had.
///
/// # Determinism
/// Replay exact: [`exact::affine`] over each row, then [`exact::softmax`]. Refit exact, in any order of the rows and
/// from parts: the sums are exact and rounded once.
///
/// # Errors
/// Fitting fails with rows of only one class, a cell that is below 0 or not finite, and, where α is 0, a column that
/// is 0 in every row of a class. A row with a cell that is below 0 or not finite is refused when predicting, and one
/// whose sums leave the range of numbers.
///
/// # Source
/// `MultinomialNB` of scikit-learn 1.9, which answers rows with cells below 0 and gives NaN where p is 0.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let words = Matrix::from_rows(["goal", "vote"], [[2.0, 0.0], [3.0, 1.0], [0.0, 4.0]])?;
/// let y = Labels::from_texts(["sport", "sport", "politics"]);
/// let model = MultinomialNaiveBayes::new().fit(&words, &y)?;
/// assert_eq!(model.counts(), [0.0, 4.0, 5.0, 1.0]);
/// assert_eq!(model.apply(&words)?.label(1), Some("sport"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "MultinomialNB")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MultinomialNaiveBayes {
    alpha: f64,
    prior: ClassPrior,
}

impl Default for MultinomialNaiveBayes {
    fn default() -> Self {
        MultinomialNaiveBayes::new()
    }
}

impl MultinomialNaiveBayes {
    /// With α = 1 and learned priors.
    #[must_use]
    pub fn new() -> MultinomialNaiveBayes {
        MultinomialNaiveBayes { alpha: 1.0, prior: ClassPrior::Learned }
    }

    /// What is added to every sum (Laplace's or Lidstone's smoothing); by default 1. Used as it is: scikit-learn's
    /// `force_alpha`.
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> MultinomialNaiveBayes {
        self.alpha = alpha;
        self
    }

    /// How probable each class is before a row is looked at; by default its share of the rows.
    #[doc(alias = "fit_prior")]
    #[doc(alias = "class_prior")]
    #[must_use]
    pub fn prior(mut self, prior: ClassPrior) -> MultinomialNaiveBayes {
        self.prior = prior;
        self
    }

    fn check(&self) -> Result<(), Error> {
        not_negative(MultinomialNaiveBayesModel::KIND, "alpha", self.alpha)?;
        self.prior.check(MultinomialNaiveBayesModel::KIND)
    }
}

/// A fitted [`MultinomialNaiveBayes`].
#[derive(Debug, Clone, PartialEq)]
pub struct MultinomialNaiveBayesModel {
    recipe: MultinomialNaiveBayes,
    state: MultinomialNaiveBayesState,
    priors: Vec<f64>,
    starts: Vec<f64>,
    logs: Vec<f64>,
}

/// What [`MultinomialNaiveBayesModel`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MultinomialNaiveBayesState {
    pub(super) seen: SeenClasses,
    /// The sum of each column: class after class, in each one a column.
    pub(super) counts: Vec<f64>,
    /// What rows counted; not of a fit without weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) weights: Option<WeighedClasses>,
}

seen_accessors!(MultinomialNaiveBayesModel);

impl MultinomialNaiveBayesModel {
    /// The sum of each column: class learned after class, in each one a column.
    #[doc(alias = "feature_count_")]
    #[must_use]
    pub fn counts(&self) -> &[f64] {
        &self.state.counts
    }

    /// ln p: class learned after class, in each one a column.
    #[doc(alias = "feature_log_prob_")]
    #[must_use]
    pub fn log_probabilities(&self) -> &[f64] {
        &self.logs
    }
}

impl Pipeline for MultinomialNaiveBayes {
    type Input = Matrix;
    type Output = Classes;
}

impl Fit<Labels> for MultinomialNaiveBayes {
    type Fitted = MultinomialNaiveBayesModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<MultinomialNaiveBayesModel, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl PartialFit<Labels> for MultinomialNaiveBayes {
    fn partial(&self, x: &Matrix, y: &Labels) -> Result<PerClass<Total>, Error> {
        self.check()?;
        PerClass::learn(MultinomialNaiveBayesModel::KIND, x, y, COUNTS, Total::add_slice)
    }
}

impl Settle for MultinomialNaiveBayes {
    type Partial = PerClass<Total>;
    type Settled = MultinomialNaiveBayesModel;

    fn settle(&self, partial: PerClass<Total>) -> Result<MultinomialNaiveBayesModel, Error> {
        const STAGE: &str = MultinomialNaiveBayesModel::KIND;
        self.check()?;
        let (seen, totals) = partial.settle(STAGE)?;
        self.prior.check_classes(STAGE, seen.classes.len())?;
        self.settled(seen, totals.iter().map(Total::sum).collect(), None)
    }
}

impl FitWeighted<Labels> for MultinomialNaiveBayes {
    fn fit_weighted(
        &self,
        x: &Matrix,
        y: &Weighted<Labels>,
    ) -> Result<MultinomialNaiveBayesModel, Error> {
        const STAGE: &str = MultinomialNaiveBayesModel::KIND;
        let rows = Rows::of(STAGE, x, y)?;
        if rows.once() {
            return self.fit(&rows.x, rows.y());
        }
        self.check()?;
        let (seen, classes, of_class) = by_class(STAGE, &rows, COUNTS)?;
        self.prior.check_classes(STAGE, seen.classes.len())?;
        let sums = |of: &OfClass| {
            let sum = |x: &Vec<f64>| exact::exact_dot(x, &of.weights);
            of.columns.iter().map(sum).collect::<Vec<f64>>()
        };
        let counts = of_class.iter().flat_map(sums).collect();
        self.settled(seen, counts, Some(WeighedClasses { classes, counts: Vec::new() }))
    }
}

impl MultinomialNaiveBayes {
    /// The model of what was counted.
    fn settled(
        &self,
        seen: SeenClasses,
        counts: Vec<f64>,
        weights: Option<WeighedClasses>,
    ) -> Result<MultinomialNaiveBayesModel, Error> {
        const STAGE: &str = MultinomialNaiveBayesModel::KIND;
        for (place, (&count, name)) in counts.iter().zip(seen.columns.iter().cycle()).enumerate() {
            let class = seen.name(place / seen.columns.len());
            if !count.is_finite() {
                let problem = format!("its sum in class `{class}` leaves the range of numbers");
                return Err(bad_column(STAGE, name, problem));
            }
            if count + self.alpha == 0.0 {
                let problem = format!("is 0 in every row of class `{class}`, and alpha is 0");
                return Err(bad_column(STAGE, name, problem));
            }
        }
        let state = MultinomialNaiveBayesState { seen, counts, weights };
        fitted(STAGE, MultinomialNaiveBayesModel::restore(self.clone(), state))
    }
}

impl Pipeline for MultinomialNaiveBayesModel {
    type Input = Matrix;
    type Output = Classes;
}

impl Apply for MultinomialNaiveBayesModel {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        let seen = &self.state.seen;
        check_input(Self::KIND, seen, x)?;
        COUNTS.check_rows(Self::KIND, x)?;
        let width = seen.columns.len();
        answer(Self::KIND, seen, x, |cells, scores| {
            let classes = self.logs.chunks_exact(width).zip(&self.starts);
            for (score, (logs, &start)) in scores.iter_mut().zip(classes) {
                *score = exact::affine(cells, logs, start);
            }
        })
    }
}

impl Stage for MultinomialNaiveBayesModel {
    const KIND: &'static str = "model.naive_bayes.multinomial";
    type Recipe = MultinomialNaiveBayes;
    type State = MultinomialNaiveBayesState;

    stage_parts!(MultinomialNaiveBayes, MultinomialNaiveBayesState);

    fn version(&self) -> u32 {
        weighed::version(self.state.weights.as_ref())
    }

    fn decode(version: u32, params: &Node, state: &Node) -> Option<Result<Self, String>> {
        weighed::decode(version, params, state)
    }

    fn restore(
        recipe: MultinomialNaiveBayes,
        state: MultinomialNaiveBayesState,
    ) -> Result<Self, String> {
        recipe.check().map_err(|error| error.to_string())?;
        let MultinomialNaiveBayesState { seen, counts, weights } = &state;
        seen.check()?;
        weighed::check(weights.as_ref(), seen, 0)?;
        seen.check_cells("counts", counts.len())?;
        if let Some(odd) = counts.iter().find(|count| !(count.is_finite() && **count >= 0.0)) {
            return Err(format!("counts hold {odd}"));
        }
        let priors = recipe.prior.shares_of(seen, weights.as_ref())?;
        let starts = priors.iter().map(|&prior| exact::ln(prior)).collect();
        let mut logs = Vec::with_capacity(counts.len());
        for of in counts.chunks_exact(seen.columns.len()) {
            let smoothed: Vec<f64> = of.iter().map(|count| count + recipe.alpha).collect();
            let all = exact::ln(exact::exact_sum(&smoothed));
            logs.extend(smoothed.iter().map(|&count| exact::ln(count) - all));
        }
        check_finite("the logarithms of probabilities", &logs)?;
        Ok(MultinomialNaiveBayesModel { recipe, state, priors, starts, logs })
    }

    fn learn(recipe: &MultinomialNaiveBayes, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        weights::learn_classes(Self::KIND, recipe, x, y)
    }

    fn report(&self) -> Vec<(String, String)> {
        let MultinomialNaiveBayesState { seen, counts, .. } = &self.state;
        seen.report(&self.priors, |class, column| {
            let at = class * seen.columns.len() + column;
            format!("sum {}, ln p {}", counts[at], self.logs[at])
        })
    }
}
