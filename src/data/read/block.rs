//! A stretch of rows of which some could not be read.

use crate::data::Table;
use crate::error::Error;

/// A stretch of rows, those that could not be read set aside: one bad row never costs the others.
#[derive(Debug)]
#[non_exhaustive]
pub struct Block {
    /// The rows that were read.
    pub table: Table,
    /// For every row of `table`, its number in the input, from 0, refused rows counted.
    pub rows: Vec<usize>,
    /// The rows that were not, in order.
    pub refused: Vec<RefusedRow>,
    /// The number of the block's first row in the input, from 0, refused rows counted.
    pub first_row: usize,
}

/// A row that could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub struct RefusedRow {
    /// Its number in the input, from 0; the header and blank lines do not count.
    pub row: usize,
    /// Why: the line, the column, what was expected and found.
    pub error: Error,
}
