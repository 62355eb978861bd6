//! Boosting by hand, and its law of the order of rows.

use super::*;
use crate::solve::tree::Splitter;

fn boosting(stages: u32, rate: f64) -> Boosting {
    let growth = Growth { max_depth: Some(3), ..Growth::default() };
    Boosting { stages, rate, subsample: 1.0, growth }
}

/// From the mean 6 the residuals are ∓1; half of that is taken, then half of what is left.
#[test]
fn residuals_are_halved() {
    let x = [1.0, 2.0, 3.0, 4.0];
    let loss = Squares { target: vec![5.0, 5.0, 7.0, 7.0] };
    let found = boosting(2, 0.5).fit(&[&[0.0; 4], &x], &loss).unwrap();
    assert_eq!((found.base, found.importances), (vec![6.0], vec![0.0, 1.0]));
    assert_eq!(found.trees[0].values, [0.0, -0.5, 0.5]);
    assert_eq!(found.trees[1].values, [0.0, -0.25, 0.25]);
}

/// One of four: p = ¼ everywhere, so g is −¼ or ¾ and |g| (1 − |g|) is 3/16.
#[test]
fn a_leaf_takes_one_step_of_newton() {
    let x = [1.0, 2.0, 3.0, 4.0];
    let found = boosting(1, 1.0).fit(&[&x], &Counts::new(&[0, 0, 0, 1], 2)).unwrap();
    assert!((found.base[0] + exact::ln(3.0)).abs() < 1e-15);
    let [_, left, right] = found.trees[0].values[..] else { unreachable!() };
    assert!((left + 4.0 / 3.0).abs() < 1e-14 && (right - 4.0).abs() < 1e-14);
}

/// Shares ½, ¼, ¼: the scores start at the logarithms of 2, 1, 1 less ln 2 / 3. In the first class's tree
/// Σ g = 2 · ½ and Σ |g| (1 − |g|) = 2 · ¼, so the step is 2 · ⅔.
#[test]
fn more_classes_have_a_score_each() {
    let x = [1.0, 2.0, 3.0, 4.0];
    let found = boosting(1, 1.0).fit(&[&x], &Counts::new(&[0, 0, 1, 2], 3)).unwrap();
    let two = exact::ln(2.0);
    for (base, expected) in found.base.iter().zip([two * 2.0 / 3.0, -two / 3.0, -two / 3.0]) {
        assert!((base - expected).abs() < 1e-15);
    }
    assert_eq!(found.trees.len(), 3);
    assert_eq!(found.trees[0].threshold[0], 2.5);
    let [_, left, right] = found.trees[0].values[..] else { unreachable!() };
    assert!((left - 4.0 / 3.0).abs() < 1e-14 && (right + 4.0 / 3.0).abs() < 1e-14);
}

/// A leaf on which nothing bends takes no step, and what is not finite is an error.
#[test]
fn the_ends_of_the_format() {
    let x = [1.0, 2.0];
    let loss = Squares { target: vec![f64::MAX, -f64::MAX] };
    assert!(boosting(3, 1.0).fit(&[&x], &loss).is_ok());
    let loss = Squares { target: vec![f64::MAX, -f64::MAX, -f64::MAX] };
    assert!(boosting(3, 1.0).fit(&[&[1.0, 2.0, 2.0]], &loss).is_err());
    // Steps of Newton's method double what is certain; they stop where derivatives vanish.
    let found = boosting(900, 1.0).fit(&[&x], &Counts::new(&[0, 1], 2)).unwrap();
    let total: f64 =
        exact::exact_sum(&found.trees.iter().map(|t| t.answer(t.len() - 1)[0]).collect::<Vec<_>>());
    assert!(total.is_finite() && total > 30.0);
}

#[test]
fn the_order_of_the_rows_is_nothing() {
    let mut random = Random::new(1, 0, 0);
    let rows = 60;
    let mut cells = |n: u64| (0..rows).map(|_| random.below(n) as f64).collect::<Vec<f64>>();
    let (a, b, y) = (cells(9), cells(40), cells(7));
    let order = Random::new(2, 0, 0).permutation(rows);
    let pick = |x: &[f64]| order.iter().map(|&at| x[at]).collect::<Vec<f64>>();
    for (subsample, splitter) in
        [(1.0, Splitter::Best), (0.5, Splitter::Best), (0.7, Splitter::Random)]
    {
        let mut way = boosting(6, 0.3);
        way.subsample = subsample;
        way.growth = Growth { max_features: Some(1), splitter, seed: 4, ..way.growth };
        let codes = |y: &[f64]| y.iter().map(|&y| y as u32 % 3).collect::<Vec<u32>>();
        let fit = |a: &[f64], b: &[f64], y: &[f64]| {
            let numbers = way.fit(&[a, b], &Squares { target: y.to_vec() }).unwrap();
            (numbers, way.fit(&[a, b], &Counts::new(&codes(y), 3)).unwrap())
        };
        let found = fit(&a, &b, &y);
        assert_eq!(found, fit(&pick(&a), &pick(&b), &pick(&y)));
        let seen = found.0.trees[0].weight[0] as usize;
        assert_eq!(seen, (rows as f64 * subsample) as usize);
    }
}
