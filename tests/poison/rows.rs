//! Rows as people send them, and the cells that spoil them.

use serde::ser::{Serialize, SerializeMap, Serializer};
use steadfast::data::{ColumnType, Value};

/// One cell, free of any door.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Missing,
    Real(f64),
    Integer(i64),
    Boolean(bool),
    Text(String),
    Timestamp(i64),
}

impl PartialEq for Cell {
    fn eq(&self, other: &Cell) -> bool {
        match (self, other) {
            (Cell::Missing, Cell::Missing) => true,
            (Cell::Real(a), Cell::Real(b)) => a.to_bits() == b.to_bits(),
            (Cell::Integer(a), Cell::Integer(b)) | (Cell::Timestamp(a), Cell::Timestamp(b)) => {
                a == b
            }
            (Cell::Boolean(a), Cell::Boolean(b)) => a == b,
            (Cell::Text(a), Cell::Text(b)) => a == b,
            _ => false,
        }
    }
}

impl Cell {
    pub(crate) fn of(value: Value<'_>) -> Cell {
        match value {
            Value::Real(x) => Cell::Real(x),
            Value::Integer(x) => Cell::Integer(x),
            Value::Boolean(x) => Cell::Boolean(x),
            Value::Text(x) => Cell::Text(x.to_owned()),
            Value::Timestamp(x) => Cell::Timestamp(x),
            _ => Cell::Missing,
        }
    }

    pub(crate) fn shown(&self) -> String {
        format!("{self:?}").chars().take(60).collect()
    }
}

/// A row as named cells.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row(pub(crate) Vec<(String, Cell)>);

impl Row {
    pub(crate) fn get(&self, column: &str) -> &Cell {
        self.0.iter().find(|(name, _)| name == column).map_or(&Cell::Missing, |(_, cell)| cell)
    }

    pub(crate) fn set(&mut self, column: &str, cell: Cell) {
        self.0.iter_mut().find(|(name, _)| name == column).unwrap().1 = cell;
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, cell) in &self.0 {
            match cell {
                Cell::Missing => map.serialize_entry(name, &None::<f64>)?,
                Cell::Real(x) => map.serialize_entry(name, x)?,
                Cell::Integer(x) | Cell::Timestamp(x) => map.serialize_entry(name, x)?,
                Cell::Boolean(x) => map.serialize_entry(name, x)?,
                Cell::Text(x) => map.serialize_entry(name, x)?,
            }
        }
        map.end()
    }
}

const REALS: [f64; 12] = [
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    -0.0,
    5e-324,
    -2.2e-308,
    1e308,
    -1e308,
    f64::MAX,
    9_223_372_036_854_775_807.0,
    -9_223_372_036_854_775_808.0,
    1e-300,
];

const INTEGERS: [i64; 6] = [i64::MIN, i64::MAX, (1 << 53) + 1, -1, 0, 1_000_000];

const TEXTS: [&str; 11] = [
    "",
    " ",
    "nobody has seen this",
    "nul \0 inside",
    "two\nlines",
    "carriage\r\nreturn",
    "a \"quoted\" part, and a comma",
    "\u{feff}mark",
    "\u{202e}right to left",
    "e\u{301}",
    "nan",
];

/// Cells a column of the type can hold.
pub(crate) fn of_type(column_type: ColumnType) -> Vec<Cell> {
    let mut cells = vec![Cell::Missing];
    match column_type {
        ColumnType::Real => cells.extend(REALS.map(Cell::Real)),
        ColumnType::Integer => cells.extend(INTEGERS.map(Cell::Integer)),
        ColumnType::Boolean => cells.extend([true, false].map(Cell::Boolean)),
        ColumnType::Text => cells.extend(TEXTS.map(|text| Cell::Text(text.to_owned()))),
        ColumnType::Timestamp => cells.extend(INTEGERS.map(Cell::Timestamp)),
        other => panic!("no poison for {other}"),
    }
    cells
}

/// Cells it cannot, whichever door they come through.
pub(crate) fn of_other_types(column_type: ColumnType) -> Vec<Cell> {
    let text = Cell::Text("neither number nor time".to_owned());
    match column_type {
        ColumnType::Real => vec![text, Cell::Boolean(true)],
        ColumnType::Integer => {
            let broken = [2.5, -0.5, 1e308, f64::INFINITY].map(Cell::Real);
            [text, Cell::Boolean(false)].into_iter().chain(broken).collect()
        }
        ColumnType::Boolean => vec![text, Cell::Integer(1), Cell::Real(0.0)],
        ColumnType::Text => vec![Cell::Integer(1), Cell::Real(0.5), Cell::Boolean(true)],
        ColumnType::Timestamp => vec![text, Cell::Boolean(true), Cell::Real(0.5)],
        other => panic!("no poison for {other}"),
    }
}
