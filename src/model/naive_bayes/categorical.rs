//! Naive Bayes over columns of levels.

mod state;

pub use state::CategoricalNaiveBayesState;

use super::answer::{Domain, answer, check_input, refuse_cell};
use super::levels::Levels;
use super::parts::PerClass;
use super::prior::ClassPrior;
use super::seen::{SeenClasses, fitted, seen_accessors};
use super::weighed::{self, OfClass, WeighedClasses, by_class};
use crate::artifact::Stage;
use crate::artifact::codec::Node;
use crate::data::{Classes, Labels, Matrix};
use crate::error::Error;
use crate::exact;
use crate::model::input::not_negative;
use crate::model::stage_parts::stage_parts;
use crate::model::weights::{self, Rows};
use crate::pipeline::{Apply, Fit, FitWeighted, PartialFit, Pipeline, Settle, Target, Weighted};
use serde::{Deserialize, Serialize};
use state::{every_level_seen, table, weighed_table};

/// What a level can be; beyond, a number is taken for none.
const LEVELS: Domain = Domain {
    takes: |x| (0.0..16_777_216.0).contains(&x) && x.trunc() == x,
    says: "a whole number from 0 to 16777215",
};

/// Naive Bayes over columns of levels, numbered from 0.
///
/// Takes a [`Matrix`] of whole numbers from 0 and a target of [`Labels`], gives [`Classes`]: rows × classes
/// probabilities, columns in the order of the list of labels. A class without rows to learn from keeps its place, with
/// probability 0. [`Ordinal`](crate::preprocess::Ordinal) numbers the levels of text columns.
///
/// A column has the levels from 0 to the highest it was fitted on, or as many as
/// [`min_categories`](Self::min_categories) says if that is more. A row with a level above those is refused, as by the
/// peer; with [`ignore_unseen`](Self::ignore_unseen) the column says nothing of that row.
///
/// # Formula
/// P(class | x) = softmax of ln P(class) + Σ ln p, where p = (n + α) / (rows + α · levels) and n is in how many of the
/// rows of the class the column has the level of the row.
/// Sums of [weights](Weighted) stand in the place of numbers of rows.
///
/// # Learned state
/// A count a class, column and level, and how many rows each class had.
///
/// # Determinism
/// Replay exact: every ln p is computed once, and added in the order of the columns; then [`exact::softmax`]. Refit
/// exact, in any order of the rows and from parts: it counts.
///
/// # Errors
/// Fitting fails with rows of only one class, a cell that is not a whole number from 0, more than 2²⁴ probabilities,
/// and, where α is 0, a level that no row of a class has. A row with a cell that is not a whole number from 0 is
/// refused when predicting.
///
/// # Source
/// `CategoricalNB` of scikit-learn 1.9, which cuts numbers to whole ones.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["size"], [[0.0], [0.0], [1.0], [2.0]])?;
/// let y = Labels::from_texts(["no", "no", "yes", "yes"]);
/// let model = CategoricalNaiveBayes::new().fit(&x, &y)?;
/// assert_eq!(model.levels(), [3]);
/// assert_eq!(model.apply(&x)?.label(3), Some("yes"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "CategoricalNB")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CategoricalNaiveBayes {
    alpha: f64,
    prior: ClassPrior,
    min_categories: u32,
    ignore_unseen: bool,
}

impl Default for CategoricalNaiveBayes {
    fn default() -> Self {
        CategoricalNaiveBayes::new()
    }
}

impl CategoricalNaiveBayes {
    /// With α = 1 and learned priors; levels above those seen are refused.
    #[must_use]
    pub fn new() -> CategoricalNaiveBayes {
        let prior = ClassPrior::Learned;
        CategoricalNaiveBayes { alpha: 1.0, prior, min_categories: 0, ignore_unseen: false }
    }

    /// What is added to every count (Laplace's or Lidstone's smoothing); by default 1. Used as it is: scikit-learn's
    /// `force_alpha`.
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> CategoricalNaiveBayes {
        self.alpha = alpha;
        self
    }

    /// How probable each class is before a row is looked at; by default its share of the rows.
    #[doc(alias = "fit_prior")]
    #[doc(alias = "class_prior")]
    #[must_use]
    pub fn prior(mut self, prior: ClassPrior) -> CategoricalNaiveBayes {
        self.prior = prior;
        self
    }

    /// How many levels every column has at least; those never seen have the smoothed probability.
    #[must_use]
    pub fn min_categories(mut self, levels: u32) -> CategoricalNaiveBayes {
        self.min_categories = levels;
        self
    }

