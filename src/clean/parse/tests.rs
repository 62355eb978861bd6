//! Tests of reading texts.

use super::*;
use crate::data::{Value, time};

fn read(recipe: &Parse, text: &str) -> Option<String> {
    let x = Table::new().with("t", Column::text([text])).unwrap();
    let out = recipe.fit(&x, &()).unwrap().apply(&x).ok()?;
    Some(match out.value(0, "t") {
        Value::Real(x) => format!("{x:?}"),
        Value::Integer(x) => x.to_string(),
        Value::Boolean(x) => x.to_string(),
        Value::Timestamp(x) => time::write(x),
        _ => "missing".to_owned(),
    })
}

fn all(recipe: &Parse, cases: &[(&str, Option<&str>)]) {
    for (text, expected) in cases {
        assert_eq!(read(recipe, text).as_deref(), *expected, "{text:?} by {recipe:?}");
    }
}

#[test]
fn plain_numbers() {
    all(
        &Parse::real(),
        &[
            (" 1.50\t", Some("1.5")),
            ("-1e3", Some("-1000.0")),
            ("inf", Some("inf")),
            ("nan", Some("missing")),
            ("1,5", None),
            ("1 000", None),
            ("12%", None),
            ("(12)", None),
            ("€5", None),
            ("", None),
            ("1e400", None),
        ],
    );
    all(
        &Parse::integer(),
        &[("007", Some("7")), ("-3", Some("-3")), ("1.0", None), ("9223372036854775808", None)],
    );
}

#[test]
fn groups_are_of_three_digits() {
    all(
        &Parse::real().thousands(','),
        &[
            ("1,234,567.5", Some("1234567.5")),
            ("-1,234", Some("-1234.0")),
            ("1234", Some("1234.0")),
            ("1,23", None),
            ("1234,567", None),
            (",123", None),
            ("1,,234", None),
            ("1.5,000", None),
            ("1,234e1", Some("12340.0")),
        ],
    );
    all(
        &Parse::real().decimal(',').thousands('.'),
        &[
            ("1.234,5", Some("1234.5")),
            ("0,5", Some("0.5")),
            ("1.5", None),
            ("1,234,5", None),
            (",5", Some("0.5")),
            ("1e2", Some("100.0")),
        ],
    );
    all(
        &Parse::real().decimal(',').thousands('\u{a0}'),
        &[("1\u{a0}234,5", Some("1234.5")), ("1.5", None)],
    );
    all(&Parse::integer().thousands('\''), &[("-12'345", Some("-12345")), ("1'2", None)]);
}

#[test]
fn units_signs_and_percent() {
    let money = Parse::real().unit("€", 1.0).unit("EUR", 1.0).unit("k€", 1000.0).parentheses();
    all(
        &money,
        &[
            ("€ 5", Some("5.0")),
            ("5€", Some("5.0")),
            ("2 k€", Some("2000.0")),
            ("EUR 2.5", Some("2.5")),
            ("-€5", Some("-5.0")),
            ("€-5", Some("-5.0")),
            ("(€5)", Some("-5.0")),
            ("(-5)", None),
            ("--5", None),
            ("-€-5", None),
            ("$5", None),
            ("€", None),
            ("5 € €", None),
            ("1e308 k€", None),
        ],
    );
    all(
        &Parse::real().percent().unit("bp", 1e-4),
        &[
            ("12.5 %", Some("0.125")),
            ("12.5", Some("12.5")),
            ("25bp", Some("0.0025")),
            ("%5", None),
        ],
    );
    let time = Parse::integer().unit("s", 1.0).unit("min", 60.0).unit("half", 0.5);
    all(&time, &[("2 min", Some("120")), ("90s", Some("90")), ("4 half", None)]);
    // The longest unit that fits.
    let weight = Parse::real().unit("kg", 1000.0).unit("g", 1.0);
    all(&weight, &[("1.5 kg", Some("1500.0")), ("20 g", Some("20.0"))]);
}

#[test]
fn words_for_truth() {
    let recipe = Parse::boolean(["yes", "Y", "1"], ["no", "n", "0"]).missing_words(["?"]);
    all(
        &recipe,
        &[
            ("YES", Some("true")),
            (" y ", Some("true")),
            ("0", Some("false")),
            ("?", Some("missing")),
            ("true", None),
            ("", None),
        ],
    );
}

