//! Stages around stages: one a group, and answers to unseen rows.

use steadfast::LoadOptions;
use steadfast::prelude::*;

/// Two cities whose rents mean different things, one with a single row, and rows without a city.
fn rents() -> Result<(Table, Labels), Error> {
    let cities = ["Rome", "Bari", "Rome", "Bari", "Rome", "Bari", "Rome", "Bari", "Ostuni", ""];
    let rents = [9.0, 1.0, 12.0, 2.0, 15.0, 3.0, 18.0, 4.0, 7.0, 6.0];
    let cities = cities.map(|city| (!city.is_empty()).then_some(city));
    let x = Table::new()
        .with("city", Column::Text(cities.into_iter().collect()))?
        .with("rent", Column::Real(rents.to_vec()))?;
    let truth = ["low", "low", "low", "low", "high", "high", "high", "high", "low", "high"];
    Ok((x, Labels::from_texts(truth)))
}

#[test]
fn each_group_is_answered_by_its_own_stage() -> Result<(), Error> {
    let (x, _) = rents()?;
    let fitted = per_group("city", Standardize::new()).min_rows(2).fit(&x, &())?;
    assert_eq!(fitted.groups().iter().map(|g| &**g).collect::<Vec<_>>(), ["Bari", "Rome"]);
    let out = fitted.apply(&x)?;
    // Rome has mean 13.5, Bari 2.5, both by hand; the others fall back on the mean of all, 7.7.
    let rome = Standardize::new().fit(&x.take(&[0, 2, 4, 6]), &())?;
    assert_eq!((rome.mean(), fitted.stage("Rome")), (&[13.5][..], Some(&rome)));
    assert_eq!(out.value(3, "rent"), Value::Real((2.0 - 2.5) / 1.25f64.sqrt()));
    let all = Standardize::new().fit(&x, &())?;
    assert_eq!(fitted.stage("Ostuni"), Some(&all));
    assert_eq!(out.take(&[8, 9]), all.apply(&x.take(&[8, 9]))?);
    let unseen = x.take(&[0]).without(&["city"]).with("city", Column::text(["Lecce"]))?;
    assert_eq!(fitted.apply(&unseen)?.value(0, "rent"), all.apply(&unseen)?.value(0, "rent"));
    Ok(())
}

#[test]
fn a_refused_row_keeps_its_number_among_all_rows() -> Result<(), Error> {
    let (x, _) = rents()?;
    let recipe = per_group("city", on(named(["rent"]), Assemble::new()));
    let fitted = recipe.fit(&x, &())?;
    let mut rents = vec![1.0; 10];
    (rents[6], rents[3]) = (f64::NAN, f64::INFINITY);
    let mut spoilt = x.clone();
    spoilt.replace("rent", Column::Real(rents))?;
    let error = fitted.apply(&spoilt).unwrap_err();
    assert_eq!(error.row(), Some(3), "{error}");
    let missing = per_group("town", Standardize::new()).fit(&x, &()).unwrap_err();
    assert!(missing.to_string().contains("`town`"), "{missing}");
    let number = per_group("rent", Standardize::new()).fit(&x, &()).unwrap_err();
    assert!(number.to_string().contains("text"), "{number}");
    Ok(())
}

#[test]
fn a_group_that_cannot_be_fitted_is_named() -> Result<(), Error> {
    let (x, _) = rents()?;
    let mut holes = x.clone();
    let rents = (0..10).map(|row| if row % 2 == 1 && row < 8 { f64::NAN } else { 1.0 });
    holes.replace("rent", Column::Real(rents.collect()))?;
    let error = per_group("city", Standardize::new()).fit(&holes, &()).unwrap_err();
    assert!(error.to_string().contains("group `Bari`"), "{error}");
    Ok(())
}

/// Saved, loaded without its types, and fitted again from what is stored: the same bytes, the same bits.
#[test]
fn what_is_stored_is_the_pipeline() -> Result<(), Error> {
    let (x, _) = rents()?;
    let recipe = per_group("city", Standardize::new()).min_rows(2).then(Standardize::new());
    let recipe = cross_fit(Folds::new(3, 5), recipe).then(on(named(["rent"]), MinMaxScale::new()));
    let model = Training::new().fit(&recipe, &x, &())?;
    let bytes = model.to_bytes()?;
    let typed = LoadOptions::new().typed::<_, ()>(&recipe, &bytes)?;
    assert_eq!(typed.to_bytes()?, bytes);
    let erased = LoadOptions::new().from_bytes(&bytes)?;
    assert_eq!(erased.to_bytes()?, bytes);
    let erased_answers = erased.clone().typed::<Table>()?.predict(&x)?;
    assert_eq!(erased_answers, model.predict(&x)?);
    assert_eq!(erased.outline().to_string(), model.outline().to_string());
    let again = Training::new().refit(&erased, &x, Target::None)?;
    assert_eq!(again.to_bytes()?, bytes);
    Ok(())
}

/// Each training row is answered by a stage that has not seen it, wherever the row stands.
#[test]
fn cross_fitting_answers_unseen_rows() -> Result<(), Error> {
    let (x, y) = rents()?;
    let x = x.select(&["rent"])?;
    let recipe = cross_fit(Folds::new(5, 1), Standardize::new());
    let (fitted, out) = recipe.fit_apply(&x, &y)?;
    assert_eq!(fitted.stage(), &Standardize::new().fit(&x, &y)?);
    let whole = fitted.apply(&x)?;
    let differ = (0..x.rows()).filter(|&row| whole.take(&[row]) != out.take(&[row])).count();
    assert_eq!(differ, x.rows(), "every row is answered by another stage than the whole");
    let order = [7, 2, 9, 0, 4, 1, 8, 3, 6, 5];
    let (_, shuffled) = recipe.fit_apply(&x.take(&order), &y.take(&order))?;
    assert_eq!(shuffled, out.take(&order));
    let few = cross_fit(Folds::new(11, 1), Standardize::new()).fit_apply(&x, &y).unwrap_err();
    assert!(few.to_string().contains("11"), "{few}");
    Ok(())
}

/// A calibration behind a cross-fitted model learns from unseen rows; both are stored and fitted again.
#[test]
#[cfg(feature = "train")]
fn a_calibrated_model_is_one_artifact() -> Result<(), Error> {
    let x: Vec<f64> = (0..60).map(|i| f64::from(i * 37 % 60)).collect();
    let y = Labels::from_texts(x.iter().map(|x| if *x > 25.0 { "yes" } else { "no" }));
    let y = y.take(
        &(0..60).map(|row| if row % 9 == 0 { (row + 1) % 60 } else { row }).collect::<Vec<_>>(),
    );
    let x = Table::new().with("x", Column::Real(x))?;
    let model = DecisionTree::classifier().max_depth(4);
    let recipe = Assemble::new()
        .then(cross_fit(Folds::new(4, 0), model))
        .then(Calibrate::sigmoid())
        .then(Threshold::tuned(Score::F1));
    let model = Training::new().fit(&recipe, &x, &y)?;
    let bytes = model.to_bytes()?;
    let erased = LoadOptions::new().from_bytes(&bytes)?;
    let again = Training::new().refit(&erased, &x, Target::Labels(&y))?;
    assert_eq!(again.to_bytes()?, bytes);
    assert_eq!(erased.typed::<Classes>()?.predict(&x)?, model.predict(&x)?);
    Ok(())
}
