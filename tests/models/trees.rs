//! Trees and boosted trees, for the test of poison.

use super::run;
use std::time::Duration;
use steadfast::model::{
    AdaBoostModel, ExtraTreesClassifierModel, ExtraTreesRegressorModel, ForestRegressorModel,
    GradientBoostingClassifierModel, GradientBoostingRegressorModel, TreeClassifierModel,
    TreeRegressorModel,
};
use steadfast::prelude::*;

type Answered = (&'static str, Result<Vec<f64>, Error>);

pub(super) fn all(
    x: &Matrix,
    y: Target<'_>,
    classes: Target<'_>,
    limit: Duration,
) -> Vec<Answered> {
    let smartcore = Trainer::Smartcore;
    let tree = DecisionTree::classifier().with_trainer(smartcore).deadline(limit);
    let numbers = DecisionTree::regressor().with_trainer(smartcore).deadline(limit);
    let forest = RandomForest::regressor().trees(5).with_trainer(smartcore).deadline(limit);
    let extra = ExtraTrees::classifier().trees(5).deadline(limit);
    let extras = ExtraTrees::regressor().trees(5).deadline(limit);
    let boosted = GradientBoosting::classifier().trees(5).deadline(limit);
    let boosting = GradientBoosting::regressor().trees(5).subsample(0.8).deadline(limit);
    let ada = AdaBoost::new().trees(5).deadline(limit);
    vec![
        ("tree c by smartcore", run::<TreeClassifierModel>(&tree, x, classes)),
        ("tree r by smartcore", run::<TreeRegressorModel>(&numbers, x, y)),
        ("forest r by smartcore", run::<ForestRegressorModel>(&forest, x, y)),
        ("extra trees c", run::<ExtraTreesClassifierModel>(&extra, x, classes)),
        ("extra trees r", run::<ExtraTreesRegressorModel>(&extras, x, y)),
        ("boosted c", run::<GradientBoostingClassifierModel>(&boosted, x, classes)),
        ("boosted r", run::<GradientBoostingRegressorModel>(&boosting, x, y)),
        ("adaboost", run::<AdaBoostModel>(&ada, x, classes)),
    ]
}
