//! Room for what a step computes on its way, kept from row to row.

use super::scan::ScanRoom;
use super::tensor::{Cells, Tensor};
use std::collections::BTreeMap;

/// Buffers by what stands in them. A step finds them as another left them, and clears those it takes.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// The input in single precision.
    pub(crate) singles: Vec<f32>,
    /// The input in double precision.
    pub(crate) doubles: Vec<f64>,
    /// Scores of a row, one a target, class or pair of classes.
    pub(crate) scores: Vec<f32>,
    /// The answers to all rows.
    pub(crate) answers: Vec<f32>,
    /// The class of each row, or places along an axis.
    pub(crate) numbers: Vec<usize>,
    /// Places in an order.
    pub(crate) order: Vec<usize>,
    /// Sums of leaves, one a target or class.
    pub(crate) sums: Vec<f64>,
    /// Which sums have a term.
    pub(crate) given: Vec<bool>,
    /// Kernels, or votes.
    pub(crate) terms: Vec<f32>,
    /// Shares of every two classes.
    pub(crate) pairs: Vec<f32>,
    /// What is computed of them.
    pub(crate) square: Vec<f32>,
    /// Exponents as doubles.
    pub(crate) exponent: Tensor,
    /// A matrix with its axes the other way.
    pub(crate) turned: Tensor,
    /// Products before they are scaled.
    pub(crate) products: Cells,
    /// The values of bodies that are run again and again, by the step they are of.
    pub(crate) scans: BTreeMap<usize, ScanRoom>,
}
