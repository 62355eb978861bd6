//! Laws of trees, on small tables with many ties.

use super::*;
use crate::exact::Random;
use proptest::prelude::*;

/// Columns of few values, targets in quarters, copies up to 3.
fn table() -> impl Strategy<Value = (Vec<Vec<f64>>, Vec<f64>, Vec<u32>)> {
    (1usize..4, 1usize..40, any::<u64>()).prop_map(|(width, rows, seed)| {
        let mut random = Random::new(seed, 0, 0);
        let mut cells = |n: u64| (0..rows).map(|_| random.below(n) as f64).collect::<Vec<f64>>();
        let columns = (0..width).map(|at| cells(2 << (2 * at))).collect();
        let target = cells(9).iter().map(|y| y / 4.0 - 1.0).collect();
        let copies = cells(4).iter().map(|&c| c as u32).collect();
        (columns, target, copies)
    })
}

fn growths() -> impl Strategy<Value = Growth> {
    (
        prop::option::of(0u32..5),
        (0u32..8, 0u32..4),
        prop::option::of(0u32..9),
        (prop::option::of(0u32..3), prop::sample::select(vec![Splitter::Best, Splitter::Random])),
        prop::sample::select(vec![0.0, 0.02]),
    )
        .prop_map(
            |(max_depth, (split, leaf), max_leaf_nodes, (max_features, splitter), decrease)| {
                Growth {
                    max_depth,
                    min_samples_split: split,
                    min_samples_leaf: leaf,
                    max_leaf_nodes,
                    min_impurity_decrease: decrease,
                    max_features,
                    splitter,
                    seed: 5,
                    tree: 2,
                }
            },
        )
}

/// The three kinds of trees of one table.
fn all_kinds(
    columns: &[Vec<f64>],
    target: &[f64],
    copies: Option<&[u32]>,
    growth: &Growth,
) -> Result<[Tree; 3], TreeError> {
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let ranks = Ranks::new(&columns)?;
    let classes: Vec<u32> = target.iter().map(|y| (y + 2.0) as u32).collect();
    let classify = |impurity| grow_classes(&ranks, (&classes, 4), impurity, copies, growth);
    Ok([
        grow_numbers(&ranks, target, copies, growth)?,
        classify(Impurity::Gini)?,
        classify(Impurity::Entropy)?,
    ])
}

fn pick<T: Copy>(items: &[T], order: &[usize]) -> Vec<T> {
    order.iter().map(|&at| items[at]).collect()
}

fn pick_rows(columns: &[Vec<f64>], order: &[usize]) -> Vec<Vec<f64>> {
    columns.iter().map(|column| pick(column, order)).collect()
}

