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
    ArcsinSqrt, Asinh, Binarize, Discretizer, Logarithm, Mapped, MaxAbsScaler, MeanNormalizer,
    MinMaxScaler, OneHotEncoder, OrdinalEncoder, Power, PowerTransformer, QuantileTransformer,
    Reciprocal, RobustScaler, RowNormalizer, Standardizer,
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
        .with::<Discretizer>()
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
        .with::<MaxAbsScaler>()
        .with::<MeanNormalizer>()
        .with::<MinMaxScaler>()
        .with::<MissingMarker>()
        .with::<OneHotEncoder>()
        .with::<OrdinalEncoder>()
        .with::<PowerTransformer>()
        .with::<QuantileTransformer>()
        .with::<RareGrouper>()
        .with::<RidgeModel>()
        .with::<RobustScaler>()
        .with::<RowNormalizer>()
        .with::<Standardizer>()
        .with::<TfidfVectorizer>()
        .with::<Thresholder>()
        .with::<TreeClassifierModel>()
        .with::<TreeRegressorModel>()
        .with::<VarianceSelector>()
        .with::<Winsorizer>()
}
