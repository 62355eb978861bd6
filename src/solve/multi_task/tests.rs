//! Blocks of weights by hand, and scales far from 1.

use super::*;

/// By hand. Centred, the columns are (−1, −1, 1, 1) and (1, −1, 1, −1), at right angles; the pulls of the first on
/// the two targets are 12 and 16, of length 20, those of the second 0 and 4.
const COLUMNS: [&[f64]; 2] = [&[1.0, 1.0, 3.0, 3.0], &[6.0, 4.0, 6.0, 4.0]];
const TARGETS: [&[f64]; 2] = [&[-3.0, -3.0, 3.0, 3.0], &[7.0, 5.0, 15.0, 13.0]];

fn net(alpha: f64, ratio: f64) -> ElasticNet {
    ElasticNet { ratio, tolerance: 1e-12, ..ElasticNet::lasso(alpha) }
}

#[test]
fn columns_at_right_angles_by_hand() {
    // l1 = 4 · 1.25 = 5: three quarters of the first pull are left, none of the second.
    let found = multi_task(&net(1.25, 1.0), &COLUMNS, &TARGETS, true).unwrap();
    assert!(found.converged);
    let weights: Vec<&[f64]> = found.linears.iter().map(|l| &l.coefficients[..]).collect();
    assert_eq!(weights, [[2.25, 0.0], [3.0, 0.0]]);
    // The means are 2 and 5, and 0 and 10.
    assert_eq!([found.linears[0].intercept, found.linears[1].intercept], [-4.5, 4.0]);
    // l1 = 2 and l2 = 4: 0.9 · 12 / 8, 0.9 · 16 / 8, and 0.5 · 4 / 8.
    let found = multi_task(&net(1.5, 1.0 / 3.0), &COLUMNS, &TARGETS, true).unwrap();
    let expected = [[1.35, 0.0], [1.8, 0.25]];
    for (linear, expected) in found.linears.iter().zip(expected) {
        for (a, b) in linear.coefficients.iter().zip(expected) {
            assert!((a - b).abs() < 1e-15, "{found:?}");
        }
    }
    // From α = 20 / 4 on nothing is left.
    let found = multi_task(&net(5.0, 1.0), &COLUMNS, &TARGETS, true).unwrap();
    assert!(found.linears.iter().all(|linear| linear.coefficients == [0.0; 2]));
}

#[test]
fn powers_of_two_go_through() {
    let fit = |left: i32, right: i32, alpha: f64| {
        let scaled = |columns: [&[f64]; 2], e: i32| {
            columns.map(|c| c.iter().map(|x| times_two_to(*x, e)).collect::<Vec<f64>>())
        };
        let (columns, targets) = (scaled(COLUMNS, left), scaled(TARGETS, right));
        let (columns, targets) = (columns.each_ref(), targets.each_ref());
        multi_task(&net(alpha, 1.0), &columns.map(|c| &c[..]), &targets.map(|c| &c[..]), true)
            .unwrap()
    };
    let plain = fit(0, 0, 0.3125);
    for (left, right) in [(1015, -90), (-500, 400), (300, 0), (0, 500), (-900, -120)] {
        let found = fit(left, right, times_two_to(0.3125, left + right));
        assert_eq!(found.iterations, plain.iterations);
        for (found, plain) in found.linears.iter().zip(&plain.linears) {
            for (a, b) in found.coefficients.iter().zip(&plain.coefficients) {
                assert_eq!(*a, times_two_to(*b, right - left));
            }
            assert_eq!(found.intercept, times_two_to(plain.intercept, right));
        }
    }
}

#[test]
fn lengths_stay_in_range() {
    for e in [0, 600, -600] {
        let values = [3.0, -4.0].map(|x| times_two_to(x, e));
        assert_eq!(length(&values), times_two_to(5.0, e));
    }
    assert_eq!(length(&[]), 0.0);
    assert_eq!(length(&[0.0, 0.0]), 0.0);
}

#[test]
fn with_nothing_to_learn() {
    let found = multi_task(&net(0.1, 1.0), &[&[5.0, 5.0]], &[&[1.0, 3.0], &[4.0, 4.0]], true);
    let linears = found.unwrap().linears;
    assert_eq!([linears[0].intercept, linears[1].intercept], [2.0, 4.0]);
    assert!(linears.iter().all(|linear| linear.coefficients == [0.0]));
    let uneven = multi_task(&net(0.1, 1.0), &[&[5.0, 5.0]], &[&[1.0]], true);
    assert_eq!(uneven, Err(Unsolved::Targets { rows: 2, found: 1 }));
}
