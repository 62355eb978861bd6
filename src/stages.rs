//! The one list of stages.

use crate::artifact::Registry;
use crate::clean::{ColumnDropper, ColumnKeeper, Imputer, MissingMarker, RareGrouper, Winsorizer};
use crate::feature::{
    Assembler, CyclicalPlacer, DateCounter, DatePartExtractor, DateSubtractor, ExpressionEvaluator,
    GeoMeasurer, MathReducer, PolynomialExpander, RelativeMaker, SplineExpander, Windower,
};
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
        .with::<CyclicalPlacer>()
        .with::<DateCounter>()
        .with::<DatePartExtractor>()
        .with::<DateSubtractor>()
        .with::<ExpressionEvaluator>()
        .with::<ForestClassifierModel>()
        .with::<ForestRegressorModel>()
        .with::<GeoMeasurer>()
        .with::<Identity>()
        .with::<Imputer>()
        .with::<LinearModel>()
        .with::<LogisticModel>()
        .with::<MathReducer>()
        .with::<MaxAbsScaler>()
        .with::<MinMaxScaler>()
        .with::<MissingMarker>()
        .with::<OneHotEncoder>()
        .with::<OrdinalEncoder>()
        .with::<PolynomialExpander>()
        .with::<RareGrouper>()
        .with::<RelativeMaker>()
        .with::<RidgeModel>()
        .with::<RobustScaler>()
        .with::<SplineExpander>()
        .with::<Standardizer>()
        .with::<Thresholder>()
        .with::<TreeClassifierModel>()
        .with::<TreeRegressorModel>()
        .with::<VarianceSelector>()
        .with::<Windower>()
        .with::<Winsorizer>()
}
