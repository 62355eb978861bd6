use super::*;
use crate::data::{Column, Value};

fn table() -> Result<Table, Error> {
    let rows = [Some("b"), Some("c"), None, Some("a"), Some("c"), Some("b"), Some("c"), None];
    Table::new().with("x", Column::Text(rows.into_iter().collect()))
}

/// The codes of `a`, `b`, `c` and missing.
fn codes<Y>(recipe: &EncodeRank, y: &Y) -> Result<Vec<Option<f64>>, Error>
where
    EncodeRank: Fit<Y, Fitted = RankEncoder>,
{
    let fitted = recipe.fit(&table()?, y)?;
    let codes = fitted.codes("x").unwrap_or_default().into_iter().map(|(_, code)| Some(code));
    Ok(codes.chain([fitted.missing_code("x")]).collect())
}

/// `a` has one row, `b` two, `c` three, two are missing.
#[test]
fn levels_stand_by_rows_by_sight_and_by_target() -> Result<(), Error> {
    let level = |recipe: EncodeRank| recipe.missing(MissingAs::Level);
    let some = |codes: [f64; 4]| codes.map(Some).to_vec();
    assert_eq!(codes(&level(EncodeRank::by_count()), &())?, some([3.0, 1.0, 0.0, 2.0]));
    assert_eq!(codes(&level(EncodeRank::by_first_seen()), &())?, some([3.0, 0.0, 1.0, 2.0]));
    // Means: a 5, b 3, c 4, missing 3.
    let y = Vector::new(vec![2.0, 3.0, 2.0, 5.0, 4.0, 4.0, 5.0, 4.0]);
    assert_eq!(codes(&level(EncodeRank::by_target()), &y)?, some([3.0, 0.0, 2.0, 1.0]));
    assert_eq!(codes(&EncodeRank::by_target(), &y)?[..3], some([2.0, 0.0, 1.0, 0.0])[..3]);
    // Shares of the second class: a 1, b 0, c 1/3.
    let y = Labels::from_texts(["n", "n", "y", "y", "n", "n", "y", "n"]);
    assert_eq!(codes(&EncodeRank::by_target(), &y)?[..3], some([2.0, 0.0, 1.0, 0.0])[..3]);
    // Mean places: a 1, b 2, c 4/3.
    let y = Labels::from_texts(["r", "r", "p", "q", "q", "r", "q", "p"]);
    assert_eq!(codes(&EncodeRank::by_target(), &y)?[..3], some([0.0, 2.0, 1.0, 0.0])[..3]);
    Ok(())
}

#[test]
fn the_unseen_is_minus_one_and_a_target_is_needed() -> Result<(), Error> {
    let fitted = EncodeRank::by_count().fit(&table()?, &())?;
    let new = Table::new().with("x", Column::Text([Some("z"), None].into_iter().collect()))?;
    let out = fitted.apply(&new)?;
    assert_eq!((out.value(0, "x"), out.value(1, "x")), (Value::Real(-1.0), Value::Missing));
    assert_eq!(
        EncodeRank::by_target().fit(&table()?, &()).unwrap_err().to_string(),
        "stage `encode.rank`, target: expected numbers or classes, found no target"
    );
    Ok(())
}

#[test]
fn parts_in_the_order_of_their_rows_see_what_the_whole_sees() -> Result<(), Error> {
    let (x, recipe) = (table()?, EncodeRank::by_first_seen());
    for cut in 0..=8 {
        let mut part = recipe.partial(&x.slice(0..cut), &())?;
        part.merge(recipe.partial(&x.slice(cut..8), &())?)?;
        assert_eq!(recipe.settle(part)?, recipe.fit(&x, &())?, "{cut}");
    }
    Ok(())
}
