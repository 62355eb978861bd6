//! Stages that make few columns of many.

use super::Visitor;
use super::data::{matrix, whole};
use steadfast::feature::{Components, Pca, RandomProjection, TruncatedSvd};
use steadfast::prelude::*;

pub(crate) fn reduce(visitor: &mut impl Visitor) -> Result<(), Error> {
    let x = matrix()?.into_table();
    for components in
        [Components::All, Components::Count(2), Components::Share(0.9), Components::MostLikely]
    {
        visitor.run(&Pca::of(components), &x, &());
        visitor.run(&Pca::of(components).whiten(true), &whole()?, &());
    }
    for components in [1, 3] {
        visitor.run(&TruncatedSvd::new(components), &x, &());
        visitor.run(&TruncatedSvd::new(components), &whole()?, &());
        visitor.run(&RandomProjection::gaussian(components, 5), &x, &());
        visitor.run(&RandomProjection::sparse(components, 5), &whole()?, &());
    }
    visitor.run(&RandomProjection::sparse(2, 1).density(1.0), &x, &());
    for components in [1, 2] {
        let recipe = FastIca::new(components).seed(1).tolerance(1e-3);
        visitor.run(&recipe, &x, &());
        visitor.run(
            &recipe.allow_unconverged(true).max_iterations(3),
            &whole()?.without(&["const"]),
            &(),
        );
    }
    visitor.run(&FastIca::new(2).w_init([1.0, 0.5, -0.5, 1.0]).allow_unconverged(true), &x, &());
    Ok(())
}
