//! Rows drawn as the first centres.

use super::Points;
use crate::exact::{self, Random};

/// So many different rows, drawn alike; row-major.
pub(crate) fn at_random(points: &Points, count: usize, random: &mut Random) -> Vec<f64> {
    let drawn = random.sample_without_replacement(points.rows, count);
    drawn.into_iter().flat_map(|row| points.row(row)).collect()
}

/// So many rows far from one another, row-major: each next one is drawn by its squared distance to the nearest
/// before it, several times, and of those drawn that is taken which leaves the least of such distances, summed.
///
/// # Source
/// Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding" (2007); `kmeans_plusplus` of
/// scikit-learn 1.9 for the number of draws.
pub(crate) fn plus_plus(points: &Points, count: usize, random: &mut Random) -> Vec<f64> {
    let rows = points.rows;
    #[expect(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "0 to 44")]
    let trials = 2 + exact::ln(count.max(1) as f64) as usize;
    // A row there is: draws are below the number of rows.
    let any = |random: &mut Random| random.below(rows as u64) as usize;
    let to = |row: usize, out: &mut Vec<f64>| {
        out.resize(rows, 0.0);
        exact::squared_distances(&points.row(row), &points.cells, out);
    };
    let first = any(random);
    let mut centres = points.row(first);
    let mut near = Vec::new();
    to(first, &mut near);
    let (mut best, mut tried, mut upto) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 1..count {
        upto.clear();
        upto.extend(near.iter().scan(0.0, |sum, x| {
            *sum += x;
            Some(*sum)
        }));
        let total = upto.last().copied().unwrap_or(0.0);
        let mut least = f64::INFINITY;
        let mut chosen = 0;
        for trial in 0..trials {
            let mark = random.uniform() * total;
            let row = upto.partition_point(|sum| *sum <= mark).min(rows.saturating_sub(1));
            to(row, &mut tried);
            tried.iter_mut().zip(&near).for_each(|(new, old)| *new = exact::min(*new, *old));
            let left = exact::sum(&tried);
            if trial == 0 || left < least {
                (least, chosen) = (left, row);
                std::mem::swap(&mut best, &mut tried);
            }
        }
        std::mem::swap(&mut near, &mut best);
        centres.extend(points.row(chosen));
    }
    centres
}
