//! An order of rows that their content alone decides.

use super::Target;
use crate::data::{Column, DataRef, Sparse, SparseRow, Text};
use crate::exact;
use std::cmp::Ordering;
use std::sync::Arc;

/// The rows sorted by what is in them, columns by name, then by the target, then by their weights.
///
/// Draws and folds keyed by a row's place in this order do not depend on the order in which the rows
/// came: rows that tie are equal in everything a fit can see.
pub(crate) fn canonical_order(x: DataRef<'_>, y: Target<'_>) -> Vec<usize> {
    let mut keys = keys_of(x);
    match y.unweighted() {
        Target::None | Target::WeightedVector(_) | Target::WeightedLabels(_) => {}
        Target::Vector(y) => keys.push(y.values().iter().map(|&x| real(x)).collect()),
        Target::Labels(y) => keys.push(y.codes().iter().map(|&code| u64::from(code)).collect()),
        Target::Matrix(y) => keys.extend(keys_of(DataRef::Matrix(y))),
    }
    keys.extend(y.weights().map(|weights| weights.iter().map(|&x| real(x)).collect()));
    let rows = keys.first().map_or(0, Vec::len);
    let (first, packed) = packed(&keys, rows);
    let rest = keys.get(packed..).unwrap_or_default();
    let mut order: Vec<(u128, usize)> = first.into_iter().zip(0..).collect();
    order.sort_unstable_by(|&(x, a), &(y, b)| {
        let keys = rest.iter().map(|key| key[a].cmp(&key[b]));
        // Rows that tie stay in the order in which they came.
        let late = || keys.chain([a.cmp(&b)]).find(|o| o.is_ne()).unwrap_or(Ordering::Equal);
        x.cmp(&y).then_with(late)
    });
    order.into_iter().map(|(_, row)| row).collect()
}

/// As many of the first keys as fit into one word a row, which so has their order, and how many they are.
fn packed(keys: &[Vec<u64>], rows: usize) -> (Vec<u128>, usize) {
    let (mut words, mut room, mut packed) = (vec![0; rows], u128::BITS, 0);
    for key in keys {
        let (least, most) = key.iter().fold((u64::MAX, 0), |(a, b), &x| (a.min(x), b.max(x)));
        let bits = u64::BITS - most.saturating_sub(least).leading_zeros();
        let Some(left) = room.checked_sub(bits) else { break };
        for (word, &x) in words.iter_mut().zip(key) {
            // Where all are equal, nothing may be left to shift by, and nothing is to be added.
            *word |= u128::from(x - least).checked_shl(left).unwrap_or(0);
        }
        (room, packed) = (left, packed + 1);
    }
    (words, packed)
}

/// One word a row for every column, in the order of the column's values.
fn keys_of(x: DataRef<'_>) -> Vec<Vec<u64>> {
    match x {
        DataRef::Table(table) => {
            let mut columns: Vec<(&Arc<str>, &Arc<Column>)> = table.columns().collect();
            columns.sort_by(|a, b| a.0.cmp(b.0));
            columns.into_iter().map(|(_, column)| keys(column)).collect()
        }
        DataRef::Matrix(matrix) => {
            let column = |at| matrix.column(at).into_iter().map(real).collect();
            (0..matrix.names().len()).map(column).collect()
        }
        DataRef::Vector(vector) => vec![vector.values().iter().map(|&x| real(x)).collect()],
        DataRef::Classes(classes) => {
            let class = |at| (0..classes.rows()).map(move |row| real(classes.row(row)[at]));
            (0..classes.classes().len()).map(|at| class(at).collect()).collect()
        }
    }
}

fn keys(column: &Column) -> Vec<u64> {
    match column {
        Column::Real(rows) => rows.iter().map(|&x| real(x)).collect(),
        Column::Integer(rows) | Column::Timestamp(rows) => {
            rows.iter().map(|row| row.map_or(0, whole)).collect()
        }
        Column::Boolean(rows) => {
            rows.iter().map(|row| row.map_or(0, |x| 1 + u64::from(x))).collect()
        }
        Column::Text(text) => text_keys(text),
        Column::Sparse(rows) => sparse_keys(rows),
    }
}

