//! Raw columns made fit to work with: gaps filled, outliers capped, columns chosen.

mod counted;
mod drop;
mod end_tail;
mod filler;
mod gaps;
mod impute;
mod keep;
mod knn;
mod missing_indicator;
mod rare;
mod winsorize;

pub use drop::{ColumnDropper, ColumnDropperState, DropColumns};
pub use end_tail::{EndTailImputer, EndTailImputerState, ImputeEndTail};
pub use filler::Filler;
pub use impute::{AllMissing, Impute, Imputer, ImputerState, Strategy};
pub use keep::{ColumnKeeper, ColumnKeeperState, KeepColumns};
pub use knn::{ImputeKnn, KnnImputer, KnnImputerState};
pub use missing_indicator::{MissingIndicator, MissingMarker, MissingMarkerState};
pub use rare::{GroupRare, RareGrouper, RareGrouperState};
pub use winsorize::{Tail, Winsorize, Winsorizer, WinsorizerState};
