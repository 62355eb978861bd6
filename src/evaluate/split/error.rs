//! Why rows cannot be split as asked.

/// What is too small or out of range: what was expected, what was found.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SplitError {
    /// Too few rows to put at least one on each side, or in each fold.
    #[error("{found} rows, expected at least {expected}")]
    TooFewRows {
        /// The least number of rows.
        expected: usize,
        /// The number there is.
        found: usize,
    },
    /// A class has too few rows to be on both sides, or in each fold.
    #[error("class {class} has {found} rows, expected at least {expected}")]
    ClassTooSmall {
        /// The code of the class.
        class: u32,
        /// The least number of rows.
        expected: usize,
        /// The number there is.
        found: usize,
    },
    /// A side has fewer rows than there are classes.
    #[error("the {side} side gets {found} rows, expected at least {expected}, one for each class")]
    FewerRowsThanClasses {
        /// `train` or `test`.
        side: &'static str,
        /// The number of classes.
        expected: usize,
        /// The number of rows of the side.
        found: usize,
    },
    /// Too few groups to put at least one on each side, or in each fold.
    #[error("{found} groups, expected at least {expected}")]
    TooFewGroups {
        /// The least number of groups.
        expected: usize,
        /// The number there is.
        found: usize,
    },
    /// Too few different times: rows of one time are never separated.
    #[error("the times allow {found} cuts between rows, expected {expected}")]
    TooFewTimes {
        /// The number of cuts needed.
        expected: usize,
        /// The number of different cuts there are near the places asked for.
        found: usize,
    },
    /// The share of the test side leaves one of the sides without rows, or is no share.
    #[error("test share is {found}, expected a number above 0 and below 1")]
    TestShare {
        /// The share.
        found: f64,
    },
    /// Fewer than two folds.
    #[error("{found} folds, expected at least {expected}")]
    TooFewFolds {
        /// The least number of folds.
        expected: usize,
        /// The number asked for.
        found: usize,
    },
}
