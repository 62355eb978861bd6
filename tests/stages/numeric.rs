//! Stages that turn numbers into other numbers.

use super::Visitor;
use super::data::{mixed, whole};
use steadfast::prelude::*;

pub(crate) fn numeric(battery: &mut impl Visitor) -> Result<(), Error> {
    scalers(battery)?;
    elementwise(battery)
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
    Ok(())
}
