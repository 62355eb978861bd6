//! The one list of stages.

use crate::artifact::Registry;
use crate::clean::{
    Capper, Caster, CategoryMatcher, ColumnDropper, ColumnKeeper, ColumnMatcher, EachImputer,
    EndTailImputer, Imputer, IterativeImputer, KnnImputer, MissingMarker, MissingSetter, RareGrouper,
    SampleImputer, TextNormalizer, TextParser, Winsorizer,
};
use crate::feature::Assembler;
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
        .with::<Capper>()
        .with::<Caster>()
        .with::<CategoryMatcher>()
        .with::<ColumnDropper>()
        .with::<ColumnKeeper>()
        .with::<ColumnMatcher>()
        .with::<CorrelationSelector>()
        .with::<EachImputer>()
        .with::<EndTailImputer>()
        .with::<ForestClassifierModel>()
        .with::<ForestRegressorModel>()
        .with::<Identity>()
        .with::<Imputer>()
        .with::<IterativeImputer>()
        .with::<KnnImputer>()
        .with::<LinearModel>()
        .with::<LogisticModel>()
        .with::<MaxAbsScaler>()
        .with::<MinMaxScaler>()
        .with::<MissingMarker>()
        .with::<MissingSetter>()
        .with::<OneHotEncoder>()
        .with::<OrdinalEncoder>()
        .with::<RareGrouper>()
        .with::<RidgeModel>()
        .with::<RobustScaler>()
        .with::<SampleImputer>()
        .with::<Standardizer>()
        .with::<TextNormalizer>()
        .with::<TextParser>()
        .with::<Thresholder>()
        .with::<TreeClassifierModel>()
        .with::<TreeRegressorModel>()
        .with::<VarianceSelector>()
        .with::<Winsorizer>()
}
