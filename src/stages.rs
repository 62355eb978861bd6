//! The one list of stages.

use crate::artifact::Registry;
use crate::model::{LinearModel, LogisticModel, RidgeModel};
use crate::pipeline::Identity;
use crate::preprocess::Standardizer;

/// A registry of every stage of this crate.
#[must_use]
pub fn registry() -> Registry {
    Registry::empty()
        .with::<Identity>()
        .with::<LinearModel>()
        .with::<LogisticModel>()
        .with::<RidgeModel>()
        .with::<Standardizer>()
}
