//! Models that answer from the nearest training rows.
//!
//! All training rows are kept, in an order that is theirs and not the file's: by cells, column after column,
//! then by target. Of rows equally far the first in that order are nearer, so that neither a fit nor an answer
//! knows in which order the rows came.

mod classifier;
mod regressor;
mod search;
mod vicinity;

pub use classifier::{KnnClassifier, KnnClassifierModel, KnnClassifierState};
pub use regressor::{KnnRegressor, KnnRegressorModel, KnnRegressorState};
use search::Search;
pub use vicinity::Distance;
use vicinity::{Vicinity, in_order, vicinity_setters};

#[cfg(test)]
mod tests;
