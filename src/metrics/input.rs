//! What metrics are evaluated on: truth, prediction and weights of one task.

use crate::exact;

/// A binary task: what happened, and a score that is higher the likelier it was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binary<'a> {
    /// What happened, one value a row.
    pub truth: &'a [bool],
    /// The score, usually a probability, one value a row.
    pub score: &'a [f64],
    /// The weight of each row; `None` when all count the same.
    pub weight: Option<&'a [f64]>,
    /// The label is `true` from this score up; used by metrics of hard labels.
    pub threshold: f64,
}

impl<'a> Binary<'a> {
    /// Rows that all count the same, and a threshold of 0.5.
    #[must_use]
    pub fn new(truth: &'a [bool], score: &'a [f64]) -> Self {
        Self { truth, score, weight: None, threshold: 0.5 }
    }

    /// Weighs the rows.
    #[must_use]
    pub fn weight(self, weight: &'a [f64]) -> Self {
        Self { weight: Some(weight), ..self }
    }

    /// Moves the threshold.
    #[must_use]
    pub fn threshold(self, threshold: f64) -> Self {
        Self { threshold, ..self }
    }

    /// The hard labels, `score ≥ threshold`.
    #[must_use]
    pub fn predicted(&self) -> Vec<bool> {
        self.score.iter().map(|&s| s >= self.threshold).collect()
    }
}

/// A task of several classes, coded `0..classes`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Multiclass<'a> {
    /// The class of each row.
    pub truth: &'a [u32],
    /// The probability of each class, `classes` values a row, row-major.
    pub probabilities: &'a [f64],
    /// The number of classes.
    pub classes: usize,
    /// The weight of each row; `None` when all count the same.
    pub weight: Option<&'a [f64]>,
}

impl<'a> Multiclass<'a> {
    /// Rows that all count the same.
    #[must_use]
    pub fn new(truth: &'a [u32], probabilities: &'a [f64], classes: usize) -> Self {
        Self { truth, probabilities, classes, weight: None }
    }

    /// Weighs the rows.
    #[must_use]
    pub fn weight(self, weight: &'a [f64]) -> Self {
        Self { weight: Some(weight), ..self }
    }

    /// The most probable class of each row; of several, the lowest code.
    #[must_use]
    pub fn predicted(&self) -> Vec<u32> {
        let rows = self.probabilities.chunks(self.classes.max(1));
        let best = rows.map(|row| exact::argmax(row).unwrap_or(0));
        best.map(|class| u32::try_from(class).unwrap_or(u32::MAX)).collect()
    }
}

/// A task whose target is a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regression<'a> {
    /// The target of each row.
    pub truth: &'a [f64],
    /// What was predicted for it, in the same unit.
    pub prediction: &'a [f64],
    /// The weight of each row; `None` when all count the same.
    pub weight: Option<&'a [f64]>,
}

impl<'a> Regression<'a> {
    /// Rows that all count the same.
    #[must_use]
    pub fn new(truth: &'a [f64], prediction: &'a [f64]) -> Self {
        Self { truth, prediction, weight: None }
    }

    /// Weighs the rows.
    #[must_use]
    pub fn weight(self, weight: &'a [f64]) -> Self {
        Self { weight: Some(weight), ..self }
    }
}

/// Truth and prediction of one task.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Evaluation<'a> {
    /// Two classes and a score.
    Binary(Binary<'a>),
    /// Several classes and their probabilities.
    Multiclass(Multiclass<'a>),
    /// A number.
    Regression(Regression<'a>),
}

impl Evaluation<'_> {
    /// The task in words.
    #[must_use]
    pub fn task(&self) -> &'static str {
        match self {
            Self::Binary(_) => "binary classification",
            Self::Multiclass(_) => "multiclass classification",
            Self::Regression(_) => "regression",
        }
    }

    /// The weights of the rows.
    #[must_use]
    pub fn weight(&self) -> Option<&[f64]> {
        match self {
            Self::Binary(x) => x.weight,
            Self::Multiclass(x) => x.weight,
            Self::Regression(x) => x.weight,
        }
    }
}

impl<'a> From<Binary<'a>> for Evaluation<'a> {
    fn from(input: Binary<'a>) -> Self {
        Self::Binary(input)
    }
}

impl<'a> From<Multiclass<'a>> for Evaluation<'a> {
    fn from(input: Multiclass<'a>) -> Self {
        Self::Multiclass(input)
    }
}

impl<'a> From<Regression<'a>> for Evaluation<'a> {
    fn from(input: Regression<'a>) -> Self {
        Self::Regression(input)
    }
}
