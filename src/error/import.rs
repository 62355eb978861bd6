//! Files of other libraries that cannot be read, or that say what this crate cannot do.

/// A file of another library that was refused. `format` is the format it was read as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The bytes are not of the format.
    #[error("{format}: not such a file: {problem}")]
    Other {
        /// The format.
        format: &'static str,
        /// What tells.
        problem: String,
    },
    /// A version of the format that is not read.
    #[error("{format}: version `{found}` is not read; {supported} are")]
    Version {
        /// The format.
        format: &'static str,
        /// The version of the file.
        found: String,
        /// The versions read.
        supported: &'static str,
    },
    /// A file that contradicts itself or its format.
    #[error("{format}: {place}: {problem}")]
    Malformed {
        /// The format.
        format: &'static str,
        /// Where: a line, a tree, a key.
        place: String,
        /// What is wrong there.
        problem: String,
    },
    /// Something that the format allows and this crate does not do.
    #[error("{format}: {what} is not supported")]
    Unsupported {
        /// The format.
        format: &'static str,
        /// What it is, by its name in the file.
        what: String,
    },
    /// A question the file does not answer, or an answer that does not fit it.
    #[error("{format}: {problem}")]
    Choice {
        /// The format.
        format: &'static str,
        /// What is to be said, and how.
        problem: String,
    },
}
