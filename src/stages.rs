//! The one list of stages.

use crate::artifact::Registry;
use crate::clean::{ColumnDropper, ColumnKeeper, Imputer, MissingMarker, RareGrouper, Winsorizer};
use crate::feature::{
    Assembler, CyclicalPlacer, DateCounter, DatePartExtractor, DateSubtractor, PolynomialExpander,
    SplineExpander,
};
use crate::model::{
    ForestClassifierModel, ForestRegressorModel, LinearModel, LogisticModel, RidgeModel,
    TreeClassifierModel, TreeRegressorModel,
};
use crate::pipeline::Identity;
use crate::preprocess::{
    MaxAbsScaler, MinMaxScaler, OneHotEncoder, OrdinalEncoder, RobustScaler, Standardizer,
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
        .with::<CyclicalPlacer>()
        .with::<DateCounter>()
        .with::<DatePartExtractor>()
        .with::<DateSubtractor>()
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
        .with::<PolynomialExpander>()
        .with::<RareGrouper>()
        .with::<RidgeModel>()
        .with::<RobustScaler>()
        .with::<SplineExpander>()
        .with::<Standardizer>()
        .with::<TreeClassifierModel>()
        .with::<TreeRegressorModel>()
        .with::<VarianceSelector>()
        .with::<Winsorizer>()
}
