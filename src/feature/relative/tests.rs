use super::*;
use crate::data::Value;
use proptest::prelude::*;

const ALL: [Operation; 8] = [
    Operation::Add,
    Operation::Mul,
    Operation::Sub,
    Operation::Div,
    Operation::TrueDiv,
    Operation::FloorDiv,
    Operation::Mod,
    Operation::Pow,
];

fn table() -> Result<Table, Error> {
    Table::new()
        .with("a", Column::Real(vec![-7.0, 7.5, f64::NAN]))?
        .with("b", Column::integers([2, -2, 3]))
}

/// Python: -7.0 // 2 == -4.0, -7.0 % 2 == 1.0, 7.5 // -2 == -4.0, 7.5 % -2 == -0.5.
#[test]
fn operates_as_python_does() -> Result<(), Error> {
    let x = table()?;
    let out = Relative::new(["a"], ["b"], ALL).fit(&x, &())?.apply(&x)?;
    let row = |row: usize| -> Vec<f64> {
        out.columns().skip(2).map(|(_, column)| column.reals().unwrap()[row]).collect()
    };
    assert_eq!(row(0), [-5.0, -14.0, -9.0, -3.5, -3.5, -4.0, 1.0, 49.0]);
    assert_eq!(row(1), [5.5, -15.0, 9.5, -3.75, -3.75, -4.0, -0.5, 1.0 / 56.25]);
    assert!(row(2).iter().all(|x| x.is_nan()));
    let names: Vec<&str> = out.names().skip(2).map(|name| &**name).collect();
    assert_eq!(names[0], "a_add_b");
    assert_eq!(names[5], "a_floordiv_b");
    Ok(())
}

#[test]
fn operations_nest_references_nest_columns() -> Result<(), Error> {
    let x = table()?.with("c", Column::integers([1, 1, 1]))?;
    let recipe = Relative::new(["a", "b"], ["c", "b"], [Operation::Sub, Operation::Add]);
    let fitted = recipe.fit(&x, &())?;
    let names: Vec<&str> = fitted.made().iter().map(|name| &**name).collect();
    assert_eq!(names[..4], ["a_sub_c", "b_sub_c", "a_sub_b", "b_sub_b"]);
    assert_eq!(names[4..], ["a_add_c", "b_add_c", "a_add_b", "b_add_b"]);
    let out = recipe.drop_sources(true).fit(&x, &())?.apply(&x)?;
    assert_eq!(out.width(), 8);
    Ok(())
}

#[test]
fn division_by_zero_is_refused_or_filled() -> Result<(), Error> {
    let x = table()?.with("z", Column::Real(vec![1.0, 2.0, -0.0]))?;
    for operation in [Operation::Div, Operation::TrueDiv, Operation::FloorDiv, Operation::Mod] {
        let recipe = Relative::new(["b"], ["z"], [operation]);
        assert_eq!(
            recipe.fit(&x, &())?.apply(&x).unwrap_err().to_string(),
            "stage `feature.relative`, column `z`, row 2: expected a number other than 0 to \
             divide by, found 0"
        );
        let out = recipe.fill(-1.0).fit(&x, &())?.apply(&x)?;
        assert_eq!(out.value(2, &format!("b_{}_z", operation.name())), Value::Real(-1.0));
    }
    Ok(())
}

proptest! {
    /// Columns are made as cells are, one after the other.
    #[test]
    fn columns_are_made_cell_by_cell(
        cells in prop::collection::vec([
            prop_oneof![4 => -9.0..9.0f64, 1 => Just(f64::NAN), 1 => Just(-0.0), 1 => any::<f64>()],
            prop_oneof![4 => -9.0..9.0f64, 1 => Just(-f64::NAN), 1 => Just(0.0), 1 => any::<f64>()],
        ], 0..30),
        fill in prop::option::of(prop_oneof![Just(f64::NAN), Just(-0.0), -1.0..1.0f64]),
    ) {
        let (a, b): (Vec<f64>, Vec<f64>) = cells.iter().map(|[a, b]| (*a, *b)).unzip();
        for operation in ALL {
            let mut recipe = Relative::new(["a"], ["b"], [operation]);
            recipe.fill = fill;
            let cell = |(row, (&a, &b)): (usize, (&f64, &f64))| match (fill, b == 0.0) {
                (None, true) if operation.divides() => Err(recipe.divided_by_zero("b", row)),
                (Some(fill), true) if operation.divides() => Ok(canonical(fill)),
                _ => Ok(operation.of(a, b)),
            };
            let expected: Result<Vec<f64>, Error> = a.iter().zip(&b).enumerate().map(cell).collect();
            let found = recipe.column(operation, ("b", &b), &a);
            let bits = |x: &[f64]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            let expected = expected.map(|x| bits(&x)).map_err(|error| error.to_string());
            let found = found.map(|x| bits(&x.reals().unwrap())).map_err(|error| error.to_string());
            prop_assert_eq!(found, expected, "{:?}", operation);
        }
    }
}
