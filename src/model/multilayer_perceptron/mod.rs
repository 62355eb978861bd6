//! Multilayer perceptrons that another library learned: layers of weighted sums, each bent by one function.
//!
//! Without a hidden layer they are the linear models, whatever is made of their sums. The readers of
//! [`import`](crate::import) make them.

mod answers;
mod network;
mod output;

pub use answers::{
    MultilayerPerceptronClassifier, MultilayerPerceptronClassifierModel,
    MultilayerPerceptronRegressor, MultilayerPerceptronRegressorModel, MultilayerPerceptronScores,
    MultilayerPerceptronScoresModel, NetworkClasses, NetworkNumbers, NetworkScores,
};
pub(crate) use network::Layer;
pub use network::{Activation, Network};
pub use output::NetworkOutput;

#[cfg(test)]
mod tests;
