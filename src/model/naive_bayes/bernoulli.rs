//! Naive Bayes over what is there or not.

use super::answer::{BITS, Domain, NUMBERS, answer, check_input};
use super::parts::PerClass;
use super::prior::ClassPrior;
use super::seen::{SeenClasses, fitted, seen_accessors};
use super::weighed::{self, WeighedClasses, by_class};
use crate::artifact::Stage;
use crate::artifact::codec::Node;
use crate::data::{Classes, Labels, Matrix};
use crate::error::{Error, FitError};
use crate::exact;
use crate::model::input::not_negative;
use crate::model::stage_parts::stage_parts;
use crate::model::weights::{self, Rows};
use crate::pipeline::per_column::{Absorb, bad_column, check_finite};
use crate::pipeline::{Apply, Fit, FitWeighted, PartialFit, Pipeline, Settle, Target, Weighted};
use serde::{Deserialize, Serialize};

/// Naive Bayes over columns that are 0 or 1, or become so by a threshold.
///
/// Takes a [`Matrix`] and a target of [`Labels`], gives [`Classes`]: rows × classes probabilities, columns in the
/// order of the list of labels. A class without rows to learn from keeps its place, with probability 0.
///
/// # Formula
/// b = 1 where x is above the threshold, else 0. P(class | x) = softmax of ln P(class) + Σ (b · ln p + (1 − b) ·
/// ln (1 − p)), where p = (n + α) / (rows + 2α) and n is in how many of the rows of the class b is 1.
/// Sums of [weights](Weighted) stand in the place of numbers of rows.
///
/// # Learned state
/// A count a class and column, and how many rows each class had.
///
/// # Determinism
/// Replay exact: ln (1 − p) and ln p − ln (1 − p) are computed once, then [`exact::affine`] over each row and
/// [`exact::softmax`]. Refit exact, in any order of the rows and from parts: it counts.
///
/// # Errors
/// Fitting fails with rows of only one class, a cell that is not finite, or not 0 or 1 where there is no threshold,
/// and, where α is 0, a column that is the same in every row of a class. A row with such a cell is refused when
/// predicting.
///
/// # Source
/// `BernoulliNB` of scikit-learn 1.9, which without a threshold takes any number, and gives NaN where p is 0 or 1.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let words = Matrix::from_rows(["goal", "vote"], [[2.0, 0.0], [3.0, 1.0], [0.0, 4.0]])?;
/// let y = Labels::from_texts(["sport", "sport", "politics"]);
/// let model = BernoulliNaiveBayes::new().fit(&words, &y)?;
/// assert_eq!(model.counts(), [0, 1, 2, 1]);
/// assert_eq!(model.apply(&words)?.label(2), Some("politics"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "BernoulliNB")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BernoulliNaiveBayes {
    alpha: f64,
    prior: ClassPrior,
    threshold: Option<f64>,
}

impl Default for BernoulliNaiveBayes {
    fn default() -> Self {
        BernoulliNaiveBayes::new()
    }
}

impl BernoulliNaiveBayes {
    /// With α = 1, learned priors and threshold 0.
    #[must_use]
    pub fn new() -> BernoulliNaiveBayes {
        BernoulliNaiveBayes { alpha: 1.0, prior: ClassPrior::Learned, threshold: Some(0.0) }
    }

    /// What is added to every count (Laplace's or Lidstone's smoothing); by default 1. Used as it is: scikit-learn's
    /// `force_alpha`.
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> BernoulliNaiveBayes {
        self.alpha = alpha;
        self
    }

    /// How probable each class is before a row is looked at; by default its share of the rows.
    #[doc(alias = "fit_prior")]
    #[doc(alias = "class_prior")]
    #[must_use]
    pub fn prior(mut self, prior: ClassPrior) -> BernoulliNaiveBayes {
        self.prior = prior;
        self
    }

    /// Above which number a cell counts as 1; by default 0. With `None` every cell must be 0 or 1 already.
    #[doc(alias = "threshold")]
    #[must_use]
    pub fn binarize(mut self, threshold: impl Into<Option<f64>>) -> BernoulliNaiveBayes {
        self.threshold = threshold.into();
        self
    }

    fn check(&self) -> Result<(), Error> {
        let stage = BernoulliNaiveBayesModel::KIND;
        not_negative(stage, "alpha", self.alpha)?;
        if let Some(odd) = self.threshold.filter(|threshold| !threshold.is_finite()) {
            return Err(FitError::Parameter {
                stage: stage.to_owned(),
                parameter: "binarize".to_owned(),
                expected: "finite, or none".to_owned(),
                found: odd.to_string(),
            }
            .into());
        }
        self.prior.check(stage)
    }

    fn domain(&self) -> Domain {
        if self.threshold.is_some() { NUMBERS } else { BITS }
    }

