//! The inverse hyperbolic sine.

use super::arc::Pair;
use super::double_double::{fast_two_sum, power_of_two, two_product, two_sum};
use super::ln::{ln_1p_near_zero, ln_pair, ln_wide};
use super::rounding::{NAN, decided_or_nan, decided_pair, ziv};
use super::wide::Wide;

/// The inverse hyperbolic sine of `x`, `ln(x + √(x² + 1))`, correctly rounded.
///
/// Domain: every double. Odd to the bit, so a logarithm that takes both signs. No result overflows.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | NaN | NaN (`0x7ff8_0000_0000_0000`) |
/// | ±0, subnormals, and below 2^-28 in size | the argument, sign included |
/// | ±∞ | ±∞ |
///
/// # Source
///
/// Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit"
/// (1991): rounding test and loop. Dekker, "A floating-point technique for extending the available
/// precision" (1971): pairs of doubles. The logarithm it is made of: Tang (1990).
///
/// # Examples
///
/// ```
/// use steadfast::exact::asinh;
///
/// assert_eq!(asinh(1.0), 0.881373587019543);
/// assert_eq!(asinh(-1.0), -asinh(1.0));
/// assert!(asinh(-0.0).is_sign_negative());
/// ```
pub fn asinh(x: f64) -> f64 {
    asinh_pair(x.abs())
        .and_then(|(high, low, error)| decided_pair(high, low, error))
        .map_or_else(|| rare(x), |rounded| rounded.copysign(x))
}

/// [`asinh`] where its first phase decides, else NaN; without a branch.
#[inline(always)]
pub(in super::super) fn asinh_fast(x: f64) -> f64 {
    let size = x.abs();
    let (near, far) = (near_zero(size), plus_root(size));
    let is_far = size >= HUGE;
    let sum = if is_far { 2.0 * size } else { far.0 };
    let rest = if is_far { 0.5 / size } else { far.1 };
    let (high, low, error) = ln_pair(sum, Some(rest));
    let is_near = size < NEAR;
    let high = if is_near { near.0 } else { high };
    let low = if is_near { near.1 } else { low };
    let error = if is_near { near.2 } else { error + power_of_two(-98) };
    let rounded = decided_or_nan(size < power_of_two(990), (high, low, error)).copysign(x);
    if size < SMALL { x } else { rounded }
}

/// The inverse hyperbolic sine of `size`, where there is such a pair.
///
/// Below 1/64, Taylor's series: all but `x` is below `x³/6` and takes five roundings, the next term is
/// below `2^-77 x`. Above, the logarithm of `x + √(x² + 1)` as a pair good to `2^-100`, or, from `2^26` on,
/// of `2x + 1/(2x)`, which leaves out `2^-107` of it.
#[inline]
pub(super) fn asinh_pair(size: f64) -> Option<Pair> {
    if !(SMALL..power_of_two(990)).contains(&size) {
        return None;
    }
    if size < NEAR {
        return Some(near_zero(size));
    }
    let (sum, rest) = if size < HUGE { plus_root(size) } else { (2.0 * size, 0.5 / size) };
    let (high, low, error) = ln_pair(sum, Some(rest));
    Some((high, low, error + power_of_two(-98)))
}

const NEAR: f64 = power_of_two(-6);
const HUGE: f64 = power_of_two(26);

#[inline(always)]
fn near_zero(size: f64) -> Pair {
    let square = size * size;
    let tail = SERIES.iter().rev().fold(0.0, |sum, c| sum * square + c);
    let error = size * (square * power_of_two(-52) + power_of_two(-76));
    (size, size * square * tail, error)
}

/// `x + √(x² + 1)` of a size below [`HUGE`].
#[inline(always)]
fn plus_root(size: f64) -> (f64, f64) {
    let (product, product_low) = two_product(size, size);
    let (square, lost) = two_sum(product, 1.0);
    let root = square.sqrt();
    let (back, back_low) = two_product(root, root);
    let root_low = (((square - back) - back_low) + (lost + product_low)) * (0.5 / root);
    let (sum, lost) = fast_two_sum(root, size);
    fast_two_sum(sum, lost + root_low)
}

const SERIES: [f64; 5] = [-1.0 / 6.0, 3.0 / 40.0, -5.0 / 112.0, 35.0 / 1152.0, -63.0 / 2816.0];

const SMALL: f64 = power_of_two(-28);

#[cold]
#[inline(never)]
fn rare(x: f64) -> f64 {
    if x.is_nan() {
        return NAN;
    }
    // x - x³/6 …: within a quarter of a unit of x.
    if x.abs() < SMALL || x.is_infinite() {
        return x;
    }
    ziv!(asinh_of(x))
}

/// `ln(x + √(x² + 1))`, and near zero `ln(1 + x + x² / (1 + √(x² + 1)))`, of the size with the sign put back.
pub(super) fn asinh_of<const N: usize>(x: f64) -> Wide<N> {
    let size = Wide::<N>::from_f64(x.abs());
    let square = size.mul(&size);
    let root = square.add(&Wide::ONE).sqrt();
    let value = if size.exponent() <= -5 {
        ln_1p_near_zero(&size.add(&square.div(&root.add(&Wide::ONE))))
    } else {
        ln_wide(&size.add(&root))
    };
    value.signed(x < 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_values_are_those_of_the_table() {
        for bits in [0x7ff8_0000_0000_0000, 0x7ff0_0000_0000_0001, 0xffff_ffff_ffff_ffff] {
            assert_eq!(asinh(f64::from_bits(bits)).to_bits(), 0x7ff8_0000_0000_0000);
        }
        for x in [0.0, f64::from_bits(1), f64::MIN_POSITIVE, 1e-9, f64::INFINITY] {
            assert_eq!(asinh(x).to_bits(), x.to_bits());
            assert_eq!(asinh(-x).to_bits(), (-x).to_bits());
        }
        // ln(2^1025), nothing of which an argument this large could change.
        assert_eq!(asinh(f64::MAX), 710.475_860_073_944);
    }
}
