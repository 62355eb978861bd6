//! The one list of stages.

use crate::artifact::Registry;
use crate::clean::{ColumnDropper, ColumnKeeper, Imputer, MissingMarker, RareGrouper, Winsorizer};
use crate::feature::Assembler;
use crate::model::{
    ForestClassifierModel, ForestRegressorModel, LinearModel, LogisticModel, RidgeModel,
    TreeClassifierModel, TreeRegressorModel,
};
use crate::pipeline::Identity;
use crate::preprocess::{
    CountEncoder, HashEncoder, MaxAbsScaler, MinMaxScaler, OneHotEncoder, OrdinalEncoder,
    RankEncoder, RobustScaler, SimilarityEncoder, Standardizer, TargetEncoder, WoeEncoder,
};
use crate::select::{CorrelationSelector, VarianceSelector};

/// A registry of every stage of this crate.
#[must_use]
pub fn registry() -> Registry {
    Registry::empty()
        .with::<Assembler>()
        .with::<ColumnDropper>()
        .with::<ColumnKeeper>()
        .with::<CorrelationSelector>()
        .with::<CountEncoder>()
        .with::<ForestClassifierModel>()
        .with::<ForestRegressorModel>()
        .with::<HashEncoder>()
        .with::<Identity>()
        .with::<Imputer>()
        .with::<LinearModel>()
        .with::<LogisticModel>()
        .with::<MaxAbsScaler>()
        .with::<MinMaxScaler>()
        .with::<MissingMarker>()
        .with::<OneHotEncoder>()
        .with::<OrdinalEncoder>()
        .with::<RankEncoder>()
        .with::<RareGrouper>()
        .with::<RidgeModel>()
        .with::<RobustScaler>()
        .with::<SimilarityEncoder>()
        .with::<Standardizer>()
        .with::<TargetEncoder>()
        .with::<TreeClassifierModel>()
        .with::<TreeRegressorModel>()
        .with::<VarianceSelector>()
        .with::<Winsorizer>()
        .with::<WoeEncoder>()
}
