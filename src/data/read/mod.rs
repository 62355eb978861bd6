//! The ways in: text that becomes tables.
//!
//! Every source cuts its input into rows of cells; one assembler turns cells into columns, so that
//! a number, a missing value or a bad cell means the same wherever it comes from.

mod assembler;
mod block;
mod cell;
mod csv;
mod csv_records;
mod csv_source;
mod json_lines;
mod json_object;
mod lines;
mod options;
mod slot;
mod source;

#[cfg(test)]
mod csv_tests;
#[cfg(test)]
mod json_lines_tests;

pub use block::{Block, RefusedRow};
pub use csv::CsvReader;
pub use json_lines::JsonLinesReader;

pub(super) use assembler::Assembler;
pub(super) use cell::Cell;
pub(super) use options::Options;
