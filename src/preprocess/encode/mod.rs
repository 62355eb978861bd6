//! Encoders that make numbers of the levels of a column, by counts and by the target.

mod by_level;
mod coded;
mod count;
mod deal;
mod policy;
mod spread;
mod tally;
mod target;
mod woe;

pub use by_level::LevelCounts;
pub use count::{CountEncoder, CountState, EncodeCount};
pub use policy::{MissingAs, Unseen};
pub use tally::LevelTargets;
pub use target::{EncodeTarget, TargetEncoder, TargetState};
pub use woe::{EncodeWoe, WoeEncoder, WoeState};
