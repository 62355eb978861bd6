//! Learning from parts of the rows, apart, and putting together what was learned.

use super::{Apply, Fit, Pipeline};
use crate::error::Error;

/// What was learned from some of the rows, before it is settled into a stage.
///
/// Merging is associative and commutative to the bit: the parts may be cut anywhere and merged in any
/// order, and what is settled has the bytes of a fit to all the rows at once.
pub trait Merge: Sized {
    /// Takes in what was learned from other rows of the same columns.
    ///
    /// # Errors
    /// When the other part was learned from other columns or by another recipe.
    fn merge(&mut self, other: Self) -> Result<(), Error>;
}

/// A recipe that settles what was learned of all the rows into a fitted stage.
pub trait Settle: Pipeline {
    /// What is learned from some of the rows: counts, exact sums, extremes, values.
    type Partial: Merge;
    /// What it becomes.
    type Settled: Apply<Input = Self::Input, Output = Self::Output>;

    /// Settles what was learned from all the rows.
    ///
    /// # Errors
    /// What [`Fit::fit`] says of too few rows or values.
    fn settle(&self, partial: Self::Partial) -> Result<Self::Settled, Error>;
}

/// A recipe that can be fitted to parts of the rows, in other blocks, threads or machines.
///
/// [`Fit::fit`] of such a recipe is [`partial`](Self::partial), then [`settle`](Settle::settle).
///
/// ```
/// use steadfast::pipeline::{Merge, PartialFit, Settle};
/// use steadfast::prelude::*;
/// let x = Table::new().with("age", Column::Real(vec![20.0, f64::NAN, 31.0, 40.5]))?;
/// let recipe = Standardize::new();
/// let mut partial = recipe.partial(&x.slice(0..1), &())?;
/// partial.merge(recipe.partial(&x.slice(1..4), &())?)?;
/// assert_eq!(recipe.settle(partial)?, recipe.fit(&x, &())?);
/// # Ok::<(), steadfast::Error>(())
/// ```
pub trait PartialFit<Y: ?Sized>: Settle + Fit<Y, Fitted = <Self as Settle>::Settled> {
    /// Learns from some of the rows, of which there may be none.
    ///
    /// # Errors
    /// What [`Fit::fit`] says of bad columns and cells. Only [`settle`](Settle::settle) says that there
    /// are too few.
    fn partial(&self, x: &Self::Input, y: &Y) -> Result<Self::Partial, Error>;
}
