//! The rows goldens are fitted on, and the rows they are asked about.

use std::path::Path;
use steadfast::Error;
use steadfast::data::{Column, CsvWriter, Text};
use steadfast::prelude::*;

/// The passengers of the Titanic without their names, which nothing is learned from.
pub(crate) fn titanic() -> Table {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/titanic.csv");
    Table::read_csv(file).unwrap().without(&["name"])
}

/// A table with every type of column and missing values in each, made of small whole numbers.
pub(crate) fn mixed() -> Table {
    let rows = 0..120i64;
    let there = |row: i64, gap: i64| row % gap != gap - 1;
    let real = |row: i64| (row * 37 % 101) as f64 / 8.0 - 4.0;
    let text = |levels: &'static [&'static str]| {
        let cell = move |row: i64| {
            let at = (row * row + row / 7) % (levels.len() as i64 + 4);
            there(row, 19).then(|| levels[usize::try_from(at).unwrap() % levels.len()])
        };
        Column::Text(rows.clone().map(cell).collect::<Text>())
    };
    let day = 86_400_000_000_i64;
    Table::new()
        .with(
            "real",
            Column::Real(
                rows.clone().map(|r| if there(r, 11) { real(r) } else { f64::NAN }).collect(),
            ),
        )
        .unwrap()
        .with(
            "twice",
            Column::Real(rows.clone().map(|r| real(r) * 2.0 + (r % 3) as f64 / 16.0).collect()),
        )
        .unwrap()
        .with(
            "whole",
            Column::Integer(
                rows.clone().map(|r| there(r, 13).then_some(r * 29 % 17 - 5)).collect(),
            ),
        )
        .unwrap()
        .with("constant", Column::Real(rows.clone().map(|_| 0.1).collect()))
        .unwrap()
        .with(
            "flag",
            Column::Boolean(rows.clone().map(|r| there(r, 17).then_some(r * r % 5 < 2)).collect()),
        )
        .unwrap()
        .with(
            "seen",
            Column::Timestamp(
                rows.clone().map(|r| there(r, 23).then_some(r * 311 * day + r)).collect(),
            ),
        )
        .unwrap()
        .with("colour", text(&["red", "green", "blue", "Blue", "gr\u{fc}n", "a, \"b\""]))
        .unwrap()
        .with("size", text(&["small", "medium", "large"]))
        .unwrap()
}

/// Positive numbers that hang together with the columns of [`mixed`].
pub(crate) fn amounts() -> Vector {
    let amount = |r: i64| ((r * 37 % 101) + (r * r % 5) * 11 + 1) as f64 / 4.0;
    Vector::new((0..120).map(amount).collect())
}

/// Four classes that hang together with the columns of [`mixed`].
pub(crate) fn classes() -> Labels {
    let class =
        |r: i64| ["north", "east", "south", "west"][usize::try_from((r * 37 % 101) / 26).unwrap()];
    Labels::from_texts((0..120).map(class))
}

/// Raw rows as CSV: some of the table's own, then for every column a missing value, an unseen level,
/// extremes; then a row without any value.
pub(crate) fn input(table: &Table) -> Result<String, Error> {
    let step = (table.rows() / 24).max(1);
    let own: Vec<usize> = (0..table.rows()).step_by(step).collect();
    let mut parts = vec![table.take(&own)];
    let base = table.take(&[1]);
    let mut blank = base.clone();
    for (name, column) in table.columns() {
        let missing = Column::missing(column.column_type(), 1);
        blank.replace(name, missing.clone())?;
        let mut cells = vec![missing];
        match &**column {
            Column::Real(_) => {
                let extremes = [1e308, -1e308, 5e-324, -0.0, 0.1, 1e17, f64::INFINITY];
                cells.extend(extremes.map(|x| Column::Real(vec![x])));
            }
            Column::Integer(_) => {
                let extremes = [i64::MIN, -1, 0, 9_007_199_254_740_993, i64::MAX];
                cells.extend(extremes.map(|x| Column::Integer(vec![Some(x)])));
            }
            Column::Boolean(_) => {
                cells.extend([false, true].map(|x| Column::Boolean(vec![Some(x)])));
            }
            Column::Timestamp(_) => {
                cells.extend(
                    [-62_135_596_800_000_000, 1, 253_402_300_799_999_999]
                        .map(|x| Column::Timestamp(vec![Some(x)])),
                );
            }
            Column::Text(_) => {
                cells.extend(
                    ["never seen", " ", "\u{1f600}\n\"quoted\", and more"]
                        .map(|x| Column::text([x])),
                );
            }
            other => panic!("a column of a type unknown here: {other:?}"),
        }
        for cell in cells {
            let mut row = base.clone();
            row.replace(name, cell)?;
            parts.push(row);
        }
    }
    parts.push(blank);
    CsvWriter::new().write_string(&Table::concat(&parts)?)
}
