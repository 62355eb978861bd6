//! Data as named columns of 64-bit cells: what digests, witnesses and traces compare.

use crate::data::{Column, DataRef, Table, Value};
use crate::exact;
use sha2::{Digest as _, Sha256};

/// One column: its name and one cell a row.
pub(crate) type Cells = (String, Vec<u64>);

/// Missing whole numbers and booleans; also the bits of the canonical NaN.
const MISSING: u64 = 0x7ff8_0000_0000_0000;

/// The columns of some data. Numbers are their bits (every NaN the canonical one), text is the first
/// eight bytes of its SHA-256, whole numbers and booleans are themselves, a sparse row is the hash of its
/// features and bits.
pub(crate) fn cells(data: DataRef<'_>) -> Vec<Cells> {
    match data {
        DataRef::Table(table) => table_cells(table),
        DataRef::Matrix(matrix) => {
            let column = |(at, name): (usize, &std::sync::Arc<str>)| {
                (name.to_string(), matrix.iter_rows().map(|row| real(row[at])).collect())
            };
            matrix.names().iter().enumerate().map(column).collect()
        }
        DataRef::Vector(vector) => {
            vec![("prediction".to_owned(), vector.values().iter().map(|&x| real(x)).collect())]
        }
        DataRef::Classes(classes) => {
            let column = |(at, name): (usize, &std::sync::Arc<str>)| {
                let rows = (0..classes.rows()).map(|row| real(classes.row(row)[at]));
                (name.to_string(), rows.collect())
            };
            classes.classes().iter().enumerate().map(column).collect()
        }
    }
}

fn table_cells(table: &Table) -> Vec<Cells> {
    table.columns().map(|(name, column)| (name.to_string(), column_cells(column))).collect()
}

fn column_cells(column: &Column) -> Vec<u64> {
    match column {
        Column::Real(values) => values.iter().map(|&x| real(x)).collect(),
        Column::Text(text) => {
            let levels: Vec<u64> = text.levels().iter().map(|level| hash(level)).collect();
            let code = |code: &u32| levels.get(*code as usize).copied().unwrap_or(MISSING);
            text.codes().iter().map(code).collect()
        }
        _ => (0..column.len()).map(|row| cell(column.value(row))).collect(),
    }
}

fn cell(value: Value<'_>) -> u64 {
    match value {
        Value::Missing => MISSING,
        Value::Real(x) => real(x),
        Value::Integer(x) | Value::Timestamp(x) => x.cast_unsigned(),
        Value::Boolean(x) => u64::from(x),
        Value::Text(text) => hash(text),
        Value::Sparse(row) => {
            let pair = |(feature, x)| format!("{feature}:{:016x} ", real(x));
            hash(&row.iter().map(pair).collect::<String>())
        }
    }
}

fn real(x: f64) -> u64 {
    exact::canonical(x).to_bits()
}

fn hash(text: &str) -> u64 {
    let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    let first = digest.first_chunk::<8>().copied().unwrap_or_default();
    u64::from_be_bytes(first)
}

/// SHA-256 over names and cells, in order, in 64 hexadecimal digits.
pub(crate) fn digest(columns: &[Cells]) -> String {
    let mut sha = Sha256::new();
    for (name, cells) in columns {
        sha.update((name.len() as u64).to_le_bytes());
        sha.update(name.as_bytes());
        sha.update((cells.len() as u64).to_le_bytes());
        cells.iter().for_each(|cell| sha.update(cell.to_le_bytes()));
    }
    sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
