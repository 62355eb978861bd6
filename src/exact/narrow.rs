//! Sums of numbers that lie close together, in few words: as exact as the wide accumulators, and faster
//! where there are many sums of few numbers.

use super::dyadic::Dyadic;

/// How far the exponents of two numbers may lie apart: a multiple then has 53 + 42 bits at most.
const SPAN: u64 = 42;
/// So many numbers at most, with which no sum below leaves its words.
const MOST: u64 = 1 << 31;

/// The bits of the exponent field.
const FIELD: u64 = 0x7ff;

/// A power of two, of which each of some numbers is a multiple of less than 2⁹⁵.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    /// The exponent field of the smallest of the numbers; that of a subnormal number is taken for 1.
    field: u64,
}

fn field_of(x: f64) -> u64 {
    (x.to_bits() >> 52 & FIELD).max(1)
}

impl Unit {
    /// The unit of some numbers; `None` when one is not finite, or they are many or lie too far apart.
    pub(crate) fn of(values: &[f64]) -> Option<Unit> {
        let (mut least, mut most) = (FIELD, 1);
        for &x in values {
            let field = field_of(x);
            // A zero is a multiple of every unit.
            least = least.min(if x == 0.0 { FIELD } else { field });
            most = most.max(field);
        }
        let fits = most < FIELD && most.saturating_sub(least) <= SPAN;
        (fits && (values.len() as u64) < MOST).then_some(Unit { field: least })
    }

    /// How many units one of the numbers is.
    #[inline]
    pub(crate) fn multiple(self, x: f64) -> i128 {
        let bits = x.to_bits();
        let hidden = u64::from(bits >> 52 & FIELD != 0) << 52;
        let significand = i128::from(bits & ((1 << 52) - 1) | hidden);
        let multiple = significand << (field_of(x).saturating_sub(self.field) & 63);
        if x.is_sign_negative() { -multiple } else { multiple }
    }

    /// The power of two.
    fn exponent(self) -> i32 {
        self.field as i32 - 1075
    }
}

/// Count, exact sum and exact sum of squares of multiples of a [`Unit`]: order-free, and what was
/// added can be taken out again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct NarrowMoments {
    count: u64,
    sum: i128,
    /// In words of 128 bits, the lower first.
    squares: [u128; 2],
}

impl NarrowMoments {
    /// The moments of nothing.
    pub(crate) const NONE: NarrowMoments = NarrowMoments { count: 0, sum: 0, squares: [0; 2] };

    /// Adds one multiple.
    #[inline]
    pub(crate) fn add(&mut self, multiple: i128) {
        self.count += 1;
        self.sum += multiple;
        let [low, high] = square(multiple);
        let (low, carry) = self.squares[0].overflowing_add(low);
        self.squares = [low, self.squares[1] + high + u128::from(carry)];
    }

    /// Takes out one multiple that was added.
    #[inline]
    pub(crate) fn remove(&mut self, multiple: i128) {
        self.count -= 1;
        self.sum -= multiple;
        let [low, high] = square(multiple);
        let (low, borrow) = self.squares[0].overflowing_sub(low);
        self.squares = [low, self.squares[1] - high - u128::from(borrow)];
    }

    /// Number of values taken.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// The sum, rounded once.
    pub(crate) fn sum(&self, unit: Unit) -> f64 {
        Dyadic::scaled(self.sum, unit.exponent()).to_f64()
    }

    /// The mean, correctly rounded; `None` before any value.
    pub(crate) fn mean(&self, unit: Unit) -> Option<f64> {
        quotient(self.sum < 0, [self.sum.unsigned_abs(), 0], self.count, unit.exponent())
    }

    /// The variance with the count for a divisor, correctly rounded; `None` before any value.
    pub(crate) fn variance(&self, unit: Unit) -> Option<f64> {
        // Both below 2^253: the sum is below 2^126, the sum of squares below 2^221, the count below 2^31.
        let (low, middle) = wide(self.squares[0], u128::from(self.count));
        let raised = [low, middle + self.squares[1] * u128::from(self.count)];
        let (low, high) = wide(self.sum.unsigned_abs(), self.sum.unsigned_abs());
        let (low, borrow) = raised[0].overflowing_sub(low);
        let spread = [low, raised[1] - high - u128::from(borrow)];
        quotient(false, spread, self.count * self.count, 2 * unit.exponent())
    }
}

/// The square of a multiple in words.
#[inline]
fn square(multiple: i128) -> [u128; 2] {
    let size = multiple.unsigned_abs();
    let (high, low) = (u128::from((size >> 64) as u64), u128::from(size as u64));
    if high == 0 {
        return [low * low, 0];
    }
    // Twice the product, 64 bits up.
    let cross = high * low;
    let (lower, carry) = (low * low).overflowing_add(cross << 65);
    [lower, high * high + (cross >> 63) + u128::from(carry)]
}

/// The product of two words as its lower and its upper one.
fn wide(a: u128, b: u128) -> (u128, u128) {
    let half = |x: u128| (x >> 64, x & u128::from(u64::MAX));
    let ((a1, a0), (b1, b0)) = (half(a), half(b));
    let (low, (middle, carry)) = (a0 * b0, (a1 * b0).overflowing_add(a0 * b1));
    let (low, carried) = low.overflowing_add(middle << 64);
    let high = a1 * b1 + (middle >> 64) + (u128::from(carry) << 64) + u128::from(carried);
    (low, high)
}

