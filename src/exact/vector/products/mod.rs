//! All products of columns of whole numbers of at most 48 bits, summed over rows.
//!
//! | file | what it holds |
//! |---|---|
//! | `floats` | by floats that do not round, on every CPU |
//! | `words` | by integers of 52 bits, where the CPU multiplies those |
//!
//! Either sum is the sum of the integers: which of them is taken is a matter of time.

mod floats;
#[cfg(target_arch = "x86_64")]
mod words;

/// Rows taken at once.
pub(in super::super) const ROWS: usize = 32;
/// Columns of a packed row are a multiple of this.
const COLUMNS: usize = 8;
/// Pairs of columns whose sums are kept in one pass over the rows, in eights: a few megabytes.
const GROUP: usize = 16384;

/// Where a tile stands among the pairs of columns: its first row and column.
#[derive(Clone, Copy)]
struct Place {
    top: usize,
    left: usize,
}

/// What is known of the rows that a sum was taken over.
#[cfg_attr(not(target_arch = "x86_64"), expect(dead_code, reason = "`words` alone asks"))]
struct Block {
    rows: i128,
    /// The sums of both columns, added.
    sums: i128,
}

/// A way to multiply.
trait Kernel {
    /// Sums of the products of [`TILE`](Self::TILE) columns with [`COLUMNS`] others.
    type Tile: Clone + Copy;
    const TILE: usize;
    /// The blocks of [`ROWS`] rows that a tile can take.
    const BLOCKS: usize;
    const ZERO: Self::Tile;

    /// Room for rows of `width` numbers, a multiple of [`COLUMNS`].
    fn new(width: usize) -> Self;
    /// Takes whole numbers of at most 2^48.
    fn column(&mut self, at: usize, column: &[f64; ROWS]);
    /// Adds the products of the first `rows` rows to tiles.
    fn multiply(&self, rows: usize, places: &[Place], tiles: &mut [Self::Tile]);
    /// One of the sums of a tile, which was taken over these rows.
    fn sum(tile: &Self::Tile, row: usize, column: usize, block: &Block) -> i128;
}

/// Sums of products for some of the pairs of columns.
struct Pass<K: Kernel> {
    packed: K,
    places: Vec<Place>,
    tiles: Vec<K::Tile>,
    /// Of the block that is being packed.
    rows: usize,
    /// Since sums were last handed over.
    blocks: usize,
    total: i128,
    sums: Vec<i128>,
}

impl<K: Kernel> Pass<K> {
    fn all(columns: usize) -> Vec<Self> {
        let width = columns.next_multiple_of(COLUMNS);
        let tops = (0..columns).step_by(K::TILE);
        let places = tops.flat_map(|top| {
            let lefts = (top / COLUMNS * COLUMNS..width).step_by(COLUMNS);
            lefts.map(move |left| Place { top, left })
        });
        let pass = |places: &[Place]| Self {
            packed: K::new(width),
            places: places.to_vec(),
            tiles: vec![K::ZERO; places.len()],
            rows: 0,
            blocks: 0,
            total: 0,
            sums: vec![0; width],
        };
        places.collect::<Vec<_>>().chunks(GROUP / K::TILE).map(pass).collect()
    }

    fn column(
        &mut self,
        at: usize,
        values: impl Iterator<Item = f64>,
        steps: (f64, f64),
    ) -> Option<i64> {
        let mut column = [0.0; ROWS];
        self.rows = 0;
        for (cell, value) in column.iter_mut().zip(values) {
            *cell = value;
            self.rows += 1;
        }
        let sum = rounded(&mut column, steps)?;
        self.packed.column(at, &column);
        *self.sums.get_mut(at)? += i128::from(sum);
        Some(sum)
    }

    fn multiply(&mut self, take: &mut impl FnMut(usize, usize, i128)) {
        self.packed.multiply(self.rows, &self.places, &mut self.tiles);
        self.total += self.rows as i128;
        self.blocks += 1;
        if self.blocks == K::BLOCKS {
            self.hand_over(take);
        }
    }

    fn hand_over(&mut self, take: &mut impl FnMut(usize, usize, i128)) {
        for (place, tile) in self.places.iter().zip(&mut self.tiles) {
            for (row, i) in (place.top..place.top + K::TILE).enumerate() {
                for (column, j) in (place.left..place.left + COLUMNS).enumerate() {
                    if i <= j {
                        let of = |at: usize| self.sums.get(at).copied().unwrap_or(0);
                        let block = Block { rows: self.total, sums: of(i) + of(j) };
                        take(i, j, K::sum(tile, row, column, &block));
                    }
                }
            }
            *tile = K::ZERO;
        }
        (self.blocks, self.total) = (0, 0);
        self.sums.fill(0);
    }
}

vectorised! {
    /// Rounds to whole numbers the products of values and both steps; their sum, where each is at most 2^48 in size.
    fn rounded(values: &mut [f64; ROWS], steps: (f64, f64)) -> Option<i64> {
        const ONE: f64 = 1.5 * (1u64 << 52) as f64;
        const MOST: f64 = (1u64 << 48) as f64;
        let mut whole = [0.0; ROWS];
        let mut fits = true;
        for i in 0..ROWS {
            let scaled = values[i] * steps.0 * steps.1;
            whole[i] = (scaled + ONE) - ONE;
            fits &= scaled.abs() <= MOST;
        }
        *values = whole;
        // Exact, so the order is free.
        for half in [ROWS / 2, ROWS / 4, ROWS / 8] {
            for i in 0..half {
                whole[i] += whole[i + half];
            }
        }
        let sum = whole[..ROWS / 8].iter().fold(0.0, |total, x| total + x);
        fits.then_some(sum as i64)
    }
}

