//! What cases of one transformer have in common: `params.json`, tables, and comparing them.

use super::{CaseDir, Outcome};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use steadfast::data::{Column, ColumnType, CsvReader, Labels, Table, Value, Vector};
use steadfast::error::Error;
use steadfast::pipeline::{Apply, Fit, Pipeline, named, on};

/// A JSON value whose numbers are read by the standard library: `serde_json`'s own reading of a long
/// decimal may be off by an ulp.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Map(BTreeMap<String, Json>),
}

impl Json {
    fn read(raw: &RawValue) -> Result<Json, String> {
        let text = raw.get();
        let wrong = |error: serde_json::Error| format!("{text}: {error}");
        Ok(match text.as_bytes().first() {
            Some(b'{') => {
                let map: BTreeMap<String, Box<RawValue>> =
                    serde_json::from_str(text).map_err(wrong)?;
                let read = |(key, raw): (String, Box<RawValue>)| Ok((key, Json::read(&raw)?));
                Json::Map(map.into_iter().map(read).collect::<Result<_, String>>()?)
            }
            Some(b'[') => {
                let list: Vec<Box<RawValue>> = serde_json::from_str(text).map_err(wrong)?;
                Json::List(list.iter().map(|raw| Json::read(raw)).collect::<Result<_, String>>()?)
            }
            Some(b'"') => Json::Text(serde_json::from_str(text).map_err(wrong)?),
            Some(b't' | b'f') => Json::Bool(text == "true"),
            Some(b'n') => Json::Null,
            _ => Json::Number(text.parse().map_err(|error| format!("{text}: {error}"))?),
        })
    }

    /// The entry of a map; null when it is not there.
    pub(crate) fn get(&self, key: &str) -> &Json {
        match self {
            Json::Map(map) => map.get(key).unwrap_or(&Json::Null),
            _ => &Json::Null,
        }
    }

    /// A number, which may be written as the text `NaN` or `Infinity`.
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Json::Number(x) => Some(*x),
            Json::Text(text) if text == "NaN" => Some(f64::NAN),
            Json::Text(text) if text == "Infinity" => Some(f64::INFINITY),
            Json::Text(text) if text == "-Infinity" => Some(f64::NEG_INFINITY),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn list(&self) -> Option<&[Json]> {
        match self {
            Json::List(list) => Some(list),
            _ => None,
        }
    }

    /// Whether it is `true`; null and what is not there are not.
    pub(crate) fn is_true(&self) -> bool {
        *self == Json::Bool(true)
    }
}

/// `params.json`: which transformer, how it was made, and what it learned.
#[derive(Debug)]
pub(crate) struct Parameters {
    pub(crate) transformer: String,
    pub(crate) init: Json,
    pub(crate) fitted: Json,
    /// What the peer learned besides, where the case tells it.
    #[allow(dead_code, reason = "few kinds have it")]
    pub(crate) extra: Json,
}

impl Parameters {
    pub(crate) fn read(case: &CaseDir) -> Result<Parameters, String> {
        let text = case.read("params.json")?;
        let raw: &RawValue = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let json = Json::read(raw)?;
        let transformer = json.get("type").text().ok_or("params.json names no type")?.to_owned();
        let (init, fitted) = (json.get("init").clone(), json.get("fitted").clone());
        let extra = json.get("extra").clone();
        Ok(Parameters { transformer, init, fitted, extra })
    }

    /// The columns the peer was told to work on, or `None` when it chose them itself.
    pub(crate) fn variables(&self) -> Option<Vec<String>> {
        match self.init.get("variables") {
            Json::Text(name) => Some(vec![name.clone()]),
            Json::List(names) => {
                Some(names.iter().filter_map(Json::text).map(str::to_owned).collect())
            }
            _ => None,
        }
    }
}

/// The header and the cells of a file, an empty text where a value is missing.
fn cells(case: &CaseDir, file: &str) -> Result<(Vec<String>, Vec<Vec<String>>), String> {
    let wrong = |error: Error| format!("{file}: {error}");
    let text = case.read(file)?;
    let header = text.split_inclusive('\n').next().unwrap_or_default();
    let header = CsvReader::new().read_str(header).map_err(wrong)?;
    let names: Vec<String> = header.names().map(ToString::to_string).collect();
    let texts = names.iter().map(|name| (name.as_str(), ColumnType::Text));
    let table = CsvReader::new().types(texts).missing([""]).read_str(&text).map_err(wrong)?;
    let cell = |row: usize, name: &String| match table.value(row, name) {
        Value::Text(cell) => cell.to_owned(),
        _ => String::new(),
    };
    let row = |row| names.iter().map(|name| cell(row, name)).collect();
    let rows = (0..table.rows()).map(row).collect();
    Ok((names, rows))
}

