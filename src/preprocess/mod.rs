//! Numbers to numbers and categories to numbers: what models want to see.

mod arcsin_sqrt;
mod asinh;
mod binarize;
mod codes;
mod discretize;
mod discretize_by_tree;
mod elementwise;
mod encode;
mod groups;
mod indicators;
mod levels;
mod log;
mod max_abs;
mod mean_normalize;
mod min_max;
mod normalize_rows;
mod one_hot;
mod one_hot_layout;
mod ordinal;
mod power;
mod power_transform;
mod quantile_transform;
mod reciprocal;
mod robust;
mod standard;
mod values;

pub use arcsin_sqrt::ArcsinSqrt;
pub use asinh::Asinh;
pub use binarize::Binarize;
pub use discretize::{BinOutput, Closed, Discretize, Discretizer, DiscretizerState};
pub use discretize_by_tree::{DiscretizeByTree, TreeDiscretizer, TreeDiscretizerState};
pub use elementwise::{Elementwise, Mapped, MappedState, Undefined};
pub use encode::{
    Coding, CountEncoder, CountState, EncodeCount, EncodeHash, EncodePlace, EncodeRank,
    EncodeSimilarity, EncodeTarget, EncodeTree, EncodeWoe, HashEncoder, HashState, LevelCounts,
    LevelRanks, LevelTargets, MissingAs, PlaceEncoder, PlaceState, RankEncoder, RankState,
    SimilarityEncoder, SimilarityState, TargetEncoder, TargetState, TreeEncoder, TreeState, Unseen,
    WoeEncoder, WoeState,
};
pub use log::{Log, Logarithm, LogarithmState};
pub use max_abs::{MaxAbsScale, MaxAbsScaler, MaxAbsScalerState};
pub use mean_normalize::{MeanNormalize, MeanNormalizer, MeanNormalizerState};
pub use min_max::{MinMaxScale, MinMaxScaler, MinMaxScalerState};
pub use normalize_rows::{Norm, NormalizeRows, RowNormalizer, RowNormalizerState};
pub use one_hot::{OneHot, OneHotEncoder, OneHotState, Unknown};
pub use one_hot_layout::{DropLevel, LevelOrder};
pub use ordinal::{Ordinal, OrdinalEncoder, OrdinalState};
pub use power::Power;
pub use power_transform::{PowerTransform, PowerTransformer, PowerTransformerState};
pub use quantile_transform::{QuantileTransform, QuantileTransformer, QuantileTransformerState};
pub use reciprocal::Reciprocal;
pub use robust::{RobustScale, RobustScaler, RobustScalerState};
pub use standard::{Standardize, Standardizer, StandardizerState};

use crate::data::{Table, Types};
use crate::error::Error;
use crate::exact::Extremes;
use crate::pipeline::per_column::{PerColumn, finite_part};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The name among `names` that two of them have, or one and a column of `kept`.
fn clash<'a>(kept: &Table, names: &'a [Arc<str>]) -> Option<&'a Arc<str>> {
    let mut seen: BTreeSet<&str> = kept.names().map(|name| &**name).collect();
    names.iter().find(|name| !seen.insert(name))
}

/// A width to divide by: 1 for a column that is constant up to rounding, which scikit-learn takes to
/// be one narrower than ten times the distance from 1 to the next number.
fn width_or_one(width: f64) -> f64 {
    if width < 10.0 * f64::EPSILON { 1.0 } else { width }
}

/// `count` numbers from `start` to `stop`, evenly spaced, as `numpy.linspace` rounds them.
fn linspace(start: f64, stop: f64, count: usize) -> Vec<f64> {
    let (span, parts) = (stop - start, count.saturating_sub(1));
    #[expect(
        clippy::cast_precision_loss,
        reason = "a number of bins or quantiles is far below 2^53"
    )]
    let number = |at: usize| {
        let (at, parts) = (at as f64, parts as f64);
        let step = span / parts;
        // A step that underflows is not taken first.
        (if step == 0.0 { at / parts * span } else { at * step }) + start
    };
    let value = |at: usize| match at {
        _ if parts == 0 => start,
        _ if at == parts => stop,
        at => number(at),
    };
    (0..count).map(value).collect()
}

/// The smallest and the largest value of each numeric column; none may be infinite.
fn learn_extremes(stage: &str, x: &Table) -> Result<PerColumn<Extremes>, Error> {
    PerColumn::learn(stage, x, Types::NUMERIC, |name, column| {
        let mut extremes = Extremes::new();
        extremes.add_slice(&finite_part(stage, name, column)?);
        Ok(extremes)
    })
}

/// The fit of a column whose numbers leave the range of `f64`, as an error.
fn beyond_f64(stage: &str, column: &str, what: &str) -> Error {
    let problem = format!("the {what} is beyond the range of f64");
    let (stage, column) = (stage.to_owned(), column.to_owned());
    crate::error::FitError::Column { stage, column, problem }.into()
}

/// A parameter outside its range, as an error.
fn bad_parameter(stage: &str, parameter: &str, expected: &str, found: String) -> Error {
    let (stage, parameter) = (stage.to_owned(), parameter.to_owned());
    let expected = expected.to_owned();
    crate::error::FitError::Parameter { stage, parameter, expected, found }.into()
}

#[cfg(test)]
mod tests {
    use super::linspace;

    /// `numpy.linspace(0.1, 1.3, 12)` and `numpy.linspace(0, 1, 50)[7]`.
    #[test]
    fn evenly_spaced_as_numpy_rounds() {
        let expected = [
            0.1,
            0.209_090_909_090_909_1,
            0.318_181_818_181_818_2,
            0.427_272_727_272_727_25,
            0.536_363_636_363_636_4,
            0.645_454_545_454_545_4,
            0.754_545_454_545_454_5,
            0.863_636_363_636_363_5,
            0.972_727_272_727_272_7,
            1.081_818_181_818_181_8,
            1.190_909_090_909_091,
            1.3,
        ];
        assert_eq!(linspace(0.1, 1.3, 12), expected);
        assert_eq!(linspace(0.0, 1.0, 50)[7].to_bits(), 0x3fc2_4924_9249_2492);
        assert_eq!((linspace(2.0, 3.0, 1), linspace(2.0, 3.0, 0)), (vec![2.0], vec![]));
    }
}
