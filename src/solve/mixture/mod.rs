//! Mixtures of normal distributions by expectation and maximisation.
//!
//! Rows are taken in their canonical order, and every sum over them in the fixed order of
//! [`dot`](crate::exact::dot): the order they came in does not matter.

mod gaussians;

pub(crate) use gaussians::Gaussians;

use super::lloyd::{Points, plus_plus};
use super::rows::{canonical_order, transposed};
use crate::exact::{self, Cholesky, Random};
use serde::{Deserialize, Serialize};

/// The draws of starts.
const STREAM: u32 = 0x474d_0001;
/// As of the k-means that gives the first responsibilities.
const ROUNDS: u32 = 300;
const TOLERANCE: f64 = 1e-4;

/// What the covariances of a mixture's components may be.
#[doc(alias = "covariance_type")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum CovarianceType {
    /// Each component has a matrix of its own.
    Full,
    /// All components share one matrix.
    Tied,
    /// Each component has a variance of its own for each column, and columns do not covary.
    #[doc(alias = "diag")]
    Diagonal,
    /// Each component has one variance for all columns.
    Spherical,
}

impl CovarianceType {
    /// How many numbers covariances are; `None` when they are too many.
    pub(crate) fn numbers(self, components: usize, width: usize) -> Option<usize> {
        match self {
            CovarianceType::Full => components.checked_mul(width)?.checked_mul(width),
            CovarianceType::Tied => width.checked_mul(width),
            CovarianceType::Diagonal => components.checked_mul(width),
            CovarianceType::Spherical => Some(components),
        }
    }
}

/// What a mixture is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parameters {
    pub(crate) weights: Vec<f64>,
    /// Component after component.
    pub(crate) means: Vec<f64>,
    /// Component after component, matrices row-major; or one matrix.
    pub(crate) covariances: Vec<f64>,
}

/// How a mixture is fitted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Em {
    pub(crate) components: usize,
    pub(crate) kind: CovarianceType,
    pub(crate) reg_covar: f64,
    pub(crate) tolerance: f64,
    pub(crate) max_iterations: u32,
    pub(crate) starts: u32,
    pub(crate) seed: u64,
    /// In place of what k-means gives, where it is given; precisions as covariances are laid out.
    pub(crate) weights: Option<Vec<f64>>,
    pub(crate) means: Option<Vec<f64>>,
    pub(crate) precisions: Option<Vec<f64>>,
}

/// A fitted mixture.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fitted {
    pub(crate) parameters: Parameters,
    /// The mean logarithm of the rows' densities before the last step.
    pub(crate) lower_bound: f64,
    pub(crate) iterations: u32,
    pub(crate) converged: bool,
}

impl Em {
    /// The best of all starts, on row-major finite rows, at least as many as components.
    ///
    /// # Source
    /// `GaussianMixture(init_params="kmeans")` of scikit-learn 1.9.
    pub(crate) fn fit(&self, cells: &[f64], width: usize) -> Result<Fitted, String> {
        let raw = transposed(cells, width);
        let rows = raw.first().map_or(0, Vec::len);
        let keys: Vec<&[f64]> = raw.iter().map(Vec::as_slice).collect();
        let order = canonical_order(&keys, rows);
        let sorted: Vec<Vec<f64>> =
            raw.iter().map(|column| order.iter().map(|&row| column[row]).collect()).collect();
        let columns: Vec<&[f64]> = sorted.iter().map(Vec::as_slice).collect();
        // In the same order.
        let points = Points::new(cells, width);
        let mut best: Option<Fitted> = None;
        for start in 0..self.starts {
            let found = self.climb(&columns, self.start(&columns, &points, start)?)?;
            if best.as_ref().is_none_or(|best| found.lower_bound > best.lower_bound) {
                best = Some(found);
            }
        }
        best.ok_or_else(|| "no start".to_owned())
    }

    /// Where to start: from the clusters of k-means, but for what is given.
    fn start(&self, columns: &[&[f64]], points: &Points, at: u32) -> Result<Parameters, String> {
        let given = (&self.weights, &self.means, &self.precisions);
        let mut parameters = if matches!(given, (Some(_), Some(_), Some(_))) {
            Parameters { weights: Vec::new(), means: Vec::new(), covariances: Vec::new() }
        } else {
            let mut random = Random::new(self.seed, STREAM, at.into());
            let starts = plus_plus(points, self.components, &mut random);
            let labels = points.lloyd(starts, ROUNDS, TOLERANCE).labels;
            let share = |component: u32| -> Vec<f64> {
                labels.iter().map(|&label| f64::from(u8::from(label == component))).collect()
            };
            let shares: Vec<Vec<f64>> = (0..).map(share).take(self.components).collect();
            self.maximise(columns, &shares)
        };
        if let Some(weights) = &self.weights {
            parameters.weights.clone_from(weights);
        }
        if let Some(means) = &self.means {
            parameters.means.clone_from(means);
        }
        if let Some(precisions) = &self.precisions {
            parameters.covariances = self.inverted(precisions, columns.len())?;
        }
        Ok(parameters)
    }

