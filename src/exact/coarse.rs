//! Products of columns to three digits, free of order: enough to know the way down to a minimum, not where it is.

use super::quantise::{exponent_above, power_of_two};
use super::vector::coarse::{Column, ROWS, multiply, pack};

/// Bits of a number, besides its sign.
const BITS: i32 = 11;
/// Exponents of the bound of a column for which no unit leaves the normal numbers.
const EXPONENTS: core::ops::Range<i32> = -400..400;

/// Sums of the products of columns, every value rounded to 2^-11 of what bounds its column.
pub(crate) struct CoarseProducts {
    units: Vec<i32>,
    columns: Vec<Column>,
    /// Row `i` holds the products of column `i` with those from itself on.
    sums: Vec<Vec<i64>>,
}

impl CoarseProducts {
    /// Of columns whose values are at most `bounds` in size; `None` when a bound is not finite or near an end of the range.
    pub(crate) fn new(bounds: &[f64]) -> Option<Self> {
        let unit = |bound: &f64| match *bound {
            0.0 => Some(0),
            bound => Some(exponent_above(bound))
                .filter(|exponent| bound.is_finite() && EXPONENTS.contains(exponent))
                .map(|exponent| exponent - BITS),
        };
        let units = bounds.iter().map(unit).collect::<Option<Vec<i32>>>()?;
        let width = units.len();
        let sums = (0..width).map(|i| vec![0; width - i]).collect();
        Some(Self { units, columns: vec![[0; ROWS]; width], sums })
    }

    /// Adds rows of columns, each times its row's factor.
    pub(crate) fn add(&mut self, factors: &[f64], columns: &[&[f64]]) {
        for (block, factors) in factors.chunks(ROWS).enumerate() {
            let each = columns.iter().zip(self.columns.iter_mut().zip(&self.units));
            for (column, (to, unit)) in each {
                let values = column.get(block * ROWS..).unwrap_or_default();
                pack(values, factors, power_of_two(-unit), to);
            }
            for (i, (column, sums)) in self.columns.iter().zip(&mut self.sums).enumerate() {
                multiply(column, self.columns.get(i..).unwrap_or_default(), sums);
            }
        }
    }

    /// The sum of products of columns `i` and `j`, `i <= j`; 0 beyond the last.
    pub(crate) fn product(&self, i: usize, j: usize) -> f64 {
        let of = |i: usize| self.units.get(i).copied().unwrap_or(0);
        let sum = self.sums.get(i).and_then(|sums| sums.get(j.checked_sub(i)?)).copied();
        sum.unwrap_or(0) as f64 * power_of_two(of(i)) * power_of_two(of(j))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::{exact_dot, largest};
    use proptest::prelude::*;

    #[test]
    fn small_whole_numbers_come_back() {
        let (a, b) = ([3.0, -4.0, 1024.0], [5.0, 7.0, -1024.0]);
        let mut products = CoarseProducts::new(&[1024.0, 1024.0]).unwrap();
        products.add(&[1.0; 3], &[&a, &b]);
        assert_eq!(products.product(0, 0), 25.0 + 1024.0 * 1024.0);
        assert_eq!(products.product(0, 1), 15.0 - 28.0 - 1024.0 * 1024.0);
        assert_eq!(products.product(1, 2), 0.0);
        assert!(CoarseProducts::new(&[f64::NAN]).is_none());
        assert!(CoarseProducts::new(&[f64::MAX]).is_none());
        // Every number at its bound, over more rows than are taken at once.
        let ones = vec![-1.0; 3 * ROWS + 1];
        let mut products = CoarseProducts::new(&[1.0, 1.0]).unwrap();
        products.add(&ones, &[&ones, &ones]);
        assert_eq!(products.product(0, 1), ones.len() as f64);
    }

    proptest! {
        #[test]
        fn to_three_digits_in_any_order(
            mut rows in prop::collection::vec(prop::array::uniform3(-1e3..1e3f64), 1..600), turn in 0usize..600,
        ) {
            let of = |rows: &[[f64; 3]]| {
                let column = |j: usize| rows.iter().map(|row| row[j]).collect::<Vec<f64>>();
                let (a, b, f) = (column(0), column(1), column(2));
                let most = |x: &[f64]| largest(x).unwrap() * largest(&f).unwrap();
                let mut products = CoarseProducts::new(&[most(&a), most(&b)]).unwrap();
                products.add(&f, &[&a, &b]);
                let weighed = |x: &[f64]| x.iter().zip(&f).map(|(x, f)| x * f).collect::<Vec<f64>>();
                let bound = rows.len() as f64 * most(&a) * most(&b);
                (products.product(0, 1), exact_dot(&weighed(&a), &weighed(&b)), bound)
            };
            let (found, exact, bound) = of(&rows);
            // Either factor is off by 2^-11 of its bound.
            prop_assert!((found - exact).abs() <= 2.1 / 2048.0 * bound);
            let middle = turn % rows.len();
            rows.rotate_left(middle);
            rows.reverse();
            prop_assert_eq!(found, of(&rows).0);
        }
    }
}
