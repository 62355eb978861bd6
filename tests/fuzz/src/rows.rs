//! Three rows to ask a model for: of zeros, of nothing and of what is large.

use steadfast::data::ColumnType;
use steadfast::prelude::*;

const REALS: [f64; 3] = [0.0, f64::NAN, 1e300];

/// For a model that takes a matrix; `None` where the names are not those of one.
pub fn matrix(names: &std::sync::Arc<[std::sync::Arc<str>]>) -> Option<Matrix> {
    let cells = REALS.iter().flat_map(|cell| std::iter::repeat_n(*cell, names.len())).collect();
    Matrix::from_row_major(names.clone(), cells).ok()
}

/// For a pipeline that takes a table.
pub fn table<'a>(columns: impl IntoIterator<Item = (&'a str, ColumnType)>) -> Option<Table> {
    let mut table = Table::new();
    for (name, kind) in columns {
        let column = match kind {
            ColumnType::Real => Column::Real(REALS.to_vec()),
            ColumnType::Integer => Column::Integer(vec![Some(0), None, Some(i64::MAX)]),
            ColumnType::Boolean => Column::Boolean(vec![Some(false), None, Some(true)]),
            ColumnType::Timestamp => Column::Timestamp(vec![Some(0), None, Some(i64::MAX)]),
            _ => Column::Text([Some("0"), None, Some("\u{10ffff}large")].into_iter().collect()),
        };
        table = table.with(name, column).ok()?;
    }
    Some(table)
}
