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
    target(battery, &x);
    Ok(())
}

fn target(battery: &mut impl Visitor, x: &Table) {
    for recipe in [
        EncodeTarget::new(),
        EncodeTarget::new().types(EVERY).smooth(2.5).folds(3).seed(7),
        EncodeTarget::new().in_sample().unseen(Unseen::Error).missing(MissingAs::Missing),
        EncodeTarget::new().smooth(0.0).unseen(Unseen::Missing).missing(MissingAs::Unseen),
        EncodeTarget::new().levels("port", ["S", "Q", "nowhere"]).unseen(Unseen::Value(0.5)),
    ] {
        battery.run_partial(&recipe, x, &numbers());
        battery.run_partial(&recipe, x, &classes(2));
        battery.run_partial(&recipe, x, &classes(3));
    }
}
