use super::*;
use crate::data::{Column, Value};
use crate::exact::ln;
use crate::pipeline::Fit;

/// `a`: one of two `yes`, two of three `no`. `b`: one and one. By hand.
fn small() -> Result<(Table, Labels), Error> {
    let x = Table::new().with("x", Column::text(["a", "a", "a", "b", "b"]))?;
    Ok((x, Labels::from_texts(["no", "no", "yes", "yes", "no"])))
}

#[test]
fn weights_are_logarithms_of_ratios_of_shares() -> Result<(), Error> {
    let (x, y) = small()?;
    let fitted = EncodeWoe::new().fit(&x, &y)?;
    let (a, b) = (ln(0.5 / (2.0 / 3.0)), ln(0.5 / (1.0 / 3.0)));
    assert_eq!(fitted.codes("x"), Some(vec![("a".into(), a), ("b".into(), b)]));
    let information = fitted.information_value("x").unwrap_or(f64::NAN);
    assert!((information - (-a / 6.0 + b / 6.0)).abs() < 1e-16);
    assert_eq!(fitted.information_value("y"), None);
    let new = Table::new().with("x", Column::Text([Some("z"), None].into_iter().collect()))?;
    let out = fitted.apply(&new)?;
    assert_eq!((out.value(0, "x"), out.value(1, "x")), (Value::Real(0.0), Value::Missing));
    Ok(())
}

#[test]
fn a_share_of_nothing_is_refused_filled_or_regularized() -> Result<(), Error> {
    let x = Table::new()
        .with("x", Column::Text([Some("a"), Some("a"), Some("b"), None].into_iter().collect()))?;
    let y = Labels::from_texts(["0", "1", "1", "0"]);
    assert_eq!(
        EncodeWoe::new().fit(&x, &y).unwrap_err().to_string(),
        "stage `encode.woe`, column `x`: level `b` has no row of class `0`, and its weight would be \
         infinite"
    );
    let filled = EncodeWoe::new().fill_value(0.01).fit(&x, &y)?;
    let expected = vec![("a".into(), ln(0.5)), ("b".into(), ln(0.5 / 0.01))];
    assert_eq!(filled.codes("x"), Some(expected));
    // With missing as a level: two rows of each class, one more on either side.
    let regularized = EncodeWoe::new().regularization(1.0).missing(MissingAs::Level).fit(&x, &y)?;
    let expected = vec![("a".into(), 0.0), ("b".into(), ln(0.5 / 0.25))];
    assert_eq!(regularized.codes("x"), Some(expected));
    assert_eq!(regularized.missing_code("x"), Some(ln(0.25 / 0.5)));
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() -> Result<(), Error> {
    let (x, y) = small()?;
    let message = |recipe: EncodeWoe, y: &Labels| recipe.fit(&x, y).unwrap_err().to_string();
    let three = Labels::from_texts(["a", "b", "c", "a", "b"]);
    assert_eq!(
        message(EncodeWoe::new(), &three),
        "stage `encode.woe`, target: expected two classes, found 3"
    );
    assert_eq!(
        message(EncodeWoe::new(), &y.take(&[0, 1])),
        "stage `encode.woe`, target: expected 5 rows, found 2"
    );
    assert_eq!(
        message(EncodeWoe::new(), &y.take(&[0, 0, 0, 0, 0])),
        "stage `encode.woe`, column `x`: no row of class `yes` has a level"
    );
    assert_eq!(
        message(EncodeWoe::new().fill_value(0.0), &y),
        "stage `encode.woe`: parameter `fill_value` must be greater than 0 and finite, found 0"
    );
    let numbers = crate::data::Vector::new(vec![0.0; 5]);
    assert_eq!(
        WoeEncoder::learn(&EncodeWoe::new(), &x, (&numbers).into()).unwrap_err().to_string(),
        "stage `encode.woe`, target: expected classes, found numbers"
    );
    Ok(())
}
