use super::*;

fn table() -> Result<Table, Error> {
    Table::new()
        .with("a", Column::Real(vec![1.0, f64::NAN, -0.0]))?
        .with("n", Column::Integer(vec![Some(0), None, Some(1)]))?
        .with("b", Column::Boolean(vec![Some(true), None, Some(false)]))?
        .with("w", Column::Timestamp(vec![Some(1), None, Some(-1)]))
}

#[test]
fn every_cell_that_has_a_counterpart() -> Result<(), Error> {
    let x = table()?;
    let cast = |to| -> Result<Table, Error> { Cast::to(to).fit(&x, &())?.apply(&x) };
    let integers = cast(ColumnType::Integer)?;
    for (name, first, last) in [("a", 1, 0), ("n", 0, 1), ("b", 1, 0), ("w", 1, -1)] {
        let expected = Column::Integer(vec![Some(first), None, Some(last)]);
        assert_eq!(**integers.column(name)?, expected);
    }
    let booleans = cast(ColumnType::Boolean)?;
    let expected = Column::Boolean(vec![Some(true), None, Some(false)]);
    assert_eq!(**booleans.column("a")?, expected);
    assert_eq!(booleans.column("w")?, x.column("w")?);
    let texts = cast(ColumnType::Text)?;
    assert_eq!(texts.value(2, "a"), Value::Text("-0.0"));
    assert_eq!(texts.value(0, "b"), Value::Text("true"));
    assert_eq!(texts.value(0, "w"), Value::Text("1970-01-01T00:00:00.000001Z"));
    // There and back again.
    let back = Cast::to(ColumnType::Real).fit(&texts.select(&["a", "n"])?, &())?;
    assert_eq!(back.apply(&texts)?.column("a")?, x.column("a")?);
    let back = Cast::to(ColumnType::Timestamp).fit(&texts.select(&["w"])?, &())?;
    assert_eq!(back.apply(&texts)?.column("w")?, x.column("w")?);
    Ok(())
}

#[test]
fn what_has_none_is_refused_or_missing() -> Result<(), Error> {
    let x = Table::new()
        .with("a", Column::Real(vec![2.0, 9.3e18]))?
        .with("t", Column::text(["7", "x"]))?;
    let message = |column: &str, to| -> Result<String, Error> {
        let x = x.select(&[column])?;
        Ok(Cast::to(to).fit(&x, &())?.apply(&x).unwrap_err().to_string())
    };
    assert_eq!(
        message("a", ColumnType::Integer)?,
        "stage `cast`, column `a`, row 1: expected a value that is integer, found 9.3e18"
    );
    assert_eq!(
        message("a", ColumnType::Boolean)?,
        "stage `cast`, column `a`, row 0: expected a value that is boolean, found 2.0"
    );
    assert_eq!(
        message("t", ColumnType::Real)?,
        "stage `cast`, column `t`, row 1: expected a value that is real, found `x`"
    );
    let lenient = Cast::to(ColumnType::Integer).unreadable(Unreadable::Missing);
    let out = lenient.fit(&x, &())?.apply(&x)?;
    assert_eq!(**out.column("a")?, Column::Integer(vec![Some(2), None]));
    assert_eq!(**out.column("t")?, Column::Integer(vec![Some(7), None]));
    Ok(())
}