/// In the order of the numbers, NaN last, −0 before 0.
fn real(x: f64) -> u64 {
    let bits = exact::canonical(x).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// In the order of the numbers; only the least may stand beside missing.
fn whole(x: i64) -> u64 {
    x.cast_unsigned() ^ 1 << 63
}

/// The place of each row's level among the sorted levels, 0 for missing.
fn text_keys(text: &Text) -> Vec<u64> {
    let levels = text.levels();
    let mut order: Vec<usize> = (0..levels.len()).collect();
    order.sort_by(|&a, &b| levels[a].cmp(&levels[b]));
    let mut places = vec![0; levels.len()];
    for (place, at) in (1..).zip(order) {
        places[at] = place;
    }
    text.codes().iter().map(|&code| places.get(code as usize).copied().unwrap_or(0)).collect()
}

fn sparse_keys(rows: &Sparse) -> Vec<u64> {
    let key = |row: SparseRow<'_>| -> Vec<(usize, u64)> {
        row.iter().map(|(feature, x)| (feature, real(x))).collect()
    };
    let keyed: Vec<Vec<(usize, u64)>> = rows.rows().map(key).collect();
    let mut sorted: Vec<&Vec<(usize, u64)>> = keyed.iter().collect();
    sorted.sort();
    sorted.dedup();
    keyed.iter().map(|row| sorted.partition_point(|other| *other < row) as u64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{DataKind, Labels, Table};
    use crate::error::Error;
    use proptest::prelude::*;

    proptest! {
        /// However many of the keys fit into one word.
        #[test]
        fn keys_are_compared_in_turn(
            rows in prop::collection::vec((0..3i64, prop_oneof![Just(i64::MIN), -2..2i64], 0..2i64, 0..2u8), 0..40),
            constant: i64,
        ) {
            let column = |of: fn(&(i64, i64, i64, u8)) -> i64| Column::integers(rows.iter().map(of));
            let table = Table::from_columns([
                ("a", column(|row| row.0)),
                ("b", Column::integers(vec![constant; rows.len()])),
                ("c", column(|row| row.1)),
                ("d", column(|row| row.2 * i64::MAX)),
                ("e", column(|row| i64::from(row.3))),
            ]).unwrap();
            let mut expected: Vec<usize> = (0..rows.len()).collect();
            expected.sort_by_key(|&at| rows[at]);
            prop_assert_eq!(canonical_order(table.lend(), Target::None), expected);
        }
    }

    /// Rows that are equal otherwise stand in the order of their targets, the first column first.
    #[test]
    fn several_targets_are_keys_too() -> Result<(), Error> {
        let x = Table::from_columns([("a", Column::integers([1, 1, 0, 1]))])?;
        let rows = [[2.0, 0.0], [1.0, 9.0], [5.0, 5.0], [1.0, -1.0]];
        let y = crate::data::Matrix::from_rows(["u", "v"], rows)?;
        assert_eq!(canonical_order(x.lend(), Target::Matrix(&y)), [2, 3, 1, 0]);
        Ok(())
    }

    /// Rows that are equal otherwise stand in the order of their weights.
    #[test]
    fn weights_are_the_last_key() -> Result<(), Error> {
        let x = Table::from_columns([("a", Column::integers([1, 1, 0, 1]))])?;
        let y = Labels::from_texts(["q", "p", "q", "p"]);
        let y = crate::pipeline::Weighted::new(y, [1.0, 2.0, 9.0, 0.5])?;
        assert_eq!(canonical_order(x.lend(), Target::WeightedLabels(&y)), [2, 3, 1, 0]);
        Ok(())
    }

    #[test]
    fn content_alone_decides() -> Result<(), Error> {
        let x =
            Table::new().with("b", Column::Real(vec![2.0, f64::NAN, -1.0, 2.0, -0.0, 0.0]))?.with(
                "a",
                Column::Text(
                    [Some("y"), Some("x"), None, Some("y"), None, None].into_iter().collect(),
                ),
            )?;
        let y = Labels::from_texts(["p", "q", "p", "o", "q", "q"]);
        let order = canonical_order(x.lend(), Target::Labels(&y));
        assert_eq!(order, [2, 4, 5, 1, 3, 0]);
        let shuffle = [5, 3, 0, 1, 4, 2];
        let again = canonical_order(x.take(&shuffle).lend(), Target::Labels(&y.take(&shuffle)));
        assert_eq!(again.iter().map(|&at| shuffle[at]).collect::<Vec<_>>(), order);
        Ok(())
    }
}
