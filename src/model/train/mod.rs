//! linfa and smartcore as trainers: the one place that names them.
//!
//! Data go in as copies, fitted parameters come out as plain arrays, and nothing of the libraries
//! survives the fit. Every call runs under [`guard`](crate::pipeline::guard): checked first, on a
//! thread of its own, with its panics contained and a deadline. Without feature `train` every fit is an error that says so.

#[cfg(feature = "train")]
mod coordinate_descent;
#[cfg(feature = "train")]
mod least_squares;
#[cfg(feature = "train")]
mod logistic;
#[cfg(feature = "train")]
mod matrix;
#[cfg(not(feature = "train"))]
mod not_built;
#[cfg(feature = "train")]
mod serde_tree;
#[cfg(feature = "train")]
mod trees;

#[cfg(feature = "train")]
pub(super) use self::{
    coordinate_descent::coordinate_descent,
    least_squares::least_squares,
    logistic::logistic,
    trees::{forest_classifier, forest_regressor, tree_classifier, tree_regressor},
};
#[cfg(not(feature = "train"))]
pub(super) use not_built::{
    coordinate_descent, forest_classifier, forest_regressor, least_squares, logistic,
    tree_classifier, tree_regressor,
};