    /// What a cell counts as.
    fn is_one(&self, cell: f64) -> bool {
        // Without a threshold there are only 0 and 1.
        cell > self.threshold.unwrap_or(0.0)
    }
}

/// In how many rows a column is 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ones(u64);

impl Absorb for Ones {
    fn absorb(&mut self, other: &Self) {
        self.0 = self.0.saturating_add(other.0);
    }
}

/// A fitted [`BernoulliNaiveBayes`].
#[derive(Debug, Clone, PartialEq)]
pub struct BernoulliNaiveBayesModel {
    recipe: BernoulliNaiveBayes,
    state: BernoulliNaiveBayesState,
    priors: Vec<f64>,
    /// ln P(class) + Σ ln (1 − p), one a class.
    starts: Vec<f64>,
    /// ln p − ln (1 − p): class after class, in each one a column.
    odds: Vec<f64>,
}

/// What [`BernoulliNaiveBayesModel`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BernoulliNaiveBayesState {
    pub(super) seen: SeenClasses,
    /// In how many rows a column is 1: class after class, in each one a column.
    pub(super) counts: Vec<u64>,
    /// What rows counted; not of a fit without weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) weights: Option<WeighedClasses>,
}

seen_accessors!(BernoulliNaiveBayesModel);

impl BernoulliNaiveBayesModel {
    /// In how many rows each column is 1: class learned after class, in each one a column.
    /// [`weighted_counts`](Self::weighted_counts) are what rows with weights count.
    #[doc(alias = "feature_count_")]
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.state.counts
    }

    /// The weights of the rows in which each column is 1, in the order of [`counts`](Self::counts); none of a fit
    /// without weights.
    #[must_use]
    pub fn weighted_counts(&self) -> Option<&[f64]> {
        self.state.weights.as_ref().map(|weights| weights.counts.as_slice())
    }

    /// ln p − ln (1 − p): class learned after class, in each one a column.
    #[doc(alias = "feature_log_prob_")]
    #[must_use]
    pub fn log_odds(&self) -> &[f64] {
        &self.odds
    }
}

impl Pipeline for BernoulliNaiveBayes {
    type Input = Matrix;
    type Output = Classes;
}

impl Fit<Labels> for BernoulliNaiveBayes {
    type Fitted = BernoulliNaiveBayesModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<BernoulliNaiveBayesModel, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl PartialFit<Labels> for BernoulliNaiveBayes {
    fn partial(&self, x: &Matrix, y: &Labels) -> Result<PerClass<Ones>, Error> {
        self.check()?;
        let add = |ones: &mut Ones, cells: &[f64]| {
            let more = cells.iter().filter(|cell| self.is_one(**cell)).count();
            ones.absorb(&Ones(more as u64));
        };
        PerClass::learn(BernoulliNaiveBayesModel::KIND, x, y, self.domain(), add)
    }
}

impl Settle for BernoulliNaiveBayes {
    type Partial = PerClass<Ones>;
    type Settled = BernoulliNaiveBayesModel;

    fn settle(&self, partial: PerClass<Ones>) -> Result<BernoulliNaiveBayesModel, Error> {
        const STAGE: &str = BernoulliNaiveBayesModel::KIND;
        self.check()?;
        let (seen, ones) = partial.settle(STAGE)?;
        self.prior.check_classes(STAGE, seen.classes.len())?;
        self.settled(seen, ones.iter().map(|ones| ones.0).collect(), None)
    }
}

impl FitWeighted<Labels> for BernoulliNaiveBayes {
    fn fit_weighted(
        &self,
        x: &Matrix,
        y: &Weighted<Labels>,
    ) -> Result<BernoulliNaiveBayesModel, Error> {
        const STAGE: &str = BernoulliNaiveBayesModel::KIND;
        let rows = Rows::of(STAGE, x, y)?;
        if rows.once() {
            return self.fit(&rows.x, rows.y());
        }
        self.check()?;
        let (seen, classes, of_class) = by_class(STAGE, &rows, self.domain())?;
        self.prior.check_classes(STAGE, seen.classes.len())?;
        let (mut ones, mut counts) = (Vec::new(), Vec::new());
        for of in &of_class {
            for column in &of.columns {
                let cells = column.iter().zip(&of.weights);
                let weights = cells.filter(|(cell, _)| self.is_one(**cell)).map(|(_, w)| *w);
                let weights: Vec<f64> = weights.collect();
                ones.push(weights.len() as u64);
                counts.push(exact::exact_sum(&weights));
            }
        }
        self.settled(seen, ones, Some(WeighedClasses { classes, counts }))
    }
}

impl BernoulliNaiveBayes {
    /// The model of what was counted.
    fn settled(
        &self,
        seen: SeenClasses,
        counts: Vec<u64>,
        weights: Option<WeighedClasses>,
    ) -> Result<BernoulliNaiveBayesModel, Error> {
        const STAGE: &str = BernoulliNaiveBayesModel::KIND;
        for (place, (&count, name)) in counts.iter().zip(seen.columns.iter().cycle()).enumerate() {
            let class = place / seen.columns.len();
            let all = seen.rows.get(class).copied().unwrap_or(0);
            if self.alpha == 0.0 && (count == 0 || count == all) {
                let (value, class) = (u8::from(count != 0), seen.name(class));
                let problem = format!("is {value} in every row of class `{class}`, and alpha is 0");
                return Err(bad_column(STAGE, name, problem));
            }
        }
        let state = BernoulliNaiveBayesState { seen, counts, weights };
        fitted(STAGE, BernoulliNaiveBayesModel::restore(self.clone(), state))
    }
}

impl Pipeline for BernoulliNaiveBayesModel {
    type Input = Matrix;
    type Output = Classes;
}

impl Apply for BernoulliNaiveBayesModel {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        let seen = &self.state.seen;
        check_input(Self::KIND, seen, x)?;
        self.recipe.domain().check_rows(Self::KIND, x)?;
        let mut bits = vec![0.0; seen.columns.len()];
        answer(Self::KIND, seen, x, |cells, scores| {
            for (bit, &cell) in bits.iter_mut().zip(cells) {
                *bit = f64::from(u8::from(self.recipe.is_one(cell)));
            }
            let classes = self.odds.chunks_exact(bits.len()).zip(&self.starts);
            for (score, (odds, &start)) in scores.iter_mut().zip(classes) {
                *score = exact::affine(&bits, odds, start);
            }
        })
    }
}

