//! Support vector classification.

use super::machine::{Machine, fitted, machine_setters, order};
use super::votes::Room;
use super::{Gamma, Kernel, SupportVectorClassifierState};
use crate::artifact::Stage;
use crate::data::{Classes, Labels, Matrix};
use crate::error::Error;
use crate::exact;
use crate::model::check;
use crate::model::input::{finite_cells, out_of_range, same_columns};
use crate::model::stage_parts::stage_parts;
use crate::model::trainer::Trainer;
use crate::model::weights;
use crate::pipeline::{Apply, Fit, FitWeighted, Pipeline, Target, Weighted, guard};
use crate::solve::svm::{Function, Pairwise, Rows};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// A support vector machine that tells classes apart, pair by pair.
///
/// Takes a [`Matrix`] and a target of [`Labels`], gives [`Classes`] with their probabilities. A class of the list of
/// labels that has no row to learn from keeps its place, with probability 0.
///
/// # Formula
/// f(x) = Σ aₛ K(s, x) + b over the support vectors s, of each pair of classes: the widest margin between them, where
/// a row may lie on the wrong side of its margin at the cost of `c` times how far. Above 0 speaks for the second of two
/// classes; of more than two, for the first of a pair.
///
/// The probability of a class of a pair is 1 / (1 + exp(A·f + B)), A and B learned from the f of training rows by
/// machines that were fitted without them, on five parts of the rows. Those of many classes are the p that make
/// Σ (rⱼᵢpᵢ − rᵢⱼpⱼ)² least over all pairs, rᵢⱼ the probability of i where it is i or j. The class of the answer is
/// the most probable one, which near a border may be another than that of the sign of f or of most of the pairs'
/// votes. Without [probability](Self::probability) the answer holds the shares of the votes, whose largest, the first
/// of equal ones, is the class by the machine alone.
///
/// Kernels take columns as they are: standardise them first unless they share a scale.
/// A row's [weight](Weighted) multiplies what its deviation costs; [`Gamma::Scale`] and the sigmoids are told without
/// weights.
///
/// # Learned state
/// The support vectors, a coefficient for each against each other class, and an intercept and a sigmoid a pair.
///
/// # Determinism
/// Replay exact: kernels by [`exact::dot`] or [`exact::squared_distance`] and [`exact::exp`] or [`exact::tanh`], powers
/// by repeated multiplication, sums as by [`exact::dot`]. Refit exact, in any order of the rows: they are sorted by
/// their cells and class, steps are taken in a fixed order, and parts are dealt by what rows hold.
///
/// # Errors
/// Fitting fails with a parameter out of its bounds, rows of only one class, more than 1000 classes, a value that is
/// not finite or over 1e150, kernels that leave the range of numbers, and when it does not converge. A row with a cell
/// that is not finite is refused when predicting, and one whose f leaves the range of numbers.
///
/// # Source
/// `SVC` of scikit-learn 1.9 and LIBSVM 3.3, with whose f it agrees within the tolerance; LIBSVM keeps kernels in single
/// precision, deals its parts by chance, and comes near the p of many classes by iteration. Cortes and Vapnik,
/// "Support-vector networks" (1995); Platt, "Probabilistic outputs for support vector machines" (1999); Wu, Lin and
/// Weng, "Probability estimates for multi-class classification by pairwise coupling" (2004).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [1.0], [4.0], [5.0]])?;
/// let y = Labels::from_texts(["no", "no", "yes", "yes"]);
/// let recipe = SupportVectorClassifier::new().kernel(Kernel::Linear).tolerance(1e-9);
/// let model = recipe.fit(&x, &y)?;
/// // The margin is from 1 to 4.
/// assert_eq!(model.support_vectors(), [1.0, 4.0]);
/// assert!((model.decision_function(&x)?[2] - 1.0).abs() < 1e-12);
/// assert_eq!(model.apply(&x)?.label(3), Some("yes"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "SVC")]
#[doc(alias = "SVM")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SupportVectorClassifier {
    machine: Machine,
    probability: bool,
    seed: u64,
}

impl Default for SupportVectorClassifier {
    fn default() -> Self {
        SupportVectorClassifier::new()
    }
}

impl SupportVectorClassifier {
    /// With kernel [`Kernel::Rbf`], [`Gamma::Scale`], C = 1, tolerance 1e-3 and probabilities.
    #[must_use]
    pub fn new() -> SupportVectorClassifier {
        SupportVectorClassifier { machine: Machine::default(), probability: true, seed: 0 }
    }

