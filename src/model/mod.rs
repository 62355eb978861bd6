//! Models: from a matrix to numbers or classes.
//!
//! Fitting is done by linfa and smartcore, under guard (see `train`); what they learned is read out
//! into arrays of this crate, and predictions are made by the kernels of [`exact`](crate::exact)
//! alone. [Naive Bayes](naive_bayes) is fitted here, by counts and exact sums, in every build. A build without feature `train` loads and predicts; fitting there is
//! [`FitError::NotBuilt`](crate::error::FitError::NotBuilt).
//!
//! Every model checks at apply that the columns are those it was fitted on, by name and order.

mod affine;
mod calibrate;
mod check;
mod guard;
mod input;
mod least_squares;
mod linear;
mod logistic;
pub mod naive_bayes;
mod ridge;
mod threshold;
mod train;
mod trainer;
mod tree;

pub use affine::AffineState;
pub use calibrate::{Calibrate, Calibrator, CalibratorState};
pub use linear::{Linear, LinearModel};
pub use logistic::{Logistic, LogisticModel, LogisticState};
pub use naive_bayes::{
    BernoulliNaiveBayes, BernoulliNaiveBayesModel, CategoricalNaiveBayes,
    CategoricalNaiveBayesModel, ClassPrior, GaussianNaiveBayes, GaussianNaiveBayesModel,
    MultinomialNaiveBayes, MultinomialNaiveBayesModel,
};
pub use ridge::{Ridge, RidgeModel};
pub use threshold::{Score, Threshold, Thresholder, ThresholderState};
pub use trainer::Trainer;
pub use tree::{
    ClassTreesState, DecisionTree, ForestClassifier, ForestClassifierModel, ForestRegressor,
    ForestRegressorModel, NumberTreesState, RandomForest, TreeClassifier, TreeClassifierModel,
    TreeRegressor, TreeRegressorModel, Trees,
};
