//! Models that need all rows at once, fitted to parts of them: what is learned of a part is its rows.
//!
//! The order in which rows are put together is nothing to a fit that is this crate's own, so that parts may be cut
//! anywhere and merged in any order. A library's fit adds up in the order of the rows, and is refused.

use super::trainer::Trainer;
use super::{
    AdaBoost, AdaBoostModel, BayesianRidge, BayesianRidgeModel, ElasticNet, ElasticNetModel,
    ExtraTreesClassifier, ExtraTreesClassifierModel, ExtraTreesRegressor, ExtraTreesRegressorModel,
    ForestClassifier, ForestClassifierModel, ForestRegressor, ForestRegressorModel, Ftrl,
    FtrlModel, GaussianMixture, GaussianMixtureModel, GradientBoostingClassifier,
    GradientBoostingClassifierModel, GradientBoostingRegressor, GradientBoostingRegressorModel,
    Isotonic, IsotonicModel, KMeans, KMeansDistances, KMeansDistancesModel, KMeansModel,
    KnnClassifier, KnnClassifierModel, KnnRegressor, KnnRegressorModel, Lasso, LassoModel, Linear,
    LinearDiscriminant, LinearDiscriminantModel, LinearModel, LinearSupportVectorClassifier,
    LinearSupportVectorClassifierModel, LinearSupportVectorRegressor,
    LinearSupportVectorRegressorModel, Logistic, LogisticModel, MultiTaskElasticNet,
    MultiTaskElasticNetModel, MultiTaskLasso, MultiTaskLassoModel, MultiTaskPartialLeastSquares,
    MultiTaskPartialLeastSquaresModel, PartialLeastSquares, PartialLeastSquaresModel,
    QuadraticDiscriminant, QuadraticDiscriminantModel, Ridge, RidgeModel, SupportVectorClassifier,
    SupportVectorClassifierModel, SupportVectorRegressor, SupportVectorRegressorModel,
    TreeClassifier, TreeClassifierModel, TreeRegressor, TreeRegressorModel, Tweedie, TweedieModel,
    check,
};
use crate::artifact::Stage;
use crate::data::{DataKind, Labels, Matrix, Vector};
use crate::error::{Error, TableError};
use crate::pipeline::{Fit, Merge, PartialFit, Settle};
use std::sync::Arc;

/// Rows, and what they are to be fitted to: what a model that needs all rows at once learns from some of them.
///
/// Merging keeps the rows of both, and fails where the columns, the targets or the classes are not the same.
///
/// # Examples
/// ```
/// use steadfast::pipeline::{Merge, PartialFit, Settle};
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [1.0], [2.0], [4.0]])?;
/// let y = Vector::new(vec![1.0, 2.0, 2.0, 5.0]);
/// let recipe = Ridge::new(1.0);
/// let part = |rows: &[usize]| {
///     let y = Vector::new(rows.iter().map(|&row| y.values()[row]).collect());
///     recipe.partial(&x.take(rows), &y)
/// };
/// let mut gathered = part(&[3, 1])?;
/// gathered.merge(part(&[0, 2])?)?;
/// assert_eq!(recipe.settle(gathered)?, recipe.fit(&x, &y)?);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct GatheredRows<Y> {
    x: Matrix,
    y: Y,
}

impl<Y: Clone> GatheredRows<Y> {
    fn of(stage: &str, x: &Matrix, (y, rows): (&Y, usize)) -> Result<Self, Error> {
        check::part(stage, x, rows)?;
        Ok(GatheredRows { x: x.clone(), y: y.clone() })
    }

    /// Takes in other rows; `join` has nothing for targets that tell other classes or columns apart.
    fn take(&mut self, other: Self, join: impl Fn(&Y, &Y) -> Option<Y>) -> Result<(), Error> {
        if self.x.names() != other.x.names() {
            return Err(refused("columns"));
        }
        self.y = join(&self.y, &other.y).ok_or_else(|| refused("classes"))?;
        let empty = self.x.take_rows(&[]);
        let whole = std::mem::replace(&mut self.x, empty);
        self.x = Matrix::join_rows(vec![whole, other.x])?;
        Ok(())
    }
}

/// The error of parts that are not of one whole.
fn refused(what: &str) -> Error {
    let problem = format!("parts that were learned from different {what}");
    TableError::Record { row: 0, problem }.into()
}

impl Merge for GatheredRows<Matrix> {
    fn merge(&mut self, other: Self) -> Result<(), Error> {
        if self.y.names() != other.y.names() {
            return Err(refused("targets"));
        }
        self.take(other, |y, more| Matrix::join_rows(vec![y.clone(), more.clone()]).ok())
    }
}

impl Merge for GatheredRows<Vector> {
    fn merge(&mut self, other: Self) -> Result<(), Error> {
        self.take(other, |y, more| Some(Vector::new([y.values(), more.values()].concat())))
    }
}

impl Merge for GatheredRows<Labels> {
    fn merge(&mut self, other: Self) -> Result<(), Error> {
        self.take(other, |y, more| {
            let codes = || [y.codes(), more.codes()].concat();
            (y.classes() == more.classes())
                .then(|| Labels::from_codes(Arc::clone(y.classes()), codes()))
        })
    }
}

