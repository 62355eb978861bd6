//! exact
mod accumulator;
mod buckets;
mod cholesky;
mod compare;
mod dyadic;
mod environment;
mod fixed_point;
mod moments;
mod order;
mod product;
mod quantile;
mod random;
mod reduce;
mod special;
mod state;
mod statistics;

pub use accumulator::{ExactSum, exact_sum};
pub use cholesky::{Cholesky, CholeskyError, solve_spd};
pub use compare::{NAN, argmax, argmin, canonical, clamp, max, min, total_cmp};
pub use environment::{EnvironmentError, check_environment, check_environment_quick};
pub use moments::{ExactComoments, ExactMoments};
pub use order::{Ties, argsort, most_frequent, rank, sorted};
pub use product::{ExactDot, exact_dot};
pub use quantile::{Quantile, median, median_absolute_deviation, median_of_sorted, quantile};
pub use random::Random;
pub use reduce::{
    absolute_distance, affine, dot, dot_ordered, dot_rows, squared_distance, sum, sum_ordered,
};
pub use state::StateError;
pub use statistics::{covariance, mean, pearson, standard_deviation, variance, weighted_mean};
pub(crate) mod functions;

pub use functions::{
    cos, erf, exp, exp_m1, ln, ln_1p, log_sum_exp, logistic, normal_quantile, pow, sin, softmax,
    sqrt, tanh,
};
