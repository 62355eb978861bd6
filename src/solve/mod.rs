//! Small solvers and trainers with the same bits everywhere, on plain slices, shared by encoders, selectors, features and models.

pub(crate) mod adaboost;
pub(crate) mod bayesian_ridge;
pub(crate) mod boosting;
pub(crate) mod brent;
pub(crate) mod discriminant;
pub(crate) mod eigen;
pub(crate) mod folds;
pub(crate) mod forest;
pub(crate) mod ftrl;
pub(crate) mod glm;
pub(crate) mod gram;
pub(crate) mod isotonic;
pub(crate) mod kmeans;
pub(crate) mod lasso;
pub(crate) mod least_squares;
pub(crate) mod logistic;
pub(crate) mod mutual_information;
mod parallel;
pub(crate) mod partial_least_squares;
pub(crate) mod platt;
pub(crate) mod power;
pub(crate) mod ridge;
pub(crate) mod rows;
mod scale;
pub(crate) mod special;
pub(crate) mod tree;
