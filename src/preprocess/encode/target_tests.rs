use super::*;
use crate::data::Value;
use crate::data::{Column, DataKind};
use crate::exact::Random;
use crate::pipeline::{Apply, Fit, Folds, Learn};

fn rows() -> Result<Table, Error> {
    let x = [Some("a"), Some("a"), Some("b"), Some("b"), Some("b"), Some("c"), None, None];
    Table::new().with("x", Column::Text(x.into_iter().collect()))
}

fn numbers() -> Vector {
    Vector::new(vec![1.0, 4.0, 2.5, -1.0, 0.5, 10.0, 3.0, 7.0])
}

/// Within a few roundings of what scikit-learn 1.9.1 printed for these rows.
fn near(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-15 * expected.abs(), "{found:?}, {expected:?}");
    }
}

/// The numbers of `a`, `b`, `c` and missing, output by output.
fn learned(fitted: &TargetEncoder, output: usize) -> Vec<f64> {
    let levels = fitted.encodings("x").unwrap_or_default();
    let missing = fitted.missing_encodings("x").unwrap_or_default();
    levels.iter().map(|(_, row)| row[output]).chain([missing[output]]).collect()
}

#[test]
fn numbers_are_those_of_scikit_learn() -> Result<(), Error> {
    let fitted = EncodeTarget::new().fit(&rows()?, &numbers())?;
    assert_eq!(fitted.mean(), [3.375]);
    let auto = [2.5784557907845578, 0.8199416853878878, 10.0, 4.757857974388823];
    near(&learned(&fitted, 0), &auto);
    let fitted = EncodeTarget::new().smooth(2.0).fit(&rows()?, &numbers())?;
    near(&learned(&fitted, 0), &[2.9375, 1.75, 5.583333333333333, 4.1875]);
    let new = Table::new().with("x", Column::text(["z"]))?;
    assert_eq!(fitted.apply(&new)?.value(0, "x"), Value::Real(3.375));
    Ok(())
}

#[test]
fn the_second_of_two_classes_and_each_of_three() -> Result<(), Error> {
    let two = Labels::from_texts(["n", "p", "p", "n", "p", "n", "n", "p"]);
    let fitted = EncodeTarget::new().fit(&rows()?, &two)?;
    near(&learned(&fitted, 0), &[0.5, 0.6285714285714286, 0.0, 0.5]);
    assert!(fitted.classes().is_empty());
    let three = Labels::from_texts(["u", "v", "w", "u", "v", "w", "u", "v"]);
    let fitted = EncodeTarget::new().fit(&rows()?, &three)?;
    assert_eq!(fitted.mean(), [0.375, 0.375, 0.25]);
    let u = [0.4565217391304348, 0.34333958724202623, 0.0, 0.4565217391304348];
    near(&learned(&fitted, 0), &u);
    near(&learned(&fitted, 2), &[0.0, 0.30973451327433627, 1.0, 0.0]);
    let x = rows()?.with("n", Column::integers(0..8))?;
    let out = fitted.apply(&x)?;
    assert_eq!(out.names().map(|n| &**n).collect::<Vec<_>>(), ["n", "x_u", "x_v", "x_w"]);
    let x = rows()?.with("x_v", Column::integers(0..8))?;
    assert_eq!(
        EncodeTarget::new().fit(&x, &three).unwrap_err().to_string(),
        "stage `encode.target`, column `x`: two columns would be named `x_v`"
    );
    Ok(())
}

#[test]
fn a_constant_target_is_its_mean_and_so_is_a_level_without_rows() -> Result<(), Error> {
    let fitted = EncodeTarget::new().fit(&rows()?, &Vector::new(vec![4.0; 8]))?;
    near(&learned(&fitted, 0), &[4.0; 4]);
    for recipe in [EncodeTarget::new(), EncodeTarget::new().smooth(0.0)] {
        let fitted = recipe.levels("x", ["q", "a"]).fit(&rows()?, &numbers())?;
        let encodings = fitted.encodings("x").unwrap_or_default();
        assert_eq!(encodings[1], ("q".to_owned(), vec![3.375]));
        assert_eq!(fitted.apply(&rows()?)?.value(2, "x"), Value::Real(3.375));
    }
    Ok(())
}

