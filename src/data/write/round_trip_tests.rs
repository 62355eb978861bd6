//! What is written reads back to the same bits.

use crate::data::{
    Column, ColumnType, CsvReader, CsvWriter, JsonLinesReader, JsonLinesWriter, Table,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

const ROWS: std::ops::Range<usize> = 1..8;

/// Columns of every type, of one length; any bits, any instant, any text.
fn tables() -> impl Strategy<Value = Table> {
    let text = "[\"\\n\\r,;NA \u{feff}é{}\\\\]{0,6}|\\PC{0,6}";
    ROWS.prop_flat_map(move |rows| {
        (
            vec(any::<u64>().prop_map(f64::from_bits), rows),
            vec(option::of(any::<i64>()), rows),
            vec(option::of(any::<bool>()), rows),
            vec(option::of(text), rows),
            vec(option::of(any::<i64>()), rows),
            vec(text, 5),
            1..6_usize,
        )
    })
    .prop_map(|(reals, integers, booleans, texts, times, names, width)| {
        let columns = [
            Column::Text(texts.into_iter().collect()),
            Column::Real(reals),
            Column::Integer(integers),
            Column::Boolean(booleans),
            Column::Timestamp(times),
        ];
        // The place makes names distinct whatever they hold.
        let named = columns.into_iter().zip(names).enumerate();
        let named = named.map(|(at, (column, name))| (format!("{name}{at}"), column));
        Table::from_columns(named.take(width)).unwrap()
    })
}

fn holds(table: &Table, marker: &str) -> bool {
    table.columns().any(|(_, column)| match &**column {
        Column::Text(text) => text.iter().any(|row| row == Some(marker)),
        _ => false,
    })
}

proptest! {
    #[test]
    fn csv_comes_back(table in tables(), header: bool, semicolon: bool, marker in "|NA|\\?\\?") {
        let delimiter = if semicolon { b';' } else { b',' };
        let writer = CsvWriter::new().delimiter(delimiter).header(header).missing(&marker);
        let text = match writer.write_string(&table) {
            Ok(text) => text,
            Err(error) => {
                prop_assert!(holds(&table, &marker), "{}", error);
                return Ok(());
            }
        };
        prop_assert!(!holds(&table, &marker));
        let names = |at: usize, name: &str| {
            if header { name.to_owned() } else { format!("column_{}", at + 1) }
        };
        let types: Vec<(String, ColumnType)> = table
            .column_types()
            .enumerate()
            .map(|(at, (name, as_type))| (names(at, &name), as_type))
            .collect();
        let reader =
            CsvReader::new().delimiter(delimiter).header(header).missing([&marker]).types(types);
        let back = reader.read_str(&text).unwrap();
        prop_assert!(back.columns().map(|(_, c)| c).eq(table.columns().map(|(_, c)| c)), "{}", text);
        prop_assert!(!header || back.names().eq(table.names()));
    }

    #[test]
    fn json_lines_come_back(table in tables()) {
        let text = JsonLinesWriter::new().write_string(&table).unwrap();
        prop_assert_eq!(text.lines().count(), table.rows());
        for line in text.lines() {
            // Another parser agrees that it is JSON.
            prop_assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{}", line);
        }
        let back = JsonLinesReader::new().types(table.column_types()).read_str(&text).unwrap();
        prop_assert_eq!(back, table);
    }
}

#[test]
fn what_csv_cannot_hold_is_refused() {
    let table = Table::new().with("t", Column::text(["a", ""])).unwrap();
    let error = CsvWriter::new().write_string(&table).unwrap_err().to_string();
    assert_eq!(error, "column `t`, row 1: `` would read back as missing");
    let error = CsvWriter::new().write_string(&Table::of_rows(2)).unwrap_err().to_string();
    assert_eq!(error, "a table without columns has no form in CSV");
    let error = CsvWriter::new().delimiter(b'\n').write_string(&table).unwrap_err().to_string();
    assert_eq!(error, "'\\n' cannot stand between cells");
    let minus = Table::new().with("x", Column::integers([1, -1])).unwrap();
    let error = CsvWriter::new().missing(" -1 ").write_string(&minus).unwrap_err().to_string();
    assert_eq!(error, "column `x`, row 1: `-1` would read back as missing");
}

#[test]
fn one_missing_cell_is_not_a_blank_line() {
    let table = Table::new().with("x", Column::Real(vec![1.0, f64::NAN, 2.0])).unwrap();
    let text = CsvWriter::new().write_string(&table).unwrap();
    assert_eq!(text, "x\n1.0\n\"\"\n2.0\n");
    assert_eq!(CsvReader::new().read_str(&text).unwrap(), table);
}

#[test]
fn a_mark_at_the_start_is_kept() {
    let table = Table::new().with("\u{feff}x", Column::text(["\u{feff}"])).unwrap();
    let text = CsvWriter::new().write_string(&table).unwrap();
    assert_eq!(CsvReader::new().read_str(&text).unwrap(), table);
    assert_eq!(CsvReader::new().read_str("\u{feff}\u{feff}x\n\u{feff}\n").unwrap(), table);
}

#[test]
fn files_are_written_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let table = Table::new().with("x", Column::Real(vec![-0.0, 1e300])).unwrap();
    let path = folder.path().join("t.csv");
    CsvWriter::new().write_path(&table, &path).unwrap();
    assert_eq!(Table::read_csv(&path).unwrap(), table);
    JsonLinesWriter::new().write_path(&table, &path).unwrap();
    assert_eq!(Table::read_json_lines(&path).unwrap(), table);
    let error = CsvWriter::new().write_path(&table, folder.path()).unwrap_err().to_string();
    assert!(error.starts_with("writing "), "{error}");
}
