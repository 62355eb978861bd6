//! What [`CsvReader`] promises, and the exact words of its errors.

use crate::data::{Column, ColumnType, CsvReader, Table};
use crate::error::Error;
use proptest::prelude::*;

fn read(text: &str) -> Table {
    CsvReader::new().read_str(text).unwrap()
}

fn column(text: &str) -> Column {
    let table = read(&format!("x,end\n{}\n", text.replace(' ', ",.\n") + ",."));
    Column::clone(table.column("x").unwrap())
}

fn error(reader: CsvReader, bytes: &[u8]) -> String {
    reader.read(bytes).unwrap_err().to_string()
}

#[test]
fn infers_the_first_type_that_fits_all() {
    let nan = f64::NAN;
    assert_eq!(column("true  FALSE"), Column::Boolean(vec![Some(true), None, Some(false)]));
    assert_eq!(column("1 -2 "), Column::Integer(vec![Some(1), Some(-2), None]));
    assert_eq!(column("1 2.5 "), Column::Real(vec![1.0, 2.5, nan]));
    assert_eq!(column("1 nan -inf"), Column::Real(vec![1.0, nan, f64::NEG_INFINITY]));
    assert_eq!(column("1970-01-02 "), Column::Timestamp(vec![Some(86_400_000_000), None]));
    assert_eq!(column(" "), Column::Real(vec![nan, nan]));
    for text in ["1 x", "true 1", "1 1970-01-01", "007 8", "00.5 1", "9223372036854775808 1.5"] {
        assert_eq!(column(text), Column::text(text.split(' ')), "{text}");
    }
    assert_eq!(column("0 0.5 -0.0"), Column::Real(vec![0.0, 0.5, -0.0]));
}

#[test]
fn declared_types_are_held_to() {
    let types = [("a", ColumnType::Integer), ("b", ColumnType::Text), ("c", ColumnType::Real)];
    let reader = CsvReader::new().types(types);
    let table = reader.read_str("b,c,a,d\n007, 1 ,007,x\n 8,,,\n").unwrap();
    let expected = Table::new()
        .with("b", Column::text(["007", " 8"]))
        .and_then(|t| t.with("c", Column::Real(vec![1.0, f64::NAN])))
        .and_then(|t| t.with("a", Column::Integer(vec![Some(7), None])))
        .and_then(|t| t.with("d", Column::Text([Some("x"), None].into_iter().collect())))
        .unwrap();
    assert_eq!(table, expected);
    let only = reader.only_declared().read_str("b,c,a,d\n007, 1 ,007,x\n 8,,,\n").unwrap();
    assert_eq!(only, expected.without(&["d"]));
}

#[test]
fn markers_are_the_only_missing_values() {
    let reader = CsvReader::new().missing(["NA", "?"]);
    let table = reader.read_str("n,t\n1,a\n ? ,\nNA, NA\n2,NA\n").unwrap();
    assert_eq!(**table.get("n").unwrap(), Column::Integer(vec![Some(1), None, None, Some(2)]));
    let text = [Some("a"), Some(""), Some(" NA"), None];
    assert_eq!(**table.get("t").unwrap(), Column::Text(text.into_iter().collect()));
}

#[test]
fn line_ends_quotes_and_marks() {
    let expected = read("a,b\n1,x\n2,y\n");
    for text in [
        "a,b\r\n1,x\r\n2,y\r\n",
        "a,b\r1,x\r2,y",
        "\u{feff}a,b\n1,x\n2,y",
        "\n\na,b\n\n1,x\n\r\n2,y\n\n\n",
        "\"a\",\"b\"\n\"1\",\"x\"\n\"2\",\"y\"",
    ] {
        assert_eq!(read(text), expected, "{text:?}");
    }
    assert_eq!(
        read("t\n\"a \"\"b\"\", c\r\nd\"\n").value(0, "t").to_string(),
        "`a \\\"b\\\", c\\r\\nd`"
    );
    let table = CsvReader::new().header(false).delimiter(b'\t').read_str("1\tx\n2\ty\n").unwrap();
    assert_eq!(table.names().map(|n| &**n).collect::<Vec<_>>(), ["column_1", "column_2"]);
    assert_eq!(table.rows(), 2);
}

#[test]
fn header_alone_is_a_table_without_rows() {
    let table = CsvReader::new().types([("b", ColumnType::Text)]).read_str("a,b").unwrap();
    assert_eq!((table.rows(), table.width()), (0, 2));
    assert_eq!(table.types().collect::<Vec<_>>(), [ColumnType::Real, ColumnType::Text]);
    let reader = CsvReader::new().types([("a", ColumnType::Real)]);
    assert_eq!(reader.blocks(&b"a\n"[..], 10).count(), 0);
}

