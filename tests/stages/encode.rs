//! Stages that make numbers of levels.

use super::Visitor;
use super::data::mixed;
use steadfast::data::Types;
use steadfast::prelude::*;

/// Numbers for the rows of [`mixed`].
fn numbers() -> Vector {
    Vector::new(vec![1.5, -2.0, 0.25, 1e6, 3.0, -0.0, 7.125, 0.1, 0.2, 0.3, -1e-3, 40.0])
}

/// Classes for the same rows, so many that each has a row.
fn classes(count: usize) -> Labels {
    Labels::from_texts((0..12).map(|row| format!("c{}", row * row % 7 % count)))
}

const EVERY: Types = Types::TEXT.or(Types::NUMERIC);

pub(crate) fn encode(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = mixed()?;
    for recipe in [
        EncodeCount::new(),
        EncodeCount::new().frequency().missing(MissingAs::Level),
        EncodeCount::new().types(EVERY).unseen(Unseen::Missing).missing(MissingAs::Unseen),
        EncodeCount::new().unseen(Unseen::Error),
        EncodeCount::new().unseen(Unseen::Value(-1.0)).missing(MissingAs::Unseen),
    ] {
        battery.run_partial(&recipe, &x, &());
    }
    for recipe in [
        EncodeWoe::new().fill_value(1e-4),
        EncodeWoe::new().types(EVERY).regularization(0.5).missing(MissingAs::Level),
        EncodeWoe::new().regularization(1.0).unseen(Unseen::Error),
    ] {
        battery.run_partial(&recipe, &x, &classes(2));
    }
    for recipe in [
        EncodeRank::by_count(),
        EncodeRank::by_count().types(EVERY).missing(MissingAs::Level).unseen(Unseen::Missing),
    ] {
        battery.run_partial(&recipe, &x, &());
    }
    for recipe in [
        EncodeRank::by_target(),
        EncodeRank::by_target().types(EVERY).missing(MissingAs::Level).unseen(Unseen::Error),
    ] {
        battery.run_partial(&recipe, &x, &numbers());
        battery.run_partial(&recipe, &x, &classes(3));
    }
    battery.run_in_order(&EncodeRank::by_first_seen(), &x, &(), "it goes by first sight");
    for recipe in [
        EncodeHash::new(7),
        EncodeHash::new(16).types(EVERY).alternate_sign(false).name("∞"),
        EncodeHash::new(1000).types(EVERY).sparse(),
    ] {
        battery.run(&recipe, &x, &());
    }
    for recipe in [
        EncodeSimilarity::new(),
        EncodeSimilarity::new().types(EVERY).top(2).missing(MissingAs::Missing),
        EncodeSimilarity::new().levels("port", ["S", "Sé"]).missing(MissingAs::Unseen),
        EncodeSimilarity::new().order(LevelOrder::Ascending).top(3),
    ] {
        battery.run_partial(&recipe, &x, &());
    }
    let sight = EncodeSimilarity::new().order(LevelOrder::CountThenSeen);
    battery.run_in_order(&sight, &x, &(), "equals stand by first sight");
    target(battery, &x);
    tree(battery, &x);
    place(battery, &x);
    Ok(())
}

fn place(battery: &mut impl Visitor, x: &Table) {
    for coding in [
        Coding::Sum,
        Coding::Helmert,
        Coding::BackwardDifference,
        Coding::Polynomial,
        Coding::Base(3),
        Coding::Gray,
        Coding::Thermometer,
    ] {
        battery.run_partial(&EncodePlace::new(coding), x, &());
        let recipe = EncodePlace::new(coding).types(EVERY).missing(MissingAs::Level);
        battery.run_partial(&recipe.order(LevelOrder::Count).unseen(Unseen::Error), x, &());
    }
}

fn tree(battery: &mut impl Visitor, x: &Table) {
    for recipe in [
        EncodeTree::new(),
        EncodeTree::new().types(EVERY).depths([2]).missing(MissingAs::Level).decimals(3),
        EncodeTree::new().order(LevelOrder::Count).min_leaf(2).unseen(Unseen::Error),
        EncodeTree::new().order(LevelOrder::Ascending).folds(2).seed(5).missing(MissingAs::Unseen),
    ] {
        battery.run(&recipe, x, &numbers());
        battery.run(&recipe, x, &classes(2));
    }
    let sight = EncodeTree::new().order(LevelOrder::FirstSeen);
    battery.run_in_order(&sight, x, &numbers(), "it goes by first sight");
}

fn target(battery: &mut impl Visitor, x: &Table) {
    for recipe in [
        EncodeTarget::new(),
        EncodeTarget::new().types(EVERY).smooth(2.5).folds(3).seed(7),
        EncodeTarget::new().in_sample().unseen(Unseen::Error).missing(MissingAs::Missing),
        EncodeTarget::new().smooth(0.0).unseen(Unseen::Missing).missing(MissingAs::Unseen),
        EncodeTarget::new().leave_one_out().smooth(1.0),
        EncodeTarget::new().levels("port", ["S", "Q", "nowhere"]).unseen(Unseen::Value(0.5)),
    ] {
        battery.run_partial(&recipe, x, &numbers());
        battery.run_partial(&recipe, x, &classes(2));
        battery.run_partial(&recipe, x, &classes(3));
    }
}
