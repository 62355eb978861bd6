//! Dot products of rows that lie in columns, in the order of [`dot`](super::super::dot).

use super::super::compare::{NAN, canonical};
use super::super::reduce::affine;

const LANES: usize = 8;
/// Rows computed side by side; their columns and lanes fit the nearest cache.
pub(super) const ROWS: usize = 64;
/// Such rows that are fetched at once: so many of one column that the next are on their way.
const FETCHED: usize = 4;
/// Directions computed in one pass over the columns.
const DIRECTIONS: usize = 2;

/// Writes [`affine`](super::super::affine)`(row, w, 0)` for every row and each of the directions `w`, `columns[j]`
/// holding the `j`-th value of every row, `out[d]` what is found for the `d`-th direction. With means, one a column,
/// those are taken off first. A NaN is the canonical one.
///
/// Lengths that do not go together are the caller's mistake: a debug build stops, a release build gives numbers
/// that mean nothing.
pub(crate) fn dot_columns(
    columns: &[&[f64]],
    means: &[f64],
    directions: &[&[f64]],
    out: &mut [Vec<f64>],
) {
    debug_assert_eq!(directions.len(), out.len(), "an output for each direction");
    debug_assert!(directions.iter().all(|w| w.len() == columns.len()), "a weight for each column");
    debug_assert!(means.is_empty() || means.len() == columns.len(), "a mean for each column");
    let rows = out.iter().map(Vec::len).min().unwrap_or(0);
    debug_assert!(columns.iter().all(|column| column.len() == rows), "a value for each output");
    let whole = rows / ROWS * ROWS;
    let room = if whole > 0 { columns.len() } else { 0 };
    let mut fetched = vec![[[0.0; ROWS]; FETCHED]; room];
    for start in (0..whole).step_by(ROWS * FETCHED) {
        let end = whole.min(start + ROWS * FETCHED);
        for (at, (to, column)) in fetched.iter_mut().zip(columns).enumerate() {
            let (to, from) = (to.as_flattened_mut(), column.get(start..end).unwrap_or(&[]));
            match means.get(at) {
                Some(mean) => less(from, *mean, to),
                None => to[..from.len()].copy_from_slice(from),
            }
        }
        for (part, start) in (start..end).step_by(ROWS).enumerate() {
            let block: Vec<&[f64; ROWS]> = fetched.iter().map(|column| &column[part]).collect();
            let places = directions.chunks(DIRECTIONS).zip(out.chunks_mut(DIRECTIONS));
            for (directions, out) in places {
                let mut sums = [[0.0; ROWS]; DIRECTIONS];
                match directions {
                    [v, w] => project(&block, [v, w], &mut sums),
                    [w] => project_one(&block, w, &mut sums),
                    _ => {}
                }
                for (out, sums) in out.iter_mut().zip(&sums) {
                    out[start..start + ROWS].copy_from_slice(sums);
                }
            }
        }
    }
    let mut row = vec![0.0; columns.len()];
    for at in whole..rows {
        for (j, (to, column)) in row.iter_mut().zip(columns).enumerate() {
            let x = column.get(at).copied().unwrap_or(NAN);
            *to = means.get(j).map_or(x, |mean| x - mean);
        }
        for (w, out) in directions.iter().zip(out.iter_mut()) {
            out[at] = canonical(affine(&row, w, 0.0));
        }
    }
}

vectorised! {
    /// Values less their mean.
    fn less(values: &[f64], mean: f64, out: &mut [f64]) {
        out.iter_mut().zip(values).for_each(|(out, x)| *out = x - mean);
    }
}

/// Adds to some lanes the terms of `N` columns, one after the other.
#[inline(always)]
fn add<const N: usize, const D: usize>(
    lanes: &mut [[f64; ROWS]; D],
    columns: [&[f64; ROWS]; N],
    weights: [[f64; N]; D],
) {
    for r in 0..ROWS {
        for (lane, w) in lanes.iter_mut().zip(&weights) {
            let mut sum = lane[r];
            for (column, w) in columns.iter().zip(w) {
                sum += column[r] * w;
            }
            lane[r] = sum;
        }
    }
}

