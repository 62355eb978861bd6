//! What a node asks.

use crate::import::onnx::attributes::Attributes;
use crate::model::Comparison;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Leaf,
    AtMost,
    Below,
    AtLeast,
    Above,
    Equal,
    NotEqual,
}

impl Mode {
    /// The question that is asked, and whether its sides are changed over.
    pub(super) fn asked(self) -> (Comparison, bool) {
        match self {
            Mode::Leaf | Mode::AtMost => (Comparison::AtMost, false),
            Mode::Above => (Comparison::AtMost, true),
            Mode::Below => (Comparison::Below, false),
            Mode::AtLeast => (Comparison::Below, true),
            Mode::Equal => (Comparison::Equal, false),
            Mode::NotEqual => (Comparison::Equal, true),
        }
    }

    /// Whether NaN goes where the question holds. It is not equal to anything.
    pub(super) fn missing(self, tracks: &[bool], node: usize) -> bool {
        self == Mode::NotEqual || tracks.get(node).copied().unwrap_or(false)
    }
}

/// Flags that are given as numbers.
pub(super) fn flags(given: &Attributes<'_>, name: &str) -> Result<Vec<bool>, String> {
    Ok(given.words(name)?.into_iter().map(|flag| flag != 0).collect())
}
