use super::*;
use crate::exact::Random;
use proptest::prelude::*;

fn fit(columns: &[Vec<f64>], y: &[f64], penalty: f64, intercept: bool) -> Linear {
    least_squares(columns.to_vec(), y.to_vec(), penalty, intercept).unwrap()
}

/// A Vandermonde matrix of degree 7 on 20 points, of condition 3e6 once centred: whole coefficients come back.
#[test]
fn an_ill_conditioned_polynomial_comes_back() {
    let t: Vec<f64> = (0..20).map(|i| f64::from(i) / 16.0).collect();
    let columns: Vec<Vec<f64>> =
        (1..=7).map(|d| t.iter().map(|t| (0..d).fold(1.0, |p, _| p * t)).collect()).collect();
    let weights = [3.0, -5.0, 2.0, 7.0, -1.0, 4.0, -6.0];
    let y: Vec<f64> = (0..20)
        .map(|i| {
            let terms: Vec<f64> =
                columns.iter().zip(weights).map(|(column, w)| w * column[i]).collect();
            exact::exact_sum(&terms) + 11.0
        })
        .collect();
    let found = fit(&columns, &y, 0.0, true);
    // The targets are rounded to 2^-50, which the condition multiplies.
    for (a, b) in found.coefficients.iter().zip(weights) {
        assert!((a - b).abs() < 1e-7, "{found:?}");
    }
    assert!((found.intercept - 11.0).abs() < 1e-9);
}

/// Units of columns change nothing but the coefficient, to the bit, however far apart they are.
#[test]
fn powers_of_two_go_through() {
    let mut draw = Random::new(3, 0, 0);
    let columns: Vec<Vec<f64>> =
        (0..4).map(|_| (0..30).map(|_| draw.uniform() - 0.3).collect()).collect();
    let y: Vec<f64> = (0..30).map(|_| draw.uniform()).collect();
    let plain = fit(&columns, &y, 0.0, true);
    let mut scaled = columns.clone();
    scaled[1].iter_mut().for_each(|x| *x *= times_two_to(1.0, 400));
    scaled[2].iter_mut().for_each(|x| *x *= times_two_to(1.0, -500));
    let found = fit(&scaled, &y, 0.0, true);
    assert_eq!(found.coefficients[0], plain.coefficients[0]);
    assert_eq!(found.coefficients[1], times_two_to(plain.coefficients[1], -400));
    assert_eq!(found.coefficients[2], times_two_to(plain.coefficients[2], 500));
}

/// Equal columns share; of columns in other units the larger gets more: w·(1, 4) = 17 at least length is (1, 4).
#[test]
fn of_many_solutions_the_shortest() {
    let t = [0.0, 1.0, 3.0, 4.0];
    let columns = [t.to_vec(), t.iter().map(|t| 4.0 * t).collect(), vec![5.0; 4]];
    let y: Vec<f64> = t.iter().map(|t| 17.0 * t - 2.0).collect();
    let found = fit(&columns, &y, 0.0, true);
    for (a, b) in found.coefficients.iter().zip([1.0, 4.0, 0.0]) {
        assert!((a - b).abs() < 1e-14, "{found:?}");
    }
    assert!((found.intercept + 2.0).abs() < 1e-14);
}

#[test]
fn what_has_no_answer() {
    assert_eq!(
        least_squares(vec![vec![1.0]], vec![], 0.0, true),
        Err(Unsolved::Targets { rows: 1, found: 0 })
    );
    assert_eq!(
        least_squares(vec![vec![1.0, f64::NAN]], vec![1.0, 2.0], 0.0, true),
        Err(Unsolved::Range)
    );
    let none = fit(&[], &[1.0, 2.0], 1.0, true);
    assert_eq!((none.coefficients.len(), none.intercept), (0, 1.5));
    assert_eq!(fit(&[vec![]], &[], 0.0, true).coefficients, [0.0]);
}

proptest! {
    #[test]
    fn the_order_of_rows_is_nothing(
        mut rows in prop::collection::vec(prop::array::uniform4(-1e3..1e3f64), 2..40),
        turn in 0usize..40, penalty in prop_oneof![Just(0.0), 0.0..10.0f64], intercept: bool,
    ) {
        let of = |rows: &[[f64; 4]]| {
            let column = |j: usize| rows.iter().map(|row| row[j]).collect::<Vec<f64>>();
            fit(&[column(0), column(1), column(2)], &column(3), penalty, intercept)
        };
        let whole = of(&rows);
        let middle = turn % rows.len();
        rows.rotate_left(middle);
        rows.reverse();
        prop_assert_eq!(whole, of(&rows));
    }

    /// At the minimum no step along a coordinate leads down: the derivative is small beside its terms.
    #[test]
    fn the_slope_at_the_minimum_is_rounding(
        rows in prop::collection::vec(prop::array::uniform4(-1e3..1e3f64), 8..40), penalty in 0.0..10.0f64,
    ) {
        let column = |j: usize| rows.iter().map(|row| row[j]).collect::<Vec<f64>>();
        let columns = [column(0), column(1), column(2)];
        let found = fit(&columns, &column(3), penalty, false);
        for (j, w) in found.coefficients.iter().enumerate() {
            let (mut slope, mut size) = (ExactDot::new(), ExactDot::new());
            for row in &rows {
                let rest = row[3] - exact::dot(&found.coefficients, &row[..3]);
                slope.add(row[j], rest);
                size.add(row[j].abs(), row[3].abs());
            }
            slope.add(-penalty, *w);
            prop_assert!(slope.sum().abs() <= 1e-12 * size.sum(), "{} of {}", slope.sum(), size.sum());
        }
    }
}
