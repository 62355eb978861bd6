//! What a mixture stores.

use super::CovarianceType;
use crate::error::{Error, FitError};
use crate::model::trainer::Trainer;
use crate::pipeline::per_column::{check_columns, check_finite};
use crate::solve::mixture::{Gaussians, Parameters};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What [`GaussianMixtureModel`](super::GaussianMixtureModel) stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GaussianMixtureState {
    pub(super) columns: Arc<[Arc<str>]>,
    pub(super) weights: Vec<f64>,
    /// Component after component, in each one a column.
    pub(super) means: Vec<f64>,
    /// As the type of the covariances lays them out.
    pub(super) covariances: Vec<f64>,
    pub(super) lower_bound: f64,
    pub(super) iterations: u32,
}

impl GaussianMixtureState {
    /// Checks what is stored, and gives the densities.
    pub(super) fn check(&self, components: u64, kind: CovarianceType) -> Result<Gaussians, String> {
        let (width, count) = (self.columns.len(), self.weights.len());
        check_columns(&self.columns, &[])?;
        if width == 0 || count == 0 || count as u64 != components {
            return Err(format!("{width} columns and {count} components of {components}"));
        }
        if width.checked_mul(count) != Some(self.means.len())
            || kind.numbers(count, width) != Some(self.covariances.len())
        {
            let (means, covariances) = (self.means.len(), self.covariances.len());
            return Err(format!(
                "{means} means and {covariances} covariances for {count} components of {width} columns"
            ));
        }
        check_finite("weights", &self.weights)?;
        check_finite("means", &self.means)?;
        check_finite("covariances", &self.covariances)?;
        check_finite("lower bound", &[self.lower_bound])?;
        let shares = self.weights.iter().all(|weight| (0.0..=1.0).contains(weight));
        if !shares || self.weights.iter().all(|weight| *weight == 0.0) {
            return Err("weights that are no shares".to_owned());
        }
        let parameters = Parameters {
            weights: self.weights.clone(),
            means: self.means.clone(),
            covariances: self.covariances.clone(),
        };
        Gaussians::new(&parameters, kind)
    }
}

/// What a hostile file must not hold, a fit must not make.
pub(super) fn fitted<S>(stage: &str, restored: Result<S, String>) -> Result<S, Error> {
    restored.map_err(|message| {
        let (stage, trainer) = (stage.to_owned(), Trainer::EXACT.to_owned());
        FitError::Trainer { stage, trainer, message }.into()
    })
}
