//! Stages that make features.

use super::Visitor;
use super::data::{mixed, whole};
use steadfast::prelude::*;

pub(crate) fn assemble(battery: &mut impl Visitor) -> Result<(), Error> {
    battery.run(&Assemble::new(), &whole()?, &());
    let numbers = mixed()?.select(&["age", "alone", "fare", "n"])?;
    battery.run(&Assemble::new().allow_missing(), &numbers, &());
    battery.run(&Assemble::new().allow_missing().allow_infinite(), &numbers, &());
    battery.run(&Assemble::new().allow_infinite(), &whole()?, &());
    Ok(())
}
