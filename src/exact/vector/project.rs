//! Dot products of rows that lie in columns, in the order of [`dot`](super::super::dot).

const LANES: usize = 8;
/// Rows computed side by side; their lanes fit the nearest cache.
const ROWS: usize = 64;

/// Writes [`affine`](super::super::affine)`(row, w, bias)` for every row, `columns[j]` holding the `j`-th value of each.
///
/// Columns shorter than `out` are the caller's mistake: a debug build stops, a release build leaves the rest.
///
/// # Examples
/// As for [`dot_rows`](super::super::dot_rows), of which this is the same in another layout.
pub(crate) fn dot_columns(columns: &[&[f64]], w: &[f64], bias: f64, out: &mut [f64]) {
    debug_assert!(
        columns.iter().all(|column| column.len() == out.len()),
        "a value for each output"
    );
    debug_assert_eq!(columns.len(), w.len(), "a weight for each column");
    lanes_in_step(columns, w, bias, out);
}

vectorised! {
    fn lanes_in_step(columns: &[&[f64]], w: &[f64], bias: f64, out: &mut [f64]) {
        let mut start = 0;
        for out in out.chunks_mut(ROWS) {
            let mut lanes = [[0.0f64; ROWS]; LANES];
            for (j, (column, w)) in columns.iter().zip(w).enumerate() {
                let values = column.get(start..start + out.len()).unwrap_or_default();
                let lane = &mut lanes[j % LANES];
                match values.first_chunk::<ROWS>() {
                    Some(values) => {
                        for r in 0..ROWS {
                            lane[r] += values[r] * w;
                        }
                    }
                    None => lane.iter_mut().zip(values).for_each(|(lane, x)| *lane += x * w),
                }
            }
            let [a, b, c, d, e, f, g, h] = &lanes;
            let mut sums = [0.0; ROWS];
            for r in 0..ROWS {
                let total = ((a[r] + e[r]) + (c[r] + g[r])) + ((b[r] + f[r]) + (d[r] + h[r]));
                sums[r] = total + bias;
            }
            out.copy_from_slice(&sums[..out.len()]);
            start += out.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::affine;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bits_are_those_of_rows(
            width in 0usize..20, count in 0usize..150, bias in -1.0..1.0f64,
            w in prop::collection::vec(-1.0..1.0f64, 20), values in prop::collection::vec(-1e6..1e6f64, 3000),
        ) {
            let columns: Vec<&[f64]> = values.chunks(150).take(width).map(|column| &column[..count]).collect();
            let mut out = vec![f64::NAN; count];
            dot_columns(&columns, &w[..width], bias, &mut out);
            for (r, found) in out.iter().enumerate() {
                let row: Vec<f64> = columns.iter().map(|column| column[r]).collect();
                prop_assert_eq!(found.to_bits(), affine(&row, &w[..width], bias).to_bits());
            }
        }
    }
}
