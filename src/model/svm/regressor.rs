//! Support vector regression.

use super::machine::{Machine, fitted, machine_setters, order};
use super::{Gamma, Kernel};
use crate::artifact::Stage;
use crate::data::{Matrix, Vector};
use crate::error::{Error, FitError};
use crate::exact;
use crate::model::check;
use crate::model::input::{finite_cells, not_negative, out_of_range, same_columns};
use crate::model::stage_parts::stage_parts;
use crate::model::trainer::Trainer;
use crate::model::weights;
use crate::pipeline::per_column::{check_columns, check_finite};
use crate::pipeline::{Apply, Fit, FitWeighted, Pipeline, Target, Weighted, guard};
use crate::solve::svm::{Function, Rows, regress};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Beyond this, differences of targets and their squares may leave the range of numbers.
const LARGEST: f64 = 1e150;

/// A support vector machine that predicts numbers.
///
/// Takes a [`Matrix`] and a target of numbers, gives a [`Vector`] of predictions.
///
/// # Formula
/// f(x) = Σ aₛ K(s, x) + b over the support vectors s: the flattest function from which training rows deviate by at
/// most `epsilon`, where more costs `c` times how much more. Coefficients are within ±c.
///
/// Kernels take columns as they are, and `epsilon` and `c` the target as it is: standardise both first.
/// A row's [weight](Weighted) multiplies what its deviation costs; [`Gamma::Scale`] is told without weights.
///
/// # Learned state
/// The support vectors, a coefficient for each, and the intercept.
///
/// # Determinism
/// Replay exact: kernels by [`exact::dot`] or [`exact::squared_distance`] and [`exact::exp`] or [`exact::tanh`], powers
/// by repeated multiplication, the sum by [`exact::dot`]. Refit exact, in any order of the rows: they are sorted by
/// their cells and target, and steps are taken in a fixed order.
///
/// # Errors
/// Fitting fails with a parameter out of its bounds, fewer than two rows, a value that is not finite or over 1e150,
/// kernels that leave the range of numbers, and when it does not converge. A row with a cell that is not finite is
/// refused when predicting, and one whose f leaves the range of numbers.
///
/// # Source
/// `SVR` of scikit-learn 1.9 and LIBSVM 3.3, with whose f it agrees within the tolerance; LIBSVM keeps kernels in single
/// precision. Drucker et al., "Support vector regression machines" (1996).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [1.0], [2.0]])?;
/// let y = Vector::new(vec![0.0, 2.0, 4.0]);
/// let recipe = SupportVectorRegressor::new().kernel(Kernel::Linear).c(100.0).epsilon(0.5);
/// let model = recipe.tolerance(1e-9).fit(&x, &y)?;
/// // From 0.5 at the first row to 3.5 at the last.
/// assert!((model.apply(&x)?.values()[2] - 3.5).abs() < 1e-9);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "SVR")]
#[doc(alias = "SVM")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SupportVectorRegressor {
    machine: Machine,
    epsilon: f64,
}

impl Default for SupportVectorRegressor {
    fn default() -> Self {
        SupportVectorRegressor::new()
    }
}

impl SupportVectorRegressor {
    /// With kernel [`Kernel::Rbf`], [`Gamma::Scale`], C = 1, epsilon 0.1 and tolerance 1e-3.
    #[must_use]
    pub fn new() -> SupportVectorRegressor {
        SupportVectorRegressor { machine: Machine::default(), epsilon: 0.1 }
    }

    /// How far a prediction may be from the target at no cost; by default 0.1.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> SupportVectorRegressor {
        self.epsilon = epsilon;
        self
    }
}

machine_setters!(SupportVectorRegressor);

/// A fitted [`SupportVectorRegressor`].
#[derive(Debug, Clone, PartialEq)]
pub struct SupportVectorRegressorModel {
    recipe: SupportVectorRegressor,
    state: SupportVectorRegressorState,
    vectors: Rows,
    function: Function,
}

/// What [`SupportVectorRegressorModel`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SupportVectorRegressorState {
    pub(super) columns: Arc<[Arc<str>]>,
    pub(super) gamma: f64,
    /// Row after row.
    pub(super) support_vectors: Vec<f64>,
    pub(super) dual_coefficients: Vec<f64>,
    pub(super) intercept: f64,
}

impl SupportVectorRegressorModel {
    /// The columns, in order.
    #[doc(alias = "feature_names_in_")]
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The γ of the kernel.
    #[must_use]
    pub fn gamma(&self) -> f64 {
        self.state.gamma
    }

    /// The support vectors, row after row, in ascending order of their cells.
    #[doc(alias = "support_vectors_")]
    #[must_use]
    pub fn support_vectors(&self) -> &[f64] {
        &self.state.support_vectors
    }

    /// The coefficients, one a support vector.
    #[doc(alias = "dual_coef_")]
    #[must_use]
    pub fn dual_coefficients(&self) -> &[f64] {
        &self.state.dual_coefficients
    }

    /// The intercept.
    #[doc(alias = "intercept_")]
    #[must_use]
    pub fn intercept(&self) -> f64 {
        self.state.intercept
    }
}

impl Pipeline for SupportVectorRegressor {
    type Input = Matrix;
    type Output = Vector;
}