impl Stage for BernoulliNaiveBayesModel {
    const KIND: &'static str = "model.naive_bayes.bernoulli";
    type Recipe = BernoulliNaiveBayes;
    type State = BernoulliNaiveBayesState;

    stage_parts!(BernoulliNaiveBayes, BernoulliNaiveBayesState);

    fn version(&self) -> u32 {
        weighed::version(self.state.weights.as_ref())
    }

    fn decode(version: u32, params: &Node, state: &Node) -> Option<Result<Self, String>> {
        weighed::decode(version, params, state)
    }

    fn restore(
        recipe: BernoulliNaiveBayes,
        state: BernoulliNaiveBayesState,
    ) -> Result<Self, String> {
        recipe.check().map_err(|error| error.to_string())?;
        let BernoulliNaiveBayesState { seen, counts, weights } = &state;
        seen.check()?;
        seen.check_cells("counts", counts.len())?;
        weighed::check(weights.as_ref(), seen, counts.len())?;
        let by_rows = counts.chunks_exact(seen.columns.len()).zip(&seen.rows);
        if by_rows.into_iter().any(|(ones, rows)| ones.iter().any(|ones| ones > rows)) {
            return Err("a count above that of the rows".to_owned());
        }
        let priors = recipe.prior.shares_of(seen, weights.as_ref())?;
        let (mut starts, mut odds) = (Vec::new(), Vec::with_capacity(counts.len()));
        let (ones, rows) = match weights {
            Some(weights) => (weights.counts.clone(), weights.classes.clone()),
            None => {
                let number = |count: &u64| *count as f64;
                (counts.iter().map(number).collect(), seen.rows.iter().map(number).collect())
            }
        };
        let classes = ones.chunks_exact(seen.columns.len()).zip(&rows).zip(&priors);
        for ((ones, &rows), &prior) in classes {
            let all = exact::ln(rows + 2.0 * recipe.alpha);
            let mut absent = Vec::with_capacity(ones.len());
            for &ones in ones {
                let zeros = rows - ones;
                if zeros < 0.0 {
                    return Err("a count that weighs more than the rows".to_owned());
                }
                let [ones, zeros] = [ones, zeros].map(|n| exact::ln(n + recipe.alpha));
                odds.push(ones - zeros);
                absent.push(zeros - all);
            }
            check_finite("the logarithms of probabilities", &absent)?;
            starts.push(exact::ln(prior) + exact::sum(&absent));
        }
        check_finite("the logarithms of odds", &odds)?;
        Ok(BernoulliNaiveBayesModel { recipe, state, priors, starts, odds })
    }

    fn learn(recipe: &BernoulliNaiveBayes, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        weights::learn_classes(Self::KIND, recipe, x, y)
    }

    fn report(&self) -> Vec<(String, String)> {
        let BernoulliNaiveBayesState { seen, counts, .. } = &self.state;
        seen.report(&self.priors, |class, column| {
            let at = class * seen.columns.len() + column;
            format!("1 in {} of {} rows", counts[at], seen.rows[class])
        })
    }
}
