//! The best approximation of a table by one of few dimensions.

use super::projection::{Projection, bad_count, no_products};
use crate::artifact::Stage;
use crate::data::{Table, Types};
use crate::error::{Error, FitError};
use crate::exact;
use crate::pipeline::{Apply, Fit, Numbers, Pipeline, Target};
use crate::solve::eigen::eigen;
use crate::solve::gram::cross_products;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Replaces the numeric columns by their products with the leading right singular vectors: principal
/// components of rows that are not centred, as one takes them of counts.
///
/// Takes and gives a [`Table`]. The components stand at the right end, named `truncatedsvd0`, …; columns
/// that are not numeric pass through.
///
/// # Formula
/// z(k) = x · v(k), v(k) the eigenvector of XᵀX with the k-th largest eigenvalue, its sign such that its
/// largest component is positive. Singular values are the roots of the eigenvalues.
///
/// # Learned state
/// The vectors, their singular values, and the variance along each.
///
/// # Determinism
/// Replay exact: products in eight lanes. Refit exact, in any row order: products of columns are exact
/// before they are rounded, and Jacobi's rotations are taken in fixed order.
///
/// # Errors
/// Fitting fails when no column is numeric, a value is missing or infinite, there is no row, or fewer
/// columns than components. Applying refuses a missing or infinite value by column and row.
///
/// # Source
/// `TruncatedSVD` of scikit-learn 1.9, whose ARPACK and randomised solvers approximate these vectors.
///
/// # Examples
/// ```
/// use steadfast::feature::TruncatedSvd;
/// use steadfast::prelude::*;
/// let x = Table::new()
///     .with("a", Column::Real(vec![3.0, 0.0]))?
///     .with("b", Column::Real(vec![0.0, 2.0]))?;
/// let fitted = TruncatedSvd::new(1).fit(&x, &())?;
/// assert_eq!(fitted.singular_values(), [3.0]);
/// assert_eq!(fitted.apply(&x)?.value(0, "truncatedsvd0"), Value::Real(3.0));
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "TruncatedSVD")]
#[doc(alias = "LSA")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TruncatedSvd {
    components: u64,
}

impl TruncatedSvd {
    /// So many components, at most as many as there are columns.
    #[must_use]
    pub fn new(components: u64) -> TruncatedSvd {
        TruncatedSvd { components }
    }
}

/// A fitted [`TruncatedSvd`].
#[derive(Debug, Clone, PartialEq)]
pub struct SvdProjector {
    recipe: TruncatedSvd,
    state: SvdState,
}

/// What [`SvdProjector`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SvdState {
    projection: Projection,
    singular_values: Vec<f64>,
    variances: Vec<f64>,
    ratios: Vec<f64>,
}

impl SvdProjector {
    const PREFIX: &'static str = "truncatedsvd";

    /// The columns it replaces.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.projection.columns
    }

    /// One component, a number a column; `None` when there are fewer.
    #[doc(alias = "components_")]
    #[must_use]
    pub fn component(&self, at: usize) -> Option<&[f64]> {
        self.state.projection.component(at)
    }

    /// The singular value of each component, descending.
    #[must_use]
    pub fn singular_values(&self) -> &[f64] {
        &self.state.singular_values
    }

    /// The variance of the training rows along each component, divisor n.
    #[must_use]
    pub fn explained_variance(&self) -> &[f64] {
        &self.state.variances
    }

    /// The share of each in the variance of all columns.
    #[must_use]
    pub fn explained_variance_ratio(&self) -> &[f64] {
        &self.state.ratios
    }
}

impl Pipeline for TruncatedSvd {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

/// The variance of a column, divisor n.
fn variance(column: &[f64]) -> f64 {
    exact::variance(column, 0).unwrap_or(0.0)
}

impl<Y: ?Sized> Fit<Y> for TruncatedSvd {
    type Fitted = SvdProjector;

    fn fit(&self, x: &Table, _: &Y) -> Result<SvdProjector, Error> {
        const STAGE: &str = SvdProjector::KIND;
        let numbers = Numbers::of(STAGE, x)?;
        let (names, columns) = (&numbers.names, numbers.columns());
        if x.rows() == 0 {
            return Err(FitError::Rows { stage: STAGE.to_owned(), needs: 1, found: 0 }.into());
        }
        let width = columns.len();
        let count = match usize::try_from(self.components) {
            Ok(count) if (1..=width).contains(&count) => count,
            _ => return Err(bad_count(STAGE, width, self.components)),
        };
        let refuse = |problem: String| no_products(STAGE, &numbers, problem);
        let products = cross_products(&columns).map_err(|error| refuse(error.to_string()))?;
        let pairs = eigen(&products, width)
            .ok_or_else(|| refuse("the products are not finite".to_owned()))?;
        let singular = |v: &f64| exact::sqrt(exact::max(*v, 0.0));
        let singular_values = pairs.values.iter().take(count).map(singular).collect();
        let components = pairs.vectors[..count * width].to_vec();
        let projection = Projection { columns: Arc::clone(names), mean: Vec::new(), components };
        projection.check_names(STAGE, x, SvdProjector::PREFIX)?;
        let directions: Vec<&[f64]> = projection.components.chunks_exact(width).collect();
        let mut projected = vec![vec![0.0; x.rows()]; directions.len()];
        exact::dot_columns(&columns, &[], &directions, &mut projected);
        let along: Vec<f64> = projected.iter().map(|projected| variance(projected)).collect();
        let all: Vec<f64> = columns.iter().map(|column| variance(column)).collect();
        let total = exact::sum_ordered(&all);
        let ratio = |v: &f64| if total > 0.0 { v / total } else { 0.0 };
        let ratios = along.iter().map(ratio).collect();
        let state = SvdState { projection, singular_values, variances: along, ratios };
        Ok(SvdProjector { recipe: self.clone(), state })
    }
}

impl Pipeline for SvdProjector {
    type Input = Table;
    type Output = Table;
}

impl Apply for SvdProjector {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        self.state.projection.apply(Self::KIND, x, Self::PREFIX, &[])
    }
}

impl Stage for SvdProjector {
    const KIND: &'static str = "reduce.svd";
    type Recipe = TruncatedSvd;
    type State = SvdState;

    fn recipe(&self) -> &TruncatedSvd {
        &self.recipe
    }

    fn state(&self) -> &SvdState {
        &self.state
    }

    fn restore(recipe: TruncatedSvd, state: SvdState) -> Result<Self, String> {
        let SvdState { projection, singular_values, variances, ratios } = &state;
        projection.check(Self::PREFIX, false)?;
        let count = projection.count();
        for values in [singular_values, variances, ratios] {
            if values.len() != count || !values.iter().all(|v| v.is_finite() && *v >= 0.0) {
                return Err(format!("not {count} numbers of 0 or more"));
            }
        }
        Ok(SvdProjector { recipe, state })
    }

    fn learn(recipe: &TruncatedSvd, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn report(&self) -> Vec<(String, String)> {
        let names = self.state.projection.names(Self::PREFIX);
        let each = self.state.singular_values.iter().zip(&self.state.ratios);
        let line =
            |(s, ratio): (&f64, &f64)| format!("singular value {s}, {ratio} of the variance");
        names.iter().map(ToString::to_string).zip(each.map(line)).collect()
    }
}