/// The name of the column that supervised transformers learn from, which is no feature.
fn target_name(case: &CaseDir) -> Option<&str> {
    case.text("target")
}

/// The target of a file as classes, written as the peer's own text of them.
#[allow(dead_code, reason = "for runners of supervised transformers")]
pub(crate) fn labels(case: &CaseDir, file: &str) -> Result<Labels, String> {
    let column = target_cells(case, file)?;
    Ok(Labels::from_texts(column.iter().map(String::as_str)))
}

/// The target of a file as numbers.
#[allow(dead_code, reason = "for runners of supervised transformers")]
pub(crate) fn vector(case: &CaseDir, file: &str) -> Result<Vector, String> {
    let column = target_cells(case, file)?;
    let read = |cell: &String| cell.parse().map_err(|error| format!("{file}: `{cell}`: {error}"));
    Ok(Vector::new(column.iter().map(read).collect::<Result<_, String>>()?))
}

fn target_cells(case: &CaseDir, file: &str) -> Result<Vec<String>, String> {
    let name = target_name(case).ok_or("the case names no target")?;
    let (names, rows) = cells(case, file)?;
    let at = names.iter().position(|n| n == name).ok_or(format!("{file}: no target `{name}`"))?;
    Ok(rows.iter().map(|row| row.get(at).cloned().unwrap_or_default()).collect())
}

/// A file as a table without the target: what `case.json` calls categorical or text is text, other columns are numbers
/// when all their cells are, and an empty cell is missing.
pub(crate) fn table(case: &CaseDir, file: &str) -> Result<Table, String> {
    let header = case.json("case.json")?;
    let listed = |key: &str, name: &str| match header.get(key) {
        Some(serde_json::Value::Array(names)) => names.iter().any(|n| n.as_str() == Some(name)),
        Some(serde_json::Value::String(text)) => text == name,
        _ => false,
    };
    let (names, rows) = cells(case, file)?;
    let mut table = Table::of_rows(rows.len());
    let features = names.iter().enumerate().filter(|(_, name)| target_name(case) != Some(*name));
    for (at, name) in features {
        let column = rows.iter().map(|row| row.get(at).map_or("", String::as_str));
        let numbers: Option<Vec<f64>> = column.clone().map(number).collect();
        let is_text = listed("categorical", name) || listed("text", name);
        let column = match numbers {
            Some(numbers) if !is_text => Column::Real(numbers),
            _ => Column::Text(column.map(|cell| (!cell.is_empty()).then_some(cell)).collect()),
        };
        table.push(name.as_str(), column).map_err(|error| format!("{file}: {error}"))?;
    }
    Ok(table)
}

/// A cell as a number, NaN when it is empty.
fn number(cell: &str) -> Option<f64> {
    match cell {
        "" => Some(f64::NAN),
        "True" => Some(1.0),
        "False" => Some(0.0),
        _ => cell.parse().ok(),
    }
}

/// A fitted stage, whatever its type.
pub(crate) type Applied = Box<dyn Fn(&Table) -> Result<Table, Error>>;

/// Fits a recipe, on the columns named when some are; gives what it learned, and how to apply it.
pub(crate) fn fit<S>(
    recipe: S,
    variables: Option<Vec<String>>,
    train: &Table,
) -> Result<(S::Fitted, Applied), String>
where
    S: Fit<()> + Pipeline<Input = Table, Output = Table>,
    S::Fitted: Clone + 'static,
{
    fit_to(recipe, variables, train, &())
}

/// The same, to a target.
pub(crate) fn fit_to<S, Y>(
    recipe: S,
    variables: Option<Vec<String>>,
    train: &Table,
    y: &Y,
) -> Result<(S::Fitted, Applied), String>
where
    S: Fit<Y> + Pipeline<Input = Table, Output = Table>,
    S::Fitted: Clone + 'static,
{
    match variables {
        None => {
            let fitted = recipe.fit(train, y).map_err(|error| error.to_string())?;
            Ok((fitted.clone(), Box::new(move |x| fitted.apply(x))))
        }
        Some(names) => {
            let fitted = on(named(names), recipe).fit(train, y).map_err(|e| e.to_string())?;
            Ok((fitted.stage().clone(), Box::new(move |x| fitted.apply(x))))
        }
    }
}

/// Compares what a stage makes of `train.csv` and `test.csv` with the peer's tables, cell by cell, and
/// a batch with its rows. `allowed` gives the distance allowed, by the column and the peer's value.
pub(crate) fn compare(
    case: &CaseDir,
    outcome: &mut Outcome,
    apply: &Applied,
    allowed: &dyn Fn(&str, f64) -> f64,
) -> Result<(), String> {
    compare_cells(case, outcome, apply, &|Cell { column, expected, .. }| allowed(column, expected))
}

