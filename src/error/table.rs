//! Tables that cannot be built, and text that cannot be read as one.

/// A table, matrix or label column that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// Two columns of one name.
    #[error("column `{name}` appears twice: column names must be distinct")]
    DuplicateName {
        /// The name.
        name: String,
    },
    /// Columns of different lengths.
    #[error("column `{name}` has {found} rows, the table has {expected}")]
    Length {
        /// The column.
        name: String,
        /// Rows of the table.
        expected: usize,
        /// Rows of the column.
        found: usize,
    },
    /// A column that is not there.
    #[error("no column `{name}`; the table has {have}")]
    NoColumn {
        /// The name asked for.
        name: String,
        /// The names there are.
        have: String,
    },
    /// A column of another type than the one asked for.
    #[error("column `{name}` is {found}, expected {expected}")]
    Type {
        /// The column.
        name: String,
        /// What was asked for.
        expected: String,
        /// What it is.
        found: String,
    },
    /// A value that is missing where one must be, as in a target.
    #[error("column `{name}`, row {row}: the value is missing")]
    Missing {
        /// The column.
        name: String,
        /// The row, from 0.
        row: usize,
    },
    /// A matrix whose names and columns differ in number.
    #[error("{names} names for {columns} columns")]
    Names {
        /// How many names were given.
        names: usize,
        /// How many columns there are.
        columns: usize,
    },
    /// A cell that the format has no form for.
    #[error("column `{name}`, row {row}: {problem}")]
    Unwritable {
        /// The column.
        name: String,
        /// The row, from 0.
        row: usize,
        /// What would be lost.
        problem: String,
    },
    /// A table that the format has no form for.
    #[error("{problem}")]
    NoForm {
        /// Why not.
        problem: String,
    },
    /// A serde record that is not a flat row of named cells.
    #[error("record {row}: {problem}")]
    Record {
        /// The record, from 0.
        row: usize,
        /// What is wrong with it.
        problem: String,
    },
}

/// Text that could not be read as a table.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The text breaks the format's own rules.
    #[error("{origin}, line {line}: {problem}")]
    Syntax {
        /// The file, or `input`.
        origin: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        problem: String,
    },
    /// A cell that is not a value of its column's declared type.
    #[error("{origin}, line {line}, column `{column}`: expected {expected}, found `{found}`")]
    Cell {
        /// The file, or `input`.
        origin: String,
        /// The line, from 1.
        line: u64,
        /// The column.
        column: String,
        /// The type declared or inferred.
        expected: String,
        /// The text found.
        found: String,
    },
    /// The names of the columns do not make a table.
    #[error("{origin}: {problem}")]
    Header {
        /// The file, or `input`.
        origin: String,
        /// What is wrong.
        problem: String,
    },
    /// The operating system refused.
    #[error("{origin}: {source}")]
    Io {
        /// The file, or `input`.
        origin: String,
        /// The system's own error.
        source: std::io::Error,
    },
}
