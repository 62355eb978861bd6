//! Least squares of several targets on a few components of the columns.

use crate::artifact::{Refit, Stage};
use crate::data::Matrix;
use crate::error::Error;
use crate::model::affine_targets::{AffineTargetsState, affine_targets};
use crate::model::check;
use crate::model::input::{DEADLINE_SECONDS, deadline_seconds};
use crate::model::partial_least_squares::check_components;
use crate::model::stage_parts::stage_parts;
use crate::model::trainer::Trainer;
use crate::pipeline::{Apply, Fit, Pipeline, Target, guard};
use crate::solve::partial_least_squares::partial_least_squares_of_targets;
use crate::solve::rows::transposed;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Regression of several targets by partial least squares: on a few weighted sums of the columns, chosen for their
/// covariance with weighted sums of the targets. For many columns that hang together, and targets that do.
///
/// Takes a [`Matrix`] and a target of columns of numbers, gives a [`Matrix`] of predictions, one column a target, of
/// the target's name.
///
/// # Formula
/// Columns and targets are put less their means and, unless [told not to](Self::scale), over their standard deviations
/// (divisor n − 1). For each component the weights w are the first left singular vector of XᵀY, the scores t = X·w, the
/// loadings p = Xᵀt / t·t and q = Yᵀt / t·t; X and Y go on less t·pᵀ and t·qᵀ. The predictions are the sums of the t·q,
/// affine functions of the row. As many components as columns are least squares of each target. Of one target it is
/// [`PartialLeastSquares`](crate::model::PartialLeastSquares).
///
/// # Learned state
/// For each target one coefficient a column, and an intercept.
///
/// # Determinism
/// Replay exact: [`exact::affine`](crate::exact::affine) over each row, for each target. Refit exact, in any order of
/// the rows: every sum over rows is exact, and the singular vector is had by rotations in one fixed order.
///
/// # Errors
/// Fitting fails with no component or more than there are rows or columns, without a target, with fewer than two rows,
/// a value that is not finite, or numbers that leave their range. It takes fewer components than asked for where
/// nothing is left to explain, or nothing to explain it by. A row with a cell that is not finite, or with a prediction
/// out of the range of numbers, is refused when predicting.
///
/// # Source
/// `PLSRegression` of scikit-learn 1.9, whose rounds for the weights stop early unless told otherwise: here they are at
/// their end. Wegelin, "A survey of partial least squares (PLS) methods, with emphasis on the two-block case" (2000).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a", "b"], [[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]])?;
/// let y = Matrix::from_rows(["u", "v"], [[3.0, 0.0], [5.0, -1.0], [7.0, -2.0]])?;
/// let model = MultiTaskPartialLeastSquares::new(1).fit(&x, &y)?;
/// // Two columns that say the same share what there is to explain.
/// for (found, expected) in model.coefficients().iter().zip([1.0, 0.5, -0.5, -0.25]) {
///     assert!((found - expected).abs() < 1e-12);
/// }
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "PLSRegression")]
#[doc(alias = "PLS2")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MultiTaskPartialLeastSquares {
    components: u32,
    scale: bool,
    deadline_seconds: u64,
}

impl Default for MultiTaskPartialLeastSquares {
    fn default() -> Self {
        MultiTaskPartialLeastSquares::new(2)
    }
}

impl MultiTaskPartialLeastSquares {
    /// With so many components, of scaled columns and targets.
    #[must_use]
    pub fn new(components: u32) -> MultiTaskPartialLeastSquares {
        let deadline_seconds = DEADLINE_SECONDS;
        MultiTaskPartialLeastSquares { components, scale: true, deadline_seconds }
    }

    /// Whether columns and targets are divided by their standard deviations; by default yes.
    #[must_use]
    pub fn scale(mut self, scale: bool) -> MultiTaskPartialLeastSquares {
        self.scale = scale;
        self
    }

    /// How long fitting may take, rounded up to whole seconds; by default 600 s.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> MultiTaskPartialLeastSquares {
        self.deadline_seconds = deadline_seconds(deadline);
        self
    }
}

/// A fitted [`MultiTaskPartialLeastSquares`].
#[derive(Debug, Clone, PartialEq)]
pub struct MultiTaskPartialLeastSquaresModel {
    recipe: MultiTaskPartialLeastSquares,
    state: AffineTargetsState,
}

