//! Elementary functions whose bits are defined by mathematics.

mod compose;
mod constants;
mod double_double;
mod erf;
mod erf_table;
mod exp;
mod exp_table;
mod ln;
mod ln_table;
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

pub use compose::{log_sum_exp, logistic, softmax, sqrt};
pub use erf::erf;
pub use exp::{exp, exp_m1};
pub use ln::{ln, ln_1p};
pub use normal::normal_quantile;
pub use pow::pow;
pub use tanh::tanh;
pub use trig::{cos, sin};
