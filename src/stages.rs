//! The one list of stages.

use crate::artifact::Registry;
// Every stage of every family: what is missing below is missing from no import.
use crate::clean::*;
use crate::feature::*;
use crate::model::*;
use crate::pipeline::Identity;
use crate::preprocess::*;
use crate::select::*;

/// A registry of every stage of this crate.
#[must_use]
pub fn registry() -> Registry {
    Registry::empty()
        .with::<Assembler>()
        .with::<Calibrator>()
        .with::<ColumnDropper>()
        .with::<ColumnKeeper>()
        .with::<CorrelationSelector>()
        .with::<CountEncoder>()
        .with::<CountVectorizer>()
        .with::<CyclicalPlacer>()
        .with::<DateCounter>()
        .with::<DatePartExtractor>()
        .with::<DateSubtractor>()
        .with::<Densifier>()
        .with::<Discretizer>()
        .with::<ExpressionEvaluator>()
        .with::<ForestClassifierModel>()
        .with::<ForestRegressorModel>()
        .with::<HashVectorizer>()
        .with::<Identity>()
        .with::<Imputer>()
        .with::<LinearModel>()
        .with::<Logarithm>()
        .with::<LogisticModel>()
        .with::<Mapped<ArcsinSqrt>>()
        .with::<Mapped<Asinh>>()
        .with::<Mapped<Binarize>>()
        .with::<Mapped<Power>>()
        .with::<Mapped<Reciprocal>>()
        .with::<MathReducer>()
        .with::<MaxAbsScaler>()
        .with::<MeanNormalizer>()
        .with::<MinMaxScaler>()
        .with::<MissingMarker>()
        .with::<OneHotEncoder>()
        .with::<OrdinalEncoder>()
        .with::<PolynomialExpander>()
        .with::<PowerTransformer>()
        .with::<QuantileTransformer>()
        .with::<RareGrouper>()
        .with::<RelativeMaker>()
        .with::<RidgeModel>()
        .with::<RobustScaler>()
        .with::<RowNormalizer>()
        .with::<SplineExpander>()
        .with::<Standardizer>()
        .with::<TargetEncoder>()
        .with::<TfidfVectorizer>()
        .with::<Thresholder>()
        .with::<TreeClassifierModel>()
        .with::<TreeRegressorModel>()
        .with::<VarianceSelector>()
        .with::<Winsorizer>()
        .with::<WoeEncoder>()
}
