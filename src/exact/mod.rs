//! Arithmetic whose bits are the same everywhere.
//!
//! **The law.** Every sum, dot product, comparison and elementary function of floats that reaches
//! a prediction is computed here, in one of two ways only: in a *written order* that depends on
//! nothing but the length, or *exactly*, rounded once, so that no order exists. Multiplication
//! and addition always round apart; no operation is chosen by the CPU, the platform's libm, the
//! memory layout or the number of threads. Nothing here imports from the rest of the crate.
//!
//! | file | what it holds |
//! |---|---|
//! | `reduce` | sums, dot products and distances in eight fixed lanes, or left to right |
//! | `compare` | `max`, `min`, `clamp`, `argmax`, `argmin` with ±0 and NaN decided; the canonical NaN |
//! | `tally` | the multiset of a column's values: quantiles that merge |
//! | `order` | sorting, ranking, the most frequent value |
//! | `quantile` | quantiles by NumPy's methods, median, median absolute deviation |
//! | `accumulator`, `buckets` | exact order-free mergeable sums, and their fast path |
//! | `product` | exact dot products |
//! | `extremes` | the smallest and the largest value, from parts |
//! | `moments`, `comoments`, `statistics` | mean, variance, covariance, correlation from exact sums |
//! | `narrow` | the same mean and variance where the numbers lie close together, in fewer words |
//! | `shape`, `test_statistics` | skewness, kurtosis, Shapiro and Wilk's W; F and χ² of a column against a target |
//! | `fixed_point`, `dyadic`, `special`, `state`, `words` | what those stand on: limbs, exact fractions, NaN and ∞, the wire form |
//! | `gram`, `quantise`, `cholesky` | Gram matrices in integers, and a solve in fixed order |
//! | `rounded`, `coarse` | sums of products that are rounded one by one to a fixed unit: fast, and still of no order |
//! | `vector` | the kernels of long loops, for several vector units of CPUs |
//! | `random` | draws keyed by (seed, stream, index) |
//! | `environment` | whether the host's floating-point state can be trusted |
//!
//! Use `reduce` when applying a fitted stage, and the exact sums when fitting one.

mod accumulator;
mod buckets;
mod cholesky;
mod coarse;
mod comoments;
mod compare;
mod dyadic;
mod environment;
mod extremes;
mod fixed_point;
mod gram;
mod moments;
mod narrow;
mod order;
mod ordered;
mod product;
mod quantile;
mod quantise;
mod random;
mod reduce;
mod rounded;
mod shape;
pub(crate) mod single;
mod special;
mod state;
mod statistics;
mod tally;
mod test_statistics;
pub(crate) mod vector;
mod words;

pub use accumulator::{ExactSum, exact_sum};
pub use cholesky::{Cholesky, CholeskyError, solve_spd};
pub(crate) use coarse::CoarseProducts;
pub use comoments::ExactComoments;
pub(crate) use comoments::Member;
pub use compare::{NAN, argmax, argmin, canonical, clamp, max, min, total_cmp};
pub use environment::{EnvironmentError, check_environment, check_environment_quick};
pub use extremes::Extremes;
pub use gram::Gram;
pub use moments::ExactMoments;
pub(crate) use narrow::{NarrowMoments, Unit};
pub use order::{Ties, argsort, most_frequent, rank, sorted};
pub(crate) use ordered::{log_softmax_in_order, running_sum, softmax_in_order, sum_in_order};
pub use product::{ExactDot, exact_dot};
pub use quantile::{Quantile, median, median_absolute_deviation, median_of_sorted, quantile};
pub(crate) use quantile::{median_and_deviation, quantiles};
pub use quantise::GramError;
pub use random::Random;
pub(crate) use reduce::dot_strided;
pub use reduce::{
    absolute_distance, affine, dot, dot_ordered, dot_rows, squared_distance, sum, sum_ordered,
};
pub(crate) use rounded::RoundedDot;
pub use shape::{kurtosis, shapiro_wilk, skewness};
pub use state::StateError;
pub use statistics::{covariance, mean, pearson, standard_deviation, variance, weighted_mean};
pub use tally::Tally;
pub use test_statistics::{About, anova_f, chi_square, correlation, correlation_f};
pub(crate) use vector::distances::{absolute_distances, dots, gapped_distances, squared_distances};
pub(crate) use vector::functions as slices;
pub(crate) use vector::nearest::nearest;
pub(crate) use vector::project::dot_columns;
pub(crate) use vector::range::{largest, not_finite};
pub(crate) use vector::select;
pub(crate) mod functions;

pub use functions::{
    acos, asin, asinh, atan, atan2, cos, erf, exp, exp_m1, ln, ln_1p, log_sum_exp, log2, log10,
    logistic, normal_quantile, pow, sin, softmax, sqrt, tanh,
};
