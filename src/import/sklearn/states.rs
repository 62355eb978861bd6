//! What stages store that more than one kind of step becomes.

use super::categories::Levels;
use serde::Serialize;
use std::sync::Arc;

/// What indicators a column becomes.
#[derive(Serialize)]
pub(super) struct Indicators {
    pub(super) levels: Levels,
    pub(super) indicators: Vec<u32>,
    pub(super) missing: Option<u32>,
    pub(super) unknown: Option<u32>,
    pub(super) names: Vec<Arc<str>>,
}

/// What a one-hot encoder stores.
#[derive(Serialize)]
pub(super) struct OneHotState<'a> {
    pub(super) columns: &'a [Arc<str>],
    pub(super) encoded: Vec<Indicators>,
}

/// What numbers a column becomes.
#[derive(Serialize)]
pub(super) struct Spread {
    pub(super) levels: Levels,
    pub(super) values: Vec<f64>,
    pub(super) missing: Option<Vec<f64>>,
    pub(super) unknown: Option<Vec<f64>>,
}

/// What an encoder by means of the target stores.
#[derive(Serialize)]
pub(super) struct TargetState<'a> {
    pub(super) columns: &'a [Arc<str>],
    pub(super) classes: Vec<Arc<str>>,
    pub(super) mean: Vec<f64>,
    pub(super) encoded: Vec<Spread>,
}

/// What a power transform stores.
#[derive(Serialize)]
pub(super) struct PowerState<'a> {
    columns: &'a [Arc<str>],
    lambda: Vec<f64>,
    reference: Vec<f64>,
    mean: Vec<f64>,
    scale: Vec<f64>,
}

impl<'a> PowerState<'a> {
    /// Powers that count from where they are neutral (1 for Box-Cox, 0 for Yeo-Johnson), so that nothing is added to the
    /// formula of scikit-learn and SciPy.
    pub(super) fn new(
        columns: &'a [Arc<str>],
        lambda: Vec<f64>,
        neutral: f64,
        (mean, scale): (Vec<f64>, Vec<f64>),
    ) -> PowerState<'a> {
        PowerState { columns, lambda, reference: vec![neutral; columns.len()], mean, scale }
    }
}
