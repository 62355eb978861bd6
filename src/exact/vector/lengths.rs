//! Lengths of rows that lie in columns, in the order of [`dot`](super::super::dot), and division by them.

use super::super::compare::canonical;

const LANES: usize = 8;
/// Rows computed side by side; their lanes fit the nearest cache.
const ROWS: usize = 64;
/// All bits but the sign.
const SIZE: u64 = !(1 << 63);

/// Runs a block of rows: adds a term of the `j`-th value of each to lane `j mod 8`, then adds the lanes as a tree.
macro_rules! by_column {
    ($columns:ident, $out:ident, $term:expr) => {{
        let mut start = 0;
        for out in $out.chunks_mut(ROWS) {
            let mut lanes = [[0.0f64; ROWS]; LANES];
            for (j, column) in $columns.iter().enumerate() {
                let values = column.get(start..start + out.len()).unwrap_or_default();
                let lane = &mut lanes[j % LANES];
                match values.first_chunk::<ROWS>() {
                    Some(values) => {
                        for r in 0..ROWS {
                            lane[r] += $term(values[r]);
                        }
                    }
                    None => lane.iter_mut().zip(values).for_each(|(lane, &x)| *lane += $term(x)),
                }
            }
            let [a, b, c, d, e, f, g, h] = &lanes;
            let mut sums = [0.0; ROWS];
            for r in 0..ROWS {
                sums[r] = ((a[r] + e[r]) + (c[r] + g[r])) + ((b[r] + f[r]) + (d[r] + h[r]));
            }
            out.copy_from_slice(&sums[..out.len()]);
            start += out.len();
        }
    }};
}

vectorised! {
    /// Writes [`dot`](super::super::dot)`(row, row)` for every row, `columns[j]` holding the `j`-th value of each.
    pub(crate) fn squares_by_row(columns: &[&[f64]], out: &mut [f64]) {
        by_column!(columns, out, |x: f64| x * x);
    }
}

vectorised! {
    /// Writes the [`sum`](super::super::sum) of the sizes in every row.
    pub(crate) fn sizes_by_row(columns: &[&[f64]], out: &mut [f64]) {
        by_column!(columns, out, |x: f64| f64::from_bits(x.to_bits() & SIZE));
    }
}

vectorised! {
    /// Writes the largest size in every row, NaN where one is.
    pub(crate) fn largest_by_row(columns: &[&[f64]], out: &mut [f64]) {
        let mut start = 0;
        for out in out.chunks_mut(ROWS) {
            // Without the sign, the order of the bits is that of the numbers, and NaN comes last.
            let mut most = [0i64; ROWS];
            for column in columns {
                let values = column.get(start..start + out.len()).unwrap_or_default();
                let size = |x: f64| (x.to_bits() & SIZE) as i64;
                match values.first_chunk::<ROWS>() {
                    Some(values) => {
                        for r in 0..ROWS {
                            most[r] = most[r].max(size(values[r]));
                        }
                    }
                    None => most.iter_mut().zip(values).for_each(|(most, &x)| *most = (*most).max(size(x))),
                }
            }
            for (out, most) in out.iter_mut().zip(most) {
                *out = canonical(f64::from_bits(most as u64));
            }
            start += out.len();
        }
    }
}

vectorised! {
    /// Writes each value divided by the length of its row, any NaN canonical.
    pub(crate) fn divide_by_row(values: &[f64], lengths: &[f64], out: &mut [f64]) {
        for ((out, x), length) in out.iter_mut().zip(values).zip(lengths) {
            *out = canonical(x / length);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::{dot, max, sum};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bits_are_those_of_rows(
            width in 0usize..20, count in 0usize..150,
            values in prop::collection::vec(prop_oneof![9 => -1e6..1e6f64, 1 => any::<f64>()], 3000),
        ) {
            let columns: Vec<&[f64]> = values.chunks(150).take(width).map(|column| &column[..count]).collect();
            let by_row = |run: fn(&[&[f64]], &mut [f64])| {
                let mut out = vec![f64::NAN; count];
                run(&columns, &mut out);
                out
            };
            let (squares, sizes) = (by_row(squares_by_row), by_row(sizes_by_row));
            let largest = by_row(largest_by_row);
            for r in 0..count {
                let row: Vec<f64> = columns.iter().map(|column| column[r]).collect();
                let abs: Vec<f64> = row.iter().map(|x| x.abs()).collect();
                let bits = |x: f64| canonical(x).to_bits();
                prop_assert_eq!(bits(squares[r]), bits(dot(&row, &row)));
                prop_assert_eq!(bits(sizes[r]), bits(sum(&abs)));
                prop_assert_eq!(largest[r].to_bits(), abs.iter().fold(0.0, |most, x| max(most, *x)).to_bits());
            }
            for column in &columns {
                let mut out = vec![0.0; count];
                divide_by_row(column, &sizes, &mut out);
                for r in 0..count {
                    prop_assert_eq!(out[r].to_bits(), canonical(column[r] / sizes[r]).to_bits());
                }
            }
        }
    }
}
