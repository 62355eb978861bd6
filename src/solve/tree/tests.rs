//! Trees by hand.

use super::*;

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
