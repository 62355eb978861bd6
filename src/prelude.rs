//! What most programs need: `use steadfast::prelude::*;`.

pub use crate::clean::{
    DropColumns, GroupRare, Impute, KeepColumns, MissingIndicator, Tail, Winsorize,
};
pub use crate::data::{
    Classes, Column, ColumnType, Labels, Matrix, Role, Table, Types, Value, Vector,
};
pub use crate::error::Error;
pub use crate::feature::Assemble;
pub use crate::model::{
    Calibrate, DecisionTree, Linear, Logistic, RandomForest, Ridge, Score, Threshold,
};
pub use crate::pipeline::{
    Apply, Columns, Fit, Folds, Identity, Pipeline, Target, TargetTransform, all, boolean,
    cross_fit, integer, join, matching, named, numeric, on, on_target, per_group, real, role, text,
    timestamp,
};
pub use crate::preprocess::{
    DropLevel, MaxAbsScale, MinMaxScale, OneHot, Ordinal, RobustScale, Standardize, Unknown,
};
pub use crate::root::{AnyModel, Batch, Learn, Load, Model, Training};
pub use crate::select::{
    Amount, Association, Choice, CorrelationFilter, DropConstant, DropDuplicate, DropHighPsi,
    Estimator, Keep, RecursiveElimination, Relevance, RelevanceFilter, SelectFromModel,
    SelectUnivariate, UnivariateTest, VarianceFilter,
};