/// Forty rows that all differ, by a column the encoder leaves alone.
fn forty() -> Result<(Table, Vector), Error> {
    let mut random = Random::new(3, 0, 0);
    let levels: Vec<Option<&str>> = (0..40)
        .map(|_| [Some("a"), Some("b"), Some("c"), None][random.below(4) as usize])
        .collect();
    let y = (0..40).map(|_| random.uniform()).collect();
    let x = Table::new()
        .with("x", Column::Text(levels.into_iter().collect()))?
        .with("n", Column::integers(0..40))?;
    Ok((x, Vector::new(y)))
}

/// By its definition: the mean of the target over rows of the same level in the other folds.
#[test]
fn training_rows_are_encoded_by_the_other_folds() -> Result<(), Error> {
    let (x, y) = forty()?;
    let recipe = EncodeTarget::new().smooth(0.0).folds(4).seed(11);
    let (fitted, out) = recipe.fit_apply(&x, &y)?;
    assert_eq!(fitted, recipe.fit(&x, &y)?);
    let folds = Folds::new(4, 11).deal(x.lend(), (&y).into())?;
    for row in 0..40 {
        let mut others = Vec::new();
        for other in 0..40 {
            if folds[other] != folds[row] && x.value(other, "x") == x.value(row, "x") {
                others.push(y.values()[other]);
            }
        }
        let expected = crate::exact::exact_sum(&others) / others.len() as f64;
        assert_eq!(out.value(row, "x"), Value::Real(expected), "row {row}");
    }
    assert_ne!(out, fitted.apply(&x)?);
    let (fitted, out) = recipe.in_sample().fit_apply(&x, &y)?;
    assert_eq!(out, fitted.apply(&x)?);
    Ok(())
}

/// By its definition: each fold is encoded by a stage that was fitted to the others.
#[test]
fn every_kind_of_target_is_cross_fitted() -> Result<(), Error> {
    fn check<Y: Learn>(x: &Table, y: &Y, recipe: &EncodeTarget, folds: u32) -> Result<(), Error>
    where
        EncodeTarget: Fit<Y, Fitted = TargetEncoder> + Pipeline<Input = Table, Output = Table>,
    {
        let recipe = recipe.clone().folds(folds).seed(5);
        let (_, out) = recipe.fit_apply(x, y)?;
        let fold_of = Folds::new(folds.into(), 5).deal(x.lend(), y.target())?;
        for fold in 0..folds as usize {
            let (test, train): (Vec<usize>, Vec<usize>) =
                (0..x.rows()).partition(|&row| fold_of[row] == fold);
            let others = recipe.fit(&x.take(&train), &y.take_rows(&train))?;
            assert_eq!(out.take(&test), others.apply(&x.take(&test))?, "fold {fold}");
        }
        Ok(())
    }
    let (x, y) = forty()?;
    let far = |(at, y): (usize, &f64)| if at % 7 == 0 { y * 1e-20 } else { y * 1e20 };
    let far = Vector::new(y.values().iter().enumerate().map(far).collect());
    let texts = |by: usize| Labels::from_texts((0..40).map(|row| ["p", "q", "r"][row * row % by]));
    for recipe in [EncodeTarget::new(), EncodeTarget::new().smooth(2.5)] {
        for folds in [2, 3, 10] {
            check(&x, &y, &recipe, folds)?;
            check(&x, &far, &recipe, folds)?;
            check(&x, &texts(2), &recipe, folds)?;
            check(&x, &texts(3), &recipe, folds)?;
        }
    }
    Ok(())
}

