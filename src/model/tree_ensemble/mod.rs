//! Ensembles of trees that another library grew.
//!
//! One flat form serves every library: any comparison at a split, missing cells by a rule of each split, sets of
//! categories, leaves of one number, of several, or of a line; added in the library's own order and precision. The
//! readers of [`import`](crate::import) make them.

mod build;
mod check;
mod classifier;
mod contributions;
mod ensemble;
mod link;
pub(in crate::model) mod plan;
mod regressor;
mod rule;
mod scores;
#[cfg(feature = "onnx")]
mod shared;
mod source;
mod trees;

pub(crate) use build::{Child, Leaf, Line, Split};
pub use classifier::{TreeEnsembleClasses, TreeEnsembleClassifier, TreeEnsembleClassifierModel};
pub use ensemble::{Precision, TreeEnsemble};
pub use link::EnsembleLink;
pub use regressor::{TreeEnsembleRegressor, TreeEnsembleRegressorModel};
pub(crate) use rule::Comparison;
pub use scores::{EnsembleAnswer, TreeEnsembleScores, TreeEnsembleScoresModel};
pub use source::Source;
pub(crate) use source::without_state;
pub use trees::{EnsembleTrees, LinearLeaves};
