//! By words of 52 bits, which some CPUs multiply whole.
//!
//! A number `x` is taken as the word `x + 2^51`. Of a product of two words the CPU adds the lower 52 bits to one
//! sum and the upper 52 to another; either takes 2^12 of them. What the 2^51 add is taken away in the end.

use super::{Block, Kernel, MOST, ONE, Place, Quantum, ROWS};
use core::arch::x86_64::{
    __m512i, _mm512_loadu_si512, _mm512_madd52hi_epu64, _mm512_madd52lo_epu64, _mm512_storeu_si512,
};

/// What is added to a number.
const SHIFT: i128 = 1 << 51;
/// Rows whose products are added up side by side.
const LANES: usize = 8;
/// Columns that are multiplied with [`COLUMNS`] others at once, so that all sums stay in registers.
const TILE: usize = 3;
const COLUMNS: usize = 4;

/// Sums of the products of [`TILE`] columns with [`COLUMNS`] others.
#[derive(Clone, Copy)]
pub(super) struct Tile {
    lower: Sums,
    upper: Sums,
}

type Sums = [[[u64; LANES]; COLUMNS]; TILE];

/// Columns of words.
pub(super) struct Words(Vec<Column>);

/// The words of a column, and a gap, so that columns do not all lie in the same places of a cache.
type Column = [u64; ROWS + LANES];

/// Whether the CPU multiplies words.
pub(super) fn here() -> bool {
    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512ifma")
}

impl Kernel for Words {
    type Tile = Tile;
    const TILE: usize = TILE;
    const COLUMNS: usize = COLUMNS;
    const BLOCKS: usize = (1 << 12) * LANES / ROWS;
    const ZERO: Tile = {
        let zeros = [[[0; LANES]; COLUMNS]; TILE];
        Tile { lower: zeros, upper: zeros }
    };

    fn new(width: usize) -> Self {
        // The last tile may reach beyond the last column.
        Self(vec![[0; ROWS + LANES]; width + TILE])
    }

    fn column(&mut self, at: usize, values: &[f64; ROWS], by: Quantum) -> Option<i64> {
        words(values, by, self.0.get_mut(at)?.first_chunk_mut()?)
    }

    fn multiply(&self, rows: usize, places: &[Place], tiles: &mut [Tile]) -> usize {
        let rows = rows.next_multiple_of(LANES);
        if here() {
            // SAFETY: the function is safe but for the two features it was compiled for, which the CPU has, and
            // the operating system keeps their registers: both were just asked.
            unsafe { multiply(self, rows / LANES, places, tiles) }
        }
        rows
    }

    fn sum(tile: &Tile, row: usize, column: usize, block: &Block) -> i128 {
        let all = |sums: &Sums| sums[row][column].iter().fold(0, |all, x| all + i128::from(*x));
        let words = all(&tile.lower) + (all(&tile.upper) << 52);
        words - SHIFT * block.sums - SHIFT * SHIFT * block.rows
    }
}

vectorised! {
    /// The words of values, and the sum of the numbers, where each is at most 2^48 in size.
    fn words(values: &[f64; ROWS], by: Quantum, words: &mut [u64; ROWS]) -> Option<i64> {
        let (mut fits, mut sum) = (true, 0);
        for i in 0..ROWS {
            let scaled = by.scaled(values[i]);
            // The unit of this float is 1, so that a number added to it is rounded, and shows in its last bits.
            words[i] = (scaled + ONE).to_bits() & ((1 << 52) - 1);
            sum += words[i];
            fits &= scaled.abs() <= MOST;
        }
        fits.then(|| sum as i64 - (SHIFT as i64) * ROWS as i64)
    }
}

#[target_feature(enable = "avx512f,avx512ifma")]
fn multiply(packed: &Words, groups: usize, places: &[Place], tiles: &mut [Tile]) {
    let column = |at: usize| &packed.0[at].as_chunks::<LANES>().0[..groups];
    for (&Place { top, left }, tile) in places.iter().zip(tiles) {
        let zeros = [[load(&[0; LANES]); COLUMNS]; TILE];
        let (mut lower, mut upper) = (zeros, zeros);
        for i in 0..TILE {
            for j in 0..COLUMNS {
                (lower[i][j], upper[i][j]) = (load(&tile.lower[i][j]), load(&tile.upper[i][j]));
            }
        }
        let ones = [column(top), column(top + 1), column(top + 2)];
        let others = [column(left), column(left + 1), column(left + 2), column(left + 3)];
        for r in 0..groups {
            let other = [
                load(&others[0][r]),
                load(&others[1][r]),
                load(&others[2][r]),
                load(&others[3][r]),
            ];
            for i in 0..TILE {
                let one = load(&ones[i][r]);
                for j in 0..COLUMNS {
                    lower[i][j] = _mm512_madd52lo_epu64(lower[i][j], one, other[j]);
                    upper[i][j] = _mm512_madd52hi_epu64(upper[i][j], one, other[j]);
                }
            }
        }
        for i in 0..TILE {
            for j in 0..COLUMNS {
                store(lower[i][j], &mut tile.lower[i][j]);
                store(upper[i][j], &mut tile.upper[i][j]);
            }
        }
    }
}

#[target_feature(enable = "avx512f")]
fn load(words: &[u64; LANES]) -> __m512i {
    // SAFETY: reads 64 bytes, at any address, which the array has.
    unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
}

#[target_feature(enable = "avx512f")]
fn store(register: __m512i, words: &mut [u64; LANES]) {
    // SAFETY: writes 64 bytes, at any address, which the array has and which are borrowed for that.
    unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), register) }
}
