//! Least squares on a few components of the columns.

use super::affine::AffineState;
use super::check;
use super::input::{DEADLINE_SECONDS, at_least, deadline_seconds};
use super::trainer::Trainer;
use crate::artifact::{Refit, Stage};
use crate::data::{Matrix, Vector};
use crate::error::{Error, FitError};
use crate::model::stage_parts::stage_parts;
use crate::pipeline::{Apply, Fit, Pipeline, Target, guard};
use crate::solve::partial_least_squares::partial_least_squares;
use crate::solve::rows::transposed;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Regression by partial least squares: on a few weighted sums of the columns, chosen for their covariance with the
/// target. For many columns that hang together.
///
/// Takes a [`Matrix`] and a target of numbers, gives a [`Vector`] of predictions.
///
/// # Formula
/// Columns and target are put less their means and, unless [told not to](Self::scale), over their standard deviations
/// (divisor n − 1). For each component the weights are w = Xᵀy / ‖Xᵀy‖, the scores t = X·w, the loadings p = Xᵀt / t·t
/// and q = y·t / t·t; X and y go on less t·pᵀ and t·q. The prediction is the sum of the t·q, an affine function of the
/// row. As many components as columns are least squares.
///
/// # Learned state
/// One coefficient a column, and the intercept.
///
/// # Determinism
/// Replay exact: [`exact::affine`](crate::exact::affine) over each row. Refit exact, in any order of the rows: every
/// sum over rows is exact.
///
/// # Errors
/// Fitting fails with no component or more than there are rows or columns, with fewer than two rows, a value that is
/// not finite, or numbers that leave their range. It takes fewer components than asked for where nothing is left to
/// explain. A row with a cell that is not finite is refused when predicting.
///
/// # Source
/// `PLSRegression` of scikit-learn 1.9, of one target; of several it is
/// [`MultiTaskPartialLeastSquares`](super::MultiTaskPartialLeastSquares). Wold, Sjöström and Eriksson, "PLS-regression: a basic tool of
/// chemometrics" (2001).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a", "b"], [[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]])?;
/// let model = PartialLeastSquares::new(1).fit(&x, &Vector::new(vec![3.0, 5.0, 7.0]))?;
/// // Two columns that say the same share what there is to explain.
/// assert!((model.coefficients()[0] - 1.0).abs() < 1e-12);
/// assert!((model.coefficients()[1] - 0.5).abs() < 1e-12);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "PLSRegression")]
#[doc(alias = "PLS1")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartialLeastSquares {
    components: u32,
    scale: bool,
    deadline_seconds: u64,
}

impl Default for PartialLeastSquares {
    fn default() -> Self {
        PartialLeastSquares::new(2)
    }
}

impl PartialLeastSquares {
    /// With so many components, of scaled columns.
    #[must_use]
    pub fn new(components: u32) -> PartialLeastSquares {
        PartialLeastSquares { components, scale: true, deadline_seconds: DEADLINE_SECONDS }
    }

    /// Whether columns and target are divided by their standard deviations; by default yes.
    #[must_use]
    pub fn scale(mut self, scale: bool) -> PartialLeastSquares {
        self.scale = scale;
        self
    }

    /// How long fitting may take, rounded up to whole seconds; by default 600 s.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> PartialLeastSquares {
        self.deadline_seconds = deadline_seconds(deadline);
        self
    }
}

/// A fitted [`PartialLeastSquares`].
#[derive(Debug, Clone, PartialEq)]
pub struct PartialLeastSquaresModel {
    recipe: PartialLeastSquares,
    state: AffineState,
}

impl PartialLeastSquaresModel {
    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The coefficients, one a column.
    #[doc(alias = "coef_")]
    #[must_use]
    pub fn coefficients(&self) -> &[f64] {
        &self.state.coefficients
    }

    /// The intercept, of rows as they are; scikit-learn's is of rows less their means.
    #[doc(alias = "intercept_")]
    #[must_use]
    pub fn intercept(&self) -> f64 {
        self.state.intercept
    }
}

/// At least one component, and no more than there are rows or columns.
pub(super) fn check_components(stage: &str, components: u32, x: &Matrix) -> Result<usize, Error> {
    at_least(stage, "components", 1, components)?;
    let (components, most) = (components as usize, x.rows().min(x.width()));
    if components > most {
        return Err(FitError::Parameter {
            stage: stage.to_owned(),
            parameter: "components".to_owned(),
            expected: format!("at most {most}, the fewer of rows and columns"),
            found: components.to_string(),
        }
        .into());
    }
    Ok(components)
}

impl Pipeline for PartialLeastSquares {
    type Input = Matrix;
    type Output = Vector;
}

impl Fit<Vector> for PartialLeastSquares {
    type Fitted = PartialLeastSquaresModel;

    fn fit(&self, x: &Matrix, y: &Vector) -> Result<PartialLeastSquaresModel, Error> {
        const STAGE: &str = PartialLeastSquaresModel::KIND;
        at_least(STAGE, "components", 1, self.components)?;
        check::features(STAGE, x, y.rows())?;
        check::numbers(STAGE, y)?;
        let components = check_components(STAGE, self.components, x)?;
        let (columns, targets) = (transposed(x.as_slice(), x.width()), y.values().to_vec());
        let scale = self.scale;
        let solve = move || {
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let found = partial_least_squares(&columns, &targets, components, scale);
            found.map_err(|error| error.to_string())
        };
        let deadline = Duration::from_secs(self.deadline_seconds);
        let found = guard::run(STAGE, Trainer::EXACT, deadline, solve)?;
        let state = AffineState {
            columns: Arc::clone(x.names()),
            coefficients: found.linear.coefficients,
            intercept: found.linear.intercept,
        };
        Ok(PartialLeastSquaresModel { recipe: self.clone(), state })
    }
}

impl Pipeline for PartialLeastSquaresModel {
    type Input = Matrix;
    type Output = Vector;
}

impl Apply for PartialLeastSquaresModel {
    fn apply(&self, x: &Matrix) -> Result<Vector, Error> {
        self.state.apply(Self::KIND, x)
    }
}

impl Stage for PartialLeastSquaresModel {
    const KIND: &'static str = "model.partial_least_squares";
    type Recipe = PartialLeastSquares;
    type State = AffineState;

    stage_parts!(PartialLeastSquares, AffineState, checked);

    fn learn(recipe: &PartialLeastSquares, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, y.vector(Self::KIND)?)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.report()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_components_than_rows_or_columns() -> Result<(), Error> {
        let x = Matrix::from_rows(["a", "b", "c"], [[1.0, 2.0, 9.0], [2.0, 4.0, 7.0]])?;
        let y = Vector::new(vec![3.0, 5.0]);
        let message = |n: u32| PartialLeastSquares::new(n).fit(&x, &y).unwrap_err().to_string();
        assert!(message(0).contains("`components` must be at least 1"));
        assert!(
            message(3).contains("`components` must be at most 2, the fewer of rows and columns")
        );
        assert!(PartialLeastSquares::new(2).fit(&x, &y).is_ok());
        Ok(())
    }
}