    /// Whether probabilities are learned, which takes five more fits a pair; by default yes. Without them the answer
    /// holds the shares of the votes.
    #[must_use]
    pub fn probability(mut self, probability: bool) -> SupportVectorClassifier {
        self.probability = probability;
        self
    }

    /// Which parts rows are dealt into for probabilities; by default 0.
    #[doc(alias = "random_state")]
    #[must_use]
    pub fn seed(mut self, seed: u64) -> SupportVectorClassifier {
        self.seed = seed;
        self
    }
}

machine_setters!(SupportVectorClassifier);

/// A fitted [`SupportVectorClassifier`].
#[derive(Debug, Clone, PartialEq)]
pub struct SupportVectorClassifierModel {
    recipe: SupportVectorClassifier,
    state: SupportVectorClassifierState,
    vectors: Rows,
    function: Function,
    /// Where the support vectors of each class begin, and at last end.
    bounds: Vec<usize>,
}

impl SupportVectorClassifierModel {
    /// The columns, in order.
    #[doc(alias = "feature_names_in_")]
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

    /// The γ of the kernel.
    #[must_use]
    pub fn gamma(&self) -> f64 {
        self.state.gamma
    }

    /// The support vectors: row after row, those of a class after those of the class before, in ascending order of
    /// their cells.
    #[doc(alias = "support_vectors_")]
    #[must_use]
    pub fn support_vectors(&self) -> &[f64] {
        &self.state.support_vectors
    }

    /// How many support vectors each class learned has.
    #[doc(alias = "n_support_")]
    #[must_use]
    pub fn support_sizes(&self) -> &[u64] {
        &self.state.sizes
    }

    /// The coefficients of the support vectors: one row fewer than classes learned, in each a number a support
    /// vector, for its class against the others in order.
    #[doc(alias = "dual_coef_")]
    #[must_use]
    pub fn dual_coefficients(&self) -> &[f64] {
        &self.state.dual_coefficients
    }

    /// The intercepts, one for each pair of classes learned: first and second, first and third, ….
    #[doc(alias = "intercept_")]
    #[must_use]
    pub fn intercepts(&self) -> &[f64] {
        &self.state.intercepts
    }

    /// The f of every pair of classes learned: row after row, in each a number for first and second, first and third,
    /// …. Of two classes above 0 is for the second; of more, for the first of the pair.
    ///
    /// # Errors
    /// Those of [`apply`](Apply::apply).
    pub fn decision_function(&self, x: &Matrix) -> Result<Vec<f64>, Error> {
        let mut out = Vec::with_capacity(x.rows() * self.state.intercepts.len());
        self.each_row(x, |decisions| out.extend_from_slice(decisions))?;
        Ok(out)
    }

    /// Shows the f of all pairs of each row.
    fn each_row(&self, x: &Matrix, mut take: impl FnMut(&[f64])) -> Result<(), Error> {
        let SupportVectorClassifierState { columns, dual_coefficients, intercepts, .. } =
            &self.state;
        same_columns(Self::KIND, columns, x)?;
        finite_cells(Self::KIND, x)?;
        let classes = self.state.present.len();
        let mut kernels = vec![0.0; self.vectors.len()];
        let mut decisions = vec![0.0; intercepts.len()];
        // The coefficients of the vectors of one class against another, by its place among the others.
        let side = |class: usize, other: usize, kernels: &[f64]| {
            let (from, to) = (self.bounds[class], self.bounds[class + 1]);
            let start = other * kernels.len();
            exact::dot(&dual_coefficients[start + from..start + to], &kernels[from..to])
        };
        for (row, cells) in x.iter_rows().enumerate() {
            self.function.with_each(cells, &self.vectors, &mut kernels);
            let mut places = decisions.iter_mut().zip(intercepts);
            for i in 0..classes {
                for j in i + 1..classes {
                    let Some((place, intercept)) = places.next() else { continue };
                    let decision = side(i, j - 1, &kernels) + side(j, i, &kernels) + intercept;
                    if !decision.is_finite() {
                        let found = exact::canonical(decision);
                        return Err(out_of_range(Self::KIND, "decision", row, found));
                    }
                    *place = decision;
                }
            }
            take(&decisions);
        }
        Ok(())
    }
}

impl Pipeline for SupportVectorClassifier {
    type Input = Matrix;
    type Output = Classes;
}

