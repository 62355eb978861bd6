//! Exact numbers `±n·2^e` and the one place where they are rounded to `f64`.

use core::cmp::Ordering;

/// `±digits·2^exponent`, digits in base 2³², least first, without zeros at either end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dyadic {
    pub(super) negative: bool,
    pub(super) digits: Vec<u32>,
    pub(super) exponent: i32,
}

/// Nearest `f64` to `±(significand + θ)·2^exponent`, ties to even, where `0 < θ < 1` if `sticky`
/// and `θ = 0` if not; a sticky significand has at least 65 bits.
fn round(negative: bool, significand: u128, sticky: bool, exponent: i32) -> f64 {
    let bits = 128 - significand.leading_zeros() as i32;
    // Keep 53 bits, or fewer where the last kept one would fall below 2^-1074.
    let drop = (bits - 53).max(-1074 - exponent);
    let kept = if drop <= 0 {
        // Exact: at most 53 bits, and the shift brings them to 53 at most.
        (significand << -drop) as u64
    } else if drop > bits {
        0
    } else {
        let half = 1u128 << (drop - 1);
        let rest = significand & (half | (half - 1));
        let floor = if drop == 128 { 0 } else { (significand >> drop) as u64 };
        let up = rest > half || rest == half && (sticky || floor & 1 == 1);
        floor + u64::from(up)
    };
    // The kept integer may have become 2^53: the sum of fields below carries into the exponent.
    let biased = exponent + drop + 1074;
    let magnitude = if kept == 0 {
        0
    } else if biased >= 2046 {
        f64::INFINITY.to_bits()
    } else if kept < 1 << 52 {
        kept
    } else {
        ((biased as u64) << 52) + kept
    };
    f64::from_bits(magnitude | u64::from(negative && kept != 0) << 63)
}

/// The nearest `f64` to `n·2^exponent`, ties to even.
pub(super) fn nearest(n: i128, exponent: i32) -> f64 {
    round(n < 0, n.unsigned_abs(), false, exponent)
}

/// The nearest `f64` to `n·2^exponent / divisor`, ties to even, for a divisor of 1 to 2⁶² − 1.
pub(super) fn ratio(n: i128, exponent: i32, divisor: u64) -> Option<f64> {
    let size = n.unsigned_abs();
    if size == 0 {
        return Some(0.0);
    }
    // The first bit is set, so that the quotient has 66 bits or more.
    let shift = size.leading_zeros();
    let upper = size << shift;
    let quotient = upper.checked_div(u128::from(divisor))?;
    let left = quotient * u128::from(divisor) != upper;
    Some(round(n < 0, quotient, left, exponent - shift as i32))
}

/// `a − b` for digits of equal length with `a ≥ b`, in place; or the borrow that is left.
fn subtract_in_place(a: &mut [u32], b: &[u32]) -> bool {
    let mut borrow = false;
    for (i, x) in a.iter_mut().enumerate() {
        let (difference, under) = x.overflowing_sub(b.get(i).copied().unwrap_or(0));
        let (difference, under_again) = difference.overflowing_sub(u32::from(borrow));
        (*x, borrow) = (difference, under || under_again);
    }
    borrow
}

