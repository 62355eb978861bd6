//! Lloyd's k-means on a line, from given centres.

use crate::exact::{self, ExactSum};

/// Rounds after which the centres are taken as they are.
const MOST_ROUNDS: usize = 300;
/// Centres that move less than this share of the variance, squared and summed, have arrived.
const TOLERANCE: f64 = 1e-4;

/// The middles of `count` intervals of one width from the least to the largest value.
///
/// # Source
/// The start of `KBinsDiscretizer(strategy='kmeans')` of scikit-learn 1.9, edges as `numpy.linspace` has them.
pub(crate) fn uniform_centres(least: f64, largest: f64, count: usize) -> Vec<f64> {
    let step = (largest - least) / count as f64;
    let edge = |i: usize| if i == count { largest } else { i as f64 * step + least };
    (0..count).map(|i| (edge(i + 1) + edge(i)) * 0.5).collect()
}

/// Values in ascending order, with their weights and the products of both.
struct Points {
    values: Vec<f64>,
    weights: Vec<f64>,
    products: Vec<f64>,
}

impl Points {
    fn new(mut pairs: Vec<(f64, f64)>) -> Self {
        pairs.sort_by(|a, b| exact::total_cmp(a.0, b.0).then(exact::total_cmp(a.1, b.1)));
        let products = pairs.iter().map(|(x, weight)| x * weight).collect();
        let (values, weights) = pairs.into_iter().unzip();
        Self { values, weights, products }
    }
}

/// What belongs to a centre.
#[derive(Clone, Default)]
struct Cluster {
    sum: ExactSum,
    weight: ExactSum,
}

/// The centres, in the order of their starts, to which Lloyd's rounds bring `starts`; equal weights without
/// `weights`. Empty starts, or no values, are given back as they are.
///
/// Every value goes to its nearest centre, the first of equally near ones; every centre to the mean of its
/// values. A centre without values goes to the value farthest from its own centre, the largest of equally
/// far ones. Sums are exact: the order of values is nothing.
///
/// # Source
/// `KMeans(init=starts, n_init=1)` of scikit-learn 1.9, on values less their mean, with the squares it
/// compares (c² − 2xc) and its two rules to stop.
pub(crate) fn lloyd(values: &[f64], weights: Option<&[f64]>, starts: &[f64]) -> Vec<f64> {
    let (Some(mean), Some(variance)) = (exact::mean(values), exact::variance(values, 0)) else {
        return starts.to_vec();
    };
    let weights = weights.unwrap_or_default().iter().copied().chain(std::iter::repeat(1.0));
    let points = Points::new(values.iter().map(|x| x - mean).zip(weights).collect());
    let mut centres: Vec<f64> = starts.iter().map(|x| x - mean).collect();
    let mut labels = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let nearest = |x: &f64| nearest(&centres, *x);
        let next_labels: Vec<usize> = points.values.iter().map(nearest).collect();
        let next = moved(&points, &centres, &next_labels);
        let shifts: Vec<f64> = next.iter().zip(&centres).map(|(a, b)| (a - b) * (a - b)).collect();
        centres = next;
        if next_labels == labels || exact::sum(&shifts) <= TOLERANCE * variance {
            break;
        }
        labels = next_labels;
    }
    centres.iter().map(|x| x + mean).collect()
}

/// The first of the centres nearest to `x`.
fn nearest(centres: &[f64], x: f64) -> usize {
    let (mut label, mut least) = (0, f64::INFINITY);
    for (j, c) in centres.iter().enumerate() {
        let distance = c * c + -2.0 * (x * c);
        if distance < least {
            (label, least) = (j, distance);
        }
    }
    label
}

/// The centres after a round.
fn moved(points: &Points, centres: &[f64], labels: &[usize]) -> Vec<f64> {
    let mut clusters = vec![Cluster::default(); centres.len()];
    let mut start = 0;
    // Values in order have labels in runs.
    for run in labels.chunk_by(|a, b| a == b) {
        let end = start + run.len();
        if let Some(cluster) = run.first().and_then(|&label| clusters.get_mut(label)) {
            cluster.sum.add_slice(&points.products[start..end]);
            cluster.weight.add_slice(&points.weights[start..end]);
        }
        start = end;
    }
    fill_empty(&mut clusters, points, centres, labels);
    let mut sums: Vec<f64> = clusters.iter().map(|cluster| cluster.sum.sum()).collect();
    let weights: Vec<f64> = clusters.iter().map(|cluster| cluster.weight.sum()).collect();
    let heaviest = exact::argmax(&weights).unwrap_or(0);
    for (j, weight) in weights.iter().enumerate() {
        // One that is still empty goes to the heaviest, or to its sum where that has not had its turn:
        // so scikit-learn has it.
        sums[j] = if *weight > 0.0 { sums[j] * (1.0 / weight) } else { sums[heaviest] };
    }
    sums
}

