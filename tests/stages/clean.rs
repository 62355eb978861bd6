//! Stages that clean.

use super::Visitor;
use super::data::{mixed, with_time};
use steadfast::clean::{AllMissing, Order, Regression, Start};
use steadfast::data::ColumnType;
use steadfast::prelude::*;

pub(crate) fn clean(battery: &mut impl Visitor) -> Result<(), Error> {
    let (x, timed) = (mixed()?, with_time()?);
    for recipe in
        [Impute::mean(), Impute::median(), Impute::constant(-1.5), Impute::constant(1e308)]
    {
        battery.run_partial(&recipe, &x, &());
        battery.run_partial(&recipe.indicator(), &timed, &());
    }
    battery.run_partial(&Impute::most_frequent(), &timed, &());
    battery.run(&Impute::constant_text("none"), &x, &());
    battery.run(&Impute::constant_text("").indicator(), &x, &());
    let empty = x.clone().with("void", Column::missing(ColumnType::Real, 12))?;
    for rule in [AllMissing::Zero, AllMissing::Drop] {
        battery.run_partial(&Impute::mean().all_missing(rule), &empty, &());
    }
    for recipe in [
        MissingIndicator::new(),
        MissingIndicator::new().all(),
        MissingIndicator::new().prefix("is_").suffix("?").keep_sources(false),
    ] {
        battery.run_partial(&recipe, &timed, &());
    }
    for recipe in [
        GroupRare::new(),
        GroupRare::new().tolerance(0.2).few(1),
        GroupRare::new().tolerance(0.0).few(0).most(2).name("otros"),
    ] {
        battery.run_partial(&recipe, &x, &());
    }
    let first = GroupRare::new().few(1).most(2).first_seen();
    battery.run_in_order(&first, &x, &(), "of equally frequent levels the first seen is kept");
    for tail in [Tail::Left, Tail::Right, Tail::Both] {
        battery.run_partial(
            &Winsorize::gaussian(1.0).tail(tail),
            &x.select(&["age", "fare"])?,
            &(),
        );
        battery.run_partial(
            &Winsorize::iqr(0.5).tail(tail).indicators(),
            &x.select(&["age", "n"])?,
            &(),
        );
        battery.run_partial(&Winsorize::mad(2.0).tail(tail), &x.select(&["fare", "port"])?, &());
        battery.run_partial(
            &Winsorize::quantiles(0.1).tail(tail),
            &x.select(&["age", "fare"])?,
            &(),
        );
    }
    for columns in [all(), numeric().except(named(["n"])), matching("*e*"), named(["port"])] {
        battery.run(&DropColumns::new(columns.clone()), &timed, &());
        battery.run(&KeepColumns::new(columns), &timed, &());
    }
    battery.run(&Identity::new(), &timed, &());
    Ok(())
}

/// Imputers besides the one of one value a column for all.
pub(crate) fn imputers(battery: &mut impl Visitor) -> Result<(), Error> {
    let (x, timed) = (mixed()?, with_time()?);
    let empty = x.clone().with("void", Column::missing(ColumnType::Real, 12))?;
    let each = ImputeEach::new([("age", -1.5), ("n", 7.0)]).fill("alone", true).fill("port", "");
    battery.run(&each, &timed, &());
    for recipe in [
        ImputeEndTail::gaussian(3.0),
        ImputeEndTail::gaussian(2.0).left(),
        ImputeEndTail::iqr(1.5),
        ImputeEndTail::iqr(0.5).left(),
        ImputeEndTail::max(2.0),
    ] {
        battery.run_partial(&recipe, &x, &());
    }
    battery.run_partial(&ImputeSample::new(3), &timed, &());
    let keyed = ImputeSample::new(u64::MAX).keyed_by(named(["port", "fare"]));
    battery.run_partial(&keyed, &timed, &());
    for recipe in [
        ImputeKnn::new(),
        ImputeKnn::new().neighbors(2).by_distance().indicator(),
        ImputeKnn::new().neighbors(u64::MAX).by_distance(),
    ] {
        battery.run_partial(&recipe, &x, &());
    }
    for recipe in [
        ImputeIterative::new(),
        ImputeIterative::new().regression(Regression::Ridge(0.5)).order(Order::Random(1)),
        ImputeIterative::new().regression(Regression::Linear).order(Order::Arabic).indicator(),
        ImputeIterative::new().start(Start::Median).tolerance(0.0),
        ImputeIterative::new().start(Start::Constant(2.0)).skip_complete().limits(0.0, 40.0),
        ImputeIterative::new()
            .start(Start::MostFrequent)
            .order(Order::Descending)
            .limits_of("age", -3.0, 20.0),
    ] {
        battery.run_partial(&recipe.rounds(3), &x, &());
    }
    battery.run_partial(&ImputeIterative::new().rounds(0), &x, &());
    for rule in [AllMissing::Zero, AllMissing::Drop] {
        battery.run_partial(&ImputeKnn::new().all_missing(rule), &empty, &());
        battery.run_partial(&ImputeIterative::new().rounds(2).all_missing(rule), &empty, &());
    }
    Ok(())
}
