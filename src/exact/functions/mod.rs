//! Elementary functions whose bits are defined by mathematics.

mod compose;
mod constants;
mod erf;
mod exp;
mod ln;
mod normal;
mod pow;
mod rounding;
mod tanh;
mod trig;
mod wide;

pub use compose::{log_sum_exp, logistic, softmax, sqrt};
pub use erf::erf;
pub use exp::{exp, exp_m1};
pub use ln::{ln, ln_1p};
pub use normal::normal_quantile;
pub use pow::pow;
pub use tanh::tanh;
pub use trig::{cos, sin};
