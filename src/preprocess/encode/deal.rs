//! Folds that do not depend on the order of the rows.

use super::tally::Answers;
use crate::data::{Column, SparseRow, Table, murmur3_32};
use crate::exact::canonical;

/// 64 well-mixed bits of 64: the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
fn mixed(x: u64) -> u64 {
    let x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}

fn joined(hash: u64, cell: u64) -> u64 {
    mixed(hash.wrapping_add(0x9e37_79b9_7f4a_7c15) ^ mixed(cell))
}

fn of_text(text: &str) -> u64 {
    let half = |seed| u64::from(murmur3_32(text.as_bytes(), seed));
    half(0) << 32 | half(1)
}

fn of_real(x: f64) -> u64 {
    canonical(x).to_bits()
}

fn of_sparse(row: SparseRow<'_>) -> u64 {
    row.iter().fold(0, |hash, (at, x)| joined(joined(hash, at as u64), of_real(x)))
}

/// Adds the cells of a column to the hashes of the rows.
fn absorb(hashes: &mut [u64], column: &Column) {
    // A missing cell is like no value of its type but by chance.
    const MISSING: u64 = 0x6d69_7373_696e_6721;
    fn each<T>(hashes: &mut [u64], cells: impl Iterator<Item = T>, hash: impl Fn(T) -> u64) {
        hashes.iter_mut().zip(cells).for_each(|(h, cell)| *h = joined(*h, hash(cell)));
    }
    match column {
        Column::Real(rows) => each(hashes, rows.iter(), |&x| of_real(x)),
        Column::Integer(rows) | Column::Timestamp(rows) => {
            each(hashes, rows.iter(), |x| x.map_or(MISSING, i64::cast_unsigned));
        }
        Column::Boolean(rows) => each(hashes, rows.iter(), |x| x.map_or(MISSING, u64::from)),
        Column::Text(rows) => {
            let levels: Vec<u64> = rows.levels().iter().map(|level| of_text(level)).collect();
            each(hashes, rows.codes().iter(), |&code| {
                levels.get(code as usize).copied().unwrap_or(MISSING)
            });
        }
        Column::Sparse(rows) => each(hashes, rows.rows(), of_sparse),
    }
}

/// The fold of each row, `0..folds`.
///
/// Rows are put in the order of a keyed hash of what they hold, target included, and dealt to the folds in
/// turn, class by class. So a row's fold does not depend on where it stands: only rows that are equal
/// in every cell may change places.
pub(super) fn fold_of(x: &Table, y: Answers<'_>, folds: u32, seed: u64) -> Vec<u32> {
    let mut hashes = vec![mixed(seed); x.rows()];
    let mut columns: Vec<_> = x.columns().collect();
    columns.sort_by_key(|(name, _)| *name);
    columns.into_iter().for_each(|(_, column)| absorb(&mut hashes, column));
    let mut order: Vec<(u32, u64, usize)> = match y {
        Answers::Numbers(values) => {
            let one =
                |((row, &hash), &y): ((usize, &u64), &f64)| (0, joined(hash, of_real(y)), row);
            hashes.iter().enumerate().zip(values).map(one).collect()
        }
        Answers::Classes(codes, _) => hashes
            .iter()
            .enumerate()
            .zip(codes)
            .map(|((row, &hash), &class)| (class, hash, row))
            .collect(),
    };
    order.sort_unstable();
    let mut out = vec![0; x.rows()];
    for ((_, _, row), fold) in order.into_iter().zip((0..folds.max(1)).cycle()) {
        if let Some(slot) = out.get_mut(row) {
            *slot = fold;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Labels;
    use crate::error::Error;
    use crate::exact::Random;

    fn table(rows: usize) -> Result<Table, Error> {
        let mut random = Random::new(5, 0, 0);
        Table::new()
            .with("a", Column::Real((0..rows).map(|_| random.uniform()).collect()))?
            .with("b", Column::text((0..rows).map(|row| ["x", "y", "z"][row % 3])))?
            .with("c", Column::Integer((0..rows).map(|row| (row % 4 > 0).then_some(1)).collect()))
    }

    #[test]
    fn folds_are_even_by_class_and_go_with_the_row() -> Result<(), Error> {
        let x = table(103)?;
        let y = Labels::from_texts((0..103).map(|row| if row % 5 == 0 { "p" } else { "q" }));
        let folds = fold_of(&x, Answers::Classes(y.codes(), y.classes()), 4, 9);
        for class in 0..2 {
            let size = |fold| {
                folds.iter().zip(y.codes()).filter(|(f, c)| (**f, **c) == (fold, class)).count()
            };
            let sizes: Vec<usize> = (0..4).map(size).collect();
            assert!(sizes.iter().max() <= sizes.iter().min().map(|n| n + 1).as_ref(), "{sizes:?}");
        }
        let order = Random::new(1, 0, 0).permutation(103);
        let other = y.take(&order);
        let turned = fold_of(
            &x.take(&order).select(&["c", "a", "b"])?,
            Answers::Classes(other.codes(), other.classes()),
            4,
            9,
        );
        assert!(order.iter().zip(&turned).all(|(&row, &fold)| folds[row] == fold));
        Ok(())
    }

    #[test]
    fn another_seed_deals_otherwise() -> Result<(), Error> {
        let (x, y) = (table(50)?, vec![0.0; 50]);
        let by = |seed| fold_of(&x, Answers::Numbers(&y), 5, seed);
        assert_eq!(by(1), by(1));
        assert_ne!(by(1), by(2));
        assert!((0..5).all(|fold| by(1).iter().filter(|f| **f == fold).count() == 10));
        Ok(())
    }
}
