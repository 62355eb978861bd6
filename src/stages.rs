//! The one list of stages.

use crate::artifact::Registry;
use crate::clean::{ColumnDropper, ColumnKeeper, Imputer, MissingMarker, RareGrouper, Winsorizer};
use crate::feature::{Assembler, CountVectorizer, Densifier, HashVectorizer, TfidfVectorizer};
use crate::model::{
    Calibrator, ForestClassifierModel, ForestRegressorModel, LinearModel, LogisticModel,
    RidgeModel, Thresholder, TreeClassifierModel, TreeRegressorModel,
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
        .with::<Calibrator>()
        .with::<ColumnDropper>()
        .with::<ColumnKeeper>()
        .with::<CorrelationSelector>()
        .with::<CountVectorizer>()
        .with::<Densifier>()
        .with::<ForestClassifierModel>()
        .with::<ForestRegressorModel>()
        .with::<HashVectorizer>()
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
        .with::<Standardizer>()
        .with::<TfidfVectorizer>()
        .with::<Thresholder>()
        .with::<TreeClassifierModel>()
        .with::<TreeRegressorModel>()
        .with::<VarianceSelector>()
        .with::<Winsorizer>()
}
