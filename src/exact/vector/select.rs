//! Small trees over blocks of rows: one comparison and one choice a split for every row, and no walk.
//!
//! Lucchese et al., *QuickScorer* (SIGIR 2015), and its kin answer a block of rows without following any of them
//! through a tree. Here each split, children first, takes for every row what its left or its right child gave; what
//! the root gives is the number of the row's leaf, which is the leaf that a walk ends in. The leaves are then added in
//! the order of the trees, row by row: the sums are those of a walk.

use std::ops::{Add, Range};

/// Rows of a block.
pub(crate) const ROWS: usize = 64;
/// Leaves that a tree may have.
pub(crate) const LEAVES: usize = 64;
/// Thresholds that a plane may have: a code is the number of those below a cell.
pub(crate) const CUTS: usize = 255;

/// What all splits of a tree and all its leaves gave: leaves first.
const PLACES: usize = 2 * LEAVES;

/// One byte for every row of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(64))]
pub(crate) struct Bytes(pub(crate) [u8; ROWS]);

impl Bytes {
    pub(crate) const ZERO: Self = Self([0; ROWS]);
}

/// A split: rows whose code in a plane is at most `code` take what the left child gave, others what the right one did.
///
/// A child is a place: below [`LEAVES`] the leaf of this number, from there on the choices of the tree in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) plane: u16,
    pub(crate) code: u8,
    pub(crate) left: u8,
    pub(crate) right: u8,
}

/// A split on categories: which rows go left, as the marks of the categories say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Set {
    /// Its categories in [`SmallTrees::members`].
    pub(crate) members: Range<u32>,
    /// Whether these go right and all others left.
    pub(crate) outside: bool,
}

/// Trees of at most [`LEAVES`] leaves.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct SmallTrees<T> {
    /// Splits, those of a tree with children before parents.
    pub(crate) choices: Vec<Choice>,
    /// Where the choices of each tree end.
    pub(crate) ends: Vec<u32>,
    /// Planes of thresholds. What the first set of a tree says is the plane after these, 0 for left, and so on.
    pub(crate) planes: usize,
    /// Splits on categories.
    pub(crate) sets: Vec<Set>,
    /// Where the sets of each tree end.
    pub(crate) set_ends: Vec<u32>,
    /// Marks to look at, by their number.
    pub(crate) members: Vec<u32>,
    /// The leaves of each tree, one table for every output.
    pub(crate) tables: Vec<[T; LEAVES]>,
    /// To what each table adds.
    pub(crate) targets: Vec<u32>,
    /// Tables of each tree.
    pub(crate) outputs: usize,
}

/// What a block needs beside its rows, kept from block to block.
#[derive(Debug)]
pub(crate) struct Places(Box<[Bytes; PLACES]>);

impl Places {
    pub(crate) fn new() -> Self {
        let mut places = Box::new([Bytes::ZERO; PLACES]);
        for (leaf, place) in (0u8..).zip(places.iter_mut().take(LEAVES)) {
            *place = Bytes([leaf; ROWS]);
        }
        Self(places)
    }
}

/// Eight bytes for eight marks: 0 where there is one, 255 elsewhere.
const SPREAD: [[u8; 8]; 256] = {
    let mut table = [[255; 8]; 256];
    let mut marks = 0;
    while marks < 256 {
        let mut row = 0;
        while row < 8 {
            if marks >> row & 1 == 1 {
                table[marks][row] = 0;
            }
            row += 1;
        }
        marks += 1;
    }
    table
};

/// The thresholds of a plane in ascending order, +∞ after them, which no cell is above.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cuts {
    values: Box<[f64; 256]>,
    /// The largest power of two that is no more than their number.
    step: u32,
}

impl Cuts {
    /// Of at most [`CUTS`] distinct numbers in ascending order, none of them NaN.
    pub(crate) fn new(cuts: &[f64]) -> Self {
        debug_assert!(cuts.len() <= CUTS, "what a byte counts");
        debug_assert!(cuts.windows(2).all(|pair| pair[0] < pair[1]), "ascending");
        let mut values = Box::new([f64::INFINITY; 256]);
        values.iter_mut().zip(cuts).for_each(|(value, &cut)| *value = cut);
        Self { values, step: cuts.len().checked_ilog2().map_or(0, |power| 1 << power) }
    }
}

