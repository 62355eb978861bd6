//! Tables from CSV.

use super::block::Block;
use super::options::Options;
use super::source::{Blocks, LenientBlocks, read_all};
use crate::data::{ColumnType, Table};
use crate::error::{Error, ReadError};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Reads CSV as a [`Table`], whole or block by block.
///
/// The text is UTF-8, with or without a byte order mark, its lines ended by `\n`, `\r\n` or `\r`.
/// Cells may be quoted by `"`, doubled inside; a quoted cell may hold delimiters and line breaks.
/// Quoting says nothing about the type or about what is missing. A quote inside an unquoted cell
/// stands for itself, and what follows a closing quote belongs to the cell. Blank lines are passed
/// over.
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
    pub(super) delimiter: u8,
    pub(super) header: bool,
    pub(super) options: Options,
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
    /// for block in reader.blocks("x\n1\n2\n3\n".as_bytes(), 2) {
    ///     rows += block?.rows();
    /// }
    /// assert_eq!(rows, 3);
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    ///
    /// Each item's errors are those of [`read`](CsvReader::read), and a column without a declared
    /// type. The first error ends the blocks.
    pub fn blocks<R: Read>(
        &self,
        input: R,
        rows: usize,
    ) -> impl Iterator<Item = Result<Table, Error>> + use<R> {
        Blocks::new(self.open_declared(input), rows)
    }

    /// Reads blocks of at most `rows` rows each (at least one) in which a row that cannot be read is
    /// set aside with its error and costs no other row.
    ///
    /// ```
    /// use steadfast::data::{ColumnType, CsvReader};
    /// let reader = CsvReader::new().types([("x", ColumnType::Real)]);
    /// for block in reader.lenient_blocks("x\n1\nabc\n3\n".as_bytes(), 100) {
    ///     let block = block?;
    ///     assert_eq!(block.rows, [0, 2]);
    ///     assert_eq!(block.refused[0].row, 1);
    /// }
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    ///
    /// Only a wrong header, a column without a declared type and what the system refuses are errors
    /// of the iterator, and end it.
    pub fn lenient_blocks<R: Read>(
        &self,
        input: R,
        rows: usize,
    ) -> impl Iterator<Item = Result<Block, Error>> + use<R> {
        LenientBlocks::new(self.open_declared(input), rows)
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
