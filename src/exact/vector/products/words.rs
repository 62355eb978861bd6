//! By words of 52 bits, which some CPUs multiply whole.
//!
//! A number `x` is taken as the word `x + 2^51`. Of a product of two words the CPU adds the lower 52 bits to one
//! sum and the upper 52 to another; either takes 2^12 of them. What the 2^51 add is taken away in the end.

use super::{Block, COLUMNS, Kernel, Place, ROWS};
use core::arch::x86_64::{
    __m512i, _mm512_loadu_si512, _mm512_madd52hi_epu64, _mm512_madd52lo_epu64, _mm512_set1_epi64,
    _mm512_storeu_si512,
};

/// What is added to a number.
const SHIFT: i128 = 1 << 51;
/// Columns that are multiplied with [`COLUMNS`] others at once, so that no sum waits for the one before.
const TILE: usize = 4;

/// Sums of the products of [`TILE`] columns with [`COLUMNS`] others.
#[derive(Clone, Copy)]
pub(super) struct Tile {
    lower: [[u64; COLUMNS]; TILE],
    upper: [[u64; COLUMNS]; TILE],
}

/// Rows of words.
pub(super) struct Words {
    width: usize,
    words: Vec<u64>,
}

/// Whether the CPU multiplies words.
pub(super) fn here() -> bool {
    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512ifma")
}

impl Kernel for Words {
    type Tile = Tile;
    const TILE: usize = TILE;
    const BLOCKS: usize = (1 << 12) / ROWS;
    const ZERO: Tile = Tile { lower: [[0; COLUMNS]; TILE], upper: [[0; COLUMNS]; TILE] };

    fn new(width: usize) -> Self {
        Self { width, words: vec![0; width * ROWS] }
    }

    fn column(&mut self, at: usize, column: &[f64; ROWS]) {
        let cells = self.words.iter_mut().skip(at).step_by(self.width);
        cells.zip(words(column)).for_each(|(cell, word)| *cell = word);
    }

    fn multiply(&self, rows: usize, places: &[Place], tiles: &mut [Tile]) {
        if here() {
            // SAFETY: the function is safe but for the two features it was compiled for, which the CPU has, and
            // the operating system keeps their registers: both were just asked.
            unsafe { multiply(self, rows, places, tiles) }
        }
    }

    fn sum(tile: &Tile, row: usize, column: usize, block: &Block) -> i128 {
        let words =
            i128::from(tile.lower[row][column]) + (i128::from(tile.upper[row][column]) << 52);
        words - SHIFT * block.sums - SHIFT * SHIFT * block.rows
    }
}

vectorised! {
    fn words(column: &[f64; ROWS]) -> [u64; ROWS] {
        // The unit of this float is 1, so that a number added to it shows in its last bits.
        const ONE: f64 = 1.5 * (1u64 << 52) as f64;
        let mut words = [0; ROWS];
        for i in 0..ROWS {
            words[i] = (column[i] + ONE).to_bits() & ((1 << 52) - 1);
        }
        words
    }
}

#[target_feature(enable = "avx512f,avx512ifma")]
fn multiply(packed: &Words, rows: usize, places: &[Place], tiles: &mut [Tile]) {
    for (&Place { top, left }, tile) in places.iter().zip(tiles) {
        let (mut lower, mut upper) = ([load(&[0; COLUMNS]); TILE], [load(&[0; COLUMNS]); TILE]);
        for i in 0..TILE {
            (lower[i], upper[i]) = (load(&tile.lower[i]), load(&tile.upper[i]));
        }
        for row in packed.words.chunks_exact(packed.width).take(rows) {
            let (Some(one), Some(others)) =
                (row[top..].first_chunk::<TILE>(), row[left..].first_chunk::<COLUMNS>())
            else {
                continue;
            };
            let others = load(others);
            for i in 0..TILE {
                let one = _mm512_set1_epi64(one[i] as i64);
                lower[i] = _mm512_madd52lo_epu64(lower[i], one, others);
                upper[i] = _mm512_madd52hi_epu64(upper[i], one, others);
            }
        }
        for i in 0..TILE {
            store(lower[i], &mut tile.lower[i]);
            store(upper[i], &mut tile.upper[i]);
        }
    }
}

#[target_feature(enable = "avx512f")]
fn load(words: &[u64; COLUMNS]) -> __m512i {
    // SAFETY: reads 64 bytes, at any address, which the array has.
    unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
}

#[target_feature(enable = "avx512f")]
fn store(register: __m512i, words: &mut [u64; COLUMNS]) {
    // SAFETY: writes 64 bytes, at any address, which the array has and which are borrowed for that.
    unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), register) }
}
