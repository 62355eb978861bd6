//! The doors by which rows come in.

use super::models::Served;
use super::rows::{Cell, Row};
use std::sync::Arc;
use steadfast::data::{
    Block, Column, ColumnType, CsvReader, DataKind, DataRef, JsonLinesReader, Table, Text,
};
use steadfast::{Batch, Error, Outcomes};

/// The bits of a row's prediction, or why there is none, row and line numbers taken out.
pub(crate) type Answer = Result<Vec<u64>, String>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    Table,
    Csv,
    JsonLines,
    Records,
}

impl Door {
    pub(crate) const TEXT: [Door; 2] = [Door::Csv, Door::JsonLines];

    /// The answers of all rows, the same for every way of cutting the batch.
    pub(crate) fn answers(self, model: &dyn Served, rows: &[Row]) -> Result<Vec<Answer>, Error> {
        let batches = [(1, 1024), (1, 1), (2, 2)]
            .map(|(threads, block)| Batch::default().threads(threads).block(block));
        let mut answers = Vec::new();
        for batch in batches {
            answers.push(self.ask(model, rows, batch)?);
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{self:?}: {answers:?}");
        Ok(answers.pop().unwrap())
    }

    fn ask(self, model: &dyn Served, rows: &[Row], batch: Batch) -> Result<Vec<Answer>, Error> {
        let types = model.schema().types();
        match self {
            Door::Table => model.table(&table(&types, rows), batch),
            Door::Records => model.records(rows, batch),
            // Blocks of three rows, so that a batch is more than one.
            Door::Csv => {
                let text = csv(&types, rows);
                let reader = CsvReader::new().types(types);
                let blocks = reader.lenient_blocks(text.as_bytes(), 3);
                through(model, rows.len(), blocks, batch)
            }
            Door::JsonLines => {
                let text = json_lines(rows);
                let reader = JsonLinesReader::new().types(types);
                let blocks = reader.lenient_blocks(text.as_bytes(), 3);
                through(model, rows.len(), blocks, batch)
            }
        }
    }

    /// Whether the cell can be written so that this door could read it.
    pub(crate) fn has_form(self, cell: &Cell) -> bool {
        // A point in time is written in CSV with its year: these have none of four digits.
        !(self == Door::Csv && matches!(cell, Cell::Timestamp(i64::MIN | i64::MAX)))
    }

    /// The cell this door sees: in CSV the empty cell is documented to be missing.
    pub(crate) fn reads(self, cell: &Cell) -> Cell {
        match cell {
            Cell::Text(text) if self == Door::Csv && text.is_empty() => Cell::Missing,
            cell => cell.clone(),
        }
    }

    /// Whether this door documents that it takes the cell for a value of the type after all.
    pub(crate) fn takes(self, cell: &Cell, as_type: ColumnType) -> bool {
        // In CSV everything is text.
        self == Door::Csv && as_type == ColumnType::Text && *cell != Cell::Missing
    }
}

fn through(
    model: &dyn Served,
    rows: usize,
    blocks: impl Iterator<Item = Result<Block, Error>>,
    batch: Batch,
) -> Result<Vec<Answer>, Error> {
    let mut answers = Vec::new();
    for block in blocks {
        let block = block?;
        assert_eq!(block.first_row, answers.len());
        answers.extend(model.block(block, batch)?);
    }
    assert_eq!(answers.len(), rows, "a row without an answer");
    Ok(answers)
}

/// What was said of the rows from `first` on: of each just one thing.
pub(crate) fn answers<O: DataKind>(
    first: usize,
    rows: usize,
    outcomes: &Outcomes<O>,
) -> Vec<Answer> {
    assert_eq!(outcomes.rows().len() + outcomes.refused().len(), rows);
    let answer = |row: usize| match outcomes.get(row).expect("every row has its answer") {
        Ok(output) => Ok(bits(output.lend())),
        Err(error) => Err(without_row(error, row)),
    };
    (first..first + rows).map(answer).collect()
}

fn without_row(error: &Error, row: usize) -> String {
    let mut text = error.to_string();
    match error {
        Error::Row(_) => assert_eq!(error.row(), Some(row), "{text}"),
        Error::Table(_) => assert!(text.starts_with(&format!("record {row}: ")), "{text}"),
        Error::Read(_) => assert!(text.starts_with("input, line "), "{text}"),
        _ => panic!("not an error of one row: {text}"),
    }
    if let Some(rest) = text.strip_prefix("input, line ") {
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        text = format!("input, line #{rest}");
    }
    text.replace(&format!("row {row}"), "row #").replace(&format!("record {row}"), "row #")
}

fn bits(data: DataRef<'_>) -> Vec<u64> {
    let numbers = match data {
        DataRef::Vector(vector) => vector.values(),
        DataRef::Classes(classes) => classes.probabilities(),
        other => panic!("a model that yields {other:?}"),
    };
    assert!(!numbers.is_empty() && numbers.iter().all(|x| x.is_finite()), "{numbers:?}");
    numbers.iter().map(|x| x.to_bits()).collect()
}

/// The rows as a table; a column that holds another type than its own has the type of that cell.
pub(crate) fn table(types: &[(Arc<str>, ColumnType)], rows: &[Row]) -> Table {
    let columns = types.iter().map(|(name, as_type)| {
        let cells = || rows.iter().map(|row| row.get(name));
        let integers = || {
            let cells = cells().map(|cell| match cell {
                Cell::Integer(x) | Cell::Timestamp(x) => Some(*x),
                _ => None,
            });
            cells.collect::<Vec<_>>()
        };
        let column = match as_type {
            ColumnType::Real => Column::Real(
                cells().map(|cell| if let Cell::Real(x) = cell { *x } else { f64::NAN }).collect(),
            ),
            ColumnType::Integer => Column::Integer(integers()),
            ColumnType::Timestamp => Column::Timestamp(integers()),
            ColumnType::Boolean => Column::Boolean(
                cells()
                    .map(|cell| if let Cell::Boolean(x) = cell { Some(*x) } else { None })
                    .collect(),
            ),
            _ => {
                let text = |cell: &'_ Cell| match cell {
                    Cell::Text(x) => Some(x.clone()),
                    _ => None,
                };
                Column::Text(cells().map(text).collect::<Text>())
            }
        };
        (Arc::clone(name), column)
    });
    Table::from_columns(columns).unwrap()
}

