//! The whole chain, fitted and judged fold by fold.

use super::Split;
use super::judge::{TakeRows, judge};
use super::metrics::{Kpi, Report};
use crate::data::{Labels, Matrix, Table, Vector};
use crate::error::Error;
use crate::exact;
use crate::pipeline::{Apply, Fit, Weighable, Weighted};
use crate::root::Learn;

/// What can be the truth of a cross-validation: [`Labels`], a [`Vector`], either with [weights](Weighted), which the
/// training rows of each fold count with, or a [`Matrix`] of several targets.
pub trait Truth: Learn + sealed::Rows {}
impl Truth for Labels {}
impl Truth for Vector {}
impl Truth for Matrix {}
impl<Y: Weighable> Truth for Weighted<Y> {}

mod sealed {
    use super::{Labels, Matrix, TakeRows, Vector, Weighable, Weighted};
    pub trait Rows {
        fn rows_of(&self, rows: &[usize]) -> Self;
    }
    impl Rows for Labels {
        fn rows_of(&self, rows: &[usize]) -> Self {
            self.take_rows(rows)
        }
    }
    impl Rows for Matrix {
        fn rows_of(&self, rows: &[usize]) -> Self {
            self.take_rows(rows)
        }
    }
    impl<Y: Weighable> Rows for Weighted<Y> {
        fn rows_of(&self, rows: &[usize]) -> Self {
            self.take(rows)
        }
    }
    impl Rows for Vector {
        fn rows_of(&self, rows: &[usize]) -> Self {
            self.take_rows(rows)
        }
    }
}

/// Fits the recipe on the training rows of each split and judges it on the test rows.
///
/// Everything learned, from the first imputer to the model, is learned from the training rows of its
/// own fold. Returns one report a split, in their order.
///
/// # Errors
/// Those of the stages, and figures that are not defined on a fold.
///
/// # Examples
/// ```
/// use steadfast::evaluate::{KFold, cross_validate, metrics::Metric};
/// use steadfast::prelude::*;
/// # #[cfg(feature = "train")] {
/// let x: Vec<f64> = (0..40).map(f64::from).collect();
/// let y = Vector::new(x.iter().map(|x| 2.0 * x + 1.0).collect());
/// let x = Table::new().with("x", Column::Real(x))?;
/// let recipe = Standardize::new().then(Assemble::new()).then(Linear::new());
/// let folds = cross_validate(&recipe, &x, &y, &KFold::new(5, 7).split(40)?, &[&Metric::R2])?;
/// assert!(folds.iter().all(|fold| fold.get("r2") > Some(0.999)));
/// # }
/// # Ok::<(), steadfast::Error>(())
/// ```
pub fn cross_validate<R, Y>(
    recipe: &R,
    x: &Table,
    y: &Y,
    splits: &[Split],
    kpis: &[&dyn Kpi],
) -> Result<Vec<Report>, Error>
where
    Y: Truth,
    R: Fit<Y, Input = Table>,
{
    exact::check_environment()?;
    let judge_fold = |split: &Split| {
        let (train, truth) = (x.take(&split.train), y.rows_of(&split.train));
        let fitted = recipe.fit(&train, &truth)?;
        let answers = fitted.apply(&x.take(&split.test))?;
        judge(&answers, y.rows_of(&split.test).target(), kpis)
    };
    splits.iter().map(judge_fold).collect()
}