vectorised! {
    /// Writes for every cell how many thresholds are below it: none for NaN.
    pub(crate) fn rank(cells: &[f64; ROWS], cuts: &Cuts, codes: &mut Bytes) {
        let mut found = [0u32; ROWS];
        let mut step = cuts.step;
        while step > 0 {
            for (found, &cell) in found.iter_mut().zip(cells) {
                let next = *found + step;
                let below = cuts.values[(next as usize - 1) & 255] < cell;
                *found = if below { next } else { *found };
            }
            step /= 2;
        }
        for (code, found) in codes.0.iter_mut().zip(found) {
            *code = found as u8;
        }
    }
}

vectorised! {
    /// Adds the leaves of every tree to the sums of its targets.
    ///
    /// `codes` holds the planes of thresholds and room for as many sets as a tree has; `marks` the rows of each category,
    /// the first row in the lowest bit.
    pub(crate) fn add_leaves(
        trees: &SmallTrees<f64>, marks: &[u64], codes: &mut [Bytes], places: &mut Places, sums: &mut [[f64; ROWS]],
    ) {
        add(trees, marks, codes, places, sums);
    }
}

vectorised! {
    /// The same in single precision.
    pub(crate) fn add_single_leaves(
        trees: &SmallTrees<f32>, marks: &[u64], codes: &mut [Bytes], places: &mut Places, sums: &mut [[f32; ROWS]],
    ) {
        add(trees, marks, codes, places, sums);
    }
}

#[inline(always)]
fn add<T: Copy + Add<Output = T>>(
    trees: &SmallTrees<T>,
    marks: &[u64],
    codes: &mut [Bytes],
    places: &mut Places,
    sums: &mut [[T; ROWS]],
) {
    let (mut start, mut first) = (0, 0);
    let ends = trees.ends.iter().zip(&trees.set_ends);
    let tables =
        trees.tables.chunks_exact(trees.outputs).zip(trees.targets.chunks_exact(trees.outputs));
    for ((&end, &last), (tables, targets)) in ends.zip(tables) {
        let sets = &trees.sets[first..last as usize];
        for (set, plane) in sets.iter().zip(&mut codes[trees.planes..]) {
            let members = &trees.members[set.members.start as usize..set.members.end as usize];
            let inside = members.iter().fold(0, |rows, &member| rows | marks[member as usize]);
            let left = if set.outside { !inside } else { inside };
            for (bytes, marks) in plane.0.chunks_exact_mut(8).zip(left.to_le_bytes()) {
                bytes.copy_from_slice(&SPREAD[usize::from(marks)]);
            }
        }
        let root = choose(&trees.choices[start..end as usize], codes, places);
        for (table, &target) in tables.iter().zip(targets) {
            for (sum, &leaf) in sums[target as usize].iter_mut().zip(&root.0) {
                *sum = *sum + table[usize::from(leaf) % LEAVES];
            }
        }
        (start, first) = (end as usize, last as usize);
    }
}

/// The leaf of every row.
#[inline(always)]
fn choose(choices: &[Choice], codes: &[Bytes], places: &mut Places) -> Bytes {
    let places = &mut places.0;
    let mut root = places[0];
    for (choice, at) in choices.iter().zip(LEAVES..PLACES) {
        let plane = &codes[usize::from(choice.plane)].0;
        let left = &places[usize::from(choice.left) % PLACES].0;
        let right = &places[usize::from(choice.right) % PLACES].0;
        for row in 0..ROWS {
            // Both are read and one is kept by its bits: a branch, or a choice of what to read, is a row at a time.
            let (left, right) = (left[row], right[row]);
            let mask = u8::from(plane[row] <= choice.code).wrapping_neg();
            root.0[row] = right ^ ((right ^ left) & mask);
        }
        places[at] = root;
    }
    root
}
