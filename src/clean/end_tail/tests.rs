use super::*;
use crate::data::Value;

const GAP: f64 = f64::NAN;

/// 1, 2, 3, 6: mean 3, deviation √(14/3); quartiles 1.75 and 3.75, so IQR 2, by hand.
#[test]
fn fills_from_either_end() -> Result<(), Error> {
    let x = Table::new()
        .with("a", Column::Real(vec![6.0, GAP, 1.0, 3.0, 2.0]))?
        .with("b", Column::Integer(vec![Some(-1), None, None, Some(-3), None]))?
        .with("c", Column::text(["x"; 5]))?;
    let deviation = (14.0f64 / 3.0).sqrt();
    for (recipe, a) in [
        (ImputeEndTail::gaussian(3.0), 3.0 + 3.0 * deviation),
        (ImputeEndTail::gaussian(2.0).left(), 3.0 - 2.0 * deviation),
        (ImputeEndTail::iqr(1.5), 6.75),
        (ImputeEndTail::iqr(1.5).left(), -1.25),
        (ImputeEndTail::max(2.0), 12.0),
        (ImputeEndTail::max(2.0).left(), 12.0),
    ] {
        let fitted = recipe.fit(&x, &())?;
        assert_eq!(fitted.fills()[0], a, "{recipe:?}");
        let out = fitted.apply(&x)?;
        assert_eq!(out.value(1, "a"), Value::Real(a));
        assert_eq!(out.value(0, "b"), Value::Real(-1.0));
        assert_eq!(out.column("c")?, x.column("c")?);
    }
    assert_eq!(ImputeEndTail::max(2.0).fit(&x, &())?.fills()[1], -2.0);
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() -> Result<(), Error> {
    let message = |recipe: ImputeEndTail, values: &[f64]| -> Result<String, Error> {
        let x = Table::new().with("a", Column::Real(values.to_vec()))?;
        Ok(recipe.fit(&x, &()).unwrap_err().to_string())
    };
    assert_eq!(
        message(ImputeEndTail::gaussian(3.0), &[1.0, GAP])?,
        "stage `impute.end_tail`, column `a`: one value alone has no standard deviation"
    );
    assert_eq!(
        message(ImputeEndTail::iqr(3.0), &[GAP])?,
        "stage `impute.end_tail`, column `a`: every value is missing"
    );
    assert_eq!(
        message(ImputeEndTail::max(10.0), &[1e308])?,
        "stage `impute.end_tail`, column `a`: the fill is beyond the range of f64"
    );
    assert_eq!(
        message(ImputeEndTail::iqr(0.0), &[1.0])?,
        "stage `impute.end_tail`: parameter `fold` must be above 0 and finite, found 0"
    );
    Ok(())
}
