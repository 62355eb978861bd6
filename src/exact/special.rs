//! The values that a sum cannot absorb, kept beside it so that their order does not matter.

use super::compare::NAN;
use serde::{Deserialize, Serialize};

/// What the terms that were not finite make of a sum.
///
/// The four states form a lattice under [`merge`](Self::merge), `Nan` on top, so that any order
/// of the same terms ends in the same state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Special {
    /// Every term was finite.
    #[default]
    Finite,
    PositiveInfinity,
    NegativeInfinity,
    /// A NaN, or infinities of both signs.
    Nan,
}

impl Special {
    /// Notes a value that is not finite.
    #[cold]
    pub(super) fn note(&mut self, x: f64) {
        *self = self.merge(if x.is_nan() {
            Self::Nan
        } else if x > 0.0 {
            Self::PositiveInfinity
        } else {
            Self::NegativeInfinity
        });
    }

    pub(super) fn merge(self, other: Self) -> Self {
        match (self, other) {
            (Self::Finite, state) | (state, Self::Finite) => state,
            (a, b) if a == b => a,
            _ => Self::Nan,
        }
    }

    /// The sum these terms force; `None` when all were finite.
    pub(super) fn sum(self) -> Option<f64> {
        match self {
            Self::Finite => None,
            Self::PositiveInfinity => Some(f64::INFINITY),
            Self::NegativeInfinity => Some(f64::NEG_INFINITY),
            Self::Nan => Some(NAN),
        }
    }
}
