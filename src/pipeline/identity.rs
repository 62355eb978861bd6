//! The stage that does nothing.

use super::{Apply, Fit, Pipeline};
use crate::data::Table;
use crate::error::Error;
use serde::{Deserialize, Serialize};

/// Passes a table on as it is: the branch of a [`join`](super::join) that keeps the raw columns.
///
/// It learns nothing, so recipe and fitted stage are one type.
///
/// # Determinism
/// Replay exact; refit exact.
#[doc(alias = "passthrough")]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Identity {}

impl Identity {
    /// The stage that does nothing.
    #[must_use]
    pub fn new() -> Identity {
        Identity {}
    }
}

impl Pipeline for Identity {
    type Input = Table;
    type Output = Table;
}

impl<Y: ?Sized> Fit<Y> for Identity {
    type Fitted = Identity;

    fn fit(&self, _: &Table, _: &Y) -> Result<Identity, Error> {
        Ok(Identity {})
    }
}

impl Apply for Identity {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        Ok(x.clone())
    }
}
