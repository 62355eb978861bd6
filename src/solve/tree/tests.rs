//! Trees by hand, and laws.

use super::*;
use crate::exact::Random;
use proptest::prelude::*;

fn tree(columns: &[&[f64]], target: &[f64]) -> Tree {
    fit_numbers(columns, target, &Growth::default()).unwrap()
}

/// Targets 0, 0, 6, 6 with x = 1, 2, 4, 5 are parted at (2 + 4) / 2.
#[test]
fn one_cut_between_two_levels() {
    let tree = tree(&[&[1.0, 2.0, 4.0, 5.0]], &[0.0, 0.0, 6.0, 6.0]);
    assert_eq!(tree.feature, [0, LEAF, LEAF]);
    assert_eq!(tree.threshold, [3.0, 0.0, 0.0]);
    assert_eq!((tree.left[0], tree.right[0]), (1, 2));
    assert_eq!(tree.weight, [4, 2, 2]);
    assert_eq!(tree.values, [0.0, 0.0, 6.0]);
    assert_eq!(tree.decrease, [1.0, 0.0, 0.0]);
    assert_eq!(tree.predict(&[&[3.0, 3.5, f64::NAN]], 3), [0.0, 6.0, 6.0]);
    assert_eq!(tree.leaf_index(&[&[-1e9, 1e9]], 2), [1, 2]);
    assert_eq!((tree.leaves(), tree.depth()), (2, 1));
}

/// Targets 0, 1, 5: parting off the 5 leaves ½ of 14 in squares, parting off the 0 leaves 8. So the
/// first cut removes 13.5 of 14 and the second the rest.
#[test]
fn importances_are_shares_of_what_is_removed() {
    let (x, z) = ([1.0, 2.0, 3.0], [1.0, 2.0, 2.0]);
    let tree = tree(&[&z, &x], &[0.0, 1.0, 5.0]);
    assert_eq!(tree.feature[..2], [1, 0]);
    let [z, x] = tree.importances(2)[..] else { unreachable!() };
    assert!((x - 13.5 / 14.0).abs() < 1e-15 && (z - 0.5 / 14.0).abs() < 1e-15);
    assert_eq!(tree.importances(3)[2], 0.0);
}

#[test]
fn ties_go_to_the_lowest_column_then_the_lowest_threshold() {
    let x = [1.0, 2.0, 3.0];
    let both = tree(&[&x, &x], &[1.0, 0.0, 1.0]);
    assert_eq!((both.feature[0], both.threshold[0]), (0, 1.5));
    // The same parting mirrored: 3 rows against 1, from either end.
    let mirrored = tree(&[&[4.0, 3.0, 2.0, 1.0], &[1.0, 2.0, 3.0, 4.0]], &[0.0, 7.0, 7.0, 7.0]);
    assert_eq!((mirrored.feature[0], mirrored.threshold[0]), (0, 3.5));
}

/// No first cut gains; scikit-learn makes it all the same.
#[test]
fn exclusive_or_is_learned() {
    let (a, b) = ([0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]);
    let tree = fit_classes(&[&a, &b], (&[0, 1, 1, 0], 2), Impurity::Entropy, &Growth::default());
    let tree = tree.unwrap();
    assert_eq!(tree.feature, [0, 1, LEAF, LEAF, 1, LEAF, LEAF]);
    assert_eq!(tree.predict(&[&a, &b], 4), [1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0]);
}

#[test]
fn thresholds_lie_between_their_neighbours() {
    let above = f64::from_bits(1.0f64.to_bits() + 1);
    let top = f64::MAX;
    let infinity = f64::INFINITY;
    for (low, high, expected) in [
        (1.0, above, 1.0),
        (-2.0, 1.0, -0.5),
        (top / 2.0, top, top / 4.0 * 3.0),
        (-top, top, 0.0),
        (1.0, infinity, 1.0),
        (-infinity, infinity, -infinity),
        (0.0, 5e-324, 0.0),
        (-5e-324, 0.0, -5e-324),
    ] {
        let tree = tree(&[&[high, low]], &[1.0, 2.0]);
        assert_eq!(tree.threshold[0].to_bits(), f64::to_bits(expected), "{low} {high}");
        assert_eq!(tree.predict(&[&[high, low]], 2), [1.0, 2.0]);
    }
    // Both zeros are one value.
    assert_eq!(tree(&[&[0.0, -0.0]], &[1.0, 2.0]).len(), 1);
}

