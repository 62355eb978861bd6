//! Gradient boosting for classes.

use super::stages::{Stages, shallow, stage_setters};
use super::state::{BoostedClassesState, stored};
use crate::artifact::Stage;
use crate::data::{Classes, Labels, Matrix};
use crate::error::Error;
use crate::model::Trainer;
use crate::model::check::{self, Present};
use crate::model::stage_parts::stage_parts;
use crate::model::tree::fit::broken;
use crate::model::tree::{Growth, Trees};
use crate::model::weights::{self, Rows};
use crate::pipeline::{Apply, Fit, FitWeighted, Pipeline, Target, Weighted, guard};
use crate::solve::boosting::Counts;
use crate::solve::rows::transposed;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Gradient boosting for classes; made by [`GradientBoosting::classifier`](super::GradientBoosting::classifier).
///
/// Takes a [`Matrix`] and a target of [`Labels`], gives [`Classes`] with their probabilities. A class of the list of
/// labels that has no row to learn from keeps its place, with probability 0.
///
/// # Formula
/// Two classes: P(second) = 1 / (1 + exp(−s)); more: P = softmax of one s a class. A score s starts at the logarithm of
/// the odds, or of the share less the mean of those, and gains the learning rate times the answer of one tree a stage,
/// added in tree order. A tree is grown by squared error on what the probabilities so far leave of 0 and 1, and a leaf
/// answers with one step of Newton's method on the log loss of its rows; for K > 2 classes times (K − 1) / K.
/// [Weights](Weighted) stand before the losses of rows, and in the trees in the place of numbers of rows; minima count rows.
///
/// # Learned state
/// Where the scores start, and the trees with their answers times the learning rate, stage after stage, the number of
/// rows in every node, and the importances of the columns.
///
/// # Determinism
/// Replay exact: comparisons, sums in tree order, [`exact::logistic`](crate::exact::logistic) or
/// [`exact::softmax`](crate::exact::softmax). Refit exact, in any order of the rows: gradients are each row's own, sums
/// over the rows of a leaf exact, and trees do not depend on the order of their rows.
///
/// # Errors
/// Fitting fails with rows of only one class, more than 1000 classes, fewer than two rows, or a value that is not finite.
/// Applying takes any number: a missing one goes right at every split.
///
/// # Source
/// Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29 (2001).
/// `GradientBoostingClassifier` of scikit-learn 1.9 with log loss, which draws otherwise where it draws.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[1.0], [2.0], [3.0], [4.0]])?;
/// let y = Labels::from_texts(["no", "no", "yes", "yes"]);
/// let answer = GradientBoosting::classifier().fit(&x, &y)?.apply(&x)?;
/// assert_eq!(answer.label(3), Some("yes"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GradientBoostingClassifier {
    growth: Growth,
    options: Stages,
}

impl Default for GradientBoostingClassifier {
    fn default() -> Self {
        GradientBoostingClassifier { growth: shallow(), options: Stages::default() }
    }
}

stage_setters!(GradientBoostingClassifier);

/// A fitted [`GradientBoostingClassifier`].
#[derive(Debug, Clone, PartialEq)]
pub struct GradientBoostingClassifierModel {
    recipe: GradientBoostingClassifier,
    state: BoostedClassesState,
}

impl GradientBoostingClassifierModel {
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

    /// What the scores start from: one, of the second class, for two classes learned; one a class for more.
    #[doc(alias = "init_")]
    #[must_use]
    pub fn base(&self) -> &[f64] {
        &self.state.base
    }

    /// The trees, one a score in each stage; their answers are multiplied by the learning rate.
    #[doc(alias = "estimators_")]
    #[must_use]
    pub fn trees(&self) -> &Trees {
        &self.state.trees
    }

    /// Each column's share of what the splits of all trees lower the squares of the gradients by; they add up to 1, or
    /// are all 0 where nothing is split.
    #[doc(alias = "feature_importances_")]
    #[must_use]
    pub fn feature_importances(&self) -> &[f64] {
        self.state.trees.importances()
    }
}

impl Pipeline for GradientBoostingClassifier {
    type Input = Matrix;
    type Output = Classes;
}

impl GradientBoostingClassifier {
    /// The model of rows that count as often as they come, or as much as their weights.
    fn grown(
        &self,
        x: &Matrix,
        (y, weights): (&Labels, Option<&[f64]>),
    ) -> Result<GradientBoostingClassifierModel, Error> {
        let stage = GradientBoostingClassifierModel::KIND;
        self.growth.check(stage)?;
        self.options.check(stage)?;
        check::features(stage, x, y.rows())?;
        let Present { classes: present, codes } = check::classes(stage, y)?;
        let weights = weights.map(<[f64]>::to_vec);
        let boosting = self.options.boosting(&self.growth);
        let columns = transposed(x.as_slice(), x.width());
        // At most 1000, as was checked.
        let loss = Counts::new(&codes, present.len() as u32);
        let grow = move || {
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let boosted = boosting.fit_counting(&columns, &loss, weights.as_deref());
            let boosted = boosted.map_err(|e| e.to_string())?;
            Ok((boosted.base, stored(&boosted.trees, 1, boosted.importances)?))
        };
        let (base, trees) = guard::run(stage, Trainer::EXACT, self.growth.deadline(), grow)?;
        check::learned(stage, "trees", trees.leaves())?;
        let (columns, classes) = (Arc::clone(x.names()), Arc::clone(y.classes()));
        let state = BoostedClassesState { columns, classes, present, base, trees };
        state.check().map_err(|message| broken(stage, message))?;
        Ok(GradientBoostingClassifierModel { recipe: self.clone(), state })
    }
}

impl Fit<Labels> for GradientBoostingClassifier {
    type Fitted = GradientBoostingClassifierModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<GradientBoostingClassifierModel, Error> {
        self.grown(x, (y, None))
    }
}

impl FitWeighted<Labels> for GradientBoostingClassifier {
    fn fit_weighted(
        &self,
        x: &Matrix,
        y: &Weighted<Labels>,
    ) -> Result<GradientBoostingClassifierModel, Error> {
        let stage = GradientBoostingClassifierModel::KIND;
        let rows = Rows::of(stage, x, y)?;
        self.grown(&rows.x, (rows.y(), rows.counts()))
    }
}

impl Pipeline for GradientBoostingClassifierModel {
    type Input = Matrix;
    type Output = Classes;
}

impl Apply for GradientBoostingClassifierModel {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        self.state.apply(Self::KIND, x)
    }
}

impl Stage for GradientBoostingClassifierModel {
    const KIND: &'static str = "model.gradient_boosting.classifier";
    type Recipe = GradientBoostingClassifier;
    type State = BoostedClassesState;

    stage_parts!(GradientBoostingClassifier, BoostedClassesState, checked);

    fn learn(
        recipe: &GradientBoostingClassifier,
        x: &Matrix,
        y: Target<'_>,
    ) -> Result<Self, Error> {
        weights::learn_classes(Self::KIND, recipe, x, y)
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.trees.report(&self.state.columns)
    }
}
