use super::*;
use crate::exact::Random;
use proptest::prelude::*;

fn run(cells: &[f64], width: usize, starts: &[f64]) -> Clusters {
    let points = Points::new(cells, width);
    points.lloyd(points.centred(starts), 300, 1e-4)
}

/// On a line the same as the solver for lines, whose numbers are scikit-learn's.
#[test]
fn empty_clusters_as_on_a_line() {
    let line = [0.0, 0.5, 1.0, 100.0, 101.0, 5000.0];
    for starts in [vec![50.0, 60.0, -1e4], vec![625.0, 1875.0, 3125.0, 4375.0], vec![0.0, 1e3, 2e3]]
    {
        let found = run(&line, 1, &starts);
        let expected = crate::solve::kmeans::lloyd(&line, None, &starts);
        for (a, b) in found.centres.iter().zip(&expected) {
            assert!((a - b).abs() <= 1e-10, "{found:?} {expected:?}");
        }
        assert!(found.sizes.iter().all(|&size| size > 0));
    }
}

/// More clusters than different rows: the rest lie where the largest lies, without rows.
#[test]
fn fewer_different_rows_than_clusters() {
    let found = run(&[1.0, 5.0, 1.0, 5.0, 2.0, 7.0], 2, &[1.0, 5.0, 2.0, 7.0, 1.0, 5.0]);
    assert_eq!(found.sizes, [2, 1, 0]);
    assert_eq!(found.inertia, 0.0);
    assert_eq!(found.centres, [1.0, 5.0, 2.0, 7.0, 1.0, 5.0]);
}

/// Every round finds the centres that comparing all rows with all centres finds.
fn same_as_without_bounds(cells: &[f64], width: usize, starts: &[f64]) {
    let points = Points::new(cells, width);
    let columns: Vec<&[f64]> = points.columns().collect();
    let mut bounds = Bounds::new(&points);
    let mut members = Members::new(starts, width);
    let (mut labels, mut centres) = (Vec::new(), points.centred(starts));
    let mut before = centres.clone();
    for round in 0..30 {
        bounds.nearest(&before, &centres);
        let halves: Vec<f64> = centres.chunks(width).map(|c| 0.5 * exact::dot(c, c)).collect();
        let (mut found, mut scores) = (vec![0; points.rows], vec![[0.0; 2]; points.rows]);
        exact::nearest(&columns, &centres, &halves, &mut found, &mut scores);
        assert_eq!(bounds.labels, found, "round {round}");
        members.change(&points, &labels, &found);
        before = members.centres(&points, &centres, &found);
        std::mem::swap(&mut before, &mut centres);
        if labels == found {
            break;
        }
        labels = found;
    }
}

proptest! {
    /// Few different numbers, so that many rows lie as near to one centre as to another, or numbers of any size.
    #[test]
    fn bounds_change_nothing(
        width in 1usize..12, count in 1usize..9, scale in prop::sample::select(vec![1.0, 0.1, 1e-160, 1e150]),
        whole in prop::collection::vec(-3i8..4, 40 * 12), fine: bool, seed: u64,
    ) {
        let mut random = Random::new(seed, 0, 0);
        let cells: Vec<f64> = whole.iter().take(40 * width).map(|&x| {
            scale * (f64::from(x) + if fine { random.uniform() } else { 0.0 })
        }).collect();
        let starts: Vec<f64> = cells.iter().cycle().skip(seed as usize % 97).take(count * width).copied().collect();
        same_as_without_bounds(&cells, width, &starts);
    }
}

/// By hand: two pairs of rows, 4 apart, each 1 from its centre.
#[test]
fn two_pairs() {
    let found = run(&[0.0, 0.0, 0.0, 2.0, 4.0, 0.0, 4.0, 2.0], 2, &[0.0, 0.0, 4.0, 1.0]);
    assert_eq!(found.centres, [0.0, 1.0, 4.0, 1.0]);
    assert_eq!((found.inertia, found.rounds, found.sizes), (4.0, 2, vec![2, 2]));
}

#[test]
fn draws_are_rows_and_spread_out() {
    // Four far heaps of ten rows: every draw of k-means++ but the first falls into a heap not yet hit.
    let cells: Vec<f64> = (0..40)
        .flat_map(|i| [f64::from(i % 4 / 2) * 1e6 + f64::from(i), f64::from(i % 2) * 1e6])
        .collect();
    let points = Points::new(&cells, 2);
    for seed in 0..20 {
        let drawn = plus_plus(&points, 4, &mut Random::new(seed, 0, 0));
        let found = points.lloyd(drawn, 300, 1e-4);
        assert_eq!(found.sizes, [10; 4]);
        assert_eq!(at_random(&points, 40, &mut Random::new(seed, 0, 0)).len(), 80);
    }
    // Nothing is far from anything.
    let points = Points::new(&[3.0; 6], 2);
    assert_eq!(plus_plus(&points, 3, &mut Random::new(0, 0, 0)), [0.0; 6]);
}