/// Quoted here, not by the crate's own writer: that would be a test of two errors that agree.
pub(crate) fn csv(types: &[(Arc<str>, ColumnType)], rows: &[Row]) -> String {
    let line = |cells: Vec<String>| {
        let quoted: Vec<String> =
            cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        quoted.join(",") + "\n"
    };
    let mut text = line(types.iter().map(|(name, _)| name.to_string()).collect());
    for row in rows {
        let cell = |(name, _): &(Arc<str>, ColumnType)| match row.get(name) {
            Cell::Missing => String::new(),
            Cell::Real(x) if x.is_nan() => "nan".to_owned(),
            Cell::Real(x) => format!("{x:?}"),
            Cell::Integer(x) => x.to_string(),
            Cell::Boolean(x) => x.to_string(),
            Cell::Text(x) => x.clone(),
            Cell::Timestamp(x) => time(*x),
        };
        text.push_str(&line(types.iter().map(cell).collect()));
    }
    text
}

/// 1970 to 1972 are enough for the good rows: seconds and microseconds of the first days.
fn time(micros: i64) -> String {
    let (seconds, micros) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
    let (day, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let date = match day {
        0..31 => format!("1970-01-{:02}", day + 1),
        -31..0 => format!("1969-12-{:02}", 32 + day),
        // 2^53 + 1 microseconds are 104,249 days: 2255-06-05.
        104_249 => "2255-06-05".to_owned(),
        other => panic!("day {other}"),
    };
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{date}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z")
}

pub(crate) fn json_lines(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let field = |(name, cell): &(String, Cell)| {
            let value = match cell {
                Cell::Missing => "null".to_owned(),
                Cell::Real(x) if x.is_nan() => "\"nan\"".to_owned(),
                Cell::Real(x) if x.is_infinite() => format!("\"{x}\""),
                Cell::Real(x) => format!("{x:?}"),
                Cell::Integer(x) | Cell::Timestamp(x) => x.to_string(),
                Cell::Boolean(x) => x.to_string(),
                Cell::Text(x) => serde_json::to_string(x).unwrap(),
            };
            format!("{}:{value}", serde_json::to_string(name).unwrap())
        };
        let fields: Vec<String> = row.0.iter().map(field).collect();
        text.push_str(&format!("{{{}}}\n", fields.join(",")));
    }
    text
}