#[test]
fn means_are_correctly_rounded_and_zeros_positive() {
    let constant = [0.0; 3];
    assert_eq!(tree(&[&constant], &[1e16, 1.0, -1e16]).values, [1.0 / 3.0]);
    assert_eq!(tree(&[&constant], &[-0.0; 3]).values[0].to_bits(), 0);
    let copies = Some(&[2, 0, 1][..]);
    let ranks = Ranks::new(&[&constant]).unwrap();
    let weighted = grow_numbers(&ranks, &[1.0, 7.0, 2.0], copies, &Growth::default()).unwrap();
    assert_eq!((weighted.values[0], weighted.weight[0]), (4.0 / 3.0, 3));
}

/// Targets at the ends of the format: neither their range nor their unit is in it.
#[test]
fn targets_of_any_size() {
    let x = [1.0, 2.0, 3.0, 4.0];
    for size in [f64::MAX, 1e-300, 5e-324] {
        let y = [-size, -size, size, size];
        let tree = tree(&[&x], &y);
        assert_eq!((tree.threshold[0], tree.len()), (2.5, 3));
        assert_eq!(tree.predict(&[&x], 4), y);
        assert_eq!(tree.importances(1), [1.0]);
    }
}

#[test]
fn says_what_it_cannot_learn_from() {
    let growth = Growth::default();
    let error = |columns: &[&[f64]], target: &[f64]| {
        fit_numbers(columns, target, &growth).unwrap_err().to_string()
    };
    assert_eq!(
        error(&[&[1.0, f64::NAN]], &[0.0; 2]),
        "column 0, row 1: expected a number, found NaN"
    );
    assert_eq!(error(&[&[1.0], &[]], &[0.0]), "expected 1 cells in each column, found 0");
    assert_eq!(error(&[&[1.0]], &[0.0; 2]), "expected 1 targets, found 2");
    assert_eq!(error(&[&[1.0]], &[f64::INFINITY]), "target, row 0: expected a finite number");
    assert_eq!(error(&[&[]], &[]), "expected at least one row with at least one copy");
    let classes = fit_classes(&[&[1.0]], (&[2], 2), Impurity::Gini, &growth).unwrap_err();
    assert_eq!(classes.to_string(), "target, row 0: expected a class below 2");
    let ranks = Ranks::new(&[&[1.0, 2.0]]).unwrap();
    let copies =
        |copies: &[u32]| grow_numbers(&ranks, &[1.0; 2], Some(copies), &growth).unwrap_err();
    assert_eq!(copies(&[0, 0]), TreeError::NoRows);
    assert_eq!(copies(&[u32::MAX, 1]), TreeError::TooManyRows);
    assert_eq!(copies(&[1]), TreeError::Length { what: "copies", expected: 2, found: 1 });
    // Without a column there is nothing to ask.
    assert_eq!(fit_numbers(&[], &[1.0, 3.0], &growth).unwrap().values, [2.0]);
}

/// Small tables with many ties: columns of few values, targets in quarters.
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
        prop::option::of(0u32..3),
        prop::sample::select(vec![0.0, 0.02]),
    )
        .prop_map(|(max_depth, (split, leaf), max_leaf_nodes, max_features, decrease)| {
            Growth {
                max_depth,
                min_samples_split: split,
                min_samples_leaf: leaf,
                max_leaf_nodes,
                min_impurity_decrease: decrease,
                max_features,
                seed: 5,
                tree: 2,
            }
        })
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

/// With one column drawn a node, each of two equally good columns comes up in some tree.
#[test]
fn draws_differ_between_trees_and_skip_constant_columns() {
    let (x, constant) = ([1.0, 2.0], [0.0, 0.0]);
    let first = |tree| {
        let growth = Growth { max_features: Some(1), tree, ..Growth::default() };
        fit_numbers(&[&x, &constant, &x], &[0.0, 1.0], &growth).unwrap().feature[0]
    };
    let firsts: Vec<u32> = (0..40).map(first).collect();
    assert!(
        firsts.contains(&0)
            && firsts.contains(&2)
            && !firsts.contains(&1)
            && !firsts.contains(&LEAF)
    );
}
