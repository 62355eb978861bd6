//! What is wrong with an input as a whole, or with a row as such.

use super::doors::{Answer, Door, answers, csv, json_lines, table};
use super::models::{self, Served};
use super::rows::{Cell, Row};
use serde_json::json;
use std::sync::Arc;
use steadfast::Batch;
use steadfast::data::{Column, ColumnType, CsvReader, Extra, JsonLinesReader, Table};
use steadfast::prelude::{Error, Model, Vector};

const DOORS: [Door; 4] = [Door::Table, Door::Csv, Door::JsonLines, Door::Records];

fn types(model: &dyn Served) -> Vec<(Arc<str>, ColumnType)> {
    model.schema().types()
}

fn lenient_csv(model: &dyn Served, text: &[u8]) -> Result<Vec<Answer>, Error> {
    let reader = CsvReader::new().types(types(model)).only_declared();
    let mut found = Vec::new();
    for block in reader.lenient_blocks(text, 2) {
        found.extend(model.block(block?, Batch::default())?);
    }
    Ok(found)
}

fn lenient_json(model: &dyn Served, text: &str) -> Result<Vec<Answer>, Error> {
    let reader = JsonLinesReader::new().types(types(model)).only_declared();
    let mut found = Vec::new();
    for block in reader.lenient_blocks(text.as_bytes(), 2) {
        found.extend(model.block(block?, Batch::default())?);
    }
    Ok(found)
}

#[test]
fn no_row_and_one_row() {
    models::each(&mut |model| {
        for door in DOORS {
            assert_eq!(door.answers(model, &[]).unwrap(), [], "{} {door:?}", model.name());
            let all = door.answers(model, model.good()).unwrap();
            for (row, expected) in model.good().iter().zip(all) {
                let one = door.answers(model, std::slice::from_ref(row)).unwrap();
                assert_eq!(one, [expected], "{} {door:?}", model.name());
            }
        }
    });
}

#[test]
fn the_order_of_columns_does_not_matter() {
    models::each(&mut |model| {
        let expected = Door::Table.answers(model, model.good()).unwrap();
        let mut turned = types(model);
        turned.reverse();
        let rows: Vec<Row> =
            model.good().iter().map(|row| Row(row.0.iter().rev().cloned().collect())).collect();
        let x = table(&turned, &rows);
        assert_eq!(model.table(&x, Batch::default()).unwrap(), expected, "{}", model.name());
        let text = csv(&turned, &rows);
        assert_eq!(lenient_csv(model, text.as_bytes()).unwrap(), expected, "{}", model.name());
        assert_eq!(lenient_json(model, &json_lines(&rows)).unwrap(), expected, "{}", model.name());
        assert_eq!(model.records(&rows, Batch::default()).unwrap(), expected, "{}", model.name());
    });
}

/// A table and the header of a CSV file must have every feature; JSON lines and records say
/// "missing" by leaving a name out.
#[test]
fn an_absent_column_is_named_or_missing() {
    models::each(&mut |model| {
        for field in model.schema().fields() {
            let name = field.name();
            let without: Vec<_> = types(model).into_iter().filter(|(n, _)| n != name).collect();
            let needle = format!("`{name}`");
            let x = table(&without, model.good());
            let error = model.table(&x, Batch::default()).unwrap_err();
            assert!(matches!(error, Error::Schema(_)), "{error}");
            assert!(error.to_string().starts_with(&format!("missing {needle}")), "{error}");
            let text = csv(&without, model.good());
            let error = lenient_csv(model, text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(&needle), "{error}");
            let mut missing = model.good().to_vec();
            missing.iter_mut().for_each(|row| row.set(name, Cell::Missing));
            let expected = Door::Table.answers(model, &missing).unwrap();
            let mut left_out = model.good().to_vec();
            left_out.iter_mut().for_each(|row| row.0.retain(|(n, _)| **n != **name));
            assert_eq!(lenient_json(model, &json_lines(&left_out)).unwrap(), expected);
            assert_eq!(model.records(&left_out, Batch::default()).unwrap(), expected);
        }
    });
}

/// A column without any value has no type of its own: it is taken for any.
#[test]
fn a_column_all_missing_is_of_every_type() {
    models::each(&mut |model| {
        for field in model.schema().fields() {
            let mut missing = model.good().to_vec();
            missing.iter_mut().for_each(|row| row.set(field.name(), Cell::Missing));
            let expected = Door::Table.answers(model, &missing).unwrap();
            for as_type in ColumnType::ALL {
                let mut x = table(&types(model), model.good());
                x.replace(field.name(), Column::missing(as_type, x.rows())).unwrap();
                let found = model.table(&x, Batch::default().block(1)).unwrap();
                assert_eq!(found, expected, "{} `{}` {as_type}", model.name(), field.name());
            }
            for door in DOORS {
                assert_eq!(door.answers(model, &missing).unwrap(), expected, "{door:?}");
            }
        }
    });
}

