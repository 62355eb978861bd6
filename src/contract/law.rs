//! The laws by name.

use crate::artifact::Stage;

/// What every stage promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Law {
    /// The recipe can be fitted to the rows given, and the stage applied to them.
    Fits,
    /// Nothing panics: not on hostile rows, not on hostile files.
    NeverPanics,
    /// Fitting and applying in one step gives what the two steps give.
    FitApply,
    /// Fitting leaves its input and its recipe as they were.
    InputUntouched,
    /// Fitted twice to the same rows, the stored bytes are equal.
    RefitEqual,
    /// Fitted to the same rows in another order, the stored bytes are equal.
    RowOrderOfFit,
    /// Fitted to parts of the rows and merged, in any order, the stored bytes are those of the whole fit.
    Merges,
    /// Its own recipe, fitted again through `Stage::learn`, gives the same stored bytes.
    RecipeRefits,
    /// As many rows come out as went in.
    RowsKept,
    /// A batch gives the bits its rows give one by one, however it is cut.
    RowsAlone,
    /// Rows in another order give the same answers in that order.
    RowOrder,
    /// No rows give no rows, with the same columns or classes.
    NoRows,
    /// The memory order of a matrix does not matter.
    MemoryLayout,
    /// The order of a table's columns does not matter.
    ColumnOrder,
    /// Every NaN it gives is the canonical one.
    CanonicalNan,
    /// Which NaN stands for a missing number does not matter.
    NanPayload,
    /// A refused row is an error that names stage, column and row, the same alone and in a batch.
    ErrorsNamed,
    /// Written, read and written again, the bytes are equal, and so are the answers.
    RoundTrip,
    /// Read through a registry, it is the same stage; without registration, it is refused.
    Registry,
    /// A version it does not know, or a kind of refit that is not its own, is refused.
    Version,
    /// A field too many or too few in its stored form is refused.
    Fields,
    /// Whatever stored form it accepts, it keeps: it can be written again and read as the same.
    Mutations,
    /// Its kind is lower-case words joined by dots, and no combinator's.
    KindForm,
    /// It can say what it is and what it learned.
    Speaks,
}

impl std::fmt::Display for Law {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Law::Fits => "can be fitted and applied to its training rows",
            Law::NeverPanics => "never panics",
            Law::FitApply => "fit_apply is fit, then apply",
            Law::InputUntouched => "fitting changes neither input nor recipe",
            Law::RefitEqual => "two fits give equal bytes",
            Law::RowOrderOfFit => "the order of training rows does not matter",
            Law::Merges => "parts fitted apart merge to the bytes of the whole",
            Law::RecipeRefits => "the stored recipe fits to equal bytes",
            Law::RowsKept => "as many rows come out as went in",
            Law::RowsAlone => "each row depends on itself alone",
            Law::RowOrder => "the order of rows does not matter",
            Law::NoRows => "no rows give no rows of the same columns",
            Law::MemoryLayout => "memory layout does not matter",
            Law::ColumnOrder => "the order of columns does not matter",
            Law::CanonicalNan => "every NaN is canonical",
            Law::NanPayload => "which NaN is missing does not matter",
            Law::ErrorsNamed => "refusals name stage, column and row",
            Law::RoundTrip => "what is stored is the stage",
            Law::Registry => "typed and erased forms agree",
            Law::Version => "unknown versions are refused",
            Law::Fields => "unknown and missing fields are refused",
            Law::Mutations => "what is accepted is kept",
            Law::KindForm => "the kind is lower-case words joined by dots",
            Law::Speaks => "says what it is and what it learned",
        })
    }
}

/// A stage that breaks a law.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("stage `{stage}` breaks the law `{law}`: {problem}")]
pub struct Violation {
    /// The kind of the stage.
    pub stage: String,
    /// The law.
    pub law: Law,
    /// What was seen.
    pub problem: String,
}

pub(super) fn broken<S: Stage>(law: Law, problem: impl std::fmt::Display) -> Violation {
    Violation { stage: S::KIND.to_owned(), law, problem: problem.to_string() }
}
