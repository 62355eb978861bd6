//! Numbers to numbers and categories to numbers: what models want to see.

mod codes;
mod encode;
mod groups;
mod indicators;
mod levels;
mod max_abs;
mod min_max;
mod one_hot;
mod one_hot_layout;
mod ordinal;
mod robust;
mod standard;

pub use encode::{
    CountEncoder, CountState, EncodeCount, EncodeHash, EncodeRank, EncodeSimilarity, EncodeTarget,
    EncodeWoe, HashEncoder, HashState, LevelCounts, LevelRanks, LevelTargets, MissingAs,
    RankEncoder, RankState, SimilarityEncoder, SimilarityState, TargetEncoder, TargetState, Unseen,
    WoeEncoder, WoeState,
};
pub use max_abs::{MaxAbsScale, MaxAbsScaler, MaxAbsScalerState};
pub use min_max::{MinMaxScale, MinMaxScaler, MinMaxScalerState};
pub use one_hot::{OneHot, OneHotEncoder, OneHotState, Unknown};
pub use one_hot_layout::{DropLevel, LevelOrder};
pub use ordinal::{Ordinal, OrdinalEncoder, OrdinalState};
pub use robust::{RobustScale, RobustScaler, RobustScalerState};
pub use standard::{Standardize, Standardizer, StandardizerState};

/// The name among `names` that two of them have, or one and a column of `kept`.
fn clash<'a>(
    kept: &crate::data::Table,
    names: &'a [std::sync::Arc<str>],
) -> Option<&'a std::sync::Arc<str>> {
    let mut seen: std::collections::BTreeSet<&str> = kept.names().map(|name| &**name).collect();
    names.iter().find(|name| !seen.insert(name))
}

/// A width to divide by: 1 for a column that is constant up to rounding, which scikit-learn takes to
/// be one narrower than ten times the distance from 1 to the next number.
fn width_or_one(width: f64) -> f64 {
    if width < 10.0 * f64::EPSILON { 1.0 } else { width }
}

/// The fit of a column whose numbers leave the range of `f64`, as an error.
fn beyond_f64(stage: &str, column: &str, what: &str) -> crate::error::Error {
    let problem = format!("the {what} is beyond the range of f64");
    let (stage, column) = (stage.to_owned(), column.to_owned());
    crate::error::FitError::Column { stage, column, problem }.into()
}

/// A parameter outside its range, as an error.
fn bad_parameter(
    stage: &str,
    parameter: &str,
    expected: &str,
    found: String,
) -> crate::error::Error {
    let (stage, parameter) = (stage.to_owned(), parameter.to_owned());
    let expected = expected.to_owned();
    crate::error::FitError::Parameter { stage, parameter, expected, found }.into()
}
