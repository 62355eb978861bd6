//! `x^y`.

use super::double_double::{fast_two_sum, power_of_two, two_product};
use super::exp::{FAST_LIMIT, PAIR_ERROR, exp_pair, exp_wide, scaled};
use super::ln::{ln_of, ln_pair};
use super::rounding::{NAN, decided_or_nan, decided_pair, ziv};
use super::wide::Wide;

/// `x^y`, correctly rounded.
///
/// Domain: `x >= 0` with any `y`, and `x < 0` with integer `y`. Overflow gives ∞, underflow 0, each with the
/// sign of the power; subnormal results are correctly rounded too. Rows apply from the top.
///
/// One departure from IEEE 754 `pow`: a missing value stays missing, so NaN to the power of 0 and 1 to
/// the power of NaN are NaN.
///
/// # Special values
///
/// | argument | result |
/// |---|---|
/// | `x` or `y` NaN | NaN (`0x7ff8_0000_0000_0000`) |
/// | `y` = ±0, or `x` = 1 | 1 |
/// | `x` = -1, `y` = ±∞ | 1 |
/// | `x` < 0, finite, `y` finite but no integer | NaN |
/// | size of `x` > 1, `y` = +∞; or < 1, `y` = -∞ | +∞ |
/// | size of `x` > 1, `y` = -∞; or < 1, `y` = +∞ | +0 |
/// | `x` = ±0, `y` > 0; or `x` = ±∞, `y` < 0 | 0, negative for negative `x` and odd integer `y` |
/// | `x` = ±0, `y` < 0; or `x` = ±∞, `y` > 0 | ∞, negative for negative `x` and odd integer `y` |
///
/// # Source
///
/// Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit"
/// (1991): rounding test and loop. Dekker, "A floating-point technique for extending the available
/// precision" (1971): pairs of doubles.
/// Lauter and Lefèvre, "An efficient rounding boundary test for pow(x, y) in double precision" (2009): the
/// exact cases, on which the loop alone would not end.
///
/// # Examples
///
/// ```
/// use steadfast::exact::pow;
///
/// assert_eq!(pow(2.0, 0.5), std::f64::consts::SQRT_2);
/// assert_eq!(pow(-2.0, 3.0), -8.0);
/// assert_eq!(pow(2.0, -1074.0), f64::from_bits(1));
/// assert!(pow(-8.0, 1.0 / 3.0).is_nan());
/// ```
pub fn pow(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        return NAN;
    }
    if y == 0.0 || x == 1.0 {
        return 1.0;
    }
    if let Some(power) = Simple::of(y).map(|simple| simple.power(x)).filter(|x| !x.is_nan()) {
        return power;
    }
    let parity = Parity::of(y);
    let magnitude = x.abs();
    if magnitude == 0.0 || magnitude == f64::INFINITY || y.is_infinite() || magnitude == 1.0 {
        return at_the_edge(x, y, parity);
    }
    if x < 0.0 && parity == Parity::Fraction {
        return NAN;
    }
    let result = positive(magnitude, y);
    if x < 0.0 && parity == Parity::Odd { -result } else { result }
}

/// [`pow`] of a finite `y` where its first phase decides, else NaN; without a branch.
#[inline(always)]
pub(in super::super) fn pow_fast(x: f64, y: f64, parity: Parity) -> f64 {
    let (is_odd, is_whole) = (parity == Parity::Odd, parity != Parity::Fraction);
    let (is_pair, (high, low, error, k)) = pow_parts(x.abs(), y);
    let is_pair = is_pair & (x.abs() < f64::INFINITY) & ((x > 0.0) | is_whole);
    let rounded = decided_or_nan(is_pair, (high, low, error));
    let size = scaled(rounded, k);
    let power = if is_odd & (x < 0.0) { -size } else { size };
    if rounded.is_nan() { NAN } else { power }
}

/// A power that one operation rounds correctly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Simple {
    Itself,
    Square,
    Root,
    Reciprocal,
}

impl Simple {
    pub(crate) fn of(y: f64) -> Option<Self> {
        match y {
            1.0 => Some(Self::Itself),
            2.0 => Some(Self::Square),
            0.5 => Some(Self::Root),
            -1.0 => Some(Self::Reciprocal),
            _ => None,
        }
    }

