use super::*;

fn row(table: &Table, row: usize) -> Vec<f64> {
    table.columns().filter_map(|(_, column)| column.reals()?.get(row).copied()).collect()
}

fn table(rows: &[Option<&str>]) -> Result<Table, Error> {
    Table::new().with("x", Column::Text(rows.iter().copied().collect()))
}

fn names(table: &Table) -> Vec<&str> {
    table.names().map(|name| &**name).collect()
}

/// The example of Feature-engine's documentation.
#[test]
fn likenesses_are_those_of_feature_engine() -> Result<(), Error> {
    let x = table(&[Some("dog"), Some("dig"), Some("dagger"), Some("hi")])?;
    let recipe = EncodeSimilarity::new().order(LevelOrder::CountThenSeen);
    let out = recipe.fit(&x, &())?.apply(&x)?;
    assert_eq!(names(&out), ["x_dog", "x_dig", "x_dagger", "x_hi"]);
    assert_eq!(row(&out, 0), [1.0, 2.0 / 3.0, 4.0 / 9.0, 0.0]);
    assert_eq!(row(&out, 1), [2.0 / 3.0, 1.0, 4.0 / 9.0, 0.4]);
    assert_eq!(row(&out, 3), [0.0, 0.4, 0.0, 1.0]);
    Ok(())
}

/// Two `ab`, one `b`, two missing and one empty. By hand; each character counts as often as both have it.
#[test]
fn missing_is_the_empty_text_unless_told_otherwise() -> Result<(), Error> {
    let x = table(&[Some("ab"), None, Some("b"), Some("ab"), None, Some("")])?;
    let new = table(&[Some("bb"), None])?;
    let of = |recipe: EncodeSimilarity| recipe.fit(&x, &())?.apply(&new);
    let level = of(EncodeSimilarity::new())?;
    assert_eq!(names(&level), ["x_nan", "x_ab", "x_b"]);
    assert_eq!(row(&level, 0), [0.0, 0.5, 2.0 / 3.0]);
    assert_eq!(row(&level, 1), [1.0, 0.0, 0.0]);
    let unseen = of(EncodeSimilarity::new().missing(MissingAs::Unseen).top(1))?;
    assert_eq!((names(&unseen), row(&unseen, 1)), (vec!["x_ab"], vec![0.0]));
    let missing = of(EncodeSimilarity::new().missing(MissingAs::Missing).levels("x", ["é"]))?;
    assert!(row(&missing, 1)[0].is_nan());
    assert_eq!(names(&missing), ["x_é"]);
    let refusing = EncodeSimilarity::new().missing(MissingAs::Error);
    assert_eq!(
        refusing.fit(&table(&[Some("a")])?, &())?.apply(&new).unwrap_err().to_string(),
        "stage `encode.similarity`, column `x`, row 1: expected a value, found missing"
    );
    assert!(of(refusing).is_err());
    Ok(())
}

#[test]
fn numbers_are_compared_as_they_are_written() -> Result<(), Error> {
    let x = Table::new().with("n", Column::integers([12, 21]))?;
    let out = EncodeSimilarity::new().types(Types::NUMERIC).fit(&x, &())?.apply(&x)?;
    assert_eq!(names(&out), ["n_12", "n_21"]);
    assert_eq!(row(&out, 0), [1.0, 1.0]);
    Ok(())
}
