//! Boosting by hand, and its law of the order of rows.

use super::*;
use crate::exact::Random;

fn way(trees: u32, depth: u32) -> AdaBoost {
    let growth = Growth { max_depth: Some(depth), ..Growth::default() };
    AdaBoost { trees, rate: 1.0, impurity: Impurity::Gini, growth }
}

/// The first split parts off the first row and errs on the last, a quarter: its vote weighs ln 3. Then the last row
/// weighs a half and the others a sixth each; parting it off errs on the first, 1/6, and weighs ln 5.
#[test]
fn a_row_erred_on_weighs_more() {
    let x = [1.0, 2.0, 3.0, 4.0];
    let found = way(2, 1).fit(&[&x], (&[0, 1, 1, 0], 2)).unwrap().unwrap();
    assert_eq!(found.errors[0], 0.25);
    assert!((found.errors[1] - 1.0 / 6.0).abs() < 1e-15);
    assert!((found.weights[0] - exact::ln(3.0)).abs() < 1e-15);
    assert!((found.weights[1] - exact::ln(5.0)).abs() < 1e-14);
    assert_eq!((found.trees[0].threshold[0], found.trees[1].threshold[0]), (1.5, 3.5));
    assert_eq!((found.trees[0].weight[0], found.importances), (1 << 30, vec![1.0]));
}

#[test]
fn ends_when_nothing_is_wrong_or_nothing_helps() {
    let x = [1.0, 2.0, 3.0, 4.0];
    let perfect = way(9, 1).fit(&[&x], (&[0, 0, 1, 1], 2)).unwrap().unwrap();
    assert_eq!((perfect.weights, perfect.errors), (vec![1.0], vec![0.0]));
    assert_eq!(way(9, 1).fit(&[&[0.0; 4]], (&[0, 0, 1, 1], 2)).unwrap(), None);
    assert_eq!(way(9, 1).fit(&[&[0.0; 3]], (&[0, 1, 2], 3)).unwrap(), None);
    // A majority is learned from a column that says nothing, until the weights are even.
    let majority = way(9, 1).fit(&[&[0.0; 3]], (&[1, 1, 0], 2)).unwrap().unwrap();
    assert_eq!(majority.trees.len(), 1);
}

#[test]
fn the_order_of_the_rows_is_nothing() {
    let mut random = Random::new(1, 0, 0);
    let rows = 80;
    let mut cells = |n: u64| (0..rows).map(|_| random.below(n) as f64).collect::<Vec<f64>>();
    let (a, b, y) = (cells(9), cells(40), cells(3));
    let y: Vec<u32> = y.iter().map(|&y| y as u32).collect();
    let order = Random::new(2, 0, 0).permutation(rows);
    let pick = |x: &[f64]| order.iter().map(|&at| x[at]).collect::<Vec<f64>>();
    let turned: Vec<u32> = order.iter().map(|&at| y[at]).collect();
    for depth in [1, 3] {
        let found = way(12, depth).fit(&[&a, &b], (&y, 3)).unwrap().unwrap();
        assert!(found.trees.len() > 1);
        assert_eq!(
            found,
            way(12, depth).fit(&[&pick(&a), &pick(&b)], (&turned, 3)).unwrap().unwrap()
        );
    }
}
