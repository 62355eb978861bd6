//! Who fits a model.

use crate::artifact::codec::{CodecError, Node, from_node, to_node};
use crate::artifact::{Refit, Stage};
use crate::error::{Error, FitError};
use crate::pipeline::guard;
use serde::{Deserialize, Serialize};

/// Reads a stage whose first version named no trainer. `complete` makes of that version's parameters and state what the
/// second would have said.
pub(super) fn decode<S: Stage>(
    version: u32,
    params: &Node,
    state: &Node,
    complete: impl Fn(&Node, &Node) -> Result<(Node, Node), CodecError>,
) -> Option<Result<S, String>> {
    let whole = match version {
        1 => complete(params, state),
        2 => Ok((params.clone(), state.clone())),
        _ => return None,
    };
    let read = || {
        let (params, state) = whole.map_err(|e| e.to_string())?;
        let recipe = from_node(&params).map_err(|e| format!("parameters: {e}"))?;
        let stage = S::restore(recipe, from_node(&state).map_err(|e| format!("state: {e}"))?)?;
        match stage.version() {
            own if own == version => Ok(stage),
            own => Err(format!("what it says is of version {own}")),
        }
    };
    Some(read())
}

/// The parameters of a linear model that names nobody: linfa fitted those.
pub(super) fn by_linfa(params: &Node, state: &Node) -> Result<(Node, Node), CodecError> {
    Ok((params.with("trainer", to_node(&Trainer::Linfa)?), state.clone()))
}

/// Reads the recipe of a model whose first version did not name what `named` names.
pub(super) fn read_recipe<R: serde::de::DeserializeOwned>(
    params: &Node,
    named: &str,
    complete: impl Fn(&Node, &Node) -> Result<(Node, Node), CodecError>,
) -> Result<R, String> {
    let whole = match params.get(named) {
        Some(_) => params.clone(),
        None => complete(params, &Node::Null).map_err(|e| e.to_string())?.0,
    };
    from_node(&whole).map_err(|e| e.to_string())
}

/// Who fits a model. Who predicts is never a question: this crate does, whoever fitted.
///
/// A file written before there was a choice names nobody, and means linfa, or smartcore for trees. A model that a
/// trainer does not fit refuses it when fitted, with [`FitError::Parameter`].
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
    pub(super) const EXACT: &'static str = guard::OWN;

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
