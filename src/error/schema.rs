//! Inputs whose columns are not those the pipeline was fitted on.

/// The columns of an input do not answer the schema stored in the artifact.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// Columns the pipeline needs and the input lacks.
    #[error("missing {columns}; the input has {have}")]
    Missing {
        /// The columns missing.
        columns: String,
        /// The columns there are.
        have: String,
    },
    /// A column of another type.
    #[error("column `{column}`: expected {expected}, found {found}")]
    Type {
        /// The column.
        column: String,
        /// Its type at fit.
        expected: String,
        /// Its type now.
        found: String,
    },
    /// Columns the pipeline does not know, where the artifact refuses them.
    #[error("unknown {columns}; the artifact was saved with extra columns refused")]
    Extra {
        /// The columns.
        columns: String,
    },
    /// A policy, role or setting that names a column which is not there.
    #[error("{what} names column `{column}`; the table has {have}")]
    NoColumn {
        /// The setting.
        what: String,
        /// The column named.
        column: String,
        /// The columns there are.
        have: String,
    },
    /// The pipeline yields another kind of data than the one asked for.
    #[error("the pipeline yields {found}, not {expected}")]
    Output {
        /// The kind asked for.
        expected: String,
        /// The kind it yields.
        found: String,
    },
}