/// The batch as a whole is refused, with the column and both types, and no block of it is predicted.
#[test]
fn a_column_of_another_type_is_a_schema_error() {
    models::each(&mut |model| {
        for field in model.schema().fields() {
            let mut x = table(&types(model), model.good());
            let rows = x.rows();
            let other = match field.column_type() {
                ColumnType::Text => Column::Real(vec![1.5; rows]),
                _ => Column::text(vec!["1"; rows]),
            };
            let found = other.column_type();
            x.replace(field.name(), other).unwrap();
            let error = model.table(&x, Batch::default()).unwrap_err();
            let (name, as_type) = (field.name(), field.column_type());
            assert_eq!(
                error.to_string(),
                format!("column `{name}`: expected {as_type}, found {found}")
            );
        }
    });
}

#[test]
fn a_fraction_among_whole_reals_costs_its_row() {
    models::each(&mut |model| {
        let whole =
            model.schema().fields().iter().filter(|f| f.column_type() == ColumnType::Integer);
        let expected = Door::Table.answers(model, model.good()).unwrap();
        for field in whole {
            let x = table(&types(model), model.good());
            let reals = x.column(field.name()).unwrap().reals().unwrap().into_owned();
            let as_reals = |values: Vec<f64>| {
                let mut x = x.clone();
                x.replace(field.name(), Column::Real(values)).unwrap();
                model.table(&x, Batch::default().block(3)).unwrap()
            };
            assert_eq!(as_reals(reals.clone()), expected, "{}", model.name());
            for broken in [0.5, 1e300, f64::NEG_INFINITY, 9_007_199_254_740_994.0] {
                let mut spoiled = reals.clone();
                spoiled[2] = broken;
                let found = as_reals(spoiled);
                for (row, expected) in expected.iter().enumerate() {
                    if row != 2 {
                        assert_eq!(&found[row], expected, "{}", model.name());
                        continue;
                    }
                    let name = field.name();
                    let reason = format!(
                        "stage `input`, column `{name}`, row #: expected a whole number, found {broken}"
                    );
                    assert_eq!(found[row], Err(reason));
                }
            }
        }
    });
}

#[test]
fn bytes_that_are_not_text_cost_their_row() {
    models::each(&mut |model| {
        let good = model.good();
        let expected = Door::Table.answers(model, good).unwrap();
        for (name, _) in types(model) {
            let mut rows = good.to_vec();
            rows[1].set(&name, Cell::Text("SPOIL".to_owned()));
            let mut text = csv(&types(model), &rows).into_bytes();
            let at = text.windows(5).position(|bytes| bytes == b"SPOIL").unwrap();
            text[at..at + 5].copy_from_slice(b"a\xff\xfe\x80b");
            let found = lenient_csv(model, &text).unwrap();
            let reason = format!("input, line #: the cell of column `{name}` is not UTF-8");
            assert_eq!(found[1], Err(reason), "{}", model.name());
            for row in [0, 2, 3] {
                assert_eq!(found[row], expected[row], "{}", model.name());
            }
        }
    });
}

#[test]
fn a_record_with_a_cell_too_few_or_too_many_costs_itself() {
    models::each(&mut |model| {
        let expected = Door::Table.answers(model, model.good()).unwrap();
        let text = csv(&types(model), model.good());
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let cells = types(model).len();
        lines.insert(2, "\"alone\"".to_owned());
        lines.insert(4, ",".repeat(cells));
        // A quote that is never closed takes what is left of the file, and only that.
        lines.push("\"never closed".to_owned());
        let found = lenient_csv(model, lines.join("\n").as_bytes()).unwrap();
        assert_eq!(found.len(), 7, "{found:?}");
        for (row, expected) in [0, 2, 4, 5].into_iter().zip(&expected) {
            assert_eq!(&found[row], expected, "{}", model.name());
        }
        let few = format!("input, line #: expected {cells} cells, found 1");
        assert_eq!(found[1], Err(few));
        let many = format!("input, line #: expected {cells} cells, found {}", cells + 1);
        assert_eq!(found[3], Err(many));
        assert!(found[6].as_ref().unwrap_err().contains("quote"), "{:?}", found[6]);
    });
}

#[test]
fn a_name_twice_is_refused_by_name() {
    models::each(&mut |model| {
        let (name, as_type) = types(model).remove(0);
        let twice = vec![(Arc::clone(&name), as_type), (Arc::clone(&name), as_type)];
        let error = Table::from_columns(twice.into_iter().map(|(n, t)| (n, Column::missing(t, 1))));
        assert!(error.unwrap_err().to_string().contains(&format!("`{name}` appears twice")));
        let mut header = types(model);
        header.push((Arc::clone(&name), as_type));
        let text = csv(&header, model.good());
        let error = lenient_csv(model, text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(&format!("`{name}` appears twice")), "{error}");

        let expected = Door::Table.answers(model, model.good()).unwrap();
        let mut rows = model.good().to_vec();
        rows[2].0.push((name.to_string(), Cell::Missing));
        for found in [
            lenient_json(model, &json_lines(&rows)).unwrap(),
            model.records(&rows, Batch::default()).unwrap(),
        ] {
            let reason = found[2].as_ref().unwrap_err();
            assert!(reason.contains(&format!("`{name}` appears twice")), "{reason}");
            for row in [0, 1, 3] {
                assert_eq!(found[row], expected[row], "{}", model.name());
            }
        }
    });
}

