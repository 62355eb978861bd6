//! Raw columns made fit to work with: gaps filled, outliers capped, columns chosen.

mod counted;
mod drop;
mod each;
mod end_tail;
mod filler;
mod gaps;
mod impute;
mod iterative;
mod keep;
mod knn;
mod missing_indicator;
mod rare;
mod sample;
mod winsorize;

pub use drop::{ColumnDropper, ColumnDropperState, DropColumns};
pub use each::{EachImputer, EachImputerState, ImputeEach};
pub use end_tail::{EndTailImputer, EndTailImputerState, ImputeEndTail};
pub use filler::Filler;
pub use impute::{AllMissing, Impute, Imputer, ImputerState, Strategy};
pub use iterative::{
    ImputeIterative, IterativeImputer, IterativeImputerState, Order, Regression, Start,
};
pub use keep::{ColumnKeeper, ColumnKeeperState, KeepColumns};
pub use knn::{ImputeKnn, KnnImputer, KnnImputerState};
pub use missing_indicator::{MissingIndicator, MissingMarker, MissingMarkerState};
pub use rare::{GroupRare, RareGrouper, RareGrouperState};
pub use sample::{ImputeSample, SampleImputer, SampleImputerState};
pub use winsorize::{Tail, Winsorize, Winsorizer, WinsorizerState};
