//! Small solvers and trainers with the same bits everywhere, on plain slices, shared by encoders, selectors, features and models.

pub(crate) mod folds;
pub(crate) mod forest;
pub(crate) mod rows;
pub(crate) mod special;
pub(crate) mod tree;
