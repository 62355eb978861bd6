//! What [`JsonLinesReader`] promises, and the exact words of its errors.

use crate::data::{Column, ColumnType, JsonLinesReader, Table};
use proptest::prelude::*;

fn read(text: &str) -> Table {
    JsonLinesReader::new().read_str(text).unwrap()
}

fn column(values: &[&str]) -> Column {
    let lines: Vec<String> = values.iter().map(|value| format!("{{\"x\":{value}}}")).collect();
    Column::clone(read(&lines.join("\n")).column("x").unwrap())
}

#[test]
fn values_are_what_they_are_written_as() {
    let nan = f64::NAN;
    assert_eq!(column(&["true", "null"]), Column::Boolean(vec![Some(true), None]));
    assert_eq!(column(&["1", "-2"]), Column::integers([1, -2]));
    assert_eq!(column(&["1", "-0.0", "1E2"]), Column::Real(vec![1.0, -0.0, 100.0]));
    assert_eq!(column(&["18446744073709551616"]), Column::Real(vec![18446744073709551616.0]));
    assert_eq!(column(&["null", "null"]), Column::Real(vec![nan, nan]));
    for text in ["1", "true", "1970-01-01", "inf", "", "null"] {
        assert_eq!(column(&[&format!("{text:?}")]), Column::text([text]));
    }
    assert_eq!(column(&[r#""\u00e9\n\ud83d\ude00""#]), Column::text(["é\n😀"]));
    // A decimal that the default float parser of `serde_json` gets wrong in its last bit.
    let hard = "-0.00000033333333333333333333333333333333331";
    assert_eq!(column(&[hard]), Column::Real(vec![hard.parse().unwrap()]));
}

#[test]
fn columns_grow_and_absent_is_missing() {
    let table = read("\u{feff}{\"a\":1}\r\n\n  \t\n{\"b\":\"x\",\"a\":null}\n{}");
    let expected = Table::new()
        .with("a", Column::Integer(vec![Some(1), None, None]))
        .and_then(|t| t.with("b", Column::Text([None, Some("x"), None].into_iter().collect())))
        .unwrap();
    assert_eq!(table, expected);
    assert_eq!(read(""), Table::new());
    assert_eq!(read("{}\n{}\n").rows(), 2);
}

#[test]
fn declared_types_are_held_to() {
    let types = [("t", ColumnType::Timestamp), ("r", ColumnType::Real), ("none", ColumnType::Text)];
    let reader = JsonLinesReader::new().types(types).only_declared();
    let text = "{\"r\":\"-inf\",\"t\":\"1970-01-01T00:00:01Z\",\"z\":{}}\n{\"t\":-5,\"r\":1}\n";
    let text = text.replace("{}}", "0}");
    let table = reader.read_str(&text).unwrap();
    assert_eq!(table.names().map(|n| &**n).collect::<Vec<_>>(), ["t", "r", "none"]);
    assert_eq!(**table.get("t").unwrap(), Column::Timestamp(vec![Some(1_000_000), Some(-5)]));
    assert_eq!(**table.get("r").unwrap(), Column::Real(vec![f64::NEG_INFINITY, 1.0]));
    assert_eq!(**table.get("none").unwrap(), Column::missing(ColumnType::Text, 2));
}

#[test]
fn errors_say_line_and_column() {
    let plain = JsonLinesReader::new;
    let int = || JsonLinesReader::new().types([("a", ColumnType::Integer)]);
    let cases: [(JsonLinesReader, &[u8], &str); 15] = [
        (
            plain(),
            b"{\"a\":1}\n[1]\n",
            "input, line 2: invalid type: sequence, expected one flat object",
        ),
        (plain(), b"{\"a\":1} {}\n", "input, line 1: trailing characters at byte 9 of the line"),
        (plain(), b"\n{\"a\":1\n", "input, line 2: EOF while parsing an object"),
        (plain(), b"{\"a\":[1]}", "input, line 1: `a` is an array: a row is a flat object"),
        (plain(), b"{\"a\":{\"b\":1}}", "input, line 1: `a` is an object: a row is a flat object"),
        (plain(), b"{\"a\":1,\"a\":2}", "input, line 1: the name `a` appears twice"),
        (plain(), b"{\"a\":NaN}", "input, line 1: expected value at byte 6 of the line"),
        (plain(), b"{\"a\":007}", "input, line 1: invalid number at byte 7 of the line"),
        (plain(), b"{\"a\":\"\xff\"}", "input, line 1: the line is not UTF-8"),
        (
            plain(),
            b"{\"a\":1}\n{\"a\":\"x\"}",
            "input, line 2, column `a`: expected real or integer, as in the rows before, found `\"x\"`",
        ),
        (int(), b"{\"a\":1.0}", "input, line 1, column `a`: expected integer, found `1.0`"),
        (int(), b"{\"a\":1e999}", "input, line 1, column `a`: expected integer, found `1e999`"),
        (int(), b"{\"a\":true}", "input, line 1, column `a`: expected integer, found `true`"),
        (
            plain(),
            b"{\"a\":1e999}",
            "input, line 1, column `a`: expected real within the range of f64, found `1e999`",
        ),
        (
            plain().infer_rows(1),
            b"{\"a\":1}\n{\"b\":1}",
            "input, line 2: unknown name `b`; the columns are `a`",
        ),
    ];
    let (found, expected): (Vec<String>, Vec<&str>) = cases
        .into_iter()
        .map(|(reader, bytes, message)| (reader.read(bytes).unwrap_err().to_string(), message))
        .unzip();
    assert_eq!(found, expected, "{found:#?}");
}

#[test]
fn depth_does_not_exhaust_the_stack() {
    let deep = "[".repeat(1 << 20);
    for text in
        [deep.clone(), format!("{{\"a\":{deep}"), format!("{{\"a\":{}", "{\"a\":".repeat(1 << 18))]
    {
        assert!(JsonLinesReader::new().read_str(&text).is_err());
    }
    let closed = format!("{{\"a\":{deep}{}}}", "]".repeat(1 << 20));
    let error = JsonLinesReader::new().read_str(&closed).unwrap_err().to_string();
    assert_eq!(error, "input, line 1: `a` is an array: a row is a flat object");
}

#[test]
fn a_bad_row_costs_only_itself() {
    let reader = JsonLinesReader::new().types([("a", ColumnType::Integer)]);
    let bytes = b"{\"a\":1}\n{\"a\":\n{\"b\":1}\n\n{\"a\":\"\xff\"}\n{\"a\":5}";
    let blocks: Vec<_> = reader.lenient_blocks(&bytes[..], 2).map(Result::unwrap).collect();
    assert_eq!(blocks.iter().map(|b| b.first_row).collect::<Vec<_>>(), [0, 2, 4]);
    assert_eq!(blocks.iter().flat_map(|b| b.rows.clone()).collect::<Vec<_>>(), [0, 4]);
    let refused: Vec<_> = blocks.iter().flat_map(|b| &b.refused).map(|r| r.row).collect();
    assert_eq!(refused, [1, 2, 3]);
    assert_eq!(
        blocks[1].refused[0].error.to_string(),
        "input, line 3: unknown name `b`; the columns are `a`"
    );
    assert!(blocks[1].table.rows() == 0 && blocks[1].table.width() == 1);
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let table = JsonLinesReader::new().read(&bytes[..]);
        prop_assert!(table.is_ok() || !table.unwrap_err().to_string().is_empty());
    }

    #[test]
    fn no_likely_text_panics(text in "([{}\\[\\]\":,\\\\ \\nau0-9.eE+-]|null|true|\"a\":|\\{\"a\":1\\}){0,24}") {
        let table = JsonLinesReader::new().read_str(&text);
        prop_assert!(table.is_ok() || !table.unwrap_err().to_string().is_empty());
    }

    #[test]
    fn blocks_are_the_whole(
        lines in proptest::collection::vec("\\{(\"a\":[0-9])?\\}|\\{\"b\":\"[a-c]\"\\}|\\{\"a\":x\\}|", 1..20),
        size in 1_usize..25,
    ) {
        let text = lines.join("\n");
        let types = [("a", ColumnType::Integer), ("b", ColumnType::Text)];
        let reader = JsonLinesReader::new().types(types);
        let strict: Result<Vec<Table>, _> = reader.blocks(text.as_bytes(), size).collect();
        match (reader.read_str(&text), strict) {
            (Ok(whole), Ok(blocks)) => {
                let mut at = 0;
                for block in blocks {
                    prop_assert_eq!(&block, &whole.slice(at..at + block.rows()));
                    at += block.rows();
                }
                prop_assert_eq!(at, whole.rows());
            }
            (Err(a), Err(b)) => prop_assert_eq!(a.to_string(), b.to_string()),
            (a, b) => prop_assert!(false, "{:?} {:?}", a, b),
        }
    }
}
