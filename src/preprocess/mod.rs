//! Numbers to numbers and categories to numbers: what models want to see.

mod standard;

pub use standard::{Standardize, Standardizer};
