//! The values of a column, and drawing from them.

use crate::clean::counted::Counted;
use crate::data::{Column, ColumnType, Text, Types};
use crate::error::Error;
use crate::exact::{self, Random};
use crate::pipeline::per_column::wrong_type;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The distinct values of a column, ascending, each with how many rows have it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Sample {
    pub(super) values: Values,
    pub(super) counts: Vec<u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Values {
    Real(Vec<f64>),
    Integer(Vec<i64>),
    Boolean(Vec<bool>),
    Text(Vec<Arc<str>>),
    Timestamp(Vec<i64>),
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Values::Real(values) => values.len(),
            Values::Integer(values) | Values::Timestamp(values) => values.len(),
            Values::Boolean(values) => values.len(),
            Values::Text(values) => values.len(),
        }
    }

    fn ascend(&self) -> bool {
        match self {
            Values::Real(values) => {
                values.iter().all(|x| x.is_finite())
                    && values.is_sorted_by(|a, b| exact::total_cmp(*a, *b).is_lt())
            }
            Values::Integer(values) | Values::Timestamp(values) => {
                values.is_sorted_by(|a, b| a < b)
            }
            Values::Boolean(values) => values.is_sorted_by(|a, b| a < b),
            Values::Text(values) => values.is_sorted_by(|a, b| a < b),
        }
    }

    fn types(&self) -> Types {
        match self {
            Values::Real(_) => Types::only(ColumnType::Real),
            Values::Integer(_) => Types::only(ColumnType::Integer),
            Values::Boolean(_) => Types::only(ColumnType::Boolean),
            Values::Text(_) => Types::TEXT,
            Values::Timestamp(_) => Types::TIMESTAMP,
        }
    }
}

impl Sample {
    pub(super) fn of(counted: &Counted) -> Sample {
        fn split<K: Clone>(counts: impl IntoIterator<Item = (K, u64)>) -> (Vec<K>, Vec<u64>) {
            counts.into_iter().filter(|(_, rows)| *rows > 0).unzip()
        }
        let (values, counts) = match counted {
            Counted::Real(tally) => {
                (Values::Real(tally.values().to_vec()), tally.counts().to_vec())
            }
            Counted::Integer(map) => {
                let (values, counts) = split(map.iter().map(|(value, rows)| (*value, *rows)));
                (Values::Integer(values), counts)
            }
            Counted::Timestamp(map) => {
                let (values, counts) = split(map.iter().map(|(value, rows)| (*value, *rows)));
                (Values::Timestamp(values), counts)
            }
            Counted::Boolean([no, yes]) => {
                let (values, counts) = split([(false, *no), (true, *yes)]);
                (Values::Boolean(values), counts)
            }
            Counted::Text(map) => {
                let (values, counts) =
                    split(map.iter().map(|(value, rows)| (value.clone(), *rows)));
                (Values::Text(values), counts)
            }
        };
        Sample { values, counts }
    }

    pub(super) fn rows(&self) -> Option<u64> {
        self.counts.iter().try_fold(0u64, |all, rows| all.checked_add(*rows))
    }

    /// What does not fit together.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        let Sample { values, counts } = self;
        if values.len() != counts.len() || !values.ascend() {
            return Err("values do not ascend or lack counts");
        }
        if counts.is_empty() || counts.contains(&0) || self.rows().is_none() {
            return Err("counts that count no rows");
        }
        Ok(())
    }

    /// How many rows have each value or one before it, of which a draw finds its place.
    pub(super) fn ends(&self) -> Vec<u64> {
        let mut end = 0u64;
        let end = |rows: &u64| {
            end = end.saturating_add(*rows);
            end
        };
        self.counts.iter().map(end).collect()
    }

    /// The place of the value a draw takes, by the [`ends`](Self::ends).
    pub(super) fn draw(ends: &[u64], mut random: Random) -> usize {
        let row = random.below(ends.last().copied().unwrap_or(0));
        let at = ends.partition_point(|&end| end <= row);
        if at < ends.len() { at } else { 0 }
    }

    /// A column with each gap filled by the value `draw` gives the place of.
    pub(super) fn filled(
        &self,
        name: &str,
        column: &Column,
        draw: impl Fn(usize) -> usize,
    ) -> Result<Column, Error> {
        fn fill<T: Copy>(
            rows: &[Option<T>],
            values: &[T],
            draw: impl Fn(usize) -> usize,
        ) -> Vec<Option<T>> {
            let rows = rows.iter().enumerate();
            rows.map(|(row, x)| x.or_else(|| values.get(draw(row)).copied())).collect()
        }
        Ok(match (&self.values, column) {
            (Values::Real(values), Column::Real(rows)) => {
                let cell = |(row, x): (usize, &f64)| match x.is_nan() {
                    true => values.get(draw(row)).copied().unwrap_or(exact::NAN),
                    false => *x,
                };
                Column::Real(rows.iter().enumerate().map(cell).collect())
            }
            (Values::Integer(values), Column::Integer(rows)) => {
                Column::Integer(fill(rows, values, draw))
            }
            (Values::Timestamp(values), Column::Timestamp(rows)) => {
                Column::Timestamp(fill(rows, values, draw))
            }
            (Values::Boolean(values), Column::Boolean(rows)) => {
                Column::Boolean(fill(rows, values, draw))
            }
            (Values::Text(values), Column::Text(rows)) => {
                let cell = |(row, x): (usize, Option<&str>)| match x {
                    Some(level) => Some(level.to_owned()),
                    None => values.get(draw(row)).map(ToString::to_string),
                };
                Column::Text(rows.iter().enumerate().map(cell).collect::<Text>())
            }
            (values, column) => return Err(wrong_type(name, values.types(), column)),
        })
    }
}
