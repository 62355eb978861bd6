//! Lloyd's k-means over rows of any width.
//!
//! Rows are taken in their canonical order, so that what is drawn among them and which of equally far rows comes
//! first do not depend on the order they came in. Sums of rows are exact: from round to round only rows that changed
//! their cluster are added and taken off, and what is left is still the sum of the rows that are there.

mod bounds;
mod seeding;

pub(crate) use seeding::{at_random, plus_plus};

use super::rows::{canonical_order, transposed};
use crate::exact::{self, ExactSum};
use bounds::Bounds;

/// Rows less the mean of each column, in canonical order.
pub(crate) struct Points {
    width: usize,
    rows: usize,
    means: Vec<f64>,
    /// Column after column.
    cells: Vec<f64>,
    /// The largest size in each column.
    sizes: Vec<f64>,
    /// The mean of the variances of the columns.
    variance: f64,
}

impl Points {
    /// Of row-major rows that are finite and at least one, `width` of at least 1.
    pub(crate) fn new(cells: &[f64], width: usize) -> Points {
        let columns = transposed(cells, width);
        let rows = columns.first().map_or(0, Vec::len);
        let keys: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let order = canonical_order(&keys, rows);
        let means: Vec<f64> = keys.iter().map(|x| exact::mean(x).unwrap_or(0.0)).collect();
        let variances: Vec<f64> =
            keys.iter().map(|x| exact::variance(x, 0).unwrap_or(0.0)).collect();
        let variance = exact::sum(&variances) / width.max(1) as f64;
        let mut cells = Vec::with_capacity(rows * width);
        for (column, mean) in columns.iter().zip(&means) {
            cells.extend(order.iter().map(|&row| column[row] - mean));
        }
        let largest = |column: &[f64]| column.iter().fold(0.0, |most, x| exact::max(most, x.abs()));
        let sizes = cells.chunks_exact(rows.max(1)).map(largest).collect();
        Points { width, rows, means, cells, sizes, variance }
    }

    /// The columns, all of as many rows.
    fn columns(&self) -> impl Iterator<Item = &[f64]> {
        self.cells.chunks_exact(self.rows.max(1))
    }

    /// One row.
    fn row(&self, row: usize) -> Vec<f64> {
        self.columns().filter_map(|column| column.get(row).copied()).collect()
    }

    /// Row-major centres less the means.
    pub(crate) fn centred(&self, centres: &[f64]) -> Vec<f64> {
        centres.iter().zip(self.means.iter().cycle()).map(|(x, mean)| x - mean).collect()
    }

    /// The squared distance of each row to its centre.
    fn distances(&self, centres: &[f64], labels: &[u32]) -> Vec<f64> {
        let mut out = vec![0.0; self.rows];
        for (at, column) in self.columns().enumerate() {
            for ((out, x), &label) in out.iter_mut().zip(column).zip(labels) {
                let difference = x - centres[label as usize * self.width + at];
                *out += difference * difference;
            }
        }
        out
    }

    /// Brings centres, less the means, to where no row changes its cluster, in at most so many rounds, or until they
    /// move less than a share of the mean variance, squared and summed.
    ///
    /// Every row goes to its nearest centre, every centre to the mean of its rows. A centre without rows goes to the
    /// row farthest from its own centre, the last of equally far ones; where all rows lie on their centres, to the
    /// mean of the largest cluster.
    ///
    /// # Source
    /// `KMeans(algorithm="lloyd")` of scikit-learn 1.9, which leaves a centre without rows, where all rows lie on
    /// their centres, at the sum of the largest cluster in place of its mean when that comes after it.
    pub(crate) fn lloyd(&self, starts: Vec<f64>, most_rounds: u32, tolerance: f64) -> Clusters {
        let mut centres = starts;
        let mut members = Members::new(&centres, self.width);
        let mut bounds = Bounds::new(self);
        let mut labels: Vec<u32> = Vec::new();
        let (mut rounds, mut settled) = (0, false);
        let mut before = centres.clone();
        while rounds < most_rounds {
            rounds += 1;
            bounds.nearest(&before, &centres);
            settled = bounds.labels == labels;
            members.change(self, &labels, &bounds.labels);
            labels.clone_from(&bounds.labels);
            before = members.centres(self, &centres, &labels);
            std::mem::swap(&mut before, &mut centres);
            let shift = exact::squared_distance(&centres, &before);
            if settled || shift <= tolerance * self.variance {
                break;
            }
        }
        if !settled {
            bounds.nearest(&before, &centres);
            labels = bounds.labels;
        }
        let inertia = exact::exact_sum(&self.distances(&centres, &labels));
        let mut sizes = vec![0; members.sizes.len()];
        labels.iter().for_each(|&label| sizes[label as usize] += 1);
        let means = self.means.iter().cycle();
        let centres = centres.iter().zip(means).map(|(x, mean)| x + mean).collect();
        Clusters { centres, sizes, inertia, rounds, labels }
    }
}

