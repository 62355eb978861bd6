//! Dot products of many terms, each rounded to one fixed unit: faster than exact ones, and as free of order.

use super::dyadic::nearest;
use super::quantise::{exponent_above, power_of_two};
use super::vector::rounded::{products, sizes};

/// Exponents of the bound of terms for which no unit leaves the normal numbers.
const EXPONENTS: core::ops::Range<i32> = -900..900;

/// A sum of products, each rounded to 2^-51 of what bounds them all: its order is nothing.
#[derive(Clone, Debug)]
pub(crate) struct RoundedDot {
    /// 1.5·2^52 units.
    step: f64,
    unit: i32,
    sum: i128,
}

impl RoundedDot {
    /// Of no terms, for such as are at most `bound` in size; `None` when that is not finite or near an end of the range.
    pub(crate) fn new(bound: f64) -> Option<Self> {
        let exponent = if bound == 0.0 { 0 } else { exponent_above(bound) };
        let unit = (bound.is_finite() && EXPONENTS.contains(&exponent)).then_some(exponent - 51)?;
        Some(Self { step: 1.5 * power_of_two(52) * power_of_two(unit), unit, sum: 0 })
    }

    /// Adds `a[i]·b[i]`; of a longer side the rest is left out.
    pub(crate) fn add(&mut self, a: &[f64], b: &[f64]) {
        self.sum += products(a, b, self.step);
    }

    /// Adds `|a[i]·b[i]|`.
    pub(crate) fn add_sizes(&mut self, a: &[f64], b: &[f64]) {
        self.sum += sizes(a, b, self.step);
    }

    /// The sum, rounded once more.
    pub(crate) fn sum(&self) -> f64 {
        nearest(self.sum, self.unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::{exact_dot, largest};
    use proptest::prelude::*;

    fn dot(a: &[f64], b: &[f64], bound: f64) -> f64 {
        let mut sum = RoundedDot::new(bound).unwrap();
        sum.add(a, b);
        sum.sum()
    }

    fn size(a: &[f64], b: &[f64], bound: f64) -> f64 {
        let mut sum = RoundedDot::new(bound).unwrap();
        sum.add_sizes(a, b);
        sum.sum()
    }

    #[test]
    fn whole_numbers_come_back_and_bounds_are_named() {
        assert_eq!(dot(&[3.0, -5.0, 7.0], &[2.0, 4.0, 8.0], 56.0), 42.0);
        assert_eq!(size(&[3.0, -5.0, 7.0], &[2.0, 4.0, 8.0], 56.0), 82.0);
        assert_eq!(dot(&[0.0], &[1.0], 0.0), 0.0);
        for bound in [f64::NAN, f64::INFINITY, f64::MAX, f64::MIN_POSITIVE] {
            assert!(RoundedDot::new(bound).is_none());
        }
        // As many terms as fill every word, at the bound.
        let ones = vec![1.0; 10_000];
        assert_eq!(dot(&ones, &ones, 1.0), 10_000.0);
        let less = vec![-1.0; 10_000];
        assert_eq!(dot(&ones, &less, 1.0), -10_000.0);
        assert_eq!(size(&ones, &less, 1.0), 10_000.0);
    }

    proptest! {
        #[test]
        fn close_to_exact_and_free_of_order(
            mut pairs in prop::collection::vec((-1e3..1e3f64, -1.0..1.0f64), 1..300), turn in 0usize..300,
        ) {
            let of = |pairs: &[(f64, f64)]| {
                let (a, b): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
                let bound = largest(&a).unwrap() * largest(&b).unwrap();
                (dot(&a, &b, bound), exact_dot(&a, &b), bound)
            };
            let (found, exact, bound) = of(&pairs);
            prop_assert!((found - exact).abs() <= pairs.len() as f64 * bound * power_of_two(-51));
            let middle = turn % pairs.len();
            pairs.rotate_left(middle);
            pairs.reverse();
            prop_assert_eq!(found, of(&pairs).0);
        }
    }
}
