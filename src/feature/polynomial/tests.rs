use super::*;

fn table() -> Result<Table, Error> {
    Table::new()
        .with("a", Column::Real(vec![2.0, f64::NAN]))?
        .with("t", Column::text(["x", "y"]))?
        .with("b", Column::integers([3, 5]))?
        .with("c", Column::Real(vec![7.0, 1.0]))
}

fn names(recipe: &Polynomial) -> Vec<String> {
    let fitted = recipe.fit(&table().unwrap(), &()).unwrap();
    fitted.terms().map(ToString::to_string).collect()
}

/// Lexicographic order, as `itertools.combinations` gives it.
#[test]
fn names_and_their_order() {
    let two = Polynomial::new(2);
    assert_eq!(names(&two), ["1", "a", "b", "c", "a^2", "a b", "a c", "b^2", "b c", "c^2"]);
    let distinct = Polynomial::new(9).interaction_only().bias(false);
    assert_eq!(names(&distinct), ["a", "b", "c", "a b", "a c", "b c", "a b c"]);
    let third = Polynomial::new(3).min_degree(3).bias(false);
    assert_eq!(
        names(&third),
        ["a^3", "a^2 b", "a^2 c", "a b^2", "a b c", "a c^2", "b^3", "b^2 c", "b c^2", "c^3"]
    );
    assert_eq!(names(&Polynomial::new(0)), ["1"]);
}

/// 0.1 · 0.2 · 0.3 rounds differently from the left (0.006000000000000001) and from the right (0.006).
#[test]
fn multiplies_from_the_right() -> Result<(), Error> {
    let x = Table::from_columns(
        [("a", 0.1), ("b", 0.2), ("c", 0.3)].map(|(name, x)| (name, Column::Real(vec![x]))),
    )?;
    let out = Polynomial::new(3).fit(&x, &())?.apply(&x)?;
    assert_eq!(out.column("a b c")?.reals().unwrap()[0], (0.3 * 0.2) * 0.1);
    assert_ne!((0.3 * 0.2) * 0.1, (0.1 * 0.2) * 0.3);
    Ok(())
}

#[test]
fn other_columns_stay_and_missing_stays_missing() -> Result<(), Error> {
    let x = table()?;
    let out = Polynomial::new(2).fit(&x, &())?.apply(&x)?;
    assert_eq!(out.at(0).map(|(name, _)| &**name), Some("t"));
    assert_eq!(out.value(0, "a c"), crate::data::Value::Real(14.0));
    assert!(out.value(1, "a c").is_missing());
    assert_eq!(out.value(1, "b^2"), crate::data::Value::Real(25.0));
    Ok(())
}

#[test]
fn says_which_degrees_there_can_be() -> Result<(), Error> {
    let x = table()?;
    let message = |recipe: Polynomial| recipe.fit(&x, &()).unwrap_err().to_string();
    let prefix = "stage `feature.polynomial`: parameter `degree` must be";
    assert_eq!(
        message(Polynomial::new(2).min_degree(3)),
        format!("{prefix} from a degree to one at least as high, found 3 to 2")
    );
    assert_eq!(
        message(Polynomial::new(0).bias(false)),
        format!("{prefix} such that there is a term, found 0 to 0")
    );
    assert_eq!(
        message(Polynomial::new(4000)),
        format!("{prefix} such that there are at most 262,144 terms, found 0 to 4000")
    );
    let taken = x.with("a b", Column::text(["", ""]))?;
    assert_eq!(
        Polynomial::new(2).fit(&taken, &()).unwrap_err().to_string(),
        "stage `feature.polynomial`, column `a b`: two columns would have this name"
    );
    Ok(())
}
