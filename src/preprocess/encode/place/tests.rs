use super::*;

fn row(table: &Table, row: usize) -> Vec<f64> {
    table.columns().filter_map(|(_, column)| column.reals()?.get(row).copied()).collect()
}

fn table(rows: &[Option<&str>]) -> Result<Table, Error> {
    Table::new().with("x", Column::Text(rows.iter().copied().collect()))
}

#[test]
fn each_level_has_the_numbers_of_its_place() -> Result<(), Error> {
    let x = table(&[Some("b"), Some("c"), None, Some("a"), Some("b")])?;
    let new = table(&[Some("a"), Some("b"), Some("c"), Some("z"), None])?;
    let of = |recipe: EncodePlace| recipe.fit(&x, &())?.apply(&new);
    let sum = of(EncodePlace::new(Coding::Sum))?;
    assert_eq!(sum.names().map(|n| &**n).collect::<Vec<_>>(), ["x_0", "x_1"]);
    let expected = [[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0], [0.0, 0.0]];
    assert!((0..4).all(|at| row(&sum, at) == expected[at]));
    assert!(row(&sum, 4).iter().all(|x| x.is_nan()));
    let level = EncodePlace::new(Coding::Thermometer)
        .missing(MissingAs::Level)
        .order(LevelOrder::FirstSeen);
    let level = of(level)?;
    assert_eq!(row(&level, 1), [1.0, 0.0, 0.0, 0.0]);
    assert_eq!(row(&level, 0), [1.0, 1.0, 1.0, 0.0]);
    assert_eq!(row(&level, 4), [1.0; 4]);
    Ok(())
}

#[test]
fn a_column_of_one_level_has_no_contrast() -> Result<(), Error> {
    let x = table(&[Some("a"), Some("a")])?.with("n", Column::integers([1, 2]))?;
    let fitted = EncodePlace::new(Coding::Helmert).fit(&x, &())?;
    assert_eq!(fitted.apply(&x)?.names().map(|n| &**n).collect::<Vec<_>>(), ["n"]);
    assert_eq!(fitted.codes("x"), Some(vec![("a".to_owned(), vec![])]));
    assert_eq!(
        EncodePlace::new(Coding::Base(1)).fit(&x, &()).unwrap_err().to_string(),
        "stage `encode.place`: parameter `base` must be at least 2, found 1"
    );
    Ok(())
}
