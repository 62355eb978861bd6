//! Tests of the missing indicator.

use super::*;
use crate::data::Value;

fn table() -> Result<Table, Error> {
    Table::new()
        .with("age", Column::Real(vec![1.0, f64::NAN]))?
        .with("fare", Column::integers([7, 8]))?
        .with("deck", Column::Text([Some("C"), None].into_iter().collect()))?
        .with("seen", Column::Timestamp(vec![None, Some(0)]))
}

fn names(table: &Table) -> Vec<&str> {
    table.names().map(|name| &**name).collect()
}

#[test]
fn marks_columns_of_every_type_that_had_gaps() -> Result<(), Error> {
    let x = table()?;
    let out = MissingIndicator::new().suffix("_na").fit(&x, &())?.apply(&x)?;
    assert_eq!(names(&out), ["age", "fare", "deck", "seen", "age_na", "deck_na", "seen_na"]);
    assert_eq!(out.value(0, "age_na"), Value::Boolean(false));
    assert_eq!(out.value(1, "deck_na"), Value::Boolean(true));
    assert_eq!(out.value(0, "seen_na"), Value::Boolean(true));
    Ok(())
}

#[test]
fn marks_all_and_gives_the_marks_alone() -> Result<(), Error> {
    let x = table()?.with_role("seen", crate::data::Role::Identifier)?;
    let out = MissingIndicator::new().all().keep_sources(false).fit(&x, &())?.apply(&x)?;
    let expected =
        ["seen", "missingindicator_age", "missingindicator_fare", "missingindicator_deck"];
    assert_eq!(names(&out), expected);
    Ok(())
}

#[test]
fn a_gap_in_a_column_that_had_none_is_not_marked() -> Result<(), Error> {
    let x = Table::new().with("a", Column::Real(vec![1.0]))?;
    let later = Table::new().with("a", Column::Real(vec![f64::NAN]))?;
    assert_eq!(MissingIndicator::new().fit(&x, &())?.apply(&later)?, later);
    Ok(())
}

#[test]
fn a_taken_name_is_an_error_when_fitted() -> Result<(), Error> {
    let x = table()?.with("age_na", Column::integers([0, 1]))?;
    let error = MissingIndicator::new().suffix("_na").fit(&x, &()).unwrap_err();
    let expected = "column `age_na` appears twice: column names must be distinct";
    assert_eq!(error.to_string(), expected);
    Ok(())
}

#[test]
fn refuses_a_state_that_does_not_fit_together() {
    let state = MissingMarkerState { sources: ["a".into()].into(), marked: ["b".into()].into() };
    let problem = MissingMarker::restore(MissingIndicator::new(), state).unwrap_err();
    assert_eq!(problem, "column `b` is marked and was not looked at");
}
