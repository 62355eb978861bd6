//! Tables as CSV.

use super::cell;
use crate::data::{Table, number};
use crate::error::{Error, TableError, clip};
use std::io::Write;

/// Writes a [`Table`] as CSV that [`CsvReader`](crate::data::CsvReader) reads back to the same bits,
/// told the same delimiter, header, missing marker and [types](Table::column_types).
///
/// UTF-8, a header, lines ended by `\n`. A missing value is the marker, the empty cell unless
/// another is set. CSV cannot tell a missing value from a text that equals the marker, so a table
/// that holds such a text is refused rather than changed: choose another
/// [`missing`](CsvWriter::missing) marker. What columns are for ([`Role`](crate::data::Role)) is not
/// written.
///
/// ```
/// use steadfast::data::{Column, CsvWriter, Table};
/// let table = Table::new()
///     .with("x", Column::Real(vec![0.1, f64::NAN]))?
///     .with("t", Column::text(["a,b", ""]))?;
/// let text = CsvWriter::new().missing("NA").write_string(&table)?;
/// assert_eq!(text, "x,t\n0.1,\"a,b\"\nNA,\n");
/// assert!(CsvWriter::new().write_string(&table).is_err());
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct CsvWriter {
    delimiter: u8,
    header: bool,
    missing: String,
}

impl Default for CsvWriter {
    fn default() -> Self {
        CsvWriter::new()
    }
}

impl CsvWriter {
    /// A writer of comma-separated text with a header, in which the empty cell is missing.
    #[must_use]
    pub fn new() -> CsvWriter {
        CsvWriter { delimiter: b',', header: true, missing: String::new() }
    }

    /// The ASCII character between cells.
    #[must_use]
    pub fn delimiter(mut self, delimiter: u8) -> CsvWriter {
        self.delimiter = delimiter;
        self
    }

    /// Whether the names of the columns are the first record.
    #[must_use]
    pub fn header(mut self, header: bool) -> CsvWriter {
        self.header = header;
        self
    }

    /// The cell that stands for a missing value, without ASCII spaces and tabs around it.
    #[must_use]
    pub fn missing(mut self, marker: &str) -> CsvWriter {
        number::trim(marker).clone_into(&mut self.missing);
        self
    }

    /// Writes into a file, in place of what it held.
    ///
    /// # Errors
    /// As for [`write`](CsvWriter::write).
    pub fn write_path(
        &self,
        table: &Table,
        path: impl AsRef<std::path::Path>,
    ) -> Result<(), Error> {
        let name = path.as_ref().display().to_string();
        let file = std::fs::File::create(path).map_err(|source| io(&name, source))?;
        self.write_named(table, &name, file)
    }

    /// Writes into memory.
    ///
    /// # Errors
    /// As for [`write`](CsvWriter::write).
    pub fn write_string(&self, table: &Table) -> Result<String, Error> {
        let mut bytes = Vec::new();
        self.write(table, &mut bytes)?;
        // Every delimiter is ASCII and every cell is a `str`.
        Ok(String::from_utf8(bytes).unwrap_or_default())
    }

    /// Writes the table.
    ///
    /// # Errors
    /// When a cell would read back as missing, the table has no column, the delimiter is not an
    /// ASCII character that can stand between cells, or the system refuses. Rows before the cell
    /// may have been written.
    pub fn write<W: Write>(&self, table: &Table, output: W) -> Result<(), Error> {
        self.write_named(table, "output", output)
    }

    fn write_named<W: Write>(&self, table: &Table, name: &str, output: W) -> Result<(), Error> {
        self.check(table)?;
        let mut output = std::io::BufWriter::new(output);
        let mut record = String::new();
        let mut first = true;
        let header = self.header.then_some(None);
        for row in header.into_iter().chain((0..table.rows()).map(Some)) {
            record.clear();
            for (at, (name, column)) in table.columns().enumerate() {
                if at > 0 {
                    record.push(char::from(self.delimiter));
                }
                let Some(row) = row else {
                    self.push(&mut record, name, first && at == 0);
                    continue;
                };
                match cell::text(column.value(row)) {
                    None => self.push(&mut record, &self.missing, first && at == 0),
                    Some(text) if *text == *self.missing => {
                        return Err(TableError::Unwritable {
                            name: clip(name),
                            row,
                            problem: format!("`{}` would read back as missing", clip(&text)),
                        }
                        .into());
                    }
                    Some(text) => self.push(&mut record, &text, first && at == 0),
                }
            }
            if record.is_empty() {
                // One empty cell: without quotes it would be a blank line, which is no record.
                record.push_str("\"\"");
            }
            record.push('\n');
            first = false;
            output.write_all(record.as_bytes()).map_err(|source| io(name, source))?;
        }
        output.flush().map_err(|source| io(name, source))
    }

    fn check(&self, table: &Table) -> Result<(), Error> {
        let delimiter = char::from(self.delimiter);
        let problem = if !self.delimiter.is_ascii() || matches!(delimiter, '"' | '\r' | '\n') {
            format!("{delimiter:?} cannot stand between cells")
        } else if table.width() == 0 {
            "a table without columns has no form in CSV".to_owned()
        } else {
            return Ok(());
        };
        Err(TableError::NoForm { problem }.into())
    }

    /// Adds a cell, quoted where it must be: a mark at the very start would be taken for a byte
    /// order mark.
    fn push(&self, record: &mut String, text: &str, at_start: bool) {
        let special = |byte: &u8| *byte == self.delimiter || matches!(byte, b'"' | b'\r' | b'\n');
        if text.as_bytes().iter().any(special) || at_start && text.starts_with('\u{feff}') {
            record.push('"');
            record.push_str(&text.replace('"', "\"\""));
            record.push('"');
        } else {
            record.push_str(text);
        }
    }
}

pub(super) fn io(path: &str, source: std::io::Error) -> Error {
    Error::Io { action: "writing", path: path.to_owned(), source }
}

impl Table {
    /// Writes comma-separated text with a header: see [`CsvWriter`].
    ///
    /// # Errors
    /// As for [`CsvWriter::write`].
    pub fn write_csv(&self, output: impl Write) -> Result<(), Error> {
        CsvWriter::new().write(self, output)
    }
}