#[test]
fn errors_say_line_and_column() {
    let plain = CsvReader::new;
    let real = || CsvReader::new().types([("b", ColumnType::Real)]);
    let cases: [(CsvReader, &[u8], &str); 16] = [
        (plain(), b"", "input: the input is empty: there is no header"),
        (plain(), b"\r\n\n", "input: the input is empty: there is no header"),
        (plain(), b"a,b,a\n", "input: column `a` appears twice"),
        (plain(), b"a,b\n1,2\n\n\"x\ny\",1,2\n", "input, line 4: expected 2 cells, found 3"),
        (plain(), b"a,b\r\n1,2\r\n1\r\n", "input, line 3: expected 2 cells, found 1"),
        (plain(), b"a\n\"x\ny\n", "input, line 2: the record has a quote that is never closed"),
        (plain(), b"a,b\n1,\xff\n", "input, line 2: the cell of column `b` is not UTF-8"),
        (plain(), b"a,b\n\xc3,\xa9\n", "input, line 2: the cell of column `a` is not UTF-8"),
        (plain(), b"a,\xff\n", "input, line 1: the name of column 2 is not UTF-8"),
        (real(), b"a,b\r\n\"1\r\n\",2\r\n1,2,5\r\n", "input, line 4: expected 2 cells, found 3"),
        (real(), b"a,b\n1,2\n1,two\n", "input, line 3, column `b`: expected real, found `two`"),
        (
            real(),
            b"a,b\n1,1e999\n",
            "input, line 2, column `b`: expected real within the range of f64, found `1e999`",
        ),
        (
            CsvReader::new().types([("a", ColumnType::Timestamp)]),
            b"a\n2023-02-29\n",
            "input, line 2, column `a`: expected timestamp (no such date or time), found `2023-02-29`",
        ),
        (real(), b"a,c\n", "input: declared and not there: `b`; the input has `a`, `c`"),
        (
            plain().infer_rows(1),
            b"a\n1\n1.5\n",
            "input, line 3, column `a`: expected integer, found `1.5`",
        ),
        (plain().delimiter(b'"'), b"a\n", "input: '\"' cannot stand between cells"),
    ];
    for (reader, bytes, message) in cases {
        assert_eq!(error(reader, bytes), message);
    }
    let missing = CsvReader::new().read_path("/no/such/file.csv").unwrap_err().to_string();
    assert!(missing.starts_with("/no/such/file.csv: "), "{missing}");
    let mut blocks = CsvReader::new().blocks(&b"a\n1\n"[..], 1);
    assert_eq!(
        blocks.next().unwrap().unwrap_err().to_string(),
        "input: column `a` has no declared type; blocks are read without inference"
    );
    assert!(blocks.next().is_none());
}

#[test]
fn a_huge_cell_is_read_and_clipped_in_messages() {
    let huge = "x".repeat(16 << 20);
    let table = read(&format!("t\n{huge}\n"));
    assert_eq!(table.value(0, "t"), crate::data::Value::Text(&huge));
    let reader = CsvReader::new().types([("t", ColumnType::Integer)]);
    assert!(error(reader, format!("t\n{huge}\n").as_bytes()).len() < 200);
}

#[test]
fn a_bad_row_costs_only_itself() {
    let types = [("a", ColumnType::Integer), ("b", ColumnType::Text)];
    let bytes = b"a,b\n1,x\nbad,x\n3\n\n4,\xff\n5,y\n6,\"open\n";
    let blocks = CsvReader::new().types(types).lenient_blocks(&bytes[..], 4);
    let blocks: Vec<_> = blocks.map(Result::unwrap).collect();
    assert_eq!(blocks.len(), 2);
    assert_eq!((blocks[0].first_row, &*blocks[0].rows), (0, &[0][..]));
    assert_eq!((blocks[1].first_row, &*blocks[1].rows), (4, &[4][..]));
    assert_eq!(blocks[1].table.value(0, "b").to_string(), "`y`");
    let refused: Vec<String> = blocks
        .iter()
        .flat_map(|block| &block.refused)
        .map(|refused| format!("{}: {}", refused.row, refused.error))
        .collect();
    assert_eq!(
        refused,
        [
            "1: input, line 3, column `a`: expected integer, found `bad`",
            "2: input, line 4: expected 2 cells, found 1",
            "3: input, line 6: the cell of column `b` is not UTF-8",
            "5: input, line 8: the record has a quote that is never closed",
        ]
    );
}

