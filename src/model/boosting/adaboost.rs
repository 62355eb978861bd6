//! AdaBoost for classes.

use super::stages::above_zero;
use super::state::{AdaBoostState, stored};
use crate::artifact::Stage;
use crate::data::{Classes, Labels, Matrix};
use crate::error::Error;
use crate::exact;
use crate::model::Trainer;
use crate::model::check::{self, Present};
use crate::model::input::{DEADLINE_SECONDS, deadline_seconds};
use crate::model::stage_parts::stage_parts;
use crate::model::tree::fit::broken;
use crate::model::tree::growth::{DEEPEST, MOST_TREES, between};
use crate::model::tree::{TreeCriterion, Trees};
use crate::model::weights::{self, Rows};
use crate::pipeline::{Apply, Fit, FitWeighted, Pipeline, Target, Weighted, guard};
use crate::solve::adaboost;
use crate::solve::rows::transposed;
use crate::solve::tree::Growth;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// AdaBoost for classes (SAMME), with trees.
///
/// Takes a [`Matrix`] and a target of [`Labels`], gives [`Classes`] with their probabilities. A class of the list of
/// labels that has no row to learn from keeps its place, with probability 0.
///
/// # Formula
/// Each tree votes, with its own weight, for the class with the largest share in the leaf a row comes to, the first in a
/// tie. With v the share of a class in all votes, its decision is d = v − (1 − v) / (K − 1), and the probabilities are the
/// softmax of d / (K − 1).
///
/// Every row starts with the same weight. A tree's error e is the share of the weight it errs on, its own weight
/// `learning_rate (ln((1 − e) / e) + ln(K − 1))`, and the rows it errs on are multiplied by e to that. Fitting ends early
/// with a tree that does not err, and before one that errs on 1 − 1/K or more (to within 1e-12).
/// [Weights](Weighted) are those that rows start with, in the place of equal ones.
///
/// # Learned state
/// The trees with the shares of the classes learned, weighted as the rows were, their weights and errors, and the
/// importances of the columns. The rows of a node are counted in units of 2⁻³⁰ of the sum of the weights.
///
/// # Determinism
/// Replay exact: comparisons, sums in tree order, [`exact::logistic`](crate::exact::logistic) or
/// [`exact::softmax`](crate::exact::softmax). Refit exact, in any order of the rows: weights are each row's own, their
/// sums exact, and a tree is grown on weights rounded to the units above. Nothing is drawn.
///
/// # Errors
/// Fitting fails with rows of only one class, more than 1000 classes, fewer than two rows, a value that is not finite, or
/// a first tree no better than chance. Applying takes any number: a missing one goes right at every split.
///
/// # Source
/// Zhu, Zou, Rosset and Hastie, "Multi-class AdaBoost", Statistics and Its Interface 2 (2009). `AdaBoostClassifier` of
/// scikit-learn 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[1.0], [2.0], [3.0], [4.0]])?;
/// let y = Labels::from_texts(["no", "yes", "yes", "no"]);
/// let answer = AdaBoost::new().fit(&x, &y)?.apply(&x)?;
/// assert_eq!(answer.label(1), Some("yes"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "AdaBoostClassifier")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdaBoost {
    trees: u32,
    learning_rate: f64,
    max_depth: u32,
    criterion: TreeCriterion,
    deadline_seconds: u64,
}

impl Default for AdaBoost {
    fn default() -> Self {
        AdaBoost::new()
    }
}

impl AdaBoost {
    /// At most 50 trees of one split, by Gini's impurity, and learning rate 1.
    #[must_use]
    pub fn new() -> AdaBoost {
        AdaBoost {
            trees: 50,
            learning_rate: 1.0,
            max_depth: 1,
            criterion: TreeCriterion::Gini,
            deadline_seconds: DEADLINE_SECONDS,
        }
    }

    /// The most trees; by default 50.
    #[doc(alias = "n_estimators")]
    #[must_use]
    pub fn trees(mut self, trees: u32) -> AdaBoost {
        self.trees = trees;
        self
    }

    /// What the weights of the trees are multiplied by; by default 1.
    #[must_use]
    pub fn learning_rate(mut self, rate: f64) -> AdaBoost {
        self.learning_rate = rate;
        self
    }

    /// The most splits on the way to a leaf; by default 1.
    #[must_use]
    pub fn max_depth(mut self, depth: u32) -> AdaBoost {
        self.max_depth = depth;
        self
    }

    /// What a split lowers; by default Gini's impurity.
    #[must_use]
    pub fn criterion(mut self, criterion: TreeCriterion) -> AdaBoost {
        self.criterion = criterion;
        self
    }

    /// How long fitting may take, rounded up to whole seconds; by default 600 s.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> AdaBoost {
        self.deadline_seconds = deadline_seconds(deadline);
        self
    }

    fn check(&self) -> Result<(), Error> {
        let stage = AdaBoostModel::KIND;
        between(stage, "trees", self.trees, MOST_TREES)?;
        between(stage, "max_depth", self.max_depth, DEEPEST)?;
        above_zero(stage, "learning_rate", self.learning_rate, f64::INFINITY)
    }
}

