//! Tables as JSON lines.

use super::cell;
use super::csv::io;
use crate::data::{Table, Value};
use crate::error::Error;
use std::io::Write;

/// Writes a [`Table`] as JSON lines that [`JsonLinesReader`](crate::data::JsonLinesReader), told the
/// [types](Table::column_types), reads back to the same bits.
///
/// One object a row, with every column by its name; a missing value is `null`. Numbers are written
/// by the contract of [`number`](crate::data::number), infinities as the texts `inf` and `-inf`, and
/// points in time as text by that of [`time`](crate::data::time). What columns are for
/// ([`Role`](crate::data::Role)) is not written, nor are the names of a table without rows.
///
/// ```
/// use steadfast::data::{Column, JsonLinesWriter, Table};
/// let table = Table::new()
///     .with("x", Column::Real(vec![0.1, f64::NAN]))?
///     .with("t", Column::text(["a", "\n"]))?;
/// let text = JsonLinesWriter::new().write_string(&table)?;
/// assert_eq!(text, "{\"x\":0.1,\"t\":\"a\"}\n{\"x\":null,\"t\":\"\\n\"}\n");
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct JsonLinesWriter {}

impl JsonLinesWriter {
    /// A writer.
    #[must_use]
    pub fn new() -> JsonLinesWriter {
        JsonLinesWriter {}
    }

    /// Writes into a file, in place of what it held.
    ///
    /// # Errors
    /// When the system refuses.
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
    /// Never; the signature is that of the other writers.
    pub fn write_string(&self, table: &Table) -> Result<String, Error> {
        let mut bytes = Vec::new();
        self.write(table, &mut bytes)?;
        // Every part is a `str`.
        Ok(String::from_utf8(bytes).unwrap_or_default())
    }

    /// Writes the table.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write<W: Write>(&self, table: &Table, output: W) -> Result<(), Error> {
        self.write_named(table, "output", output)
    }

    fn write_named<W: Write>(&self, table: &Table, name: &str, output: W) -> Result<(), Error> {
        let mut output = std::io::BufWriter::new(output);
        let names: Vec<String> = table.names().map(|name| quoted(name)).collect();
        let mut line = String::new();
        for row in 0..table.rows() {
            line.clear();
            line.push('{');
            for (at, ((_, column), name)) in table.columns().zip(&names).enumerate() {
                if at > 0 {
                    line.push(',');
                }
                line.push_str(name);
                line.push(':');
                let value = column.value(row);
                match (value, cell::text(value)) {
                    (_, None) => line.push_str("null"),
                    (Value::Text(_) | Value::Timestamp(_) | Value::Sparse(_), Some(text)) => {
                        line.push_str(&quoted(&text));
                    }
                    (Value::Real(x), Some(text)) if x.is_infinite() => {
                        line.push_str(&quoted(&text));
                    }
                    (_, Some(text)) => line.push_str(&text),
                }
            }
            line.push_str("}\n");
            output.write_all(line.as_bytes()).map_err(|source| io(name, source))?;
        }
        output.flush().map_err(|source| io(name, source))
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl Table {
    /// Writes JSON lines: see [`JsonLinesWriter`].
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write_json_lines(&self, output: impl Write) -> Result<(), Error> {
        JsonLinesWriter::new().write(self, output)
    }
}
