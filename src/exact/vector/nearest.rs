//! The nearest of some centres to rows that lie in columns.

use super::project::{ROWS, lanes_in_step};

/// Columns whose cells stay in registers while all centres pass by.
const NARROW: usize = 8;
/// Rows side by side where columns are few.
const STEP: usize = 16;

/// Writes for each row the first of the centres for which ½c² − x·c is least, `halves` holding ½c² and `columns[j]` the
/// `j`-th number of every row. The product is that of [`dot`](super::super::dot), its sums in the same order.
///
/// Where no centre is below infinity the first is written.
pub(crate) fn nearest(columns: &[&[f64]], centres: &[f64], halves: &[f64], labels: &mut [u32]) {
    debug_assert_eq!(centres.len(), columns.len() * halves.len(), "a number for each column");
    debug_assert!(columns.iter().all(|x| x.len() == labels.len()), "a number for each row");
    if columns.len() <= NARROW {
        narrow(columns, centres, halves, labels)
    } else {
        wide(columns, centres, halves, labels)
    }
}

vectorised! {
    fn narrow(columns: &[&[f64]], centres: &[f64], halves: &[f64], labels: &mut [u32]) {
        match columns {
            [a] => few([a], centres, halves, labels),
            [a, b] => few([a, b], centres, halves, labels),
            [a, b, c] => few([a, b, c], centres, halves, labels),
            [a, b, c, d] => few([a, b, c, d], centres, halves, labels),
            [a, b, c, d, e] => few([a, b, c, d, e], centres, halves, labels),
            [a, b, c, d, e, f] => few([a, b, c, d, e, f], centres, halves, labels),
            [a, b, c, d, e, f, g] => few([a, b, c, d, e, f, g], centres, halves, labels),
            [a, b, c, d, e, f, g, h] => few([a, b, c, d, e, f, g, h], centres, halves, labels),
            _ => labels.fill(0),
        }
    }
}

#[inline(always)]
fn few<const N: usize>(columns: [&[f64]; N], centres: &[f64], halves: &[f64], labels: &mut [u32]) {
    let (centres, _) = centres.as_chunks::<N>();
    let mut start = 0;
    while start < labels.len() {
        let count = STEP.min(labels.len() - start);
        let mut cells = [[0.0; STEP]; N];
        for (cells, column) in cells.iter_mut().zip(columns) {
            cells[..count].copy_from_slice(&column[start..start + count]);
        }
        let (mut least, mut label) = ([f64::INFINITY; STEP], [0u64; STEP]);
        for (at, (centre, half)) in (0..).zip(centres.iter().zip(halves)) {
            for r in 0..STEP {
                // Lanes without a column would add 0, which only turns −0 into 0: no comparison sees it.
                let term = |j: usize| cells[j][r] * centre[j];
                let pair = |j: usize| if j + 4 < N { term(j) + term(j + 4) } else { term(j) };
                let four = |j: usize| if j + 2 < N { pair(j) + pair(j + 2) } else { pair(j) };
                let product = if N > 1 { four(0) + four(1) } else { four(0) };
                let score = half - product;
                let nearer = score < least[r];
                label[r] = if nearer { at } else { label[r] };
                least[r] = if nearer { score } else { least[r] };
            }
        }
        let found = label.iter().map(|&label| label as u32);
        labels[start..start + count].iter_mut().zip(found).for_each(|(out, found)| *out = found);
        start += count;
    }
}

vectorised! {
    fn wide(columns: &[&[f64]], centres: &[f64], halves: &[f64], labels: &mut [u32]) {
        let width = columns.len();
        let whole = labels.len() / ROWS;
        // What is left of the last rows, filled up with zeros.
        let mut last = vec![[0.0; ROWS]; width];
        for (last, column) in last.iter_mut().zip(columns) {
            let rest = &column[whole * ROWS..];
            last[..rest.len()].copy_from_slice(rest);
        }
        let mut rows: Vec<&[f64; ROWS]> = Vec::with_capacity(width);
        for (block, labels) in labels.chunks_mut(ROWS).enumerate() {
            rows.clear();
            rows.extend(columns.iter().zip(&last).map(|(column, last)| {
                column.as_chunks::<ROWS>().0.get(block).unwrap_or(last)
            }));
            let (mut least, mut label) = ([f64::INFINITY; ROWS], [0u64; ROWS]);
            let mut compare = |at: u64, products: &[f64; ROWS], half: f64| {
                for r in 0..ROWS {
                    let score = half - products[r];
                    let nearer = score < least[r];
                    label[r] = if nearer { at } else { label[r] };
                    least[r] = if nearer { score } else { least[r] };
                }
            };
            let mut products = [[0.0; ROWS]; 2];
            for ((at, pair), halves) in (0..).step_by(2).zip(centres.chunks(2 * width)).zip(halves.chunks(2)) {
                let (v, w) = pair.split_at(width);
                match *halves {
                    [first, second] => {
                        lanes_in_step(&rows, [v, w], &mut products);
                        compare(at, &products[0], first);
                        compare(at + 1, &products[1], second);
                    }
                    [first] => {
                        lanes_in_step(&rows, [v], &mut products);
                        compare(at, &products[0], first);
                    }
                    _ => {}
                }
            }
            labels.iter_mut().zip(label).for_each(|(out, found)| *out = found as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::dot;
    use proptest::prelude::*;

    proptest! {
        /// Few different numbers, so that many rows lie as near to one centre as to another.
        #[test]
        fn labels_are_those_of_rows_one_by_one(
            width in 1usize..20, rows in 0usize..150, count in 1usize..6,
            values in prop::collection::vec(-2i8..3, 20 * 150), scale in prop::sample::select(vec![1.0, 0.1, -0.0, 1e-200]),
            odd in prop::sample::select(vec![f64::NAN, f64::INFINITY, -0.0, 1e300]),
        ) {
            let mut values: Vec<f64> = values.into_iter().map(|x| f64::from(x) * scale).collect();
            values[width / 2 * 150] = odd;
            let columns: Vec<&[f64]> = values.chunks(150).take(width).map(|x| &x[..rows]).collect();
            let centres: Vec<f64> = (0..count * width).map(|at| values[(at * 37 + 11) % values.len()] * 0.75).collect();
            let halves: Vec<f64> = centres.chunks(width).map(|c| 0.5 * dot(c, c)).collect();
            let mut labels = vec![9; rows];
            nearest(&columns, &centres, &halves, &mut labels);
            for (r, found) in labels.iter().enumerate() {
                let row: Vec<f64> = columns.iter().map(|x| x[r]).collect();
                let (mut label, mut least) = (0, f64::INFINITY);
                for (at, (centre, half)) in (0..).zip(centres.chunks(width).zip(&halves)) {
                    let score = half - dot(&row, centre);
                    if score < least {
                        (label, least) = (at, score);
                    }
                }
                prop_assert_eq!(*found, label);
            }
        }
    }
}
