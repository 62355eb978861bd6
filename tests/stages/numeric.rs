//! Stages that turn numbers into other numbers.

use super::Visitor;
use super::data::{mixed, whole};
use steadfast::exact::Quantile;
use steadfast::metrics::Metric;
use steadfast::prelude::*;

pub(crate) fn numeric(battery: &mut impl Visitor) -> Result<(), Error> {
    scalers(battery)?;
    elementwise(battery)?;
    bins(battery)?;
    trees(battery)
}

fn scalers(battery: &mut impl Visitor) -> Result<(), Error> {
    let (x, whole) = (mixed()?, whole()?);
    battery.run_partial(&MeanNormalize::new(), &x, &());
    battery.run_partial(&MeanNormalize::new(), &whole, &());
    for norm in [Norm::L1, Norm::L2, Norm::Max] {
        battery.run(&NormalizeRows::new().norm(norm), &x, &());
        battery.run(&NormalizeRows::new().norm(norm), &whole, &());
    }
    for recipe in [QuantileTransform::uniform(), QuantileTransform::normal()] {
        battery.run_partial(&recipe, &x, &());
        battery.run_partial(&recipe.clone().quantiles(5), &whole, &());
        battery.run_partial(&recipe.quantiles(1), &x, &());
    }
    Ok(())
}

fn elementwise(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = mixed()?;
    battery.run_partial(&Binarize::new(1.0), &x, &());
    battery.run_partial(&Reciprocal::new(), &x.select(&["age", "port"])?, &());
    battery.run_partial(&Reciprocal::new().undefined(Undefined::Missing), &x, &());
    battery.run_partial(&ArcsinSqrt::new(), &x.select(&["alone", "port"])?, &());
    battery.run_partial(&ArcsinSqrt::new().undefined(Undefined::Missing), &x, &());
    battery.run_partial(&Asinh::new().center(20.0).scale(0.5), &x, &());
    battery.run_partial(&Power::square_root(), &x, &());
    battery.run_partial(&Power::new(-3.0).undefined(Undefined::Missing), &x, &());
    for recipe in [Log::natural(), Log::binary(), Log::decimal(), Log::base(3.0)] {
        battery.run_partial(&recipe, &x.select(&["age", "port"])?, &());
        battery.run_partial(&recipe.clone().plus_learned(), &x, &());
        battery.run_partial(&recipe.clone().plus_one().plus_of("n", 2.5), &x, &());
        battery.run_partial(&recipe.plus(-3.0).undefined(Undefined::Missing), &x, &());
    }
    for recipe in [
        PowerTransform::yeo_johnson(),
        PowerTransform::yeo_johnson().standardize(false).lambda_of("fare", 0.0),
        PowerTransform::box_cox().undefined(Undefined::Missing).lambda_of("alone", 2.0),
    ] {
        battery.run_partial(&recipe, &x, &());
    }
    battery.run_partial(&PowerTransform::box_cox(), &x.select(&["age", "port"])?, &());
    battery.run_partial(&PowerTransform::yeo_johnson(), &whole()?, &());
    Ok(())
}

fn bins(battery: &mut impl Visitor) -> Result<(), Error> {
    let (x, whole) = (mixed()?, whole()?);
    for recipe in [
        Discretize::uniform(3).closed(Closed::Right),
        Discretize::quantile(4).quantile_method(Quantile::Weibull),
        Discretize::k_means(3).bins_of("fare", 5),
        Discretize::equal_width(3),
        Discretize::equal_frequency(4).bins_of("n", 2),
        Discretize::geometric(3),
        Discretize::given([("n", vec![f64::NEG_INFINITY, 1.5, 3.0, f64::INFINITY])]),
        Discretize::given([("n", vec![0.0, 1.0, 5.0]), ("fare", vec![-1.0, 20.0, 1e3])]),
    ] {
        for output in
            [BinOutput::Number, BinOutput::Text, BinOutput::Boundaries, BinOutput::Indicators]
        {
            battery.run_partial(&recipe.clone().output(output), &x, &());
        }
        battery.run_partial(&recipe.undefined(Undefined::Missing), &whole, &());
    }
    Ok(())
}

fn trees(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = mixed()?;
    let numbers = Vector::new(vec![1., 8., 2., 7.5, 3., 3., 9., 0., 1.5, 4., 2., 6.]);
    let two = Labels::from_texts(["a", "b", "a", "b", "a", "a", "b", "a", "a", "b", "a", "b"]);
    let three = Labels::from_texts(["a", "b", "c", "b", "a", "c", "b", "a", "c", "b", "a", "c"]);
    let recipe = DiscretizeByTree::new().min_samples_leaf([1, 2]);
    battery.run(&recipe, &x, &numbers);
    battery.run(&recipe, &x, &two);
    battery.run(&recipe.clone().precision(2).folds(Folds::new(2, 5)), &x, &numbers);
    for output in [BinOutput::Number, BinOutput::Text, BinOutput::Boundaries, BinOutput::Indicators]
    {
        battery.run(&recipe.clone().output(output), &x, &numbers);
        battery.run(&recipe.clone().max_depths([3]).output(output), &x, &three);
    }
    let reason = "folds are cut from the rows as they come";
    battery.run_in_order(&recipe.clone().folds_in_row_order(), &x, &numbers, reason);
    battery.run_in_order(&recipe.metric(Metric::RocAuc).folds_in_row_order(), &x, &two, reason);
    Ok(())
}
