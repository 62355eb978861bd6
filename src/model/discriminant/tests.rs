use super::*;
use crate::artifact::Stage;
use crate::pipeline::{Apply, Fit};

fn table() -> Result<(Matrix, Labels), Error> {
    let row = |i: u32| [f64::from(i % 5), f64::from(i * i % 7)];
    let x = Matrix::from_rows(["a", "b"], (0..24).map(row))?;
    Ok((x, Labels::from_texts((0..24).map(|i| format!("{}", i * i % 3)))))
}

#[test]
fn what_is_refused() -> Result<(), Error> {
    let (x, y) = table()?;
    let linear = |recipe: LinearDiscriminant| recipe.fit(&x, &y).unwrap_err().to_string();
    let new = LinearDiscriminant::new;
    assert!(linear(new().shrinkage(1.5)).contains("`shrinkage` must be between 0 and 1"));
    assert!(linear(new().shrinkage(f64::NAN)).contains("`shrinkage` must be between 0 and 1"));
    assert!(linear(new().prior(ClassPrior::Given(vec![0.5; 3]))).contains("add up to 1"));
    let none = ClassPrior::Given(vec![1.0, 0.0]);
    assert!(linear(new().prior(none)).contains("above 0 for every class that has rows"));
    let own = QuadraticDiscriminant::new().regularization(-1.0);
    let message = own.fit(&x, &y).unwrap_err().to_string();
    assert!(message.contains("`regularization` must be between 0 and 1"));
    let alone = Labels::from_texts((0..24).map(|i| if i == 7 { "x" } else { "y" }));
    let message = QuadraticDiscriminant::new().fit(&x, &alone).unwrap_err().to_string();
    assert!(message.contains("class `x`: expected at least 2 rows, found 1"), "{message}");
    Ok(())
}

/// All classes alike but for their place: both say the same.
#[test]
fn with_equal_covariances_both_agree() -> Result<(), Error> {
    let around = [[0.0, 0.0], [2.0, 1.0], [-1.0, 1.5], [-1.0, -2.5]];
    let rows =
        [[0.0, 0.0], [5.0, 1.0], [-2.0, 4.0]].map(|[a, b]| around.map(|[c, d]| [a + c, b + d]));
    let x = Matrix::from_rows(["a", "b"], rows.concat())?;
    let y = Labels::from_texts((0..12).map(|i| format!("{}", i / 4)));
    let one = LinearDiscriminant::new().fit(&x, &y)?.apply(&x)?;
    let own = QuadraticDiscriminant::new().fit(&x, &y)?.apply(&x)?;
    for row in 0..12 {
        let odds = |p: &[f64]| crate::exact::ln(p[1]) - crate::exact::ln(p[0]);
        let (a, b) = (odds(one.row(row)), odds(own.row(row)));
        assert!((a - b).abs() < 1e-9, "{row}: {a} {b}");
    }
    Ok(())
}

#[test]
fn states_that_no_fit_makes() -> Result<(), Error> {
    let (x, y) = table()?;
    let model = QuadraticDiscriminant::new().fit(&x, &y)?;
    let node = |model: &QuadraticDiscriminantModel| model.state().clone();
    assert!(QuadraticDiscriminantModel::restore(model.recipe().clone(), node(&model)).is_ok());
    let given = QuadraticDiscriminant::new().prior(ClassPrior::Given(vec![1.0]));
    assert!(QuadraticDiscriminantModel::restore(given, node(&model)).is_err());
    Ok(())
}