/// Gives each empty cluster the value that lies farthest from its centre.
fn fill_empty(clusters: &mut [Cluster], points: &Points, centres: &[f64], labels: &[usize]) {
    let empty = (0..clusters.len()).filter(|&j| clusters[j].weight.sum() == 0.0);
    let empty: Vec<usize> = empty.collect();
    if empty.is_empty() {
        return;
    }
    let distance = |(x, label): (&f64, &usize)| (x - centres[*label]) * (x - centres[*label]);
    let distances: Vec<f64> = points.values.iter().zip(labels).map(distance).collect();
    let mut far: Vec<usize> = (0..distances.len()).collect();
    far.sort_by(|&a, &b| exact::total_cmp(distances[b], distances[a]).then(b.cmp(&a)));
    if far.first().is_none_or(|&first| distances[first] == 0.0) {
        return;
    }
    for (j, at) in empty.into_iter().zip(far) {
        let (product, weight) = (points.products[at], points.weights[at]);
        clusters[labels[at]].sum.add(-product);
        clusters[labels[at]].weight.add(-weight);
        clusters[j] = Cluster::default();
        clusters[j].sum.add(product);
        clusters[j].weight.add(weight);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [f64; 12] = [0.1, 0.4, 0.35, 2.2, 2.9, 3.1, 3.3, 7.5, 8.25, 9.0, 9.0, 12.5];

    fn assert_close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        let close = |(a, b): (&f64, &f64)| (a - b).abs() <= 4e-15 * exact::max(1.0, b.abs());
        assert!(found.iter().zip(expected).all(close), "{found:?} {expected:?}");
    }

    fn from_uniform(values: &[f64], count: usize) -> Vec<f64> {
        let least = values.iter().copied().fold(f64::INFINITY, exact::min);
        let largest = values.iter().copied().fold(f64::NEG_INFINITY, exact::max);
        lloyd(values, None, &uniform_centres(least, largest, count))
    }

    /// `numpy.linspace`, NumPy 2.4.6.
    #[test]
    fn starts_as_by_numpy() {
        assert_eq!(uniform_centres(0.1, 12.5, 2), [3.1999999999999997, 9.4]);
        let five = [1.34, 3.82, 6.299999999999999, 8.78, 11.26];
        assert_eq!(uniform_centres(0.1, 12.5, 5), five);
    }

    /// `cluster_centers_` of `KMeans(n_clusters, init, n_init=1)`, scikit-learn 1.9.1.
    #[test]
    fn centres_as_by_scikit_learn() {
        assert_close(&from_uniform(&VALUES, 2), &[1.7642857142857147, 9.25]);
        assert_close(&from_uniform(&VALUES, 3), &[1.7642857142857147, 8.4375, 12.5]);
        let five = [0.2833333333333341, 2.875, 7.5, 8.75, 12.5];
        assert_close(&from_uniform(&VALUES, 5), &five);
        // Every second value lies in the middle between two centres.
        let whole: Vec<f64> = (0..11).map(f64::from).collect();
        assert_close(&from_uniform(&whole, 4), &[1.0, 4.0, 6.5, 9.0]);
    }

    /// As above, where centres start without values.
    #[test]
    fn empty_clusters_as_by_scikit_learn() {
        let values = [0.0, 0.5, 1.0, 100.0, 101.0, 5000.0];
        assert_close(&from_uniform(&values, 4), &[100.0, 5000.0, 0.5000000000001137, 101.0]);
        // More centres than different values.
        assert_close(&from_uniform(&[1.0, 1.0, 1.0, 2.0, 2.0], 4), &[1.0, 2.0, 1.0, 1.0]);
        assert_close(&lloyd(&[0.0, 1.0, 2.0, 3.0], None, &[50.0, 60.0]), &[2.0, 0.0]);
        let values = [0.0, 1.0, 2.0, 3.0, 50.0, 51.0];
        assert_close(&lloyd(&values, None, &[0.0, 1000.0, 2000.0]), &[1.5, 51.0, 50.0]);
        // Three at once.
        let values = [0.0, 0.5, 1.0, 100.0, 101.0, 5000.0];
        assert_close(&from_uniform(&values, 5), &[100.0, 5000.0, 0.0, 0.75, 101.0]);
    }

    /// As above, `fit(sample_weight)`.
    #[test]
    fn weights_as_by_scikit_learn() {
        let weights = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 0.5];
        let found = lloyd(&VALUES, Some(&weights), &uniform_centres(0.1, 12.5, 3));
        assert_close(&found, &[2.3910714285714287, 7.897058823529411, 9.081395348837209]);
    }

    #[test]
    fn order_does_not_matter_and_little_is_no_harm() {
        let mut turned = VALUES;
        turned.rotate_left(5);
        assert_eq!(from_uniform(&turned, 4), from_uniform(&VALUES, 4));
        assert_eq!(lloyd(&[], None, &[1.0]), [1.0]);
        assert_eq!(lloyd(&[1.0], None, &[]), [0.0; 0]);
        assert_eq!(lloyd(&[1.0], None, &[3.0]), [1.0]);
    }
}
