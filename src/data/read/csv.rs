//! Tables from CSV.

use super::assembler::Assembler;
use super::block::Block;
use super::cell::Cell;
use super::csv_records::CsvRecords;
use super::options::Options;
use super::source::{Blocks, LenientBlocks, Source, Taken, read_all};
use crate::data::{ColumnType, Table};
use crate::error::{Error, ReadError, list};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Reads CSV as a [`Table`], whole or block by block.
///
/// The text is UTF-8, with or without a byte order mark, its lines ended by `\n`, `\r\n` or `\r`.
/// Cells may be quoted by `"`, doubled inside; a quoted cell may hold delimiters and line breaks.
/// Quoting says nothing about the type or about what is missing. Blank lines are passed over.
/// The first record is the header, unless [`header(false)`](CsvReader::header) was said; without one
/// the columns are `column_1`, `column_2`, ….
///
/// A cell is missing when it is one of the [`missing`](CsvReader::missing) markers: alone the empty
/// cell, unless others are set. Around a marker, a number, a truth value and a point in time ASCII
/// spaces and tabs do not count; a text is kept as it stands, and is missing only when it equals a
/// marker. Numbers are read by the contract of [`number`](crate::data::number), points in time by
/// that of [`time`](crate::data::time).
///
/// # Types
///
/// Declared [`types`](CsvReader::types) are held to. The type of every other column is the first of
/// these that fits all its cells that are not missing (or those of the first
/// [`infer_rows`](CsvReader::infer_rows)):
///
/// 1. boolean: the words of the contract;
/// 2. integer: within `i64`;
/// 3. real;
/// 4. timestamp;
/// 5. text.
///
/// A column in which a number is padded with zeros (`007`) or has more digits than `i64` holds is
/// text: it is a code, and as a number it would lose digits. A column without any value is real.
///
/// ```
/// use steadfast::data::{Column, ColumnType, CsvReader};
/// let text = "name;age;zip\nAda;36;00123\nAlan;NA;99999\n";
/// let table = CsvReader::new()
///     .delimiter(b';')
///     .missing(["", "NA"])
///     .types([("age", ColumnType::Real)])
///     .read_str(text)?;
/// assert_eq!(**table.column("age")?, Column::Real(vec![36.0, f64::NAN]));
/// assert_eq!(**table.column("zip")?, Column::text(["00123", "99999"]));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct CsvReader {
    delimiter: u8,
    header: bool,
    options: Options,
}

impl Default for CsvReader {
    fn default() -> Self {
        CsvReader::new()
    }
}

impl CsvReader {
    /// A reader of comma-separated text with a header, in which the empty cell is missing.
    #[must_use]
    pub fn new() -> CsvReader {
        let options = Options { missing: vec!["".into()], ..Options::default() };
        CsvReader { delimiter: b',', header: true, options }
    }

    /// The ASCII character between cells.
    #[must_use]
    pub fn delimiter(mut self, delimiter: u8) -> CsvReader {
        self.delimiter = delimiter;
        self
    }

    /// Whether the first record holds the names of the columns.
    #[must_use]
    pub fn header(mut self, header: bool) -> CsvReader {
        self.header = header;
        self
    }

    /// The cells that stand for a missing value, in place of those set before.
    #[must_use]
    pub fn missing<S: AsRef<str>>(mut self, markers: impl IntoIterator<Item = S>) -> CsvReader {
        self.options.missing = markers.into_iter().map(|marker| marker.as_ref().into()).collect();
        self
    }

    /// The types of some or all columns.
    #[must_use]
    pub fn types<N: Into<Arc<str>>>(
        mut self,
        types: impl IntoIterator<Item = (N, ColumnType)>,
    ) -> CsvReader {
        self.options.declare(types);
        self
    }

    /// Passes over every column whose type is not declared.
    #[must_use]
    pub fn only_declared(mut self) -> CsvReader {
        self.options.only_declared = true;
        self
    }

