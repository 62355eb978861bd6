//! Logarithms to the bases 10 and 2.

use super::constants::{log2_e, log10_e};
use super::double_double::head;
use super::ln::{RELATIVE_ERROR, at_the_edge, is_positive_normal, ln_of, ln_pair};
use super::rounding::{decided_or_nan, decided_pair, ziv};
use super::wide::Wide;

/// The logarithm of `x` to base 10, correctly rounded; that of a power of ten is exact.
///
/// Domain: `x >= 0`, subnormals included. No result is subnormal, overflows or underflows.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | NaN, and below 0 | NaN (`0x7ff8_0000_0000_0000`) |
/// | ±0 | -∞ |
/// | 1 | +0 |
/// | +∞ | +∞ |
///
/// # Source
///
/// Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit"
/// (1991): rounding test and loop. Dekker, "A floating-point technique for extending the available
/// precision" (1971): pairs of doubles. The natural logarithm it is made of: Tang (1990).
///
/// # Examples
///
/// ```
/// use steadfast::exact::log10;
///
/// assert_eq!(log10(1e22), 22.0);
/// assert_eq!(log10(2.0), std::f64::consts::LOG10_2);
/// assert_eq!(log10(0.0), f64::NEG_INFINITY);
/// ```
pub fn log10(x: f64) -> f64 {
    log10_pair(x)
        .and_then(|(high, low, error)| decided_pair(high, low, error))
        .unwrap_or_else(|| log10_rare(x))
}

const LOG10_E: [u64; 2] = [0x3fdb_cb7b_1000_0000, 0x3e34_9b94_38ca_9aae];

/// [`log10`] where its first phase decides, else NaN; without a branch.
#[inline(always)]
pub(in super::super) fn log10_fast(x: f64) -> f64 {
    decided_or_nan(is_positive_normal(x), times_ln(x, LOG10_E.map(f64::from_bits)))
}

/// The logarithm to base 10, where there is such a pair.
#[inline]
pub(super) fn log10_pair(x: f64) -> Option<(f64, f64, f64)> {
    is_positive_normal(x).then(|| times_ln(x, LOG10_E.map(f64::from_bits)))
}

#[cold]
#[inline(never)]
fn log10_rare(x: f64) -> f64 {
    match at_the_edge(x) {
        Some(value) => value,
        None => ziv!(log10_of(x)),
    }
}

/// Only a power of ten has a rational logarithm, and that is an integer, no midpoint: Ziv's loop ends.
pub(super) fn log10_of<const N: usize>(x: f64) -> Wide<N> {
    ln_of::<N>(x).mul(&log10_e())
}

/// The logarithm of `x` to base 2, correctly rounded; that of a power of two is exact.
///
/// Domain: `x >= 0`, subnormals included. No result is subnormal, overflows or underflows.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | NaN, and below 0 | NaN (`0x7ff8_0000_0000_0000`) |
/// | ±0 | -∞ |
/// | 1 | +0 |
/// | +∞ | +∞ |
///
/// # Source
///
/// As for [`log10`].
///
/// # Examples
///
/// ```
/// use steadfast::exact::log2;
///
/// assert_eq!(log2(f64::from_bits(1)), -1074.0);
/// assert_eq!(log2(10.0), std::f64::consts::LOG2_10);
/// assert!(log2(-1.0).is_nan());
/// ```
pub fn log2(x: f64) -> f64 {
    log2_pair(x)
        .and_then(|(high, low, error)| decided_pair(high, low, error))
        .unwrap_or_else(|| log2_rare(x))
}

const LOG2_E: [u64; 2] = [0x3ff7_1547_6000_0000, 0x3e54_ae0b_f85d_df44];

/// [`log2`] where its first phase decides, else NaN; without a branch.
#[inline(always)]
pub(in super::super) fn log2_fast(x: f64) -> f64 {
    decided_or_nan(is_positive_normal(x), times_ln(x, LOG2_E.map(f64::from_bits)))
}

/// The logarithm to base 2, where there is such a pair.
#[inline]
pub(super) fn log2_pair(x: f64) -> Option<(f64, f64, f64)> {
    is_positive_normal(x).then(|| times_ln(x, LOG2_E.map(f64::from_bits)))
}

#[cold]
#[inline(never)]
fn log2_rare(x: f64) -> f64 {
    match at_the_edge(x) {
        Some(value) => value,
        None => ziv!(log2_of(x)),
    }
}

/// As for [`log10_of`], with powers of two.
pub(super) fn log2_of<const N: usize>(x: f64) -> Wide<N> {
    ln_of::<N>(x).mul(&log2_e())
}

/// `(factor_head + factor_rest) ln x` for positive normal `x`, a head of 26 bits and a factor between 1/4 and 2.
///
/// The product of the heads is exact; the others are below `2^-18` of it and take four roundings, which
/// together is less than half of what the logarithm errs by.
#[inline(always)]
fn times_ln(x: f64, [factor_head, factor_rest]: [f64; 2]) -> (f64, f64, f64) {
    let (high, low, _) = ln_pair(x, None);
    let high_head = head(high);
    let factor = factor_head + factor_rest;
    let product = high_head * factor_head;
    let rest = (high - high_head) * factor + (low * factor + high_head * factor_rest);
    (product, rest, product.abs() * (1.5 * RELATIVE_ERROR))
}

#[cfg(test)]
mod tests {
    use super::super::double_double::power_of_two;
    use super::*;

    #[test]
    fn special_values_are_those_of_the_tables() {
        let nan = 0x7ff8_0000_0000_0000;
        for log in [log10, log2] {
            for bits in [nan, 0x7ff0_0000_0000_0001, 0xffff_ffff_ffff_ffff] {
                assert_eq!(log(f64::from_bits(bits)).to_bits(), nan);
            }
            for x in [-f64::from_bits(1), -1.0, f64::NEG_INFINITY] {
                assert_eq!(log(x).to_bits(), nan);
            }
            assert_eq!((log(0.0), log(-0.0)), (f64::NEG_INFINITY, f64::NEG_INFINITY));
            assert_eq!(log(f64::INFINITY), f64::INFINITY);
            assert_eq!(log(1.0).to_bits(), 0);
        }
    }

    #[test]
    fn logarithms_of_powers_are_exact() {
        for n in -1074..1024 {
            let x = if n < -1022 { f64::from_bits(1 << (n + 1074)) } else { power_of_two(n) };
            assert_eq!(log2(x), f64::from(n));
        }
        let mut power = 1.0;
        for n in 0..23 {
            assert_eq!(log10(power), f64::from(n));
            power *= 10.0;
        }
    }
}
