//! A build without trainers: every fit says which feature it needs.

use crate::data::{Labels, Matrix, Vector};
use crate::error::{Error, FitError};
use crate::model::affine::AffineState;
use crate::model::logistic::{Logistic, LogisticState};
use std::time::Duration;

fn not_built<T>(stage: &str) -> Result<T, Error> {
    Err(FitError::NotBuilt { stage: stage.to_owned(), feature: "train".to_owned() }.into())
}

pub(in crate::model) fn least_squares(
    stage: &str,
    _: &Matrix,
    _: &Vector,
    _: f64,
    _: bool,
    _: Duration,
) -> Result<AffineState, Error> {
    not_built(stage)
}

pub(in crate::model) fn logistic(
    stage: &str,
    _: &Logistic,
    _: &Matrix,
    _: &Labels,
) -> Result<LogisticState, Error> {
    not_built(stage)
}
