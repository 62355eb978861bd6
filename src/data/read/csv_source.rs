//! CSV records as rows of cells: the header read, then one record a row.

use super::assembler::Assembler;
use super::cell::Cell;
use super::csv::CsvReader;
use super::csv_records::CsvRecords;
use super::source::{Opened, Source, Taken};
use crate::error::{Error, ReadError, clip, list};
use std::io::Read;
use std::sync::Arc;

#[derive(Debug)]
pub(super) struct CsvSource<R> {
    records: CsvRecords<R>,
    /// The line of a record that was read ahead, to count the columns.
    pending: Option<u64>,
}

impl<R: Read> Source for CsvSource<R> {
    fn next_row(&mut self, rows: &mut Assembler) -> Result<Option<Taken>, Error> {
        let line = match self.pending.take() {
            Some(line) => Some(line),
            None => match self.records.advance() {
                Ok(line) => line,
                Err(ReadError::Syntax { origin, line, problem }) => {
                    let error = ReadError::Syntax { origin, line, problem };
                    return Ok(Some(Taken { line, result: Err(error) }));
                }
                Err(error) => return Err(error.into()),
            },
        };
        Ok(line.map(|line| Taken { line, result: self.take(line, rows) }))
    }

    fn origin(&self) -> &str {
        self.records.origin()
    }
}

impl<R: Read> CsvSource<R> {
    fn take(&self, line: u64, rows: &mut Assembler) -> Result<(), ReadError> {
        let syntax =
            |problem| Err(ReadError::Syntax { origin: self.origin().to_owned(), line, problem });
        let (expected, found) = (rows.names().len(), self.records.cells().len());
        if expected != found {
            return syntax(format!("expected {expected} cells, found {found}"));
        }
        let mut cells = Vec::with_capacity(found);
        for (cell, name) in self.records.cells().zip(rows.names()) {
            match cell {
                Some(text) => cells.push(Cell::Raw(text)),
                None => {
                    let name = clip(name);
                    return syntax(format!("the cell of column `{name}` is not UTF-8"));
                }
            }
        }
        rows.push(&cells).map_err(|refused| self.cell_error(line, refused))
    }
}

impl CsvReader {
    /// Reads the header, and asks that every column has its type.
    pub(super) fn open_declared<R: Read>(&self, input: R) -> Opened<CsvSource<R>> {
        let (source, rows) = self.open("input".to_owned(), input)?;
        if let Some(name) = rows.open() {
            let problem = format!(
                "column `{}` has no declared type; blocks are read without inference",
                clip(name)
            );
            return Err(ReadError::Header { origin: source.origin().to_owned(), problem }.into());
        }
        Ok((source, rows))
    }

    /// Reads the header and makes the columns.
    pub(super) fn open<R: Read>(&self, origin: String, input: R) -> Opened<CsvSource<R>> {
        let header = |origin: &str, problem: String| -> Error {
            ReadError::Header { origin: origin.to_owned(), problem }.into()
        };
        if !self.delimiter.is_ascii() || matches!(self.delimiter, b'"' | b'\r' | b'\n') {
            let problem = format!("{:?} cannot stand between cells", char::from(self.delimiter));
            return Err(header(&origin, problem));
        }
        let mut records = CsvRecords::new(origin, input, self.delimiter)?;
        let origin = records.origin().to_owned();
        let Some(line) = records.advance()? else {
            return Err(header(&origin, "the input is empty: there is no header".to_owned()));
        };
        let mut rows = Assembler::new(&self.options);
        for (at, name) in records.cells().enumerate() {
            let name: Arc<str> = match name {
                _ if !self.header => format!("column_{}", at + 1).into(),
                Some(name) => name.into(),
                None => {
                    let problem = format!("the name of column {} is not UTF-8", at + 1);
                    return Err(ReadError::Syntax { origin, line, problem }.into());
                }
            };
            let added = match self.options.declared(&name) {
                None if self.options.only_declared => rows.add_skipped(name),
                declared => rows.add(name, declared),
            };
            if let Err(name) = added {
                let name = clip(&name);
                return Err(header(&origin, format!("column `{name}` appears twice")));
            }
        }
        rows.stop_growing();
        let absent = |name: &&Arc<str>| rows.position(name).is_none();
        let absent = list(self.options.types.iter().map(|(name, _)| name).filter(absent));
        if absent != "none" {
            let have = list(rows.names());
            let problem = format!("declared and not there: {absent}; the input has {have}");
            return Err(header(&origin, problem));
        }
        let pending = (!self.header).then_some(line);
        Ok((CsvSource { records, pending }, rows))
    }
}
