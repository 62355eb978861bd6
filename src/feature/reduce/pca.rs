//! The directions in which rows differ most.

use super::dimension::most_likely;
use super::projection::{Projection, bad_count, no_products};
use crate::artifact::Stage;
use crate::data::{Table, Types};
use crate::error::{Error, FitError};
use crate::exact;
use crate::pipeline::{Apply, Fit, Numbers, Pipeline, Target};
use crate::solve::eigen::eigen;
use crate::solve::gram::covariance;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Replaces the numeric columns by their principal components: the directions in which the rows differ
/// most, the first the most.
///
/// Takes and gives a [`Table`]. The components stand at the right end, named `pca0`, `pca1`, …; columns
/// that are not numeric pass through. Scale the columns first unless their units are one.
///
/// # Formula
/// z(k) = (x − mean) · v(k), v(k) the eigenvector of the covariance matrix (divisor n − 1) with the k-th largest
/// eigenvalue, its sign such that its largest component is positive; whitened, z(k) / √eigenvalue.
///
/// # Learned state
/// Means, components, the variance along each and its share of all, the mean variance of those left out.
///
/// # Determinism
/// Replay exact: products in eight lanes. Refit exact, in any row order: covariances are exact before
/// they are rounded, and Jacobi's rotations are taken in fixed order.
///
/// # Errors
/// Fitting fails when no column is numeric, a value is missing or infinite, there are fewer than two
/// rows, or fewer rows or columns than components. Applying refuses a missing or infinite value by column
/// and row.
///
/// # Source
/// `PCA` of scikit-learn 1.9, all of whose solvers compute these; Minka (2000) for the number by likelihood.
///
/// # Examples
/// ```
/// use steadfast::feature::Pca;
/// use steadfast::prelude::*;
/// let x = Table::new()
///     .with("a", Column::Real(vec![1.0, 2.0, 3.0]))?
///     .with("b", Column::Real(vec![2.0, 4.0, 6.0]))?;
/// let fitted = Pca::new(1).fit(&x, &())?;
/// assert_eq!(fitted.explained_variance_ratio(), [1.0]);
/// assert_eq!(fitted.apply(&x)?.value(1, "pca0"), Value::Real(0.0));
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "PCA")]
#[doc(alias = "principal component analysis")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pca {
    components: Components,
    whiten: bool,
}

/// How many components are kept.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Components {
    /// As many as the smaller of rows and columns.
    All,
    /// So many.
    Count(u64),
    /// The fewest whose variances add up to more than this share of all, between 0 and 1.
    Share(f64),
    /// The most likely number, by Minka's approximation to the evidence.
    MostLikely,
}

impl Pca {
    /// So many components.
    #[must_use]
    pub fn new(components: u64) -> Pca {
        Pca::of(Components::Count(components))
    }

    /// Components by another rule.
    #[doc(alias = "n_components")]
    #[must_use]
    pub fn of(components: Components) -> Pca {
        Pca { components, whiten: false }
    }

    /// Whether each component is divided by its standard deviation; by default no.
    #[must_use]
    pub fn whiten(mut self, whiten: bool) -> Pca {
        self.whiten = whiten;
        self
    }

    /// How many of the variances are kept.
    fn keep(&self, variances: &[f64], total: f64, rows: usize) -> Result<usize, Error> {
        const STAGE: &str = PcaProjector::KIND;
        let most = variances.len();
        match self.components {
            Components::All => Ok(most),
            Components::Count(count) => match usize::try_from(count) {
                Ok(count) if (1..=most).contains(&count) => Ok(count),
                _ => Err(bad_count(STAGE, most, count)),
            },
            Components::Share(share) if share > 0.0 && share < 1.0 => {
                let mut sum = 0.0;
                let above = variances.iter().position(|v| {
                    sum += v / total;
                    sum > share
                });
                Ok(above.map_or(most, |at| at + 1))
            }
            Components::Share(share) => Err(bad_count(STAGE, most, share)),
            Components::MostLikely => Ok(most_likely(variances, rows)),
        }
    }
}

/// A fitted [`Pca`].
#[derive(Debug, Clone, PartialEq)]
pub struct PcaProjector {
    recipe: Pca,
    state: PcaState,
}

/// What [`PcaProjector`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PcaState {
    projection: Projection,
    variances: Vec<f64>,
    ratios: Vec<f64>,
    noise: f64,
}

impl PcaProjector {
    const PREFIX: &'static str = "pca";

