//! Forests by laws: their draws are nobody else's.

use super::super::tree::{LEAF, fit_numbers};
use super::*;
use proptest::prelude::*;

fn bagging(trees: u32) -> Bagging {
    let growth = Growth { max_features: Some(1), seed: 9, ..Growth::default() };
    Bagging { trees, growth, ..Bagging::default() }
}

fn as_slices(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

/// 300 rows of four columns; the target is the first column's place, steps of 8, and a little of the
/// second's.
fn table() -> (Vec<Vec<f64>>, Vec<f64>) {
    let mut random = Random::new(4, 0, 0);
    let columns: Vec<Vec<f64>> =
        (0..4).map(|_| (0..300).map(|_| random.uniform()).collect()).collect();
    let target =
        columns[0].iter().zip(&columns[1]).map(|(a, b)| (a * 8.0).floor() + b / 2.0).collect();
    (columns, target)
}

/// With every column searched and every row there, a forest is its tree.
#[test]
fn without_draws_a_forest_is_one_tree() {
    let (columns, target) = table();
    let columns = as_slices(&columns);
    let growth = Growth { max_depth: Some(3), ..Growth::default() };
    let bagging = Bagging { trees: 4, bootstrap: false, growth: growth.clone(), ..bagging(4) };
    let (forest, tree) = (
        bagging.fit_numbers(&columns, &target).unwrap(),
        fit_numbers(&columns, &target, &growth).unwrap(),
    );
    assert_eq!(forest.trees, vec![tree.clone(); 4]);
    // Four equal terms and a division by four are exact.
    assert_eq!(forest.predict(&columns, 300), tree.predict(&columns, 300));
    for (found, expected) in forest.importances(4).iter().zip(tree.importances(4)) {
        assert!((found - expected).abs() < 1e-15);
    }
}

#[test]
fn trees_differ_and_do_not_depend_on_one_another() {
    let (columns, target) = table();
    let columns = as_slices(&columns);
    let forest = bagging(6).fit_numbers(&columns, &target).unwrap();
    for (at, tree) in forest.trees.iter().enumerate() {
        assert!(!forest.trees[..at].contains(tree));
        assert_eq!(tree.weight[0], 300);
    }
    let fewer = bagging(3).fit_numbers(&columns, &target).unwrap();
    assert_eq!(fewer.trees, forest.trees[..3]);
    let small = Bagging { max_samples: Some(20), ..bagging(2) };
    assert_eq!(small.fit_numbers(&columns, &target).unwrap().trees[1].weight[0], 20);
}

/// A bootstrap sample of n leaves out (1 − 1/n)ⁿ of the rows, about e⁻¹.
#[test]
fn about_a_third_of_the_rows_is_not_drawn() {
    let order: Vec<usize> = (0..10_000).collect();
    let copies = bagging(1).draw(&order, 5);
    assert_eq!(copies.iter().map(|&c| f64::from(c)).fold(0.0, |sum, c| sum + c), 10_000.0);
    let absent = copies.iter().filter(|&&copies| copies == 0).count();
    // The standard deviation is below 50.
    assert!(absent.abs_diff(3679) < 300, "{absent}");
}

/// Trees that see one column a node still find the one that matters most, and the forest is better
/// than the mean of the target.
#[test]
fn a_forest_learns() {
    let (columns, target) = table();
    let columns = as_slices(&columns);
    let forest = bagging(40).fit_numbers(&columns, &target).unwrap();
    let importances = forest.importances(4);
    assert!(importances[0] > 0.5 && importances[2] < 0.2, "{importances:?}");
    let variance = exact::variance(&target, 0).unwrap() * 300.0;
    let error = exact::squared_distance(&forest.predict(&columns, 300), &target);
    assert!(error < 0.1 * variance, "{error} {variance}");

    let classes: Vec<u32> = target.iter().map(|&y| u32::from(y > 4.0)).collect();
    let forest = bagging(40).fit_classes(&columns, (&classes, 2), Impurity::Entropy).unwrap();
    let shares = forest.predict(&columns, 300);
    let right = shares.chunks(2).zip(&classes).filter(|(p, c)| (p[1] > p[0]) == (**c == 1)).count();
    assert!(right > 285, "{right}");
    assert!(shares.chunks(2).all(|p| (p[0] + p[1] - 1.0).abs() < 1e-12));
}

#[test]
fn nothing_to_learn_from() {
    let empty = bagging(2).fit_numbers(&[&[]], &[]).unwrap_err();
    assert_eq!(empty, TreeError::NoRows);
    let one = bagging(2).fit_numbers(&[&[1.0]], &[3.0]).unwrap();
    assert_eq!(one.predict(&[&[5.0, 6.0]], 2), [3.0, 3.0]);
    assert_eq!(one.trees[0].feature, [LEAF]);
    assert_eq!(one.importances(1), [0.0]);
}

proptest! {
    #[test]
    fn any_order_of_the_rows_grows_the_same_forest(
        cells in prop::collection::vec((0u8..6, 0u8..3, 0u8..4), 1..40), shuffle: u64,
    ) {
        let grow = |cells: &[(u8, u8, u8)]| {
            let column = |pick: fn(&(u8, u8, u8)) -> u8| cells.iter().map(|c| f64::from(pick(c))).collect();
            let columns: [Vec<f64>; 2] = [column(|c| c.0), column(|c| c.1)];
            let target: Vec<f64> = column(|c| c.2);
            let classes: Vec<u32> = cells.iter().map(|c| c.2.into()).collect();
            let columns = as_slices(&columns);
            [
                bagging(3).fit_numbers(&columns, &target).unwrap(),
                bagging(3).fit_classes(&columns, (&classes, 4), Impurity::Gini).unwrap(),
            ]
        };
        let mut shuffled = cells.clone();
        Random::new(shuffle, 0, 0).shuffle(&mut shuffled);
        prop_assert_eq!(grow(&cells), grow(&shuffled));
    }
}
