//! Tests of the winsorizer.

use super::*;
use crate::data::Value;
use crate::pipeline::Merge;
use proptest::prelude::*;

fn table(values: Vec<f64>) -> Table {
    Table::new().with("a", Column::Real(values)).unwrap()
}

/// 0 and 10 four times each: mean 5, population deviation 5, quartiles 0 and 10, MAD 5.
#[test]
fn learns_the_limits_of_every_rule() -> Result<(), Error> {
    let mut values = [[0.0; 4], [10.0; 4]].concat();
    values.push(f64::NAN);
    let x = table(values);
    for (recipe, left, right) in [
        (Winsorize::gaussian(2.0), -5.0, 15.0),
        (Winsorize::iqr(1.5), -15.0, 25.0),
        (Winsorize::mad(0.67449), 0.0, 10.0),
        (Winsorize::quantiles(0.05), 0.0, 10.0),
    ] {
        let fitted = recipe.fit(&x, &())?;
        assert_eq!((fitted.left(), fitted.right()), (&[left][..], &[right][..]), "{recipe:?}");
        assert_eq!(fitted.apply(&x)?.value(8, "a"), Value::Missing);
    }
    Ok(())
}

/// The quartiles of 1, 2, 3, 4, 100 are 2 and 4, so the limits are −1 and 7.
#[test]
fn caps_and_marks_the_tails_asked_for() -> Result<(), Error> {
    let x = table(vec![1.0, 2.0, 3.0, 4.0, 100.0]);
    let later = table(vec![-100.0, 7.0, f64::NAN, 8.0, f64::INFINITY]);
    let recipe = Winsorize::iqr(1.5).indicators();
    let column = |out: &Table, name| out.column(name).unwrap().reals().map(|x| x.into_owned());
    let out = recipe.fit(&x, &())?.apply(&later)?;
    let expected = table(vec![-1.0, 7.0, f64::NAN, 7.0, 7.0]);
    assert_eq!(out.column("a")?, expected.column("a")?);
    assert_eq!(column(&out, "a_left"), Some(vec![1.0, 0.0, 0.0, 0.0, 0.0]));
    assert_eq!(column(&out, "a_right"), Some(vec![0.0, 0.0, 0.0, 1.0, 1.0]));
    let out = recipe.clone().tail(Tail::Left).fit(&x, &())?.apply(&later)?;
    assert_eq!(out.value(3, "a"), Value::Real(8.0));
    assert_eq!(out.names().map(|n| &**n).collect::<Vec<_>>(), ["a", "a_left"]);
    let out = recipe.tail(Tail::Right).fit(&x, &())?.apply(&later)?;
    assert_eq!(out.value(0, "a"), Value::Real(-100.0));
    assert_eq!(out.names().map(|n| &**n).collect::<Vec<_>>(), ["a", "a_right"]);
    Ok(())
}

#[test]
fn a_batch_gives_what_its_rows_give_and_row_order_does_not_matter() -> Result<(), Error> {
    let x = table(vec![0.1, 1e9, -0.0, f64::NAN, 0.3, 7.0, -4.0]);
    let backwards = x.take(&[6, 5, 4, 3, 2, 1, 0]);
    for recipe in [Winsorize::gaussian(1.0), Winsorize::mad(0.5), Winsorize::quantiles(0.2)] {
        let fitted = recipe.fit(&x, &())?;
        assert_eq!(fitted, recipe.fit(&backwards, &())?);
        let whole = fitted.apply(&x)?;
        for row in 0..x.rows() {
            assert_eq!(fitted.apply(&x.take(&[row]))?, whole.take(&[row]));
        }
    }
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() {
    let message =
        |recipe: Winsorize, values| recipe.fit(&table(values), &()).unwrap_err().to_string();
    assert_eq!(
        message(Winsorize::iqr(1.5), vec![0.1; 9]),
        "stage `winsorize`, column `a`: the interquartile range is 0, so all would be capped to one"
    );
    assert_eq!(
        message(Winsorize::gaussian(1.5), vec![0.1; 9]),
        "stage `winsorize`, column `a`: the standard deviation is 0, so all would be capped to one"
    );
    assert_eq!(
        message(Winsorize::mad(3.0), vec![f64::MAX, -f64::MAX]),
        "stage `winsorize`, column `a`: the limits are beyond the range of f64"
    );
    assert_eq!(
        message(Winsorize::quantiles(0.5), vec![1.0]),
        "stage `winsorize`: parameter `fold` must be above 0 and below 0.5, found 0.5"
    );
    assert_eq!(
        message(Winsorize::mad(f64::NAN), vec![1.0]),
        "stage `winsorize`: parameter `fold` must be above 0 and finite, found NaN"
    );
}

#[test]
fn refuses_a_state_that_does_not_fit_together() {
    let restore = |tail, left: &[f64], right: &[f64]| {
        let (left, right) = (left.to_vec(), right.to_vec());
        let state = WinsorizerState { columns: ["a".into()].into(), left, right };
        Winsorizer::restore(Winsorize::iqr(1.5).tail(tail), state).unwrap_err()
    };
    assert_eq!(restore(Tail::Both, &[1.0], &[0.0]), "the limits 1 and 0 cross");
    assert_eq!(restore(Tail::Both, &[f64::NAN], &[0.0]), "left holds NaN");
    let problem = restore(Tail::Left, &[1.0], &[2.0]);
    assert_eq!(problem, "1 limits of the right tail, expected 0");
}

proptest! {
    /// Limits are read off unsorted values when all are there, and off a tally when they come in parts.
    #[test]
    fn a_fit_at_once_is_a_fit_from_parts(
        values in prop::collection::vec(
            prop_oneof![8 => -1e3..1e3f64, 2 => (-3i8..3).prop_map(f64::from), 1 => Just(f64::NAN), 1 => Just(-0.0)],
            0..60,
        ),
        fold in 0.01..0.49f64, cut in 0usize..60,
    ) {
        let x = table(values);
        for recipe in [Winsorize::iqr(fold), Winsorize::mad(fold), Winsorize::quantiles(fold)] {
            let mut parts = recipe.partial(&x.slice(0..cut), &()).unwrap();
            parts.merge(recipe.partial(&x.slice(cut..x.rows()), &()).unwrap()).unwrap();
            let found = |fitted: Result<Winsorizer, Error>| match fitted {
                Ok(fitted) => Ok([fitted.left()[0], fitted.right()[0]].map(f64::to_bits)),
                Err(error) => Err(error.to_string()),
            };
            prop_assert_eq!(found(recipe.fit(&x, &())), found(recipe.settle(parts)), "{:?}", recipe);
        }
    }
}
