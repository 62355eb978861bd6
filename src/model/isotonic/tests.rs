use super::*;

fn column(cells: &[f64]) -> Result<Matrix, Error> {
    Matrix::from_rows(["a"], cells.iter().map(|&cell| [cell]))
}

/// By hand: pools of 4 and 2, then bounds that cut both ends.
#[test]
fn bounds_and_directions() -> Result<(), Error> {
    let x = column(&[4.0, 1.0, 3.0, 2.0])?;
    let y = Vector::new(vec![9.0, 1.0, 2.0, 4.0]);
    let fit = |recipe: Isotonic| -> Result<Vec<f64>, Error> {
        Ok(recipe.fit(&x, &y)?.apply(&x)?.into_values())
    };
    assert_eq!(fit(Isotonic::new())?, [9.0, 1.0, 3.0, 3.0]);
    assert_eq!(fit(Isotonic::new().monotone(Monotone::Auto))?, [9.0, 1.0, 3.0, 3.0]);
    assert_eq!(fit(Isotonic::new().least(2.0).most(5.0))?, [5.0, 2.0, 3.0, 3.0]);
    assert_eq!(fit(Isotonic::new().monotone(Monotone::Decreasing))?, [4.0; 4]);
    let turned = Vector::new(y.values().iter().map(|y| -y).collect());
    let down = Isotonic::new().monotone(Monotone::Auto).fit(&x, &turned)?;
    assert!(!down.is_increasing());
    assert_eq!(down.apply(&x)?.values(), [-9.0, -1.0, -3.0, -3.0]);
    Ok(())
}

#[test]
fn beyond_the_ends() -> Result<(), Error> {
    let (x, y) = (column(&[1.0, 3.0])?, Vector::new(vec![10.0, 20.0]));
    let asked = column(&[0.0, 1.5, 9.0])?;
    assert_eq!(Isotonic::new().fit(&x, &y)?.apply(&asked)?.values(), [10.0, 12.5, 20.0]);
    let strict = Isotonic::new().beyond(Beyond::Refuse).fit(&x, &y)?;
    let message = strict.apply(&asked).unwrap_err().to_string();
    assert_eq!(
        message,
        "stage `model.isotonic`, column `a`, row 0: expected a number from 1 to 3, found 0"
    );
    assert_eq!(strict.apply(&x)?.values(), [10.0, 20.0]);
    Ok(())
}

#[test]
fn one_of_several_columns() -> Result<(), Error> {
    let x = Matrix::from_rows(["a", "b"], [[5.0, 1.0], [6.0, 2.0], [4.0, 3.0]])?;
    let y = Vector::new(vec![1.0, 2.0, 3.0]);
    let message = Isotonic::new().fit(&x, &y).unwrap_err().to_string();
    assert!(message.contains("takes one column, or to be told which of 2 columns"), "{message}");
    assert!(Isotonic::new().column("c").fit(&x, &y).is_err());
    let model = Isotonic::new().column("b").fit(&x, &y)?;
    assert_eq!(model.apply(&x)?.values(), [1.0, 2.0, 3.0]);
    Ok(())
}

#[test]
fn states_that_no_fit_makes() {
    let state = |places: &[f64], values: &[f64]| IsotonicState {
        columns: Arc::from(["a".into()]),
        places: places.to_vec(),
        values: values.to_vec(),
    };
    let refused = |recipe: Isotonic, state| IsotonicModel::restore(recipe, state).unwrap_err();
    let new = Isotonic::new;
    assert!(refused(new(), state(&[], &[])).contains("0 places"));
    assert!(refused(new(), state(&[1.0, 2.0], &[1.0])).contains("2 places and 1"));
    assert!(refused(new(), state(&[1.0, 1.0], &[1.0, 2.0])).contains("do not rise"));
    assert!(refused(new(), state(&[1.0, 2.0], &[2.0, 1.0])).contains("not monotone"));
    assert!(refused(new(), state(&[f64::NAN, 2.0], &[1.0, 2.0])).contains("places holds NaN"));
    assert!(refused(new().column("b"), state(&[1.0, 2.0], &[1.0, 2.0])).contains("no column `b`"));
}
