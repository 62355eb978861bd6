//! The one list of stages.

use crate::artifact::Registry;
use crate::feature::Assembler;
use crate::pipeline::Identity;
use crate::preprocess::{OneHotEncoder, OrdinalEncoder, Standardizer};

/// A registry of every stage of this crate.
#[must_use]
pub fn registry() -> Registry {
    Registry::empty()
        .with::<Assembler>()
        .with::<Identity>()
        .with::<OneHotEncoder>()
        .with::<OrdinalEncoder>()
        .with::<Standardizer>()
}
