//! What most programs need: `use steadfast::prelude::*;`.

pub use crate::data::{
    Classes, Column, ColumnType, Labels, Matrix, Role, Table, Types, Value, Vector,
};
pub use crate::error::Error;
pub use crate::model::{DecisionTree, Linear, Logistic, RandomForest, Ridge};
pub use crate::pipeline::{
    Apply, Columns, Fit, Identity, Pipeline, TargetTransform, all, boolean, integer, join,
    matching, named, numeric, on, on_target, real, role, text, timestamp,
};
pub use crate::preprocess::Standardize;
