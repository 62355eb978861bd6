//! By floats, which every CPU multiplies.
//!
//! A number is `high·2^24 + low` with `|high| ≤ 2^24` and `|low| ≤ 2^23`. Over [`PART`] rows the sums of
//! `high·high`, of `high·low + low·high` and of `low·low` stay within 2^53, where floats are whole numbers without
//! rounding; they are cut at 2^22 into two floats each, which take 2^22 such sums.

use super::{Block, Kernel, MOST, ONE, Place, Quantum, ROWS};

/// Columns that are multiplied with another at once: few, so that little is done for pairs there are not.
const COLUMNS: usize = 4;
/// Rows after which sums are cut.
const PART: usize = 32;
/// Rows whose products are added up before they are added to the sums.
const STEP: usize = 4;
/// The parts of a product, by weight: 2^48, 2^24 and 1.
const PARTS: usize = 3;
/// Adding and taking away rounds to a multiple of 2^22.
const CUT: f64 = 1.5 * (1u128 << 74) as f64;

/// Sums of the products of one column with [`COLUMNS`] others, cut.
#[derive(Clone, Copy)]
pub(super) struct Tile {
    upper: [[f64; COLUMNS]; PARTS],
    lower: [[f64; COLUMNS]; PARTS],
}

/// Rows cut into high and low halves; zeros after the last.
pub(super) struct Halves {
    width: usize,
    high: Vec<f64>,
    low: Vec<f64>,
}

impl Kernel for Halves {
    type Tile = Tile;
    const TILE: usize = 1;
    const COLUMNS: usize = COLUMNS;
    const BLOCKS: usize = (1 << 22) * PART / ROWS;
    const ZERO: Tile = {
        let zeros = [[0.0; COLUMNS]; PARTS];
        Tile { upper: zeros, lower: zeros }
    };

    fn new(width: usize) -> Self {
        Self { width, high: vec![0.0; width * ROWS], low: vec![0.0; width * ROWS] }
    }

    fn column(&mut self, at: usize, values: &[f64; ROWS], by: Quantum) -> Option<i64> {
        let mut whole = [0.0; ROWS];
        let sum = rounded(values, by, &mut whole)?;
        let (high, low) = halves(&whole);
        let cells = self.high.iter_mut().skip(at).step_by(self.width);
        cells.zip(&high).for_each(|(cell, half)| *cell = *half);
        let cells = self.low.iter_mut().skip(at).step_by(self.width);
        cells.zip(&low).for_each(|(cell, half)| *cell = *half);
        Some(sum)
    }

    fn multiply(&self, rows: usize, places: &[Place], tiles: &mut [Tile]) -> usize {
        let part = self.width * PART;
        let parts = self.high.chunks_exact(part).zip(self.low.chunks_exact(part));
        for ((high, low), start) in parts.zip((0..rows).step_by(PART)) {
            multiply(high, low, self.width, (rows - start).min(PART), places, tiles);
        }
        rows
    }

    fn sum(tile: &Tile, _: usize, column: usize, _: &Block) -> i128 {
        let part = |k: usize| tile.upper[k][column] as i128 + tile.lower[k][column] as i128;
        (part(0) << 48) + (part(1) << 24) + part(2)
    }
}

vectorised! {
    /// Values as whole numbers, and their sum, where each is at most 2^48 in size.
    fn rounded(values: &[f64; ROWS], by: Quantum, whole: &mut [f64; ROWS]) -> Option<i64> {
        let mut fits = true;
        for i in 0..ROWS {
            let scaled = by.scaled(values[i]);
            whole[i] = (scaled + ONE) - ONE;
            fits &= scaled.abs() <= MOST;
        }
        // Sums of up to 2^5 numbers are at most 2^53, and so exact in any order.
        let mut sums = *whole;
        for half in [ROWS / 2, ROWS / 4, ROWS / 8, ROWS / 16, ROWS / 32] {
            for i in 0..half {
                sums[i] += sums[i + half];
            }
        }
        fits.then(|| sums[..ROWS / 32].iter().fold(0, |total, sum| total + *sum as i64))
    }
}

vectorised! {
    fn halves(column: &[f64; ROWS]) -> ([f64; ROWS], [f64; ROWS]) {
        const HALF: f64 = 1.5 * (1u128 << 76) as f64;
        let (mut high, mut low) = ([0.0; ROWS], [0.0; ROWS]);
        for i in 0..ROWS {
            let upper = (column[i] + HALF) - HALF;
            high[i] = upper * (1.0 / (1u64 << 24) as f64);
            low[i] = column[i] - upper;
        }
        (high, low)
    }
}

/// What [`STEP`] rows have in one column, and in [`COLUMNS`] others.
#[inline(always)]
fn step(rows: &[f64], width: usize, i: usize, left: usize) -> Option<Step<'_>> {
    // Written out: a loop over rows would be made one over their addresses.
    let one = [rows[i], rows[width + i], rows[2 * width + i], rows[3 * width + i]];
    let others = [
        rows[left..].first_chunk()?,
        rows[width + left..].first_chunk()?,
        rows[2 * width + left..].first_chunk()?,
        rows[3 * width + left..].first_chunk()?,
    ];
    Some((one, others))
}

type Step<'p> = ([f64; STEP], [&'p [f64; COLUMNS]; STEP]);

vectorised! {
    #[expect(clippy::needless_range_loop, reason = "loops of known length are unrolled, and the sums stay in registers")]
    fn multiply(high: &[f64], low: &[f64], width: usize, rows: usize, places: &[Place], tiles: &mut [Tile]) {
        for (&Place { top: i, left }, tile) in places.iter().zip(tiles) {
            let mut sums = [[0.0; COLUMNS]; PARTS];
            let steps = high.chunks_exact(width * STEP).zip(low.chunks_exact(width * STEP));
            for (high, low) in steps.take(rows.div_ceil(STEP)) {
                let (Some((a, x)), Some((b, y))) = (step(high, width, i, left), step(low, width, i, left)) else {
                    continue;
                };
                for j in 0..COLUMNS {
                    sums[0][j] += (a[0] * x[0][j] + a[1] * x[1][j]) + (a[2] * x[2][j] + a[3] * x[3][j]);
                    sums[1][j] += ((a[0] * y[0][j] + b[0] * x[0][j]) + (a[1] * y[1][j] + b[1] * x[1][j]))
                        + ((a[2] * y[2][j] + b[2] * x[2][j]) + (a[3] * y[3][j] + b[3] * x[3][j]));
                    sums[2][j] += (b[0] * y[0][j] + b[1] * y[1][j]) + (b[2] * y[2][j] + b[3] * y[3][j]);
                }
            }
            for k in 0..PARTS {
                for j in 0..COLUMNS {
                    let upper = (sums[k][j] + CUT) - CUT;
                    tile.upper[k][j] += upper;
                    tile.lower[k][j] += sums[k][j] - upper;
                }
            }
        }
    }
}
