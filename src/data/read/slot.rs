//! A column while it is read: of a known type, or with its type still open.

use super::cell::{Cell, Mismatch, NO_TYPE};
use crate::data::{Column, ColumnType, TextBuilder, Types, Value};

/// A column that grows by one cell a row.
#[derive(Debug)]
pub(super) enum Slot {
    /// Its type is known.
    Typed(Builder),
    /// Its type is inferred from all cells held here.
    Open(Open),
    /// Its cells are passed over.
    Skipped,
}

/// A cell that its slot has accepted.
#[derive(Debug)]
pub(super) enum Accepted<'a> {
    Value(Value<'a>),
    /// The cell as it came, and the types its column may still have.
    Held(Cell<'a>, Types),
    Skipped,
}

impl Slot {
    /// Reads a cell without changing the slot, so that a row is taken whole or not at all.
    pub(super) fn accept<'a>(
        &self,
        cell: Cell<'a>,
        missing: &[Box<str>],
    ) -> Result<Accepted<'a>, Box<Mismatch>> {
        match self {
            Slot::Typed(builder) => cell.read(builder.column_type(), missing).map(Accepted::Value),
            Slot::Open(open) => {
                let types = cell.types(open.types, missing);
                if types == NO_TYPE && open.types == Types::ALL {
                    // Nothing before it to fit: only a number that is out of range fits no type.
                    cell.read(ColumnType::Real, missing)?;
                }
                if types == NO_TYPE {
                    let expected = format!("{}, as in the rows before", open.types);
                    return Err(Box::new(Mismatch { expected, found: cell.show() }));
                }
                Ok(Accepted::Held(cell, types))
            }
            Slot::Skipped => Ok(Accepted::Skipped),
        }
    }

    pub(super) fn push(&mut self, cell: &Accepted<'_>) {
        match (self, cell) {
            (Slot::Typed(builder), Accepted::Value(value)) => builder.push(*value),
            (Slot::Open(open), Accepted::Held(cell, types)) => {
                open.types = *types;
                open.hold(*cell);
            }
            // `accept` answers each slot in its own kind.
            _ => {}
        }
    }
}

/// A column of a known type.
#[derive(Debug)]
pub(super) enum Builder {
    Real(Vec<f64>),
    Integer(Vec<Option<i64>>),
    Boolean(Vec<Option<bool>>),
    Text(TextBuilder),
    Timestamp(Vec<Option<i64>>),
}

impl Builder {
    pub(super) fn new(column_type: ColumnType) -> Builder {
        match column_type {
            ColumnType::Real => Builder::Real(Vec::new()),
            ColumnType::Integer => Builder::Integer(Vec::new()),
            ColumnType::Boolean => Builder::Boolean(Vec::new()),
            // A file has no sparse cells; asked for, they are read as the text they are written as.
            ColumnType::Text | ColumnType::Sparse => Builder::Text(TextBuilder::default()),
            ColumnType::Timestamp => Builder::Timestamp(Vec::new()),
        }
    }

    /// A column that begins with missing cells.
    pub(super) fn missing(column_type: ColumnType, rows: usize) -> Builder {
        let mut builder = Builder::new(column_type);
        for _ in 0..rows {
            builder.push(Value::Missing);
        }
        builder
    }

    pub(super) fn column_type(&self) -> ColumnType {
        match self {
            Builder::Real(_) => ColumnType::Real,
            Builder::Integer(_) => ColumnType::Integer,
            Builder::Boolean(_) => ColumnType::Boolean,
            Builder::Text(_) => ColumnType::Text,
            Builder::Timestamp(_) => ColumnType::Timestamp,
        }
    }

    /// Adds a value of this type; any other is missing.
    pub(super) fn push(&mut self, value: Value<'_>) {
        match self {
            Builder::Real(rows) => {
                rows.push(if let Value::Real(x) = value { x } else { f64::NAN });
            }
            Builder::Integer(rows) => {
                rows.push(if let Value::Integer(x) = value { Some(x) } else { None });
            }
            Builder::Boolean(rows) => {
                rows.push(if let Value::Boolean(x) = value { Some(x) } else { None });
            }
            Builder::Text(rows) => {
                rows.push(if let Value::Text(x) = value { Some(x) } else { None });
            }
            Builder::Timestamp(rows) => {
                rows.push(if let Value::Timestamp(x) = value { Some(x) } else { None });
            }
        }
    }

    pub(super) fn finish(self) -> Column {
        match self {
            Builder::Real(rows) => Column::Real(rows),
            Builder::Integer(rows) => Column::Integer(rows),
            Builder::Boolean(rows) => Column::Boolean(rows),
            Builder::Text(rows) => Column::Text(rows.finish()),
            Builder::Timestamp(rows) => Column::Timestamp(rows),
        }
    }
}

/// A column whose type is still open: its cells as they came, end to end.
#[derive(Debug)]
pub(super) struct Open {
    types: Types,
    text: String,
    cells: Vec<Held>,
}

#[derive(Debug, Clone, Copy)]
enum Held {
    Missing,
    /// Where the text ends; it begins where the one before it ends.
    Raw(usize),
    Number(usize),
    Text(usize),
    Boolean(bool),
    Real(f64),
    Integer(i64),
}

impl Open {
    /// An open column that begins with missing cells.
    pub(super) fn new(missing: usize) -> Open {
        Open { types: Types::ALL, text: String::new(), cells: vec![Held::Missing; missing] }
    }

    fn hold(&mut self, cell: Cell<'_>) {
        let mut end = |text: &str| {
            self.text.push_str(text);
            self.text.len()
        };
        let held = match cell {
            Cell::Missing => Held::Missing,
            Cell::Raw(text) => Held::Raw(end(text)),
            Cell::Number(text) => Held::Number(end(text)),
            Cell::Text(text) => Held::Text(end(text)),
            Cell::Boolean(x) => Held::Boolean(x),
            Cell::Real(x) => Held::Real(x),
            Cell::Integer(x) => Held::Integer(x),
        };
        self.cells.push(held);
    }

    /// The first type that fits every cell: boolean, integer, real, timestamp, text; real when no
    /// cell had a value.
    pub(super) fn column_type(&self) -> ColumnType {
        if self.types == Types::ALL {
            return ColumnType::Real;
        }
        [ColumnType::Boolean, ColumnType::Integer, ColumnType::Real, ColumnType::Timestamp]
            .into_iter()
            .find(|column_type| self.types.contains(*column_type))
            .unwrap_or(ColumnType::Text)
    }

    /// The column read as its type.
    pub(super) fn settle(&self, missing: &[Box<str>]) -> Result<Builder, Box<Mismatch>> {
        let column_type = self.column_type();
        let mut builder = Builder::new(column_type);
        let mut start = 0;
        for held in &self.cells {
            let mut text = |end: usize| {
                let text = self.text.get(start..end).unwrap_or_default();
                start = end;
                text
            };
            let cell = match *held {
                Held::Missing => Cell::Missing,
                Held::Raw(end) => Cell::Raw(text(end)),
                Held::Number(end) => Cell::Number(text(end)),
                Held::Text(end) => Cell::Text(text(end)),
                Held::Boolean(x) => Cell::Boolean(x),
                Held::Real(x) => Cell::Real(x),
                Held::Integer(x) => Cell::Integer(x),
            };
            builder.push(cell.read(column_type, missing)?);
        }
        Ok(builder)
    }
}
