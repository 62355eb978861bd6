use super::*;
use crate::data::Column;

/// `b` = 2 `d`, `a` = −`d` but for the last row, `c` has nothing to do with them.
fn table() -> Result<Table, Error> {
    Table::new()
        .with("d", Column::Real(vec![1.0, 2.0, 3.0, 4.0]))?
        .with("c", Column::Real(vec![1.0, -1.0, -1.0, 1.0]))?
        .with("b", Column::Real(vec![2.0, f64::NAN, 6.0, 8.0]))?
        .with("a", Column::Real(vec![-1.0, -2.0, -3.0, -5.0]))
}

fn left(recipe: &CorrelationFilter) -> Result<Vec<String>, Error> {
    let x = table()?;
    let out = recipe.fit(&x, &())?.apply(&x)?;
    Ok(out.names().map(|name| name.to_string()).collect())
}

#[test]
fn which_stays_is_decided_by_the_order() -> Result<(), Error> {
    let recipe = CorrelationFilter::new(0.9);
    assert_eq!(left(&recipe)?, ["c", "a"]);
    // Variances (n − 1): d 5/3, c 4/3, b 28/3, a 35/12.
    assert_eq!(left(&recipe.clone().keep(Keep::Variance))?, ["c", "b"]);
    assert_eq!(left(&recipe.clone().keep(Keep::Complete))?, ["d", "c"]);
    assert_eq!(left(&recipe.clone().keep(Keep::Cardinality))?, ["d", "c"]);
    let x = table()?;
    assert_eq!(recipe.fit(&x.take(&[3, 1, 0, 2]), &())?, recipe.fit(&x, &())?);
    Ok(())
}

/// r of `a` and `d`: Σ(a−ā)(d−d̄) = −6.5, Σ(a−ā)² = 8.75, Σ(d−d̄)² = 5.
#[test]
fn the_reason_is_kept() -> Result<(), Error> {
    let x = table()?.without(&["b"]);
    let fitted = CorrelationFilter::new(0.9).fit(&x, &())?;
    let r = -6.5 / (8.75f64 * 5.0).sqrt();
    let (kept, found) = fitted.reason("d").unwrap_or_default();
    assert_eq!(kept, "a");
    assert!((found - r).abs() <= 2.0 * f64::EPSILON, "{found} {r}");
    assert_eq!(fitted.report()[0].1, "dropped: correlates -0.9827 with `a`");
    assert_eq!(fitted.report()[1].1, "kept");
    let spearman = CorrelationFilter::new(0.99).association(Association::Spearman);
    assert_eq!(spearman.fit(&x, &())?.reason("d"), Some(("a", -1.0)));
    assert_eq!(CorrelationFilter::new(0.99).fit(&x, &())?.dropped().len(), 0);
    Ok(())
}

#[test]
fn a_constant_column_correlates_with_none() -> Result<(), Error> {
    let x = Table::new()
        .with("a", Column::Real(vec![0.1; 3]))?
        .with("b", Column::Real(vec![0.1; 3]))?
        .with("empty", Column::Real(vec![f64::NAN; 3]))?;
    assert_eq!(CorrelationFilter::new(0.0).fit(&x, &())?.dropped().len(), 0);
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() -> Result<(), Error> {
    assert_eq!(
        CorrelationFilter::new(1.5).fit(&table()?, &()).unwrap_err().to_string(),
        "stage `select.correlation`: parameter `threshold` must be between 0 and 1, found 1.5"
    );
    let infinite = Table::new().with("a", Column::Real(vec![f64::NEG_INFINITY]))?;
    assert_eq!(
        CorrelationFilter::new(0.5).fit(&infinite, &()).unwrap_err().to_string(),
        "stage `select.correlation`, column `a`: row 0 is -inf"
    );
    Ok(())
}

#[test]
fn hostile_states_are_refused() {
    let restore = |kept: Vec<u32>, correlation: Vec<f64>| {
        let columns = ["a".into(), "b".into()].into();
        let state = CorrelationState { columns, kept, correlation };
        CorrelationSelector::restore(CorrelationFilter::new(0.9), state)
    };
    assert!(restore(vec![0, 0], vec![1.0, 0.95]).is_ok());
    assert_eq!(restore(vec![0], vec![1.0, 1.0]).unwrap_err(), "1 entries for 2 columns");
    let circle = "column 1 is kept for another, and is dropped itself";
    assert_eq!(restore(vec![1, 0], vec![1.0, 1.0]).unwrap_err(), circle);
    assert!(restore(vec![0, 7], vec![1.0, 1.0]).is_err());
    assert_eq!(restore(vec![0, 0], vec![1.0, 1.5]).unwrap_err(), "correlation 1.5");
    assert_eq!(restore(vec![0, 0], vec![1.0, f64::NAN]).unwrap_err(), "correlation NaN");
}
