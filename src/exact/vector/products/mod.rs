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
pub(in super::super) const ROWS: usize = 256;
/// Pairs of columns whose sums are kept in one pass over the rows: a few megabytes.
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
    /// With the zeros that were taken after the last.
    rows: i128,
    /// The sums of both columns, added.
    sums: i128,
}

/// A way to multiply.
trait Kernel {
    /// Sums of the products of [`TILE`](Self::TILE) columns with [`COLUMNS`](Self::COLUMNS) others.
    type Tile: Clone + Copy;
    const TILE: usize;
    const COLUMNS: usize;
    /// The blocks of [`ROWS`] rows that a tile can take.
    const BLOCKS: usize;
    const ZERO: Self::Tile;

    /// Room for rows of `width` numbers, a multiple of [`COLUMNS`](Self::COLUMNS).
    fn new(width: usize) -> Self;
    /// Takes values, which become whole numbers; their sum, where each is at most 2^48.
    fn column(&mut self, at: usize, values: &[f64; ROWS], by: Quantum) -> Option<i64>;
    /// Adds the products of the first `rows` rows to tiles, and of zeros after them; how many it took.
    fn multiply(&self, rows: usize, places: &[Place], tiles: &mut [Self::Tile]) -> usize;
    /// One of the sums of a tile, which was taken over these rows.
    fn sum(tile: &Self::Tile, row: usize, column: usize, block: &Block) -> i128;
}

/// How a value becomes a whole number: less `shift`, times both steps, and rounded.
#[derive(Clone, Copy)]
pub(in super::super) struct Quantum {
    pub(in super::super) shift: f64,
    pub(in super::super) steps: (f64, f64),
}

/// The unit of this float is 1: adding it rounds to a whole number.
const ONE: f64 = 1.5 * (1u64 << 52) as f64;
/// The largest whole number taken.
const MOST: f64 = (1u64 << 48) as f64;

impl Quantum {
    #[inline(always)]
    fn scaled(self, value: f64) -> f64 {
        (value - self.shift) * self.steps.0 * self.steps.1
    }
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
        let width = columns.next_multiple_of(K::COLUMNS);
        // One after the other those with the most columns in common.
        let places = (0..width).step_by(K::COLUMNS).flat_map(|left| {
            let tops = (0..columns.min(left + K::COLUMNS)).step_by(K::TILE);
            tops.map(move |top| Place { top, left })
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
        places.collect::<Vec<_>>().chunks(GROUP / K::TILE / K::COLUMNS).map(pass).collect()
    }

    fn column(&mut self, at: usize, values: &[f64; ROWS], rows: usize, by: Quantum) -> Option<i64> {
        self.rows = rows;
        let sum = self.packed.column(at, values, by)?;
        *self.sums.get_mut(at)? += i128::from(sum);
        Some(sum)
    }

    fn multiply(&mut self, take: &mut impl FnMut(usize, usize, i128)) {
        self.total += self.packed.multiply(self.rows, &self.places, &mut self.tiles) as i128;
        self.blocks += 1;
        if self.blocks == K::BLOCKS {
            self.hand_over(take);
        }
    }

    fn hand_over(&mut self, take: &mut impl FnMut(usize, usize, i128)) {
        for (place, tile) in self.places.iter().zip(&mut self.tiles) {
            for (row, i) in (place.top..place.top + K::TILE).enumerate() {
                for (column, j) in (place.left..place.left + K::COLUMNS).enumerate() {
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

    /// Takes the first `rows` values of a column, each of which must become a whole number of at most 2^48; those behind
    /// must become 0. Their sum, where each does.
    pub(in super::super) fn column(
        &mut self,
        at: usize,
        values: &[f64; ROWS],
        rows: usize,
        by: Quantum,
    ) -> Option<i64> {
        match &mut self.0 {
            Way::Floats(pass) => pass.column(at, values, rows, by),
            #[cfg(target_arch = "x86_64")]
            Way::Words(pass) => pass.column(at, values, rows, by),
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

    const BY: Quantum = Quantum { shift: 8.0, steps: (0.5, 2.0) };

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
                    let mut values = [BY.shift; ROWS];
                    let column = block.iter().skip(at).step_by(columns);
                    values.iter_mut().zip(column).for_each(|(to, x)| *to = *x as f64 + 8.0);
                    let rows = block.len() / columns;
                    *sum += i128::from(pass.column(at, &values, rows, BY).unwrap());
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
            let mut values = [0.0; ROWS];
            values[1] = odd;
            let by = Quantum { shift: 0.0, ..BY };
            assert_eq!(pass.column(0, &values, 2, by), None);
        }
    }
}
