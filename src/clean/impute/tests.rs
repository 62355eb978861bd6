//! Tests of the imputer.

use super::*;
use crate::data::Value;
use crate::pipeline::Merge;
use proptest::prelude::{Just, Strategy as _, prop, prop_assert_eq, prop_oneof, proptest};

const GAP: f64 = f64::NAN;

fn texts(rows: &[Option<&str>]) -> Column {
    Column::Text(rows.iter().copied().collect())
}

fn message(recipe: Impute, x: &Table) -> String {
    recipe.fit(x, &()).unwrap_err().to_string()
}

/// 1, 2, 6: mean 3, median 2, by hand; 7 and 8: both 7.5.
#[test]
fn mean_and_median_make_numbers_real() -> Result<(), Error> {
    let x = Table::new()
        .with("a", Column::Real(vec![1.0, GAP, 2.0, 6.0]))?
        .with("b", Column::Integer(vec![Some(7), None, None, Some(8)]))?
        .with("c", Column::Boolean(vec![Some(true); 4]))?
        .with("d", texts(&[None, Some("x"), None, None]))?;
    for (recipe, a) in [(Impute::mean(), 3.0), (Impute::median(), 2.0)] {
        let fitted = recipe.fit(&x, &())?;
        assert_eq!(fitted.fills(), [a, 7.5, 1.0].map(Filler::Real));
        let expected = x
            .clone()
            .without(&["a", "b", "c", "d"])
            .with("a", Column::Real(vec![1.0, a, 2.0, 6.0]))?
            .with("b", Column::Real(vec![7.0, 7.5, 7.5, 8.0]))?
            .with("c", Column::Real(vec![1.0; 4]))?
            .with("d", texts(&[None, Some("x"), None, None]))?;
        assert_eq!(fitted.apply(&x)?, expected);
    }
    Ok(())
}

#[test]
fn the_most_frequent_is_the_smallest_of_several_and_keeps_types() -> Result<(), Error> {
    let x = Table::new()
        .with("a", Column::Real(vec![2.0, 1.0, GAP, 2.0, 1.0, 0.5]))?
        .with(
            "b",
            Column::Integer(
                [3, i64::MAX, 3, i64::MAX].map(Some).into_iter().chain([None; 2]).collect(),
            ),
        )?
        .with("c", Column::Boolean(vec![Some(true), None, Some(false), None, None, None]))?
        .with("d", texts(&[Some("b"), None, Some("b"), Some("a"), Some("a"), Some("A")]))?;
    let fitted = Impute::most_frequent().fit(&x, &())?;
    let expected = [
        Filler::Real(1.0),
        Filler::Integer(3),
        Filler::Boolean(false),
        Filler::Text("a".to_owned()),
    ];
    assert_eq!(fitted.fills(), expected);
    let out = fitted.apply(&x)?;
    assert_eq!(out.types().collect::<Vec<_>>(), x.types().collect::<Vec<_>>());
    assert_eq!(out.value(2, "a"), Value::Real(1.0));
    assert_eq!(out.value(4, "b"), Value::Integer(3));
    assert_eq!(out.value(1, "c"), Value::Boolean(false));
    assert_eq!(out.value(1, "d"), Value::Text("a"));
    Ok(())
}

#[test]
fn a_constant_keeps_the_types_that_hold_it() -> Result<(), Error> {
    let x = Table::new()
        .with("a", Column::Integer(vec![Some(5), None]))?
        .with("b", Column::Boolean(vec![Some(true), None]))?
        .with("c", texts(&[None, None]))?;
    let out = Impute::constant(-1.0).fit(&x, &())?.apply(&x)?;
    assert_eq!(out.value(1, "a"), Value::Integer(-1));
    assert_eq!(out.value(1, "b"), Value::Real(-1.0));
    assert_eq!(out.value(1, "c"), Value::Missing);
    let out = Impute::constant(0.5).fit(&x, &())?.apply(&x)?;
    assert_eq!(out.value(0, "a"), Value::Real(5.0));
    let out = Impute::constant_text("missing").fit(&x, &())?.apply(&x)?;
    assert_eq!(out.value(0, "c"), Value::Text("missing"));
    assert_eq!(out.value(1, "a"), Value::Missing);
    Ok(())
}

#[test]
fn marks_columns_that_had_gaps_at_fit() -> Result<(), Error> {
    let x = Table::new()
        .with("a", Column::Real(vec![1.0, GAP]))?
        .with("b", Column::Real(vec![1.0, 2.0]))?;
    let later = x.without(&["b"]).with("b", Column::Real(vec![GAP, GAP]))?;
    let out = Impute::mean().indicator().fit(&x, &())?.apply(&later)?;
    assert_eq!(out.names().map(|n| &**n).collect::<Vec<_>>(), ["a", "b", "missingindicator_a"]);
    assert_eq!(out.column("missingindicator_a")?.reals().as_deref(), Some(&[0.0, 1.0][..]));
    assert_eq!(out.value(0, "b"), Value::Real(1.5));
    Ok(())
}