/// By its definition: the mean of the target over all other rows of the same level.
#[test]
fn training_rows_are_encoded_by_all_others() -> Result<(), Error> {
    let (x, y) = forty()?;
    let recipe = EncodeTarget::new().smooth(0.0).leave_one_out();
    let of = |x: &Table, y: &[f64], row: usize| -> f64 {
        let alike = |other: &usize| *other != row && x.value(*other, "x") == x.value(row, "x");
        let others: Vec<f64> = (0..y.len()).filter(alike).map(|other| y[other]).collect();
        crate::exact::exact_sum(&others) / others.len() as f64
    };
    let (_, out) = recipe.fit_apply(&x, &y)?;
    for row in 0..40 {
        assert_eq!(out.value(row, "x"), Value::Real(of(&x, y.values(), row)), "row {row}");
    }
    // Ten times over, a level has more numbers than are kept as they are.
    let many: Vec<usize> = (0..40).cycle().take(1200).collect();
    let (x, y) = (x.take(&many), y.take(&many));
    let (_, out) = recipe.fit_apply(&x, &y)?;
    assert_eq!(out.value(7, "x"), Value::Real(of(&x, y.values(), 7)));
    let classes = Labels::from_texts((0..1200).map(|row| if row % 3 > 0 { "p" } else { "n" }));
    let shares: Vec<f64> = classes.codes().iter().map(|&code| f64::from(code)).collect();
    let (_, out) = recipe.fit_apply(&x, &classes)?;
    assert_eq!(out.value(7, "x"), Value::Real(of(&x, &shares, 7)));
    // A level of one row says nothing of that row but the mean of all others.
    let one = Table::new().with("x", Column::text(["a", "b", "b"]))?;
    let (_, out) = recipe.fit_apply(&one, &Vector::new(vec![9.0, 1.0, 3.0]))?;
    assert_eq!(out.value(0, "x"), Value::Real(2.0));
    Ok(())
}

#[test]
fn where_a_training_row_stands_does_not_matter() -> Result<(), Error> {
    let (x, y) = forty()?;
    let (_, out) = EncodeTarget::new().fit_apply(&x, &y)?;
    let order = Random::new(8, 0, 0).permutation(40);
    let (_, turned) = EncodeTarget::new().fit_apply(&x.take(&order), &y.take(&order))?;
    assert_eq!(turned, out.take(&order));
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() -> Result<(), Error> {
    let message = |recipe: EncodeTarget, y: &Vector| match rows() {
        Ok(x) => recipe.fit_apply(&x, y).unwrap_err().to_string(),
        Err(error) => error.to_string(),
    };
    for (recipe, expected) in [
        (EncodeTarget::new().folds(9), "stage `encode.target` needs at least 9 rows, found 8"),
        (
            EncodeTarget::new().folds(1),
            "stage `encode.target`: parameter `folds` must be at least 2, found 1",
        ),
        (
            EncodeTarget::new().leave_one_out(),
            "stage `encode.target`: parameter `smooth` must be a number of rows where one row is left \
             out, found none",
        ),
        (
            EncodeTarget::new().smooth(-1.0),
            "stage `encode.target`: parameter `smooth` must be finite and not negative, found -1",
        ),
        (
            EncodeTarget::new().levels("x", ["a", "b"]).unseen(Unseen::Error),
            "stage `encode.target`, column `x`: level `c` is not one of those given",
        ),
        (
            EncodeTarget::new().missing(MissingAs::Error),
            "stage `encode.target`, column `x`: row 6 is missing",
        ),
    ] {
        assert_eq!(message(recipe, &numbers()), expected);
    }
    let mut holed = numbers().into_values();
    holed[2] = f64::NAN;
    assert_eq!(
        message(EncodeTarget::new(), &Vector::new(holed)),
        "stage `encode.target`, target: expected finite numbers, found NaN in row 2"
    );
    Ok(())
}
