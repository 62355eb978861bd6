//! exact
mod cholesky;
mod compare;
mod environment;
pub(crate) mod functions;
mod order;
mod quantile;
mod random;
mod reduce;

pub use cholesky::{Cholesky, CholeskyError, solve_spd};
pub use compare::{NAN, argmax, argmin, canonical, clamp, max, min, total_cmp};
pub use environment::{EnvironmentError, check_environment, check_environment_quick};
pub use functions::{
    cos, erf, exp, exp_m1, ln, ln_1p, log_sum_exp, logistic, normal_quantile, pow, sin, softmax,
    sqrt, tanh,
};
pub use order::{Ties, argsort, most_frequent, rank, sorted};
pub use quantile::{Quantile, median, median_absolute_deviation, median_of_sorted, quantile};
pub use random::Random;
pub use reduce::{
    absolute_distance, affine, dot, dot_ordered, dot_rows, squared_distance, sum, sum_ordered,
};
mod stand_in;
pub use stand_in::*;
