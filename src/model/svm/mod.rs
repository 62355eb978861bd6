//! Support vector machines.

mod classifier;
mod linear;
mod machine;
mod regressor;
mod state;
mod votes;

pub use crate::solve::svm::Kernel;
pub use classifier::{SupportVectorClassifier, SupportVectorClassifierModel};
pub use linear::{
    LinearSupportVectorClassifier, LinearSupportVectorClassifierModel,
    LinearSupportVectorRegressor, LinearSupportVectorRegressorModel,
};
pub use machine::Gamma;
pub use regressor::{
    SupportVectorRegressor, SupportVectorRegressorModel, SupportVectorRegressorState,
};
pub use state::SupportVectorClassifierState;

#[cfg(test)]
mod tests;
