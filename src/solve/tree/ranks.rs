//! Columns as ranks: all that a tree needs of them but for its thresholds.

use super::TreeError;

/// A column's rows by rank, and the value of each rank.
#[derive(Clone, Debug, PartialEq)]
struct Column {
    /// Of each row, from 0; equal values (and both zeros) have one rank.
    rank: Vec<u32>,
    /// Ascending.
    values: Vec<f64>,
}

/// The columns a tree is grown on, ranked once for any number of trees.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ranks {
    columns: Vec<Column>,
}

/// Unsigned integers in the order of the numbers; both zeros are one.
fn ordered(x: f64) -> u64 {
    let bits = (x + 0.0).to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

impl Column {
    fn new(values: &[f64]) -> Self {
        let mut order: Vec<(u64, u32)> =
            values.iter().zip(0..).map(|(&x, row)| (ordered(x), row)).collect();
        order.sort_unstable();
        let mut column = Self { rank: vec![0; values.len()], values: Vec::new() };
        for run in order.chunk_by(|a, b| a.0 == b.0) {
            let rank = column.values.len() as u32;
            let value = run.first().and_then(|&(_, row)| values.get(row as usize));
            // Of two zeros the positive one.
            column.values.extend(value.map(|x| x + 0.0));
            for &(_, row) in run {
                if let Some(place) = column.rank.get_mut(row as usize) {
                    *place = rank;
                }
            }
        }
        column
    }
}

impl Ranks {
    /// Ranks columns of one length; infinite values are ranked like others.
    ///
    /// # Errors
    /// Columns of different lengths, a NaN, too many rows.
    pub(crate) fn new(columns: &[&[f64]]) -> Result<Self, TreeError> {
        let rows = columns.first().map_or(0, |column| column.len());
        if rows as u64 > super::MOST_ROWS {
            return Err(TreeError::TooManyRows);
        }
        for (at, column) in columns.iter().enumerate() {
            if column.len() != rows {
                return Err(TreeError::Length {
                    what: "cells in each column",
                    expected: rows,
                    found: column.len(),
                });
            }
            if let Some(row) = column.iter().position(|x| x.is_nan()) {
                return Err(TreeError::Missing { column: at, row });
            }
        }
        Ok(Self { columns: columns.iter().map(|column| Column::new(column)).collect() })
    }

    /// Number of columns.
    pub(crate) fn width(&self) -> usize {
        self.columns.len()
    }

    /// Whether something has one item a row; anything has where there is no column.
    pub(super) fn check_length(&self, what: &'static str, found: usize) -> Result<(), TreeError> {
        match self.columns.first() {
            Some(first) if first.rank.len() != found => {
                Err(TreeError::Length { what, expected: first.rank.len(), found })
            }
            _ => Ok(()),
        }
    }

    /// The ranks of one column, row by row.
    pub(super) fn of(&self, column: usize) -> &[u32] {
        self.columns.get(column).map_or(&[], |column| &column.rank)
    }

    /// A threshold the share `part` of the way between the values of two ranks, and the last rank it is not below.
    pub(super) fn between(&self, column: usize, [low, high]: [u32; 2], part: f64) -> (f64, u32) {
        let values = self.columns.get(column).map_or(&[][..], |column| &column.values);
        let value = |rank: u32| values.get(rank as usize).copied().unwrap_or(0.0);
        let (least, most) = (value(low), value(high));
        // Two products, as the difference of the values may not be in the format.
        let drawn = least * (1.0 - part) + most * part;
        let drawn = if drawn >= least && drawn < most { drawn + 0.0 } else { least };
        let within = values.get(low as usize..high as usize).unwrap_or_default();
        let above = within.partition_point(|&value| value <= drawn).max(1);
        // Fewer than there are ranks.
        (drawn, low + above as u32 - 1)
    }

    /// The threshold between two neighbouring ranks: `low ≤ threshold < high`.
    pub(super) fn threshold(&self, column: usize, low: u32, high: u32) -> f64 {
        let value = |rank: u32| {
            let values = self.columns.get(column).map_or(&[][..], |column| &column.values);
            values.get(rank as usize).copied().unwrap_or(0.0)
        };
        let (low, high) = (value(low), value(high));
        // The sum of halves cannot overflow; it is NaN between the infinities.
        let middle = low / 2.0 + high / 2.0;
        if middle >= low && middle < high { middle + 0.0 } else { low }
    }
}
