//! Models that linfa and smartcore are asked to fit.

use super::Visitor;
use super::data::{labels, matrix, numbers};
use steadfast::prelude::Trainer::{Linfa, Smartcore};
use steadfast::prelude::*;

pub(crate) fn trained(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = matrix()?;
    for recipe in [Linear::new(), Linear::new().intercept(false)] {
        battery.run(&recipe.with_trainer(Linfa), &x, &numbers());
    }
    for recipe in [Ridge::new(0.5), Ridge::new(10.0).intercept(false)] {
        battery.run(&recipe.with_trainer(Linfa), &x, &numbers());
    }
    let reason = "linfa adds up in the order of the rows";
    let net = ElasticNet::new(0.05).with_trainer(Linfa);
    battery.run_in_order(&net, &x, &numbers(), reason);
    battery.run_in_order(&Lasso::new(0.1).with_trainer(Linfa), &x, &numbers(), reason);
    for classes in [2, 3] {
        for recipe in [Logistic::new(), Logistic::new().l2(0.1).intercept(false)] {
            battery.run(&recipe.with_trainer(Linfa), &x, &labels(classes));
        }
        battery.run(&DecisionTree::classifier().with_trainer(Smartcore), &x, &labels(classes));
        battery.run(
            &DecisionTree::classifier().with_trainer(Smartcore).max_depth(2).min_samples_leaf(3),
            &x,
            &labels(classes),
        );
        battery.run(
            &RandomForest::classifier().with_trainer(Smartcore).trees(5).seed(3),
            &x,
            &labels(classes),
        );
        battery.run(
            &RandomForest::classifier().with_trainer(Smartcore).trees(3).max_features(1),
            &x,
            &labels(classes),
        );
    }
    battery.run(&DecisionTree::regressor().with_trainer(Smartcore), &x, &numbers());
    battery.run(&DecisionTree::regressor().with_trainer(Smartcore).max_depth(1), &x, &numbers());
    battery.run(
        &RandomForest::regressor().with_trainer(Smartcore).trees(5).max_depth(3),
        &x,
        &numbers(),
    );
    Ok(())
}
