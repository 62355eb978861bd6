use super::*;
use crate::data::{Column, Value};

/// (0,0), (2,0), (0,1), (2,1): variances 4/3 and 1/3 along the axes, by hand.
fn rectangle() -> Result<Table, Error> {
    Table::new()
        .with("a", Column::Real(vec![0.0, 2.0, 0.0, 2.0]))?
        .with("b", Column::Real(vec![0.0, 0.0, 1.0, 1.0]))
}

#[test]
fn finds_the_axes_of_a_rectangle() -> Result<(), Error> {
    let x = rectangle()?;
    let all = Pca::of(Components::All).fit(&x, &())?;
    assert_eq!(
        (all.component(0), all.component(1)),
        (Some(&[1.0, 0.0][..]), Some(&[0.0, 1.0][..]))
    );
    assert_eq!(all.explained_variance(), [4.0 / 3.0, 1.0 / 3.0]);
    assert_eq!(all.apply(&x)?.value(3, "pca1"), Value::Real(0.5));
    let white = Pca::new(1).whiten(true).fit(&x, &())?;
    assert_eq!(white.noise_variance(), 1.0 / 3.0);
    assert_eq!(white.apply(&x)?.value(1, "pca0"), Value::Real(1.0 / (4.0f64 / 3.0).sqrt()));
    assert_eq!(Pca::of(Components::Share(0.79)).fit(&x, &())?.explained_variance().len(), 1);
    assert_eq!(Pca::of(Components::Share(0.81)).fit(&x, &())?.explained_variance().len(), 2);
    Ok(())
}

#[test]
fn says_what_it_cannot_take() -> Result<(), Error> {
    let x = rectangle()?;
    let message = |recipe: Pca, x: &Table| recipe.fit(x, &()).unwrap_err().to_string();
    assert!(message(Pca::new(3), &x).contains("1 to 2"));
    assert!(message(Pca::new(1), &x.take(&[0])).contains("2 rows"));
    let holes = Table::new().with("a", Column::Real(vec![0.0, f64::NAN]))?;
    assert!(message(Pca::new(1), &holes).contains("row 1 is missing"));
    let fitted = Pca::new(1).fit(&x, &())?;
    let mut spoilt = x.clone();
    spoilt.replace("b", Column::Real(vec![0.0, 1.0, f64::INFINITY, 1.0]))?;
    assert_eq!(
        fitted.apply(&spoilt).unwrap_err().to_string(),
        "stage `reduce.pca`, column `b`, row 2: expected a finite number, found inf"
    );
    Ok(())
}
