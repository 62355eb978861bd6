//! Stages that turn columns into numbers a model wants.

use super::Visitor;
use super::data::{mixed, whole};
use steadfast::data::Types;
use steadfast::prelude::*;

pub(crate) fn preprocess(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = mixed()?;
    for recipe in
        [Standardize::new(), Standardize::new().center(false), Standardize::new().scale(false)]
    {
        battery.run_partial(&recipe, &x, &());
        battery.run_partial(&recipe, &whole()?, &());
    }
    battery.run_partial(&MinMaxScale::new(), &x, &());
    battery.run_partial(&MinMaxScale::new().range(-3.0, 0.1).clip(), &x, &());
    battery.run_partial(&MaxAbsScale::new(), &x, &());
    for recipe in [
        RobustScale::new(),
        RobustScale::new().percentiles(10.0, 90.0).unit_variance(true),
        RobustScale::new().center(false),
        RobustScale::new().scale(false),
    ] {
        battery.run_partial(&recipe, &x, &());
    }
    let every = Types::TEXT.or(Types::NUMERIC);
    for unknown in [Unknown::Error, Unknown::Ignore, Unknown::Infrequent] {
        for drop in [DropLevel::None, DropLevel::First, DropLevel::IfBinary] {
            battery.run(&OneHot::new().unknown(unknown).drop(drop).min_count(2), &x, &());
            battery.run(&OneHot::new().unknown(unknown).drop(drop).missing_level(false), &x, &());
        }
    }
    for recipe in [
        OneHot::new().types(every),
        OneHot::new().types(every).min_share(0.2).infrequent_name("∞"),
        OneHot::new().types(every).max_categories(2).unknown(Unknown::Infrequent),
        OneHot::new().levels("port", ["S", "Q", "é", "C", "Z"]),
    ] {
        battery.run(&recipe, &x, &());
    }
    for recipe in [
        Ordinal::new(),
        Ordinal::new().types(every).unknown_value(-1.0).missing_value(-2.0),
        Ordinal::new().unknown_value(f64::NAN),
        Ordinal::new().min_count(2).unknown_value(-1.0),
        Ordinal::new().min_share(0.2),
        Ordinal::new().max_categories(2),
        Ordinal::new().levels("port", ["S", "Q", "é", "C", "Z"]),
    ] {
        battery.run(&recipe, &x, &());
    }
    Ok(())
}
