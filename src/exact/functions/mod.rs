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

pub(super) use asin::asin_fast;
pub use asin::{acos, asin};
pub use asinh::asinh;
pub(super) use asinh::asinh_fast;
pub use atan::{atan, atan2};
pub(super) use compose::logistic_fast;
pub use compose::{log_sum_exp, logistic, softmax, sqrt};
pub use erf::erf;
pub use exp::{exp, exp_m1};
pub(super) use exp::{exp_fast, exp_m1_fast};
pub use ln::{ln, ln_1p};
pub(super) use ln::{ln_1p_fast, ln_fast};
pub use log::{log2, log10};
pub(super) use log::{log2_fast, log10_fast};
pub use normal::normal_quantile;
pub use pow::pow;
pub(super) use pow::{Parity, Simple, pow_fast};
pub use tanh::tanh;
pub(super) use trig::turned_fast;
pub use trig::{cos, sin};
