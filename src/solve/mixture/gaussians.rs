//! Weighted normal densities, ready to be computed of many rows.

use super::{CovarianceType, Parameters};
use crate::exact::{self, Cholesky};

/// The logarithm of 2π.
const LN_TAU: f64 = 1.837_877_066_409_345_6;
/// Rows computed at once.
const BLOCK: usize = 512;

/// Weighted normal densities.
///
/// # Formula
/// ln w − ½(p·ln 2π + ln|Σ| + |L⁻¹(x − m)|²), L the lower Cholesky factor of Σ.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Gaussians {
    kind: CovarianceType,
    width: usize,
    means: Vec<f64>,
    /// The inverse of the factor, row-major, or of its diagonal; once, once a component, or once a component and column.
    factors: Vec<f64>,
    /// ln w − ½(p·ln 2π + ln|Σ|), one a component.
    starts: Vec<f64>,
}

impl Gaussians {
    /// Of parameters of the right lengths; an error names a component whose covariance is no covariance.
    pub(crate) fn new(of: &Parameters, kind: CovarianceType) -> Result<Gaussians, String> {
        let count = of.weights.len();
        let width = of.means.len() / count.max(1);
        let bad = |component: usize| {
            format!(
                "component {component} has no positive definite covariance; ask for fewer components, raise \
                 `reg_covar` or scale the columns"
            )
        };
        let (factors, dets) = match kind {
            CovarianceType::Full | CovarianceType::Tied => {
                let (mut factors, mut dets) = (Vec::new(), Vec::new());
                let each = of.covariances.chunks_exact((width * width).max(1));
                for (at, covariance) in each.enumerate() {
                    let factor = Cholesky::new(covariance, width).map_err(|_| bad(at))?;
                    let inverse = factor.inverse_factor();
                    let logs: Vec<f64> =
                        inverse.iter().step_by(width + 1).map(|&x| exact::ln(x)).collect();
                    dets.push(exact::sum(&logs));
                    factors.extend(inverse);
                }
                (factors, dets)
            }
            CovarianceType::Diagonal | CovarianceType::Spherical => {
                let per = if kind == CovarianceType::Diagonal { width } else { 1 };
                if let Some(at) = of.covariances.iter().position(|v| v.is_nan() || *v <= 0.0) {
                    return Err(bad(at / per.max(1)));
                }
                let factors: Vec<f64> = of.covariances.iter().map(|v| 1.0 / v.sqrt()).collect();
                let ln_det = |own: &[f64]| {
                    let logs: Vec<f64> = own.iter().map(|&x| exact::ln(x)).collect();
                    exact::sum(&logs) * (width / own.len().max(1)) as f64
                };
                let dets = factors.chunks_exact(per.max(1)).map(ln_det).collect();
                (factors, dets)
            }
        };
        let whole = 0.5 * (width as f64 * LN_TAU);
        let start = |(at, &w): (usize, &f64)| {
            let det = if dets.len() == 1 { dets[0] } else { dets[at] };
            exact::ln(w) + (det - whole)
        };
        let starts: Vec<f64> = of.weights.iter().enumerate().map(start).collect();
        // A weight of 0 is a density of 0; nothing else is out of range.
        let out = |x: &f64| x.is_nan() || *x == f64::INFINITY;
        if let Some(at) = starts.iter().position(out) {
            return Err(bad(at));
        }
        if factors.iter().any(|x| !x.is_finite()) {
            return Err(bad(0));
        }
        Ok(Gaussians { kind, width, means: of.means.clone(), factors, starts })
    }

    pub(crate) fn count(&self) -> usize {
        self.starts.len()
    }

    /// The logarithms of the weighted densities of rows in columns, one vector a component.
    fn log_densities(&self, columns: &[&[f64]], out: &mut [Vec<f64>], room: &mut Vec<Vec<f64>>) {
        let (rows, width) = (columns.first().map_or(0, |column| column.len()), self.width);
        let components = self.means.chunks_exact(width.max(1)).zip(&self.starts);
        for ((at, (means, start)), out) in components.enumerate().zip(out) {
            out.clear();
            out.resize(rows, 0.0);
            match self.kind {
                CovarianceType::Full | CovarianceType::Tied => {
                    let at = if self.kind == CovarianceType::Full { at } else { 0 };
                    let factor = &self.factors[at * width * width..][..width * width];
                    let directions: Vec<&[f64]> = factor.chunks_exact(width.max(1)).collect();
                    room.resize(width, Vec::new());
                    room.iter_mut().for_each(|part| part.resize(rows, 0.0));
                    exact::dot_columns(columns, means, &directions, room);
                    for part in room.iter() {
                        out.iter_mut().zip(part).for_each(|(sum, z)| *sum += z * z);
                    }
                }
                CovarianceType::Diagonal | CovarianceType::Spherical => {
                    for (j, (column, mean)) in columns.iter().zip(means).enumerate() {
                        let diagonal = self.kind == CovarianceType::Diagonal;
                        let factor = self.factors[if diagonal { at * width + j } else { at }];
                        for (sum, x) in out.iter_mut().zip(*column) {
                            let z = (x - mean) * factor;
                            *sum += z * z;
                        }
                    }
                }
            }
            out.iter_mut().for_each(|square| *square = start - 0.5 * *square);
        }
    }

    /// The responsibilities of the components for rows in columns, and the logarithm of the density of each row.
    ///
    /// `take` gets them block by block: where a block begins, one vector of responsibilities a component, and the
    /// logarithms, which are not finite where a row has no density in numbers.
    pub(crate) fn share(
        &self,
        columns: &[&[f64]],
        mut take: impl FnMut(usize, &[Vec<f64>], &[f64]),
    ) {
        let rows = columns.first().map_or(0, |column| column.len());
        let mut shares = vec![Vec::new(); self.count()];
        let mut room = Vec::new();
        for start in (0..rows).step_by(BLOCK) {
            let end = rows.min(start + BLOCK);
            let block: Vec<&[f64]> = columns.iter().map(|column| &column[start..end]).collect();
            self.log_densities(&block, &mut shares, &mut room);
            let mut most = vec![f64::NEG_INFINITY; end - start];
            for scores in &shares {
                let pairs = most.iter_mut().zip(scores);
                pairs.for_each(|(most, s)| *most = if *s > *most { *s } else { *most });
            }
            let mut totals = vec![0.0; end - start];
            for scores in &mut shares {
                scores.iter_mut().zip(&most).for_each(|(s, most)| *s -= most);
                exact::slices::exp(scores);
                totals.iter_mut().zip(scores.iter()).for_each(|(total, s)| *total += s);
            }
            for scores in &mut shares {
                scores.iter_mut().zip(&totals).for_each(|(s, total)| *s /= total);
            }
            exact::slices::ln(&mut totals);
            totals.iter_mut().zip(&most).for_each(|(log, most)| *log += most);
            take(start, &shares, &totals);
        }
    }
}
