//! What every model that takes weights does first.

use super::check;
use super::trainer::Trainer;
use crate::data::{DataKind, Labels, Matrix, Vector};
use crate::error::{Error, FitError};
use crate::exact;
use crate::pipeline::{Fit, FitWeighted, Pipeline, Target, Weighable, Weighted};
use std::borrow::Cow;

/// The rows whose weight is over 0: the others are as if they were not there.
pub(super) struct Rows<'a, Y: Clone> {
    pub(super) x: Cow<'a, Matrix>,
    y: Cow<'a, Weighted<Y>>,
}

impl<'a, Y: Weighable> Rows<'a, Y> {
    /// # Errors
    /// When `x` has other rows, a cell that is not finite, or no row is left.
    pub(super) fn of(stage: &str, x: &'a Matrix, y: &'a Weighted<Y>) -> Result<Self, Error> {
        // Over all rows, so that what is refused has the number of its row.
        check::part(stage, x, y.rows())?;
        Rows::kept(stage, x, y)
    }

    /// The same for a model that looks at cells in its own way.
    ///
    /// # Errors
    /// When no row is left.
    pub(super) fn kept(stage: &str, x: &'a Matrix, y: &'a Weighted<Y>) -> Result<Self, Error> {
        let weights = y.weights().iter().enumerate();
        let kept: Vec<usize> =
            weights.filter(|(_, weight)| **weight > 0.0).map(|(row, _)| row).collect();
        if kept.is_empty() {
            let (stage, expected) = (stage.to_owned(), "a row with a weight over 0".to_owned());
            return Err(FitError::Target { stage, expected, found: "none".to_owned() }.into());
        }
        Ok(match kept.len() == y.rows() {
            true => Rows { x: Cow::Borrowed(x), y: Cow::Borrowed(y) },
            false => Rows { x: Cow::Owned(x.take_rows(&kept)), y: Cow::Owned(y.take(&kept)) },
        })
    }

    pub(super) fn y(&self) -> &Y {
        self.y.y()
    }

    pub(super) fn weights(&self) -> &[f64] {
        self.y.weights()
    }

    /// The weights, where not every row counts once.
    pub(super) fn counts(&self) -> Option<&[f64]> {
        (!self.once()).then(|| self.weights())
    }

    /// Whether every row counts once, as it does without weights.
    pub(super) fn once(&self) -> bool {
        self.weights().iter().all(|&weight| weight == 1.0)
    }
}

/// Checks a weighted target of numbers: all finite, those of rows with weight 0 too.
pub(super) fn numbers(stage: &str, y: &Weighted<Vector>) -> Result<(), Error> {
    check::numbers(stage, y.y())
}

/// Weights brought to at most 1 by a power of two, which changes no digit but of those that are 2^-1022 of the largest,
/// and the exponent of that power.
pub(super) fn scaled(weights: &[f64]) -> (Vec<f64>, i32) {
    let largest = exact::largest(weights).unwrap_or(1.0);
    let exponent = crate::solve::scale::exponent_of(largest) + 1;
    let by = |&weight: &f64| crate::solve::scale::times_two_to(weight, -exponent);
    (weights.iter().map(by).collect(), exponent)
}

/// Refuses a library's fit: only this crate's own takes weights.
pub(super) fn own(stage: &str, trainer: Trainer) -> Result<(), Error> {
    if trainer == Trainer::Exact {
        return Ok(());
    }
    Err(FitError::Parameter {
        stage: stage.to_owned(),
        parameter: "trainer".to_owned(),
        expected: "Exact for a target with weights".to_owned(),
        found: format!("{trainer:?}"),
    }
    .into())
}

/// Fits a regression to numbers, with weights or without.
pub(super) fn learn_numbers<R, M>(
    stage: &str,
    recipe: &R,
    x: &Matrix,
    y: Target<'_>,
) -> Result<M, Error>
where
    R: FitWeighted<Vector> + Fit<Vector, Fitted = M> + Pipeline<Input = Matrix>,
{
    match y {
        Target::WeightedVector(y) => recipe.fit_weighted(x, y),
        other => recipe.fit(x, other.vector(stage)?),
    }
}

/// Fits a classifier to classes, with weights or without.
pub(super) fn learn_classes<R, M>(
    stage: &str,
    recipe: &R,
    x: &Matrix,
    y: Target<'_>,
) -> Result<M, Error>
where
    R: FitWeighted<Labels> + Fit<Labels, Fitted = M> + Pipeline<Input = Matrix>,
{
    match y {
        Target::WeightedLabels(y) => recipe.fit_weighted(x, y),
        other => recipe.fit(x, other.labels(stage)?),
    }
}
