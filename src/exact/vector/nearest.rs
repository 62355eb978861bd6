//! The nearest of some centres to rows that lie in columns.

use super::project::{ROWS, lanes_in_step};

/// Columns whose cells stay in registers while all centres pass by.
const NARROW: usize = 8;
/// Rows side by side where columns are few.
const STEP: usize = 16;

/// Writes for each row the first of the centres for which ½c² − x·c is least, `halves` holding ½c² and `columns[j]` the
/// `j`-th number of every row. The product is that of [`dot`](super::super::dot), its sums in the same order.
///
/// Beside it the least of these numbers, and the next of them: infinite where there is one centre. Where no centre is
/// below infinity the first is written.
pub(crate) fn nearest(
    columns: &[&[f64]],
    centres: &[f64],
    halves: &[f64],
    labels: &mut [u32],
    scores: &mut [[f64; 2]],
) {
    debug_assert_eq!(centres.len(), columns.len() * halves.len(), "a number for each column");
    debug_assert!(columns.iter().all(|x| x.len() == labels.len()), "a number for each row");
    debug_assert_eq!(labels.len(), scores.len(), "two numbers for each row");
    if columns.len() <= NARROW {
        narrow(columns, centres, halves, labels, scores)
    } else {
        wide(columns, centres, halves, labels, scores)
    }
}

/// The least so far of some rows, whose it is, and the next.
struct Least<const R: usize> {
    score: [f64; R],
    label: [u64; R],
    next: [f64; R],
}

impl<const R: usize> Least<R> {
    const NONE: Self = Self { score: [f64::INFINITY; R], label: [0; R], next: [f64::INFINITY; R] };

    /// Holds what the centre `at` gives for every row against what was least.
    #[inline(always)]
    fn compare(&mut self, at: u64, scores: &[f64; R]) {
        let rows = self.score.iter_mut().zip(&mut self.label).zip(&mut self.next);
        for (((least, label), next), &score) in rows.zip(scores) {
            let nearer = score < *least;
            *label = if nearer { at } else { *label };
            // Of the two that are not the least, the lesser.
            let other = if nearer { *least } else { score };
            *least = if nearer { score } else { *least };
            *next = if other < *next { other } else { *next };
        }
    }

    /// The same of half a square less each product.
    #[inline(always)]
    fn compare_products(&mut self, at: u64, half: f64, products: &[f64; R]) {
        let mut scores = [0.0; R];
        scores.iter_mut().zip(products).for_each(|(score, product)| *score = half - product);
        self.compare(at, &scores);
    }

    #[inline(always)]
    fn write(&self, labels: &mut [u32], scores: &mut [[f64; 2]]) {
        for (r, (label, score)) in labels.iter_mut().zip(scores).enumerate() {
            *label = self.label[r] as u32;
            *score = [self.score[r], self.next[r]];
        }
    }
}

vectorised! {
    fn narrow(
        columns: &[&[f64]], centres: &[f64], halves: &[f64], labels: &mut [u32], scores: &mut [[f64; 2]],
    ) {
        match columns {
            [a] => few([a], centres, halves, labels, scores),
            [a, b] => few([a, b], centres, halves, labels, scores),
            [a, b, c] => few([a, b, c], centres, halves, labels, scores),
            [a, b, c, d] => few([a, b, c, d], centres, halves, labels, scores),
            [a, b, c, d, e] => few([a, b, c, d, e], centres, halves, labels, scores),
            [a, b, c, d, e, f] => few([a, b, c, d, e, f], centres, halves, labels, scores),
            [a, b, c, d, e, f, g] => few([a, b, c, d, e, f, g], centres, halves, labels, scores),
            [a, b, c, d, e, f, g, h] => few([a, b, c, d, e, f, g, h], centres, halves, labels, scores),
            _ => labels.fill(0),
        }
    }
}

