//! Goldens of pipelines that answer together.

use super::data::{amounts, classes, mixed};
use super::recipes::{Golden, golden};
use steadfast::prelude::*;

/// Its numbers, without gaps.
macro_rules! numbers {
    () => {
        Impute::median()
            .then(on(named(["real", "twice", "whole"]), Assemble::new().allow_infinite()))
    };
}

/// Every golden of this file.
pub(crate) fn all() -> Vec<Golden> {
    let x = || mixed().select(&["real", "twice", "whole", "colour"]).unwrap();
    let bayes = || numbers!().then(GaussianNaiveBayes::new().var_smoothing(1e-3));
    let near = || numbers!().then(KnnClassifier::new().neighbors(4));
    let colours =
        || OneHot::new().unknown(Unknown::Ignore).then(on(matching("colour*"), Assemble::new()));
    let folds = Folds::new(3, 1);
    vec![
        golden(
            "votes",
            vote(bayes())
                .and(near())
                .and(colours().then(BernoulliNaiveBayes::new()))
                .weights([1.0, 0.5, 0.25]),
            x(),
            classes(),
        ),
        golden(
            "votes_counted",
            vote(bayes()).and(near()).and(numbers!().then(Logistic::new())).hard(),
            x(),
            classes(),
        ),
        golden(
            "votes_on_amounts",
            numbers!().then(
                vote(Linear::new())
                    .and(Ridge::new(0.5))
                    .and(on_target(TargetTransform::Ln, KnnRegressor::new().neighbors(3))),
            ),
            x(),
            amounts(),
        ),
        golden("bags", bag(4, 17, bayes()).share(0.75), x(), classes()),
        golden(
            "bags_of_amounts",
            numbers!().then(bag(3, 2, Ridge::new(1.0)).without_replacement().share(0.5)),
            x(),
            amounts(),
        ),
        golden("against_the_rest", one_vs_rest(bayes()), x(), classes()),
        golden("against_each", one_vs_one(numbers!().then(Logistic::new())), x(), classes()),
        golden(
            "stacks",
            stack(folds, "bayes", bayes())
                .and("near", near())
                .passthrough(colours())
                .final_model(Logistic::new().l2(0.5)),
            x(),
            classes(),
        ),
        golden(
            "stacks_on_amounts",
            stack(folds, "line", numbers!().then(Linear::new()))
                .and("near", numbers!().then(KnnRegressor::new()))
                .final_model(Ridge::new(1.0)),
            x(),
            amounts(),
        ),
    ]
}
