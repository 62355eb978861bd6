//! Where bins end, learned from the values of a column.

use crate::error::Error;
use crate::exact::{self, Quantile};
use crate::preprocess::{beyond_f64, linspace};
use crate::solve::kmeans::{lloyd, uniform_centres};
use serde::{Deserialize, Serialize};

/// How edges are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Rule {
    Uniform,
    Quantile { method: Quantile },
    KMeans,
    EqualWidth,
    EqualFrequency,
    Geometric,
    Given,
}

/// One bin that everything falls into.
const ALL: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];

impl Rule {
    /// Whether the smallest and the largest value are not enough to find the edges.
    pub(super) fn needs_values(self) -> bool {
        matches!(self, Rule::Quantile { .. } | Rule::KMeans | Rule::EqualFrequency)
    }

    /// The edges of at most `bins` bins, from the smallest and the largest value.
    pub(super) fn of_range(
        self,
        stage: &str,
        name: &str,
        bins: usize,
        (min, max): (f64, f64),
    ) -> Result<Vec<f64>, Error> {
        let edges = match self {
            Rule::EqualWidth if min == max => {
                let margin = if min == 0.0 { 0.001 } else { 0.001 * min.abs() };
                open(linspace(min - margin, max + margin, bins + 1))
            }
            Rule::EqualWidth => {
                let mut edges = linspace(min, max, bins + 1);
                if let Some(first) = edges.first_mut() {
                    *first -= (max - min) * 0.001;
                }
                open(edges)
            }
            Rule::Geometric => {
                #[expect(clippy::cast_precision_loss, reason = "at most a million bins")]
                let power = |i: usize| i as f64;
                let factor = exact::pow(max - min, 1.0 / power(bins));
                let inner = (1..bins).map(|i| min + exact::pow(factor, power(i)));
                let inner: Vec<f64> = inner.collect();
                let mut edges = ALL.to_vec();
                edges.splice(1..1, exact::sorted(&inner));
                open(edges)
            }
            _ if min == max => ALL.to_vec(),
            _ => linspace(min, max, bins + 1),
        };
        finite_within(stage, name, max - min, edges)
    }

    /// The edges of at most `bins` bins, from all the values, ascending, of which there is one.
    pub(super) fn of_values(
        self,
        stage: &str,
        name: &str,
        bins: usize,
        sorted: &[f64],
    ) -> Result<Vec<f64>, Error> {
        let (Some(&min), Some(&max)) = (sorted.first(), sorted.last()) else {
            return Ok(ALL.to_vec());
        };
        let quantile = |share: f64, method: Quantile| {
            // By way of percent, as the peers have it: the bits of the share may change.
            exact::quantile(sorted, share, method).unwrap_or(max)
        };
        if !(max - min).is_finite() {
            return Err(beyond_f64(stage, name, "span of the values"));
        }
        let edges = match self {
            Rule::EqualFrequency => {
                let share = |(i, share): (usize, f64)| pandas_share(i, bins, share) * 100.0 / 100.0;
                let shares = linspace(0.0, 1.0, bins + 1).into_iter().enumerate().map(share);
                open(shares.map(|share| quantile(share, Quantile::Linear)).collect())
            }
            _ if min == max => ALL.to_vec(),
            Rule::Quantile { method } => {
                let percents = linspace(0.0, 100.0, bins + 1).into_iter();
                wide(percents.map(|percent| quantile(percent / 100.0, method)).collect())
            }
            _ => {
                let centres = lloyd(sorted, None, &uniform_centres(min, max, bins));
                let centres = exact::sorted(&centres);
                let middles = centres.windows(2).map(|pair| (pair[1] + pair[0]) * 0.5);
                wide([min].into_iter().chain(middles).chain([max]).collect())
            }
        };
        finite_within(stage, name, max - min, edges)
    }
}

/// The share of an edge as pandas has it: rounded up where it is not a binary fraction.
#[expect(clippy::cast_precision_loss, reason = "at most a million bins")]
fn pandas_share(i: usize, bins: usize, share: f64) -> f64 {
    if bins as f64 * share == i as f64 { share } else { exact::min(share.next_up(), 1.0) }
}

/// Edges without those equal to the one before, the outermost moved to infinity.
fn open(mut edges: Vec<f64>) -> Vec<f64> {
    edges.dedup();
    match edges.as_mut_slice() {
        [first, .., last] => {
            (*first, *last) = (f64::NEG_INFINITY, f64::INFINITY);
            edges
        }
        _ => ALL.to_vec(),
    }
}

/// Edges without those within 1e-8 of the one before.
fn wide(edges: Vec<f64>) -> Vec<f64> {
    let mut before = f64::NEG_INFINITY;
    let kept = |edge: &f64| {
        let wide = edge - before > 1e-8;
        before = *edge;
        wide
    };
    let edges: Vec<f64> = edges.into_iter().filter(kept).collect();
    if edges.len() < 2 { ALL.to_vec() } else { edges }
}

fn finite_within(stage: &str, name: &str, span: f64, edges: Vec<f64>) -> Result<Vec<f64>, Error> {
    let inner = edges.get(1..edges.len() - 1).unwrap_or_default();
    match span.is_finite() && inner.iter().all(|edge| edge.is_finite()) {
        true => Ok(edges),
        false => Err(beyond_f64(stage, name, "span of the values")),
    }
}
