//! Linear regressions of several targets at once, which share what they learn about the columns.

mod elastic_net;
mod lasso;
mod partial_least_squares;

pub use elastic_net::{MultiTaskElasticNet, MultiTaskElasticNetModel};
pub use lasso::{MultiTaskLasso, MultiTaskLassoModel};
pub use partial_least_squares::{MultiTaskPartialLeastSquares, MultiTaskPartialLeastSquaresModel};
