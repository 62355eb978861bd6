//! Products of columns of small whole numbers, which CPUs multiply by the dozen.

/// Rows taken at once: 2^8 products of at most 2^22 fit a word of 32 bits.
pub(in super::super) const ROWS: usize = 256;
/// The unit of this float is 1: adding it rounds to a whole number.
const ONE: f64 = 1.5 * (1u64 << 52) as f64;

/// A column of whole numbers of at most 2^11 in size.
pub(in super::super) type Column = [i16; ROWS];

vectorised! {
    /// The nearest whole numbers to `values[i]·factors[i]·scale`, none of which is larger than 2^11, and zeros after them.
    pub(in super::super) fn pack(values: &[f64], factors: &[f64], scale: f64, to: &mut Column) {
        let count = values.len().min(factors.len()).min(ROWS);
        for i in 0..count {
            // The last bits show the number, which two's complement keeps in sixteen of them.
            to[i] = (values[i] * factors[i] * scale + ONE).to_bits() as i16;
        }
        to[count..].fill(0);
    }
}

vectorised! {
    /// Adds to `sums` the products of a column with each of others.
    pub(in super::super) fn multiply(column: &Column, others: &[Column], sums: &mut [i64]) {
        for (other, to) in others.iter().zip(sums) {
            let mut sum = 0i32;
            for i in 0..ROWS {
                sum += i32::from(column[i]) * i32::from(other[i]);
            }
            *to += i64::from(sum);
        }
    }
}
