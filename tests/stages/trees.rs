//! Trees that this crate grows.

use super::Visitor;
use super::data::{labels, matrix, numbers};
use steadfast::prelude::*;

pub(crate) fn trees(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = matrix()?;
    for classes in [2, 3] {
        let y = labels(classes);
        let tree = DecisionTree::classifier();
        battery.run_partial(&tree, &x, &y);
        battery.run_partial(&tree.clone().max_depth(2).min_samples_leaf(3), &x, &y);
        battery.run_partial(&tree.criterion(TreeCriterion::Entropy).max_leaf_nodes(5), &x, &y);
        let forest = RandomForest::classifier().trees(5);
        battery.run_partial(&forest.clone().seed(3), &x, &y);
        battery.run_partial(&forest.clone().max_features(1).max_samples(9), &x, &y);
        battery.run_partial(&forest.bootstrap(false).criterion(TreeCriterion::Entropy), &x, &y);
        let extra = ExtraTrees::classifier().trees(4);
        battery.run_partial(&extra.clone().seed(2), &x, &y);
        battery.run_partial(&extra.bootstrap(true).max_depth(3), &x, &y);
        let boosting = GradientBoosting::classifier().trees(4);
        battery.run_partial(&boosting.clone().learning_rate(0.5), &x, &y);
        battery.run_partial(&boosting.subsample(0.6).max_features(1).seed(5), &x, &y);
        battery.run_partial(&AdaBoost::new().trees(5), &x, &y);
        battery.run_partial(&AdaBoost::new().trees(3).max_depth(2).learning_rate(0.5), &x, &y);
    }
    let tree = DecisionTree::regressor();
    battery.run_partial(&tree, &x, &numbers());
    battery.run_partial(&tree.clone().max_depth(1), &x, &numbers());
    battery.run_partial(&tree.max_features(2).min_impurity_decrease(0.01).seed(9), &x, &numbers());
    let forest = RandomForest::regressor().trees(5);
    battery.run_partial(&forest.clone().max_depth(3), &x, &numbers());
    battery.run_partial(&forest.max_features(2).max_leaf_nodes(6).seed(1), &x, &numbers());
    let extra = ExtraTrees::regressor().trees(4);
    battery.run_partial(&extra.clone().seed(2), &x, &numbers());
    battery.run_partial(&extra.max_features(1).min_samples_leaf(2), &x, &numbers());
    let boosting = GradientBoosting::regressor().trees(6);
    battery.run_partial(&boosting, &x, &numbers());
    battery.run_partial(&boosting.subsample(0.5).max_leaf_nodes(3).seed(8), &x, &numbers());
    Ok(())
}
