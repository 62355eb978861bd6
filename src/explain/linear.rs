//! Contributions to the scores of linear models.

use super::coefficients::Coefficients;
use super::contributions::{Contributions, Explain, Scale};
use super::trees::scores;
use crate::data::{DataKind, Matrix};
use crate::error::{Error, ExplainError};
use crate::exact::{self, ExactDot, ExactSum};
use crate::model::{
    BayesianRidgeModel, ElasticNetModel, FtrlModel, LassoModel, LinearDiscriminantModel,
    LinearModel, LinearSupportVectorClassifierModel, LinearSupportVectorRegressorModel,
    LogisticModel, MultiTaskElasticNetModel, MultiTaskLassoModel,
    MultiTaskPartialLeastSquaresModel, PartialLeastSquaresModel, RidgeModel, TweedieModel,
};
use crate::pipeline::Apply;
use std::sync::Arc;

/// A linear model: its scores are weighted sums of its columns.
pub trait LinearScores: Explain {
    /// See [`coefficients`].
    ///
    /// # Errors
    /// Those of [`coefficients`].
    fn coefficient_table(&self) -> Result<Coefficients, Error>;

    /// See [`contributions_about`].
    ///
    /// # Errors
    /// Those of [`contributions_about`].
    fn explain_about(
        &self,
        x: &Self::Input,
        background: &Self::Input,
    ) -> Result<Contributions, Error>;
}

/// The coefficients of a linear model, or of the one a chain ends in, with the names of the model's columns.
///
/// # Errors
/// A pipeline whose stages are known only at run time, and that does not end in a linear model.
pub fn coefficients<L: LinearScores>(model: &L) -> Result<Coefficients, Error> {
    model.coefficient_table()
}

/// How much each column contributed to each row's score, beside the mean row of a background.
///
/// # Formula
/// Contribution: coefficient × (cell − mean of the background's cells). Baseline: the score of the mean row. These are
/// the Shapley values of a linear model whose columns are independent.
///
/// # Determinism
/// Exact; means and baseline from exact sums, so in any order of the background's rows.
///
/// # Errors
/// Those of predicting, for both; a background without rows.
///
/// # Examples
/// ```
/// use steadfast::explain::contributions_about;
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [1.0], [2.0]])?;
/// let model = Linear::new().fit(&x, &Vector::new(vec![1.0, 3.0, 5.0]))?;
/// let why = contributions_about(&model, &x, &x)?;
/// assert!((why.baseline(0) - 3.0).abs() < 1e-12);
/// assert!((why.row(2, 0)[0] - 2.0).abs() < 1e-12);
/// # Ok::<(), Error>(())
/// ```
///
/// # Source
/// Štrumbelj and Kononenko, "Explaining prediction models and individual predictions with feature contributions" (2014);
/// `shap.LinearExplainer` with `feature_perturbation="interventional"`.
pub fn contributions_about<L: LinearScores>(
    model: &L,
    x: &L::Input,
    background: &L::Input,
) -> Result<Contributions, Error> {
    exact::check_environment()?;
    if background.rows() == 0 {
        return Err(ExplainError::Shape {
            what: "contributions beside a background".to_owned(),
            expected: "at least one row of background".to_owned(),
            found: "none".to_owned(),
        }
        .into());
    }
    model.explain_about(x, background)
}