    /// Whether a column with a level above those known says nothing of the row; by default the row is refused.
    #[must_use]
    pub fn ignore_unseen(mut self, ignore: bool) -> CategoricalNaiveBayes {
        self.ignore_unseen = ignore;
        self
    }

    fn check(&self) -> Result<(), Error> {
        not_negative(CategoricalNaiveBayesModel::KIND, "alpha", self.alpha)?;
        self.prior.check(CategoricalNaiveBayesModel::KIND)
    }
}

/// A fitted [`CategoricalNaiveBayes`].
#[derive(Debug, Clone, PartialEq)]
pub struct CategoricalNaiveBayesModel {
    recipe: CategoricalNaiveBayes,
    state: CategoricalNaiveBayesState,
    priors: Vec<f64>,
    starts: Vec<f64>,
    /// Where each column begins in `logs`.
    places: Vec<usize>,
    /// ln p, in the order of the counts.
    logs: Vec<f64>,
}

seen_accessors!(CategoricalNaiveBayesModel);

impl CategoricalNaiveBayesModel {
    /// How many levels each column has.
    #[doc(alias = "n_categories_")]
    #[must_use]
    pub fn levels(&self) -> &[u32] {
        &self.state.levels
    }

    /// In how many rows each level is: column after column, in each level after level, of each one a class learned.
    /// [`weighted_counts`](Self::weighted_counts) are what rows with weights count.
    #[doc(alias = "category_count_")]
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.state.counts
    }

    /// The weights of the rows in which each level is, in the order of [`counts`](Self::counts); none of a fit without
    /// weights.
    #[must_use]
    pub fn weighted_counts(&self) -> Option<&[f64]> {
        self.state.weights.as_ref().map(|weights| weights.counts.as_slice())
    }

    /// ln p, in the order of [`counts`](Self::counts).
    #[doc(alias = "feature_log_prob_")]
    #[must_use]
    pub fn log_probabilities(&self) -> &[f64] {
        &self.logs
    }

    /// Checks that every level is known, unless those that are not say nothing.
    fn check_levels(&self, x: &Matrix) -> Result<(), Error> {
        if self.recipe.ignore_unseen {
            return Ok(());
        }
        let levels = &self.state.levels;
        let unseen = |(row, cells): (usize, &[f64])| {
            let mut cells = cells.iter().zip(levels).enumerate();
            let (at, (&cell, &levels)) =
                cells.find(|(_, (cell, levels))| **cell >= f64::from(**levels))?;
            Some((row, at, cell, levels))
        };
        match x.iter_rows().enumerate().find_map(unseen) {
            Some((row, at, cell, levels)) => {
                let expected = format!("a level below {levels}");
                Err(refuse_cell(Self::KIND, x, (row, at, cell), expected))
            }
            None => Ok(()),
        }
    }
}

impl Pipeline for CategoricalNaiveBayes {
    type Input = Matrix;
    type Output = Classes;
}

impl Fit<Labels> for CategoricalNaiveBayes {
    type Fitted = CategoricalNaiveBayesModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<CategoricalNaiveBayesModel, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl PartialFit<Labels> for CategoricalNaiveBayes {
    fn partial(&self, x: &Matrix, y: &Labels) -> Result<PerClass<Levels>, Error> {
        self.check()?;
        let add = |levels: &mut Levels, cells: &[f64]| {
            cells.iter().for_each(|&cell| levels.add(cell as u32, 1));
        };
        PerClass::learn(CategoricalNaiveBayesModel::KIND, x, y, LEVELS, add)
    }
}

impl Settle for CategoricalNaiveBayes {
    type Partial = PerClass<Levels>;
    type Settled = CategoricalNaiveBayesModel;

