//! Raw columns made fit to work with: gaps filled, outliers capped, columns chosen.

mod cap;
mod cast;
mod counted;
mod drop;
mod each;
mod end_tail;
mod filler;
mod filter;
mod gaps;
mod impute;
mod iterative;
mod keep;
mod knn;
mod match_categories;
mod match_columns;
mod missing_indicator;
mod normalize_text;
mod parse;
mod rare;
mod sample;
mod set_missing;
mod winsorize;

pub use cap::{Cap, Capper, CapperState};
pub use cast::{Cast, Caster, CasterState};
pub use drop::{ColumnDropper, ColumnDropperState, DropColumns};
pub use each::{EachImputer, EachImputerState, ImputeEach};
pub use end_tail::{EndTailImputer, EndTailImputerState, ImputeEndTail};
pub use filler::Filler;
pub use filter::{DropDuplicates, DropMissing, TrimOutliers};
pub use impute::{AllMissing, Impute, Imputer, ImputerState, Strategy};
pub use iterative::{
    Bayesian, ImputeIterative, IterativeImputer, IterativeImputerState, Order, Regression, Start,
};
pub use keep::{ColumnKeeper, ColumnKeeperState, KeepColumns};
pub use knn::{ImputeKnn, KnnImputer, KnnImputerState};
pub use match_categories::{CategoryMatcher, CategoryMatcherState, MatchCategories};
pub use match_columns::{ColumnMatcher, ColumnMatcherState, MatchColumns};
pub use missing_indicator::{MissingIndicator, MissingMarker, MissingMarkerState};
pub use normalize_text::{NormalizeText, TextNormalizer, TextNormalizerState};
pub use parse::{Parse, TextParser, TextParserState, Unreadable};
pub use rare::{GroupRare, RareGrouper, RareGrouperState};
pub use sample::{ImputeSample, SampleImputer, SampleImputerState};
pub use set_missing::{MissingSetter, MissingSetterState, SetMissing};
pub use winsorize::{Tail, Winsorize, Winsorizer, WinsorizerState};
