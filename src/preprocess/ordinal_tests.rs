use super::super::levels::Levels;
use super::*;
use crate::data::Column;

fn table(rows: &[Option<&str>]) -> Result<Table, Error> {
    Table::new().with("x", Column::Text(rows.iter().copied().collect()))
}

fn codes(out: &Table) -> Vec<Option<f64>> {
    let values = out.get("x").and_then(|column| column.reals().map(|x| x.into_owned()));
    values.unwrap_or_default().into_iter().map(|x| (!x.is_nan()).then_some(x)).collect()
}

#[test]
fn levels_ascend_and_missing_stays_missing() -> Result<(), Error> {
    let x = table(&[Some("b"), None, Some("a"), Some("B")])?;
    let out = Ordinal::new().fit(&x, &())?.apply(&x)?;
    assert_eq!(codes(&out), [Some(2.0), None, Some(1.0), Some(0.0)]);
    let out = Ordinal::new().missing_value(-2.0).fit(&x, &())?.apply(&x)?;
    assert_eq!(codes(&out), [Some(2.0), Some(-2.0), Some(1.0), Some(0.0)]);
    Ok(())
}

#[test]
fn given_levels_keep_their_order() -> Result<(), Error> {
    let x = table(&[Some("mid"), Some("low")])?;
    let fitted = Ordinal::new().levels("x", ["low", "mid", "high"]).fit(&x, &())?;
    assert_eq!(codes(&fitted.apply(&x)?), [Some(1.0), Some(0.0)]);
    let expected = [("high", 2.0), ("low", 0.0), ("mid", 1.0)].map(|(l, c)| (l.to_owned(), c));
    assert_eq!(fitted.codes("x"), Some(expected.to_vec()));
    Ok(())
}

#[test]
fn an_unknown_level_is_refused_or_given_a_value() -> Result<(), Error> {
    let (x, new) = (table(&[Some("b"), Some("a")])?, table(&[Some("z"), None])?);
    assert_eq!(
        Ordinal::new().fit(&x, &())?.apply(&new).unwrap_err().to_string(),
        "stage `encode.ordinal`, column `x`, row 0: expected one of `a`, `b`, found `z`"
    );
    // No value was missing at fit, so a missing one is unknown too, as in scikit-learn.
    let out = Ordinal::new().unknown_value(-1.0).missing_value(-2.0).fit(&x, &())?.apply(&new)?;
    assert_eq!(codes(&out), [Some(-1.0), Some(-1.0)]);
    let out = Ordinal::new().unknown_value(f64::NAN).fit(&x, &())?.apply(&new)?;
    assert_eq!(codes(&out), [None, None]);
    Ok(())
}

/// `a` 3 rows, `b` 1, `c` 2, `d` 1: with three codes, `b` and `d` share the last.
#[test]
fn the_few_share_the_last_code() -> Result<(), Error> {
    let x = table(&["a", "b", "c", "a", "d", "c", "a"].map(Some))?;
    let out = Ordinal::new().max_categories(3).fit(&x, &())?.apply(&x)?;
    let expected = [0.0, 2.0, 1.0, 0.0, 2.0, 1.0, 0.0].map(Some);
    assert_eq!(codes(&out), expected);
    assert_eq!(codes(&Ordinal::new().min_count(2).fit(&x, &())?.apply(&x)?), expected);
    Ok(())
}

#[test]
fn a_batch_is_its_rows() -> Result<(), Error> {
    let x = table(&[Some("b"), None, Some("a"), Some("c")])?;
    let fitted = Ordinal::new().fit(&x, &())?;
    let whole = fitted.apply(&x)?;
    for at in 0..x.rows() {
        assert_eq!(fitted.apply(&x.slice(at..at + 1))?, whole.slice(at..at + 1));
    }
    Ok(())
}

#[test]
fn a_value_that_is_a_code_is_refused() -> Result<(), Error> {
    let x = table(&[Some("b"), None, Some("a")])?;
    let message = |recipe: Ordinal| recipe.fit(&x, &()).unwrap_err().to_string();
    assert_eq!(
        message(Ordinal::new().unknown_value(1.0)),
        "stage `encode.ordinal`: parameter `unknown_value` must be finite and outside the codes 0 \
         to 1 of column `x`, found 1"
    );
    assert!(message(Ordinal::new().missing_value(0.0)).contains("parameter `missing_value`"));
    assert!(message(Ordinal::new().missing_value(f64::INFINITY)).contains("found inf"));
    assert!(Ordinal::new().missing_value(2.0).fit(&x, &()).is_ok());
    Ok(())
}

#[test]
fn hostile_states_are_refused() -> Result<(), Error> {
    let fitted = Ordinal::new().fit(&table(&[Some("b"), Some("a")])?, &())?;
    let refused = |spoil: fn(&mut OrdinalState)| {
        let mut state = fitted.state.clone();
        spoil(&mut state);
        OrdinalEncoder::restore(Ordinal::new(), state).unwrap_err()
    };
    assert_eq!(refused(|s| s.0.encoded.clear()), "0 entries for 1 columns");
    assert_eq!(refused(|s| s.0.encoded[0].codes.clear()), "column `x`: 0 codes for 2 levels");
    assert_eq!(refused(|s| s.0.encoded[0].codes[1] = f64::NAN), "column `x`: code NaN");
    assert_eq!(
        refused(|s| s.0.encoded[0].unknown = Code::Number(f64::INFINITY)),
        "column `x`: code inf"
    );
    assert_eq!(
        refused(|s| s.0.encoded[0].levels = Levels::Text(vec!["b".into(), "b".into()])),
        "column `x`: levels are not ascending and distinct"
    );
    Ok(())
}

#[test]
fn what_is_stored_is_what_was_learned() -> Result<(), Box<dyn std::error::Error>> {
    use crate::artifact::codec::{from_node, to_node};
    let x = table(&[Some("a"), None, Some("b")])?
        .with("i", Column::integers([i64::MAX, i64::MAX - 1, 0]))?
        .with("r", Column::Real(vec![0.1, f64::NAN, -1e300]))?
        .with("b", Column::Boolean(vec![Some(true), None, Some(true)]))?;
    let recipe = Ordinal::new().types(Types::ALL).unknown_value(-1.0);
    let fitted = recipe.fit(&x, &())?;
    let recipe: Ordinal = from_node(&to_node(fitted.recipe())?)?;
    let state: OrdinalState = from_node(&to_node(fitted.state())?)?;
    let restored = OrdinalEncoder::restore(recipe, state)?;
    assert_eq!(restored, fitted);
    assert_eq!(restored.apply(&x)?, fitted.apply(&x)?);
    Ok(())
}