    /// The columns it replaces.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.projection.columns
    }

    /// The mean of each column.
    #[must_use]
    pub fn mean(&self) -> &[f64] {
        &self.state.projection.mean
    }

    /// One component, a number a column; `None` when there are fewer.
    #[doc(alias = "components_")]
    #[must_use]
    pub fn component(&self, at: usize) -> Option<&[f64]> {
        self.state.projection.component(at)
    }

    /// The variance along each component.
    #[must_use]
    pub fn explained_variance(&self) -> &[f64] {
        &self.state.variances
    }

    /// The share of each in the variance of all columns.
    #[must_use]
    pub fn explained_variance_ratio(&self) -> &[f64] {
        &self.state.ratios
    }

    /// The mean variance along the directions left out; 0 when none is.
    #[must_use]
    pub fn noise_variance(&self) -> f64 {
        self.state.noise
    }

    /// What each projection is divided by.
    fn scales(&self) -> Vec<f64> {
        if !self.recipe.whiten {
            return Vec::new();
        }
        self.state.variances.iter().map(|v| exact::max(v.sqrt(), f64::EPSILON)).collect()
    }
}

impl Pipeline for Pca {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for Pca {
    type Fitted = PcaProjector;

    fn fit(&self, x: &Table, _: &Y) -> Result<PcaProjector, Error> {
        const STAGE: &str = PcaProjector::KIND;
        let numbers = Numbers::of(STAGE, x)?;
        let (names, columns, rows) = (&numbers.names, numbers.columns(), x.rows());
        if rows < 2 {
            return Err(FitError::Rows { stage: STAGE.to_owned(), needs: 2, found: rows }.into());
        }
        let width = columns.len();
        let refuse = |problem: String| no_products(STAGE, &numbers, problem);
        let found = covariance(&columns, 1).map_err(|error| refuse(error.to_string()))?;
        let pairs = eigen(&found.matrix, width)
            .ok_or_else(|| refuse("the covariances are not finite".to_owned()))?;
        // Of fewer rows than columns the last variances are 0 but for rounding.
        let variances: Vec<f64> =
            pairs.values.iter().take(rows.min(width)).map(|&v| exact::max(v, 0.0)).collect();
        let total = exact::sum_ordered(&variances);
        let kept = self.keep(&variances, total, rows)?;
        let (head, tail) = variances.split_at(kept);
        #[expect(clippy::cast_precision_loss, reason = "a count of columns")]
        let noise =
            if tail.is_empty() { 0.0 } else { exact::sum_ordered(tail) / tail.len() as f64 };
        let ratio = |v: &f64| if total > 0.0 { v / total } else { 0.0 };
        let projection = Projection {
            columns: Arc::clone(names),
            mean: found.means,
            components: pairs.vectors[..kept * width].to_vec(),
        };
        projection.check_names(STAGE, x, PcaProjector::PREFIX)?;
        let ratios = head.iter().map(ratio).collect();
        let state = PcaState { projection, variances: head.to_vec(), ratios, noise };
        Ok(PcaProjector { recipe: self.clone(), state })
    }
}

impl Pipeline for PcaProjector {
    type Input = Table;
    type Output = Table;
}

impl Apply for PcaProjector {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        self.state.projection.apply(Self::KIND, x, Self::PREFIX, &self.scales())
    }
}

impl Stage for PcaProjector {
    const KIND: &'static str = "reduce.pca";
    type Recipe = Pca;
    type State = PcaState;

    fn recipe(&self) -> &Pca {
        &self.recipe
    }

    fn state(&self) -> &PcaState {
        &self.state
    }

    fn restore(recipe: Pca, state: PcaState) -> Result<Self, String> {
        state.projection.check(Self::PREFIX, true)?;
        let count = state.projection.count();
        for (what, values) in [("variances", &state.variances), ("ratios", &state.ratios)] {
            if values.len() != count || !values.iter().all(|v| v.is_finite() && *v >= 0.0) {
                return Err(format!("{what} that are not {count} numbers of 0 or more"));
            }
        }
        match state.noise.is_finite() {
            true => Ok(PcaProjector { recipe, state }),
            false => Err(format!("a noise of {}", state.noise)),
        }
    }

    fn learn(recipe: &Pca, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn report(&self) -> Vec<(String, String)> {
        let names = self.state.projection.names(Self::PREFIX);
        let each = self.state.variances.iter().zip(&self.state.ratios);
        let line = |(v, ratio): (&f64, &f64)| format!("variance {v}, {ratio} of all");
        names.iter().map(ToString::to_string).zip(each.map(line)).collect()
    }
}

#[cfg(test)]
mod tests;
