//! Encoders that make numbers of the levels of a column, by counts and by the target.

pub(super) mod by_level;
pub(super) mod coded;
mod coding;
mod count;
mod hash;
mod place;
mod policy;
mod rank;
mod similarity;
mod spread;
mod tally;
mod target;
mod target_cross;
mod target_fitted;
mod tree;
mod woe;

pub use by_level::LevelCounts;
pub use coding::Coding;
pub use count::{CountEncoder, CountState, EncodeCount};
pub use hash::{EncodeHash, HashEncoder, HashState};
pub use place::{EncodePlace, PlaceEncoder, PlaceState};
pub use policy::{MissingAs, Unseen};
pub use rank::{EncodeRank, LevelRanks, RankEncoder, RankState};
pub use similarity::{EncodeSimilarity, SimilarityEncoder, SimilarityState};
pub use tally::LevelTargets;
pub use target::EncodeTarget;
pub use target_fitted::{TargetEncoder, TargetState};
pub use tree::{EncodeTree, TreeEncoder, TreeState};
pub use woe::{EncodeWoe, WoeEncoder, WoeState};