/// Coefficient times the cell's distance from `middle`, for every row, which the model has taken.
///
/// With n columns the answer is n products and sums, a contribution two roundings and the baseline one: a bound of
/// (n + 8) 2⁻⁵³ (Σ|w x| + |b| + Σ|contribution| + |baseline|), and as many smallest numbers for products below the
/// range.
#[expect(clippy::cast_precision_loss, reason = "a count of columns")]
fn explain(
    model: &Coefficients,
    scale: Scale,
    x: &Matrix,
    middle: &[f64],
) -> Result<Contributions, Error> {
    let outputs = model.outputs.len();
    let baseline = |output: usize| {
        let mut sum = ExactDot::new();
        sum.add_slices(model.row(output), middle);
        sum.add(model.intercept(output), 1.0);
        sum.sum()
    };
    let baselines: Vec<f64> = (0..outputs).map(baseline).collect();
    let mut values = Vec::with_capacity(x.rows() * x.width() * outputs);
    let mut bounds = Vec::with_capacity(x.rows() * outputs);
    let roundings = x.width() as f64 + 8.0;
    for row in x.iter_rows() {
        for (output, baseline) in baselines.iter().enumerate() {
            let mut sizes = ExactSum::new();
            sizes.add(baseline.abs());
            sizes.add(model.intercept(output).abs());
            for ((weight, cell), middle) in model.row(output).iter().zip(row).zip(middle) {
                let value = weight * (cell - middle);
                sizes.add(value.abs());
                sizes.add((weight * cell).abs());
                // Not a zero with a sign.
                values.push(value + 0.0);
            }
            bounds.push(roundings * (f64::EPSILON / 2.0 * sizes.sum() + f64::from_bits(1)));
        }
    }
    let columns = Arc::clone(&model.columns);
    Contributions::new(columns, model.outputs.clone(), scale, baselines, values, bounds)
}

/// The mean of every column.
fn means(x: &Matrix) -> Vec<f64> {
    (0..x.width()).map(|at| exact::mean(&x.column(at)).unwrap_or(exact::NAN)).collect()
}

macro_rules! linear {
    ($($model:ident: $scale:expr, $table:expr;)*) => {$(
        impl Explain for $model {
            type Input = Matrix;

            fn explain(&self, x: &Matrix) -> Result<Contributions, Error> {
                // Refuses other columns, and cells and answers that are not finite.
                self.apply(x)?;
                explain(&$table(self), $scale, x, &vec![0.0; x.width()])
            }
        }

        impl LinearScores for $model {
            fn coefficient_table(&self) -> Result<Coefficients, Error> {
                Ok($table(self))
            }

            fn explain_about(&self, x: &Matrix, around: &Matrix) -> Result<Contributions, Error> {
                self.apply(x)?;
                self.apply(around)?;
                explain(&$table(self), $scale, x, &means(around))
            }
        }
    )*};
}

/// Of one number.
macro_rules! of_number {
    ($($model:ident: $scale:expr),*) => {
        linear! {$(
            $model: $scale, |m: &$model| Coefficients {
                columns: m.columns().into(),
                outputs: vec![Arc::from("prediction")],
                weights: m.coefficients().to_vec(),
                intercepts: vec![m.intercept()],
            };
        )*}
    };
}

/// Of classes: one score of two, or one a class.
macro_rules! of_classes {
    ($($model:ident),*) => {
        linear! {$(
            $model: Scale::Score, |m: &$model| Coefficients {
                columns: m.columns().into(),
                outputs: scores(m.learned()),
                weights: m.coefficients().to_vec(),
                intercepts: m.intercepts().to_vec(),
            };
        )*}
    };
}

/// Of several numbers.
macro_rules! of_targets {
    ($($model:ident),*) => {
        linear! {$(
            $model: Scale::Answer, |m: &$model| Coefficients {
                columns: m.columns().into(),
                outputs: m.targets().to_vec(),
                weights: m.coefficients().to_vec(),
                intercepts: m.intercepts().to_vec(),
            };
        )*}
    };
}

of_number!(LinearModel: Scale::Answer, RidgeModel: Scale::Answer, LassoModel: Scale::Answer);
of_number!(ElasticNetModel: Scale::Answer, BayesianRidgeModel: Scale::Answer);
of_number!(PartialLeastSquaresModel: Scale::Answer, TweedieModel: Scale::Score);
of_number!(LinearSupportVectorRegressorModel: Scale::Answer);
of_classes!(LogisticModel, LinearDiscriminantModel, LinearSupportVectorClassifierModel);
of_targets!(MultiTaskElasticNetModel, MultiTaskLassoModel, MultiTaskPartialLeastSquaresModel);
linear! {
    FtrlModel: Scale::Score, |m: &FtrlModel| Coefficients {
        columns: m.columns().into(),
        outputs: scores(m.learned()),
        weights: m.coefficients().to_vec(),
        intercepts: vec![m.intercept()],
    };
}