#[test]
fn points_in_time() {
    all(
        &Parse::timestamp(),
        &[
            ("2024-02-29T12:00:00+02:00", Some("2024-02-29T10:00:00Z")),
            ("2023-02-29", None),
            ("29.02.2024", None),
        ],
    );
    let recipe = Parse::timestamp()
        .format("%d/%m/%Y")
        .format("%d.%m.%y %H:%M:%S.%f")
        .format("%B %d, %Y %I:%M %p")
        .format("%Y%m%dT%H%M%z")
        .format("%Y-%j")
        .format("%b %Y 100%%");
    all(
        &recipe,
        &[
            ("29/2/2024", Some("2024-02-29T00:00:00Z")),
            ("29/2/2023", None),
            ("31.12.68 23:59:59.5", Some("2068-12-31T23:59:59.500000Z")),
            ("1.1.69 0:0:0.000001", Some("1969-01-01T00:00:00.000001Z")),
            ("may 5, 2024 12:30 AM", Some("2024-05-05T00:30:00Z")),
            ("September 5, 2024 1:30 pm", Some("2024-09-05T13:30:00Z")),
            ("September 5, 2024 13:30 pm", None),
            ("20240229T2330-0130", Some("2024-03-01T01:00:00Z")),
            ("20240229T2330Z", Some("2024-02-29T23:30:00Z")),
            ("2024-366", Some("2024-12-31T00:00:00Z")),
            ("2023-366", None),
            ("Jul 2024 100%", Some("2024-07-01T00:00:00Z")),
            ("29/2/2024 ", Some("2024-02-29T00:00:00Z")),
            ("29/2/2024x", None),
        ],
    );
}

#[test]
fn a_text_that_cannot_be_read_is_refused_or_missing() -> Result<(), Error> {
    let x = Table::new()
        .with("a", Column::Text([Some("5"), None, Some("five")].into_iter().collect()))?
        .with("n", Column::integers([1, 2, 3]))?;
    let recipe = Parse::integer().unit("kg", 1.0);
    let fitted = recipe.fit(&x, &())?;
    let expected =
        "stage `parse`, column `a`, row 2: expected a whole number, in `kg`, found `five`";
    assert_eq!(fitted.apply(&x).unwrap_err().to_string(), expected);
    // A text that no row has is not read.
    assert_eq!(fitted.apply(&x.take(&[0, 1]))?.value(0, "a"), Value::Integer(5));
    let lenient = recipe.unreadable(Unreadable::Missing).fit(&x, &())?.apply(&x)?;
    assert_eq!(lenient.column("a")?, &Arc::new(Column::Integer(vec![Some(5), None, None])));
    Ok(())
}

#[test]
fn a_form_that_contradicts_itself_is_refused() -> Result<(), Error> {
    let x = Table::new().with("a", Column::text(["5"]))?;
    for (recipe, found) in [
        (Parse::real().thousands('.'), "`.` for decimals and for thousands"),
        (Parse::real().decimal('-'), "`-` as a mark"),
        (Parse::real().unit("", 1.0), "the unit `` of 1"),
        (Parse::real().unit("m2", 1.0), "the unit `m2` of 1"),
        (Parse::integer().percent(), "percent, of which whole numbers have none"),
        (Parse::boolean(["a"], ["A"]), "the word `a` for both"),
        (Parse::timestamp().format("%d.%m."), "the format `%d.%m.` without a year"),
        (Parse::timestamp().format("%Y %d"), "the days of the format `%Y %d`"),
        (Parse::timestamp().format("%Y %I"), "the hours of the format `%Y %I`"),
        (Parse::timestamp().format("%Y%q"), "`%q` in the format `%Y%q`"),
        (Parse::timestamp().format("%Y%"), "a `%` at the end of the format `%Y%`"),
    ] {
        let message = recipe.fit(&x, &()).unwrap_err().to_string();
        assert!(message.ends_with(&format!("found {found}")), "{message}");
        let state = TextParserState { columns: ["a".into()].into() };
        assert_eq!(TextParser::restore(recipe, state).unwrap_err(), found);
    }
    Ok(())
}
