//! Where a model comes from.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Where a model comes from. It holds nothing the caller did not give or the data did not fix, so
/// equal inputs give equal bytes: no clock, no host name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    pub(crate) crate_version: String,
    pub(crate) data: String,
    pub(crate) rows: u64,
    pub(crate) columns: u64,
    pub(crate) target: Option<String>,
    pub(crate) classes: Option<Arc<[Arc<str>]>>,
    pub(crate) seed: Option<u64>,
    pub(crate) created_at: Option<String>,
    pub(crate) note: Option<String>,
}

impl Provenance {
    /// The version of this crate that fitted it.
    #[must_use]
    pub fn crate_version(&self) -> &str {
        &self.crate_version
    }

    /// The [`fingerprint`](super::fingerprint) of the rows it was fitted on.
    #[must_use]
    pub fn data(&self) -> &str {
        &self.data
    }

    /// How many rows it was fitted on.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// How many columns it was fitted on.
    #[must_use]
    pub fn columns(&self) -> u64 {
        self.columns
    }

    /// The name of the target, when it was given.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }

    /// The classes of the target, for a classification.
    #[must_use]
    pub fn classes(&self) -> Option<&[Arc<str>]> {
        self.classes.as_deref()
    }

    /// The seed, when it was given.
    #[must_use]
    pub fn seed(&self) -> Option<u64> {
        self.seed
    }

    /// When it was made, in the caller's words, when they were given.
    #[must_use]
    pub fn created_at(&self) -> Option<&str> {
        self.created_at.as_deref()
    }

    /// The caller's note.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
}
