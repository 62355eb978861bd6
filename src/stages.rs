//! The one list of stages.

use crate::artifact::Registry;
use crate::clean::{ColumnDropper, ColumnKeeper, Imputer, MissingMarker, RareGrouper, Winsorizer};
use crate::feature::Assembler;
use crate::model::{
    Calibrator, ForestClassifierModel, ForestRegressorModel, LinearModel, LogisticModel,
    RidgeModel, Thresholder, TreeClassifierModel, TreeRegressorModel,
};
use crate::pipeline::Identity;
use crate::preprocess::{
    MaxAbsScaler, MinMaxScaler, OneHotEncoder, OrdinalEncoder, RobustScaler, Standardizer,
};
use crate::select::{
    CorrelationSelector, DropConstant, DropDuplicate, DropHighPsi, RecursiveElimination,
    RelevanceFilter, SelectFromModel, SelectUnivariate, Selector, VarianceSelector,
};

/// A registry of every stage of this crate.
#[must_use]
pub fn registry() -> Registry {
    Registry::empty()
        .with::<Assembler>()
        .with::<Calibrator>()
        .with::<ColumnDropper>()
        .with::<ColumnKeeper>()
        .with::<CorrelationSelector>()
        .with::<ForestClassifierModel>()
        .with::<ForestRegressorModel>()
        .with::<Identity>()
        .with::<Imputer>()
        .with::<LinearModel>()
        .with::<LogisticModel>()
        .with::<MaxAbsScaler>()
        .with::<MinMaxScaler>()
        .with::<MissingMarker>()
        .with::<OneHotEncoder>()
        .with::<OrdinalEncoder>()
        .with::<RareGrouper>()
        .with::<RidgeModel>()
        .with::<RobustScaler>()
        .with::<Selector<DropConstant>>()
        .with::<Selector<DropDuplicate>>()
        .with::<Selector<DropHighPsi>>()
        .with::<Selector<RecursiveElimination>>()
        .with::<Selector<RelevanceFilter>>()
        .with::<Selector<SelectFromModel>>()
        .with::<Selector<SelectUnivariate>>()
        .with::<Standardizer>()
        .with::<Thresholder>()
        .with::<TreeClassifierModel>()
        .with::<TreeRegressorModel>()
        .with::<VarianceSelector>()
        .with::<Winsorizer>()
}
