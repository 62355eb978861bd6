//! From an approximation with a proven error to the correctly rounded double, or to "not yet".

use super::wide::Wide;

/// The one NaN that leaves this module: quiet, positive, no payload.
pub(super) const NAN: f64 = f64::from_bits(0x7ff8_0000_0000_0000);

/// Rounds `value` if every real within `2^-bits` of it, relatively, rounds to the same double.
///
/// Rounding is monotone, so it is enough to round both ends of the interval.
pub(super) fn decided<const N: usize>(value: &Wide<N>, bits: i32) -> Option<f64> {
    let slack = Wide::power_of_two(value.exponent() - bits);
    let (low, high) = (value.sub(&slack).to_f64(), value.add(&slack).to_f64());
    (low.to_bits() == high.to_bits()).then_some(low)
}

/// Rounds `high + low`, both normal and far from overflow, if an error of `error` cannot matter.
#[inline]
pub(super) fn decided_pair(high: f64, low: f64, error: f64) -> Option<f64> {
    let up = high + (low + error);
    let down = high + (low - error);
    (up == down).then_some(up)
}

/// Rounds as [`decided_pair`] does; NaN where that gives nothing, or the pair is none to begin with.
///
/// Without a branch: a loop over many values does them side by side.
#[inline(always)]
pub(super) fn decided_or_nan(is_pair: bool, (high, low, error): (f64, f64, f64)) -> f64 {
    let up = high + (low + error);
    let down = high + (low - error);
    if is_pair & (up == down) { up } else { NAN }
}

/// Ziv's loop: 2, 3, 6, then 12 limbs, until the rounding is decided.
///
/// Each evaluation must err by less than `2^(48 - 64 N)` of its value. No known argument of any
/// function needs the last level; were 720 bits undecided, the nearest double would be returned.
macro_rules! ziv {
    ($evaluate:ident($($argument:expr),*)) => {
        $crate::exact::functions::rounding::decided(&$evaluate::<2>($($argument),*), 2 * 64 - 48)
            .or_else(|| $crate::exact::functions::rounding::decided(&$evaluate::<3>($($argument),*), 3 * 64 - 48))
            .or_else(|| $crate::exact::functions::rounding::decided(&$evaluate::<6>($($argument),*), 6 * 64 - 48))
            .unwrap_or_else(|| $evaluate::<12>($($argument),*).to_f64())
    };
}
pub(super) use ziv;
