//! All products of columns of whole numbers of at most 48 bits.
//!
//! A number is `high·2^24 + low` with `|high| ≤ 2^24` and `|low| ≤ 2^23`. Over [`ROWS`] rows the sums of
//! `high·high`, of `high·low + low·high` and of `low·low` stay within 2^53, where floats are whole numbers without
//! rounding; they are cut at 2^22 into two floats each, which take 2^22 such sums.

/// Rows taken before sums are cut.
pub(in super::super) const ROWS: usize = 32;
/// Blocks of rows after which what was cut must be taken away.
pub(in super::super) const BLOCKS: usize = 1 << 20;
/// Columns of a packed row are a multiple of this.
pub(in super::super) const COLUMNS: usize = 8;

/// Rows whose products are added up before they are added to the sums.
const STEP: usize = 4;
/// The parts of a product, by weight: 2^48, 2^24 and 1.
const PARTS: usize = 3;
/// Adding and taking away rounds to a multiple of 2^22.
const CUT: f64 = 1.5 * (1u128 << 74) as f64;

/// Sums of the products of one column with [`COLUMNS`] others, cut.
#[derive(Clone, Copy)]
struct Tile {
    upper: [[f64; COLUMNS]; PARTS],
    lower: [[f64; COLUMNS]; PARTS],
}

impl Tile {
    const ZERO: Self = {
        let zeros = [[0.0; COLUMNS]; PARTS];
        Self { upper: zeros, lower: zeros }
    };
}

/// Tiles that are filled in one pass over the rows: six megabytes of sums.
const GROUP: usize = 16384;

/// Sums of products of blocks of rows, for some of the pairs of columns.
pub(in super::super) struct Tiles {
    width: usize,
    /// The one column of each, and the first of the others.
    places: Vec<(usize, usize)>,
    tiles: Vec<Tile>,
}

/// Up to [`ROWS`] rows, cut into high and low halves; zeros after the last.
pub(in super::super) struct Packed {
    width: usize,
    rows: usize,
    high: Vec<f64>,
    low: Vec<f64>,
}

impl Packed {
    /// Room for rows of `columns` numbers.
    pub(in super::super) fn new(columns: usize) -> Self {
        let width = columns.next_multiple_of(COLUMNS);
        Self { width, rows: 0, high: vec![0.0; width * ROWS], low: vec![0.0; width * ROWS] }
    }

    /// Takes a column of at most [`ROWS`] numbers of at most 2^48, given as multiples that round to them: `value` times
    /// both steps. Their sum, where each fits.
    pub(in super::super) fn column(
        &mut self,
        at: usize,
        values: impl IntoIterator<Item = f64>,
        steps: (f64, f64),
    ) -> Option<i64> {
        let mut column = [0.0; ROWS];
        self.rows = 0;
        for (cell, value) in column.iter_mut().zip(values) {
            *cell = value;
            self.rows += 1;
        }
        let Halves { high, low, sum, fits } = halves(&column, steps);
        let cells = self.high.iter_mut().skip(at).step_by(self.width.max(1));
        cells.zip(high).for_each(|(cell, half)| *cell = half);
        let cells = self.low.iter_mut().skip(at).step_by(self.width.max(1));
        cells.zip(low).for_each(|(cell, half)| *cell = half);
        fits.then_some(sum as i64)
    }
}

/// Numbers cut in two.
struct Halves {
    high: [f64; ROWS],
    low: [f64; ROWS],
    /// Of the numbers, exactly, where they fit.
    sum: f64,
    /// Whether each is at most 2^48.
    fits: bool,
}

vectorised! {
    fn halves(column: &[f64; ROWS], steps: (f64, f64)) -> Halves {
        const ONE: f64 = 1.5 * (1u64 << 52) as f64;
        const HALF: f64 = 1.5 * (1u128 << 76) as f64;
        const MOST: f64 = (1u64 << 48) as f64;
        let (mut high, mut low, mut whole) = ([0.0; ROWS], [0.0; ROWS], [0.0; ROWS]);
        let mut fits = true;
        for i in 0..ROWS {
            let scaled = column[i] * steps.0 * steps.1;
            whole[i] = (scaled + ONE) - ONE;
            let upper = (whole[i] + HALF) - HALF;
            high[i] = upper * (1.0 / (1u64 << 24) as f64);
            low[i] = whole[i] - upper;
            fits &= scaled.abs() <= MOST;
        }
        // Exact, so the order is free.
        for half in [ROWS / 2, ROWS / 4, ROWS / 8] {
            for i in 0..half {
                whole[i] += whole[i + half];
            }
        }
        let sum = whole[..ROWS / 8].iter().fold(0.0, |total, x| total + x);
        Halves { high, low, sum, fits }
    }
}