    /// Covariances of precisions.
    fn inverted(&self, precisions: &[f64], width: usize) -> Result<Vec<f64>, String> {
        if matches!(self.kind, CovarianceType::Diagonal | CovarianceType::Spherical) {
            return Ok(precisions.iter().map(|x| 1.0 / x).collect());
        }
        let mut out = Vec::new();
        for precision in precisions.chunks_exact((width * width).max(1)) {
            let factor = Cholesky::new(precision, width)
                .map_err(|error| format!("the precisions to start with: {error}"))?;
            // P = L·Lᵀ, so P⁻¹ = L⁻ᵀ·L⁻¹: products of the columns of L⁻¹.
            let columns = transposed(&factor.inverse_factor(), width);
            let entry = |at: usize| exact::dot(&columns[at / width], &columns[at % width]);
            out.extend((0..width * width).map(entry));
        }
        Ok(out)
    }

    /// Steps until the mean logarithm of densities gains less than the tolerance.
    fn climb(&self, columns: &[&[f64]], start: Parameters) -> Result<Fitted, String> {
        let rows = columns.first().map_or(0, |column| column.len());
        let mut fitted = Fitted {
            parameters: start,
            lower_bound: f64::NEG_INFINITY,
            iterations: 0,
            converged: false,
        };
        let mut shares = vec![vec![0.0; rows]; self.components];
        let mut logs = vec![0.0; rows];
        while !fitted.converged && fitted.iterations < self.max_iterations {
            let gaussians = Gaussians::new(&fitted.parameters, self.kind)?;
            gaussians.share(columns, |at, block, densities| {
                for (all, own) in shares.iter_mut().zip(block) {
                    all[at..at + own.len()].copy_from_slice(own);
                }
                logs[at..at + densities.len()].copy_from_slice(densities);
            });
            let bound = exact::mean(&logs).filter(|bound| bound.is_finite());
            let bound = bound.ok_or("a row has no density in numbers; scale the columns")?;
            fitted.parameters = self.maximise(columns, &shares);
            fitted.iterations += 1;
            fitted.converged = (bound - fitted.lower_bound).abs() < self.tolerance;
            fitted.lower_bound = bound;
        }
        Ok(fitted)
    }

    /// The most likely parameters, given the responsibilities of each component.
    fn maximise(&self, columns: &[&[f64]], shares: &[Vec<f64>]) -> Parameters {
        let width = columns.len();
        let sizes: Vec<f64> =
            shares.iter().map(|own| exact::sum(own) + 10.0 * f64::EPSILON).collect();
        let total = exact::sum(&sizes);
        let mut means = Vec::with_capacity(shares.len() * width);
        let mut covariances = Vec::new();
        let mut tied = vec![0.0; width * width];
        let mut less: Vec<Vec<f64>> =
            columns.iter().map(|column| vec![0.0; column.len()]).collect();
        let mut weighed = Vec::new();
        for (own, size) in shares.iter().zip(&sizes) {
            for (column, less) in columns.iter().zip(&mut less) {
                let mean = exact::dot(own, column) / size;
                less.iter_mut().zip(*column).for_each(|(less, x)| *less = x - mean);
                means.push(mean);
            }
            match self.kind {
                CovarianceType::Full | CovarianceType::Tied => {
                    let mut matrix = vec![0.0; width * width];
                    for i in 0..width {
                        weigh(&less[i], own, &mut weighed);
                        for j in i..width {
                            let sum = exact::dot(&weighed, &less[j]);
                            matrix[i * width + j] = sum;
                            matrix[j * width + i] = sum;
                        }
                    }
                    if self.kind == CovarianceType::Full {
                        covariances.extend(self.regular(&matrix, *size, width));
                    } else {
                        tied.iter_mut().zip(&matrix).for_each(|(sum, x)| *sum += x);
                    }
                }
                CovarianceType::Diagonal | CovarianceType::Spherical => {
                    let mut variance = |less: &Vec<f64>| {
                        weigh(less, own, &mut weighed);
                        exact::dot(&weighed, less) / size + self.reg_covar
                    };
                    let variances: Vec<f64> = less.iter().map(&mut variance).collect();
                    match self.kind {
                        CovarianceType::Diagonal => covariances.extend(variances),
                        _ => covariances.push(exact::sum(&variances) / width as f64),
                    }
                }
            }
        }
        if self.kind == CovarianceType::Tied {
            covariances = self.regular(&tied, total, width);
        }
        let weights = sizes.iter().map(|size| size / total).collect();
        Parameters { weights, means, covariances }
    }

    /// Sums of products over a size, with what is added to the diagonal.
    fn regular(&self, sums: &[f64], size: f64, width: usize) -> Vec<f64> {
        let mut out: Vec<f64> = sums.iter().map(|sum| sum / size).collect();
        out.iter_mut().step_by(width + 1).for_each(|variance| *variance += self.reg_covar);
        out
    }
}

/// Values, each times its share.
fn weigh(values: &[f64], shares: &[f64], out: &mut Vec<f64>) {
    out.clear();
    out.extend(values.iter().zip(shares).map(|(x, share)| x * share));
}
