//! A mixture of normal distributions.

mod recipe;
mod state;

pub use crate::solve::mixture::CovarianceType;
pub use recipe::GaussianMixture;
pub use state::GaussianMixtureState;

use super::input::{finite_cells, out_of_range, same_columns};
use crate::artifact::Stage;
use crate::data::{Classes, Matrix, Vector};
use crate::error::Error;
use crate::exact;
use crate::model::stage_parts::stage_parts;
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use crate::solve::mixture::Gaussians;
use crate::solve::rows::transposed;
use std::sync::Arc;

/// A fitted [`GaussianMixture`].
#[derive(Debug, Clone, PartialEq)]
pub struct GaussianMixtureModel {
    recipe: GaussianMixture,
    state: GaussianMixtureState,
    gaussians: Gaussians,
    names: Arc<[Arc<str>]>,
}

impl GaussianMixtureModel {
    /// The columns, in order.
    #[doc(alias = "feature_names_in_")]
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The share of each component.
    #[doc(alias = "weights_")]
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.state.weights
    }

    /// The means: component after component, in each one a column.
    #[doc(alias = "means_")]
    #[must_use]
    pub fn means(&self) -> &[f64] {
        &self.state.means
    }

    /// The covariances: [full](CovarianceType::Full), one row-major matrix a component;
    /// [tied](CovarianceType::Tied), one matrix; [diagonal](CovarianceType::Diagonal), one variance a component and
    /// column; [spherical](CovarianceType::Spherical), one variance a component.
    #[doc(alias = "covariances_")]
    #[must_use]
    pub fn covariances(&self) -> &[f64] {
        &self.state.covariances
    }

    /// The mean logarithm of the densities of the training rows before the last step.
    #[doc(alias = "lower_bound_")]
    #[must_use]
    pub fn lower_bound(&self) -> f64 {
        self.state.lower_bound
    }

    /// How many steps were taken.
    #[doc(alias = "n_iter_")]
    #[must_use]
    pub fn iterations(&self) -> u32 {
        self.state.iterations
    }

    /// The natural logarithm of the mixture's density at every row.
    ///
    /// # Errors
    /// Those of [`apply`](Apply::apply).
    pub fn score_samples(&self, x: &Matrix) -> Result<Vector, Error> {
        let mut out = Vec::with_capacity(x.rows());
        self.share(x, |_, _, logs| out.extend_from_slice(logs))?;
        Ok(Vector::new(out))
    }

    /// The Bayesian information criterion on rows, smaller being better: −2·Σ ln density + parameters·ln rows.
    ///
    /// # Errors
    /// Those of [`apply`](Apply::apply).
    pub fn bic(&self, x: &Matrix) -> Result<f64, Error> {
        let fit = -2.0 * exact::exact_sum(self.score_samples(x)?.values());
        Ok(fit + self.parameters() * exact::ln(x.rows() as f64))
    }

    /// Akaike's information criterion on rows, smaller being better: −2·Σ ln density + 2·parameters.
    ///
    /// # Errors
    /// Those of [`apply`](Apply::apply).
    pub fn aic(&self, x: &Matrix) -> Result<f64, Error> {
        Ok(2.0 * self.parameters() - 2.0 * exact::exact_sum(self.score_samples(x)?.values()))
    }

    /// How many numbers are free.
    fn parameters(&self) -> f64 {
        let (width, count) = (self.state.columns.len() as f64, self.state.weights.len() as f64);
        let triangle = width * (width + 1.0) / 2.0;
        let covariances = match self.recipe.covariance() {
            CovarianceType::Full => count * triangle,
            CovarianceType::Tied => triangle,
            CovarianceType::Diagonal => count * width,
            CovarianceType::Spherical => count,
        };
        covariances + width * count + count - 1.0
    }

    /// Shows responsibilities and logarithms of densities, block by block.
    fn share(
        &self,
        x: &Matrix,
        mut take: impl FnMut(usize, &[Vec<f64>], &[f64]),
    ) -> Result<(), Error> {
        same_columns(Self::KIND, &self.state.columns, x)?;
        finite_cells(Self::KIND, x)?;
        let columns = transposed(x.as_slice(), x.width());
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let mut odd = None;
        self.gaussians.share(&columns, |start, shares, logs| {
            let bad = logs.iter().position(|log| !log.is_finite());
            odd = odd.or(bad.map(|at| (start + at, logs[at])));
            take(start, shares, logs);
        });
        match odd {
            Some((row, log)) => {
                Err(out_of_range(Self::KIND, "log density", row, exact::canonical(log)))
            }
            None => Ok(()),
        }
    }
}

impl<Y: ?Sized> Fit<Y> for GaussianMixture {
    type Fitted = GaussianMixtureModel;

    fn fit(&self, x: &Matrix, _: &Y) -> Result<GaussianMixtureModel, Error> {
        const STAGE: &str = GaussianMixtureModel::KIND;
        let state = self.learn(STAGE, x)?;
        state::fitted(STAGE, GaussianMixtureModel::restore(self.clone(), state))
    }
}

impl Pipeline for GaussianMixtureModel {
    type Input = Matrix;
    type Output = Classes;
}

impl Apply for GaussianMixtureModel {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        let count = self.names.len();
        let mut all = vec![0.0; x.rows() * count];
        self.share(x, |start, shares, _| {
            for (place, own) in shares.iter().enumerate() {
                let cells = all.iter_mut().skip(start * count + place).step_by(count);
                cells.zip(own).for_each(|(cell, share)| *cell = *share);
            }
        })?;
        Classes::new(Arc::clone(&self.names), all)
    }
}

impl Stage for GaussianMixtureModel {
    const KIND: &'static str = "model.gaussian_mixture";
    type Recipe = GaussianMixture;
    type State = GaussianMixtureState;

    stage_parts!(GaussianMixture, GaussianMixtureState);

    fn restore(recipe: GaussianMixture, state: GaussianMixtureState) -> Result<Self, String> {
        let gaussians = state.check(recipe.components(), recipe.covariance())?;
        let names = (0..state.weights.len()).map(|at| Arc::from(at.to_string())).collect();
        Ok(GaussianMixtureModel { recipe, state, gaussians, names })
    }

    fn learn(recipe: &GaussianMixture, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn report(&self) -> Vec<(String, String)> {
        let GaussianMixtureState { columns, weights, means, .. } = &self.state;
        let mut lines = vec![
            ("lower bound".to_owned(), self.state.lower_bound.to_string()),
            ("iterations".to_owned(), self.state.iterations.to_string()),
        ];
        let rows = means.chunks_exact(columns.len().max(1));
        for (at, (means, weight)) in rows.zip(weights).enumerate() {
            lines.push((format!("{at}: weight"), weight.to_string()));
            let each = columns.iter().zip(means);
            lines.extend(each.map(|(name, x)| (format!("{at}: mean of {name}"), x.to_string())));
        }
        lines
    }
}

#[cfg(test)]
mod tests;
