//! Which rows may have another nearest centre than before.

use super::Points;
use crate::exact;

/// A little more, and a little less, than a number: covers the rounding of a few operations.
const MORE: f64 = 1.0 + 1.0 / (1u64 << 50) as f64;
const LESS: f64 = 1.0 - 1.0 / (1u64 << 50) as f64;

/// For each row its centre, how far that is away at most, and how far every other one is at least.
///
/// Where centres move, both change by no more than they move. As long as one stays below the other, by more than the
/// rounding of what is compared, comparing would find the same centre again, and is left out.
///
/// # Source
/// Hamerly, "Making k-means even faster" (2010), with bounds that hold for rounded numbers.
pub(super) struct Bounds<'a> {
    points: &'a Points,
    columns: Vec<&'a [f64]>,
    /// The square of the length of each row, rounded, and a number that it is at most.
    squares: Vec<f64>,
    lengths: Vec<f64>,
    pub(super) labels: Vec<u32>,
    near: Vec<f64>,
    far: Vec<f64>,
    /// Rows to be compared again, their cells column after column, and what is found.
    open: Vec<usize>,
    cells: Vec<f64>,
    found: Vec<u32>,
    scores: Vec<[f64; 2]>,
}

impl<'a> Bounds<'a> {
    pub(super) fn new(points: &'a Points) -> Bounds<'a> {
        let mut squares = vec![0.0; points.rows];
        exact::squared_distances(&vec![0.0; points.width], &points.cells, &mut squares);
        let spread = 1.0 + (points.width + 8) as f64 * f64::EPSILON;
        let lengths = squares.iter().map(|x| exact::sqrt(x * spread + f64::MIN_POSITIVE)).collect();
        Bounds {
            points,
            columns: points.columns().collect(),
            squares,
            lengths,
            labels: Vec::new(),
            near: vec![0.0; points.rows],
            far: vec![0.0; points.rows],
            open: Vec::new(),
            cells: Vec::new(),
            found: Vec::new(),
            scores: Vec::new(),
        }
    }

    /// By how much, of the length of a row and the longest centre squared, a compared number may be off, doubled: the
    /// dot product of the row and half the square of the centre have `width` roundings each, the row's own square too.
    fn slack(&self) -> f64 {
        (4 * self.points.width + 32) as f64 * (f64::EPSILON / 2.0)
    }

    /// The nearest centre of every row, the first of equally near ones; `before` are the centres of the last time.
    ///
    /// As scikit-learn does, the half of c² less x·c is compared, which orders centres as distances do.
    pub(super) fn nearest(&mut self, before: &[f64], centres: &[f64]) {
        let width = self.points.width.max(1);
        let squares: Vec<f64> = centres.chunks_exact(width).map(|c| exact::dot(c, c)).collect();
        let halves: Vec<f64> = squares.iter().map(|square| 0.5 * square).collect();
        let spread = 1.0 + (width + 8) as f64 * f64::EPSILON;
        let longest = squares.iter().copied().fold(0.0, exact::max) * spread;
        let longest = exact::sqrt(longest + f64::MIN_POSITIVE) * MORE;
        if self.labels.is_empty() {
            self.all(centres, &halves, longest);
            return;
        }
        let moved: Vec<f64> = centres
            .chunks_exact(width)
            .zip(before.chunks_exact(width))
            .map(|(new, old)| {
                let square = exact::squared_distance(new, old) * spread + f64::MIN_POSITIVE;
                exact::sqrt(square) * MORE
            })
            .collect();
        self.loosen(&moved, longest);
        // Gathering pays where few rows are left.
        if self.open.len() * 4 > self.points.rows * 3 {
            self.all(centres, &halves, longest);
        } else {
            self.some(centres, &halves, longest);
        }
    }

    /// Takes the moves of the centres off the bounds, and finds the rows whose bounds have met.
    fn loosen(&mut self, moved: &[f64], longest: f64) {
        let furthest = exact::argmax(moved).unwrap_or(0);
        let most = moved.get(furthest).copied().unwrap_or(0.0);
        let others = moved.iter().enumerate().filter(|(at, _)| *at != furthest);
        let second = others.map(|(_, moved)| *moved).fold(0.0, exact::max);
        let slack = 4.0 * self.slack();
        self.open.clear();
        let rows = self.labels.iter().zip(&mut self.near).zip(&mut self.far).zip(&self.lengths);
        for (row, (((&label, near), far), length)) in rows.enumerate() {
            let label = label as usize;
            *near = (*near + moved[label]) * MORE;
            *far = *far * LESS - if label == furthest { second } else { most };
            let reach = length + longest;
            let sure = *far > *near
                && (*far - *near) * (*far + *near) * LESS
                    > slack * (reach * reach) + f64::MIN_POSITIVE;
            if !sure {
                self.open.push(row);
            }
        }
    }

    fn all(&mut self, centres: &[f64], halves: &[f64], longest: f64) {
        self.labels.resize(self.points.rows, 0);
        self.scores.resize(self.points.rows, [0.0; 2]);
        exact::nearest(&self.columns, centres, halves, &mut self.labels, &mut self.scores);
        for row in 0..self.points.rows {
            (self.near[row], self.far[row]) = self.bounds(row, self.scores[row], longest);
        }
    }

    fn some(&mut self, centres: &[f64], halves: &[f64], longest: f64) {
        let count = self.open.len();
        if count == 0 {
            return;
        }
        self.cells.clear();
        for column in &self.columns {
            self.cells.extend(self.open.iter().map(|&row| column[row]));
        }
        let columns: Vec<&[f64]> = self.cells.chunks_exact(count).collect();
        self.found.resize(count, 0);
        self.scores.resize(self.points.rows, [0.0; 2]);
        let scores = &mut self.scores[..count];
        exact::nearest(&columns, centres, halves, &mut self.found[..count], scores);
        for at in 0..count {
            let row = self.open[at];
            self.labels[row] = self.found[at];
            (self.near[row], self.far[row]) = self.bounds(row, self.scores[at], longest);
        }
    }

    /// The distances that the two least of the compared numbers stand for, at most and at least.
    fn bounds(&self, row: usize, [least, next]: [f64; 2], longest: f64) -> (f64, f64) {
        let reach = self.lengths[row] + longest;
        let off = self.slack() * (reach * reach) + f64::MIN_POSITIVE;
        let square = self.squares[row];
        let (near, far) = (2.0 * least + square + off, 2.0 * next + square - off);
        (exact::sqrt(exact::max(near, 0.0)) * MORE, exact::sqrt(exact::max(far, 0.0)) * LESS)
    }
}
