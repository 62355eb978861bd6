//! Models that this crate fits itself.

use super::Visitor;
use super::data::{labels, matrix, numbers};
use steadfast::prelude::*;

pub(crate) fn models(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = matrix()?;
    for recipe in [Linear::new(), Linear::new().intercept(false)] {
        battery.run_partial(&recipe, &x, &numbers());
    }
    for recipe in [Ridge::new(0.5), Ridge::new(10.0).intercept(false)] {
        battery.run_partial(&recipe, &x, &numbers());
    }
    let net = || ElasticNet::new(0.05);
    for recipe in [net(), net().ratio(0.9).intercept(false), net().positive(true).tolerance(1e-9)] {
        battery.run_partial(&recipe, &x, &numbers());
    }
    for recipe in [Lasso::new(0.1), Lasso::new(0.01).positive(true), Lasso::new(1e6)] {
        battery.run_partial(&recipe, &x, &numbers());
    }
    let near = KnnRegressor::new;
    for recipe in [near(), near().neighbors(3).by_distance(), near().distance(Distance::Manhattan)]
    {
        battery.run_partial(&recipe, &x, &numbers());
    }
    for classes in [2, 3] {
        let near = KnnClassifier::new;
        for recipe in
            [near(), near().neighbors(1).distance(Distance::Manhattan), near().by_distance()]
        {
            battery.run_partial(&recipe, &x, &labels(classes));
        }
        for recipe in [Logistic::new(), Logistic::new().l2(0.1).intercept(false)] {
            battery.run_partial(&recipe, &x, &labels(classes));
        }
    }
    Ok(())
}
