//! Numbers to numbers and categories to numbers: what models want to see.

mod groups;
mod levels;
mod one_hot;
mod ordinal;
mod standard;

pub use one_hot::{DropLevel, OneHot, OneHotEncoder, Unknown};
pub use ordinal::{Ordinal, OrdinalEncoder};
pub use standard::{Standardize, Standardizer};