/// `±number·2^exponent / divisor` for a divisor of at most 62 bits, rounded once; `None` over zero.
fn quotient(negative: bool, number: [u128; 2], divisor: u64, exponent: i32) -> Option<f64> {
    let [low, high] = number;
    let zeros = if high == 0 { 128 + low.leading_zeros() } else { high.leading_zeros() };
    // With the first bit at the top, the upper word by the divisor has 66 bits or more: enough to round by,
    // with one bit below them for all that is left over.
    let (top, rest) = match zeros {
        0 => (high, low),
        1..128 => (high << zeros | low >> (128 - zeros), low << zeros),
        128..256 => (low << (zeros - 128), 0),
        _ => (0, 0),
    };
    let whole = top.checked_div(u128::from(divisor))?;
    let left = top % u128::from(divisor) != 0 || rest != 0;
    let digits = [u32::from(left), whole as u32, (whole >> 32) as u32, (whole >> 64) as u32];
    let digits = digits.into_iter().chain([(whole >> 96) as u32]).collect();
    Some(Dyadic::new(negative, digits, exponent + 96 - zeros as i32).to_f64())
}

#[cfg(test)]
mod tests {
    use super::super::ExactMoments;
    use super::*;
    use proptest::prelude::*;

    fn values() -> impl Strategy<Value = Vec<f64>> {
        let close = -1e3..1e3f64;
        let value = prop_oneof![
            8 => close.clone(),
            1 => close.prop_map(|x| x * 1e-9),
            1 => (-50i32..50).prop_map(f64::from),
            1 => Just(0.0),
            1 => Just(-0.0),
        ];
        (prop::collection::vec(value, 1..40), -1060i32..950).prop_map(|(values, shift)| {
            let two = if shift < 0 { 0.5 } else { 2.0f64 };
            let scale = |x: f64| (0..shift.abs()).fold(x, |x, _| x * two);
            values.into_iter().map(scale).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn moments_are_those_of_wide_sums(values in values(), cut in 0usize..40) {
            let Some(unit) = Unit::of(&values) else { return Ok(()) };
            let of = |values: &[f64]| {
                let mut moments = NarrowMoments::NONE;
                values.iter().for_each(|&x| moments.add(unit.multiple(x)));
                moments
            };
            let same = |moments: NarrowMoments, values: &[f64]| {
                let mut wide = ExactMoments::new();
                wide.add_slice(values);
                let bits = |x: Option<f64>| x.map(f64::to_bits);
                prop_assert_eq!(moments.count(), wide.count());
                prop_assert_eq!(moments.sum(unit).to_bits(), wide.sum().to_bits());
                prop_assert_eq!(bits(moments.mean(unit)), bits(wide.mean()));
                prop_assert_eq!(bits(moments.variance(unit)), bits(wide.variance(0)));
                Ok(())
            };
            let (mut some, (first, second)) = (of(&values), values.split_at(cut.min(values.len())));
            same(some, &values)?;
            first.iter().for_each(|&x| some.remove(unit.multiple(x)));
            prop_assert_eq!(some, of(second));
            same(some, second)?;
        }

        #[test]
        fn products_of_words(a: u128, b: u64, c: u64) {
            let (low, high) = wide(a, u128::from(b) << 64 | u128::from(c));
            let (by_c, by_b) = (wide(a, u128::from(c)), wide(a, u128::from(b)));
            let (sum, carry) = by_c.0.overflowing_add(by_b.0 << 64);
            prop_assert_eq!(low, sum);
            prop_assert_eq!(low, a.wrapping_mul(u128::from(b) << 64 | u128::from(c)));
            let upper = by_c.1 + (by_b.0 >> 64) + (by_b.1 << 64) + u128::from(carry);
            prop_assert_eq!(high, upper);
        }
    }

    /// As many of the widest that are let in as are let in.
    #[test]
    fn nothing_leaves_its_words() {
        let widest = -f64::from_bits((0x3ff + SPAN) << 52 | ((1 << 52) - 1));
        let unit = Unit::of(&[1.0, widest]).unwrap();
        let (multiple, count) = (unit.multiple(widest), MOST - 1);
        assert_eq!((unit.multiple(1.0), multiple), (1 << 52, -((1 << 95) - (1 << 42))));
        let times = |x: u128| wide(x, u128::from(count));
        let [low, high] = square(multiple);
        let ((low, carried), (high, none)) = (times(low), times(high));
        let many = NarrowMoments {
            count,
            sum: multiple * i128::from(count),
            squares: [low, high + carried],
        };
        assert_eq!(none, 0);
        assert_eq!(many.mean(unit), Some(widest));
        assert_eq!(many.variance(unit), Some(0.0));
        let mut one_less = many;
        one_less.remove(multiple);
        one_less.add(unit.multiple(1.0));
        let n = count as f64;
        let expected = (n - 1.0) / n * (1.0 - widest) / n * (1.0 - widest);
        let found = one_less.variance(unit).unwrap();
        assert!((found / expected - 1.0).abs() < 1e-14, "{found}, {expected}");
    }

    #[test]
    fn what_lies_too_far_apart_is_refused() {
        assert_eq!(Unit::of(&[1.0, 0.0, 1e13]), None);
        assert_eq!(Unit::of(&[f64::INFINITY]), None);
        assert_eq!(Unit::of(&[1.0, f64::NAN]), None);
        let unit = Unit::of(&[0.0, -0.0]).unwrap();
        assert_eq!((unit.multiple(0.0), unit.multiple(-0.0)), (0, 0));
        let tiny = Unit::of(&[5e-324, f64::MIN_POSITIVE]).unwrap();
        assert_eq!((tiny.multiple(-5e-324), tiny.multiple(f64::MIN_POSITIVE)), (-1, 1 << 52));
        assert!(Unit::of(&[]).is_some());
    }
}
