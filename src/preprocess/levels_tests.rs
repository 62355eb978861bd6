use super::*;

/// Written by CPython's `repr(float)`.
#[test]
fn numbers_are_written_as_python_writes_them() {
    for (x, expected) in [
        (1.0, "1.0"),
        (-0.5, "-0.5"),
        (0.1, "0.1"),
        (1e16, "1e+16"),
        (1e15, "1000000000000000.0"),
        (1.5e-5, "1.5e-05"),
        (0.0001, "0.0001"),
        (1e-100, "1e-100"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
    ] {
        assert_eq!(python_repr(x), expected);
    }
}

#[test]
fn text_is_found_by_row_and_by_dictionary_alike() {
    let levels = [Arc::from("B"), Arc::from("a"), Arc::from("é")];
    let rows: Text = [Some("a"), None, Some("z"), Some("é"), Some("a")].into_iter().collect();
    let expected = [Cell::Level(1), Cell::Missing, Cell::Unknown, Cell::Level(2), Cell::Level(1)];
    assert_eq!(text_cells(&levels, &rows), expected);
    for (row, cell) in expected.into_iter().enumerate() {
        assert_eq!(text_cells(&levels, &rows.take(&[row])), [cell]);
    }
}

#[test]
fn numbers_are_sorted_as_numbers_and_zero_is_one_level() -> Result<(), String> {
    let column = Column::Real(vec![10.0, -0.0, f64::NAN, 2.0, 0.0]);
    let levels = Levels::of(&column)?;
    assert_eq!(levels, Levels::Real(vec![0.0, 2.0, 10.0]));
    let cells = levels.cells(&column).unwrap_or_default();
    assert_eq!(cells[1], Cell::Level(0));
    assert_eq!(cells[2], Cell::Missing);
    assert!(levels.cells(&Column::integers([0])).is_none());
    Ok(())
}

#[test]
fn hostile_levels_are_refused() {
    for levels in [
        Levels::Text(vec!["b".into(), "a".into()]),
        Levels::Text(vec!["a".into(), "a".into()]),
        Levels::Integer(vec![1, 1]),
        Levels::Boolean(vec![true, false]),
        Levels::Real(vec![f64::NAN]),
        Levels::Real(vec![-0.0, 1.0]),
        Levels::Real(vec![1.0, f64::INFINITY]),
    ] {
        assert!(levels.check().is_err(), "{levels:?}");
    }
}
