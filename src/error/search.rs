//! Searches that cannot be made, or that found nothing.

/// A search for parameters that cannot be made, or that found nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// An axis of the space that cannot be searched.
    #[error("search: axis `{axis}`: {problem}")]
    Axis {
        /// The axis.
        axis: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The space as a whole cannot be searched.
    #[error("search: {problem}")]
    Space {
        /// What is wrong with it.
        problem: String,
    },
    /// The closure that makes recipes reads an axis that the point does not have.
    #[error("search: the recipe reads axis `{axis}`; the point has {have}")]
    NoAxis {
        /// The axis that was read.
        axis: String,
        /// The axes there are.
        have: String,
    },
    /// The closure that makes recipes reads an axis as another type.
    #[error("search: the recipe reads axis `{axis}` as {expected}; it is {found}")]
    Setting {
        /// The axis.
        axis: String,
        /// What it was read as.
        expected: String,
        /// Its value.
        found: String,
    },
    /// A path that leads to no parameter of the recipe, or to several.
    #[error("search: `{path}` names {found} of the recipe; its parameters are {have}")]
    Path {
        /// The path.
        path: String,
        /// `no parameter`, or how many.
        found: String,
        /// The parameters there are.
        have: String,
    },
    /// A value that a parameter does not take.
    #[error("search: parameter `{path}` does not take {value}: {problem}")]
    Value {
        /// The path of the parameter.
        path: String,
        /// The value.
        value: String,
        /// Why not.
        problem: String,
    },
    /// Splits of rows that cannot be used.
    #[error("search: folds: {problem}")]
    Folds {
        /// What is wrong with them.
        problem: String,
    },
    /// A successive halving that cannot be planned.
    #[error("search: halving: {parameter} must be {expected}, found {found}")]
    Halving {
        /// Which parameter.
        parameter: String,
        /// Its range.
        expected: String,
        /// What was given, or came of what was given.
        found: String,
    },
    /// No candidate could be fitted and judged.
    #[error("search: all of {candidates} candidates failed; the first: {first}")]
    AllFailed {
        /// How many there were.
        candidates: usize,
        /// The error of the first.
        first: String,
    },
    /// The search was stopped before a candidate was judged on every fold.
    #[error("search: stopped by {by} before any candidate was judged on every fold")]
    Stopped {
        /// `its deadline` or `its caller`.
        by: String,
    },
}
