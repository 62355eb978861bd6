//! Mutual information from nearest neighbours, in nats.

use super::special::digamma;
use crate::exact::{self, canonical};
use std::collections::BTreeMap;

/// The mean of terms and a constant; 0 where that is below.
fn estimate(constant: f64, terms: &[f64]) -> f64 {
    let mean = exact::mean(terms).unwrap_or(0.0);
    canonical(exact::max(constant + mean, 0.0))
}

/// Between two columns of classes: `Σ p(a, b)·ln(p(a, b) / p(a)p(b))`.
///
/// # Source
/// `mutual_info_score` of scikit-learn 1.9.
pub(crate) fn between_classes(a: &[u64], b: &[u64]) -> f64 {
    let mut joint: BTreeMap<(u64, u64), u64> = BTreeMap::new();
    let (mut of_a, mut of_b) = (BTreeMap::<u64, u64>::new(), BTreeMap::<u64, u64>::new());
    for (&a, &b) in a.iter().zip(b) {
        *joint.entry((a, b)).or_default() += 1;
        *of_a.entry(a).or_default() += 1;
        *of_b.entry(b).or_default() += 1;
    }
    let n = a.len().min(b.len()) as f64;
    let share =
        |counts: &BTreeMap<u64, u64>, key: &u64| counts.get(key).copied().unwrap_or(0) as f64;
    let term = |((a, b), &count): (&(u64, u64), &u64)| {
        let count = count as f64;
        // Counts of rows in memory: the products are exact below 2⁵³ and lose an ulp above.
        count / n * exact::ln(count * n / (share(&of_a, a) * share(&of_b, b)))
    };
    let terms: Vec<f64> = joint.iter().map(term).collect();
    canonical(exact::max(exact::exact_sum(&terms), 0.0))
}

/// The distance to the `k`-th nearest of sorted values (not the value itself), `k` less than there are.
fn nearest(sorted: &[f64], at: usize, k: usize) -> f64 {
    let x = sorted.get(at).copied().unwrap_or(0.0);
    let (mut low, mut high) = (at, at + 1);
    let mut distance = 0.0;
    for _ in 0..k {
        let below = low.checked_sub(1).and_then(|i| sorted.get(i)).map(|y| x - y);
        let above = sorted.get(high).map(|y| y - x);
        distance = match (below, above) {
            (Some(below), Some(above)) if below <= above => {
                low -= 1;
                below
            }
            (Some(below), None) => {
                low -= 1;
                below
            }
            (_, Some(above)) => {
                high += 1;
                above
            }
            (None, None) => distance,
        };
    }
    distance
}

/// How many of sorted values lie nearer to one of them than a distance, itself left out, and how many at it.
fn ring(sorted: &[f64], x: f64, distance: f64) -> (usize, usize) {
    // A difference of doubles, rounded, does not fall as the value rises.
    let between = |low: usize, high: usize| high.saturating_sub(low);
    let closed = between(
        sorted.partition_point(|&y| x - y > distance),
        sorted.partition_point(|&y| y - x <= distance),
    );
    let open = between(
        sorted.partition_point(|&y| x - y >= distance),
        sorted.partition_point(|&y| y - x < distance),
    );
    let nearer = open.saturating_sub(1);
    (nearer, closed.saturating_sub(1) - nearer)
}

/// The `needed`-th of `tied` values in a random order has on average this share of other tied values
/// before it.
fn share(needed: usize, tied: usize) -> f64 {
    needed as f64 / (tied as f64 + 1.0)
}

/// Between a column of numbers and one of classes.
///
/// For each value the distance to its `neighbors`-th nearest within its class, and how many of all values
/// lie nearer: `ψ(N) + ⟨ψ(k)⟩ − ⟨ψ(N of the class)⟩ − ⟨ψ(m + 1)⟩`. Classes of one row are left out. Of values
/// at the distance itself as many count as would on average lie nearer, were ties broken at random: no noise
/// is needed to tell them apart.
///
/// # Source
/// Ross, "Mutual information between discrete and continuous data sets", PLoS ONE 9 (2014);
/// `mutual_info_classif` of scikit-learn 1.9, which breaks ties by a draw of noise.
pub(crate) fn with_classes(values: &[f64], classes: &[u64], neighbors: usize) -> f64 {
    let mut groups: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
    for (&x, &class) in values.iter().zip(classes) {
        groups.entry(class).or_default().push(x);
    }
    groups.retain(|_, group| group.len() > 1);
    let mut all = Vec::new();
    for group in groups.values_mut() {
        *group = exact::sorted(group);
        all.extend_from_slice(group);
    }
    let all = exact::sorted(&all);
    let mut terms = Vec::with_capacity(all.len());
    for group in groups.values() {
        let k = neighbors.min(group.len() - 1);
        let of_class = digamma(k as f64) - digamma(group.len() as f64);
        for (at, &x) in group.iter().enumerate() {
            let distance = nearest(group, at, k);
            let (nearer, tied) = ring(group, x, distance);
            let (all_nearer, all_tied) = ring(&all, x, distance);
            let needed = k.saturating_sub(nearer);
            let others = all_tied.saturating_sub(tied) as f64;
            let m = (all_nearer + needed) as f64 + others * share(needed, tied);
            terms.push(of_class - digamma(m));
        }
    }
    if terms.is_empty() { 0.0 } else { estimate(digamma(all.len() as f64), &terms) }
}