impl Tiles {
    /// Tiles for all pairs of columns, a group a pass over the rows.
    pub(in super::super) fn groups(columns: usize) -> Vec<Self> {
        let width = columns.next_multiple_of(COLUMNS);
        let places: Vec<(usize, usize)> = places(columns).collect();
        let group = |places: &[(usize, usize)]| Self {
            width,
            places: places.to_vec(),
            tiles: vec![Tile::ZERO; places.len()],
        };
        places.chunks(GROUP).map(group).collect()
    }

    pub(in super::super) fn add(&mut self, packed: &Packed) {
        debug_assert_eq!(self.width, packed.width, "packed for as many columns");
        multiply(packed, &self.places, &mut self.tiles);
    }

    /// Hands over the sum of every pair of columns `i <= j` so far, and starts anew.
    pub(in super::super) fn drain(&mut self, mut take: impl FnMut(usize, usize, i128)) {
        for (&(i, left), tile) in self.places.iter().zip(&mut self.tiles) {
            for (j, column) in (left..left + COLUMNS).enumerate() {
                let part = |k: usize| tile.upper[k][j] as i128 + tile.lower[k][j] as i128;
                if i <= column {
                    take(i, column, (part(0) << 48) + (part(1) << 24) + part(2));
                }
            }
            *tile = Tile::ZERO;
        }
    }
}

/// Where the tiles that reach above the diagonal stand.
fn places(columns: usize) -> impl Iterator<Item = (usize, usize)> {
    let width = columns.next_multiple_of(COLUMNS);
    (0..columns).flat_map(move |i| {
        (i / COLUMNS * COLUMNS..width).step_by(COLUMNS).map(move |left| (i, left))
    })
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
    fn multiply(packed: &Packed, places: &[(usize, usize)], tiles: &mut [Tile]) {
        let width = packed.width;
        for (&(i, left), tile) in places.iter().zip(tiles) {
            let mut sums = [[0.0; COLUMNS]; PARTS];
            let steps = packed.high.chunks_exact(width * STEP).zip(packed.low.chunks_exact(width * STEP));
            for (high, low) in steps.take(packed.rows.div_ceil(STEP)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_are_those_of_integers(
            columns in 1usize..20, blocks in 1usize..4,
            numbers in prop::collection::vec(-(1i64 << 48)..=1 << 48, 20 * 4 * ROWS),
        ) {
            let (mut groups, mut packed) = (Tiles::groups(columns), Packed::new(columns));
            let [tiles] = &mut groups[..] else { panic!("one group") };
            let mut sums = vec![0i128; columns];
            let numbers = &numbers[..columns * (blocks * ROWS - 5)];
            let rows: Vec<f64> = numbers.iter().map(|x| *x as f64).collect();
            for block in rows.chunks(columns * ROWS) {
                for (at, sum) in sums.iter_mut().enumerate() {
                    let column = block.iter().skip(at).step_by(columns).copied();
                    *sum += i128::from(packed.column(at, column, (1.0, 1.0)).unwrap());
                }
                tiles.add(&packed);
            }
            let mut found = vec![0i128; columns * columns];
            let padding = |i: usize, j: usize| i >= columns || j >= columns;
            tiles.drain(|i, j, sum| if padding(i, j) { assert_eq!(sum, 0) } else { found[i * columns + j] = sum });
            for i in 0..columns {
                let column = |j: usize| numbers.iter().skip(j).step_by(columns).map(|x| i128::from(*x));
                prop_assert_eq!(sums[i], column(i).fold(0, i128::wrapping_add));
                for j in i..columns {
                    let sum = column(i).zip(column(j)).fold(0, |total, (x, y)| total + x * y);
                    prop_assert_eq!(found[i * columns + j], sum);
                }
            }
        }
    }

    /// Every sum at its bound, for many blocks.
    #[test]
    fn the_largest_numbers() {
        let (mut groups, mut packed) = (Tiles::groups(1), Packed::new(1));
        let [tiles] = &mut groups[..] else { panic!("one group") };
        for number in [1i64 << 48, -(1 << 48), (1 << 47) + (1 << 23), (1 << 48) - 1] {
            assert_eq!(
                packed.column(0, [number as f64; ROWS], (1.0, 1.0)),
                Some(number * ROWS as i64)
            );
            for _ in 0..1000 {
                tiles.add(&packed);
            }
            let square = i128::from(number) * i128::from(number) * 1000 * ROWS as i128;
            tiles.drain(|i, j, sum| assert!((i, j) != (0, 0) || sum == square));
        }
        for odd in [f64::NAN, f64::INFINITY, (1u64 << 48) as f64 * (1.0 + f64::EPSILON)] {
            assert_eq!(packed.column(0, [0.0, odd], (1.0, 1.0)), None);
        }
    }
}
