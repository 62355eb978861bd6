//! Small solvers and trainers with the same bits everywhere, on plain slices, shared by encoders, selectors, features and models.

pub(crate) mod special;
pub(crate) mod tree;