    fn settle(&self, partial: PerClass<Levels>) -> Result<CategoricalNaiveBayesModel, Error> {
        const STAGE: &str = CategoricalNaiveBayesModel::KIND;
        self.check()?;
        let (seen, learned) = partial.settle(STAGE)?;
        self.prior.check_classes(STAGE, seen.classes.len())?;
        self.settled(seen, &learned, None)
    }
}

impl FitWeighted<Labels> for CategoricalNaiveBayes {
    fn fit_weighted(
        &self,
        x: &Matrix,
        y: &Weighted<Labels>,
    ) -> Result<CategoricalNaiveBayesModel, Error> {
        const STAGE: &str = CategoricalNaiveBayesModel::KIND;
        let rows = Rows::of(STAGE, x, y)?;
        if rows.once() {
            return self.fit(&rows.x, rows.y());
        }
        self.check()?;
        let (seen, classes, of_class) = by_class(STAGE, &rows, LEVELS)?;
        self.prior.check_classes(STAGE, seen.classes.len())?;
        let level = |cells: &Vec<f64>| {
            let mut levels = Levels::default();
            cells.iter().for_each(|&cell| levels.add(cell as u32, 1));
            levels
        };
        let learned: Vec<Levels> =
            of_class.iter().flat_map(|of| of.columns.iter().map(level)).collect();
        self.settled(seen, &learned, Some((classes, &of_class)))
    }
}

impl CategoricalNaiveBayes {
    /// The model of what was counted.
    fn settled(
        &self,
        seen: SeenClasses,
        learned: &[Levels],
        weights: Option<(Vec<f64>, &[OfClass])>,
    ) -> Result<CategoricalNaiveBayesModel, Error> {
        const STAGE: &str = CategoricalNaiveBayesModel::KIND;
        let (levels, counts) = table(STAGE, &seen, learned, self.min_categories)?;
        let weights = weights.map(|(classes, of_class)| WeighedClasses {
            classes,
            counts: weighed_table(&levels, of_class, counts.len()),
        });
        if self.alpha == 0.0 {
            every_level_seen(STAGE, &seen, &levels, &counts)?;
        }
        let state = CategoricalNaiveBayesState { seen, levels, counts, weights };
        fitted(STAGE, CategoricalNaiveBayesModel::restore(self.clone(), state))
    }
}

impl Pipeline for CategoricalNaiveBayesModel {
    type Input = Matrix;
    type Output = Classes;
}

impl Apply for CategoricalNaiveBayesModel {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        let CategoricalNaiveBayesState { seen, levels, .. } = &self.state;
        check_input(Self::KIND, seen, x)?;
        LEVELS.check_rows(Self::KIND, x)?;
        self.check_levels(x)?;
        let classes = seen.present.len();
        answer(Self::KIND, seen, x, |cells, scores| {
            scores.copy_from_slice(&self.starts);
            for ((&cell, &levels), &start) in cells.iter().zip(levels).zip(&self.places) {
                let level = cell as u32;
                if level >= levels {
                    continue;
                }
                let at = start + level as usize * classes;
                let logs = self.logs.get(at..at + classes).unwrap_or_default();
                for (score, log) in scores.iter_mut().zip(logs) {
                    *score += log;
                }
            }
        })
    }
}

impl Stage for CategoricalNaiveBayesModel {
    const KIND: &'static str = "model.naive_bayes.categorical";
    type Recipe = CategoricalNaiveBayes;
    type State = CategoricalNaiveBayesState;

    stage_parts!(CategoricalNaiveBayes, CategoricalNaiveBayesState);

    fn version(&self) -> u32 {
        weighed::version(self.state.weights.as_ref())
    }

    fn decode(version: u32, params: &Node, state: &Node) -> Option<Result<Self, String>> {
        weighed::decode(version, params, state)
    }

    fn restore(
        recipe: CategoricalNaiveBayes,
        state: CategoricalNaiveBayesState,
    ) -> Result<Self, String> {
        recipe.check().map_err(|error| error.to_string())?;
        state.seen.check()?;
        let (places, logs) = state.logs(recipe.alpha)?;
        let priors = recipe.prior.shares_of(&state.seen, state.weights.as_ref())?;
        let starts = priors.iter().map(|&prior| exact::ln(prior)).collect();
        Ok(CategoricalNaiveBayesModel { recipe, state, priors, starts, places, logs })
    }

    fn learn(recipe: &CategoricalNaiveBayes, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        weights::learn_classes(Self::KIND, recipe, x, y)
    }

    fn report(&self) -> Vec<(String, String)> {
        let CategoricalNaiveBayesState { seen, levels, counts, .. } = &self.state;
        let classes = seen.present.len();
        seen.report(&self.priors, |class, column| {
            let of = counts.iter().skip(self.places[column] + class).step_by(classes);
            let of = (0u32..).zip(of.take(levels[column] as usize));
            let (level, rows) = of.fold(
                (0, 0),
                |most, (level, &rows)| {
                    if rows > most.1 { (level, rows) } else { most }
                },
            );
            let (levels, all) = (levels[column], seen.rows[class]);
            format!("{levels} levels, most often {level}: {rows} of {all} rows")
        })
    }
}
