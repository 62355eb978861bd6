//! Small solvers and trainers with the same bits everywhere, on plain slices, shared by encoders, selectors, features and models.

pub(crate) mod bayesian_ridge;
pub(crate) mod brent;
pub(crate) mod eigen;
pub(crate) mod folds;
pub(crate) mod forest;
pub(crate) mod gram;
pub(crate) mod ica;
pub(crate) mod isotonic;
pub(crate) mod kmeans;
pub(crate) mod lasso;
pub(crate) mod least_squares;
pub(crate) mod lloyd;
pub(crate) mod logistic;
pub(crate) mod mixture;
pub(crate) mod mutual_information;
pub(crate) mod platt;
pub(crate) mod power;
pub(crate) mod ridge;
pub(crate) mod rows;
mod scale;
pub(crate) mod special;
pub(crate) mod svm;
pub(crate) mod tree;
