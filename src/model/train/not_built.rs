//! A build without trainers: every fit says which feature it needs.

use crate::data::{Labels, Matrix, Vector};
use crate::error::{Error, FitError};
use crate::model::affine::AffineState;
use crate::model::coordinate_descent::Ask;
use crate::model::logistic::{Logistic, LogisticState};
use crate::model::tree::{ClassTreesState, Forest, Growth, NumberTreesState};
use std::time::Duration;

fn not_built<T>(stage: &str) -> Result<T, Error> {
    Err(FitError::NotBuilt { stage: stage.to_owned(), feature: "train".to_owned() }.into())
}

pub(in crate::model) fn coordinate_descent(
    ask: &Ask,
    _: &Matrix,
    _: &Vector,
) -> Result<AffineState, Error> {
    not_built(ask.stage)
}

pub(in crate::model) fn least_squares(
    stage: &str,
    _: &Matrix,
    _: &Vector,
    _: f64,
    _: bool,
    _: Duration,
) -> Result<AffineState, Error> {
    not_built(stage)
}

pub(in crate::model) fn logistic(
    stage: &str,
    _: &Logistic,
    _: &Matrix,
    _: &Labels,
) -> Result<LogisticState, Error> {
    not_built(stage)
}

pub(in crate::model) fn tree_classifier(
    stage: &str,
    _: &Growth,
    _: &Matrix,
    _: &Labels,
) -> Result<ClassTreesState, Error> {
    not_built(stage)
}

pub(in crate::model) fn tree_regressor(
    stage: &str,
    _: &Growth,
    _: &Matrix,
    _: &Vector,
) -> Result<NumberTreesState, Error> {
    not_built(stage)
}

pub(in crate::model) fn forest_classifier(
    stage: &str,
    _: &Forest,
    _: &Matrix,
    _: &Labels,
) -> Result<ClassTreesState, Error> {
    not_built(stage)
}

pub(in crate::model) fn forest_regressor(
    stage: &str,
    _: &Forest,
    _: &Matrix,
    _: &Vector,
) -> Result<NumberTreesState, Error> {
    not_built(stage)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Stage;
    use crate::model::{
        DecisionTree, ElasticNet, Lasso, Linear, LinearModel, RandomForest, Ridge, Trainer,
        TreeClassifierModel,
    };
    use crate::pipeline::{Apply, Fit, Target};
    use std::fmt::Debug;
    use std::sync::Arc;

    fn refuses<T: Debug>(fit: Result<T, Error>) {
        let message = fit.unwrap_err().to_string();
        assert!(message.ends_with("only in a build with feature `train`"), "{message}");
    }

    #[test]
    fn every_recipe_says_what_it_needs() -> Result<(), Error> {
        let x = Matrix::from_rows(["a"], [[0.0], [1.0]])?;
        let (y, c) = (Vector::new(vec![0.0, 1.0]), Labels::from_texts(["u", "v"]));
        refuses(Linear::new().with_trainer(Trainer::Linfa).fit(&x, &y));
        refuses(Ridge::new(1.0).with_trainer(Trainer::Linfa).fit(&x, &y));
        refuses(Lasso::new(1.0).with_trainer(Trainer::Linfa).fit(&x, &y));
        refuses(ElasticNet::new(1.0).with_trainer(Trainer::Linfa).fit(&x, &y));
        refuses(Logistic::new().with_trainer(Trainer::Linfa).fit(&x, &c));
        refuses(DecisionTree::classifier().with_trainer(Trainer::Smartcore).fit(&x, &c));
        refuses(DecisionTree::regressor().with_trainer(Trainer::Smartcore).fit(&x, &y));
        refuses(RandomForest::classifier().with_trainer(Trainer::Smartcore).fit(&x, &c));
        refuses(RandomForest::regressor().with_trainer(Trainer::Smartcore).fit(&x, &y));
        refuses(TreeClassifierModel::learn(
            &DecisionTree::classifier().with_trainer(Trainer::Smartcore),
            &x,
            Target::Labels(&c),
        ));
        Ok(())
    }

    #[test]
    fn a_stored_model_predicts() -> Result<(), Error> {
        let columns: Arc<[Arc<str>]> = ["a".into()].into();
        let state = AffineState { columns, coefficients: vec![2.0], intercept: 1.0 };
        let model = LinearModel::restore(Linear::new(), state).unwrap();
        let x = Matrix::from_rows(["a"], [[0.0], [3.0]])?;
        assert_eq!(model.apply(&x)?.values(), [1.0, 7.0]);
        Ok(())
    }
}
