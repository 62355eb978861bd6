//! A table as it lies in an artifact.

use crate::data::{Column, Role, Table, Text};
use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Raw rows as they lie in an artifact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredTable {
    rows: u64,
    columns: Vec<StoredColumn>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredColumn {
    name: Arc<str>,
    role: Role,
    cells: StoredCells,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum StoredCells {
    Real(Vec<f64>),
    Integer { values: Vec<i64>, present: Vec<bool> },
    Boolean { values: Vec<bool>, present: Vec<bool> },
    Text { levels: Vec<Arc<str>>, codes: Vec<u32> },
    Timestamp { values: Vec<i64>, present: Vec<bool> },
}

fn split<T: Copy + Default>(rows: &[Option<T>]) -> (Vec<T>, Vec<bool>) {
    let values = rows.iter().map(|row| row.unwrap_or_default()).collect();
    (values, rows.iter().map(Option::is_some).collect())
}

fn unite<T: Copy>(values: &[T], present: &[bool]) -> Option<Vec<Option<T>>> {
    (values.len() == present.len())
        .then(|| values.iter().zip(present).map(|(&x, &there)| there.then_some(x)).collect())
}

impl StoredTable {
    pub(crate) fn of(table: &Table) -> StoredTable {
        let column = |(name, column): (&Arc<str>, &Arc<Column>)| StoredColumn {
            name: Arc::clone(name),
            role: table.role(name).unwrap_or_default(),
            cells: StoredCells::of(column),
        };
        StoredTable { rows: table.rows() as u64, columns: table.columns().map(column).collect() }
    }

    /// The table, when the stored parts fit together.
    pub(crate) fn table(&self) -> Result<Table, String> {
        let first = self.columns.first().map(|column| column.cells.len());
        if first.is_some_and(|rows| rows as u64 != self.rows) {
            return Err("its columns and its number of rows differ".to_owned());
        }
        let mut table = Table::of_rows(first.unwrap_or(0));
        for column in &self.columns {
            let cells = column.cells.column().ok_or_else(|| {
                format!("the cells of column `{}` do not fit together", column.name)
            })?;
            table
                .push_shared(Arc::clone(&column.name), column.role, Arc::new(cells))
                .map_err(|e: Error| e.to_string())?;
        }
        Ok(table)
    }
}

impl StoredCells {
    fn of(column: &Column) -> StoredCells {
        match column {
            Column::Real(values) => StoredCells::Real(values.clone()),
            // Raw rows have none: training refuses them.
            Column::Sparse(rows) => StoredCells::Real(vec![crate::exact::NAN; rows.len()]),
            Column::Integer(rows) => {
                let (values, present) = split(rows);
                StoredCells::Integer { values, present }
            }
            Column::Timestamp(rows) => {
                let (values, present) = split(rows);
                StoredCells::Timestamp { values, present }
            }
            Column::Boolean(rows) => {
                let (values, present) = split(rows);
                StoredCells::Boolean { values, present }
            }
            Column::Text(text) => {
                let mut levels: Vec<Arc<str>> = text.levels().to_vec();
                levels.sort();
                let code = |level: &str| {
                    levels
                        .binary_search_by(|l| (**l).cmp(level))
                        .ok()
                        .and_then(|c| u32::try_from(c).ok())
                };
                let codes =
                    text.iter().map(|row| row.and_then(code).unwrap_or(Text::MISSING)).collect();
                StoredCells::Text { levels, codes }
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            StoredCells::Real(values) => values.len(),
            StoredCells::Integer { values, .. } | StoredCells::Timestamp { values, .. } => {
                values.len()
            }
            StoredCells::Boolean { values, .. } => values.len(),
            StoredCells::Text { codes, .. } => codes.len(),
        }
    }

    fn column(&self) -> Option<Column> {
        Some(match self {
            StoredCells::Real(values) => Column::Real(values.clone()),
            StoredCells::Integer { values, present } => Column::Integer(unite(values, present)?),
            StoredCells::Timestamp { values, present } => {
                Column::Timestamp(unite(values, present)?)
            }
            StoredCells::Boolean { values, present } => Column::Boolean(unite(values, present)?),
            StoredCells::Text { levels, codes } => {
                let known = |&code: &u32| code == Text::MISSING || (code as usize) < levels.len();
                if !codes.iter().all(known) {
                    return None;
                }
                Column::Text(codes.iter().map(|&code| levels.get(code as usize)).collect())
            }
        })
    }
}
