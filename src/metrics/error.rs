//! What can be wrong with the input of a metric.

/// Why a metric has no value: what was wrong, what was expected, what was found.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MetricError {
    /// There are no rows.
    #[error("no rows: a metric needs at least {expected}")]
    TooFewRows {
        /// The least number of rows.
        expected: usize,
    },
    /// Two inputs that describe the same rows have different lengths.
    #[error("{what} has {found} values, expected {expected}, one for each of truth")]
    Length {
        /// The input of the wrong length.
        what: &'static str,
        /// The length that fits the truth.
        expected: usize,
        /// The length it has.
        found: usize,
    },
    /// A value lies outside what the metric is defined on.
    #[error("{what}, row {row}: found {found}, expected {expected}")]
    Domain {
        /// The input that holds the value.
        what: &'static str,
        /// Its row, from 0.
        row: usize,
        /// The values the metric is defined on.
        expected: &'static str,
        /// The value.
        found: f64,
    },
    /// All weights are zero.
    #[error("every weight is zero, expected at least one positive weight")]
    ZeroWeight,
    /// A class code is not below the number of classes.
    #[error("{what}, row {row}: class {found}, expected a code below {classes}")]
    Class {
        /// The input that holds the code.
        what: &'static str,
        /// Its row, from 0.
        row: usize,
        /// The code.
        found: u32,
        /// The number of classes.
        classes: usize,
    },
    /// There are too few classes.
    #[error("{found} classes, expected at least {expected}")]
    TooFewClasses {
        /// The least number of classes.
        expected: usize,
        /// The number there is.
        found: usize,
    },
    /// There are more classes than a confusion matrix can hold.
    #[error("{found} classes, expected at most {expected}")]
    TooManyClasses {
        /// The largest number of classes.
        expected: usize,
        /// The number there is.
        found: usize,
    },
    /// The probabilities of one row do not add up to one.
    #[error("probabilities, row {row}: they add up to {found}, expected 1")]
    NotADistribution {
        /// The row, from 0.
        row: usize,
        /// Their sum.
        found: f64,
    },
    /// A parameter of the metric is out of range.
    #[error("{parameter} is {found}, expected {expected}")]
    Parameter {
        /// The parameter's name.
        parameter: &'static str,
        /// The values it may have.
        expected: &'static str,
        /// The value it has.
        found: f64,
    },
    /// The metric takes no weights.
    #[error("{metric} is not defined with weights, expected none")]
    WeightsNotSupported {
        /// The metric's name.
        metric: String,
    },
    /// The metric belongs to another task.
    #[error("{metric} is not a metric of {found}")]
    WrongTask {
        /// The metric's name.
        metric: String,
        /// The task it was asked for.
        found: &'static str,
    },
    /// No metric has this name.
    #[error("no metric is named {found:?}")]
    UnknownName {
        /// The name.
        found: String,
    },
    /// A figure of the user's own could not be computed.
    #[error("{kpi}: {message}")]
    Kpi {
        /// Its name.
        kpi: String,
        /// The reason it gave.
        message: String,
    },
}
