use super::*;
use crate::data::Value;

fn table(name: &str, values: &[f64]) -> Table {
    Table::new().with(name, Column::Real(values.to_vec())).unwrap()
}

/// Rows of splines, as scikit-learn 1.9.1 prints them for the knots of 0, 1, 2.5, 4.
fn agrees(recipe: &Spline, expected: &[&[f64]]) {
    let fitted = recipe.fit(&table("x", &[0.0, 1.0, 2.5, 4.0]), &()).unwrap();
    let out = fitted.apply(&table("x", &[-1.0, 0.0, 1.3, 4.0, 5.5])).unwrap();
    for (row, expected) in expected.iter().enumerate() {
        assert_eq!(out.width(), expected.len());
        for (at, &expected) in expected.iter().enumerate() {
            let Value::Real(found) = out.value(row, &format!("x_sp_{at}")) else {
                unreachable!("every cell has a value")
            };
            assert!((found - expected).abs() < 1e-8, "{recipe:?}, {row}, {at}: {found}");
        }
    }
}

#[test]
fn agrees_with_scikit_learn_outside_the_knots() {
    let quadratic = Spline::new().degree(2).uniform(3);
    let (low, at_low) = ([1.0, 0.0, 0.0, 0.0], [0.5, 0.5, 0.0, 0.0]);
    let (inside, at_high) = ([0.06125, 0.7275, 0.21125, 0.0], [0.0, 0.0, 0.5, 0.5]);
    let linear = quadratic.clone().extrapolation(Extrapolation::Linear);
    agrees(&linear, &[&low, &at_low, &inside, &at_high, &[0.0, 0.0, -0.25, 1.25]]);
    agrees(&quadratic, &[&at_low, &at_low, &inside, &at_high, &at_high]);
    let on = quadratic.extrapolation(Extrapolation::Continue);
    let (low, high) = ([1.125, -0.25, 0.125, 0.0], [0.0, 0.28125, -0.8125, 1.53125]);
    agrees(&on, &[&low, &at_low, &inside, &at_high, &high]);
    let periodic = Spline::new().uniform(4).extrapolation(Extrapolation::Periodic);
    let end = [0.16666667, 0.66666667, 0.16666667];
    agrees(
        &periodic,
        &[
            &[0.61197917, 0.31510417, 0.07291667],
            &end,
            &[0.15447917, 0.17947135, 0.66604948],
            &end,
            &[0.2360026, 0.11197917, 0.65201823],
        ],
    );
}

/// Between knots 0, 2, 4 a spline of degree 1 is a hat: by hand.
#[test]
fn each_column_has_its_own_ends() -> Result<(), Error> {
    let x = table("x", &[0.0, 4.0]).with("y", Column::Real(vec![0.0, 4.0]))?;
    let recipe = Spline::new().degree(1).uniform(3).extrapolation(Extrapolation::Linear);
    let fitted = recipe.fit(&x, &())?;
    assert_eq!(fitted.knots().collect::<Vec<_>>(), [[0.0, 2.0, 4.0]; 2]);
    let out = fitted.apply(&table("x", &[-1.0]).with("y", Column::Real(vec![0.5]))?)?;
    let row: Vec<f64> = out.columns().map(|(_, c)| c.reals().unwrap()[0]).collect();
    assert_eq!(row, [1.5, -0.5, 0.0, 0.75, 0.25, 0.0]);
    Ok(())
}

#[test]
fn splines_sum_to_one_and_missing_is_missing_or_zero() -> Result<(), Error> {
    let x = table("x", &[1.0, f64::NAN, 3.0, 10.0, 4.5, 4.5]);
    for degree in 0..6 {
        let out = Spline::new().degree(degree).quantiles(4).fit(&x, &())?.apply(&x)?;
        for row in [0, 2, 3, 4] {
            let row = out.columns().map(|(_, c)| c.reals().unwrap()[row]);
            assert!((row.fold(0.0, |a, b| a + b) - 1.0).abs() < 1e-15);
        }
        assert!(out.value(1, "x_sp_0").is_missing());
    }
    let zeros = Spline::new().missing_as_zeros(true).bias(false).fit(&x, &())?.apply(&x)?;
    assert_eq!(zeros.width(), 6);
    assert_eq!(zeros.value(1, "x_sp_0"), Value::Real(0.0));
    Ok(())
}

#[test]
fn says_what_it_cannot_do() -> Result<(), Error> {
    let x = table("x", &[0.0, 4.0]);
    let message = |recipe: Spline| recipe.fit(&x, &()).unwrap_err().to_string();
    assert_eq!(
        message(Spline::new().uniform(1)),
        "stage `feature.spline`: parameter `knots` must be from 2 to 65,536, found 1"
    );
    assert_eq!(
        message(Spline::new().given([("x", vec![1.0, 1.0])])),
        "stage `feature.spline`, column `x`: given knots must ascend without a double"
    );
    assert_eq!(
        message(Spline::new().uniform(3).extrapolation(Extrapolation::Periodic)),
        "stage `feature.spline`, column `x`: 3 knots, and periodic splines need more than their degree"
    );
    let strict = Spline::new().extrapolation(Extrapolation::Error).fit(&x, &())?;
    assert_eq!(
        strict.apply(&table("x", &[4.0, 4.5])).unwrap_err().to_string(),
        "stage `feature.spline`, column `x`, row 1: expected a number from 0 to 4, found 4.5"
    );
    Ok(())
}
