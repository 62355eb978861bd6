//! Runs the cases of models that other libraries trained: what they print is what the imported model must answer.
//!
//! Scores are compared by their bits. What a link makes of them may be one unit in the last place away: the exponential
//! function of the C library the peers call is not correctly rounded, ours is.

mod lightgbm;
#[cfg(feature = "onnx")]
mod onnx;
mod sklearn;
mod xgboost;

pub(super) use lightgbm::LightGbm;
pub(super) use sklearn::SkLearn;
pub(super) use xgboost::XgBoost;

use super::reference::{numbers, shape};
use super::{CaseDir, Outcome};
use serde_json::Value;
use steadfast::data::{ColumnType, CsvReader, Matrix, Table};
use steadfast::import::ImportedTrees;
use steadfast::prelude::*;

/// The columns of a file that are asked for, in that order; those of `text` as text, all others as numbers.
fn table(case: &CaseDir, file: &str, columns: &[String], text: &[String]) -> Result<Table, String> {
    let kind = |name: &String| {
        if text.contains(name) { ColumnType::Text } else { ColumnType::Real }
    };
    let types: Vec<(String, ColumnType)> =
        columns.iter().map(|name| (name.clone(), kind(name))).collect();
    let read = CsvReader::new().types(types).only_declared().read_str(&case.read(file)?);
    let read = read.map_err(|error| format!("{file}: {error}"))?;
    let mut ordered = Table::of_rows(read.rows());
    for name in columns {
        let column = read.column(name).map_err(|error| format!("{file}: {error}"))?;
        ordered = ordered.with(name.as_str(), (**column).clone()).map_err(|e| e.to_string())?;
    }
    Ok(ordered)
}

fn columns(imported: &ImportedTrees) -> Vec<String> {
    imported.columns().iter().map(ToString::to_string).collect()
}

fn numeric(case: &CaseDir, imported: &ImportedTrees, file: &str) -> Result<Matrix, String> {
    let table = table(case, file, &columns(imported), &[])?;
    let assembler = imported.assemble().fit(&table, &()).map_err(|e| e.to_string())?;
    assembler.apply(&table).map_err(|e| e.to_string())
}

/// Raw cells, their levels encoded as the file of the model says.
fn raw(case: &CaseDir, imported: &ImportedTrees, file: &str) -> Result<Matrix, String> {
    let categorical = names(case.field("categorical"));
    let pandas = if imported.levels().is_empty() { Vec::new() } else { categorical };
    let encode = imported.encode(&pandas).map_err(|e| e.to_string())?;
    let Some(encode) = encode else { return numeric(case, imported, file) };
    let table = table(case, file, &columns(imported), &pandas)?;
    let chain = encode.then(imported.assemble());
    let fitted = chain.fit(&table, &()).map_err(|e| e.to_string())?;
    fitted.apply(&table).map_err(|e| e.to_string())
}

/// Names in a list of the case.
fn names(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array);
    list.into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

/// The numbers the peer printed under a key, and how many rows those are: it printed the first ones.
fn printed(expected: &Value, key: &str) -> Result<Option<(Vec<f64>, usize)>, String> {
    let Some(value) = expected.get(key) else { return Ok(None) };
    let rows = shape(value)?.first().copied().ok_or_else(|| format!("{key}: no rows"))?;
    Ok(Some((numbers(value).map_err(|error| format!("{key}: {error}"))?, rows)))
}

/// Compares what each column contributed, to the bit. The peers print none for leaves with lines or of several numbers.
fn contributions(
    imported: &ImportedTrees,
    x: &Matrix,
    expected: &Value,
    key: &str,
    outcome: &mut Outcome,
) -> Result<(), String> {
    let Some(printed) = printed(expected, key)? else { return Ok(()) };
    let found = imported.ensemble().raw_contributions(x).map_err(|error| error.to_string())?;
    compare(outcome, key, &found, &printed, 0.0);
    Ok(())
}

/// Compares answers, `allowed` units in the last place of the peer's number apart.
fn compare(
    outcome: &mut Outcome,
    what: &str,
    found: &[f64],
    (expected, rows): &(Vec<f64>, usize),
    allowed: f64,
) {
    if found.len() < expected.len() || (*rows > 0 && !expected.len().is_multiple_of(*rows)) {
        outcome.fail(format!("{what}: {} numbers for {}", found.len(), expected.len()));
        return;
    }
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        let unit = (f64::from_bits(expected.abs().to_bits() + 1) - expected.abs()).abs();
        if !outcome.compare(&format!("{what} {at}"), *found, *expected, allowed * unit) {
            return;
        }
    }
}