impl Merge for GatheredRows<()> {
    fn merge(&mut self, other: Self) -> Result<(), Error> {
        self.take(other, |(), ()| Some(()))
    }
}

/// Makes recipes that need no target fit to parts.
macro_rules! gathered_alone {
    ($($recipe:ty => $model:ty;)+) => { $(
        impl Settle for $recipe {
            type Partial = GatheredRows<()>;
            type Settled = $model;

            fn settle(&self, partial: GatheredRows<()>) -> Result<$model, Error> {
                self.fit(&partial.x, &())
            }
        }

        impl<Y: ?Sized> PartialFit<Y> for $recipe {
            fn partial(&self, x: &Matrix, _: &Y) -> Result<GatheredRows<()>, Error> {
                GatheredRows::of(<$model>::KIND, x, (&(), x.rows()))
            }
        }
    )+ };
}

gathered_alone! {
    GaussianMixture => GaussianMixtureModel;
    KMeans => KMeansModel;
    KMeansDistances => KMeansDistancesModel;
}

/// Makes recipes fit to parts. Of a `trainer` only this crate's own fit does.
macro_rules! gathered {
    ($target:ty: $($recipe:ty => $model:ty $(, $trainer:ident)?;)+) => { $(
        impl Settle for $recipe {
            type Partial = GatheredRows<$target>;
            type Settled = $model;

            fn settle(&self, partial: GatheredRows<$target>) -> Result<$model, Error> {
                self.fit(&partial.x, &partial.y)
            }
        }

        impl PartialFit<$target> for $recipe {
            fn partial(&self, x: &Matrix, y: &$target) -> Result<GatheredRows<$target>, Error> {
                $( self.$trainer().check(<$model>::KIND, &[Trainer::Exact])?; )?
                GatheredRows::of(<$model>::KIND, x, (y, y.rows()))
            }
        }
    )+ };
}

gathered! { Vector:
    BayesianRidge => BayesianRidgeModel;
    ElasticNet => ElasticNetModel, trainer;
    ExtraTreesRegressor => ExtraTreesRegressorModel;
    ForestRegressor => ForestRegressorModel, trainer;
    GradientBoostingRegressor => GradientBoostingRegressorModel;
    Isotonic => IsotonicModel;
    KnnRegressor => KnnRegressorModel;
    Lasso => LassoModel, trainer;
    Linear => LinearModel, trainer;
    LinearSupportVectorRegressor => LinearSupportVectorRegressorModel;
    PartialLeastSquares => PartialLeastSquaresModel;
    Ridge => RidgeModel, trainer;
    SupportVectorRegressor => SupportVectorRegressorModel;
    TreeRegressor => TreeRegressorModel, trainer;
    Tweedie => TweedieModel;
}

gathered! { Matrix:
    MultiTaskElasticNet => MultiTaskElasticNetModel;
    MultiTaskLasso => MultiTaskLassoModel;
    MultiTaskPartialLeastSquares => MultiTaskPartialLeastSquaresModel;
}

gathered! { Labels:
    AdaBoost => AdaBoostModel;
    ExtraTreesClassifier => ExtraTreesClassifierModel;
    ForestClassifier => ForestClassifierModel, trainer;
    Ftrl => FtrlModel;
    GradientBoostingClassifier => GradientBoostingClassifierModel;
    KnnClassifier => KnnClassifierModel;
    LinearDiscriminant => LinearDiscriminantModel;
    LinearSupportVectorClassifier => LinearSupportVectorClassifierModel;
    Logistic => LogisticModel, trainer;
    QuadraticDiscriminant => QuadraticDiscriminantModel;
    SupportVectorClassifier => SupportVectorClassifierModel;
    TreeClassifier => TreeClassifierModel, trainer;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(names: [&str; 1], classes: [&str; 2]) -> GatheredRows<Labels> {
        let x = Matrix::from_rows(names, [[1.0], [2.0]]).unwrap();
        Logistic::new().partial(&x, &Labels::from_texts(classes)).unwrap()
    }

    #[test]
    fn parts_of_other_columns_or_classes_are_refused() {
        let mut whole = part(["a"], ["no", "yes"]);
        whole.merge(part(["a"], ["yes", "no"])).unwrap();
        assert_eq!((whole.x.rows(), whole.y.codes()), (4, &[0, 1, 1, 0][..]));
        let message = |other| whole.clone().merge(other).unwrap_err().to_string();
        assert!(message(part(["b"], ["no", "yes"])).contains("different columns"));
        assert!(message(part(["a"], ["no", "maybe"])).contains("different classes"));
    }

    #[test]
    fn a_library_is_not_fitted_to_parts() {
        let x = Matrix::from_rows(["a"], [[1.0], [2.0]]).unwrap();
        let recipe = Linear::new().with_trainer(Trainer::Linfa);
        let message = recipe.partial(&x, &Vector::new(vec![1.0, 2.0])).unwrap_err().to_string();
        assert!(message.contains("parameter `trainer` must be Exact"), "{message}");
    }
}
