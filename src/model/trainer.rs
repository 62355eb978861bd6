//! Who fits a model.

use crate::artifact::codec::{Node, from_node};
use crate::artifact::{Refit, Stage};
use crate::error::{Error, FitError};
use serde::{Deserialize, Serialize};

/// Reads a model whose first version named no trainer.
pub(super) fn decode<S: Stage>(
    version: u32,
    params: &Node,
    state: &Node,
) -> Option<Result<S, String>> {
    let whole = match version {
        1 => params.with("trainer", Node::Text("Linfa".to_owned())),
        2 => params.clone(),
        _ => return None,
    };
    let read = || {
        let recipe = from_node(&whole).map_err(|e| format!("parameters: {e}"))?;
        let stage = S::restore(recipe, from_node(state).map_err(|e| format!("state: {e}"))?)?;
        match stage.version() {
            own if own == version => Ok(stage),
            own => Err(format!("what it says is of version {own}")),
        }
    };
    Some(read())
}

/// Reads the recipe of a model whose first version named no trainer.
pub(super) fn read_recipe<R: serde::de::DeserializeOwned>(params: &Node) -> Result<R, String> {
    let named = params.get("trainer").is_some();
    let whole =
        if named { params.clone() } else { params.with("trainer", Node::Text("Linfa".to_owned())) };
    from_node(&whole).map_err(|e| e.to_string())
}

/// Who fits a model. Who predicts is never a question: this crate does, whoever fitted.
///
/// A file written before there was a choice names nobody, and means linfa. A model that a trainer does not fit refuses
/// it when fitted, with [`FitError::Parameter`].
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [1.0], [2.0]])?;
/// let y = Vector::new(vec![1.0, 3.0, 5.0]);
/// assert_eq!(Linear::new(), Linear::new().with_trainer(Trainer::Exact));
/// assert!(Linear::new().with_trainer(Trainer::Smartcore).fit(&x, &y).is_err());
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Trainer {
    /// This crate, in exact sums and one fixed order: the same bytes on every machine, with every number of
    /// threads and in any order of the rows.
    Exact,
    /// linfa; needs the feature `train`.
    Linfa,
    /// smartcore; needs the feature `train`.
    Smartcore,
}

impl Trainer {
    /// This crate in errors, where a library would have its name.
    pub(super) const EXACT: &'static str = "steadfast";

    /// What is promised of its fits.
    pub(super) fn refit(self) -> Refit {
        match self {
            Trainer::Exact => Refit::Exact,
            Trainer::Linfa | Trainer::Smartcore => Refit::SameMachine,
        }
    }

    /// Refuses a trainer that a model does not have.
    pub(super) fn check(self, stage: &str, allowed: &[Trainer]) -> Result<(), Error> {
        if allowed.contains(&self) {
            return Ok(());
        }
        let names: Vec<String> = allowed.iter().map(|trainer| format!("{trainer:?}")).collect();
        Err(FitError::Parameter {
            stage: stage.to_owned(),
            parameter: "trainer".to_owned(),
            expected: names.join(" or "),
            found: format!("{self:?}"),
        }
        .into())
    }

    /// Whether a file need not name it: linfa fitted the linear models before there was a choice.
    pub(super) fn is_unnamed(&self) -> bool {
        *self == Trainer::Linfa
    }

    /// The version that a model is stored as.
    pub(super) fn version(self) -> u32 {
        if self.is_unnamed() { 1 } else { 2 }
    }
}