#[test]
fn the_system_s_errors_end_the_reading() {
    struct Fails;
    use std::io::Read;
    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("unplugged"))
        }
    }
    let reader = CsvReader::new().types([("a", ColumnType::Integer)]);
    let mut blocks = reader.lenient_blocks((&b"a\n1\n"[..]).chain(Fails), 1);
    assert_eq!(blocks.next().unwrap().unwrap().rows, [0]);
    assert_eq!(blocks.next().unwrap().unwrap_err().to_string(), "input: unplugged");
    assert!(blocks.next().is_none());
    let error = reader.read(Fails).unwrap_err();
    assert!(matches!(error, Error::Read(_)), "{error}");
}

/// Every type, under names that no generated header shadows.
fn typed(width: usize) -> CsvReader {
    let types = (0..width).map(|at| (format!("column_{}", at + 1), ColumnType::ALL[at % 5]));
    CsvReader::new().header(false).types(types)
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let table = CsvReader::new().read(&bytes[..]);
        prop_assert!(table.is_ok() || !table.unwrap_err().to_string().is_empty());
    }

    #[test]
    fn every_row_is_taken_or_refused(
        lines in proptest::collection::vec("[1-9xþ]{1,2}(,[0-9]?)?|\"", 0..12),
        size in 1_usize..6,
    ) {
        let reader = CsvReader::new().types([("a", ColumnType::Integer), ("b", ColumnType::Real)]);
        // Latin-1: one byte a character, so that þ is no UTF-8.
        let text: Vec<u8> = lines.join("\n").chars().map(|c| c as u8).collect();
        let bytes = [&b"a,b\n"[..], &text].concat();
        let mut next = 0;
        for block in reader.lenient_blocks(&bytes[..], size) {
            let block = block.unwrap();
            prop_assert_eq!(block.first_row, next);
            prop_assert_eq!(block.rows.len(), block.table.rows());
            let mut rows: Vec<usize> =
                block.rows.iter().copied().chain(block.refused.iter().map(|r| r.row)).collect();
            rows.sort_unstable();
            next += rows.len();
            prop_assert_eq!(rows, (block.first_row..next).collect::<Vec<_>>());
        }
        // A quote opens a cell that goes on to the next quote, lines later.
        let quotes = lines.iter().any(|line| line == "\"");
        prop_assert!(quotes || next == lines.len());
    }

    #[test]
    fn no_likely_text_panics(text in "[\"\\n\\r,;a1.\u{feff}é -]{0,40}", header: bool) {
        // Inferred types fit what they were inferred from, so only form can be wrong.
        match CsvReader::new().header(header).read_str(&text) {
            Ok(table) => prop_assert!(table.width() > 0),
            Err(Error::Read(error)) => {
                prop_assert!(!matches!(*error, crate::error::ReadError::Cell { .. }), "{}", error);
            }
            Err(error) => prop_assert!(false, "{}", error),
        }
    }

    #[test]
    fn blocks_are_the_whole(
        rows in proptest::collection::vec("[1-9]?,[0-9]?,(true|False|x)?,[ab\"]{0,3},(1970-01-0[0-3])?", 1..20),
        size in 1_usize..25,
    ) {
        let text = rows.join("\n");
        let reader = typed(5);
        let read = |size| -> Result<Vec<_>, _> {
            reader.lenient_blocks(text.as_bytes(), size).collect()
        };
        let (Ok(blocks), Ok(one)) = (read(size), read(usize::MAX)) else {
            // The first record, which says how wide the rows are, is broken or of another width.
            prop_assert!(reader.read_str(&text).is_err());
            return Ok(());
        };
        prop_assert_eq!(one.len(), 1);
        let whole = &one[0];
        let mut at = 0;
        for block in &blocks {
            prop_assert_eq!(&block.table, &whole.table.slice(at..at + block.table.rows()));
            prop_assert_eq!(&block.rows, &whole.rows[at..at + block.rows.len()]);
            at += block.table.rows();
        }
        prop_assert_eq!(at, whole.table.rows());
        let refused: Vec<_> = blocks.iter().flat_map(|b| &b.refused).map(|r| (r.row, r.error.to_string())).collect();
        let expected: Vec<_> = whole.refused.iter().map(|r| (r.row, r.error.to_string())).collect();
        prop_assert_eq!(&refused, &expected);
        // The strict readers give the same table, or the first of the same errors.
        match (reader.read_str(&text), expected.first()) {
            (Ok(table), None) => prop_assert_eq!(&table, &whole.table),
            (Err(error), Some((_, message))) => prop_assert_eq!(&error.to_string(), message),
            (result, first) => prop_assert!(false, "{:?} {:?}", result, first),
        }
    }
}
