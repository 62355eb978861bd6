//! Every way in which this crate can say no.
//!
//! One [`Error`] for the whole crate, with a structured kind for each layer, so that a service can
//! match on what went wrong and a person can read which stage, column and row it was. Nothing in
//! the crate panics on data or on bytes: it returns one of these.

mod explain;
mod fit;
mod import;
mod load;
mod row;
mod schema;
mod search;
mod table;

pub use explain::ExplainError;
pub use fit::FitError;
pub use import::ImportError;
pub use load::LoadError;
pub use row::RowError;
pub use schema::SchemaError;
pub use search::SearchError;
pub use table::{ReadError, TableError};

use crate::exact::EnvironmentError;

/// Any error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A table, matrix or label column that cannot be: duplicate names, unequal lengths, no such column.
    #[error(transparent)]
    Table(#[from] Box<TableError>),
    /// Text that could not be read as a table: the file, the line, the cell.
    #[error(transparent)]
    Read(#[from] Box<ReadError>),
    /// The columns of the input are not those of the schema in the artifact.
    #[error(transparent)]
    Schema(#[from] Box<SchemaError>),
    /// A cell that a stage refuses.
    #[error(transparent)]
    Row(#[from] Box<RowError>),
    /// A recipe that cannot be fitted to this data.
    #[error(transparent)]
    Fit(#[from] Box<FitError>),
    /// Bytes that are not an artifact this build can prove.
    #[error(transparent)]
    Load(#[from] Box<LoadError>),
    /// The host has changed the arithmetic of this thread.
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    /// A metric that is not defined on these values, or a split that cannot be made.
    #[error("{0}")]
    Evaluate(String),
    /// A model, a column or a question that has no explanation.
    #[error(transparent)]
    Explain(#[from] Box<ExplainError>),
    /// A search for parameters that cannot be made, or that found nothing.
    #[error(transparent)]
    Search(#[from] Box<SearchError>),
    /// A file of another library that cannot be imported.
    #[error(transparent)]
    Import(#[from] Box<ImportError>),
    /// The operating system refused to read or write.
    #[error("{action} {path}: {source}")]
    Io {
        /// What was being done: `reading`, `writing`.
        action: &'static str,
        /// The file or folder.
        path: String,
        /// The system's own error.
        source: std::io::Error,
    },
}

macro_rules! boxed {
    ($($kind:ident),*) => {$(
        impl From<$kind> for Error {
            fn from(error: $kind) -> Self {
                Error::from(Box::new(error))
            }
        }
    )*};
}
boxed!(
    TableError,
    ReadError,
    SchemaError,
    RowError,
    FitError,
    LoadError,
    ExplainError,
    SearchError,
    ImportError
);

impl Error {
    /// The same error, with its row counted from `offset` rows earlier: blocks number their rows from 0.
    #[must_use]
    pub fn offset_row(mut self, offset: usize) -> Self {
        match &mut self {
            Error::Row(error) => error.row = error.row.map(|row| row + offset),
            Error::Read(_)
            | Error::Table(_)
            | Error::Schema(_)
            | Error::Fit(_)
            | Error::Load(_)
            | Error::Environment(_)
            | Error::Evaluate(_)
            | Error::Explain(_)
            | Error::Search(_)
            | Error::Import(_)
            | Error::Io { .. } => {}
        }
        self
    }

    /// The same error, about this row: for rows that were counted in another place.
    #[must_use]
    pub fn with_row(mut self, row: usize) -> Self {
        if let Error::Row(error) = &mut self {
            error.row = error.row.map(|_| row);
        }
        self
    }

    /// The row this error speaks of, when it is about one row.
    #[must_use]
    pub fn row(&self) -> Option<usize> {
        match self {
            Error::Row(error) => error.row,
            _ => None,
        }
    }
}

/// Lists names for a message: at most eight, then how many more.
pub(crate) fn list<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    const SHOWN: usize = 8;
    let names: Vec<S> = names.into_iter().collect();
    let shown: Vec<String> =
        names.iter().take(SHOWN).map(|name| format!("`{}`", clip(name.as_ref()))).collect();
    match names.len() {
        0 => "none".to_owned(),
        n if n <= SHOWN => shown.join(", "),
        n => format!("{} and {} more", shown.join(", "), n - SHOWN),
    }
}

/// A text for a message: control characters escaped, at most 60 characters, so that a 16 MiB cell
/// does not become a 16 MiB message.
pub(crate) fn clip(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut out: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if text.chars().nth(SHOWN).is_some() {
        out.push_str(&format!("… ({} bytes)", text.len()));
    }
    out
}