affine_targets!(MultiTaskPartialLeastSquaresModel);

impl Pipeline for MultiTaskPartialLeastSquares {
    type Input = Matrix;
    type Output = Matrix;
}

impl Fit<Matrix> for MultiTaskPartialLeastSquares {
    type Fitted = MultiTaskPartialLeastSquaresModel;

    fn fit(&self, x: &Matrix, y: &Matrix) -> Result<MultiTaskPartialLeastSquaresModel, Error> {
        const STAGE: &str = MultiTaskPartialLeastSquaresModel::KIND;
        check::features(STAGE, x, y.rows())?;
        check::columns_of_numbers(STAGE, y)?;
        let components = check_components(STAGE, self.components, x)?;
        let columns = transposed(x.as_slice(), x.width());
        let targets = transposed(y.as_slice(), y.width());
        let scale = self.scale;
        let solve = move || {
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let targets: Vec<&[f64]> = targets.iter().map(Vec::as_slice).collect();
            let found = partial_least_squares_of_targets(&columns, &targets, components, scale);
            found.map_err(|error| error.to_string())
        };
        let deadline = Duration::from_secs(self.deadline_seconds);
        let found = guard::run(STAGE, Trainer::EXACT, deadline, solve)?;
        let state = AffineTargetsState::of(x, y.names(), &found);
        Ok(MultiTaskPartialLeastSquaresModel { recipe: self.clone(), state })
    }
}

impl Stage for MultiTaskPartialLeastSquaresModel {
    const KIND: &'static str = "model.multi_task_partial_least_squares";
    type Recipe = MultiTaskPartialLeastSquares;
    type State = AffineTargetsState;

    stage_parts!(MultiTaskPartialLeastSquares, AffineTargetsState, checked);

    fn learn(
        recipe: &MultiTaskPartialLeastSquares,
        x: &Matrix,
        y: Target<'_>,
    ) -> Result<Self, Error> {
        recipe.fit(x, y.matrix(Self::KIND)?)
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
    use crate::data::Vector;
    use crate::model::PartialLeastSquares;
    use proptest::prelude::*;

    #[test]
    fn no_more_components_than_rows_or_columns() -> Result<(), Error> {
        let x = Matrix::from_rows(["a", "b", "c"], [[1.0, 2.0, 9.0], [2.0, 4.0, 7.0]])?;
        let y = Matrix::from_rows(["u", "v"], [[3.0, 1.0], [5.0, 0.0]])?;
        let fit = |components| MultiTaskPartialLeastSquares::new(components).fit(&x, &y);
        let message = |components| fit(components).unwrap_err().to_string();
        assert!(message(0).contains("`components` must be at least 1"));
        assert!(
            message(3).contains("`components` must be at most 2, the fewer of rows and columns")
        );
        assert!(fit(2).is_ok());
        Ok(())
    }

    proptest! {
        #[test]
        fn of_one_target_it_is_that_of_one_in_any_order_of_rows(
            mut rows in prop::collection::vec(prop::array::uniform4(-1e3..1e3f64), 6..40),
            turn in 0usize..40, components in 1u32..=3, scale: bool,
        ) {
            let data = |rows: &[[f64; 4]]| {
                let cells = rows.iter().map(|row| [row[0], row[1], row[2]]);
                (
                    Matrix::from_rows(["a", "b", "c"], cells).unwrap(),
                    Matrix::from_rows(["u"], rows.iter().map(|row| [row[3]])).unwrap(),
                    Matrix::from_rows(["u", "v"], rows.iter().map(|row| [row[3], row[0] - row[1]])).unwrap(),
                )
            };
            let (x, u, uv) = data(&rows);
            let recipe = MultiTaskPartialLeastSquares::new(components).scale(scale);
            let one = PartialLeastSquares::new(components).scale(scale);
            let one = one.fit(&x, &Vector::new(u.column(0))).unwrap();
            let found = recipe.fit(&x, &u).unwrap();
            prop_assert_eq!(found.coefficients(), one.coefficients());
            prop_assert_eq!(found.intercepts(), [one.intercept()]);
            let whole = recipe.fit(&x, &uv).unwrap();
            let middle = turn % rows.len();
            rows.rotate_left(middle);
            rows.reverse();
            let (x, _, uv) = data(&rows);
            prop_assert_eq!(whole, recipe.fit(&x, &uv).unwrap());
        }
    }
}
