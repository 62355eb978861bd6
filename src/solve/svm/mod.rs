//! Support vector machines: kernels, the quadratic problem of their training, and probabilities of many classes.
//!
//! Whoever uses them gives rows in canonical order, so that each step is a function of what the rows hold.

mod cache;
mod classes;
mod couple;
mod kernel;
mod smo;

pub(crate) use classes::{Pair, Pairwise};
pub(crate) use couple::couple;
pub use kernel::Kernel;
pub(crate) use kernel::{Function, Rows};
pub(crate) use smo::{Settings, regress};
