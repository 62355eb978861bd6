//! Support vector machines of one plane, whose weights are learned without kernels.

mod classifier;
mod machine;
mod regressor;

pub use classifier::{LinearSupportVectorClassifier, LinearSupportVectorClassifierModel};
pub use regressor::{LinearSupportVectorRegressor, LinearSupportVectorRegressorModel};
