//! Columns of floats as whole numbers, by a power of two for each column.

use super::compare::min;
use super::dyadic::Dyadic;

/// A quantised value is at most `2^QUANTUM_BITS` in size.
const QUANTUM_BITS: i32 = 48;

/// Why rows were not added to a [`Gram`](super::Gram).
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GramError {
    /// The number of values is not a multiple of the width.
    #[error("expected rows of {width} values, found {found} values in all")]
    Shape {
        /// Columns of the matrix.
        width: usize,
        /// Number of values given.
        found: usize,
    },
    /// A value is NaN, infinite or beyond the stated maximum of its column.
    #[error("row {row}, column {column}: expected a value within ±{maximum}, found {value}")]
    OutOfRange {
        /// Row within the slice given.
        row: usize,
        /// Column.
        column: usize,
        /// Largest size the column's scale was made for.
        maximum: f64,
        /// The value found.
        value: f64,
    },
    /// More rows than the integer sums hold without overflow (2³⁰).
    #[error("a Gram matrix takes at most {max} rows", max = super::gram::MAX_ROWS)]
    TooManyRows,
    /// The two matrices were made for different column maxima.
    #[error("the column scales of two Gram matrices differ")]
    Scales,
}

/// The smallest `e` with `size < 2^e`, from the bits of a finite size.
pub(super) fn exponent_above(size: f64) -> i32 {
    let field = (size.to_bits() >> 52) as i32 & 0x7ff;
    if field == 0 { 64 - size.to_bits().leading_zeros() as i32 - 1074 } else { field - 1022 }
}

/// `2^e` for `e` in the normal range.
pub(super) fn power_of_two(e: i32) -> f64 {
    f64::from_bits(((e + 1023) as u64) << 52)
}

/// The unit of every column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scales {
    /// A value of column `j` is counted in units of `2^units[j]`.
    units: Vec<i32>,
}

impl Scales {
    /// The units in which no value within `maxima` exceeds 2⁴⁸.
    ///
    /// # Errors
    /// [`GramError::OutOfRange`] (row 0) when a maximum is NaN, infinite or negative.
    pub(super) fn new(maxima: &[f64]) -> Result<Self, GramError> {
        for (column, &value) in maxima.iter().enumerate() {
            if !(value.is_finite() && value >= 0.0) {
                return Err(GramError::OutOfRange { row: 0, column, maximum: f64::MAX, value });
            }
        }
        let units = maxima.iter().map(|&size| exponent_above(size.abs()) - QUANTUM_BITS).collect();
        Ok(Self { units })
    }

    pub(super) fn width(&self) -> usize {
        self.units.len()
    }

    /// The power of two that is one unit of column `j`.
    pub(super) fn unit(&self, j: usize) -> Option<i32> {
        self.units.get(j).copied()
    }

    /// For each column two powers of two, by which a value is multiplied to be in its units: the
    /// reciprocal of a unit may lie outside the format, its square root never does. What the first step loses to
    /// underflow is far below half a unit.
    pub(super) fn steps(&self) -> Vec<(f64, f64)> {
        (0..self.width()).map(|column| self.halves(column)).collect()
    }

    fn halves(&self, column: usize) -> (f64, f64) {
        let unit = self.unit(column).unwrap_or_default();
        (power_of_two(-unit / 2), power_of_two(-unit - -unit / 2))
    }

    /// That the values of a column from a row on are at most 2⁴⁸ of its units in size.
    ///
    /// # Errors
    /// [`GramError::OutOfRange`].
    pub(super) fn check(
        &self,
        start: usize,
        column: usize,
        values: impl Iterator<Item = f64>,
    ) -> Result<(), GramError> {
        let (first, second) = self.halves(column);
        let fits = |x: f64| (x * first * second).abs() <= power_of_two(QUANTUM_BITS);
        let mut rows = (start..).zip(values);
        let Some((row, value)) = rows.find(|(_, x)| !fits(*x)) else { return Ok(()) };
        let exponent = self.units.get(column).copied().unwrap_or(0) + QUANTUM_BITS;
        let maximum = min(Dyadic::scaled(1, exponent).to_f64(), f64::MAX);
        Err(GramError::OutOfRange { row, column, maximum, value })
    }
}
