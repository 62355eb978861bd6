//! The hyperbolic tangent.

use super::double_double::{fast_two_sum, power_of_two, two_product, two_sum};
use super::exp::{PAIR_ERROR, exp_m1_wide, exp_pair, scaled};
use super::rounding::{NAN, decided_pair, ziv};
use super::wide::Wide;

/// The hyperbolic tangent of `x`, correctly rounded.
///
/// Domain: every double. Odd to the bit.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | NaN | NaN (`0x7ff8_0000_0000_0000`) |
/// | ±0, subnormals, and below 2^-28 in size | the argument, sign included |
/// | ±∞, and above 19.0616 in size | ±1 |
///
/// # Source
///
/// Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit"
/// (1991): rounding test and loop. Dekker, "A floating-point technique for extending the available
/// precision" (1971): pairs of doubles.
/// The exponential it is made of: Tang (1989).
///
/// # Examples
///
/// ```
/// use steadfast::exact::tanh;
///
/// assert_eq!(tanh(20.0), 1.0);
/// assert_eq!(tanh(-0.5), -tanh(0.5));
/// assert!(tanh(-0.0).is_sign_negative());
/// ```
pub fn tanh(x: f64) -> f64 {
    let size = x.abs();
    let rounded = tanh_pair(size).and_then(|(high, low, error)| decided_pair(high, low, error));
    match rounded {
        Some(rounded) if x < 0.0 => -rounded,
        Some(rounded) => rounded,
        None => rare(x),
    }
}

/// `(high, low, error)` with `tanh size` within `error` of `high + low`, where there is such a pair.
#[inline]
pub(super) fn tanh_pair(size: f64) -> Option<(f64, f64, f64)> {
    if !(SMALL..20.0).contains(&size) {
        return None;
    }
    if size < power_of_two(-5) {
        // Taylor's series; all but x is below x³/3 and takes four roundings, the next term is
        // below 2^-79 x.
        let square = size * size;
        let tail = SERIES.iter().rev().fold(0.0, |sum, c| sum * square + c);
        let error = size * (square * power_of_two(-52) + power_of_two(-78));
        return Some((size, size * square * tail, error));
    }
    // 1 - 2 / (e^2x + 1), the quotient as a pair: its relative error is that of the exponential.
    let (high, low, k) = exp_pair(2.0 * size, 0.0);
    let scale = scaled(1.0, k);
    let (divisor, lost) = two_sum(high * scale, 1.0);
    let (divisor, lost) = fast_two_sum(divisor, lost + low * scale);
    let quotient = 2.0 / divisor;
    let (product, product_low) = two_product(quotient, divisor);
    let correction = (((2.0 - product) - product_low) - quotient * lost) / divisor;
    let (high, low) = two_sum(1.0, -quotient);
    let error = quotient * (2.0 * PAIR_ERROR) + power_of_two(-100);
    Some((high, low - correction, error))
}

const SERIES: [f64; 6] = [
    -1.0 / 3.0,
    2.0 / 15.0,
    -17.0 / 315.0,
    62.0 / 2835.0,
    -1382.0 / 155_925.0,
    21844.0 / 6_081_075.0,
];

#[cold]
#[inline(never)]
fn rare(x: f64) -> f64 {
    if x.is_nan() {
        return NAN;
    }
    // 1 - tanh 20 < 2^-55.
    if x.abs() > 20.0 {
        return if x > 0.0 { 1.0 } else { -1.0 };
    }
    // x - x³/3 …: within a quarter of a unit of x.
    if x.abs() < SMALL {
        return x;
    }
    ziv!(tanh_of(x))
}

const SMALL: f64 = power_of_two(-28);

/// `(e^2x - 1) / (e^2x + 1)`, with `e^2x - 1` relatively accurate.
pub(super) fn tanh_of<const N: usize>(x: f64) -> Wide<N> {
    let above_one = exp_m1_wide(&Wide::<N>::from_f64(x).scale(1));
    above_one.div(&above_one.add(&Wide::power_of_two(1)))
}