/// What k-means found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clusters {
    /// Row-major.
    pub(crate) centres: Vec<f64>,
    /// How many rows each has.
    pub(crate) sizes: Vec<u64>,
    /// The squared distances of all rows to their centres, added up.
    pub(crate) inertia: f64,
    pub(crate) rounds: u32,
    /// The cluster of each row, in canonical order.
    pub(crate) labels: Vec<u32>,
}

impl Clusters {
    /// Whether both part the rows alike, whatever they call the parts.
    pub(crate) fn same_parts(&self, other: &Clusters) -> bool {
        let mut names = vec![None; self.sizes.len()];
        let mut pairs = self.labels.iter().zip(&other.labels);
        pairs.all(|(&mine, theirs)| match names.get_mut(mine as usize) {
            Some(name) => *name.get_or_insert(theirs) == theirs,
            None => false,
        })
    }
}

/// The exact sums of the rows of each cluster.
struct Members {
    width: usize,
    /// Cluster after cluster, in each one a column.
    sums: Vec<ExactSum>,
    sizes: Vec<u64>,
    /// Whether a cluster is not what its means were computed of.
    stale: Vec<bool>,
    means: Vec<f64>,
}

impl Members {
    fn new(centres: &[f64], width: usize) -> Members {
        let count = centres.len() / width.max(1);
        Members {
            width,
            sums: vec![ExactSum::new(); centres.len()],
            sizes: vec![0; count],
            stale: vec![true; count],
            means: vec![0.0; centres.len()],
        }
    }

    /// Takes rows from where they were, if anywhere, to where they are.
    fn change(&mut self, points: &Points, from: &[u32], to: &[u32]) {
        let mut joined: Vec<Vec<usize>> = vec![Vec::new(); self.sizes.len()];
        let mut left = joined.clone();
        for (row, &new) in to.iter().enumerate() {
            let old = from.get(row).copied();
            if old == Some(new) {
                continue;
            }
            joined[new as usize].push(row);
            if let Some(old) = old {
                left[old as usize].push(row);
            }
        }
        let mut values = Vec::new();
        for (cluster, (joined, left)) in joined.iter().zip(&left).enumerate() {
            if joined.is_empty() && left.is_empty() {
                continue;
            }
            self.stale[cluster] = true;
            self.sizes[cluster] = self.sizes[cluster] + joined.len() as u64 - left.len() as u64;
            let sums = &mut self.sums[cluster * self.width..][..self.width];
            for ((sum, column), size) in sums.iter_mut().zip(points.columns()).zip(&points.sizes) {
                values.clear();
                values.extend(joined.iter().map(|&row| column[row]));
                values.extend(left.iter().map(|&row| -column[row]));
                sum.add_slice_within(&values, Some(*size));
            }
        }
    }

    /// The centres after a round that began with `centres` and gave rows `labels`.
    fn centres(&mut self, points: &Points, centres: &[f64], labels: &[u32]) -> Vec<f64> {
        for (cluster, stale) in self.stale.iter_mut().enumerate() {
            if std::mem::take(stale) && self.sizes[cluster] > 0 {
                let (size, range) = (self.sizes[cluster] as f64, cluster * self.width..);
                let sums = &self.sums[range.clone()];
                let means = self.means[range].iter_mut().take(self.width);
                means.zip(sums).for_each(|(mean, sum)| *mean = sum.sum() / size);
            }
        }
        if self.sizes.contains(&0) {
            self.filled(points, centres, labels)
        } else {
            self.means.clone()
        }
    }

    /// The same, where some clusters have no rows.
    fn filled(&self, points: &Points, centres: &[f64], labels: &[u32]) -> Vec<f64> {
        let width = self.width;
        let (mut means, mut sizes) = (self.means.clone(), self.sizes.clone());
        let empty: Vec<usize> = (0..sizes.len()).filter(|&cluster| sizes[cluster] == 0).collect();
        let distances = points.distances(centres, labels);
        let mut far: Vec<usize> = (0..distances.len()).collect();
        far.sort_by(|&a, &b| exact::total_cmp(distances[b], distances[a]).then(b.cmp(&a)));
        if far.first().is_some_and(|&first| distances[first] > 0.0) {
            let mut sums = self.sums.clone();
            let mut touched = Vec::new();
            for (&cluster, row) in empty.iter().zip(far) {
                let (old, cells) = (labels[row] as usize, points.row(row));
                for (at, x) in cells.into_iter().enumerate() {
                    sums[old * width + at].add(-x);
                    sums[cluster * width + at] = ExactSum::new();
                    sums[cluster * width + at].add(x);
                }
                sizes[old] -= 1;
                sizes[cluster] = 1;
                touched.extend([old, cluster]);
            }
            for cluster in touched.into_iter().filter(|&cluster| sizes[cluster] > 0) {
                for at in cluster * width..(cluster + 1) * width {
                    means[at] = sums[at].sum() / sizes[cluster] as f64;
                }
            }
        }
        let largest = (0..sizes.len()).rev().max_by_key(|&cluster| sizes[cluster]).unwrap_or(0);
        for cluster in (0..sizes.len()).filter(|&cluster| sizes[cluster] == 0) {
            means.copy_within(largest * width..(largest + 1) * width, cluster * width);
        }
        means
    }
}

#[cfg(test)]
mod tests;