#[test]
fn a_column_without_values_is_refused_dropped_or_zero() -> Result<(), Error> {
    let x = Table::new()
        .with("a", Column::Real(vec![GAP, GAP]))?
        .with("b", Column::Real(vec![1.0, GAP]))?
        .with("c", Column::Boolean(vec![None, None]))?;
    assert_eq!(message(Impute::mean(), &x), "stage `impute`, column `a`: every value is missing");
    let names = |recipe: Impute| -> Result<Vec<String>, Error> {
        let out = recipe.indicator().fit(&x, &())?.apply(&x)?;
        Ok(out.names().map(ToString::to_string).collect())
    };
    let marks = ["missingindicator_a", "missingindicator_b", "missingindicator_c"];
    let dropped = names(Impute::mean().all_missing(AllMissing::Drop))?;
    assert_eq!(dropped, [&["b"][..], &marks].concat());
    let fitted = Impute::most_frequent().all_missing(AllMissing::Zero).fit(&x, &())?;
    let expected = [Filler::Real(0.0), Filler::Real(1.0), Filler::Boolean(false)];
    assert_eq!(fitted.fills(), expected);
    assert_eq!(Impute::constant(4.0).fit(&x, &())?.apply(&x)?.value(1, "a"), Value::Real(4.0));
    let text = Table::new().with("t", texts(&[None]))?;
    assert_eq!(
        message(Impute::most_frequent().all_missing(AllMissing::Zero), &text),
        "stage `impute`, column `t`: every value is missing"
    );
    Ok(())
}

#[test]
fn a_batch_gives_what_its_rows_give() -> Result<(), Error> {
    let x = Table::new()
        .with("a", Column::Real(vec![GAP, 0.1, -0.0, GAP]))?
        .with("d", texts(&[None, Some("x"), Some("y"), None]))?;
    let fitted = Impute::most_frequent().indicator().fit(&x, &())?;
    let whole = fitted.apply(&x)?;
    for row in 0..4 {
        assert_eq!(fitted.apply(&x.take(&[row]))?, whole.take(&[row]));
    }
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() -> Result<(), Error> {
    let x = Table::new().with("a", Column::Real(vec![1.0, f64::INFINITY]))?;
    assert_eq!(message(Impute::median(), &x), "stage `impute`, column `a`: row 1 is inf");
    assert_eq!(
        message(Impute::constant(GAP), &x),
        "stage `impute`: parameter `constant` must be finite, found NaN"
    );
    assert_eq!(
        message(Impute::constant_text("?"), &x),
        "stage `impute` takes text columns, and there is none; the input has `a: real`"
    );
    let fitted =
        Impute::constant(0.0).fit(&x.without(&["a"]).with("a", Column::integers([1, 2]))?, &())?;
    let gap = Table::new().with("a", texts(&[None]))?;
    assert_eq!(fitted.apply(&gap).unwrap_err().to_string(), "column `a` is text, expected integer");
    Ok(())
}

#[test]
fn refuses_a_state_that_does_not_fit_together() {
    let a: Arc<[Arc<str>]> = ["a".into()].into();
    let none: Arc<[Arc<str>]> = [].into();
    let restore =
        |columns: &Arc<[Arc<str>]>, fills, dropped: &Arc<[Arc<str>]>, marked: &Arc<[Arc<str>]>| {
            let (columns, dropped, marked) = (columns.clone(), dropped.clone(), marked.clone());
            Imputer::restore(Impute::mean(), ImputerState { columns, fills, dropped, marked })
                .unwrap_err()
        };
    assert_eq!(restore(&a, vec![], &none, &none), "0 entries for 1 columns");
    assert_eq!(restore(&a, vec![Filler::Real(GAP)], &none, &none), "a fill is NaN");
    assert_eq!(restore(&a, vec![Filler::Real(0.0)], &a, &none), "column `a` appears twice");
    assert_eq!(
        restore(&none, vec![], &none, &a),
        "column `a` is marked and neither filled nor dropped"
    );
}

proptest! {
    /// Values are not sorted when all are there, and tallied when they come in parts.
    #[test]
    fn a_fit_at_once_is_a_fit_from_parts(
        values in prop::collection::vec(
            prop_oneof![4 => -1e3..1e3f64, 4 => (-3i8..3).prop_map(f64::from), 1 => Just(GAP), 1 => Just(-0.0)],
            0..60,
        ),
        cut in 0usize..60,
    ) {
        let whole: Vec<Option<i64>> = values.iter().map(|x| (!x.is_nan()).then_some(*x as i64)).collect();
        let x = Table::new()
            .with("a", Column::Real(values))
            .and_then(|x| x.with("b", Column::Integer(whole)))
            .unwrap();
        for recipe in [Impute::median(), Impute::most_frequent()] {
            let mut parts = recipe.partial(&x.slice(0..cut), &()).unwrap();
            parts.merge(recipe.partial(&x.slice(cut..x.rows()), &()).unwrap()).unwrap();
            let bits = |fill: &Filler| match fill {
                Filler::Real(x) => format!("{:x}", x.to_bits()),
                fill => format!("{fill:?}"),
            };
            let found = |fitted: Result<Imputer, Error>| match fitted {
                Ok(fitted) => Ok(fitted.fills().iter().map(bits).collect::<Vec<_>>()),
                Err(error) => Err(error.to_string()),
            };
            prop_assert_eq!(found(recipe.fit(&x, &())), found(recipe.settle(parts)));
        }
    }
}
