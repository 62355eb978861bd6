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

/// Rows of a tile: so many columns are multiplied with [`COLUMNS`] others at once.
const TILE: usize = 4;
/// The parts of a product, by weight: 2^48, 2^24 and 1.
const PARTS: usize = 3;
/// Adding and taking away rounds to a multiple of 2^22.
const CUT: f64 = 1.5 * (1u128 << 74) as f64;

/// Sums of one tile, cut.
#[derive(Clone, Copy)]
struct Tile {
    upper: [[[f64; COLUMNS]; TILE]; PARTS],
    lower: [[[f64; COLUMNS]; TILE]; PARTS],
}

impl Tile {
    const ZERO: Self = {
        let zeros = [[[0.0; COLUMNS]; TILE]; PARTS];
        Self { upper: zeros, lower: zeros }
    };
}

/// Tiles that are filled in one pass over the rows: six megabytes of sums.
const GROUP: usize = 4096;

/// Sums of products of blocks of rows, for some of the pairs of columns.
pub(in super::super) struct Tiles {
    width: usize,
    /// The upper left corner of each.
    places: Vec<(usize, usize)>,
    tiles: Vec<Tile>,
}

/// Up to [`ROWS`] rows, cut into high and low halves.
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
    /// both steps. Whether each fits.
    pub(in super::super) fn column(
        &mut self,
        at: usize,
        values: &[f64],
        steps: (f64, f64),
    ) -> bool {
        self.rows = values.len();
        let high = self.high.iter_mut().skip(at).step_by(self.width);
        let low = self.low.iter_mut().skip(at).step_by(self.width);
        let mut fits = true;
        for (value, (high, low)) in values.iter().zip(high.zip(low)) {
            fits &= halves(*value, steps, high, low);
        }
        fits
    }

    /// Takes row-major rows, at most [`ROWS`] of them; as [`column`](Self::column).
    pub(in super::super) fn rows(&mut self, rows: &[f64], steps: &[(f64, f64)]) -> bool {
        let columns = steps.len().max(1);
        self.rows = rows.len() / columns;
        let high = self.high.chunks_exact_mut(self.width.max(1));
        let low = self.low.chunks_exact_mut(self.width.max(1));
        let mut fits = true;
        for (row, (high, low)) in rows.chunks_exact(columns).zip(high.zip(low)) {
            for ((value, steps), (high, low)) in row.iter().zip(steps).zip(high.iter_mut().zip(low))
            {
                fits &= halves(*value, *steps, high, low);
            }
        }
        fits
    }

    /// Adds up each column.
    pub(in super::super) fn sums(&self, sums: &mut [i128]) {
        for (at, sum) in sums.iter_mut().enumerate() {
            let of = |half: &[f64]| {
                let column = half.iter().skip(at).step_by(self.width).take(self.rows);
                column.fold(0i64, |total, x| total + *x as i64)
            };
            *sum += (i128::from(of(&self.high)) << 24) + i128::from(of(&self.low));
        }
    }
}

/// Rounds a value to a whole number and cuts it; whether it is one of at most 2^48.
#[inline(always)]
fn halves(value: f64, (first, second): (f64, f64), high: &mut f64, low: &mut f64) -> bool {
    const ONE: f64 = 1.5 * (1u64 << 52) as f64;
    const HALF: f64 = 1.5 * (1u128 << 76) as f64;
    const MOST: f64 = (1u64 << 48) as f64;
    let scaled = value * first * second;
    let whole = (scaled + ONE) - ONE;
    let upper = (whole + HALF) - HALF;
    *high = upper * (1.0 / (1u64 << 24) as f64);
    *low = whole - upper;
    scaled.abs() <= MOST
}

impl Tiles {
    /// Tiles for all pairs of columns, a group a pass over the rows.
    pub(in super::super) fn groups(columns: usize) -> Vec<Self> {
        let width = columns.next_multiple_of(COLUMNS);
        let places: Vec<(usize, usize)> = places(width).collect();
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
        for (&(top, left), tile) in self.places.iter().zip(&mut self.tiles) {
            for i in 0..TILE {
                for j in 0..COLUMNS {
                    let part = |k: usize| tile.upper[k][i][j] as i128 + tile.lower[k][i][j] as i128;
                    if top + i <= left + j {
                        take(top + i, left + j, (part(0) << 48) + (part(1) << 24) + part(2));
                    }
                }
            }
            *tile = Tile::ZERO;
        }
    }
}

/// The upper left corners of the tiles that reach above the diagonal.
fn places(width: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..width).step_by(TILE).flat_map(move |top| {
        let first = top / COLUMNS * COLUMNS;
        (first..width).step_by(COLUMNS).map(move |left| (top, left))
    })
}

vectorised! {
    #[expect(clippy::needless_range_loop, reason = "loops of known length are unrolled, and the sums stay in registers")]
    fn multiply(packed: &Packed, places: &[(usize, usize)], tiles: &mut [Tile]) {
        let width = packed.width;
        for (&(top, left), tile) in places.iter().zip(tiles) {
            let mut sums = [[[0.0; COLUMNS]; TILE]; PARTS];
            let rows = packed.high.chunks_exact(width).zip(packed.low.chunks_exact(width));
            for (high, low) in rows.take(packed.rows) {
                let (Some(high_i), Some(low_i)) = (high[top..].first_chunk::<TILE>(), low[top..].first_chunk::<TILE>())
                else {
                    continue;
                };
                let (Some(high_j), Some(low_j)) =
                    (high[left..].first_chunk::<COLUMNS>(), low[left..].first_chunk::<COLUMNS>())
                else {
                    continue;
                };
                for i in 0..TILE {
                    for j in 0..COLUMNS {
                        sums[0][i][j] += high_i[i] * high_j[j];
                        sums[1][i][j] += high_i[i] * low_j[j] + low_i[i] * high_j[j];
                        sums[2][i][j] += low_i[i] * low_j[j];
                    }
                }
            }
            for k in 0..PARTS {
                for i in 0..TILE {
                    for j in 0..COLUMNS {
                        let upper = (sums[k][i][j] + CUT) - CUT;
                        tile.upper[k][i][j] += upper;
                        tile.lower[k][i][j] += sums[k][i][j] - upper;
                    }
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
            let steps = vec![(1.0, 1.0); columns];
            let mut sums = vec![0i128; columns];
            let numbers = &numbers[..columns * (blocks * ROWS - 5)];
            let rows: Vec<f64> = numbers.iter().map(|x| *x as f64).collect();
            for block in rows.chunks(columns * ROWS) {
                prop_assert!(packed.rows(block, &steps));
                tiles.add(&packed);
                packed.sums(&mut sums);
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
            assert!(packed.column(0, &[number as f64; ROWS], (1.0, 1.0)));
            for _ in 0..1000 {
                tiles.add(&packed);
            }
            let square = i128::from(number) * i128::from(number) * 1000 * ROWS as i128;
            tiles.drain(|i, j, sum| assert!((i, j) != (0, 0) || sum == square));
        }
        for odd in [f64::NAN, f64::INFINITY, (1u64 << 48) as f64 * (1.0 + f64::EPSILON)] {
            assert!(!packed.column(0, &[0.0, odd], (1.0, 1.0)));
        }
    }
}
