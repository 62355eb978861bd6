//! Linear support vector classification.

use super::machine::{LinearMachine, linear_setters};
use crate::artifact::{Refit, Stage};
use crate::data::{Classes, Labels, Matrix};
use crate::error::Error;
use crate::model::check;
use crate::model::logistic::LogisticState;
use crate::model::logistic::line_classifier;
use crate::model::stage_parts::stage_parts;
use crate::model::svm::machine::{fitted, order};
use crate::model::trainer::Trainer;
use crate::model::weights;
use crate::pipeline::{Apply, Fit, FitWeighted, Pipeline, Target, Weighted, guard};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// A linear support vector machine that tells classes apart, each from all others.
///
/// Takes a [`Matrix`] and a target of [`Labels`], gives [`Classes`]. A class of the list of labels that has no row to
/// learn from keeps its place, with 0. For many rows, where the kernels of
/// [`SupportVectorClassifier`](crate::model::SupportVectorClassifier) would take too long.
///
/// # Formula
/// f(x) = x·w + b, where w and b minimise (Σw² + b²) / 2 + c·Σ max(0, 1 − s·f(x))² over the rows, s 1 for rows of a class
/// and −1 for others; or the sum of these losses [without the square](Self::squared). Of two classes there is one f,
/// whose side above 0 is the second; of more, one f a class, the largest of which is the answer. The intercept is
/// penalised as the weight of a column that is [`intercept_scaling`](Self::intercept_scaling) everywhere. Columns count
/// by their scale: standardise them first unless they share one.
///
/// The numbers beside the classes are 1 / (1 + exp(−f)) for the second of two, and the softmax of the f of more. They
/// are in the order of the f, so that they name the class and can be ranked, but are not learned as probabilities: put
/// [`Calibrate`](crate::model::Calibrate) behind a [`cross_fit`](crate::pipeline::cross_fit) of the machine for that.
/// A row's [weight](Weighted) multiplies what its deviation costs.
///
/// # Learned state
/// One coefficient a column and one intercept: once for two classes, once a class for more.
///
/// # Determinism
/// Replay exact: [`exact::affine`](crate::exact::affine), then [`exact::logistic`](crate::exact::logistic) or
/// [`exact::softmax`](crate::exact::softmax). Refit exact, in any order of the rows: they are sorted by their cells and
/// class, and gone through in orders drawn by a fixed seed.
///
/// # Errors
/// Fitting fails with a parameter out of its bounds, rows of only one class, more than 1000 classes, a value that is
/// not finite or over 1e150, and when it does not converge (see [`allow_unconverged`](Self::allow_unconverged)). A row
/// with a cell that is not finite is refused when predicting, and one whose f leaves the range of numbers.
///
/// # Source
/// `LinearSVC` of scikit-learn 1.9 and LIBLINEAR 2.3, with whose minimum it agrees within the tolerance; their rows are
/// drawn by chance. Hsieh et al., "A dual coordinate descent method for large-scale linear SVM" (2008).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[-2.0], [-1.0], [1.0], [2.0]])?;
/// let y = Labels::from_texts(["no", "no", "yes", "yes"]);
/// let recipe = LinearSupportVectorClassifier::new().c(1000.0).squared(false).tolerance(1e-9);
/// let model = recipe.fit(&x, &y)?;
/// // The margin reaches from one class to the other.
/// assert!((model.coefficients()[0] - 1.0).abs() < 1e-6);
/// assert_eq!(model.apply(&x)?.label(3), Some("yes"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "LinearSVC")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinearSupportVectorClassifier {
    machine: LinearMachine,
}

impl Default for LinearSupportVectorClassifier {
    fn default() -> Self {
        LinearSupportVectorClassifier::new()
    }
}

impl LinearSupportVectorClassifier {
    /// With C = 1, squared losses, intercepts, at most 1000 passes and tolerance 1e-4.
    #[must_use]
    pub fn new() -> LinearSupportVectorClassifier {
        LinearSupportVectorClassifier { machine: LinearMachine::new(true) }
    }