#[inline(always)]
fn few<const N: usize>(
    columns: [&[f64]; N],
    centres: &[f64],
    halves: &[f64],
    labels: &mut [u32],
    scores: &mut [[f64; 2]],
) {
    let (centres, _) = centres.as_chunks::<N>();
    let mut start = 0;
    while start < labels.len() {
        let end = labels.len().min(start + STEP);
        let mut cells = [[0.0; STEP]; N];
        for (cells, column) in cells.iter_mut().zip(columns) {
            cells[..end - start].copy_from_slice(&column[start..end]);
        }
        let mut least = Least::<STEP>::NONE;
        for (at, (centre, half)) in (0..).zip(centres.iter().zip(halves)) {
            let mut scores = [0.0; STEP];
            for (r, score) in scores.iter_mut().enumerate() {
                // Lanes without a column would add 0, which only turns −0 into 0: no comparison sees it.
                let term = |j: usize| cells[j][r] * centre[j];
                let pair = |j: usize| if j + 4 < N { term(j) + term(j + 4) } else { term(j) };
                let four = |j: usize| if j + 2 < N { pair(j) + pair(j + 2) } else { pair(j) };
                let product = if N > 1 { four(0) + four(1) } else { four(0) };
                *score = half - product;
            }
            least.compare(at, &scores);
        }
        least.write(&mut labels[start..end], &mut scores[start..end]);
        start = end;
    }
}

vectorised! {
    fn wide(
        columns: &[&[f64]], centres: &[f64], halves: &[f64], labels: &mut [u32], scores: &mut [[f64; 2]],
    ) {
        let width = columns.len();
        let whole = labels.len() / ROWS;
        // What is left of the last rows, filled up with zeros.
        let mut last = vec![[0.0; ROWS]; width];
        for (last, column) in last.iter_mut().zip(columns) {
            let rest = &column[whole * ROWS..];
            last[..rest.len()].copy_from_slice(rest);
        }
        let mut rows: Vec<&[f64; ROWS]> = Vec::with_capacity(width);
        for (block, (labels, scores)) in labels.chunks_mut(ROWS).zip(scores.chunks_mut(ROWS)).enumerate() {
            rows.clear();
            rows.extend(columns.iter().zip(&last).map(|(column, last)| {
                column.as_chunks::<ROWS>().0.get(block).unwrap_or(last)
            }));
            let mut least = Least::<ROWS>::NONE;
            let mut products = [[0.0; ROWS]; 2];
            for ((at, pair), halves) in (0..).step_by(2).zip(centres.chunks(2 * width)).zip(halves.chunks(2)) {
                let (v, w) = pair.split_at(width);
                match *halves {
                    [first, second] => {
                        lanes_in_step(&rows, [v, w], &mut products);
                        least.compare_products(at, first, &products[0]);
                        least.compare_products(at + 1, second, &products[1]);
                    }
                    [first] => {
                        lanes_in_step(&rows, [v], &mut products);
                        least.compare_products(at, first, &products[0]);
                    }
                    _ => {}
                }
            }
            least.write(labels, scores);
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
            let mut scores = vec![[9.0; 2]; rows];
            nearest(&columns, &centres, &halves, &mut labels, &mut scores);
            for (r, found) in labels.iter().enumerate() {
                let row: Vec<f64> = columns.iter().map(|x| x[r]).collect();
                let (mut label, mut least) = (0, f64::INFINITY);
                let mut others = Vec::new();
                for (at, (centre, half)) in (0..).zip(centres.chunks(width).zip(&halves)) {
                    let score = half - dot(&row, centre);
                    if score < least {
                        others.push(least);
                        (label, least) = (at, score);
                    } else {
                        others.push(score);
                    }
                }
                let next = others.into_iter().fold(f64::INFINITY, |next, x| if x < next { x } else { next });
                prop_assert_eq!(*found, label);
                // Zeros of either sign are the same here.
                prop_assert_eq!(scores[r], [least, next]);
            }
        }
    }
}