proptest! {
    #[test]
    fn any_order_of_the_rows_grows_the_same_trees(
        (columns, target, copies) in table(), growth in growths(), seed: u64,
    ) {
        let order = Random::new(seed, 0, 1).permutation(target.len());
        let shuffled = pick_rows(&columns, &order);
        let found = all_kinds(&shuffled, &pick(&target, &order), Some(&pick(&copies, &order)), &growth);
        prop_assert_eq!(found, all_kinds(&columns, &target, Some(&copies), &growth));
    }

    #[test]
    fn copies_are_rows_repeated((columns, target, copies) in table(), growth in growths()) {
        let order: Vec<usize> =
            (0..target.len()).flat_map(|row| vec![row; copies[row] as usize]).collect();
        let repeated = all_kinds(&pick_rows(&columns, &order), &pick(&target, &order), None, &growth);
        prop_assert_eq!(repeated, all_kinds(&columns, &target, Some(&copies), &growth));
    }

    #[test]
    fn limits_are_kept((columns, target, _) in table(), growth in growths()) {
        for tree in all_kinds(&columns, &target, None, &growth).unwrap() {
            prop_assert!(growth.max_depth.is_none_or(|most| tree.depth() <= most));
            prop_assert!(growth.max_leaf_nodes.is_none_or(|most| tree.leaves() <= most.max(1) as usize));
            for at in 0..tree.len() {
                let (column, weight) = (tree.feature[at], tree.weight[at]);
                if column == LEAF {
                    prop_assert!(at == 0 || weight >= growth.min_samples_leaf);
                    continue;
                }
                prop_assert!(weight >= growth.min_samples_split);
                let (left, right) = (tree.left[at] as usize, tree.right[at] as usize);
                prop_assert!(at < left && left < right);
                prop_assert_eq!(tree.weight[left] + tree.weight[right], weight);
            }
        }
    }

    /// A full tree knows every row that no other row contradicts; what its cuts remove is its R².
    #[test]
    fn a_full_tree_errs_on_contradictions_only((mut columns, target, _) in table(), distinct: bool) {
        if distinct {
            columns.push((0..target.len()).map(|row| row as f64).collect());
        }
        let growth = Growth::default();
        let [tree, classes, _] = all_kinds(&columns, &target, None, &growth).unwrap();
        let cells: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let found = tree.predict(&cells, target.len());
        let mean = crate::exact::mean(&target).unwrap();
        let (mut error, mut variance) = (0.0, 0.0);
        for (found, y) in found.iter().zip(&target) {
            error += (found - y) * (found - y);
            variance += (y - mean) * (y - mean);
        }
        let removed: f64 = tree.decrease.iter().fold(0.0, |sum, x| sum + x);
        if variance > 0.0 {
            prop_assert!((removed - (1.0 - error / variance)).abs() < 1e-12);
        }
        if distinct {
            prop_assert_eq!(found, target);
            let shares = classes.predict(&cells, cells[0].len());
            prop_assert!(shares.iter().all(|&share| share == 0.0 || share == 1.0));
        }
    }

    /// The first cut is the best of all there are, tried one by one in rational arithmetic on targets
    /// in quarters, whose sums are exact.
    #[test]
    fn no_cut_is_better_than_the_first((columns, target, _) in table()) {
        let growth = Growth { max_depth: Some(1), ..Growth::default() };
        let [tree, ..] = all_kinds(&columns, &target, None, &growth).unwrap();
        // n² n_l n_r times what the cut removes, in sixteenths: a whole number over a whole number.
        let gain = |column: &[f64], threshold: f64| {
            let (mut n, mut s) = ([0i64; 2], [0i64; 2]);
            for (x, y) in column.iter().zip(&target) {
                let side = usize::from(*x > threshold);
                n[side] += 1;
                s[side] += (y * 4.0) as i64;
            }
            let difference = n[1] * s[0] - n[0] * s[1];
            (difference * difference, n[0] * n[1])
        };
        let mut best: Option<(i64, i64, usize, f64)> = None;
        for (at, column) in columns.iter().enumerate() {
            let mut values = column.clone();
            values.sort_by(f64::total_cmp);
            values.dedup();
            for pair in values.windows(2) {
                let threshold = (pair[0] + pair[1]) / 2.0;
                let (size, divisor) = gain(column, threshold);
                if best.is_none_or(|(most, by, ..)| size * by > most * divisor) {
                    best = Some((size, divisor, at, threshold));
                }
            }
        }
        let pure = target.iter().all(|y| *y == target[0]);
        let expected = best.filter(|_| !pure).map(|(_, _, column, threshold)| (column as u32, threshold));
        let found = (tree.len() > 1).then(|| (tree.feature[0], tree.threshold[0]));
        prop_assert_eq!(found, expected);
    }

    /// Best first makes the cuts of depth first, in another order; so draws depend on the path alone.
    #[test]
    fn best_first_ends_where_depth_first_does((columns, target, _) in table(), features in 1u32..3) {
        let growth = Growth { max_features: Some(features), seed: 3, ..Growth::default() };
        let deep = all_kinds(&columns, &target, None, &growth).unwrap();
        let growth = Growth { max_leaf_nodes: Some(u32::MAX), ..growth };
        for (deep, best) in deep.iter().zip(&all_kinds(&columns, &target, None, &growth).unwrap()) {
            let mut pairs = vec![(0, 0)];
            while let Some((a, b)) = pairs.pop() {
                prop_assert_eq!(deep.feature[a], best.feature[b]);
                prop_assert_eq!(deep.threshold[a], best.threshold[b]);
                prop_assert_eq!(deep.answer(a), best.answer(b));
                if deep.feature[a] != LEAF {
                    pairs.push((deep.left[a] as usize, best.left[b] as usize));
                    pairs.push((deep.right[a] as usize, best.right[b] as usize));
                }
            }
            prop_assert_eq!(deep.len(), best.len());
        }
    }
}