    /// The power; NaN of what has no root but may have a power.
    #[inline(always)]
    pub(in super::super) fn power(self, x: f64) -> f64 {
        match self {
            Self::Itself => x,
            Self::Square => x * x,
            Self::Root if x > 0.0 => x.sqrt(),
            Self::Root => NAN,
            Self::Reciprocal => 1.0 / x,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parity {
    Even,
    Odd,
    Fraction,
}

impl Parity {
    /// Whether `y` is an even integer (all infinite and all large `y` are), an odd one, or neither.
    pub(crate) fn of(y: f64) -> Self {
        if y.abs() >= 9_007_199_254_740_992.0 {
            return Self::Even;
        }
        if y.trunc() != y {
            return Self::Fraction;
        }
        if y as i64 & 1 == 1 { Self::Odd } else { Self::Even }
    }
}

/// `x` in {±0, ±1, ±∞} or `y` infinite.
fn at_the_edge(x: f64, y: f64, parity: Parity) -> f64 {
    let magnitude = x.abs();
    if magnitude == 1.0 {
        // Only -1 comes here.
        return match parity {
            Parity::Even => 1.0,
            Parity::Odd => -1.0,
            Parity::Fraction => NAN,
        };
    }
    let size = if (magnitude > 1.0) == (y > 0.0) { f64::INFINITY } else { 0.0 };
    if x.is_sign_negative() && parity == Parity::Odd { -size } else { size }
}

fn positive(x: f64, y: f64) -> f64 {
    pow_pair(x, y)
        .and_then(|(high, low, error, k)| Some(scaled(decided_pair(high, low, error)?, k)))
        .unwrap_or_else(|| slow(x, y))
}

/// `(high, low, error, k)` with `x^y` within `2^k error` of `2^k (high + low)`, where there is such.
///
/// With the logarithm off by `error`, the product is off by `|y| error` and its own `2^-104 |y ln x|`,
/// which is below `2^-94`; the exponential, below 2.01, multiplies that by itself.
#[inline]
pub(super) fn pow_pair(x: f64, y: f64) -> Option<(f64, f64, f64, i64)> {
    let (is_pair, pair) = pow_parts(x, y);
    is_pair.then_some(pair)
}

/// Whether there is such a pair for a finite `x`, and the pair.
#[inline(always)]
fn pow_parts(x: f64, y: f64) -> (bool, (f64, f64, f64, i64)) {
    let (high, low, error) = ln_pair(x, None);
    let (high, low) = fast_two_sum(high, low);
    let size = (y * high).abs();
    let is_pair = (x >= f64::MIN_POSITIVE) & (size >= power_of_two(-60)) & (size < FAST_LIMIT);
    let (product, lost) = two_product(y, high);
    let (high, low, k) = exp_pair(product, lost + y * low);
    let error = PAIR_ERROR + y.abs() * error * 2.02 + power_of_two(-92);
    (is_pair, (high, low, error, k))
}

#[cold]
#[inline(never)]
fn slow(x: f64, y: f64) -> f64 {
    // The exponent of 2 is known to 1 %: enough to see far overflow and underflow.
    let estimate = ln_of::<2>(x).mul(&Wide::from_f64(y)).to_f64();
    if estimate > 710.0 {
        return f64::INFINITY;
    }
    if estimate < -746.0 {
        return 0.0;
    }
    // |x^y - 1| < 2^-54 is less than half the gap on either side of 1.
    if estimate.abs() < power_of_two(-55) {
        return 1.0;
    }
    match exact(x, y) {
        Some(value) => value,
        None => ziv!(pow_of(x, y)),
    }
}

/// `e^(y ln x)`: `|y ln x| < 2^10`, so its error is below `2^(44 - 64 N)`, and so is the result's.
pub(super) fn pow_of<const N: usize>(x: f64, y: f64) -> Wide<N> {
    exp_wide(&ln_of::<N>(x).mul(&Wide::from_f64(y)))
}

/// The rounded power where the true one is a binary fraction of at most 54 bits, or a power of two.
///
/// Only then can it be a double or a midpoint between two, on which Ziv's loop would not end.
/// With `x = 2^e m` and `y = 2^f n`, `m` and `n` odd: if `m = 1` the power is `2^(e y)`, rational
/// only for integer `e y`. Otherwise `y` must be positive, `m^n` must have at most 54 bits, and for
/// negative `f`, `x` must be a square `-f` times over.
fn exact(x: f64, y: f64) -> Option<f64> {
    let (mut m, mut e) = odd_part(x);
    if m == 1 {
        let product = f64::from(e) * y;
        // |e y| < 1100 here, so the product of 11 and 53 bits is an integer only if exact.
        return (is_integer_product(e, y))
            .then(|| Wide::<2>::power_of_two(product as i32).to_f64());
    }
    if y < 0.0 {
        return None;
    }
    let (n, f) = odd_part(y);
    if f < -5 {
        return None;
    }
    for _ in f..0 {
        let root = square_root(m)?;
        if e % 2 != 0 {
            return None;
        }
        (m, e) = (root, e / 2);
    }
    // 3^35 has 56 bits.
    let power = if f > 0 { n.checked_shl(f as u32).filter(|_| f < 6)? } else { n };
    let power = u32::try_from(power).ok().filter(|&power| power < 35)?;
    let integer = m.checked_pow(power).filter(|&integer| integer >> 54 == 0)?;
    Some(Wide::<2>::from_u64(integer, e * power as i32).to_f64())
}

/// Whether `e · y` is an integer.
fn is_integer_product(e: i32, y: f64) -> bool {
    let (_, f) = odd_part(y);
    e == 0 || f + e.trailing_zeros() as i32 >= 0
}

/// `(m, e)` with `|x| = 2^e m` and `m` odd, for finite nonzero `x`.
fn odd_part(x: f64) -> (u64, i32) {
    let bits = x.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let biased = ((bits >> 52) & 0x7ff) as i32;
    let (m, e) = if biased == 0 { (fraction, -1074) } else { (fraction | 1 << 52, biased - 1075) };
    let zeros = m.trailing_zeros();
    (m >> zeros, e + zeros as i32)
}

/// The exact integer square root of `m < 2^53`, if there is one.
fn square_root(m: u64) -> Option<u64> {
    let root = (m as f64).sqrt() as u64;
    (root * root == m).then_some(root)
}
