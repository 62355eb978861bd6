//! exact
pub(crate) mod functions;

pub use functions::{
    cos, erf, exp, exp_m1, ln, ln_1p, log_sum_exp, logistic, normal_quantile, pow, sin, softmax,
    sqrt, tanh,
};