/// Sums of products for some of the pairs of columns, in the way that is the fastest here.
pub(in super::super) struct Products(Way);

enum Way {
    Floats(Pass<floats::Halves>),
    #[cfg(target_arch = "x86_64")]
    Words(Pass<words::Words>),
}

impl Products {
    /// For all pairs of columns, each for a pass over the rows.
    pub(in super::super) fn all(columns: usize) -> Vec<Self> {
        #[cfg(target_arch = "x86_64")]
        if words::here() {
            return Pass::all(columns).into_iter().map(|pass| Self(Way::Words(pass))).collect();
        }
        Pass::all(columns).into_iter().map(|pass| Self(Way::Floats(pass))).collect()
    }

    /// Takes a column of at most [`ROWS`] numbers of at most 2^48, given as multiples that round to them: `value` times
    /// both steps. Their sum, where each fits.
    pub(in super::super) fn column(
        &mut self,
        at: usize,
        values: impl Iterator<Item = f64>,
        steps: (f64, f64),
    ) -> Option<i64> {
        match &mut self.0 {
            Way::Floats(pass) => pass.column(at, values, steps),
            #[cfg(target_arch = "x86_64")]
            Way::Words(pass) => pass.column(at, values, steps),
        }
    }

    /// Multiplies the columns taken. When sums are full, `take` gets those of every pair of columns `i <= j`, and of
    /// pairs beyond the last column, which tell nothing.
    pub(in super::super) fn multiply(&mut self, take: &mut impl FnMut(usize, usize, i128)) {
        match &mut self.0 {
            Way::Floats(pass) => pass.multiply(take),
            #[cfg(target_arch = "x86_64")]
            Way::Words(pass) => pass.multiply(take),
        }
    }

    /// Hands over what is left.
    pub(in super::super) fn finish(mut self, take: &mut impl FnMut(usize, usize, i128)) {
        match &mut self.0 {
            Way::Floats(pass) => pass.hand_over(take),
            #[cfg(target_arch = "x86_64")]
            Way::Words(pass) => pass.hand_over(take),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All products of row-major numbers, both triangles, and the sums of the columns.
    fn products<K: Kernel>(numbers: &[i64], columns: usize) -> (Vec<i128>, Vec<i128>) {
        let (mut found, mut sums) = (vec![0; columns * columns], vec![0; columns]);
        let mut take = |i: usize, j: usize, sum: i128| {
            if j < columns {
                found[i * columns + j] += sum;
            }
        };
        let passes = Pass::<K>::all(columns);
        assert_eq!(passes.len(), 1);
        for mut pass in passes {
            for block in numbers.chunks(columns * ROWS) {
                for (at, sum) in sums.iter_mut().enumerate() {
                    let column = block.iter().skip(at).step_by(columns).map(|x| *x as f64);
                    *sum += i128::from(pass.column(at, column, (1.0, 1.0)).unwrap());
                }
                pass.multiply(&mut take);
            }
            pass.hand_over(&mut take);
        }
        (found, sums)
    }

    fn each_way(numbers: &[i64], columns: usize) -> Vec<(Vec<i128>, Vec<i128>)> {
        let mut ways = vec![products::<floats::Halves>(numbers, columns)];
        #[cfg(target_arch = "x86_64")]
        if words::here() {
            ways.push(products::<words::Words>(numbers, columns));
        }
        ways
    }

    proptest! {
        #[test]
        fn sums_are_those_of_integers(
            columns in 1usize..20, rows in 1usize..100,
            numbers in prop::collection::vec(-(1i64 << 48)..=1 << 48, 20 * 100),
        ) {
            let numbers = &numbers[..columns * rows];
            let column = |j: usize| numbers.iter().skip(j).step_by(columns).map(|x| i128::from(*x));
            for (found, sums) in each_way(numbers, columns) {
                for i in 0..columns {
                    prop_assert_eq!(sums[i], column(i).fold(0, i128::wrapping_add));
                    for j in i..columns {
                        let sum = column(i).zip(column(j)).fold(0, |total, (x, y)| total + x * y);
                        prop_assert_eq!(found[i * columns + j], sum);
                    }
                }
            }
        }
    }

    /// Every sum at its bound, over more rows than some of them take.
    #[test]
    fn the_largest_numbers() {
        for number in [1i64 << 48, -(1 << 48), (1 << 47) + (1 << 23), (1 << 48) - 1] {
            let square = i128::from(number) * i128::from(number);
            for (found, sums) in each_way(&[number; 10_000], 1) {
                assert_eq!((found[0], sums[0]), (square * 10_000, i128::from(number) * 10_000));
            }
        }
        for odd in [f64::NAN, f64::INFINITY, (1u64 << 48) as f64 * (1.0 + f64::EPSILON)] {
            let [pass] = &mut Products::all(1)[..] else { panic!("one pass") };
            assert_eq!(pass.column(0, [0.0, odd].into_iter(), (1.0, 1.0)), None);
        }
    }
}
