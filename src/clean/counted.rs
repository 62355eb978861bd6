//! The values of a column, counted.

use super::filler::Filler;
use crate::data::{Column, Text, Types};
use crate::error::Error;
use crate::exact::Tally;
use crate::pipeline::per_column::{Absorb, finite_part, wrong_type};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The values of a column that are there, each with how many rows have it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Counted {
    /// Numbers.
    Real(Tally),
    /// Whole numbers.
    Integer(BTreeMap<i64, u64>),
    /// How many are false and how many true.
    Boolean([u64; 2]),
    /// Levels.
    Text(BTreeMap<Arc<str>, u64>),
    /// Microseconds since 1970.
    Timestamp(BTreeMap<i64, u64>),
}

/// A map of one more row of each of these values.
fn count<K: Ord>(values: impl IntoIterator<Item = K>) -> BTreeMap<K, u64> {
    let mut counts = BTreeMap::new();
    values.into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
    counts
}

/// Adds the counts of other rows.
pub(super) fn add_counts<K: Ord + Clone>(counts: &mut BTreeMap<K, u64>, other: &BTreeMap<K, u64>) {
    other.iter().for_each(|(value, rows)| *counts.entry(value.clone()).or_default() += rows);
}

/// The levels that rows have, each with how many.
pub(super) fn count_levels(text: &Text) -> BTreeMap<Arc<str>, u64> {
    let counted = text.levels().iter().cloned().zip(text.counts());
    counted.filter(|(_, rows)| *rows > 0).collect()
}

/// The key with the greatest count, the smallest of several.
fn most<K: Clone>(counts: &BTreeMap<K, u64>) -> Option<K> {
    let mut best: Option<(&K, u64)> = None;
    for (value, &rows) in counts {
        if best.is_none_or(|(_, most)| rows > most) {
            best = Some((value, rows));
        }
    }
    best.map(|(value, _)| value.clone())
}

impl Counted {
    /// Counts the values of a column; refuses an infinite one.
    pub(super) fn of(stage: &str, name: &str, column: &Column) -> Result<Counted, Error> {
        Ok(match column {
            Column::Real(_) => Counted::numbers(stage, name, column)?,
            Column::Integer(rows) => Counted::Integer(count(rows.iter().flatten().copied())),
            Column::Boolean(rows) => {
                let mut counts = [0; 2];
                rows.iter().flatten().for_each(|&x| counts[usize::from(x)] += 1);
                Counted::Boolean(counts)
            }
            Column::Text(rows) => Counted::Text(count_levels(rows)),
            Column::Timestamp(rows) => Counted::Timestamp(count(rows.iter().flatten().copied())),
            Column::Sparse(_) => return Err(wrong_type(name, Types::ALL, column)),
        })
    }

    /// The values of a numeric column as numbers.
    pub(super) fn numbers(stage: &str, name: &str, column: &Column) -> Result<Counted, Error> {
        Ok(Counted::Real(Tally::of(&finite_part(stage, name, column)?)))
    }

    /// The value most rows have, the smallest of several.
    pub(super) fn most_frequent(&self) -> Option<Filler> {
        match self {
            Counted::Real(values) => values.most_frequent().map(Filler::Real),
            Counted::Integer(counts) => most(counts).map(Filler::Integer),
            Counted::Boolean([0, 0]) | Counted::Timestamp(_) => None,
            Counted::Boolean([no, yes]) => Some(Filler::Boolean(yes > no)),
            Counted::Text(counts) => most(counts).map(|level| Filler::Text(level.to_string())),
        }
    }

    /// The middle of numbers, the mean of the two in the middle of an even number of them.
    pub(super) fn median(&self) -> Option<f64> {
        match self {
            Counted::Real(values) => values.median(),
            _ => None,
        }
    }
}

impl Absorb for Counted {
    fn absorb(&mut self, other: &Self) {
        match (self, other) {
            (Counted::Real(one), Counted::Real(other)) => one.merge(other),
            (Counted::Integer(one), Counted::Integer(other))
            | (Counted::Timestamp(one), Counted::Timestamp(other)) => add_counts(one, other),
            (Counted::Text(one), Counted::Text(other)) => add_counts(one, other),
            (Counted::Boolean(one), Counted::Boolean(other)) => {
                one.iter_mut().zip(other).for_each(|(one, other)| *one += other);
            }
            // Parts of other types do not merge: the columns' types are compared before.
            _ => {}
        }
    }
}
