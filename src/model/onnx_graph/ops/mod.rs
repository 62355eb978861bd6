//! The operators, one idea a file.

pub(crate) mod elementwise;
pub(crate) mod linear;
pub(crate) mod ml;
pub(crate) mod post;
pub(crate) mod reduce;
pub(crate) mod shape;
pub(crate) mod svm;
pub(crate) mod trees;
