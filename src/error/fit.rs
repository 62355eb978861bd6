//! Recipes that cannot be fitted.

/// A recipe that cannot be fitted to the data it was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// A parameter outside its range.
    #[error("stage `{stage}`: parameter `{parameter}` must be {expected}, found {found}")]
    Parameter {
        /// The stage.
        stage: String,
        /// The parameter.
        parameter: String,
        /// Its range.
        expected: String,
        /// What was given.
        found: String,
    },
    /// No column of the input is of a type the stage works on.
    #[error("stage `{stage}` takes {takes} columns, and there is none; the input has {have}")]
    NoColumns {
        /// The stage.
        stage: String,
        /// The types it takes.
        takes: String,
        /// The columns there are, with their types.
        have: String,
    },
    /// A column the stage cannot learn from.
    #[error("stage `{stage}`, column `{column}`: {problem}")]
    Column {
        /// The stage.
        stage: String,
        /// The column.
        column: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Too few rows.
    #[error("stage `{stage}` needs at least {needs} rows, found {found}")]
    Rows {
        /// The stage.
        stage: String,
        /// Rows needed.
        needs: usize,
        /// Rows given.
        found: usize,
    },
    /// A target the stage cannot learn from.
    #[error("stage `{stage}`, target: expected {expected}, found {found}")]
    Target {
        /// The stage.
        stage: String,
        /// What it takes.
        expected: String,
        /// What it was given.
        found: String,
    },
    /// Weights that a target cannot have.
    #[error("weights: expected {expected}, found {found}")]
    Weights {
        /// What weights are.
        expected: String,
        /// What was given.
        found: String,
    },
    /// The trainer did not finish in time.
    #[error("stage `{stage}`: {trainer} did not finish within {seconds} s")]
    Deadline {
        /// The stage.
        stage: String,
        /// The library that trains.
        trainer: String,
        /// The deadline.
        seconds: u64,
    },
    /// The trainer panicked; the panic was contained.
    #[error("stage `{stage}`: {trainer} panicked: {message}")]
    Panicked {
        /// The stage.
        stage: String,
        /// The library that trains.
        trainer: String,
        /// The panic's message.
        message: String,
    },
    /// The trainer returned an error of its own.
    #[error("stage `{stage}`: {trainer}: {message}")]
    Trainer {
        /// The stage.
        stage: String,
        /// The library that trains.
        trainer: String,
        /// Its message.
        message: String,
    },
    /// A learned parameter is NaN or infinite.
    #[error("stage `{stage}`: the fitted {parameter} is not finite")]
    NonFinite {
        /// The stage.
        stage: String,
        /// Which parameter.
        parameter: String,
    },
    /// This build has no trainer for the stage.
    #[error("stage `{stage}` can be fitted only in a build with feature `{feature}`")]
    NotBuilt {
        /// The stage.
        stage: String,
        /// The cargo feature that brings the trainer.
        feature: String,
    },
}
