//! The data of `benches/peers/transformers.py`, made by the rule written there, to the bit.

use std::path::Path;
use steadfast::data::{CsvReader, Text};
use steadfast::prelude::*;

const ROWS: usize = 100_000;
const WIDE_ROWS: usize = 10_000;
const DOCUMENTS: usize = 5_000;
/// How many words the documents have, all together.
pub(super) const DOCUMENT_WORDS: u64 = 59_906;

/// Number `i` of the uniform draws of a stream: SplitMix64.
fn draw(stream: u64, i: u64) -> f64 {
    let z = (i + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = z.wrapping_add(stream.wrapping_mul(0xd1b5_4a32_d192_ed03));
    let z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    let z = z ^ z >> 31;
    (z >> 11) as f64 / (1_u64 << 53) as f64
}

fn draws(stream: u64, count: usize) -> impl Iterator<Item = f64> {
    (0..count as u64).map(move |i| draw(stream, i))
}

/// Values that look standard normal: sums of twelve draws.
fn normals(stream: u64, count: usize) -> Vec<f64> {
    let sum = |i: u64| (1..12).fold(draw(stream, 12 * i), |sum, k| sum + draw(stream, 12 * i + k));
    (0..count as u64).map(|i| sum(i) - 6.0).collect()
}

type Columns = Vec<Vec<f64>>;

fn real() -> Columns {
    let column = |c: u64| {
        let (n, c) = (normals(c, ROWS), c as f64);
        let value = |n: f64| if c < 5.0 { 10.0 * c + (1.0 + c) * n } else { (n * n + 0.01) * c };
        n.into_iter().map(value).collect()
    };
    (0..10).map(column).collect()
}

/// Without the values where the draw of stream `first + c` is below `share`.
fn holed(columns: &Columns, first: u64, share: f64) -> Columns {
    let hole = |(stream, column): (u64, &Vec<f64>)| {
        let cells = column.iter().zip(draws(stream, column.len()));
        cells.map(|(&x, u)| if u < share { f64::NAN } else { x }).collect()
    };
    (first..).zip(columns).map(hole).collect()
}

fn wide() -> Columns {
    let mut columns = Columns::new();
    for c in 0..50_usize {
        let mut column = normals(300 + c as u64, WIDE_ROWS);
        if let Some(like) = c.checked_sub(40).and_then(|other| columns.get(other)) {
            column.iter_mut().zip(like).for_each(|(x, other)| *x += 9.0 * other);
        }
        columns.push(column);
    }
    columns
}

fn small(rows: usize) -> Columns {
    let mut columns: Columns = (0..8).map(|c| normals(500 + c, rows)).collect();
    let first = columns.first().cloned().unwrap_or_default();
    for column in columns.iter_mut().skip(1) {
        column.iter_mut().zip(&first).for_each(|(x, first)| *x += 2.0 * first);
    }
    holed(&columns, 600, 0.1)
}

/// The first five columns, less 10 times their place where told so, weighed 1 to 5, and noise.
fn weighed(columns: &Columns, centre: f64, stream: u64) -> Vec<f64> {
    let mut total = normals(stream, columns.first().map_or(0, Vec::len));
    for (c, column) in columns.iter().take(5).enumerate() {
        let c = c as f64;
        let each = total.iter_mut().zip(column);
        each.for_each(|(total, x)| *total += (c + 1.0) * (x - centre * c));
    }
    total
}

fn signs(target: &[f64]) -> Labels {
    Labels::from_texts(target.iter().map(|x| if *x > 0.0 { "1" } else { "0" }))
}

fn level_columns() -> Vec<Vec<String>> {
    let column = |(stream, count): (u64, f64)| {
        draws(stream, ROWS).map(|u| format!("level_{:04}", (count * u * u) as u64)).collect()
    };
    (200..).zip([10.0, 30.0, 100.0, 1000.0]).map(column).collect()
}

fn word(mut k: usize) -> String {
    let mut letters = String::new();
    for _ in 0..3 {
        letters.push(char::from(b"bcdfghjklmnpqrstvwxyzaeiou"[k % 26]));
        letters.push(char::from(b"aeiou"[k % 5]));
        k /= 26;
    }
    letters.truncate(4 + letters.len() % 3);
    letters
}

fn documents() -> Vec<String> {
    let mut i = 0;
    let document = |u: f64| {
        let words = (8.0 + (9.0 * u).floor()) as u64;
        let words: Vec<String> = (i..i + words)
            .map(|i| draw(801, i))
            .map(|u| (5_000.0 * u * u * u) as usize)
            .map(|k| format!("{}{}", word(k), k % 7))
            .collect();
        i += words.len() as u64;
        words.join(" ")
    };
    draws(800, DOCUMENTS).map(document).collect()
}

fn instants() -> Vec<Option<i64>> {
    let start = steadfast::data::time::parse("2013-01-01T00:00:00Z").unwrap_or_default();
    let hours = draws(702, ROWS).map(|u| (60_000.0 * u) as i64);
    hours.map(|hour| Some(start + hour * 3_600_000_000)).collect()
}

fn written(instants: &[Option<i64>]) -> Result<Vec<String>, Error> {
    let table = Table::new().with("time", Column::Timestamp(instants.to_vec()))?;
    let texts = Cast::to(ColumnType::Text).fit(&table, &())?.apply(&table)?;
    let rows = (0..ROWS).filter_map(|row| match texts.value(row, "time") {
        Value::Text(text) => Some(text.to_owned()),
        _ => None,
    });
    Ok(rows.collect())
}

fn numbers(columns: &[Vec<f64>]) -> Result<Table, Error> {
    let columns = columns.iter().enumerate();
    Table::from_columns(columns.map(|(c, x)| (format!("x{c}"), Column::Real(x.clone()))))
}

fn words(columns: &[Vec<String>]) -> Result<Table, Error> {
    let named = ["a", "b", "c", "d"].into_iter().zip(columns);
    Table::from_columns(named.map(|(name, column)| (name, Column::text(column))))
}

/// All of it.
pub(super) struct Made {
    pub(super) real: Table,
    /// The last five columns of `real`.
    pub(super) positive: Table,
    pub(super) holes: Table,
    pub(super) levels: Table,
    /// The first three columns of `levels`.
    pub(super) few_levels: Table,
    /// The first column of `levels`.
    pub(super) ten_levels: Table,
    pub(super) missing_levels: Table,
    pub(super) wide: Table,
    /// `wide` without signs.
    pub(super) wide_sizes: Table,
    /// The first ten columns of `wide`.
    pub(super) narrow: Table,
    /// The first three columns of `wide`.
    pub(super) three: Table,
    pub(super) shares: Table,
    /// Latitudes and longitudes of pairs of places.
    pub(super) places: Table,
    pub(super) small_1000: Table,
    pub(super) small_2000: Table,
    pub(super) hours: Table,
    pub(super) times: Table,
    /// The same instants, parsed, beside themselves from last to first.
    pub(super) both_times: Table,
    pub(super) documents: Table,
    pub(super) real_target: Vector,
    pub(super) real_labels: Labels,
    pub(super) wide_target: Vector,
    pub(super) wide_labels: Labels,
}

impl Made {
    pub(super) fn new() -> Result<Made, Error> {
        let (real, wide, levels) = (real(), wide(), level_columns());
        let (real_target, wide_target) = (weighed(&real, 10.0, 400), weighed(&wide, 0.0, 401));
        let sizes: Columns =
            wide.iter().map(|column| column.iter().map(|x| x.abs()).collect()).collect();
        let gap = |(stream, column): (u64, &Vec<String>)| {
            let cells = column.iter().zip(draws(stream, ROWS));
            cells.map(|(level, u)| (u >= 0.05).then_some(level)).collect::<Text>()
        };
        let missing = (900..).zip(&levels).map(gap).map(Column::Text);
        let hours = [
            draws(700, ROWS).map(|u| (24.0 * u).floor()).collect(),
            draws(701, ROWS).map(|u| (12.0 * u).floor() + 1.0).collect(),
        ];
        let shares: Columns = (0..5).map(|c| draws(1_000 + c, ROWS).collect()).collect();
        let degrees = |column: &Vec<f64>| column.iter().map(|u| u * 180.0 - 90.0).collect();
        let places: Columns = shares[..4].iter().map(degrees).collect();
        let instants = instants();
        let reversed = instants.iter().rev().copied().collect();
        Ok(Made {
            positive: numbers(&real[5..])?,
            holes: numbers(&holed(&real, 100, 0.05))?,
            real: numbers(&real)?,
            few_levels: words(&levels[..3])?,
            missing_levels: Table::from_columns(["a", "b", "c", "d"].into_iter().zip(missing))?,
            levels: words(&levels)?,
            ten_levels: words(&levels[..1])?,
            wide: numbers(&wide)?,
            narrow: numbers(&wide[..10])?,
            three: numbers(&wide[..3])?,
            places: numbers(&places)?,
            shares: numbers(&shares)?,
            wide_sizes: numbers(&sizes)?,
            small_1000: numbers(&small(1_000))?,
            small_2000: numbers(&small(2_000))?,
            hours: numbers(&hours)?,
            times: Table::new().with("time", Column::text(written(&instants)?))?,
            both_times: Table::new()
                .with("a", Column::Timestamp(instants))?
                .with("b", Column::Timestamp(reversed))?,
            documents: Table::new().with("text", Column::text(documents()))?,
            real_labels: signs(&real_target),
            wide_labels: signs(&wide_target),
            real_target: Vector::new(real_target),
            wide_target: Vector::new(wide_target),
        })
    }

    /// Compares everything with what `transformers.py --write` wrote to a folder.
    pub(super) fn check(&self, folder: &Path) -> Result<(), String> {
        let target = |y: &Vector| numbers(&[y.values().to_vec()]).unwrap_or_default();
        let labels = |y: &Labels| {
            let codes = y.codes().iter().map(|code| f64::from(*code)).collect();
            numbers(&[codes]).unwrap_or_default()
        };
        for (name, table) in [
            ("real", &self.real),
            ("holes", &self.holes),
            ("wide", &self.wide),
            ("small_1000", &self.small_1000),
            ("small_2000", &self.small_2000),
            ("hours", &self.hours),
            ("shares", &self.shares),
            ("real_target", &target(&self.real_target)),
            ("real_labels", &labels(&self.real_labels)),
            ("wide_target", &target(&self.wide_target)),
            ("wide_labels", &labels(&self.wide_labels)),
        ] {
            let file = folder.join(format!("{name}.f64"));
            let bytes = std::fs::read(&file).map_err(|error| format!("{file:?}: {error}"))?;
            let reals = table.columns().filter_map(|(_, column)| column.reals());
            let ours: Vec<u8> = reals
                .flat_map(|x| x.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<_>>())
                .collect();
            if ours != bytes {
                return Err(format!("{file:?} holds other values"));
            }
        }
        let words = (0..DOCUMENTS)
            .filter_map(|row| match self.documents.value(row, "text") {
                Value::Text(text) => Some(text.split(' ').count()),
                _ => None,
            })
            .fold(0usize, |all, words| all.saturating_add(words));
        if words as u64 != DOCUMENT_WORDS {
            return Err(format!("the documents have {words} words"));
        }
        for (name, table) in
            [("levels", &self.levels), ("documents", &self.documents), ("times", &self.times)]
        {
            let file = folder.join(format!("{name}.csv"));
            let types = table.names().map(|name| (name.clone(), ColumnType::Text));
            let theirs = CsvReader::new().types(types).read_path(&file);
            if theirs.map_err(|error| error.to_string())? != *table {
                return Err(format!("{file:?} holds other rows"));
            }
        }
        Ok(())
    }
}
