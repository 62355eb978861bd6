//! Stages that choose columns.

use super::Visitor;
use super::data::{mixed, whole};
use steadfast::prelude::*;

pub(crate) fn select(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = whole()?.with(
        "fare2",
        Column::Real(vec![14.5, 142.6, 15.8, 106.2, 16.1, 17., 103.8, 42., 22.2, 60., -0.0, 53.]),
    )?;
    for threshold in [0.0, 1.0] {
        battery.run(&VarianceFilter::new(threshold), &x, &());
        battery.run(&VarianceFilter::new(threshold), &mixed()?, &());
    }
    let fare = x.without(&["const"]);
    for association in [Association::Pearson, Association::Spearman] {
        for keep in [Keep::Name, Keep::Variance, Keep::Complete, Keep::Cardinality] {
            battery.run(
                &CorrelationFilter::new(0.9).keep(keep).association(association),
                &fare,
                &(),
            );
        }
    }
    Ok(())
}