/// A cell of the peer's table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell<'a> {
    /// `train` or `test`.
    #[allow(dead_code, reason = "few kinds look at it")]
    pub(crate) part: &'a str,
    #[allow(dead_code, reason = "few kinds look at it")]
    pub(crate) row: usize,
    pub(crate) column: &'a str,
    pub(crate) expected: f64,
}

/// The same, the distance allowed by the cell.
pub(crate) fn compare_cells(
    case: &CaseDir,
    outcome: &mut Outcome,
    apply: &Applied,
    allowed: &dyn Fn(Cell<'_>) -> f64,
) -> Result<(), String> {
    for part in ["train", "test"] {
        let input = table(case, &format!("{part}.csv"))?;
        let found = apply(&input).map_err(|error| format!("{part}: {error}"))?;
        let (names, rows) = cells(case, &format!("expected_{part}.csv"))?;
        outcome.rows += input.rows();
        if names == ["row", "col", "value"] {
            compare_sparse(outcome, part, &found, &rows, allowed)?;
        } else if !found.names().map(|name| &**name).eq(names.iter().map(String::as_str)) {
            let found: Vec<&str> = found.names().map(|name| &**name).collect();
            return Err(format!("{part}: columns {found:?}, expected {names:?}"));
        } else if rows.len() != found.rows() {
            return Err(format!("{part}: {} rows, expected {}", found.rows(), rows.len()));
        } else {
            for (at, name) in names.iter().enumerate() {
                compare_column(outcome, part, &found, name, &rows, at, allowed)?;
            }
        }
        for row in 0..input.rows() {
            let alone = apply(&input.take(&[row])).map_err(|error| format!("{part}: {error}"))?;
            if alone != found.take(&[row]) {
                outcome.fail(format!("{part}, row {row}: alone it gives other bits"));
            }
        }
    }
    Ok(())
}

/// Compares the one sparse column there is with `row,col,value` triplets; every cell not listed is 0.
fn compare_sparse(
    outcome: &mut Outcome,
    part: &str,
    found: &Table,
    triplets: &[Vec<String>],
    allowed: &dyn Fn(Cell<'_>) -> f64,
) -> Result<(), String> {
    let sparse = found.columns().find_map(|(_, column)| match &**column {
        Column::Sparse(rows) => Some(rows),
        _ => None,
    });
    let sparse = sparse.ok_or("no sparse column")?;
    let mut expected: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for triplet in triplets {
        let [row, column, value] = triplet.as_slice() else { return Err("no triplet".into()) };
        let place = |text: &String| text.parse().map_err(|error| format!("`{text}`: {error}"));
        let value = number(value).ok_or_else(|| format!("{part}: `{value}`"))?;
        // A stored zero is a zero.
        if value != 0.0 {
            expected.insert((place(row)?, place(column)?), value);
        }
    }
    for (row, cells) in sparse.rows().enumerate() {
        for (column, value) in cells.iter() {
            let peer = expected.remove(&(row, column)).unwrap_or(0.0);
            let name = sparse.names().get(column).unwrap_or_default();
            let what = format!("{part}, `{name}`, row {row}");
            let cell = Cell { part, row, column: &name, expected: peer };
            outcome.compare(&what, value, peer, allowed(cell));
        }
    }
    for ((row, column), value) in expected {
        outcome.compare(&format!("{part}, feature {column}, row {row}"), 0.0, value, 0.0);
    }
    Ok(())
}

fn compare_column(
    outcome: &mut Outcome,
    part: &str,
    found: &Table,
    name: &str,
    expected: &[Vec<String>],
    at: usize,
    allowed: &dyn Fn(Cell<'_>) -> f64,
) -> Result<(), String> {
    let column = found.column(name).map_err(|error| error.to_string())?;
    let expected = expected.iter().map(|row| row.get(at).map_or("", String::as_str));
    match (column.reals(), &**column) {
        (Some(numbers), _) => {
            for (row, (&found, expected)) in numbers.iter().zip(expected).enumerate() {
                let expected = number(expected)
                    .ok_or_else(|| format!("{part}, `{name}`, row {row}: expected `{expected}`"))?;
                let what = format!("{part}, `{name}`, row {row}");
                let cell = Cell { part, row, column: name, expected };
                outcome.compare(&what, found, expected, allowed(cell));
            }
        }
        (None, Column::Text(texts)) => {
            for (row, (found, expected)) in texts.iter().zip(expected).enumerate() {
                if found.unwrap_or_default() == expected {
                    outcome.agree();
                } else {
                    outcome.cells += 1;
                    outcome.different += 1;
                    let what = format!("{part}, `{name}`, row {row}");
                    outcome.fail(format!("{what}: found {found:?}, expected `{expected}`"));
                }
            }
        }
        _ => return Err(format!("{part}: column `{name}` is neither numbers nor text")),
    }
    Ok(())
}
