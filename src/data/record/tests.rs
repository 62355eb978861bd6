//! Records in and out, and the exact words of their errors.

use crate::data::{Column, ColumnType, Table};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum Port {
    #[serde(rename = "S")]
    Southampton,
    Cherbourg,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Metres(f64);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Passenger {
    age: Option<f64>,
    class: u8,
    balance: Option<i64>,
    name: String,
    initial: char,
    port: Option<Port>,
    alone: bool,
    height: Metres,
}

fn passengers() -> impl Strategy<Value = Vec<Passenger>> {
    let port = prop_oneof![Just(Port::Southampton), Just(Port::Cherbourg)];
    let number = || any::<f64>().prop_filter("NaN is missing", |x| !x.is_nan());
    let first = (proptest::option::of(number()), any::<u8>(), any::<Option<i64>>(), "\\PC{0,5}");
    let rest = (any::<char>(), proptest::option::of(port), any::<bool>(), number());
    let passenger = (first, rest).prop_map(|(first, rest)| {
        let ((age, class, balance, name), (initial, port, alone, height)) = (first, rest);
        Passenger { age, class, balance, name, initial, port, alone, height: Metres(height) }
    });
    proptest::collection::vec(passenger, 1..6)
}

fn types() -> Vec<(Arc<str>, ColumnType)> {
    let types = [
        ("age", ColumnType::Real),
        ("class", ColumnType::Integer),
        ("balance", ColumnType::Integer),
        ("name", ColumnType::Text),
        ("initial", ColumnType::Text),
        ("port", ColumnType::Text),
        ("alone", ColumnType::Boolean),
        ("height", ColumnType::Real),
    ];
    types.into_iter().map(|(name, as_type)| (name.into(), as_type)).collect()
}

proptest! {
    #[test]
    fn records_come_back(records in passengers()) {
        let table = Table::from_records_typed(&records, &types()).unwrap();
        prop_assert_eq!(table.column_types().collect::<Vec<_>>(), types());
        let back: Vec<Passenger> = table.to_records().unwrap();
        // `==` of floats would let −0 pass for 0.
        let text = |records: &[Passenger]| format!("{records:?}");
        prop_assert_eq!(text(&back), text(&records));
        // One by one they are the rows of the table.
        for (row, record) in records.iter().enumerate() {
            let one = Table::from_records_typed(std::slice::from_ref(record), &types()).unwrap();
            prop_assert_eq!(one, table.slice(row..row + 1));
        }
        // Without declared types, only a column without any value may differ.
        let inferred = Table::from_records(&records).unwrap();
        for ((name, a), (_, b)) in inferred.columns().zip(table.columns()) {
            let empty = (0..b.len()).all(|row| b.is_missing(row));
            prop_assert!(a == b || empty && a.column_type() == ColumnType::Real, "{}", name);
        }
    }
}

#[test]
fn maps_grow_and_texts_stay_texts() {
    let records = [BTreeMap::from([("day", "1970-01-01")]), BTreeMap::from([("code", "7")])];
    let table = Table::from_records(&records).unwrap();
    let text = |rows: [Option<&str>; 2]| Column::Text(rows.into_iter().collect());
    assert_eq!(**table.get("day").unwrap(), text([Some("1970-01-01"), None]));
    assert_eq!(**table.get("code").unwrap(), text([None, Some("7")]));
    let back: Vec<BTreeMap<String, Option<String>>> = table.to_records().unwrap();
    assert_eq!(back[1]["code"].as_deref(), Some("7"));
    assert_eq!(back[1]["day"], None);
    let none: [BTreeMap<String, f64>; 0] = [];
    assert_eq!(Table::from_records(&none).unwrap(), Table::new());
    let declared = Table::from_records_typed(&none, &types()).unwrap();
    assert_eq!((declared.rows(), declared.width()), (0, 8));
}

#[test]
fn timestamps_are_numbers_or_text() {
    #[derive(Serialize)]
    struct Number {
        at: i64,
    }
    let types = [("at".into(), ColumnType::Timestamp)];
    let table = Table::from_records_typed(&[Number { at: -1 }], &types).unwrap();
    assert_eq!(**table.get("at").unwrap(), Column::Timestamp(vec![Some(-1)]));
    let numbers: Vec<BTreeMap<String, i64>> = table.to_records().unwrap();
    assert_eq!(numbers[0]["at"], -1);
    let texts: Vec<BTreeMap<String, String>> = table.to_records().unwrap();
    assert_eq!(texts[0]["at"], "1969-12-31T23:59:59.999999Z");
    assert_eq!(Table::from_records_typed(&texts, &types).unwrap(), table);
}

fn refused<T: Serialize>(record: T) -> String {
    Table::from_records(&[record]).unwrap_err().to_string()
}

#[test]
fn errors_say_record_and_field() {
    #[derive(Serialize)]
    struct One<T> {
        x: T,
    }
    #[derive(Serialize)]
    enum Holds {
        A(u8),
    }
    assert_eq!(refused(One { x: [1, 2] }), "record 0: `x` is a tuple: a record is flat");
    assert_eq!(refused(One { x: vec![1] }), "record 0: `x` is a sequence: a record is flat");
    assert_eq!(refused(One { x: One { x: 1 } }), "record 0: `x` is a struct: a record is flat");
    assert_eq!(
        refused(One { x: Holds::A(1) }),
        "record 0: `x` is an enum that holds a value: a record is flat"
    );
    assert_eq!(
        refused(One { x: u64::MAX }),
        "record 0: `x` is 18446744073709551615: integers are within the range of i64"
    );
    assert_eq!(
        refused((1, 2)),
        "record 0: expected a struct or a map with named fields, found a tuple"
    );
    assert_eq!(refused(BTreeMap::from([(1, 2)])), "record 0: a name of the map is not text");
    let types = [("x".into(), ColumnType::Boolean)];
    let records = [One { x: None }, One { x: Some("yes") }];
    assert_eq!(
        Table::from_records_typed(&records, &types).unwrap_err().to_string(),
        "record 1: column `x`: expected boolean, found `\"yes\"`"
    );
    #[derive(Serialize)]
    #[serde(untagged)]
    enum Either {
        A { x: bool },
        B { x: f64 },
    }
    assert_eq!(
        Table::from_records(&[Either::A { x: true }, Either::B { x: 0.5 }])
            .unwrap_err()
            .to_string(),
        "record 1: column `x`: expected boolean, as in the rows before, found `0.5`"
    );
}

#[test]
fn rows_that_make_no_record_say_why() {
    #[derive(Debug, Deserialize)]
    struct Wants {
        #[expect(dead_code, reason = "read by serde alone")]
        x: u8,
    }
    let wants = |column: Column| {
        let table = Table::new().with("x", column).unwrap();
        table.to_records::<Wants>().unwrap_err().to_string()
    };
    assert_eq!(
        wants(Column::integers([1, 300])),
        "record 1: column `x`: invalid value: integer `300`, expected u8"
    );
    assert_eq!(
        wants(Column::Integer(vec![None])),
        "record 0: column `x`: invalid type: Option value, expected u8"
    );
    assert_eq!(
        wants(Column::text(["a"])),
        "record 0: column `x`: invalid type: string \"a\", expected u8"
    );
    let error = Table::of_rows(1).to_records::<Wants>().unwrap_err().to_string();
    assert_eq!(error, "record 0: missing field `x`");
}

#[test]
fn missing_reals_are_nan_and_other_columns_are_passed_over() {
    #[derive(Deserialize)]
    struct Score {
        x: f64,
        y: Option<f32>,
    }
    let table = Table::new()
        .with("x", Column::Real(vec![f64::NAN]))
        .and_then(|t| t.with("other", Column::text(["z"])))
        .and_then(|t| t.with("y", Column::integers([3])))
        .unwrap();
    let scores: Vec<Score> = table.to_records().unwrap();
    assert!(scores[0].x.is_nan());
    assert_eq!(scores[0].y, Some(3.0));
}
