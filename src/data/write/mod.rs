//! The ways out: tables as text that reads back to the same bits.

mod cell;
mod csv;
mod json_lines;

#[cfg(test)]
mod round_trip_tests;

pub use csv::CsvWriter;
pub use json_lines::JsonLinesWriter;

use super::{ColumnType, Table};
use std::sync::Arc;

impl Table {
    /// The columns with their types: what a reader has to be told to read this table back.
    ///
    /// ```
    /// use steadfast::data::{Column, CsvReader, Table};
    /// let table = Table::new().with("zip", Column::text(["99999"]))?;
    /// let mut text = Vec::new();
    /// table.write_csv(&mut text)?;
    /// assert_eq!(CsvReader::new().types(table.column_types()).read(&text[..])?, table);
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    pub fn column_types(&self) -> impl Iterator<Item = (Arc<str>, ColumnType)> {
        self.columns().map(|(name, column)| (Arc::clone(name), column.column_type()))
    }
}
