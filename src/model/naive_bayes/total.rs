//! An exact sum that is small as long as its terms are whole numbers.

use crate::exact::ExactSum;
use crate::pipeline::per_column::Absorb;

/// Numbers below this that are whole are summed as integers.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// The exact sum of numbers from 0, independent of their order.
///
/// Counts are whole as a rule, and there may be a sum for each class and each word of a language: whole numbers are
/// added in one integer of 128 bits, and only others need an [`ExactSum`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Total {
    whole: u128,
    rest: Option<Box<ExactSum>>,
}

impl Total {
    /// Adds every number of a slice.
    pub(super) fn add_slice(&mut self, values: &[f64]) {
        for &x in values {
            if (0.0..WHOLE).contains(&x) && x.trunc() == x {
                self.whole = self.whole.saturating_add(u128::from(x as u64));
            } else {
                self.rest.get_or_insert_default().add(x);
            }
        }
    }

    /// The sum, rounded once.
    pub(super) fn sum(&self) -> f64 {
        let mut all = self.rest.as_deref().cloned().unwrap_or_default();
        // In pieces that a double holds whole; each a power of two apart.
        let (mut rest, mut unit) = (self.whole, 1.0);
        while rest > 0 {
            all.add((rest & 0xffff_ffff) as f64 * unit);
            (rest, unit) = (rest >> 32, unit * 4_294_967_296.0);
        }
        all.sum()
    }
}

impl Absorb for Total {
    fn absorb(&mut self, other: &Self) {
        self.whole = self.whole.saturating_add(other.whole);
        if let Some(more) = &other.rest {
            self.rest.get_or_insert_default().merge(more);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sums_are_rounded_once() {
        let sum = |values: &[f64]| {
            let mut total = Total::default();
            total.add_slice(values);
            total.sum()
        };
        assert_eq!(sum(&[]), 0.0);
        assert_eq!(sum(&[WHOLE - 1.0, 2.0, 0.5]), WHOLE + 2.0);
        assert_eq!(sum(&[WHOLE, 1.0, 0.5, 0.5]), WHOLE + 2.0);
        assert_eq!(sum(&[1e308, 1e308]), f64::INFINITY);
    }

    proptest! {
        #[test]
        fn a_sum_is_the_exact_one(
            values in prop::collection::vec(prop_oneof![(0u32..9).prop_map(f64::from), 0.0..1e20f64], 0..40),
            cut in 0usize..40,
        ) {
            let of = |values: &[f64]| {
                let mut total = Total::default();
                total.add_slice(values);
                total
            };
            let (first, second) = values.split_at(cut.min(values.len()));
            let mut merged = of(second);
            merged.absorb(&of(first));
            prop_assert_eq!(&merged, &of(&values));
            prop_assert_eq!(merged.sum().to_bits(), crate::exact::exact_sum(&values).to_bits());
        }
    }
}
