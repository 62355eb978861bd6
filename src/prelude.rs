//! What most programs need: `use steadfast::prelude::*;`.

pub use crate::clean::{
    DropColumns, GroupRare, Impute, KeepColumns, MissingIndicator, Tail, Winsorize,
};
pub use crate::data::{
    Classes, Column, ColumnType, Labels, Matrix, Role, Table, Types, Value, Vector,
};
pub use crate::error::Error;
pub use crate::feature::Assemble;
pub use crate::model::{DecisionTree, Linear, Logistic, RandomForest, Ridge};
pub use crate::pipeline::{
    Apply, Columns, Fit, Identity, Pipeline, Target, TargetTransform, all, boolean, integer, join,
    matching, named, numeric, on, on_target, real, role, text, timestamp,
};
pub use crate::preprocess::{
    DropLevel, EncodeCount, EncodeHash, EncodeRank, EncodeSimilarity, EncodeTarget, EncodeWoe,
    LevelOrder, MaxAbsScale, MinMaxScale, MissingAs, OneHot, Ordinal, RobustScale, Standardize,
    Unknown, Unseen,
};
pub use crate::root::{AnyModel, Batch, Learn, Load, Model, Training};
pub use crate::select::{Association, CorrelationFilter, Keep, VarianceFilter};
