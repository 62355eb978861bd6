//! What a column is for.

use serde::{Deserialize, Serialize};

/// What a column is for. Only features reach a model.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[non_exhaustive]
pub enum Role {
    /// Something to learn from.
    #[default]
    Feature,
    /// Names the row; carried along, never learned from.
    Identifier,
    /// When the row happened; used to split, never learned from as it stands.
    Time,
    /// Rows of one group stay together when data is split.
    Group,
    /// How much the row counts.
    Weight,
}