    /// Infers types from the first `rows` rows (at least one) in place of all; a later cell that
    /// does not fit is an error.
    #[must_use]
    pub fn infer_rows(mut self, rows: usize) -> CsvReader {
        self.options.infer_rows = Some(rows.max(1));
        self
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When the system refuses, and as for [`read`](CsvReader::read).
    pub fn read_path(&self, path: impl AsRef<Path>) -> Result<Table, Error> {
        let origin = path.as_ref().display().to_string();
        match std::fs::File::open(path) {
            Ok(file) => self.read_named(origin, file),
            Err(source) => Err(ReadError::Io { origin, source }.into()),
        }
    }

    /// Reads text that is in memory.
    ///
    /// # Errors
    /// As for [`read`](CsvReader::read).
    pub fn read_str(&self, text: &str) -> Result<Table, Error> {
        self.read(text.as_bytes())
    }

    /// Reads bytes to their end.
    ///
    /// # Errors
    /// The first of: input without a record; a name that appears twice; a declared column that is
    /// not there; a record with another number of cells; a cell that is not UTF-8 or not of its
    /// column's type; a quote that is never closed; and what the system refuses. Each names the line.
    pub fn read<R: Read>(&self, input: R) -> Result<Table, Error> {
        self.read_named("input".to_owned(), input)
    }

    fn read_named<R: Read>(&self, origin: String, input: R) -> Result<Table, Error> {
        let (source, rows) = self.open(origin, input)?;
        read_all(source, rows)
    }

    /// Reads tables of at most `rows` rows each (at least one), one at a time, so that input larger
    /// than memory can be scored.
    ///
    /// All types must be declared: a block must not depend on where it begins.
    ///
    /// ```
    /// use steadfast::data::{ColumnType, CsvReader};
    /// let reader = CsvReader::new().types([("x", ColumnType::Real)]);
    /// let mut rows = 0;
    /// for block in reader.blocks("x\n1\n2\n3\n".as_bytes(), 2)? {
    ///     rows += block?.rows();
    /// }
    /// assert_eq!(rows, 3);
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the header is wrong or a column has no declared type; each block as for
    /// [`read`](CsvReader::read). The first error ends the blocks.
    pub fn blocks<R: Read>(
        &self,
        input: R,
        rows: usize,
    ) -> Result<impl Iterator<Item = Result<Table, Error>> + use<R>, Error> {
        let (source, columns) = self.open_declared(input)?;
        Ok(Blocks::new(source, columns, rows))
    }

    /// Reads blocks of at most `rows` rows each (at least one) in which a row that cannot be read is
    /// set aside with its error and costs no other row.
    ///
    /// ```
    /// use steadfast::data::{ColumnType, CsvReader};
    /// let reader = CsvReader::new().types([("x", ColumnType::Real)]);
    /// for block in reader.lenient_blocks("x\n1\nabc\n3\n".as_bytes(), 100)? {
    ///     let block = block?;
    ///     assert_eq!(block.rows, [0, 2]);
    ///     assert_eq!(block.refused[0].row, 1);
    /// }
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the header is wrong or a column has no declared type; while reading, only what the
    /// system refuses, which ends the blocks.
    pub fn lenient_blocks<R: Read>(
        &self,
        input: R,
        rows: usize,
    ) -> Result<impl Iterator<Item = Result<Block, Error>> + use<R>, Error> {
        let (source, columns) = self.open_declared(input)?;
        Ok(LenientBlocks::new(source, columns, rows))
    }

    fn open_declared<R: Read>(&self, input: R) -> Result<(CsvSource<R>, Assembler), Error> {
        let (source, rows) = self.open("input".to_owned(), input)?;
        if let Some(name) = rows.open() {
            let problem = format!(
                "column `{}` has no declared type; blocks are read without inference",
                crate::error::clip(name)
            );
            return Err(ReadError::Header { origin: source.origin().to_owned(), problem }.into());
        }
        Ok((source, rows))
    }

    /// Reads the header and makes the columns.
    fn open<R: Read>(&self, origin: String, input: R) -> Result<(CsvSource<R>, Assembler), Error> {
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
                let name = crate::error::clip(&name);
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

impl Table {
    /// Reads a CSV file with a header, its types inferred from all rows: see [`CsvReader`].
    ///
    /// # Errors
    /// As for [`CsvReader::read_path`].
    pub fn read_csv(path: impl AsRef<Path>) -> Result<Table, Error> {
        CsvReader::new().read_path(path)
    }
}

#[derive(Debug)]
struct CsvSource<R> {
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
                    let name = crate::error::clip(name);
                    return syntax(format!("the cell of column `{name}` is not UTF-8"));
                }
            }
        }
        rows.push(&cells).map_err(|refused| self.cell_error(line, refused))
    }
}
