//! Bytes that are not an artifact this build can prove.

/// Why an artifact was refused. `at` is the byte, `stage` the path of a stage such as `2 scale.standard`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The first bytes are not those of an artifact.
    #[error("not a steadfast artifact: the first eight bytes are {found}")]
    Magic {
        /// The bytes found, in hexadecimal.
        found: String,
    },
    /// A format this build does not read.
    #[error("format version {found} is not supported; this build reads {supported}")]
    Format {
        /// The version in the file.
        found: u32,
        /// The versions read.
        supported: String,
    },
    /// The length written in the prologue is not the length of the bytes.
    #[error("the artifact says {expected} bytes, and there are {found}")]
    Length {
        /// The length written.
        expected: u64,
        /// The length there is.
        found: u64,
    },
    /// The bytes are not those that were saved.
    #[error("digest mismatch: the artifact says {expected}, its bytes give {found}")]
    Digest {
        /// The digest written.
        expected: String,
        /// The digest of the bytes.
        found: String,
    },
    /// A part larger than its limit.
    #[error("{what}: {found} is over the limit of {limit}")]
    Limit {
        /// Which part.
        what: &'static str,
        /// Its limit.
        limit: u64,
        /// What was found.
        found: u64,
    },
    /// A header that is not canonical, or does not say what it must.
    #[error("header: {problem}")]
    Header {
        /// What is wrong.
        problem: String,
    },
    /// A section that is not what the header says.
    #[error("section {index}: {problem}")]
    Section {
        /// The section, from 0.
        index: usize,
        /// What is wrong.
        problem: String,
    },
    /// A stage kind that is not in the registry.
    #[error("stage {stage}: unknown kind; the registry knows {known}")]
    UnknownKind {
        /// The stage.
        stage: String,
        /// How many kinds the registry knows.
        known: usize,
    },
    /// Another kind of stage than the typed recipe has there.
    #[error("stage {stage}: expected kind `{expected}`")]
    WrongKind {
        /// The stage.
        stage: String,
        /// The kind the recipe has.
        expected: String,
    },
    /// A version of a stage that this build does not read.
    #[error("stage {stage}: version {found} is not supported; this build reads {supported}")]
    Version {
        /// The stage.
        stage: String,
        /// The version in the file.
        found: u32,
        /// The version read.
        supported: u32,
    },
    /// A stage whose parameters or state do not fit together.
    #[error("stage {stage}: {problem}")]
    State {
        /// The stage.
        stage: String,
        /// What is wrong.
        problem: String,
    },
    /// Two stages that do not meet.
    #[error("stage {stage} takes {expected}, and the one before it yields {found}")]
    Seam {
        /// The stage.
        stage: String,
        /// What it takes.
        expected: String,
        /// What comes.
        found: String,
    },
    /// The whole takes or yields another kind than the one asked for.
    #[error("the pipeline goes from {found}, not from {expected}")]
    Ends {
        /// The ends asked for.
        expected: String,
        /// The ends it has.
        found: String,
    },
    /// Fewer or more stages than the typed recipe has.
    #[error("{problem}")]
    Shape {
        /// What is wrong.
        problem: String,
    },
    /// The model compares otherwise with the library it was imported from than the artifact says.
    #[error("certificate: {problem}")]
    Certificate {
        /// What is wrong.
        problem: String,
    },
    /// The artifact does not give its own witness bits in this host.
    #[error(
        "witness row {row}: {place} gives {found}, the artifact says {expected}: \
         this host does not reproduce the model"
    )]
    Witness {
        /// The witness row, from 0.
        row: usize,
        /// The first stage, and the column where it is known.
        place: String,
        /// The bits stored.
        expected: String,
        /// The bits computed.
        found: String,
    },
    /// The artifact holds no witness rows, and the caller asks for proof.
    #[error("the artifact holds no witness rows, so it cannot prove itself")]
    NoWitness,
    /// The stream ended or failed.
    #[error("reading the artifact: {problem}")]
    Io {
        /// The system's message.
        problem: String,
    },
}