    /// Whether losses are squared; by default they are.
    #[doc(alias = "loss")]
    #[must_use]
    pub fn squared(mut self, squared: bool) -> LinearSupportVectorClassifier {
        self.machine.squared = squared;
        self
    }
}

linear_setters!(LinearSupportVectorClassifier);

/// A fitted [`LinearSupportVectorClassifier`].
#[derive(Debug, Clone, PartialEq)]
pub struct LinearSupportVectorClassifierModel {
    recipe: LinearSupportVectorClassifier,
    state: LogisticState,
}

line_classifier!(LinearSupportVectorClassifierModel);

impl Pipeline for LinearSupportVectorClassifier {
    type Input = Matrix;
    type Output = Classes;
}

impl LinearSupportVectorClassifier {
    /// The model of rows that count once, or as much as their weights.
    fn of(
        &self,
        x: &Matrix,
        (y, weights): (&Labels, Option<&[f64]>),
    ) -> Result<LinearSupportVectorClassifierModel, Error> {
        const STAGE: &str = LinearSupportVectorClassifierModel::KIND;
        let settings = self.machine.settings(STAGE, x, y.rows())?;
        let present = check::classes(STAGE, y)?;
        let codes: Vec<f64> = present.codes.iter().map(|&code| f64::from(code)).collect();
        let order = order(x, &codes, weights);
        let counts =
            weights.map(|weights| order.iter().map(|&row| weights[row]).collect::<Vec<_>>());
        let (rows, width) = self.machine.rows(x, &order);
        let codes: Vec<u32> = order.iter().map(|&row| present.codes[row]).collect();
        // Of two classes only the second is told from the other.
        let told: Vec<u32> = match present.classes.len() {
            2 => vec![1],
            classes => (0u32..).take(classes).collect(),
        };
        let train = move || {
            let of = |class: u32| {
                let sign = |&code: &u32| if code == class { 1.0 } else { -1.0 };
                let signs: Vec<f64> = codes.iter().map(sign).collect();
                let found = settings.classify(&rows, width, (&signs, counts.as_deref()));
                found.map_err(|error| error.to_string())
            };
            told.into_iter().map(of).collect::<Result<Vec<_>, String>>()
        };
        let deadline = Duration::from_secs(self.machine.deadline_seconds);
        let found = guard::run(STAGE, Trainer::EXACT, deadline, train)?;
        let mut state = LogisticState {
            columns: Arc::clone(x.names()),
            classes: Arc::clone(y.classes()),
            present: present.classes,
            coefficients: Vec::new(),
            intercepts: Vec::new(),
        };
        for mut found in found {
            self.machine.converged(STAGE, found.converged)?;
            state.intercepts.push(self.machine.intercept_of(&mut found.weights));
            state.coefficients.append(&mut found.weights);
        }
        fitted(STAGE, LinearSupportVectorClassifierModel::restore(self.clone(), state))
    }
}

impl Fit<Labels> for LinearSupportVectorClassifier {
    type Fitted = LinearSupportVectorClassifierModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<LinearSupportVectorClassifierModel, Error> {
        self.of(x, (y, None))
    }
}

impl FitWeighted<Labels> for LinearSupportVectorClassifier {
    fn fit_weighted(
        &self,
        x: &Matrix,
        y: &Weighted<Labels>,
    ) -> Result<LinearSupportVectorClassifierModel, Error> {
        let stage = LinearSupportVectorClassifierModel::KIND;
        let rows = weights::Rows::of(stage, x, y)?;
        self.of(&rows.x, (rows.y(), rows.counts()))
    }
}

impl Stage for LinearSupportVectorClassifierModel {
    const KIND: &'static str = "model.linear_support_vector.classifier";
    type Recipe = LinearSupportVectorClassifier;
    type State = LogisticState;

    stage_parts!(LinearSupportVectorClassifier, LogisticState, checked);

    fn learn(
        recipe: &LinearSupportVectorClassifier,
        x: &Matrix,
        y: Target<'_>,
    ) -> Result<Self, Error> {
        weights::learn_classes(Self::KIND, recipe, x, y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.report()
    }
}