impl SupportVectorClassifier {
    /// The model of rows that count once, or as much as their weights.
    fn of(
        &self,
        x: &Matrix,
        (y, weights): (&Labels, Option<&[f64]>),
    ) -> Result<SupportVectorClassifierModel, Error> {
        const STAGE: &str = SupportVectorClassifierModel::KIND;
        let settings = self.machine.settings(STAGE, x, y.rows())?;
        let present = check::classes(STAGE, y)?;
        let codes: Vec<f64> = present.codes.iter().map(|&code| f64::from(code)).collect();
        let mut members = vec![Vec::new(); present.classes.len()];
        let mut counts = vec![Vec::new(); present.classes.len()];
        for row in order(x, &codes, weights) {
            let class = present.codes[row] as usize;
            if let (Some(cells), Some(counts)) = (members.get_mut(class), counts.get_mut(class)) {
                cells.extend_from_slice(x.row(row));
                counts.extend(weights.and_then(|weights| weights.get(row)));
            }
        }
        let counts = weights.map(|_| counts);
        let width = x.width();
        let mut state = SupportVectorClassifierState {
            columns: Arc::clone(x.names()),
            classes: Arc::clone(y.classes()),
            present: present.classes,
            gamma: settings.function.gamma,
            support_vectors: Vec::new(),
            sizes: Vec::new(),
            dual_coefficients: Vec::new(),
            intercepts: Vec::new(),
            sigmoids: Vec::new(),
        };
        let pairwise = Pairwise { settings, probability: self.probability, seed: self.seed };
        let train = move || {
            let classes: Vec<Rows> =
                members.into_iter().map(|cells| Rows::new(cells, width)).collect();
            let pairs = pairwise.fit(&classes, width, counts.as_deref());
            let pairs = pairs.map_err(|error| error.to_string())?;
            state.take(&classes, &pairs);
            Ok(state)
        };
        let deadline = Duration::from_secs(self.machine.deadline_seconds);
        let state = guard::run(STAGE, Trainer::EXACT, deadline, train)?;
        fitted(STAGE, SupportVectorClassifierModel::restore(self.clone(), state))
    }
}

impl Fit<Labels> for SupportVectorClassifier {
    type Fitted = SupportVectorClassifierModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<SupportVectorClassifierModel, Error> {
        self.of(x, (y, None))
    }
}

impl FitWeighted<Labels> for SupportVectorClassifier {
    fn fit_weighted(
        &self,
        x: &Matrix,
        y: &Weighted<Labels>,
    ) -> Result<SupportVectorClassifierModel, Error> {
        let stage = SupportVectorClassifierModel::KIND;
        let rows = weights::Rows::of(stage, x, y)?;
        self.of(&rows.x, (rows.y(), rows.counts()))
    }
}

impl Pipeline for SupportVectorClassifierModel {
    type Input = Matrix;
    type Output = Classes;
}

impl Apply for SupportVectorClassifierModel {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        let SupportVectorClassifierState { classes, present, .. } = &self.state;
        let mut all = vec![0.0; x.rows() * classes.len()];
        let mut answers = all.chunks_exact_mut(classes.len());
        let mut shares = vec![0.0; present.len()];
        let mut room = Room::default();
        self.each_row(x, |decisions| {
            room.share(decisions, &self.state.sigmoids, &mut shares);
            let Some(answer) = answers.next() else { return };
            for (&code, &share) in present.iter().zip(&shares) {
                if let Some(place) = answer.get_mut(code as usize) {
                    *place = share;
                }
            }
        })?;
        Classes::new(Arc::clone(classes), all)
    }
}

impl Stage for SupportVectorClassifierModel {
    const KIND: &'static str = "model.support_vector.classifier";
    type Recipe = SupportVectorClassifier;
    type State = SupportVectorClassifierState;

    stage_parts!(SupportVectorClassifier, SupportVectorClassifierState);

    fn restore(
        recipe: SupportVectorClassifier,
        state: SupportVectorClassifierState,
    ) -> Result<Self, String> {
        let bounds = state.check(recipe.probability)?;
        let vectors = Rows::new(state.support_vectors.clone(), state.columns.len());
        let function = recipe.machine.function(state.gamma);
        Ok(SupportVectorClassifierModel { recipe, state, vectors, function, bounds })
    }

    fn learn(recipe: &SupportVectorClassifier, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        weights::learn_classes(Self::KIND, recipe, x, y)
    }

    fn report(&self) -> Vec<(String, String)> {
        let mut lines = vec![("gamma".to_owned(), self.state.gamma.to_string())];
        let sizes = self.learned().zip(&self.state.sizes);
        lines.extend(
            sizes.map(|(class, size)| (class.to_owned(), format!("{size} support vectors"))),
        );
        lines
    }
}