#[test]
fn columns_nobody_knows_are_passed_over_or_refused_as_trained() {
    let (x, y) = models::rents();
    let train = |extra| -> Model<_> {
        let training = models::training(steadfast::data::Answer::Stage).extra_columns(extra);
        training.fit(&models::rent(), &x, &y).unwrap()
    };
    let lazy = train(Extra::Ignore);
    let strict = train(Extra::Refuse);
    let expected = lazy.predict(&x).unwrap();
    assert_eq!(strict.predict(&x).unwrap(), expected);
    let more = x.clone().with("colour", Column::missing(ColumnType::Text, x.rows())).unwrap();
    assert_eq!(lazy.predict(&more).unwrap(), expected);
    let error = strict.predict(&more).unwrap_err().to_string();
    assert!(error.starts_with("unknown `colour`"), "{error}");

    // A record's other fields may hold anything: nobody reads them.
    let records = [
        json!({"area": 70.5, "rooms": 3, "lift": true, "city": "Bern", "built": 5}),
        json!({"area": 70.5, "rooms": 3, "lift": true, "city": "Bern", "built": 5, "tags": ["a"]}),
    ];
    let lazy = lazy.predict_records(&records).unwrap().all().unwrap();
    assert_eq!(lazy.values()[0].to_bits(), lazy.values()[1].to_bits());
    let strict = strict.predict_records(&records).unwrap();
    assert_eq!(strict.output().values(), &lazy.values()[..1]);
    let reason = strict.refused()[0].error.to_string();
    assert!(reason.starts_with("record 1: unknown name `tags`"), "{reason}");
}

#[test]
fn records_that_are_no_rows_cost_themselves() {
    let (x, y) = models::rents();
    let training = models::training(steadfast::data::Answer::Stage);
    let model = training.fit(&models::rent(), &x, &y).unwrap();
    let good = json!({"area": 70.5, "rooms": 3, "lift": true, "city": "Bern", "built": 5});
    let expected = model.predict_record(&good).unwrap().values()[0];
    let records = [
        json!([70.5, 3, true]),
        good.clone(),
        json!("Bern"),
        json!({"area": {"value": 70.5}, "rooms": 3}),
        json!(null),
        json!({"area": 70.5, "rooms": u64::MAX}),
        good,
        json!({"area": 70.5, "rooms": 2.5}),
    ];
    for block in [1, 2, 1024] {
        let batch = Batch::default().threads(2).block(block);
        let outcomes = model.predict_records_batch(&records, batch).unwrap();
        let found = answers(0, records.len(), &outcomes);
        let bits = expected.to_bits();
        assert_eq!((&found[1], &found[6]), (&Ok(vec![bits]), &Ok(vec![bits])));
        for (row, part) in [
            (0, "row #: expected a struct or a map with named fields, found a sequence"),
            (2, "row #: expected a struct or a map with named fields, found text"),
            (3, "row #: `area` is a map: a record is flat"),
            (4, "row #: expected a struct or a map with named fields, found nothing"),
            (5, "row #: `rooms` is 18446744073709551615: integers are within the range of i64"),
            (7, "stage `input`, column `rooms`, row #: expected integer, found 2.5"),
        ] {
            assert_eq!(found[row], Err(part.to_owned()));
        }
    }
    let alone = model.predict_record(&records[7]).unwrap_err().to_string();
    assert_eq!(alone, "stage `input`, column `rooms`, row 0: expected integer, found 2.5");
}

/// The third way of holding a model: typed ends, erased body.
#[test]
fn a_model_with_typed_ends_has_the_same_answers() {
    let (x, y) = models::rents();
    let training = models::training(steadfast::data::Answer::Missing);
    let model = training.fit(&models::rent(), &x, &y).unwrap();
    let served = steadfast::LoadOptions::new().from_bytes(&model.to_bytes().unwrap()).unwrap();
    let served = served.typed::<Vector>().unwrap();
    let rows = [json!({"area": 1e308}), json!({}), json!({"city": "\u{0}"}), json!({"rooms": ""})];
    let ours = answers(0, 4, &model.predict_records(&rows).unwrap());
    assert_eq!(ours, answers(0, 4, &served.predict_records(&rows).unwrap()));
    assert!(ours[0].is_ok() && ours[0] == ours[1] && ours[1] == ours[2], "{ours:?}");
    assert!(ours[3].is_err(), "{ours:?}");
}