/// Between two columns of numbers.
///
/// For each row the distance, the larger of the two coordinates', to its `neighbors`-th nearest row, and
/// how many rows lie nearer in each coordinate alone: `ψ(N) + ψ(k) − ⟨ψ(nx + 1)⟩ − ⟨ψ(ny + 1)⟩`. Of rows at the
/// distance itself as many count as would on average lie nearer, were ties broken at random.
///
/// # Source
/// Kraskov, Stögbauer and Grassberger, "Estimating mutual information", Physical Review E 69 (2004);
/// `mutual_info_regression` of scikit-learn 1.9, which breaks ties by a draw of noise.
pub(crate) fn of_numbers(x: &[f64], y: &[f64], neighbors: usize) -> f64 {
    let n = x.len().min(y.len());
    if n < 2 {
        return 0.0;
    }
    let k = neighbors.min(n - 1);
    let mut rows: Vec<(f64, f64)> = x.iter().copied().zip(y.iter().copied()).collect();
    rows.sort_by(|a, b| exact::total_cmp(a.0, b.0).then(exact::total_cmp(a.1, b.1)));
    let (xs, ys) = (exact::sorted(x), exact::sorted(y));
    let mut terms = Vec::with_capacity(n);
    for (at, row) in rows.iter().enumerate() {
        let near = nearest_rows(&rows, at, k);
        let Some(distance) = near.get(k - 1).map(|row| row.distance) else { continue };
        let tied = Tied::of(&near, distance, k);
        let (x, y) = (ring(&xs, row.0, distance), ring(&ys, row.1, distance));
        terms.push(-digamma(tied.nearer(x, tied.x) + 1.0) - digamma(tied.nearer(y, tied.y) + 1.0));
    }
    estimate(digamma(n as f64) + digamma(k as f64), &terms)
}

/// The rows at the distance of the `k`-th nearest.
struct Tied {
    rows: f64,
    /// How many of them lie at it in each coordinate, and in both.
    x: usize,
    y: usize,
    both: f64,
    /// How many of them are among the nearest `k`.
    needed: f64,
    /// The share of other ties in one coordinate that lie nearer, were they broken at random.
    share: f64,
}

impl Tied {
    fn of(near: &[Near], distance: f64, k: usize) -> Tied {
        let tied = || near.iter().filter(|row| row.distance == distance);
        let (x, y) = (
            tied().filter(|row| row.x == distance).count(),
            tied().filter(|row| row.y == distance).count(),
        );
        let rows = tied().count();
        let both = (x + y).saturating_sub(rows) as f64;
        let needed = k.saturating_sub(near.len() - rows);
        let rows_real = rows as f64;
        // The larger of two draws is below a bound with the square of the probability that one is.
        let power = 1.0 / (1.0 + both / rows_real);
        let share = exact::pow(share(needed, rows), power);
        Tied { rows: rows_real, x, y, both, needed: needed as f64, share }
    }

    /// How many rows lie nearer in one coordinate, where `nearer` do for certain and some are at the
    /// distance, `joint` of them among the tied rows.
    fn nearer(&self, (nearer, at): (usize, usize), joint: usize) -> f64 {
        let both = self.both / self.rows;
        let before = (self.needed - 1.0) * joint as f64 / self.rows;
        let after = (self.rows - self.needed) * both * self.share / (1.0 + self.share);
        let others = at.saturating_sub(joint) as f64 * self.share;
        nearer as f64 + others + before + both / 2.0 + after
    }
}

/// A row near another: the larger of the two coordinates' distances, and both.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Near {
    distance: f64,
    x: f64,
    y: f64,
}

/// The rows no farther than the `k`-th nearest, the nearest first.
fn nearest_rows(rows: &[(f64, f64)], at: usize, k: usize) -> Vec<Near> {
    let Some(&(x, y)) = rows.get(at) else { return Vec::new() };
    let mut near: Vec<Near> = Vec::with_capacity(k + 1);
    let (mut low, mut high) = (at, at + 1);
    loop {
        let below = low.checked_sub(1).and_then(|i| rows.get(i));
        let above = rows.get(high);
        let below_first = match (below, above) {
            (Some(below), Some(above)) => x - below.0 <= above.0 - x,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => return near,
        };
        let next = if below_first { below } else { above };
        let Some(&(other_x, other_y)) = next else { return near };
        let across = if below_first { x - other_x } else { other_x - x };
        // Rows come by their distance in x: from here on none is near enough.
        if near.get(k - 1).is_some_and(|farthest| across > farthest.distance) {
            return near;
        }
        if below_first {
            low -= 1;
        } else {
            high += 1;
        }
        let up = (other_y - y).abs();
        let row = Near { distance: exact::max(across, up), x: across, y: up };
        if near.get(k - 1).is_none_or(|farthest| row.distance <= farthest.distance) {
            let place = near.partition_point(|other| other.distance <= row.distance);
            near.insert(place, row);
            let farthest = near.get(k - 1).map_or(f64::INFINITY, |row| row.distance);
            near.truncate(near.partition_point(|other| other.distance <= farthest));
        }
    }
}

#[cfg(test)]
mod tests;
