//! What k-means stores, and the distances to it.

use crate::data::Matrix;
use crate::error::{Error, FitError};
use crate::exact;
use crate::model::input::{finite_cells, same_columns};
use crate::model::trainer::Trainer;
use crate::pipeline::per_column::{check_columns, check_finite};
use crate::solve::rows::transposed;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What [`KMeansModel`](super::KMeansModel) and [`KMeansDistancesModel`](super::KMeansDistancesModel) store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KMeansState {
    pub(super) columns: Arc<[Arc<str>]>,
    /// Cluster after cluster, in each one a column.
    pub(super) centroids: Vec<f64>,
    /// Training rows of each cluster.
    pub(super) sizes: Vec<u64>,
    pub(super) inertia: f64,
    pub(super) iterations: u32,
}

impl KMeansState {
    /// Checks what is stored, and gives the centroids column by column.
    pub(super) fn check(&self, clusters: u64) -> Result<Vec<f64>, String> {
        let (width, count) = (self.columns.len(), self.sizes.len());
        check_columns(&self.columns, &[])?;
        if width == 0 || count == 0 || count as u64 != clusters {
            return Err(format!("{width} columns and {count} clusters of {clusters}"));
        }
        if width.checked_mul(count) != Some(self.centroids.len()) {
            let found = self.centroids.len();
            return Err(format!("{found} cells for {count} centroids of {width} columns"));
        }
        check_finite("centroids", &self.centroids)?;
        check_finite("inertia", &[self.inertia])?;
        Ok(transposed(&self.centroids, width).concat())
    }

    /// Shows the number of each row and its squared distances to the centroids, which `columns` holds column by
    /// column.
    pub(super) fn each_row(
        &self,
        stage: &str,
        columns: &[f64],
        x: &Matrix,
        mut take: impl FnMut(usize, &mut [f64]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        same_columns(stage, &self.columns, x)?;
        finite_cells(stage, x)?;
        let mut squares = vec![0.0; self.sizes.len()];
        for (row, cells) in x.iter_rows().enumerate() {
            exact::squared_distances(cells, columns, &mut squares);
            take(row, &mut squares)?;
        }
        Ok(())
    }

    pub(super) fn report(&self) -> Vec<(String, String)> {
        let mut lines = vec![
            ("inertia".to_owned(), self.inertia.to_string()),
            ("iterations".to_owned(), self.iterations.to_string()),
        ];
        let rows = self.centroids.chunks_exact(self.columns.len().max(1));
        for (at, (centroid, size)) in rows.zip(&self.sizes).enumerate() {
            lines.push((format!("{at}: rows"), size.to_string()));
            let each = self.columns.iter().zip(centroid);
            lines.extend(each.map(|(name, x)| (format!("{at}: {name}"), x.to_string())));
        }
        lines
    }
}

/// What a hostile file must not hold, a fit must not make.
pub(super) fn fitted<S>(stage: &str, restored: Result<S, String>) -> Result<S, Error> {
    restored.map_err(|message| {
        let (stage, trainer) = (stage.to_owned(), Trainer::EXACT.to_owned());
        FitError::Trainer { stage, trainer, message }.into()
    })
}

/// What both fitted forms can be asked.
macro_rules! accessors {
    ($model:ty) => {
        impl $model {
            /// The columns, in order.
            #[doc(alias = "feature_names_in_")]
            #[must_use]
            pub fn columns(&self) -> &[std::sync::Arc<str>] {
                &self.state.columns
            }

            /// The centroids: cluster after cluster, in each one a column.
            #[doc(alias = "cluster_centers_")]
            #[must_use]
            pub fn centroids(&self) -> &[f64] {
                &self.state.centroids
            }

            /// How many training rows each cluster has.
            #[must_use]
            pub fn sizes(&self) -> &[u64] {
                &self.state.sizes
            }

            /// The squared distances of the training rows to their centroids, added up.
            #[doc(alias = "inertia_")]
            #[must_use]
            pub fn inertia(&self) -> f64 {
                self.state.inertia
            }

            /// How many rounds were taken.
            #[doc(alias = "n_iter_")]
            #[must_use]
            pub fn iterations(&self) -> u32 {
                self.state.iterations
            }
        }
    };
}

pub(super) use accessors;
