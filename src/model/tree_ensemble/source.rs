//! Where an imported model came from, and what its stored form lacked before.

use crate::artifact::codec::{CodecError, Node, to_node};
use crate::error::{Error, FitError};
use serde::{Deserialize, Serialize};

/// Where a model came from, kept beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The library, such as `lightgbm`.
    pub library: String,
    /// The version of its file's format.
    pub format: String,
    /// The objective it was trained with, in the library's words.
    pub objective: String,
}

/// The error of fitting a recipe that was read without its trees.
pub(super) fn without_trees(stage: &str) -> Error {
    without_state(stage, "trees")
}

/// The error of fitting a recipe that was read without what it keeps.
pub(crate) fn without_state(stage: &str, what: &str) -> Error {
    FitError::Trainer {
        stage: stage.to_owned(),
        trainer: "import".to_owned(),
        message: format!(
            "an imported model learns nothing; its recipe was read without its {what}"
        ),
    }
    .into()
}

/// What version 1 left out of the stored form of an ensemble: weights, of which it had none.
pub(super) fn complete(ensemble: &Node) -> Result<Node, CodecError> {
    Ok(ensemble.with("weights", to_node(&Vec::<f64>::new())?))
}
