use super::*;

const SIGNED: [[f64; 5]; 3] =
    [[0.0, -1.0, -1.0, 0.0, -2.5], [0.0, 0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 1.0, 0.0, 1.0]];
const UNSIGNED: [[f64; 5]; 3] =
    [[0.0, 1.0, 1.0, 0.0, 2.5], [0.0, 0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 1.0, 0.0, 1.0]];

fn row(table: &Table, row: usize) -> Vec<f64> {
    table.columns().filter_map(|(_, column)| column.reals()?.get(row).copied()).collect()
}

fn table() -> Result<Table, Error> {
    Table::new()
        .with("c", Column::Text([Some("Rome"), None, Some("Bari")].into_iter().collect()))?
        .with("é", Column::text(["ü", "Rome", "x"]))?
        .with("n", Column::Real(vec![2.5, f64::NAN, -0.0]))
}

/// Printed by scikit-learn 1.9.1: `FeatureHasher(5).transform([{"c": "Rome", "é": "ü", "n": 2.5},
/// {"é": "Rome"}, {"c": "Bari", "é": "x", "n": 0}])`, and the same with `alternate_sign=False`.
#[test]
fn levels_fall_where_scikit_learn_puts_them() -> Result<(), Error> {
    let recipe = EncodeHash::new(5).types(Types::TEXT.or(Types::NUMERIC));
    let out = recipe.fit(&table()?, &())?.apply(&table()?)?;
    for (at, expected) in SIGNED.into_iter().enumerate() {
        assert_eq!(row(&out, at), expected, "row {at}");
    }
    let out = recipe.alternate_sign(false).fit(&table()?, &())?.apply(&table()?)?;
    for (at, expected) in UNSIGNED.into_iter().enumerate() {
        assert_eq!(row(&out, at), expected, "row {at}");
    }
    Ok(())
}

#[test]
fn a_sparse_column_holds_what_many_hold() -> Result<(), Error> {
    let recipe = EncodeHash::new(5).name("h");
    let (x, new) = (table()?, table()?.take(&[2, 0]));
    let dense = recipe.fit(&x, &())?.apply(&new)?;
    let sparse = recipe.sparse().fit(&x, &())?.apply(&new)?;
    assert_eq!(sparse.names().map(|n| &**n).collect::<Vec<_>>(), ["n", "h"]);
    let Column::Sparse(rows) = &**sparse.column("h")? else { panic!("not sparse") };
    for at in 0..2 {
        assert_eq!(rows.row(at).dense(5), row(&dense, at)[1..]);
    }
    Ok(())
}

#[test]
fn says_what_it_cannot_do() -> Result<(), Error> {
    let x = table()?.with("hash_1", Column::integers([1, 2, 3]))?;
    let message = |recipe: EncodeHash| recipe.fit(&x, &()).unwrap_err().to_string();
    assert_eq!(
        message(EncodeHash::new(5000)),
        "stage `encode.hash`: parameter `columns` must be from 1 to 4096, found 5000"
    );
    assert_eq!(
        message(EncodeHash::new(2)),
        "stage `encode.hash`, column `c`: two columns would be named `hash_1`"
    );
    let fitted = EncodeHash::new(2).types(Types::NUMERIC).fit(&table()?, &())?;
    let big = Table::new().with("n", Column::Real(vec![f64::INFINITY]))?;
    assert_eq!(
        fitted.apply(&big).unwrap_err().to_string(),
        "stage `encode.hash`, column `n`, row 0: expected a finite number, found inf"
    );
    Ok(())
}
