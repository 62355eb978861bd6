//! How per-class values become one.

/// How the values of several classes become one (scikit-learn's `average`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Average {
    /// The value of the positive class, `1`, of a binary task.
    Binary,
    /// From counts pooled over all classes.
    Micro,
    /// The mean over classes, each counting the same.
    Macro,
    /// The mean over classes, each counting by its weight in the truth.
    Weighted,
    /// The value of one class.
    Class(u32),
}
