use super::*;

const ALL: [Reduction; 9] = [
    Reduction::Sum,
    Reduction::Product,
    Reduction::Mean,
    Reduction::StandardDeviation,
    Reduction::Variance,
    Reduction::Maximum,
    Reduction::Minimum,
    Reduction::Median,
    Reduction::Count,
];

fn table() -> Result<Table, Error> {
    Table::new()
        .with("a", Column::Real(vec![2.0, f64::NAN, f64::NAN]))?
        .with("b", Column::integers([4, 5, 6]))?
        .with("c", Column::Real(vec![9.0, 1.0, f64::NAN]))
}

fn rows(recipe: &MathOver) -> Vec<Vec<f64>> {
    let x = table().unwrap();
    let out = recipe.fit(&x, &()).unwrap().apply(&x).unwrap();
    (0..3)
        .map(|row| out.columns().skip(3).map(|(_, c)| c.reals().unwrap()[row]).collect())
        .collect()
}

/// 2, 4, 9: mean 5, Σ(x − 5)² = 26; 5, 1: mean 3, Σ = 8; by hand. One value has no variance.
#[test]
fn reduces_as_pandas_does() {
    let recipe = MathOver::new(["a", "b", "c"], ALL).skip_missing(true);
    let rows = rows(&recipe);
    assert_eq!(rows[0], [15.0, 72.0, 5.0, 13.0f64.sqrt(), 13.0, 9.0, 2.0, 4.0, 3.0]);
    assert_eq!(rows[1], [6.0, 5.0, 3.0, 8.0f64.sqrt(), 8.0, 5.0, 1.0, 3.0, 2.0]);
    assert_eq!(rows[2][..3], [6.0, 6.0, 6.0]);
    assert!(rows[2][3].is_nan() && rows[2][4].is_nan());
    assert_eq!(rows[2][5..], [6.0, 6.0, 6.0, 1.0]);
}

#[test]
fn missing_is_missing_unless_skipped() {
    let rows = rows(&MathOver::new(["a", "b"], [Reduction::Sum, Reduction::Count]));
    assert_eq!(rows[0], [6.0, 2.0]);
    assert!(rows[1][0].is_nan());
    assert_eq!(rows[1][1], 1.0);
}

/// In f64, 1e16 + 1 − 1e16 is 0 and 1e16 − 1e16 + 1 is 1.
#[test]
fn the_order_is_that_of_the_names() -> Result<(), Error> {
    let columns = [("a", 1e16), ("b", 1.0), ("c", -1e16)];
    let x = Table::from_columns(columns.map(|(name, x)| (name, Column::Real(vec![x]))))?;
    for (order, sum) in [(["a", "b", "c"], 0.0), (["a", "c", "b"], 1.0)] {
        let out = MathOver::new(order, [Reduction::Sum]).names(["s"]).fit(&x, &())?.apply(&x)?;
        assert_eq!(out.value(0, "s"), crate::data::Value::Real(sum));
    }
    Ok(())
}

#[test]
fn says_what_it_needs() -> Result<(), Error> {
    let x = table()?;
    let message = |recipe: MathOver| recipe.fit(&x, &()).unwrap_err().to_string();
    assert_eq!(
        message(MathOver::new(["a", "a"], [Reduction::Sum])),
        "stage `feature.math_over`: parameter `columns` must be at least two, distinct, \
         found `a`, `a`"
    );
    assert!(message(MathOver::new(["a", "b"], [])).contains("`reductions` must be"));
    let one = MathOver::new(["a", "b"], [Reduction::Sum]);
    assert!(message(one.clone().names(["x", "y"])).contains("`names` must be 1"));
    assert!(message(one.names(["c"])).contains("two columns would have this name"));
    Ok(())
}
