//! Which rows are the earlier ones.

use crate::data::Types;
use crate::data::{Column, Table, Value};
use crate::error::Error;
use crate::exact::{self, Quantile};
use crate::pipeline::per_column::{bad_column, wrong_type};
use crate::select::verdict::refuse;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Where rows are split by the values of a column: those at the cut or before it are the earlier ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Cut {
    /// So that this share of the rows is earlier, between 0 and 1: at that quantile of numbers, and at the
    /// level, or the time, up to which the share of the rows is nearest.
    Share(f64),
    /// The same of the distinct values, each counted once.
    DistinctShare(f64),
    /// At a number.
    Number(f64),
    /// At a text, by code point.
    Text(String),
    /// At a time, in microseconds since 1970.
    Time(i64),
    /// The rows with one of these numbers are the earlier ones.
    Numbers(Vec<f64>),
    /// The rows with one of these texts are the earlier ones.
    Texts(Vec<String>),
}

/// A cell that can be compared to those of its column.
fn compare(a: Value<'_>, b: Value<'_>) -> Option<Ordering> {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Timestamp(a), Value::Timestamp(b)) => Some(a.cmp(&b)),
        _ => None,
    }
}

impl Cut {
    /// Whether each row is an earlier one.
    pub(super) fn earlier(
        &self,
        stage: &str,
        x: &Table,
        by: Option<&str>,
    ) -> Result<Vec<bool>, Error> {
        if let Cut::Share(share) | Cut::DistinctShare(share) = self
            && !(*share > 0.0 && *share < 1.0)
        {
            return Err(refuse(stage, "cut", "a share between 0 and 1", share));
        }
        let Some(name) = by else {
            let places: Vec<f64> = (0..x.rows()).map(|row| row as f64).collect();
            return self.of_numbers(stage, &places);
        };
        let column = x.column(name)?;
        if let Some(row) = (0..column.len()).find(|&row| column.is_missing(row)) {
            return Err(bad_column(stage, name, format!("row {row} is missing")));
        }
        match (column.as_ref(), column.reals()) {
            (Column::Text(_) | Column::Timestamp(_), _) => self.of_cells(stage, column),
            (_, Some(values)) => self.of_numbers(stage, &values),
            _ => Err(wrong_type(name, Types::ALL, column)),
        }
    }

    fn other_type(&self, stage: &str) -> Error {
        refuse(stage, "cut", "of the type of the column the rows are split by", format!("{self:?}"))
    }

    fn of_numbers(&self, stage: &str, values: &[f64]) -> Result<Vec<bool>, Error> {
        let sorted = || exact::sorted(values);
        let cut = match self {
            Cut::Share(share) => exact::quantile(&sorted(), *share, Quantile::Linear),
            Cut::DistinctShare(share) => {
                let mut distinct = sorted();
                distinct.dedup();
                exact::quantile(&distinct, *share, Quantile::Linear)
            }
            Cut::Number(cut) => Some(*cut),
            Cut::Numbers(list) => return Ok(values.iter().map(|x| list.contains(x)).collect()),
            _ => return Err(self.other_type(stage)),
        };
        let cut = cut.unwrap_or(f64::NAN);
        Ok(values.iter().map(|x| *x <= cut).collect())
    }

    fn of_cells(&self, stage: &str, column: &Column) -> Result<Vec<bool>, Error> {
        let rows = || (0..column.len()).map(|row| column.value(row));
        let cut = match self {
            Cut::Share(share) => nearest(rows().collect(), *share, false),
            Cut::DistinctShare(share) => nearest(rows().collect(), *share, true),
            Cut::Text(cut) if matches!(column, Column::Text(_)) => Some(Value::Text(cut)),
            Cut::Time(cut) if matches!(column, Column::Timestamp(_)) => {
                Some(Value::Timestamp(*cut))
            }
            Cut::Texts(list) if matches!(column, Column::Text(_)) => {
                let listed =
                    |cell| matches!(cell, Value::Text(text) if list.iter().any(|t| t == text));
                return Ok(rows().map(listed).collect());
            }
            _ => return Err(self.other_type(stage)),
        };
        let before = |cell| cut.and_then(|cut| compare(cell, cut)).is_some_and(Ordering::is_le);
        Ok(rows().map(before).collect())
    }
}

/// The cell up to which the share of cells, or of distinct ones, is nearest to one; the first of equals.
fn nearest(mut cells: Vec<Value<'_>>, share: f64, distinct: bool) -> Option<Value<'_>> {
    let order = |a: &Value<'_>, b: &Value<'_>| compare(*a, *b).unwrap_or(Ordering::Equal);
    cells.sort_by(order);
    if distinct {
        cells.dedup_by(|a, b| order(a, b).is_eq());
    }
    let all = cells.len() as f64;
    let mut best: Option<(f64, Value<'_>)> = None;
    let mut up_to = 0;
    for level in cells.chunk_by(|a, b| order(a, b).is_eq()) {
        up_to += level.len();
        let distance = (up_to as f64 / all - share).abs();
        if best.is_none_or(|(least, _)| distance < least) {
            best = level.first().map(|&cell| (distance, cell));
        }
    }
    best.map(|(_, cell)| cell)
}
