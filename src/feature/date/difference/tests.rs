use super::*;
use crate::data::Value;

fn table() -> Result<Table, Error> {
    Table::new()
        .with("a", Column::text(["2022-09-18", "2022-12-24T06:00"]))?
        .with("b", Column::text(["2022-08-18", "2022-06-24"]))?
        .with("c", Column::Timestamp(vec![Some(0), None]))
}

/// 31 days, and 183 days and 6 hours: by the calendar, and as Feature-engine's own example.
#[test]
fn measures_in_every_unit() -> Result<(), Error> {
    let x = table()?;
    let both = |unit| {
        let out = DateDifference::new(["a"], ["b"]).unit(unit).fit(&x, &())?.apply(&x)?;
        let values = out.column("a_sub_b")?.reals().unwrap_or_default();
        Ok::<_, Error>([values[0], values[1]])
    };
    assert_eq!(both(TimeUnit::Days)?, [31.0, 183.25]);
    assert_eq!(both(TimeUnit::Weeks)?, [31.0 / 7.0, 183.25 / 7.0]);
    assert_eq!(both(TimeUnit::Hours)?, [744.0, 4398.0]);
    assert_eq!(both(TimeUnit::Seconds)?, [2_678_400.0, 15_832_800.0]);
    assert_eq!(both(TimeUnit::Nanoseconds)?, [2_678_400e9, 15_832_800e9]);
    assert_eq!(both(TimeUnit::Years)?[0], 31.0 / 365.2425);
    assert_eq!(both(TimeUnit::Months)?[0], 31.0 / 30.436875);
    Ok(())
}

#[test]
fn references_come_first_in_order_and_names_can_be_given() -> Result<(), Error> {
    let x = table()?;
    let recipe = DateDifference::new(["a", "b"], ["c", "a"]);
    let fitted = recipe.fit(&x, &())?;
    let names: Vec<&str> = fitted.made().iter().map(|name| &**name).collect();
    assert_eq!(names, ["a_sub_c", "b_sub_c", "a_sub_a", "b_sub_a"]);
    assert_eq!(fitted.apply(&x)?.value(1, "a_sub_c"), Value::Missing);
    let named = DateDifference::new(["a"], ["b"]).names(["stay"]).drop_sources(true);
    let out = named.fit(&x, &())?.apply(&x)?;
    assert_eq!(out.names().map(|name| &**name).collect::<Vec<_>>(), ["c", "stay"]);
    assert_eq!(
        recipe.names(["one"]).fit(&x, &()).unwrap_err().to_string(),
        "stage `feature.date_difference`: parameter `names` must be 4 names, found 1"
    );
    Ok(())
}