impl SupportVectorRegressor {
    /// The model of rows that count once, or as much as their weights.
    fn of(
        &self,
        x: &Matrix,
        (y, weights): (&Vector, Option<&[f64]>),
    ) -> Result<SupportVectorRegressorModel, Error> {
        const STAGE: &str = SupportVectorRegressorModel::KIND;
        not_negative(STAGE, "epsilon", self.epsilon)?;
        let settings = self.machine.settings(STAGE, x, y.rows())?;
        check::numbers(STAGE, y)?;
        if let Some(odd) = y.values().iter().find(|y| y.abs() > LARGEST) {
            let expected = format!("numbers of at most {LARGEST:e}");
            let (stage, found) = (STAGE.to_owned(), odd.to_string());
            return Err(FitError::Target { stage, expected, found }.into());
        }
        let order = order(x, y.values(), weights);
        let counts =
            weights.map(|weights| order.iter().map(|&row| weights[row]).collect::<Vec<_>>());
        let cells: Vec<f64> = order.iter().flat_map(|&row| x.row(row)).copied().collect();
        let targets: Vec<f64> = order.iter().map(|&row| y.values()[row]).collect();
        let (width, epsilon) = (x.width(), self.epsilon);
        let train = move || {
            let rows = Rows::new(cells, width);
            let found = regress(&rows, (&targets, counts.as_deref()), epsilon, &settings);
            found.map(|found| (rows, found)).map_err(|error| error.to_string())
        };
        let deadline = Duration::from_secs(self.machine.deadline_seconds);
        let (rows, found) = guard::run(STAGE, Trainer::EXACT, deadline, train)?;
        let kept: Vec<usize> =
            (0..rows.len()).filter(|&row| found.coefficients[row] != 0.0).collect();
        let state = SupportVectorRegressorState {
            columns: Arc::clone(x.names()),
            gamma: settings.function.gamma,
            support_vectors: rows.take(&kept).cells,
            dual_coefficients: kept.iter().map(|&row| found.coefficients[row]).collect(),
            intercept: found.intercept,
        };
        fitted(STAGE, SupportVectorRegressorModel::restore(self.clone(), state))
    }
}

impl Fit<Vector> for SupportVectorRegressor {
    type Fitted = SupportVectorRegressorModel;

    fn fit(&self, x: &Matrix, y: &Vector) -> Result<SupportVectorRegressorModel, Error> {
        self.of(x, (y, None))
    }
}

impl FitWeighted<Vector> for SupportVectorRegressor {
    fn fit_weighted(
        &self,
        x: &Matrix,
        y: &Weighted<Vector>,
    ) -> Result<SupportVectorRegressorModel, Error> {
        let stage = SupportVectorRegressorModel::KIND;
        weights::numbers(stage, y)?;
        let rows = weights::Rows::of(stage, x, y)?;
        self.of(&rows.x, (rows.y(), rows.counts()))
    }
}

impl Pipeline for SupportVectorRegressorModel {
    type Input = Matrix;
    type Output = Vector;
}

impl Apply for SupportVectorRegressorModel {
    fn apply(&self, x: &Matrix) -> Result<Vector, Error> {
        let SupportVectorRegressorState { columns, dual_coefficients, intercept, .. } = &self.state;
        same_columns(Self::KIND, columns, x)?;
        finite_cells(Self::KIND, x)?;
        let mut kernels = vec![0.0; self.vectors.len()];
        let mut out = Vec::with_capacity(x.rows());
        for (row, cells) in x.iter_rows().enumerate() {
            self.function.with_each(cells, &self.vectors, &mut kernels);
            let value = exact::dot(&kernels, dual_coefficients) + intercept;
            if !value.is_finite() {
                return Err(out_of_range(Self::KIND, "prediction", row, exact::canonical(value)));
            }
            out.push(value);
        }
        Ok(Vector::new(out))
    }
}

impl Stage for SupportVectorRegressorModel {
    const KIND: &'static str = "model.support_vector.regressor";
    type Recipe = SupportVectorRegressor;
    type State = SupportVectorRegressorState;

    stage_parts!(SupportVectorRegressor, SupportVectorRegressorState);

    fn restore(
        recipe: SupportVectorRegressor,
        state: SupportVectorRegressorState,
    ) -> Result<Self, String> {
        let (width, count) = (state.columns.len(), state.dual_coefficients.len());
        check_columns(&state.columns, &[])?;
        if width == 0 || width.checked_mul(count) != Some(state.support_vectors.len()) {
            let found = state.support_vectors.len();
            return Err(format!("{found} cells for {count} support vectors of {width} columns"));
        }
        check_finite("gamma", &[state.gamma])?;
        check_finite("support vectors", &state.support_vectors)?;
        check_finite("dual coefficients", &state.dual_coefficients)?;
        check_finite("intercept", &[state.intercept])?;
        let vectors = Rows::new(state.support_vectors.clone(), width);
        let function = recipe.machine.function(state.gamma);
        Ok(SupportVectorRegressorModel { recipe, state, vectors, function })
    }

    fn learn(recipe: &SupportVectorRegressor, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        weights::learn_numbers(Self::KIND, recipe, x, y)
    }

    fn report(&self) -> Vec<(String, String)> {
        vec![
            ("gamma".to_owned(), self.state.gamma.to_string()),
            ("support vectors".to_owned(), self.state.dual_coefficients.len().to_string()),
            ("intercept".to_owned(), self.state.intercept.to_string()),
        ]
    }
}
