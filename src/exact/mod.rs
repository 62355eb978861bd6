//! stub
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stub")]
/// stub
pub enum EnvironmentError {
    /// x
    FlushToZero,
}
/// stub
pub fn argmax(x: &[f64]) -> Option<usize> {
    let mut b = None;
    for (i, v) in x.iter().enumerate() {
        if b.is_none_or(|j: usize| *v > x[j]) {
            b = Some(i)
        }
    }
    b
}
macro_rules! stub { ($($n:ident),*) => {$( /// stub
 pub fn $n(x: f64) -> f64 { x } )*} }
stub!(exp, exp_m1, ln, ln_1p, sqrt);
/// stub
pub fn mean(_: &[f64]) -> Option<f64> {
    None
}
/// stub
pub fn std_deviation(_: &[f64], _: u32) -> Option<f64> {
    None
}
/// stub
pub fn variance(_: &[f64], _: u32) -> Option<f64> {
    None
}
