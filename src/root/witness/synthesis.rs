//! Witness rows made up from schema and profile.
//!
//! Every column's edges are covered: its levels, the ends and the middle of its range, zero, a value
//! below and above the range, an unseen text, a missing value. No row is one of the training data.

use super::profile_of;
use crate::data::{Column, ColumnType, Field, Range, Schema, Table, Text};
use crate::error::Error;
use crate::root::profile::Profile;
use std::sync::Arc;

/// At least this many rows.
const MIN_ROWS: usize = 16;
/// At most this many rows for the levels of one column.
const MAX_LEVEL_ROWS: usize = 64;
/// At most this many rows that are expected to be refused.
const MAX_REFUSED: usize = 64;
/// A text that no data set has as a level.
const UNSEEN: &str = "\u{2205} unseen by steadfast";

/// The rows. `accepts` says whether the model answers a one-row table.
pub(super) fn rows(
    schema: &Schema,
    profile: &Profile,
    accepts: impl Fn(&Table) -> Result<bool, Error>,
) -> Result<Table, Error> {
    let ordinary: Vec<Vec<Column>> =
        schema.fields().iter().map(|field| ordinary(field, profile)).collect();
    let base = row(schema, |at| ordinary[at].first().cloned())?;
    let mut out = Vec::new();
    // Ordinary values of all columns side by side, each column at its own pace, so that levels meet
    // different neighbours.
    let most = ordinary.iter().map(Vec::len).max().unwrap_or(0).clamp(MIN_ROWS, MAX_LEVEL_ROWS);
    for turn in 0..most {
        out.push(row(schema, |at| {
            let values = &ordinary[at];
            let step = turn * (1 + at % 3) + at;
            values.get(step % values.len().max(1)).cloned()
        })?);
    }
    // Edges the model may refuse: each alone first; those it takes also together.
    let mut refused = 0;
    let edges: Vec<Vec<Column>> = schema.fields().iter().map(edges).collect();
    let kinds = edges.iter().map(Vec::len).max().unwrap_or(0);
    for kind in 0..kinds {
        let mut together = base.clone();
        let mut any = false;
        for (field, edges) in schema.fields().iter().zip(&edges) {
            let Some(edge) = edges.get(kind) else { continue };
            let alone = with(&base, field.name(), edge.clone())?;
            if accepts(&alone)? {
                together = with(&together, field.name(), edge.clone())?;
                any = true;
            } else if refused < MAX_REFUSED {
                refused += 1;
                out.push(alone);
            }
        }
        if any {
            out.push(together);
        }
    }
    Table::concat(&out)
}

fn row(schema: &Schema, cell: impl Fn(usize) -> Option<Column>) -> Result<Table, Error> {
    let mut table = schema.blank()?;
    for (at, field) in schema.fields().iter().enumerate() {
        if let Some(column) = cell(at) {
            table.replace(field.name(), column)?;
        }
    }
    Ok(table)
}

fn with(row: &Table, name: &Arc<str>, cell: Column) -> Result<Table, Error> {
    let mut row = row.clone();
    row.replace(name, cell)?;
    Ok(row)
}

fn text(cell: &str) -> Column {
    Column::Text(std::iter::once(Some(cell)).collect())
}

/// Values within what the column had at fit.
fn ordinary(field: &Field, profile: &Profile) -> Vec<Column> {
    let numbers = profile_of(profile, field.name()).and_then(|column| column.numbers());
    match (field.column_type(), field.range()) {
        (ColumnType::Real, Some(Range::Real(low, high))) => {
            let mut values = vec![low, high, low / 2.0 + high / 2.0];
            if low <= 0.0 && high >= 0.0 {
                values.extend([0.0, -0.0]);
            }
            if let Some(numbers) = numbers {
                // Between two quantiles rather than on one: a quantile can be somebody's value.
                let between = |pair: &[f64]| pair[0] / 2.0 + pair[1] / 2.0;
                values.extend(numbers.quantiles().windows(2).map(between));
                values.push(numbers.mean());
            }
            values.retain(|x| x.is_finite());
            values.into_iter().map(|x| Column::Real(vec![x])).collect()
        }
        (ColumnType::Integer, Some(Range::Integer(low, high))) => {
            whole(low, high).map(|x| Column::Integer(vec![Some(x)])).collect()
        }
        (ColumnType::Timestamp, Some(Range::Integer(low, high))) => {
            whole(low, high).map(|x| Column::Timestamp(vec![Some(x)])).collect()
        }
        (ColumnType::Boolean, _) => [false, true].map(|x| Column::Boolean(vec![Some(x)])).to_vec(),
        (ColumnType::Text, _) => match field.levels() {
            Some(levels) if !levels.is_empty() => levels.iter().map(|level| text(level)).collect(),
            _ => ["", "a", "A b, \"c\"\n\u{e9}\u{1f600}"].map(text).to_vec(),
        },
        (column_type, _) => vec![Column::missing(column_type, 1)],
    }
}

/// Whole numbers spread over a range, its ends among them.
fn whole(low: i64, high: i64) -> impl Iterator<Item = i64> {
    let span = low.abs_diff(high);
    let parts = span.clamp(1, 12);
    (0..=parts).map(move |part| {
        let step = u128::from(span) * u128::from(part) / u128::from(parts);
        low.saturating_add_unsigned(u64::try_from(step).unwrap_or(span))
    })
}

/// Values outside what the column had at fit, in the order: missing, unseen or below, above, extreme.
fn edges(field: &Field) -> Vec<Column> {
    let missing = Column::missing(field.column_type(), 1);
    match (field.column_type(), field.range()) {
        (ColumnType::Real, Some(Range::Real(low, high))) => {
            let width = (high / 2.0 - low / 2.0).abs();
            let beyond =
                [low - width - 1.0, high + width + 1.0, 1e300, f64::from_bits(1), f64::INFINITY];
            let mut out = vec![missing];
            out.extend(beyond.map(|x| Column::Real(vec![x])));
            out
        }
        (ColumnType::Integer, Some(Range::Integer(low, high))) => {
            let beyond = [low.saturating_sub(1), high.saturating_add(1), i64::MAX];
            let mut out = vec![missing];
            out.extend(beyond.map(|x| Column::Integer(vec![Some(x)])));
            out
        }
        (ColumnType::Timestamp, Some(Range::Integer(low, high))) => {
            let beyond = [low.saturating_sub(1), high.saturating_add(1)];
            let mut out = vec![missing];
            out.extend(beyond.map(|x| Column::Timestamp(vec![Some(x)])));
            out
        }
        (ColumnType::Text, _) => {
            let texts: [Option<&str>; 2] = [Some(UNSEEN), Some("")];
            let mut out = vec![missing];
            out.extend(texts.map(|t| Column::Text(std::iter::once(t).collect::<Text>())));
            out
        }
        _ => vec![missing],
    }
}