/// A fitted [`AdaBoost`].
#[derive(Debug, Clone, PartialEq)]
pub struct AdaBoostModel {
    recipe: AdaBoost,
    state: AdaBoostState,
}

impl AdaBoostModel {
    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The classes, in the order of the probabilities.
    #[doc(alias = "classes_")]
    #[must_use]
    pub fn classes(&self) -> &[Arc<str>] {
        &self.state.classes
    }

    /// The classes that had rows to learn from.
    pub fn learned(&self) -> impl Iterator<Item = &str> {
        let class = |&code: &u32| self.state.classes.get(code as usize).map(|class| &**class);
        self.state.present.iter().filter_map(class)
    }

    /// The trees.
    #[doc(alias = "estimators_")]
    #[must_use]
    pub fn trees(&self) -> &Trees {
        &self.state.trees
    }

    /// What each tree's vote weighs.
    #[doc(alias = "estimator_weights_")]
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.state.weights
    }

    /// The share of the weights of the rows that each tree erred on.
    #[doc(alias = "estimator_errors_")]
    #[must_use]
    pub fn errors(&self) -> &[f64] {
        &self.state.errors
    }

    /// Each column's share of what all splits lower the impurity by, the mean over the trees by their weights; they add
    /// up to 1, or are all 0 where nothing is split.
    #[doc(alias = "feature_importances_")]
    #[must_use]
    pub fn feature_importances(&self) -> &[f64] {
        self.state.trees.importances()
    }
}

impl Pipeline for AdaBoost {
    type Input = Matrix;
    type Output = Classes;
}

impl AdaBoost {
    /// The model of rows that count as often as they come, or as much as their weights.
    fn grown(
        &self,
        x: &Matrix,
        (y, weights): (&Labels, Option<&[f64]>),
    ) -> Result<AdaBoostModel, Error> {
        let stage = AdaBoostModel::KIND;
        self.check()?;
        check::features(stage, x, y.rows())?;
        let Present { classes: present, codes } = check::classes(stage, y)?;
        let growth = Growth { max_depth: Some(self.max_depth), ..Growth::default() };
        let (rate, impurity) = (self.learning_rate, self.criterion.impurity());
        let way = adaboost::AdaBoost { trees: self.trees, rate, impurity, growth };
        let columns = transposed(x.as_slice(), x.width());
        let outputs = present.len();
        let start = weights.map(|weights| {
            let total = exact::exact_sum(weights);
            weights.iter().map(|weight| weight / total).collect()
        });
        let grow = move || {
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            // At most 1000 classes, as was checked.
            let target = (codes.as_slice(), outputs as u32);
            let voters = match start {
                None => way.fit(&columns, target),
                Some(start) => way.fit_from(&columns, target, start),
            };
            let voters = voters.map_err(|e| e.to_string())?;
            let voters =
                voters.ok_or("the first tree is no better than chance; let it be deeper")?;
            let trees = stored(&voters.trees, outputs, voters.importances)?;
            Ok((trees, voters.weights, voters.errors))
        };
        let deadline = Duration::from_secs(self.deadline_seconds);
        let (trees, weights, errors) = guard::run(stage, Trainer::EXACT, deadline, grow)?;
        check::learned(stage, "weights", &weights)?;
        let (columns, classes) = (Arc::clone(x.names()), Arc::clone(y.classes()));
        let state = AdaBoostState { columns, classes, present, weights, errors, trees };
        state.check().map_err(|message| broken(stage, message))?;
        Ok(AdaBoostModel { recipe: self.clone(), state })
    }
}

impl Fit<Labels> for AdaBoost {
    type Fitted = AdaBoostModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<AdaBoostModel, Error> {
        self.grown(x, (y, None))
    }
}

impl FitWeighted<Labels> for AdaBoost {
    fn fit_weighted(&self, x: &Matrix, y: &Weighted<Labels>) -> Result<AdaBoostModel, Error> {
        let stage = AdaBoostModel::KIND;
        let rows = Rows::of(stage, x, y)?;
        self.grown(&rows.x, (rows.y(), rows.counts()))
    }
}

impl Pipeline for AdaBoostModel {
    type Input = Matrix;
    type Output = Classes;
}

impl Apply for AdaBoostModel {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        self.state.apply(Self::KIND, x)
    }
}

impl Stage for AdaBoostModel {
    const KIND: &'static str = "model.adaboost";
    type Recipe = AdaBoost;
    type State = AdaBoostState;

    stage_parts!(AdaBoost, AdaBoostState, checked);

    fn learn(recipe: &AdaBoost, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        weights::learn_classes(Self::KIND, recipe, x, y)
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.trees.report(&self.state.columns)
    }
}
