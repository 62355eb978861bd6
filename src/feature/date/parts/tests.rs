use super::*;
use crate::data::time::TimePattern;
use crate::data::{TimeZone, Value};

fn texts(rows: &[&str]) -> Table {
    let cells = rows.iter().map(|row| (!row.is_empty()).then_some(*row));
    Table::new().with("t", Column::Text(cells.collect())).unwrap()
}

fn numbers(out: &Table, row: usize) -> Vec<f64> {
    out.columns().map(|(_, column)| column.reals().unwrap()[row]).collect()
}

/// By pandas 3.1: `dt.month`, `dt.quarter` and so on of the same texts, in the order of `ALL`.
#[test]
fn every_part_as_pandas_has_it() -> Result<(), Error> {
    let x =
        texts(&["2024-12-30T23:59:58", "2021-01-03", "1900-02-28T12:00:00+12:00", "2000-06-30"]);
    let recipe = DateParts::new().types(Types::TEXT).parts(DatePart::ALL);
    let out = recipe.fit(&x, &())?.apply(&x)?;
    #[rustfmt::skip]
    let expected: [[i32; 20]; 4] = [
        [12, 4, 2, 2024, 1, 0, 30, 365, 0, 0, 0, 0, 0, 0, 0, 1, 31, 23, 59, 58],
        [1, 1, 1, 2021, 53, 6, 3, 3, 1, 0, 0, 0, 0, 0, 0, 0, 31, 0, 0, 0],
        [2, 1, 1, 1900, 9, 2, 28, 59, 0, 0, 1, 0, 0, 0, 0, 0, 28, 0, 0, 0],
        [6, 2, 1, 2000, 26, 4, 30, 182, 0, 0, 1, 0, 1, 0, 0, 1, 30, 0, 0, 0],
    ];
    for (row, expected) in expected.iter().enumerate() {
        assert_eq!(numbers(&out, row), expected.map(f64::from), "{row}");
    }
    Ok(())
}

#[test]
fn hours_of_a_zone_of_the_text_and_of_a_pattern() -> Result<(), Error> {
    let hour = |recipe: DateParts, text: &str| {
        let x = texts(&[text]);
        let out = recipe.types(Types::TEXT).parts([DatePart::Hour]).fit(&x, &())?.apply(&x)?;
        Ok::<f64, Error>(numbers(&out, 0)[0])
    };
    let india = TimeZone::fixed(19_800).unwrap();
    assert_eq!(hour(DateParts::new(), "2024-01-01T05:00+02:00")?, 3.0);
    assert_eq!(hour(DateParts::new().as_written(), "2024-01-01T05:00+02:00")?, 5.0);
    assert_eq!(hour(DateParts::new().zone(india), "2024-01-01T05:00+02:00")?, 8.0);
    let pattern = TimePattern::new("%d/%m/%y %H").unwrap();
    assert_eq!(hour(DateParts::new().pattern(pattern), "31/12/23 7")?, 7.0);
    Ok(())
}

#[test]
fn missing_is_missing_or_what_comparing_gives() -> Result<(), Error> {
    let x = texts(&["", "2024-01-01"]);
    let recipe = DateParts::new().types(Types::TEXT).drop_sources(false).parts([
        DatePart::Month,
        DatePart::Weekend,
        DatePart::YearStart,
        DatePart::Semester,
    ]);
    let out = recipe.fit(&x, &())?.apply(&x)?;
    assert!(out.columns().all(|(_, column)| column.is_missing(0)));
    let out = recipe.compare_missing(true).fit(&x, &())?.apply(&x)?;
    assert!(out.value(0, "t_month").is_missing());
    assert_eq!(out.value(0, "t_weekend"), Value::Boolean(true));
    assert_eq!(out.value(0, "t_year_start"), Value::Boolean(false));
    assert_eq!(out.value(0, "t_semester"), Value::Integer(2));
    Ok(())
}

#[test]
fn says_which_text_is_no_time() -> Result<(), Error> {
    let good = texts(&["2024-01-01", ""]);
    let fitted = DateParts::new().types(Types::TEXT).fit(&good, &())?;
    assert_eq!(
        fitted.apply(&texts(&["2024-01-01", "soon"])).unwrap_err().to_string(),
        "stage `feature.date_parts`, column `t`, row 1: expected a date or a date and time in \
         ISO 8601 form, found `soon`"
    );
    assert_eq!(
        DateParts::new().fit(&good, &()).unwrap_err().to_string(),
        "stage `feature.date_parts` takes timestamp columns, and there is none; \
         the input has `t: text`"
    );
    Ok(())
}