/// Compares digits of any lengths as numbers.
fn compare(a: &[u32], b: &[u32]) -> Ordering {
    let digit = |x: &[u32], i: usize| x.get(i).copied().unwrap_or(0);
    (0..a.len().max(b.len()))
        .rev()
        .map(|i| digit(a, i).cmp(&digit(b, i)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// `digits·2^by`.
fn shift_left(digits: &[u32], by: u32) -> Vec<u32> {
    let mut shifted = vec![0; (by / 32) as usize];
    let mut carry = 0;
    for &digit in digits {
        let wide = u64::from(digit) << (by % 32) | carry;
        shifted.push(wide as u32);
        carry = wide >> 32;
    }
    shifted.push(carry as u32);
    shifted
}

impl Dyadic {
    pub(super) const ZERO: Self = Self { negative: false, digits: Vec::new(), exponent: 0 };

    /// The value of a finite double.
    pub(super) fn from_f64(x: f64) -> Option<Self> {
        let bits = x.to_bits();
        let (field, fraction) = ((bits >> 52 & 0x7ff) as i32, (bits & ((1 << 52) - 1)) as i128);
        let size = if field == 0 { fraction } else { fraction | 1 << 52 };
        let signed = if x.is_sign_negative() { -size } else { size };
        x.is_finite().then(|| Self::scaled(signed, field.max(1) - 1075))
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        self.minus(&Self { negative: !other.negative && !other.is_zero(), ..other.clone() })
    }

    pub(super) fn new(negative: bool, mut digits: Vec<u32>, exponent: i32) -> Self {
        while digits.last() == Some(&0) {
            digits.pop();
        }
        let low = digits.iter().take_while(|&&digit| digit == 0).count();
        digits.drain(..low);
        let exponent = if digits.is_empty() { 0 } else { exponent + 32 * low as i32 };
        Self { negative: negative && !digits.is_empty(), digits, exponent }
    }

    pub(super) fn from_u64(n: u64) -> Self {
        Self::new(false, vec![n as u32, (n >> 32) as u32], 0)
    }

    /// `n·2^exponent`.
    pub(super) fn scaled(n: i128, exponent: i32) -> Self {
        let m = n.unsigned_abs();
        let digits = vec![m as u32, (m >> 32) as u32, (m >> 64) as u32, (m >> 96) as u32];
        Self::new(n < 0, digits, exponent)
    }

    pub(super) fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// Number of bits of the digits.
    fn bits(&self) -> u32 {
        let top = self.digits.last().map_or(0, |top| 32 - top.leading_zeros());
        32 * (self.digits.len().max(1) as u32 - 1) + top
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        let mut product = vec![0u32; self.digits.len() + other.digits.len()];
        for (i, &x) in self.digits.iter().enumerate() {
            let mut carry = 0;
            for (place, &y) in product.iter_mut().skip(i).zip(&other.digits) {
                let wide = u64::from(x) * u64::from(y) + u64::from(*place) + carry;
                *place = wide as u32;
                carry = wide >> 32;
            }
            if let Some(place) = product.get_mut(i + other.digits.len()) {
                *place = carry as u32;
            }
        }
        Self::new(self.negative != other.negative, product, self.exponent + other.exponent)
    }

    pub(super) fn minus(&self, other: &Self) -> Self {
        let exponent = match (self.is_zero(), other.is_zero()) {
            (_, true) => return self.clone(),
            (true, _) => return Self { negative: !other.negative, ..other.clone() },
            _ => self.exponent.min(other.exponent),
        };
        let aligned = |x: &Self| shift_left(&x.digits, (x.exponent - exponent) as u32);
        let (mut a, mut b) = (aligned(self), aligned(other));
        let length = a.len().max(b.len()) + 1;
        a.resize(length, 0);
        b.resize(length, 0);
        if self.negative != other.negative {
            let mut carry = 0;
            for (x, y) in a.iter_mut().zip(&b) {
                let wide = u64::from(*x) + u64::from(*y) + carry;
                *x = wide as u32;
                carry = wide >> 32;
            }
            return Self::new(self.negative, a, exponent);
        }
        let swapped = compare(&a, &b) == Ordering::Less;
        if swapped {
            core::mem::swap(&mut a, &mut b);
        }
        subtract_in_place(&mut a, &b);
        Self::new(self.negative != swapped, a, exponent)
    }

    /// The nearest `f64`, ties to even; zero is `+0.0`.
    pub(super) fn to_f64(&self) -> f64 {
        let digit = |from_top: usize| {
            let at = self.digits.len().checked_sub(from_top);
            u128::from(at.and_then(|i| self.digits.get(i)).copied().unwrap_or(0))
        };
        let top = digit(1) << 96 | digit(2) << 64 | digit(3) << 32 | digit(4);
        let below = self.digits.len() as i32 - 4;
        // The digits end in a digit that is not zero, so any beyond four make a remainder.
        round(self.negative, top, below > 0, self.exponent + 32 * below)
    }

    /// [`over`](Self::over) for a divisor of at most 62 bits, in one division of words.
    fn over_word(&self, divisor: &Self) -> Option<f64> {
        let by = match divisor.digits[..] {
            [low] => u64::from(low),
            [low, high] if high >> 30 == 0 => u64::from(high) << 32 | u64::from(low),
            _ => return None,
        };
        let (digits, below) = match self.digits.split_last_chunk::<5>() {
            Some((below, top)) => (*top, below),
            None => {
                let mut top = [0; 5];
                top.iter_mut().rev().zip(self.digits.iter().rev()).for_each(|(to, x)| *to = *x);
                (top, &[][..])
            }
        };
        // The upper 128 bits, the first of them set: their quotient has 66 bits or more.
        let [lowest, a, b, c, d] = digits;
        let shift = d.leading_zeros();
        let upper = u128::from(d) << 96 | u128::from(c) << 64 | u128::from(b) << 32 | u128::from(a);
        let word = u64::from(lowest) << shift;
        let upper = upper << shift | u128::from(word >> 32);
        let quotient = upper.checked_div(u128::from(by))?;
        let left = upper % u128::from(by) != 0 || word as u32 != 0 || !below.is_empty();
        let places = 32 * (self.digits.len() as i32 - 4) - shift as i32;
        let exponent = self.exponent + places - divisor.exponent;
        Some(round(self.negative != divisor.negative, quotient, left, exponent))
    }

    /// The nearest `f64` to `self / divisor`, ties to even; `None` when `divisor` is zero.
    pub(super) fn over(&self, divisor: &Self) -> Option<f64> {
        if divisor.is_zero() {
            return None;
        }
        if self.is_zero() {
            return Some(0.0);
        }
        if let Some(quotient) = self.over_word(divisor) {
            return Some(quotient);
        }
        // Align both to one bit length; 66 steps of long division then give 65 or 66 bits.
        let (a_bits, b_bits) = (self.bits(), divisor.bits());
        let bits = a_bits.max(b_bits);
        let mut remainder = shift_left(&self.digits, bits - a_bits);
        let divisor_digits = shift_left(&divisor.digits, bits - b_bits);
        remainder.resize(remainder.len().max(divisor_digits.len()) + 1, 0);
        let mut quotient = 0u128;
        for _ in 0..66 {
            quotient <<= 1;
            if compare(&remainder, &divisor_digits).is_ge() {
                subtract_in_place(&mut remainder, &divisor_digits);
                quotient |= 1;
            }
            let mut carry = 0;
            for digit in &mut remainder {
                let doubled = *digit << 1 | carry;
                carry = *digit >> 31;
                *digit = doubled;
            }
        }
        let sticky = remainder.iter().any(|&digit| digit != 0);
        let exponent = self.exponent - divisor.exponent + (a_bits as i32 - b_bits as i32) - 65;
        Some(round(self.negative != divisor.negative, quotient, sticky, exponent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rounding_at_the_edges_of_the_format() {
        let cases = [
            (1, -1074, 1),
            (1, -1075, 0),
            (3, -1076, 1),
            (3, -1075, 2),
            (-1, -1200, 0),
            ((1 << 53) - 1, -1074, (1u64 << 53) - 1),
            ((1 << 53) - 1, -1075, 1 << 52),
            ((1 << 53) - 1, 971, f64::MAX.to_bits()),
            ((1 << 54) - 1, 970, f64::INFINITY.to_bits()),
            ((1 << 54) - 2, 970, f64::MAX.to_bits()),
            (1, 5000, f64::INFINITY.to_bits()),
        ];
        for (n, exponent, expected) in cases {
            assert_eq!(
                Dyadic::scaled(n, exponent).to_f64().to_bits(),
                expected,
                "{n}·2^{exponent}"
            );
        }
    }

    proptest! {
        /// Conversion of integers to `f64` by the hardware is the oracle for rounding.
        #[test]
        fn integers_round_as_casts_do(n: i128) {
            prop_assert_eq!(Dyadic::scaled(n, 0).to_f64().to_bits(), (n as f64 + 0.0).to_bits());
        }

        /// A factor of both sides makes the divisor one of many words.
        #[test]
        fn division_by_a_word_is_that_by_many(
            a in prop::collection::vec(any::<i64>(), 1..6), b in 1u64..1 << 62, more: u64, shift in -1200i32..1000,
        ) {
            let product = |all: Dyadic, x: &i64| all.times(&Dyadic::scaled(i128::from(*x), 0));
            let a = a.iter().fold(Dyadic::scaled(1, shift), product);
            let (b, more) = (Dyadic::from_u64(b), Dyadic::from_u64(more | 1 << 63 | 1));
            let long = a.times(&more).over(&b.times(&more));
            prop_assert!(a.is_zero() || a.over_word(&b).is_some());
            prop_assert_eq!(a.over(&b).map(f64::to_bits), long.map(f64::to_bits));
        }

        #[test]
        fn ratios_are_those_of_many_words(n: i128, less in 0u32..127, b in 1u64..1 << 62, exponent in -1200i32..1000) {
            let n = n >> less;
            prop_assert_eq!(nearest(n, exponent).to_bits(), Dyadic::scaled(n, exponent).to_f64().to_bits());
            let long = Dyadic::scaled(n, exponent).over(&Dyadic::from_u64(b));
            prop_assert_eq!(ratio(n, exponent, b).map(f64::to_bits), long.map(f64::to_bits));
        }

        /// Division of two doubles by the hardware is correctly rounded, subnormals included.
        #[test]
        fn quotients_round_as_hardware_does(a in 1i64..1 << 53, b in 1i64..1 << 53, shift in -1074i32..900) {
            let a_wide = Dyadic::scaled(i128::from(a), shift);
            let scale = |x: f64, e: i32| (0..e.abs()).fold(x, |x, _| if e < 0 { x / 2.0 } else { x * 2.0 });
            let a_f64 = a_wide.to_f64();
            prop_assume!(a_f64.is_finite());
            if shift > -1000 { prop_assert_eq!(a_f64, scale(a as f64, shift)); }
            let exact_input = Dyadic::scaled(i128::from(b), 0);
            let quotient = a_wide.over(&exact_input).unwrap();
            prop_assert_eq!(quotient.to_bits(), (a_f64 / b as f64).to_bits());
        }

        #[test]
        fn products_and_differences_are_those_of_integers(a: i64, b: i64, c: i64, d: i64) {
            let wide = |x: i64| Dyadic::scaled(i128::from(x), 0);
            let left = wide(a).times(&wide(b)).minus(&wide(c).times(&wide(d)));
            let expected = (i128::from(a) * i128::from(b)).checked_sub(i128::from(c) * i128::from(d));
            prop_assume!(expected.is_some());
            prop_assert_eq!(left.minus(&Dyadic::scaled(expected.unwrap(), 0)), Dyadic::new(false, vec![], 0));
        }
    }
}
