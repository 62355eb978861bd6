//! Distances of one row to many that are kept by column, and products with them, in the fixed order of
//! [`dot`](super::super::dot).

/// Rows whose lanes are kept together: so many stay in the nearest cache.
const BLOCK: usize = 64;

/// Sums of `term` of the cells of `row` and of each row of `columns`, as [`dot`](super::super::dot) orders them.
#[inline(always)]
fn reduce(row: &[f64], columns: &[f64], out: &mut [f64], term: impl Fn(f64, f64) -> f64) {
    debug_assert_eq!(Some(columns.len()), row.len().checked_mul(out.len()), "a cell for each");
    let rows = out.len().max(1);
    for (at, out) in out.chunks_mut(BLOCK).enumerate() {
        let mut lanes = [[0.0; BLOCK]; 8];
        for (place, (&x, column)) in row.iter().zip(columns.chunks_exact(rows)).enumerate() {
            let cells = column.get(at * BLOCK..).unwrap_or_default();
            let lane = lanes[place % 8].iter_mut();
            cells.iter().zip(lane).for_each(|(&y, lane)| *lane += term(x, y));
        }
        let [a, b, c, d, e, f, g, h] = &lanes;
        for (i, out) in out.iter_mut().enumerate() {
            *out = ((a[i] + e[i]) + (c[i] + g[i])) + ((b[i] + f[i]) + (d[i] + h[i]));
        }
    }
}

vectorised! {
    /// Squared Euclidean distances of `row` to the rows of `columns`, each with the bits of
    /// [`squared_distance`](super::super::squared_distance).
    ///
    /// `columns` holds one column of `out.len()` cells after the other, as many as `row` has cells.
    pub(crate) fn squared_distances(row: &[f64], columns: &[f64], out: &mut [f64]) {
        reduce(row, columns, out, |x, y| {
            let difference = x - y;
            difference * difference
        });
    }
}

vectorised! {
    /// City-block distances of `row` to the rows of `columns`, each with the bits of
    /// [`absolute_distance`](super::super::absolute_distance); `columns` as in [`squared_distances`].
    pub(crate) fn absolute_distances(row: &[f64], columns: &[f64], out: &mut [f64]) {
        reduce(row, columns, out, |x, y| (x - y).abs());
    }
}

vectorised! {
    /// Products of `row` with the rows of `columns`, each with the bits of [`dot`](super::super::dot); `columns` as in
    /// [`squared_distances`].
    pub(crate) fn dots(row: &[f64], columns: &[f64], out: &mut [f64]) {
        reduce(row, columns, out, |x, y| x * y);
    }
}

vectorised! {
    /// Squared Euclidean distances of `row` to the rows of `columns`, over the cells that both have, scaled up
    /// to all: `Σ (x − y)² / shared · width`.
    ///
    /// `columns` holds one column of `out.len()` cells after the other, as many as `row` has cells; NaN is no
    /// cell. The sum has the bits of [`dot`](super::super::dot) of the differences with themselves, a difference with
    /// no cell being 0. NaN where no cell is shared.
    ///
    /// Each output depends on its own row only, and on no other that is computed beside it.
    pub(crate) fn gapped_distances(row: &[f64], columns: &[f64], out: &mut [f64]) {
        debug_assert_eq!(Some(columns.len()), row.len().checked_mul(out.len()), "a cell for each");
        let rows = out.len().max(1);
        #[expect(clippy::cast_precision_loss, reason = "columns in memory are below 2^53")]
        let width = row.len() as f64;
        for (at, out) in out.chunks_mut(BLOCK).enumerate() {
            let mut lanes = [[0.0; BLOCK]; 8];
            let mut shared = [0.0; BLOCK];
            for (place, (&x, column)) in row.iter().zip(columns.chunks_exact(rows)).enumerate() {
                // Squares are no −0, so that a lane is the same with a term of +0 as without.
                if x.is_nan() {
                    continue;
                }
                let lane = lanes[place % 8].iter_mut().zip(&mut shared);
                let cells = column.get(at * BLOCK..).unwrap_or_default();
                for (&y, (lane, shared)) in cells.iter().zip(lane) {
                    let difference = x - y;
                    *lane += if y.is_nan() { 0.0 } else { difference * difference };
                    *shared += if y.is_nan() { 0.0 } else { 1.0 };
                }
            }
            let [a, b, c, d, e, f, g, h] = &lanes;
            for (i, (out, shared)) in out.iter_mut().zip(&shared).enumerate() {
                let sum = ((a[i] + e[i]) + (c[i] + g[i])) + ((b[i] + f[i]) + (d[i] + h[i]));
                *out = sum / shared * width;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::{absolute_distance, canonical, dot, squared_distance};
    use proptest::prelude::*;

    fn cell() -> impl Strategy<Value = f64> {
        prop_oneof![Just(f64::NAN), Just(-0.0), -1e3..1e3f64, -1e300..1e300f64]
    }

    proptest! {
        #[test]
        fn distances_are_those_of_pairs_of_rows(
            width in 0usize..20, rows in 0usize..150,
            cells in prop::collection::vec(-1e3..1e300f64, 20 * 151),
        ) {
            let (row, columns) = (&cells[..width], &cells[20..20 + width * rows]);
            let other = |at: usize| -> Vec<f64> {
                (0..width).map(|column| columns[column * rows + at]).collect()
            };
            let mut out = vec![f64::NAN; rows];
            squared_distances(row, columns, &mut out);
            for (at, out) in out.iter().enumerate() {
                prop_assert_eq!(out.to_bits(), squared_distance(row, &other(at)).to_bits());
            }
            absolute_distances(row, columns, &mut out);
            for (at, out) in out.iter().enumerate() {
                prop_assert_eq!(out.to_bits(), absolute_distance(row, &other(at)).to_bits());
            }
            dots(row, columns, &mut out);
            for (at, out) in out.iter().enumerate() {
                prop_assert_eq!(canonical(*out).to_bits(), canonical(dot(row, &other(at))).to_bits());
            }
        }

        #[test]
        fn distances_are_dot_products_of_differences(
            width in 1usize..20, rows in 0usize..150,
            cells in prop::collection::vec(cell(), 20 * 151),
        ) {
            let (row, columns) = (&cells[..width], &cells[20..20 + width * rows]);
            let mut out = vec![f64::NAN; rows];
            gapped_distances(row, columns, &mut out);
            for (at, out) in out.into_iter().enumerate() {
                let pairs = || row.iter().zip(columns.iter().skip(at).step_by(rows));
                let there = |x: f64, y: f64| !x.is_nan() && !y.is_nan();
                let differences: Vec<f64> =
                    pairs().map(|(&x, &y)| if there(x, y) { x - y } else { 0.0 }).collect();
                let shared = pairs().filter(|&(&x, &y)| there(x, y)).count();
                if shared == 0 {
                    prop_assert!(out.is_nan());
                } else {
                    let expected = dot(&differences, &differences) / shared as f64 * width as f64;
                    prop_assert_eq!(out.to_bits(), expected.to_bits());
                }
            }
        }
    }
}
