//! Elementary functions whose bits are defined by mathematics.

mod arc;
mod arc_table;
mod asin;
mod asin_table;
mod asinh;
mod atan;
mod compose;
mod constants;
mod double_double;
mod erf;
mod erf_table;
mod exp;
mod exp_table;
mod ln;
mod ln_table;
mod log;
mod normal;
mod pow;
#[cfg(test)]
mod proof_of_bounds;
#[cfg(test)]
mod proof_of_tables;
mod rounding;
mod tanh;
mod trig;
mod trig_table;
mod wide;

pub use asin::{acos, asin};
pub use asinh::asinh;
pub use atan::{atan, atan2};
pub use compose::{log_sum_exp, logistic, softmax, sqrt};
pub use erf::erf;
pub use exp::{exp, exp_m1};
pub use ln::{ln, ln_1p};
pub use log::{log2, log10};
pub use normal::normal_quantile;
pub use pow::pow;
pub use tanh::tanh;
pub use trig::{cos, sin};
