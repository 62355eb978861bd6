//! Stages that clean.

use super::Visitor;
use super::data::{mixed, with_time};
use steadfast::clean::AllMissing;
use steadfast::data::ColumnType;
use steadfast::prelude::*;

pub(crate) fn clean(battery: &mut impl Visitor) -> Result<(), Error> {
    let (x, timed) = (mixed()?, with_time()?);
    for recipe in
        [Impute::mean(), Impute::median(), Impute::constant(-1.5), Impute::constant(1e308)]
    {
        battery.run(&recipe, &x, &());
        battery.run(&recipe.indicator(), &timed, &());
    }
    battery.run(&Impute::most_frequent(), &timed, &());
    battery.run(&Impute::constant_text("none"), &x, &());
    battery.run(&Impute::constant_text("").indicator(), &x, &());
    let empty = x.clone().with("void", Column::missing(ColumnType::Real, 12))?;
    for rule in [AllMissing::Zero, AllMissing::Drop] {
        battery.run(&Impute::mean().all_missing(rule), &empty, &());
    }
    for recipe in [
        MissingIndicator::new(),
        MissingIndicator::new().all(),
        MissingIndicator::new().prefix("is_").suffix("?").keep_sources(false),
    ] {
        battery.run(&recipe, &timed, &());
    }
    for recipe in [
        GroupRare::new(),
        GroupRare::new().tolerance(0.2).few(1),
        GroupRare::new().tolerance(0.0).few(0).most(2).name("otros"),
    ] {
        battery.run(&recipe, &x, &());
    }
    let first = GroupRare::new().few(1).most(2).first_seen();
    battery.run_in_order(&first, &x, &(), "of equally frequent levels the first seen is kept");
    for tail in [Tail::Left, Tail::Right, Tail::Both] {
        battery.run(&Winsorize::gaussian(1.0).tail(tail), &x.select(&["age", "fare"])?, &());
        battery.run(&Winsorize::iqr(0.5).tail(tail).indicators(), &x.select(&["age", "n"])?, &());
        battery.run(&Winsorize::mad(2.0).tail(tail), &x.select(&["fare", "port"])?, &());
        battery.run(&Winsorize::quantiles(0.1).tail(tail), &x.select(&["age", "fare"])?, &());
    }
    for columns in [all(), numeric().except(named(["n"])), matching("*e*"), named(["port"])] {
        battery.run(&DropColumns::new(columns.clone()), &timed, &());
        battery.run(&KeepColumns::new(columns), &timed, &());
    }
    battery.run(&Identity::new(), &timed, &());
    Ok(())
}
