//! The one list of stages.

use crate::artifact::Registry;
use crate::model::{
    ForestClassifierModel, ForestRegressorModel, LinearModel, LogisticModel, RidgeModel,
    TreeClassifierModel, TreeRegressorModel,
};
use crate::pipeline::Identity;
use crate::preprocess::Standardizer;

/// A registry of every stage of this crate.
#[must_use]
pub fn registry() -> Registry {
    Registry::empty()
        .with::<ForestClassifierModel>()
        .with::<ForestRegressorModel>()
        .with::<Identity>()
        .with::<LinearModel>()
        .with::<LogisticModel>()
        .with::<RidgeModel>()
        .with::<Standardizer>()
        .with::<TreeClassifierModel>()
        .with::<TreeRegressorModel>()
}