/// Every eighth column goes to one lane; four of them are added at once, so that a lane is fetched less often.
#[inline(always)]
pub(super) fn lanes_in_step<const D: usize>(
    block: &[&[f64; ROWS]],
    directions: [&[f64]; D],
    out: &mut [[f64; ROWS]],
) {
    let mut lanes = [[[0.0; ROWS]; D]; LANES];
    for (first, lanes) in lanes.iter_mut().enumerate() {
        let mut at = first;
        while let Some(&a) = block.get(at) {
            let w = |at: usize| directions.map(|w| w[at]);
            match (block.get(at + LANES), block.get(at + 2 * LANES), block.get(at + 3 * LANES)) {
                (Some(&b), Some(&c), Some(&d)) => {
                    let (w, x, y, z) = (w(at), w(at + LANES), w(at + 2 * LANES), w(at + 3 * LANES));
                    let mut each = [[0.0; 4]; D];
                    for (i, each) in each.iter_mut().enumerate() {
                        *each = [w[i], x[i], y[i], z[i]];
                    }
                    add(lanes, [a, b, c, d], each);
                    at += 4 * LANES;
                }
                (Some(&b), ..) => {
                    let (w, x) = (w(at), w(at + LANES));
                    let mut each = [[0.0; 2]; D];
                    for (i, each) in each.iter_mut().enumerate() {
                        *each = [w[i], x[i]];
                    }
                    add(lanes, [a, b], each);
                    at += 2 * LANES;
                }
                _ => {
                    add(lanes, [a], w(at).map(|w| [w]));
                    at += LANES;
                }
            }
        }
    }
    let [a, b, c, d, e, f, g, h] = &lanes;
    for (i, out) in out.iter_mut().enumerate().take(D) {
        for r in 0..ROWS {
            let total = ((a[i][r] + e[i][r]) + (c[i][r] + g[i][r]))
                + ((b[i][r] + f[i][r]) + (d[i][r] + h[i][r]));
            // A sum of −0 becomes +0, as with a bias of 0.
            out[r] = canonical(total + 0.0);
        }
    }
}

vectorised! {
    fn project(block: &[&[f64; ROWS]], directions: [&[f64]; DIRECTIONS], out: &mut [[f64; ROWS]; DIRECTIONS]) {
        lanes_in_step(block, directions, out);
    }
}

vectorised! {
    fn project_one(block: &[&[f64; ROWS]], direction: &[f64], out: &mut [[f64; ROWS]; DIRECTIONS]) {
        lanes_in_step(block, [direction], out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bits_are_those_of_rows(
            width in 0usize..50, count in 0usize..300, many in 1usize..4, is_centred in any::<bool>(),
            w in prop::collection::vec(-1.0..1.0f64, 200), values in prop::collection::vec(-1e6..1e6f64, 15_000),
            odd in (0usize..15_000, prop::sample::select(vec![f64::NAN, f64::INFINITY, 0.0])),
        ) {
            let mut values = values;
            values[odd.0] = odd.1;
            let columns: Vec<&[f64]> = values.chunks(300).take(width).map(|column| &column[..count]).collect();
            let directions: Vec<&[f64]> = w.chunks(50).take(many).map(|w| &w[..width]).collect();
            let means: Vec<f64> = columns.iter().filter(|_| is_centred).map(|column| column.len() as f64).collect();
            let mut out = vec![vec![1.0; count]; many];
            dot_columns(&columns, &means, &directions, &mut out);
            for (w, out) in directions.iter().zip(&out) {
                for (r, found) in out.iter().enumerate() {
                    let cell = |j: usize| columns[j][r] - means.get(j).copied().unwrap_or(0.0);
                    let row: Vec<f64> = (0..width).map(cell).collect();
                    prop_assert_eq!(found.to_bits(), canonical(affine(&row, w, 0.0)).to_bits());
                }
            }
        }
    }
}
