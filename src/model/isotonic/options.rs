//! Which way the line goes, and how far.

use serde::{Deserialize, Serialize};

/// Which way an [`Isotonic`](super::Isotonic) goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Monotone {
    /// Never down.
    #[default]
    Increasing,
    /// Never up.
    Decreasing,
    /// As Spearman's rank correlation of column and target: up where it is 0 or more, else down.
    Auto,
}

/// What an [`Isotonic`](super::Isotonic) answers beyond the cells it has learned from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Beyond {
    /// The value at the nearest end.
    #[default]
    Clip,
    /// Nothing: the row is refused.
    Refuse,
}
